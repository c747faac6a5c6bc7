"""A server may change what it is sent: the act is recognised, and the user is told what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from hold_kit import Bench, bench, connect
from outtray.acts.act import Act, Attachment
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.journal.wording import event_words
from outtray.mastodon.models import StatusSource
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.media import MediaLimits
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

STATUSES = "^/api/v1/statuses$"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
Change = Callable[[dict[str, Any]], dict[str, Any]]


class Changing(httpx.AsyncBaseTransport):
    """A server that makes something else of each status, and may know nothing of idempotency keys."""

    def __init__(self, change: Change) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        headers = [pair for pair in request.headers.raw if pair[0].lower() != b"content-length"]
        if request.url.path.startswith("/api/v1/statuses") and request.method in {"POST", "PUT"}:
            body = json.dumps(self._change(json.loads(body))).encode()
            headers = [pair for pair in headers if pair[0].lower() != b"idempotency-key"]
        if body:
            headers.append((b"Content-Length", str(len(body)).encode()))
        return await self._inner.handle_async_request(
            httpx.Request(request.method, request.url, headers=headers, stream=httpx.ByteStream(body))
        )


def made(visibility: str) -> Change:
    return lambda fields: {**fields, "visibility": visibility}


def warning_moved(fields: dict[str, Any]) -> dict[str, Any]:
    """What Mastodon does to a status without any text."""
    if fields["status"].strip() or not fields.get("spoiler_text"):
        return fields
    return {**fields, "status": fields["spoiler_text"], "spoiler_text": ""}


def alone(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "in_reply_to_id"}


@pytest.fixture
def behind(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Callable[[Change], Bench]]:
    opened: list[Bench] = []

    def make(change: Change) -> Bench:
        session = connect(practice_server, inner=Changing(change), honours_idempotency=False)
        opened.append(bench(practice_server, tmp_path / str(len(opened)), session=session))
        return opened[-1]

    yield make
    for hold in opened:
        hold.outbox.close()


async def sent(hold: Bench, act: Act, *, answered: bool) -> Item:
    """Release, send and, when the answer was lost, look."""
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    item = hold.outbox.store.hold(act, hold.review(act), server_date=date)
    await hold.gate.release(item)
    if not answered:
        hold.server.set_fault("drop_after", method="POST", path_regex=STATUSES)
    for _round in range(2):
        await hold.dispatcher.round()
    return hold.outbox.store.item(item.id)


def note_of(item: Item) -> str:
    assert item.state is State.SENT
    return "" if item.note is None else item.note.sentence


ANSWERED = pytest.mark.parametrize("answered", [True, False], ids=["answered", "looked for"])


@ANSWERED
@pytest.mark.parametrize(
    ("wanted", "given", "said"),
    [
        (Visibility.PUBLIC, "unlisted", "The server made it unlisted; you chose public."),
        (Visibility.PRIVATE, "public", "CAREFUL: the server made it public, though you chose private."),
        (Visibility.DIRECT, "private", "CAREFUL: the server made it private, though you chose direct."),
    ],
)
async def test_another_audience_is_told_and_a_wider_one_loudly(
    behind: Callable[[Change], Bench], wanted: Visibility, given: str, said: str, answered: bool
) -> None:
    hold = behind(made(given))
    item = await sent(hold, hold.act(f"silenced {wanted}", visibility=wanted), answered=answered)
    assert note_of(item).startswith(said)
    assert item.note is not None
    assert item.note.code == "changed-by-server"
    [told] = [record.row.event for record in hold.outbox.journal.records() if record.row.event.name == "sent"]
    assert told.detail["remark"] == item.note.sentence, "the record says it, too"
    assert event_words(told).endswith(item.note.sentence), "and so does the register"


async def test_an_act_as_it_was_sent_has_no_note(behind: Callable[[Change], Bench]) -> None:
    hold = behind(lambda fields: fields)
    assert note_of(await sent(hold, hold.act("as it was"), answered=False)) == ""


@ANSWERED
async def test_a_warning_that_became_the_text_is_recognised(
    behind: Callable[[Change], Bench], tmp_path: Path, answered: bool
) -> None:
    hold = behind(warning_moved)
    picture = tmp_path / "eye.png"
    picture.write_bytes(PNG)
    medium: Attachment = hold.outbox.media.add(picture, "image/png", MediaLimits(), description="an eye")
    act = hold.act("", content_warning="eye contact", sensitive=True, media=(medium,))
    assert "warning" in note_of(await sent(hold, act, answered=answered))


@ANSWERED
async def test_a_warning_that_was_dropped_is_told(behind: Callable[[Change], Bench], answered: bool) -> None:
    hold = behind(lambda fields: {**fields, "spoiler_text": ""})
    act = hold.act("the lost warning", content_warning="food")
    assert "warning" in note_of(await sent(hold, act, answered=answered))


@ANSWERED
async def test_a_reply_that_came_to_stand_alone_is_told(
    behind: Callable[[Change], Bench], answered: bool
) -> None:
    hold = behind(alone)
    parent = hold.server.make_post("minister", "A question.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(parent["id"]))
    act = hold.act("the answer", kind=ActKind.REPLY, reply_to=target)
    assert "alone" in note_of(await sent(hold, act, answered=answered))


async def test_of_two_with_the_same_words_the_one_as_sent_is_taken(
    behind: Callable[[Change], Bench],
) -> None:
    hold = behind(lambda fields: fields)
    act = hold.act("twice said")
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    item = hold.outbox.store.hold(act, hold.review(act), server_date=date)
    await hold.gate.release(item)
    other = hold.server.api(
        "POST", "/api/v1/statuses", json={"status": "twice said", "visibility": "unlisted"}
    ).json()
    hold.server.set_fault("drop_after", method="POST", path_regex=STATUSES)
    await hold.dispatcher.round()
    await hold.dispatcher.round()
    found = hold.outbox.store.item(item.id)
    assert note_of(found) == ""
    assert found.sent_id not in {"", other["id"]}


async def test_sources_are_asked_for_only_where_a_status_may_be_the_act(
    behind: Callable[[Change], Bench],
) -> None:
    hold = behind(lambda fields: fields)
    for number in range(3):
        hold.server.api("POST", "/api/v1/statuses", json={"status": f"an hour of chatting {number}"})
    hold.server.shift_clock(30)
    asked = 0

    async def counted(truth: Truth, status_id: str) -> StatusSource:
        nonlocal asked
        asked += 1
        return await source(truth, status_id)

    source = Truth.source
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Truth, "source", counted)
        item = await sent(hold, hold.act("the one looked for"), answered=False)
    assert item.state is State.SENT
    assert asked == 1


async def test_a_front_server_whose_clock_is_ahead_hides_nothing(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    class Ahead(httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            self._inner = httpx.AsyncHTTPTransport()

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await self._inner.handle_async_request(request)
            ahead = SystemClock().now() + timedelta(seconds=100)
            answer.headers["Date"] = format_datetime(ahead, usegmt=True)
            return answer

    session = connect(practice_server, inner=Ahead(), honours_idempotency=False)
    hold = bench(practice_server, tmp_path, session=session)
    item = await sent(hold, hold.act("ahead of its time"), answered=False)
    assert item.state is State.SENT
    hold.outbox.close()
