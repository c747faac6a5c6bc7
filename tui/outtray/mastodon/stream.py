"""What happens on a server while it happens: one event stream, kept alive, and polling where there is none.

Mastodon streams as server-sent events (https://docs.joinmastodon.org/methods/streaming/), other servers over
a WebSocket only: the first kind that is not refused is kept. A stream that ends is taken up again after a
growing pause; each time, `catch_up` fetches what was missed, after the stream is open, so that nothing falls
between. Where no stream exists, or it keeps breaking, `catch_up` alone is called now and then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import datetime
from random import Random
from typing import Final, NoReturn

import httpx

from outtray.base.clock import Clock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.client import is_part_of
from outtray.mastodon.decode import decode_one
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
from outtray.mastodon.models import Notification, Status
from outtray.mastodon.scheduler import Priority, priority
from outtray.mastodon.sse import EventReader, EventTooLarge, ServerEvent
from outtray.mastodon.timelines import Timeline
from outtray.mastodon.wire import raise_for, read_body, told

_log = logging.getLogger(__name__)

CatchUp = Callable[[], Awaitable[None]]
"""Fetches what is new since the last time, by `min_id`; raises errors of `mastodon.errors`."""

_FAILURES_BEFORE_POLLING: Final = 3


class Stream:
    """Follows one timeline of one account for as long as it is iterated.

    `address` is where streams are asked for (`instance.streaming_address`); `catch_up` is called after each
    connection and for each poll.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        timeline: Timeline,
        *,
        address: str,
        catch_up: CatchUp,
        clock: Clock,
        random: Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pace: Pace | None = None,
    ) -> None:
        self._client = client
        self._timeline = timeline
        self._address = address
        self._catch_up = catch_up
        self._clock = clock
        self._random = random
        self._sleep = sleep
        self._pace = pace or Pace()
        self._failures = 0
        self._by_socket = False

    @property
    def _host(self) -> str:
        return self._client.base_url.netloc.decode("ascii")

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """Give events and changes of state for ever; raises Unauthorised when the login has ended."""
        state = LiveState("connecting")
        yield state
        while True:
            async with aclosing(self._one_round()) as happenings:
                async for event in happenings:
                    if not isinstance(event, LiveState):
                        yield event
                    elif event != state:
                        state = event
                        yield state

    async def _one_round(self) -> AsyncGenerator[StreamEvent, None]:
        """One connection from opening to its end, and the pause after it."""
        wished = self._timeline.stream
        if wished is None:
            async for state in self._poll(self._pace.before_streaming_again):
                yield state
            return
        opened = self._clock.monotonic()
        try:
            async with self._open(*wished) as happenings:
                opened = self._clock.monotonic()
                yield LiveState("live")
                with priority(Priority.SCREEN):
                    await self._catch_up()
                async for event in self._read(happenings):
                    yield event
            trouble: errors.ServerError = errors.Unreachable(
                _("{host} ended the live stream.").format(host=self._host), host=self._host
            )
        except errors.RateLimited as error:
            yield LiveState("limited", error.sentence, error.until)
            await self._sleep(self._seconds_until(error.until))
            return
        except (errors.Refused, errors.NotMastodon, errors.Unsupported) as error:
            # A login that has ended is refused there too; polling finds out.
            _log.info("no stream of %s at %s: %s", self._timeline.key, self._host, error)
            async for state in self._poll(self._pace.before_streaming_again):
                yield state
            return
        except errors.ServerError as error:
            trouble = error
        if self._clock.monotonic() - opened >= self._pace.proven:
            self._failures = 0
        self._failures += 1
        if self._failures >= _FAILURES_BEFORE_POLLING:
            async for state in self._poll(self._pause()):
                yield state
        else:
            yield LiveState("offline", trouble.sentence)
            await self._sleep(self._pause())

    # Streaming

    @asynccontextmanager
    async def _open(self, path: str, params: dict[str, str]) -> AsyncIterator[AsyncIterator[ServerEvent]]:
        """Open the stream in the way that works here; the other way is tried when this one is refused."""
        async with AsyncExitStack() as stack:
            ways = (self._open_socket, self._open_events)
            first, second = ways if self._by_socket else ways[::-1]
            try:
                happenings = await stack.enter_async_context(first(path, params))
            except (errors.NotFound, errors.NotMastodon, errors.Unsupported, errors.Refused) as error:
                if isinstance(error, errors.Unauthorised | errors.RateLimited | errors.Moved):
                    raise
                _log.info("%s refuses one kind of stream: %s", self._host, error)
                happenings = await stack.enter_async_context(second(path, params))
                self._by_socket = not self._by_socket
            yield happenings

    @asynccontextmanager
    async def _open_events(
        self, path: str, params: dict[str, str]
    ) -> AsyncIterator[AsyncIterator[ServerEvent]]:
        request = self._client.build_request(
            "GET",
            self._place(path).copy_merge_params(params),
            headers={"Accept": "text/event-stream", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(20.0, connect=10.0, read=self._pace.silence),
        )
        with told(self._host):
            response = await self._client.send(request, stream=True)
            try:
                kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                if response.status_code != 200 or kind != "text/event-stream":
                    await self._refused(response)
                yield _events(response)
            finally:
                await response.aclose()

    @asynccontextmanager
    async def _open_socket(
        self, path: str, params: dict[str, str]
    ) -> AsyncIterator[AsyncIterator[ServerEvent]]:
        # Frames are read only where a server needs it.
        from outtray.mastodon.websocket import STREAMING, Socket, open_socket, stream_name

        address = self._place(STREAMING).copy_merge_params({"stream": stream_name(path), **params})
        async with open_socket(
            self._client, address, random=self._random, silence=self._pace.silence, host=self._host
        ) as opened:
            if not isinstance(opened, Socket):
                await self._refused(opened)
            yield opened.events()

    def _place(self, path: str) -> httpx.URL:
        """Where a stream is asked for: the streaming host, unless it is a stranger."""
        address = httpx.URL(self._address).join(path)
        if not is_part_of(address, self._client.base_url):
            return self._client.base_url.join(path)
        return address

    async def _refused(self, response: httpx.Response) -> NoReturn:
        """Raise what an answer that is no stream means."""
        if response.status_code >= 400:
            body = await read_body(response, self._host)
            raise_for(response.status_code, response.headers, body, host=self._host, clock=self._clock)
        raise errors.Unsupported(
            _("{host} offers no live stream here.").format(host=self._host), host=self._host
        )

    async def _read(self, happenings: AsyncIterator[ServerEvent]) -> AsyncIterator[StreamEvent]:
        try:
            async for event in happenings:
                yield self._understood(event)
        except EventTooLarge as error:
            raise errors.TooLarge(
                _("{host} sent a live event that is too large.").format(host=self._host), host=self._host
            ) from error

    def _understood(self, event: ServerEvent) -> StreamEvent:
        try:
            match event.name:
                case "update":
                    return StatusPosted(decode_one(event.data, Status, host=self._host))
                case "status.update":
                    return StatusEdited(decode_one(event.data, Status, host=self._host))
                case "delete":
                    return StatusDeleted(_identifier(event.data))
                case "notification":
                    return NotificationReceived(decode_one(event.data, Notification, host=self._host))
                case _:
                    pass
        except errors.ServerError as error:
            _log.warning("an event of %s could not be read: %s", self._host, error)
        return UnknownEvent(sanitise(event.name, single_line=True, limit=100))

    # Polling

    async def _poll(self, seconds: float) -> AsyncIterator[LiveState]:
        """Catch up every now and then for so long."""
        end = self._clock.monotonic() + seconds
        while True:
            wait = self._spread(self._pace.between_polls)
            try:
                with priority(Priority.BACKGROUND):
                    await self._catch_up()
                yield LiveState("polling")
            except errors.Unauthorised:
                raise
            except errors.RateLimited as error:
                yield LiveState("limited", error.sentence, error.until)
                wait = self._seconds_until(error.until)
            except errors.ServerError as error:
                yield LiveState("offline", error.sentence)
            left = end - self._clock.monotonic()
            await self._sleep(min(wait, max(left, 0.0)))
            if left <= wait:
                return

    # Pauses

    def _pause(self) -> float:
        """Seconds before the next attempt: doubling, spread so that clients do not return as one."""
        longest = self._pace.shortest_pause * 2.0 ** min(self._failures - 1, 16)
        return self._spread(min(longest, self._pace.longest_pause))

    def _spread(self, seconds: float) -> float:
        return seconds * self._random.uniform(0.75, 1.25)

    def _seconds_until(self, until: datetime | None) -> float:
        if until is None:
            return self._spread(self._pace.between_polls)
        return max((until - self._clock.now()).total_seconds(), 1.0) + self._random.uniform(0.0, 2.0)


async def _events(response: httpx.Response) -> AsyncIterator[ServerEvent]:
    reader = EventReader()
    async for piece in response.aiter_raw():
        for event in reader.feed(piece):
            yield event


def _identifier(data: bytes) -> str:
    """Read the data of a deletion: an id, which some servers put in quotes."""
    return sanitise(data.decode("utf-8", "replace").strip().strip('"'), single_line=True, limit=2_048)
