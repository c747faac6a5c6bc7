"""One queue for one account: order, pauses, cancellation, and numbers that can be shown to anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.reader import Reader
from outtray.mastodon.scheduler import Priority, Scheduler, priority
from outtray.mastodon.timelines import HOME
from outtray.mastodon.transport import EgressTransport
from practice_process import PracticeServer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class HandClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def local_zone(self) -> tzinfo:
        return UTC


async def until(done: Callable[[], bool]) -> None:
    """Let others run until something is so."""
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 - counters of the queue send no events
            await asyncio.sleep(0)


class Server(httpx.AsyncBaseTransport):
    """Answers when it is told to, with the headers it is told."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.open: dict[str, asyncio.Event] = {}
        self.headers: dict[str, str] = {}
        self.code = 200
        self.under_way = 0
        self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.paths.append(path)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self.open.setdefault(path, asyncio.Event()).wait()
        finally:
            self.under_way -= 1
        return httpx.Response(self.code, headers=self.headers, stream=httpx.ByteStream(b"{}"))

    async def until_asked(self, count: int) -> None:
        await until(lambda: len(self.paths) >= count)

    def let(self, *paths: str) -> None:
        for path in paths:
            self.open.setdefault(path, asyncio.Event()).set()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def queue(server: Server, clock: HandClock) -> AsyncIterator[Scheduler]:
    yield Scheduler(server, clock=clock, slots=2)
    assert server.under_way == 0


def client(queue: Scheduler) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url="https://harbour.example", transport=queue)


async def ask(
    out: httpx.AsyncClient, path: str, wanted: Priority = Priority.USER, method: str = "GET"
) -> int:
    with priority(wanted):
        return (await out.request(method, path)).status_code


async def test_what_the_user_waits_for_goes_first(queue: Scheduler, server: Server) -> None:
    async with client(queue) as out:
        first = [asyncio.create_task(ask(out, f"/{n}")) for n in range(2)]
        await server.until_asked(2)
        rest = [
            asyncio.create_task(ask(out, "/background", Priority.BACKGROUND)),
            asyncio.create_task(ask(out, "/screen", Priority.SCREEN)),
            asyncio.create_task(ask(out, "/user")),
            asyncio.create_task(ask(out, "/user-too")),
        ]
        await until(lambda: queue.metrics.waiting == 4)
        server.let("/background", "/screen", "/user", "/user-too", "/0")
        await asyncio.gather(*rest[2:])
        server.let("/1")
        await asyncio.gather(*first, *rest)
    assert server.paths[2:] == ["/user", "/user-too", "/screen", "/background"]
    assert server.most == 2


async def test_background_work_leaves_a_place_for_the_user(queue: Scheduler, server: Server) -> None:
    async with client(queue) as out:
        tasks = [asyncio.create_task(ask(out, f"/b{n}", Priority.BACKGROUND)) for n in range(3)]
        await server.until_asked(1)
        tasks.append(asyncio.create_task(ask(out, "/user")))
        await server.until_asked(2)
        assert server.paths == ["/b0", "/user"]
        server.let("/b0", "/b1", "/b2", "/user")
        await asyncio.gather(*tasks)


async def test_who_stops_waiting_leaves_the_queue(queue: Scheduler, server: Server) -> None:
    async with client(queue) as out:
        first = [asyncio.create_task(ask(out, f"/{n}")) for n in range(2)]
        await server.until_asked(2)
        given_up = asyncio.create_task(ask(out, "/never"))
        last = asyncio.create_task(ask(out, "/last"))
        await until(lambda: queue.metrics.waiting == 2)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        first[0].cancel()
        await server.until_asked(3)
        server.let("/1", "/last")
        await asyncio.gather(first[1], last)
    assert server.paths == ["/0", "/1", "/last"]
    assert queue.metrics.under_way == queue.metrics.waiting == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Priority), st.booleans(), st.integers(0, 3)), min_size=1, max_size=25)
)
async def test_however_requests_come_and_go_no_place_is_lost(
    steps: list[tuple[Priority, bool, int]],
) -> None:
    server = Server()
    queue = Scheduler(server, clock=HandClock(), slots=3)
    async with client(queue) as out:
        tasks = []
        for number, (wanted, give_up, turns) in enumerate(steps):
            task = asyncio.create_task(ask(out, f"/{number}", wanted))
            tasks.append(task)
            for _turn in range(turns):
                await asyncio.sleep(0)
            if give_up:
                tasks[number // 2].cancel()
            else:
                server.let(f"/{number}")
        server.let(*[f"/{number}" for number in range(len(steps))])
        await asyncio.gather(*tasks, return_exceptions=True)
        assert server.most <= 3
        assert queue.metrics.under_way == queue.metrics.waiting == 0
        free = [asyncio.create_task(ask(out, f"/again{n}")) for n in range(3)]
        await until(lambda: server.under_way == 3)
        server.let("/again0", "/again1", "/again2")
        await asyncio.gather(*free)


async def test_a_pause_is_kept_without_asking_again_and_only_for_its_kind(
    queue: Scheduler, server: Server, clock: HandClock
) -> None:
    server.let("/a", "/b", "/media")
    async with client(queue) as out:
        server.code, server.headers = 429, {"Retry-After": "90"}
        assert await ask(out, "/a") == 429
        server.code, server.headers = 200, {}
        with pytest.raises(errors.RateLimited) as caught:
            await ask(out, "/b")
        assert caught.value.until == NOON + timedelta(seconds=90)
        assert "12:01:30" in caught.value.next_step
        assert server.paths == ["/a"]
        paused = queue.metrics
        assert paused.paused_until == NOON + timedelta(seconds=90)
        assert await ask(out, "/media", method="POST") == 200
        clock.seconds = 91
        assert await ask(out, "/b") == 200
    over = queue.metrics
    assert (over.paused_until, over.limited) == (None, 1)


async def test_a_pause_without_a_time_lasts_a_minute_and_says_when_it_ends(
    queue: Scheduler, server: Server, clock: HandClock
) -> None:
    server.let("/a")
    async with client(queue) as out:
        server.code = 429
        await ask(out, "/a")
        with pytest.raises(errors.RateLimited, match="12:01:00"):
            await ask(out, "/a")
        clock.seconds, server.code = 61, 200
        assert await ask(out, "/a") == 200


async def test_the_last_requests_belong_to_the_user(
    queue: Scheduler, server: Server, clock: HandClock
) -> None:
    server.let("/a")
    reset = (NOON + timedelta(minutes=4)).isoformat()
    server.headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "12",
        "X-RateLimit-Reset": reset,
        "Date": format_datetime(NOON + timedelta(seconds=42), usegmt=True),
    }
    async with client(queue) as out:
        await ask(out, "/a", Priority.BACKGROUND)
        with pytest.raises(errors.RateLimited, match="kept for what you do") as caught:
            await ask(out, "/a", Priority.BACKGROUND)
        assert caught.value.until == NOON + timedelta(minutes=4) - timedelta(seconds=42)
        assert await ask(out, "/a", Priority.SCREEN) == 200
        assert await ask(out, "/a") == 200
        clock.seconds = 400
        assert await ask(out, "/a", Priority.BACKGROUND) == 200
    told = queue.metrics
    assert (told.granted, told.left, told.sent) == (300, 12, 4)
    assert told.skew == timedelta(seconds=42 - 400)


async def test_the_numbers_tell_what_happened_and_nothing_private(clock: HandClock) -> None:
    with PracticeServer("--rate-limit", "200") as town:
        queue = Scheduler(EgressTransport(), clock=SystemClock())
        async with make_client(town.url, queue, token=town.token) as out:
            reader = Reader(out, clock=SystemClock())
            await asyncio.gather(*[reader.timeline(HOME, limit=5) for _ in range(20)])
            with pytest.raises(errors.NotFound):
                await reader.status("1")
            town.set_fault("drop_before", path_regex="home")
            with pytest.raises(errors.Unreachable):
                await reader.timeline(HOME)
    told = queue.metrics
    assert (told.sent, told.refused, told.failed, told.under_way) == (22, 1, 1, 0)
    assert told.left is not None
    assert 200 - 25 < told.left < 200
    assert told.answer > 0
    assert told.skew is not None
    assert abs(told.skew) < timedelta(seconds=5)
    assert town.token not in repr(told)
    assert "clerk" not in repr(told)
