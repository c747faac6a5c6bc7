"""Held, sent and looked for on servers that are not Mastodon: never twice, never in doubt for long."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hold_kit import Bench, bench
from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.mastodon.models import StatusSource
from outtray.mastodon.truth import Truth
from outtray.outbox.dispatcher import DispatchSettings
from outtray.outbox.media import MediaLimits
from outtray.outbox.refusals import TargetChanged, TargetGone
from outtray.practice.pictures import landscape
from outtray.services import acting
from outtray.services.connection import Connection
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

STATUSES = "^/api/v1/statuses$"


async def held(hold: Bench, act: Act) -> Item:
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    return hold.outbox.store.hold(act, hold.review(act), server_date=date)


async def sent(hold: Bench, act: Act) -> Item:
    """Hold an act, release it, and let the dispatcher do its round."""
    item = await held(hold, act)
    await hold.gate.release(item)
    await hold.dispatcher.round()
    return hold.outbox.store.item(item.id)


def status(hold: Bench, status_id: str) -> dict[str, Any]:
    answer = hold.server.api("GET", f"/api/v1/statuses/{status_id}")
    answer.raise_for_status()
    return dict(answer.json())


def own(hold: Bench, words: str) -> list[dict[str, Any]]:
    found = hold.server.api("GET", f"/api/v1/accounts/{hold.account.id}/statuses?limit=40").json()
    return [post for post in found if words in post["content"]]


def author(hold: Bench) -> acting.Author:
    return acting.Author(hold.account, language="en")


# What goes well


@pytest.mark.parametrize(
    "words",
    [
        "Straße, naïve, 🍁",
        "One line.\nAnother.\n\nA paragraph.",
        "Ask @minister or @anouk about <b>bold</b> & #Tides, https://example.org/a/rather/long/path?x=1&y=2",
        "  spaces   around  ",
        "1 < 2 && 3 > 2 — “quoted” …",
    ],
)
async def test_a_post_is_sent_once_and_recognised_at_once(hold: Bench, words: str) -> None:
    done = await sent(hold, hold.act(words))
    assert done.state is State.SENT
    assert not done.sent_id.isdigit()
    assert done.sending is not None
    assert done.sending.attempts == 1
    assert len(hold.server.writes(STATUSES)) == 1
    assert status(hold, done.sent_id)["url"] == done.sent_url


async def test_every_audience_and_a_warning_are_kept(hold: Bench) -> None:
    for visibility in (Visibility.UNLISTED, Visibility.PRIVATE, Visibility.DIRECT):
        act = hold.act(
            f"for {visibility}", visibility=visibility, content_warning="local news", sensitive=True
        )
        done = await sent(hold, act)
        assert done.state is State.SENT
        there = status(hold, done.sent_id)
        assert (there["visibility"], there["spoiler_text"]) == (visibility, "local news")


@pytest.mark.parametrize("warning", ["R&D", "a < b", "the <draft> budget", ' "quoted"  & spaced '])
async def test_a_warning_that_looks_like_markup_leaves_no_doubt(
    town: PracticeServer, connection: Connection, tmp_path: Path, warning: str
) -> None:
    patient = DispatchSettings(unsure_wait=timedelta(seconds=90))
    hold = bench(town, tmp_path / "tray2", session=connection.session(), settings=patient)
    done = await sent(hold, hold.act("Behind a warning.", content_warning=warning))
    assert done.state is State.SENT
    town.set_fault("drop_after", method="POST", path_regex=STATUSES)
    lost = await sent(hold, hold.act("Behind a lost warning.", content_warning=warning))
    assert (await hold.dispatcher.resolve(lost.id)).state is State.SENT
    hold.outbox.close()


async def test_a_reply_a_boost_and_a_favourite_of_what_was_read(hold: Bench, connection: Connection) -> None:
    seen = hold.server.make_post(
        "minister", "The ferry runs again.\n\nFrom Monday. https://example.org/ferry"
    )
    read = await connection.reader.status(seen["id"])
    reply = await sent(hold, acting.reply(author(hold), read))
    boost = await sent(hold, acting.boost(author(hold), read))
    favourite = await sent(hold, acting.favourite(author(hold), read))
    assert [act.state for act in (reply, boost, favourite)] == [State.SENT] * 3
    assert status(hold, reply.sent_id)["in_reply_to_id"] == seen["id"]
    there = status(hold, seen["id"])
    assert (there["reblogged"], there["favourited"]) == (True, True)
    assert len(hold.server.writes("/reblog$")) == len(hold.server.writes("/favourite$")) == 1


async def test_what_was_boosted_and_favourited_can_be_taken_back(hold: Bench, connection: Connection) -> None:
    seen = hold.server.make_post("minister", "Second thoughts.")
    read = await connection.reader.status(seen["id"])
    await sent(hold, acting.boost(author(hold), read))
    await sent(hold, acting.favourite(author(hold), read))
    assert not (await connection.actions.unboost(seen["id"])).shown.reblogged
    assert not (await connection.actions.unfavourite(seen["id"])).favourited
    there = status(hold, seen["id"])
    assert (there["reblogged"], there["favourited"]) == (False, False)
    assert (await connection.actions.bookmark(seen["id"])).bookmarked


async def test_an_edit_keeps_its_media_and_is_recognised(
    hold: Bench, connection: Connection, tmp_path: Path
) -> None:
    picture = tmp_path / "quay.png"
    picture.write_bytes(landscape("#336699", 64, 40))
    attached = hold.outbox.media.add(picture, "image/png", MediaLimits(), description="The quay at low tide")
    posted = await sent(hold, hold.act("Frist light.", media=(attached,)))
    assert posted.state is State.SENT
    [medium] = status(hold, posted.sent_id)["media_attachments"]
    assert medium["description"] == "The quay at low tide"

    read = await connection.reader.status(posted.sent_id)
    source = await connection.reader.status_source(posted.sent_id)
    changed = acting.edit(author(hold), read, StatusSource(id=source.id, text="First light."))
    edited = await sent(hold, changed)
    assert edited.state is State.SENT
    there = status(hold, posted.sent_id)
    assert "First light." in there["content"]
    assert [kept["id"] for kept in there["media_attachments"]] == [medium["id"]]


async def test_a_thread_goes_out_part_by_part(hold: Bench) -> None:
    first = await held(hold, hold.act("One of two.", kind=ActKind.THREAD))
    second = await held(hold, hold.act("Two of two.", kind=ActKind.THREAD, after=first.id))
    for part in (first, second):
        await hold.gate.release(part)
        await hold.dispatcher.round()
    parent, child = (hold.outbox.store.item(part.id) for part in (first, second))
    assert (parent.state, child.state) == (State.SENT, State.SENT)
    assert status(hold, child.sent_id)["in_reply_to_id"] == parent.sent_id


async def test_a_target_that_changed_or_went_is_noticed_before_sending(
    hold: Bench, connection: Connection
) -> None:
    seen = hold.server.make_post("minister", "As it was.")
    read = await connection.reader.status(seen["id"])
    item = await held(hold, acting.boost(author(hold), read))
    other = await held(hold, acting.reply(author(hold), read))
    hold.server.edit(seen["id"], "As it is.")
    with pytest.raises(TargetChanged):
        await hold.gate.release(item)
    hold.server.delete(seen["id"])
    with pytest.raises(TargetGone):
        await hold.gate.release(other)
    assert hold.server.writes("reblog|statuses$") == []


# What goes wrong


@pytest.mark.parametrize(
    ("action", "details", "accepted"),
    [
        ("drop_before", {}, 0),
        ("drop_after", {}, 1),
        ("status_after", {"code": 504}, 1),
        ("status_after", {"code": 409, "body": '{"error":"request already under way"}'}, 1),
        ("status", {"code": 503}, 0),
        ("truncate", {"keep_bytes": 30}, 1),
    ],
)
async def test_a_lost_answer_is_looked_for_and_the_post_never_sent_again(
    hold: Bench, action: str, details: dict[str, Any], accepted: int
) -> None:
    words = f"exactly once: {action}, {details.get('code', 'no answer')}"
    item = await held(hold, hold.act(words))
    await hold.gate.release(item)
    hold.server.set_fault(action, method="POST", path_regex=STATUSES, **details)
    for _round in range(3):
        await hold.dispatcher.round()
    found = hold.outbox.store.item(item.id)
    assert len(own(hold, words)) == accepted
    assert len(hold.server.writes(STATUSES)) == accepted
    assert found.sending is not None
    assert found.sending.attempts == 1
    if accepted:
        assert found.sent_id == own(hold, words)[0]["id"]
        return
    assert (found.state, found.sending.asked) == (State.UNSURE, True)
    hold.outbox.sending.confirm_absent(item.id)
    await hold.gate.release(hold.outbox.store.item(item.id))
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(own(hold, words)) == 1


async def test_an_answer_that_only_says_it_was_handled_is_looked_into(hold: Bench) -> None:
    """GoToSocial answers a key it has seen with 200 and no status."""
    words = "handled already"
    item = await held(hold, hold.act(words))
    await hold.gate.release(item)
    hold.server.set_fault(
        "status_after", method="POST", path_regex=STATUSES, code=200,
        body='{"status":"request already handled"}',
    )  # fmt: skip
    for _round in range(2):
        await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(own(hold, words)) == len(hold.server.writes(STATUSES)) == 1


async def test_a_refusal_brings_the_post_back_with_the_servers_words(hold: Bench) -> None:
    done = await sent(hold, hold.act("x" * 5_001))
    assert done.state is State.HELD
    assert done.note is not None
    assert "Validation failed" in done.note.sentence


async def test_after_a_refusal_the_next_try_goes_under_another_key(
    town: PracticeServer, connection: Connection, tmp_path: Path
) -> None:
    """GoToSocial keeps the refusal under the key for minutes and repeats it, whatever has changed since."""
    keys: list[str] = []

    class Listening(httpx.AsyncBaseTransport):
        """Notes the keys posts go out with."""

        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self._inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST" and request.url.path.endswith("/statuses"):
                keys.append(request.headers["Idempotency-Key"])
            return await self._inner.handle_async_request(request)

    connection.client._transport = Listening(connection.client._transport)
    hold = bench(town, tmp_path / "tray2", session=connection.session())
    town.set_fault("status", method="POST", path_regex=STATUSES, code=400, body='{"error":"Bad Request: no"}')
    item = await sent(hold, hold.act("try again"))
    assert item.state is State.HELD
    await hold.gate.release(item)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(set(keys)) == 2
    hold.outbox.close()


async def test_the_wait_before_looking_is_kept_on_every_make(
    town: PracticeServer, connection: Connection, tmp_path: Path
) -> None:
    settings = DispatchSettings(unsure_wait=timedelta(seconds=90))
    hold = bench(town, tmp_path / "tray2", session=connection.session(), settings=settings)
    item = await held(hold, hold.act("patience"))
    await hold.gate.release(item)
    town.set_fault("drop_after", method="POST", path_regex=STATUSES)
    for _round in range(3):
        await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.UNSURE
    assert (await hold.dispatcher.resolve(item.id)).state is State.SENT
    assert SystemClock().now() >= item.updated_at
    hold.outbox.close()


async def test_a_post_in_an_accounts_own_markup_is_recognised_by_its_source(
    town: PracticeServer, connection: Connection, tmp_path: Path
) -> None:
    """Where Markdown is the account's default, the words shown are not the words sent."""
    patient = DispatchSettings(unsure_wait=timedelta(seconds=90))
    hold = bench(town, tmp_path / "tray2", session=connection.session(), settings=patient)
    words = "This is **important**."
    item = await held(hold, hold.act(words))
    await hold.gate.release(item)
    posted = town.api("POST", "/api/v1/statuses", json={"status": words}).json()
    shown = {**posted, "content": "<p>This is <strong>important</strong>.</p>"}
    town.set_fault("body", method="POST", path_regex=STATUSES, body=json.dumps(shown))
    await hold.dispatcher.round()
    done = hold.outbox.store.item(item.id)
    assert (done.state, done.sent_id) == (State.SENT, posted["id"])
    hold.outbox.close()


async def test_an_answer_with_other_words_than_those_sent_is_never_taken_for_ours(
    town: PracticeServer, connection: Connection, tmp_path: Path
) -> None:
    patient = DispatchSettings(unsure_wait=timedelta(seconds=90))
    hold = bench(town, tmp_path / "tray2", session=connection.session(), settings=patient)
    item = await held(hold, hold.act("Mine."))
    await hold.gate.release(item)
    other = town.api("POST", "/api/v1/statuses", json={"status": "Not *mine*."}).json()
    town.set_fault("body", method="POST", path_regex=STATUSES, body=json.dumps(other))
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.UNSURE
    hold.outbox.close()


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 404, "body": '{"error":"Not Found"}'},
        {"code": 403, "body": '{"error":"Forbidden"}'},
        {"code": 405, "body": ""},
        {"code": 200, "body": "<!DOCTYPE html><html></html>", "content_type": "text/html"},
    ],
    ids=str,
)
async def test_where_no_source_is_given_a_lost_post_is_found_by_its_words(
    hold: Bench, answer: dict[str, Any]
) -> None:
    words = f"no source, {answer['code']}"
    item = await held(hold, hold.act(words))
    await hold.gate.release(item)
    hold.server.set_fault("drop_after", method="POST", path_regex=STATUSES)
    hold.server.set_fault("body", method="GET", path_regex="/source$", times=None, **answer)
    await hold.dispatcher.round()
    done = hold.outbox.store.item(item.id)
    assert (done.state, done.sent_id) == (State.SENT, own(hold, words)[0]["id"])


async def test_an_own_post_can_be_deleted(hold: Bench, connection: Connection) -> None:
    done = await sent(hold, hold.act("Regretted."))
    await connection.actions.delete(done.sent_id)
    assert hold.server.api("GET", f"/api/v1/statuses/{done.sent_id}").status_code == 404
