"""Who sends, when, and with what: clocks set wrong, media, hand-over between processes, lapsed releases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hold_kit import Bench, SkewedClock, bench, connect
from outtray.acts.act import Act, Attachment
from outtray.acts.canonical import to_json
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.journal import reading
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.media import MediaLimits
from outtray.outbox.opening import DATABASE
from outtray.outbox.refusals import NoRelease, StillCooling
from outtray.storage.errors import LockHeld, NotWritable
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

STATUSES = "^/api/v1/statuses$"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


async def held(hold: Bench, act: Act, *, wait: int = 0) -> Item:
    hold.seconds = wait
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    return hold.outbox.store.hold(act, hold.review(act), server_date=date)


async def released(hold: Bench, act: Act) -> Item:
    item = await held(hold, act)
    await hold.gate.release(item)
    return item


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
async def test_a_local_clock_set_wrong_releases_nothing_early_and_blocks_nothing(
    practice_server: PracticeServer, tmp_path: Path, days: int
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    item = await held(hold, hold.act(), wait=600)
    clock.skew = timedelta(days=days)
    with pytest.raises(StillCooling):
        await hold.gate.release(item)
    practice_server.shift_clock(601)
    await hold.gate.release(item)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    hold.outbox.close()


async def test_an_act_held_offline_waits_by_the_local_time_of_its_hold(hold: Bench) -> None:
    hold.seconds = 600
    item = hold.outbox.store.hold(hold.act(), hold.review(hold.act()), server_date=None)
    with pytest.raises(StillCooling):
        await hold.gate.release(item)
    hold.server.shift_clock(605)
    await hold.gate.release(item)


async def test_media_go_up_with_their_alt_text_and_focus_before_the_post(hold: Bench, tmp_path: Path) -> None:
    picture = tmp_path / "ferry.png"
    picture.write_bytes(PNG)
    copy = hold.outbox.media.add(picture, "image/png", MediaLimits(), description="The ferry, at dawn – été")
    attachment = Attachment(copy.sha256, copy.mime, 'fe"rry\r\n.png', copy.description, (0.25, -0.5))
    item = await released(hold, hold.act("Look!", media=(attachment,)))
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    [shown] = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()["media_attachments"]
    assert shown["description"] == "The ferry, at dawn – été"
    assert (shown["meta"]["focus"]["x"], shown["meta"]["focus"]["y"]) == (0.25, -0.5)
    assert [write["path"] for write in hold.server.writes()] == ["/api/v2/media", "/api/v1/statuses"]


@pytest.mark.parametrize(("code", "state"), [(500, State.FAILED), (422, State.HELD), (401, State.HELD)])
async def test_an_upload_that_fails_makes_nothing_public_and_what_went_up_is_not_sent_twice(
    hold: Bench, tmp_path: Path, code: int, state: State
) -> None:
    media = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.png"
        path.write_bytes(PNG + name.encode())
        media.append(hold.outbox.media.add(path, "image/png", MediaLimits(), description=name))
    item = await held(hold, hold.act("Two pictures", media=tuple(media)))
    await hold.gate.release(item)
    hold.server.set_fault("delay", method="POST", path_regex="media", seconds=0)
    hold.server.set_fault("status", method="POST", path_regex="media", code=code)
    await hold.dispatcher.round()
    stopped = hold.outbox.store.item(item.id)
    assert stopped.state is state
    assert hold.server.writes(STATUSES) == []
    if state is State.FAILED:
        stopped = hold.outbox.store.retry(item.id)
    await hold.gate.release(stopped)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(hold.server.writes("/media")) == 2


async def test_a_missing_copy_makes_the_act_fail_before_anything_leaves(hold: Bench) -> None:
    item = await released(hold, hold.act("Look!", media=(Attachment(sha256="a" * 64, name="ferry.png"),)))
    await hold.dispatcher.round()
    failed = hold.outbox.store.item(item.id)
    assert failed.state is State.FAILED
    assert failed.note is not None
    assert "ferry.png" in failed.note.sentence
    assert hold.server.writes() == []


async def test_a_release_elsewhere_is_sent_by_the_process_that_holds_the_lock(
    hold: Bench, practice_server: PracticeServer, tmp_path: Path
) -> None:
    assert await hold.dispatcher.round()
    other = bench(practice_server, tmp_path / "tray")
    item = await released(other, other.act("from the command line"))
    assert not await other.dispatcher.round()
    assert practice_server.writes() == []
    waiting = asyncio.create_task(other.dispatcher.settled(item.id, 120))
    while not waiting.done():
        await hold.dispatcher.round()
        await asyncio.sleep(0)
    assert waiting.result().state is State.SENT
    other.outbox.close()


async def test_when_the_sender_is_gone_another_takes_its_place(
    hold: Bench, practice_server: PracticeServer, tmp_path: Path
) -> None:
    await hold.dispatcher.round()
    other = bench(practice_server, tmp_path / "tray")
    item = await released(other, other.act("patient"))
    assert not await other.dispatcher.round()
    hold.dispatcher.stop()
    assert await other.dispatcher.round()
    assert other.outbox.store.item(item.id).state is State.SENT
    other.outbox.close()


class Mishap(httpx.AsyncBaseTransport):
    """The network, with something happening here as soon as a post has been accepted there."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.strike: Callable[[], object] = lambda: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if request.method == "POST":
            strike, self.strike = self.strike, lambda: None
            strike()
        return response


@pytest.mark.parametrize("what", ["disk", "cancelled"])
async def test_a_disk_that_fails_or_a_cancel_after_the_server_accepted_doubles_nothing(
    practice_server: PracticeServer, tmp_path: Path, what: str
) -> None:
    network = Mishap()
    hold = bench(practice_server, tmp_path, session=connect(practice_server, inner=network))
    item = await released(hold, hold.act("exactly once"))
    sending = asyncio.create_task(hold.dispatcher.round())
    if what == "disk":
        network.strike = lambda: hold.outbox.database.execute("PRAGMA query_only=ON")
        with pytest.raises(NotWritable):
            await sending
        hold.outbox.database.execute("PRAGMA query_only=OFF")
    else:
        network.strike = sending.cancel
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert hold.outbox.store.item(item.id).state is State.SENDING
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(practice_server.writes(STATUSES)) == 1
    hold.outbox.close()


class Slow(httpx.AsyncBaseTransport):
    """The network, with posts kept until ``go`` is set."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.asked.set()
            await self.go.wait()
        return await self._inner.handle_async_request(request)


@pytest.mark.parametrize("how", ["gives up", "is cancelled"])
async def test_somebody_who_stops_waiting_breaks_no_request_off(
    practice_server: PracticeServer, tmp_path: Path, how: str
) -> None:
    network = Slow()
    hold = bench(practice_server, tmp_path, session=connect(practice_server, inner=network))
    item = await released(hold, hold.act("slow but sure"))
    waiting = asyncio.create_task(hold.dispatcher.settled(item.id, 0.02 if how == "gives up" else 120))
    await network.asked.wait()
    if how == "gives up":
        assert (await waiting).state is State.SENDING
    else:
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    network.go.set()
    assert (await hold.dispatcher.settled(item.id, 120)).state is State.SENT
    sent = hold.outbox.store.item(item.id)
    assert sent.sending is not None
    assert sent.sending.attempts == 1
    hold.outbox.close()


async def test_the_running_sender_sends_what_appears_and_lets_the_lock_go_when_cancelled(hold: Bench) -> None:
    arrived = asyncio.Event()

    async def between_rounds(seconds: float) -> None:
        if hold.outbox.store.sent():
            arrived.set()
        await asyncio.sleep(seconds)

    running = bench(
        hold.server,
        hold.outbox.database.path.parent,
        sleep=between_rounds,
        session=hold.sessions.session(hold.account),
    )
    task = asyncio.create_task(running.dispatcher.run())
    await released(hold, hold.act("on its own"))
    await asyncio.wait_for(arrived.wait(), 120)
    with pytest.raises(LockHeld):
        hold.outbox.lock.acquire()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    hold.outbox.lock.acquire()
    running.outbox.close()


async def test_a_sender_that_is_told_of_changes_rests_while_there_is_nothing_to_do(hold: Bench) -> None:
    slept: list[float] = []

    async def between_rounds(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    running = bench(
        hold.server,
        hold.outbox.database.path.parent,
        sleep=between_rounds,
        session=hold.sessions.session(hold.account),
    )
    task = asyncio.create_task(running.dispatcher.run(is_told=True))
    async with asyncio.timeout(120):
        while not running.outbox.lock.held or running.dispatcher.has_work:
            assert not task.done(), task
            await asyncio.sleep(0.01)
        asked = len(slept)
        item = await released(hold, hold.act("released elsewhere"))
        assert len(slept) == asked, "it asks nothing by itself"
        running.dispatcher.look_soon()
        while hold.outbox.store.item(item.id).state is not State.SENT:
            assert not task.done(), task
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    running.outbox.close()


async def test_a_release_nothing_left_of_lapses_when_the_program_was_closed_too_long(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    item = await released(hold, hold.act())
    hold.outbox.close()
    clock.skew = timedelta(minutes=11)
    later = bench(practice_server, tmp_path, clock=clock)
    await later.dispatcher.round()
    back = later.outbox.store.item(item.id)
    assert back.state is State.HELD
    assert back.note is not None
    assert back.note.code == "lapsed"
    assert practice_server.writes() == []
    later.outbox.close()


async def test_a_release_the_journal_does_not_know_is_never_sent(hold: Bench) -> None:
    item = await released(hold, hold.act("approved words"))
    forged = hold.act("forged words")
    with hold.outbox.database.transaction() as connection:
        connection.execute(
            "UPDATE items SET act = ?, digest = ? WHERE id = ?",
            (to_json(forged), hold.review(forged).digest, item.id),
        )
    with pytest.raises(NoRelease):
        await hold.gate.resume(item.id)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.HELD
    assert hold.server.writes() == []


async def test_the_token_is_in_no_file(hold: Bench) -> None:
    for number, code in enumerate([200, 401, 500]):
        if code != 200:
            hold.server.set_fault("status", method="POST", path_regex=STATUSES, code=code)
        await released(hold, hold.act(f"post {number}"))
        await hold.dispatcher.round()
    folder = hold.outbox.database.path.parent
    for path in folder.rglob("*"):
        if path.is_file():
            assert hold.server.token.encode() not in path.read_bytes()
    with hold.outbox.database.reading() as connection:
        assert len(list(reading.rows(connection))) > 8
    assert (folder / DATABASE).stat().st_mode & 0o777 == 0o600


async def test_fifty_released_acts_leave_in_their_order_each_once(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    hold = bench(practice_server, tmp_path)
    items = [await released(hold, hold.act(f"number {number:02}")) for number in range(50)]
    await hold.dispatcher.round()
    sent = [hold.outbox.store.item(item.id) for item in items]
    assert {item.state for item in sent} == {State.SENT}
    writes = practice_server.writes(STATUSES)
    assert [write["result_id"] for write in writes] == [item.sent_id for item in sent]
    hold.outbox.close()


async def test_a_burst_stops_at_the_rate_limit_and_goes_on_after_it(tmp_path: Path) -> None:
    with PracticeServer() as server:
        clock = SkewedClock(timedelta(0))
        hold = bench(server, tmp_path, clock=clock)
        items = [await released(hold, hold.act(f"burst {number}")) for number in range(6)]
        server.set_fault("delay", method="POST", path_regex=STATUSES, times=2, seconds=0)
        server.set_fault(
            "status", method="POST", path_regex=STATUSES, code=429, headers={"Retry-After": "300"}
        )
        await hold.dispatcher.round()
        await hold.dispatcher.round()
        states = [hold.outbox.store.item(item.id).state for item in items]
        assert states == [State.SENT, State.SENT, State.HELD, *[State.SENDING] * 3]
        clock.skew = timedelta(seconds=301)
        await hold.gate.release(hold.outbox.store.item(items[2].id))
        await hold.dispatcher.round()
        assert [hold.outbox.store.item(item.id).state for item in items] == [State.SENT] * 6
        assert len(server.writes(STATUSES)) == 6
        hold.outbox.close()


async def test_an_act_of_somebody_not_logged_in_goes_back_with_a_sentence_when_it_lapses(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    item = await released(hold, hold.act())
    hold.sessions.session_ = None
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENDING
    clock.skew = timedelta(minutes=11)
    await hold.dispatcher.round()
    back = hold.outbox.store.item(item.id)
    assert back.state is State.HELD
    assert back.note is not None
    assert "logged in" in back.note.sentence
    hold.outbox.close()


async def test_an_edit_that_lost_its_race_is_asked_about(hold: Bench) -> None:
    own = hold.server.api("POST", "/api/v1/statuses", json={"status": "frist"}).json()
    session = connect(hold.server, honours_idempotency=False)
    target = target_of(await Truth(session.wire).status(own["id"]))
    item = await released(hold, hold.act("first", kind=ActKind.EDIT, target=target))
    hold.server.edit(own["id"], "somebody else's words")
    hold.server.set_fault("drop_before", method="PUT", path_regex=own["id"])
    await hold.dispatcher.round()
    asked = hold.outbox.store.item(item.id)
    assert asked.state is State.UNSURE
    assert asked.sending is not None
    assert asked.sending.asked
