"""One queue for everything an account asks its server: what the user waits for goes first.

It stands in front of the egress door, sees every request and every answer, and so knows how much the server
still grants. A pause the server asked for is kept here: until it ends, nothing of the same kind is sent.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from enum import IntEnum
from statistics import median
from types import TracebackType
from typing import Final

import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.mastodon.door import SAFE_METHODS
from outtray.mastodon.errors import RateLimited
from outtray.mastodon.wire import clock_time, http_date, rate_limited, reset_time

SLOTS: Final = 6
"""Requests under way at once; the connection pool holds eight, and streams need some of those."""

_RESERVE: Final = 20
"""Requests of what a server grants that are left for the user when background work has used the rest."""

_REMEMBERED: Final = 50


class Priority(IntEnum):
    """Who waits for a request."""

    USER = 0
    """Somebody looks at the screen until it is answered; also anything that was not said."""
    SCREEN = 1
    """Something on the screen is brought up to date by it."""
    BACKGROUND = 2
    """Nobody would notice if it came later."""


_asked: ContextVar[Priority] = ContextVar("priority", default=Priority.USER)


@contextmanager
def priority(wanted: Priority) -> Iterator[None]:
    """Give the requests made inside the block, and in tasks begun there, another place in the queue."""
    before = _asked.set(wanted)
    try:
        yield
    finally:
        _asked.reset(before)


class Metrics(msgspec.Struct, frozen=True):
    """How the conversation with a server goes; for `outtray doctor`, and safe to show to anybody.

    `wait` and `answer` are medians in seconds of the last fifty requests: in the queue, and until the head of
    the answer. `left` of `granted` requests remain until `reset`; None where the server does not say. `skew`
    is how far the server's clock is ahead of this machine's.
    """

    sent: int = 0
    failed: int = 0
    refused: int = 0
    limited: int = 0
    under_way: int = 0
    waiting: int = 0
    streams: int = 0
    wait: float = 0.0
    answer: float = 0.0
    granted: int | None = None
    left: int | None = None
    reset: datetime | None = None
    skew: timedelta | None = None
    paused_until: datetime | None = None


class Scheduler(httpx.AsyncBaseTransport):
    """Lets through so many requests at once, in the order of their priority.

    Raises ``RateLimited`` without asking while a pause lasts, and for background work when little is left.
    A request that is cancelled while it waits leaves the queue; streams are counted and never wait.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, clock: Clock, slots: int = SLOTS) -> None:
        self._inner = inner
        self._clock = clock
        self._slots = slots
        self._busy = 0
        self._turn = 0
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._paused: dict[str, datetime] = {}
        self._waits: deque[float] = deque(maxlen=_REMEMBERED)
        self._answers: deque[float] = deque(maxlen=_REMEMBERED)
        self._counts = dict.fromkeys(("sent", "failed", "refused", "limited", "streams"), 0)
        self._granted: int | None = None
        self._left: int | None = None
        self._reset: datetime | None = None
        self._skew: timedelta | None = None

    @property
    def metrics(self) -> Metrics:
        """How things stand."""
        now = self._clock.now()
        pauses = [until for until in self._paused.values() if until > now]
        return Metrics(
            **self._counts,
            under_way=self._busy,
            waiting=sum(1 for __, __, slot in self._queue if not slot.done()),
            wait=median(self._waits) if self._waits else 0.0,
            answer=median(self._answers) if self._answers else 0.0,
            granted=self._granted,
            left=self._left,
            reset=self._reset,
            skew=self._skew,
            paused_until=max(pauses, default=None),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request when its turn comes."""
        if _is_stream(request):
            return await self._stream(request)
        self._check(request)
        asked = self._clock.monotonic()
        await self._slot(_asked.get())
        self._waits.append(self._clock.monotonic() - asked)
        try:
            self._check(request)  # the answer to another may have asked for a pause meanwhile
            begun = self._clock.monotonic()
            response = await self._send(request)
            self._answers.append(self._clock.monotonic() - begun)
            self._learn(request, response)
        except BaseException:
            self._release()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Held(response.stream, self._release),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close what is behind."""
        await self._inner.aclose()

    async def __aenter__(self) -> Scheduler:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    # The queue

    async def _slot(self, wanted: Priority) -> None:
        """Wait for a place; what nobody looks at leaves the last one free."""
        free = self._slots - self._busy
        if free > (0 if wanted is Priority.USER else 1) and not self._ahead(wanted):
            self._busy += 1
            return
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turn += 1
        heapq.heappush(self._queue, (wanted, self._turn, slot))
        try:
            await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():
                self._release()  # the place was given at the moment it was no longer wanted
            raise

    def _ahead(self, wanted: Priority) -> bool:
        return any(rank <= wanted and not slot.done() for rank, __, slot in self._queue)

    def _release(self) -> None:
        self._busy -= 1
        while self._queue:
            rank, __, slot = self._queue[0]
            if slot.done():
                heapq.heappop(self._queue)
                continue
            if self._slots - self._busy <= (0 if rank == Priority.USER else 1):
                return
            heapq.heappop(self._queue)
            self._busy += 1
            slot.set_result(None)

    # Sending and learning

    async def _stream(self, request: httpx.Request) -> httpx.Response:
        self._check(request)
        response = await self._send(request)
        self._learn(request, response)
        self._counts["streams"] += 1
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Held(response.stream, self._stream_ended),
            extensions=response.extensions,
        )

    def _stream_ended(self) -> None:
        self._counts["streams"] -= 1

    async def _send(self, request: httpx.Request) -> httpx.Response:
        self._counts["sent"] += 1
        try:
            return await self._inner.handle_async_request(request)
        except httpx.HTTPError:
            self._counts["failed"] += 1
            raise

    def _check(self, request: httpx.Request) -> None:
        now, host = self._clock.now(), request.url.netloc.decode("ascii")
        until = self._paused.get(_kind(request))
        if until is not None and until > now:
            raise rate_limited(httpx.Headers(), "", host, self._clock, until)
        little = self._left is not None and self._left <= min(_RESERVE, (self._granted or 0) // 4)
        if little and _asked.get() is Priority.BACKGROUND and self._reset is not None and self._reset > now:
            raise RateLimited(
                _("Few of the requests that {host} grants are left; they are kept for what you do.").format(
                    host=host
                ),
                _("It goes on at {time}.").format(time=clock_time(self._reset, self._clock)),
                host=host,
                until=self._reset,
            )

    @property
    def skew(self) -> timedelta | None:
        """How far the server's clock is ahead of this one, by its latest answer; None before the first."""
        return self._skew

    def _learn(self, request: httpx.Request, response: httpx.Response) -> None:
        headers, now = response.headers, self._clock.now()
        date = http_date(headers.get("date"))
        if date is not None and headers.get("age", "0").strip() == "0":
            self._skew = date - now
        granted, left = _number(headers, "limit"), _number(headers, "remaining")
        # Media and deletions have allowances of their own, smaller and not what is asked about.
        if granted is not None and left is not None and request.method in SAFE_METHODS:
            self._granted, self._left, self._reset = granted, left, reset_time(headers, self._clock)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self._counts["limited"] += 1
            until = rate_limited(headers, "", "", self._clock).until
            assert until is not None
            self._paused[_kind(request)] = until
        elif response.status_code >= 500:
            self._counts["failed"] += 1
        elif response.status_code >= 400:
            self._counts["refused"] += 1


class _Held(httpx.AsyncByteStream):
    """The body of an answer; its place in the queue is given back when it is closed, once."""

    def __init__(self, body: httpx.AsyncByteStream, ended: Callable[[], None]) -> None:
        self._body = body
        self._ended: Callable[[], None] | None = ended

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body:
            yield piece

    async def aclose(self) -> None:
        """Close the body and let the next one go."""
        try:
            await self._body.aclose()
        finally:
            ended, self._ended = self._ended, None
            if ended is not None:
                ended()


def _is_stream(request: httpx.Request) -> bool:
    return "upgrade" in request.headers or request.headers.get("accept") == "text/event-stream"


def _kind(request: httpx.Request) -> str:
    """What a server counts together: reading, sending files, deleting, and all other writing."""
    if request.method in SAFE_METHODS:
        return "reading"
    if request.method == "DELETE":
        return "deleting"
    return "files" if "/media" in request.url.path else "writing"


def _number(headers: httpx.Headers, name: str) -> int | None:
    text = headers.get(f"x-ratelimit-{name}", "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
