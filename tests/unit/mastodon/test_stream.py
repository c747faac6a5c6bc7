"""Live updates from the practice server, and what happens when the stream is cut, refused or silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta, tzinfo
from random import Random
from typing import Any

import httpx
import pytest

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.client import is_part_of, make_client
from outtray.mastodon.events import (
    LiveState,
    NotificationReceived,
    Pace,
    StatusDeleted,
    StatusEdited,
    StatusPosted,
    StreamEvent,
    UnknownEvent,
)
from outtray.mastodon.instance import streaming_address
from outtray.mastodon.models import Instance
from outtray.mastodon.reader import Reader
from outtray.mastodon.stream import Stream
from outtray.mastodon.timelines import HOME, Timeline
from outtray.mastodon.transport import EgressTransport
from practice_process import PracticeServer
from raw_server import raw_server


class Watch:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def local_zone(self) -> tzinfo:
        return UTC

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class Middle(Random):
    """Dice that always show the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


class CatchUps:
    """Counts, and fails as told."""

    def __init__(self, *failures: errors.ServerError | None) -> None:
        self.count = 0
        self._failures = list(failures)

    async def __call__(self) -> None:
        self.count += 1
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--heartbeat", "0.2") as server:
        yield server


@pytest.fixture
async def client(town: PracticeServer) -> AsyncIterator[httpx.AsyncClient]:
    town.clear_faults()
    async with make_client(town.url, EgressTransport(), token=town.token) as opened:
        yield opened
    town.clear_faults()


def home_stream(
    client: httpx.AsyncClient,
    catch_up: CatchUps,
    watch: Watch,
    timeline: Timeline = HOME,
    pace: Pace | None = None,
) -> Stream:
    return Stream(
        client,
        timeline,
        address=str(client.base_url),
        catch_up=catch_up,
        clock=watch,
        random=Middle(),
        sleep=watch.sleep,
        pace=pace,
    )


async def events_until(
    stream: Stream,
    done: Callable[[list[StreamEvent]], bool],
    act: Callable[[StreamEvent], object] = lambda _: None,
) -> list[StreamEvent]:
    """Collect events, doing something at each, until it is enough."""
    seen: list[StreamEvent] = []
    async with asyncio.timeout(10), aclosing(stream.events()) as events:
        async for event in events:
            seen.append(event)
            if done(seen):
                return seen
            act(event)
    raise AssertionError("the stream ended by itself")


def modes(events: list[StreamEvent]) -> list[str]:
    return [event.mode for event in events if isinstance(event, LiveState)]


async def test_posts_edits_and_deletions_arrive_as_they_happen(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    posted: dict[str, str] = {}

    def act(event: StreamEvent) -> None:
        if isinstance(event, LiveState) and event.mode == "live":
            posted["id"] = town.make_post("minister", "A live word.")["id"]
        elif isinstance(event, StatusPosted) and event.status.id == posted["id"]:
            town.edit(event.status.id, "A better word.")
        elif isinstance(event, StatusEdited):
            town.delete(event.status.id)

    catch_up = CatchUps()
    seen = await events_until(
        home_stream(client, catch_up, Watch()), lambda events: isinstance(events[-1], StatusDeleted), act
    )
    edited = next(event for event in seen if isinstance(event, StatusEdited))
    assert "better word" in edited.status.content
    assert seen[-1] == StatusDeleted(posted["id"])
    assert modes(seen) == ["connecting", "live"]
    assert catch_up.count == 1


async def test_a_cut_stream_is_taken_up_again_and_what_was_missed_is_fetched(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    watch, catch_up = Watch(), CatchUps()
    cuts = iter([True, True])

    def act(event: StreamEvent) -> None:
        if isinstance(event, LiveState) and event.mode == "live" and next(cuts, False):
            town.cut_streams()

    seen = await events_until(
        home_stream(client, catch_up, watch), lambda events: modes(events).count("live") == 3, act
    )
    assert modes(seen) == ["connecting", "live", "offline", "live", "offline", "live"]
    assert watch.slept == [1.0, 2.0]
    assert catch_up.count == 2  # the third comes right after the event that ended this test


async def test_a_server_that_is_away_is_asked_at_growing_intervals(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    town.set_fault("drop_before", path_regex="streaming", times=None)
    away = errors.Unreachable("away")
    watch, catch_up = Watch(), CatchUps(*[away] * 30)
    await events_until(
        home_stream(client, catch_up, watch, pace=Pace(between_polls=60)), lambda _: len(watch.slept) > 11
    )
    assert watch.slept[:8] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 4.0]
    assert max(watch.slept) <= 300


async def test_a_stream_that_keeps_breaking_while_the_server_answers_is_replaced_by_polling(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    town.set_fault("drop_before", path_regex="streaming", times=None)
    seen = await events_until(
        home_stream(client, CatchUps(), Watch()), lambda events: modes(events)[-1] == "polling"
    )
    assert modes(seen) == ["connecting", "offline", "polling"]


@pytest.mark.parametrize(
    ("action", "details"),
    [
        ("status", {"code": 404}),
        ("status", {"code": 401}),
        ("status", {"code": 403}),
        ("body", {"body": "<html>welcome</html>", "content_type": "text/html"}),
        ("body", {"body": "[]"}),
    ],
)
async def test_a_server_without_streams_is_polled(
    town: PracticeServer, client: httpx.AsyncClient, action: str, details: dict[str, Any]
) -> None:
    town.set_fault(action, path_regex="streaming", times=None, **details)
    watch, catch_up = Watch(), CatchUps()
    seen = await events_until(
        home_stream(client, catch_up, watch), lambda events: modes(events)[-1] == "polling"
    )
    assert modes(seen) == ["connecting", "polling"]


async def test_polling_goes_on_at_its_interval_and_tries_the_stream_again(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    town.set_fault("status", path_regex="streaming", code=404, times=2)  # both kinds of stream
    watch, catch_up = Watch(), CatchUps()
    pace = Pace(between_polls=60, before_streaming_again=300)
    seen = await events_until(
        home_stream(client, catch_up, watch, pace=pace), lambda events: modes(events)[-1] == "live"
    )
    assert modes(seen) == ["connecting", "polling", "live"]
    assert watch.slept == [60.0] * 5
    assert catch_up.count == 5


async def test_a_timeline_without_a_stream_is_polled(client: httpx.AsyncClient) -> None:
    stream = home_stream(client, CatchUps(), Watch(), Timeline("bookmarks"))
    seen = await events_until(stream, lambda events: modes(events)[-1] == "polling")
    assert modes(seen) == ["connecting", "polling"]


async def test_a_pause_asked_for_is_kept_and_its_end_is_told(
    town: PracticeServer, client: httpx.AsyncClient
) -> None:
    town.set_fault("body", path_regex="streaming", code=429, body="{}", headers={"Retry-After": "90"})
    watch = Watch()
    seen = await events_until(
        home_stream(client, CatchUps(), watch), lambda events: modes(events)[-1] == "live"
    )
    limited = seen[1]
    assert isinstance(limited, LiveState)
    assert (limited.mode, limited.until) == ("limited", datetime(2026, 3, 1, 12, 1, 30, tzinfo=UTC))
    assert watch.slept == [91.0]


async def test_a_login_that_ended_is_raised(town: PracticeServer, client: httpx.AsyncClient) -> None:
    town.set_fault("status", path_regex="streaming", code=401, times=None)
    ended = errors.Unauthorised("ended", status=401)
    with pytest.raises(errors.Unauthorised):
        await events_until(home_stream(client, CatchUps(ended), Watch()), lambda _: False)


async def test_a_stream_that_falls_silent_is_opened_again() -> None:
    opened: list[bytes] = []
    hold = asyncio.Event()

    async def silent(head: bytes, sink: asyncio.StreamWriter) -> None:
        opened.append(head)
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:)\n\n")
        await sink.drain()
        await hold.wait()

    async with raw_server(silent) as url, make_client(url, httpx.AsyncHTTPTransport()) as client:
        stream = home_stream(client, CatchUps(), Watch(), pace=Pace(silence=0.1))
        seen = await events_until(stream, lambda events: modes(events).count("live") == 2)
        hold.set()
    assert modes(seen) == ["connecting", "live", "offline", "live"]
    assert len(opened) == 2


async def test_hostile_and_unknown_events_are_named_and_the_stream_goes_on() -> None:
    notification = {"id": "1", "type": "mention", "account": {"acct": "a"}}
    lines = (
        b"event: update\ndata: <html>\n\nevent: update\ndata: 7\n\nevent: weather\x1b\ndata: x\n\n"
        b"event: delete\ndata: 01JCK\n\nevent: notification\ndata: "
        + json.dumps(notification).encode()
        + b"\n\n"
        b'event: update\ndata: {"content": "no id"}\n\nevent: update\ndata: {"id": "2", "content": null}\n\n'
    )

    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n" + lines)

    async with raw_server(send) as url, make_client(url, httpx.AsyncHTTPTransport()) as client:
        seen = await events_until(
            home_stream(client, CatchUps(), Watch()), lambda events: modes(events)[-1] == "offline"
        )
    assert seen[2:5] == [UnknownEvent("update"), UnknownEvent("update"), UnknownEvent("weather")]
    assert seen[5] == StatusDeleted("01JCK")
    assert isinstance(seen[6], NotificationReceived)
    assert isinstance(seen[7], StatusPosted)
    assert seen[7].status.unreadable
    assert isinstance(seen[8], StatusPosted)
    assert seen[8].status.id == "2"


async def test_an_event_without_end_is_given_up() -> None:
    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ")
        for _part in range(40):
            sink.write(b"x" * 65_536)
            await sink.drain()

    async with raw_server(send) as url, make_client(url, httpx.AsyncHTTPTransport()) as client:
        seen = await events_until(
            home_stream(client, CatchUps(), Watch()), lambda events: modes(events)[-1] == "offline"
        )
    assert isinstance(seen[-1], LiveState)
    assert "too large" in seen[-1].sentence


# Where streams are, and who gets the token


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("wss://streaming.harbour.example", "https://streaming.harbour.example"),
        ("https://harbour.example/api", "https://harbour.example"),
        ("ws://harbour.example", "https://harbour.example"),
        ("nonsense", "https://harbour.example"),
        ("wss://", "https://harbour.example"),
        (None, "https://harbour.example"),
    ],
)
def test_the_place_of_streams_is_read_from_what_the_server_says(named: str | None, expected: str) -> None:
    assert streaming_address(Instance(streaming_url=named), "https://harbour.example") == expected


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("https://harbour.example/x", True),
        ("https://streaming.harbour.example/x", True),
        ("https://evilharbour.example/x", False),
        ("https://harbour.example.evil.example/x", False),
        ("http://harbour.example/x", False),
        ("https://example/x", False),
    ],
)
def test_only_the_servers_own_names_are_part_of_it(address: str, part: bool) -> None:
    assert is_part_of(httpx.URL(address), httpx.URL("https://harbour.example")) is part


async def test_a_stream_on_an_unrelated_host_is_asked_for_at_home(town: PracticeServer) -> None:
    async with make_client(town.url, EgressTransport(), token=town.token) as client:
        stream = Stream(
            client,
            HOME,
            address="https://evil.example",
            catch_up=CatchUps(),
            clock=SystemClock(),
            random=Random(1),
        )
        seen = await events_until(stream, lambda events: modes(events)[-1] == "live")
    assert modes(seen) == ["connecting", "live"]


async def test_the_reader_serves_as_catch_up(town: PracticeServer, client: httpx.AsyncClient) -> None:
    reader = Reader(client, clock=SystemClock())
    newest = (await reader.timeline(HOME, limit=1)).items[0].id
    missed = town.make_post("minister", "While you were away.")["id"]
    assert [status.id for status in (await reader.timeline(HOME, min_id=newest)).items] == [missed]
