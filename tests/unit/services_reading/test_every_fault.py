"""The list of what servers and networks do to a client, one after the other; each ends in a sentence."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from conftest import Tried
from feed_kit import Screen
from hold_kit import SkewedClock, review
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.cache.store import Cache
from outtray.config.locations import locations
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.events import Pace
from outtray.mastodon.timelines import HOME
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import Wire
from outtray.services import acting
from outtray.services.checkups import Terminal, Verdict
from outtray.services.connection import Connection, connect
from outtray.services.doctor import examine
from outtray.services.feeds import Feed, LiveStateChanged
from outtray.services.workspace import Login, Workspace
from practice_process import PracticeServer
from raw_server import Script, answer, raw_server

TOKEN = "s3cret-and-nobody-s-business"


@pytest.fixture
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--heartbeat", "0.2") as server:
        yield server


async def connecting(address: str, token: str = TOKEN) -> OuttrayError:
    """What a login at this address ends in; never in anything but a sentence with a next step."""
    with pytest.raises(OuttrayError) as caught:
        await connect(address, token, host="x", transport=EgressTransport(), clock=SystemClock())
    told = f"{caught.value.sentence} {caught.value.next_step}"
    assert caught.value.sentence
    assert caught.value.next_step
    assert token not in told
    assert token not in repr(caught.value)
    return caught.value


async def at(script: Script) -> OuttrayError:
    """What a login ends in at a server that answers so."""
    async with raw_server(script) as address:
        return await connecting(address)


@pytest.mark.feature("network.faults")
async def test_addresses_that_lead_nowhere_or_to_no_safe_place(tried: Tried) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for fault, address, kind in (
        ("wrong address: nobody listens", f"http://127.0.0.1:{port}", errors.Unreachable),
        ("wrong address: no such name", "https://nowhere.invalid", errors.Unreachable),
        ("http server beyond this machine", "http://harbour.example", errors.DeniedByDoor),
    ):
        error = await connecting(address)
        assert isinstance(error, kind)
        tried(fault, error.sentence)


async def test_answers_no_server_should_give(tried: Tried) -> None:
    async def portal(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"<html><title>Free Wifi</title>", "Content-Type: text/html"))

    async def circles(head: bytes, sink: asyncio.StreamWriter) -> None:
        target = head.split(b" ")[1].decode()
        sink.write(answer(b"", f"Location: {target}", status="302 Found"))

    async def away(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", "Location: https://elsewhere.example/", status="302 Found"))

    async def bomb(_head: bytes, sink: asyncio.StreamWriter) -> None:
        packed = gzip.compress(b" " * (64 * 1024 * 1024), compresslevel=9)
        sink.write(answer(packed, "Content-Encoding: gzip"))

    async def flood(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n[")
        for _part in range(400):
            sink.write(b" " * 65_536)
            await sink.drain()

    async def half(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")

    async def deep(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"[" * 100_000))

    scripts: dict[str, tuple[Script, type[errors.ServerError]]] = {
        "captive portal": (portal, errors.NotMastodon),
        "redirect loop": (circles, errors.NotMastodon),
        "redirect to another host": (away, errors.Moved),
        "gzip bomb": (bomb, errors.TooLarge),
        "more than 8 MB": (flood, errors.TooLarge),
        "truncated answer": (half, errors.Unreachable),
        "deeply nested answer": (deep, errors.NotMastodon),
    }
    for fault, (script, kind) in scripts.items():
        error = await at(script)
        assert isinstance(error, kind), fault
        tried(fault, error.sentence)


async def test_a_server_that_drips_its_answer_is_given_up(tried: Tried) -> None:
    async def drip(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")
        while not sink.is_closing():
            sink.write(b" ")
            await sink.drain()
            await asyncio.sleep(0.02)

    async with raw_server(drip) as address, make_client(address, EgressTransport(), token=TOKEN) as client:
        with pytest.raises(errors.Unreachable) as caught:
            await Wire(client, clock=SystemClock(), deadline=0.4).get("/api/v1/timelines/home")
    tried("slow-loris", caught.value.sentence)


async def test_a_stream_that_is_open_and_says_nothing_is_not_called_live_for_long(
    town: PracticeServer, tmp_path: Path, tried: Tried
) -> None:
    async def open_and_silent(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        await sink.drain()
        await asyncio.Event().wait()

    clerk = await login(town)
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    screen = Screen()
    feed = Feed(HOME, clerk.reader, cache.for_account("clerk@practice"), emit=screen.take)
    pace = Pace(silence=0.3, shortest_pause=0.01, longest_pause=0.05, between_polls=0.05)
    async with raw_server(open_and_silent) as address:
        running = feed.run(address=address, clock=SystemClock(), random=Random(1), pace=pace)
        task = asyncio.create_task(running)
        try:
            await screen.until(lambda: bool({"offline", "polling"} & set(screen.modes)))
            await asyncio.to_thread(town.make_post, "minister", "Said to nobody in particular.")
            await screen.until(lambda: any("nobody in particular" in one for one in screen.words.values()))
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    states = [update.state for update in screen.updates if isinstance(update, LiveStateChanged)]
    told = next((state.sentence for state in states if state.sentence), "polled instead")
    tried("half-open stream", f"{' → '.join(dict.fromkeys(screen.modes))}: {told}")
    cache.close()
    await clerk.close()


async def login(town: PracticeServer) -> Connection:
    return await connect(
        town.url, town.token, host="practice", transport=EgressTransport(), clock=SystemClock()
    )


@pytest.fixture
async def workspace(town: PracticeServer, tmp_path: Path) -> AsyncIterator[Workspace]:
    places = locations({"OUTTRAY_HOME": str(tmp_path)})
    clerk = Login(town.url, "harbour.example", town.account, lambda: town.token, practice=True)
    opened = Workspace(places, SkewedClock(timedelta(0)), login=clerk)
    await opened.connect(clerk)
    yield opened
    await opened.close()


@pytest.mark.parametrize("hours", [-3, 3])
async def test_clocks_that_disagree_are_named_and_decide_nothing(
    town: PracticeServer, workspace: Workspace, tried: Tried, hours: int
) -> None:
    town.shift_clock(hours * 3_600)
    terminal = Terminal(100, 40, "utf-8", {})
    report = await examine(workspace, terminal)
    told = [one for one in report.checks if one.verdict is Verdict.BAD and "clock" in one.told]
    assert len(told) == 1, report.checks
    tried(f"the server's clock {hours:+} h", told[0].told)


async def test_a_login_that_ends_in_the_middle_of_a_release_leaves_the_act_held(
    town: PracticeServer, workspace: Workspace, tried: Tried
) -> None:
    author = workspace.author
    assert author is not None
    act = replace(acting.new_post(author), text="The ferry runs again from Monday.")
    clock = workspace.clock
    assert isinstance(clock, SkewedClock)
    clock.skew = timedelta(hours=-1)
    ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the server's clock is the machine's
    store = workspace.prepare().outbox.store
    item = store.hold(act, replace(review(act, seconds=60), findings=()), server_date=ago)
    clock.skew = timedelta(0)
    town.set_fault(
        "status", method="POST", path_regex="/api/v1/statuses$", code=401, times=None,
        body='{"error": "The access token was revoked"}',
    )  # fmt: skip
    after = await workspace.tray.release(item)
    assert after.state is State.HELD
    assert after.act.text == act.text
    assert after.note is not None
    assert not town.writes("/api/v1/statuses$")
    tried("login revoked in the middle of a release", f"held again: {after.note.sentence}")
    town.clear_faults()
    assert (await workspace.tray.release(await workspace.tray.item(item.id))).state is State.SENT
    assert len(town.writes("/api/v1/statuses$")) == 1
