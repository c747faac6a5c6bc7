"""Private acts are sent in their order as who asked for them, and what is refused holds up nothing."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import msgspec
import pytest

from errands_kit import Desk, bookmark, home
from outtray.mastodon import errors
from outtray.mastodon.errands import Errand, ErrandKind, request_of
from outtray.mastodon.timelines import HOME as HOME_TIMELINE
from outtray.mastodon.transport import EgressTransport
from outtray.services.errands import (
    LOCK,
    ErrandDone,
    ErrandRefused,
)
from outtray.storage.lock import FileLock
from practice_process import PracticeServer


async def test_what_waited_is_sent_in_order_and_as_it_was_asked_for(desk: Desk, town: PracticeServer) -> None:
    first, second = home(town)[:2]
    author = first["account"]["id"]
    desk.away = True
    await desk.ask(
        bookmark(first["id"]),
        Errand(ErrandKind.MUTE, author, detail="3600", before=False),
        bookmark(second["id"]),
        bookmark(second["id"], wish=False),
        Errand(ErrandKind.NOTE, author, detail="Met at the ferry."),
        Errand(ErrandKind.BLOCK_SERVER, "noise.example", before=False),
        Errand(ErrandKind.FOLLOW_TAG, "tides", before=False),
        Errand(ErrandKind.MARKER, "notifications", detail="3"),
    )
    assert await desk.send() == []
    assert desk.waiting == 6
    assert town.writes() == []

    desk.away = False
    news = await desk.send()
    assert desk.waiting == 0
    assert all(isinstance(one, ErrandDone) for one in news)
    assert [entry["path"].split("/api/")[1] for entry in town.writes()] == [
        f"v1/statuses/{first['id']}/bookmark",
        f"v1/accounts/{author}/mute",
        f"v1/accounts/{author}/note",
        "v1/domain_blocks",
        "v1/tags/tides/follow",
        "v1/markers",
    ]
    done = {one.errand.kind: one for one in news if isinstance(one, ErrandDone)}
    bookmarked = done[ErrandKind.BOOKMARK].status
    assert bookmarked is not None
    assert bookmarked.bookmarked
    relation = done[ErrandKind.NOTE].relation
    assert relation is not None
    assert (relation.muting, relation.note) == (True, "Met at the ferry.")
    await desk.ask(
        bookmark(first["id"], wish=False),
        Errand(ErrandKind.MUTE, author, wish=False),
        Errand(ErrandKind.BLOCK_SERVER, "noise.example", wish=False),
    )
    assert len(await desk.send()) == 3
    assert town.api("GET", "/api/v1/domain_blocks").json() == []


async def test_what_is_refused_is_told_and_holds_up_nothing(desk: Desk, town: PracticeServer) -> None:
    status = home(town)[0]
    await desk.ask(bookmark("404404"), bookmark(status["id"]))
    refused, done = await desk.send()
    assert isinstance(refused, ErrandRefused)
    assert refused.errand.subject == "404404"
    assert isinstance(refused.error, errors.NotFound)
    assert isinstance(done, ErrandDone)
    assert desk.waiting == 0
    town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_no_refresh_shows_an_older_state_than_was_asked_for(desk: Desk, town: PracticeServer) -> None:
    account = desk.connection.account
    page = await desk.connection.reader.timeline(HOME_TIMELINE)
    status = page.items[0]
    assert not status.shown.bookmarked
    desk.away = True
    await desk.ask(bookmark(status.shown.id))
    assert desk.errands.overlay(account.host, account.id, status).shown.bookmarked
    boost = msgspec.structs.replace(status, id="b1", reblog=status.shown)
    assert desk.errands.overlay(account.host, account.id, boost).shown.bookmarked
    assert not desk.errands.overlay(account.host, account.id, page.items[1]).shown.bookmarked
    await desk.ask(bookmark(status.shown.id, wish=False))
    assert not desk.errands.overlay(account.host, account.id, status).shown.bookmarked


async def test_two_processes_do_not_send_the_same_things(desk: Desk, tmp_path: Path) -> None:
    await desk.ask(bookmark("404404"))
    other = FileLock(tmp_path / LOCK)
    other.acquire()
    assert await desk.send() == []
    assert desk.waiting == 1
    other.release()
    assert len(await desk.send()) == 1


async def test_what_goes_out_of_the_queue_passes_the_door_without_a_permit(
    desk: Desk, tmp_path: Path
) -> None:
    """The same egress transport sees it, and a public request in its place is stopped there."""
    seen: list[httpx.Request] = []

    async def wire(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=json.dumps({"id": "1", "bookmarked": True}))

    door = EgressTransport(httpx.MockTransport(wire))
    async with httpx.AsyncClient(transport=door, base_url="https://harbour.example") as client:
        request = request_of(bookmark("1"))
        assert (await client.request(request.method, request.path, json=request.fields)).status_code == 200
        assert [one.url.path for one in seen] == ["/api/v1/statuses/1/bookmark"]
        assert "outtray_permit" not in seen[0].extensions
        with pytest.raises(errors.DeniedByDoor):
            await client.post("/api/v1/statuses", json={"status": "Hello"})
