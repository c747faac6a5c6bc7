"""Keeps the timelines and threads of the main screen fed: from disk, from the server, live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.worker import Worker

from outtray.base.errors import OuttrayError
from outtray.cache.store import Entry
from outtray.mastodon.errors import RateLimited, ServerFault, Unreachable
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import HOME, Timeline
from outtray.screens import messages
from outtray.services.workspace import Login, Workspace

if TYPE_CHECKING:
    from outtray.mastodon.filters import Sieve
    from outtray.services.connection import Connection
    from outtray.services.feeds import Feed, FeedUpdate, GapFilled, OlderLoaded

RETRY_SECONDS = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Pauses between attempts to reach a server that could not be reached at the start."""


class Reading:
    """Runs in workers of one screen and posts messages to it; holds no widget."""

    def __init__(self, screen: Screen[None], workspace: Workspace, login: Login) -> None:
        self._screen = screen
        self._workspace = workspace
        self._cache = workspace.cache.for_account(login.key)
        self._login = login
        self._feeds: dict[str, Feed] = {}
        self._followed: dict[str, Timeline] = {}
        self._places: dict[str, str] = {}
        self._connected = asyncio.Event()
        self._told: Status | None = None
        self._sieve: Sieve | None = None
        self._sifted_for: Connection | None = None
        self._sifting = asyncio.Lock()

    def stored(self, timeline: Timeline) -> tuple[Entry, ...]:
        """What is on disk of a timeline, with its gaps; needs no network."""
        feed = self._feeds.get(timeline.key)
        return self._cache.recent(timeline) if feed is None else feed.stored_with_gaps()

    def place_read(self, timeline: Timeline) -> str | None:
        """The status a timeline was read to, the last time it was in front."""
        return self._places.get(timeline.key) or self._cache.place_read(timeline)

    async def keep_place(self, timeline: Timeline, status_id: str | None) -> None:
        """Keep how far a timeline was read, on disk for the next start."""
        if status_id is not None:
            self._places[timeline.key] = status_id
            await asyncio.to_thread(self._cache.save_place_read, timeline, status_id)

    # Connecting

    async def connection(self) -> Connection:
        """The connection, as soon as there is one."""
        await self._connected.wait()
        connection = self._workspace.connection
        if connection is None:
            raise RuntimeError("asked before the connection was there")
        return connection

    def connect(self) -> Worker[None]:
        """Start connecting, and try again until it works or the server says no."""
        return self._screen.run_worker(self._connect, name="connect", group="connect", exclusive=True)

    async def _connect(self) -> None:
        for attempt in range(1_000_000):
            try:
                await self._workspace.connect(self._login)
            except OuttrayError as error:
                self._screen.post_message(messages.ConnectFailed(error))
                if not may_pass(error):
                    return
            else:
                self._connected.set()
                self._screen.post_message(messages.Connected())
                return
            await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])

    # Timelines

    def follow(self, timeline: Timeline, slot: str, *, live: bool = True) -> None:
        """Keep this timeline fed for whoever shows it in ``slot``, instead of the one before it there.

        One that is not ``live`` is asked for once.
        """
        self._followed[slot] = timeline
        self._start(partial(self._follow, timeline, live=live), f"feed {slot}")

    def leave(self, slot: str) -> None:
        """Feed this slot no longer."""
        if self._followed.pop(slot, None) is not None:
            self._screen.workers.cancel_group(self._screen, f"feed {slot}")

    async def _follow(self, timeline: Timeline, *, live: bool) -> None:
        connection = await self.connection()
        from outtray.mastodon.instance import streaming_address

        await self._learn_filters(connection)
        feed = self._feed(timeline, connection)
        # The feed runs even when the first refresh fails: it knows when to try again.
        await self._refresh(feed)
        if not live:
            return
        await feed.run(
            address=streaming_address(connection.instance, connection.server),
            clock=self._workspace.clock,
            random=Random(),  # noqa: S311 - spreads reconnects in time, guards nothing
        )

    def refresh(self, timelines: Iterable[Timeline], *, reached: bool = True) -> None:
        """Ask for newer posts now; where nothing was ``reached`` lately, connect anew without the pause.

        Connecting reads the token again, so that a login made in a shell meanwhile counts.
        """
        if not reached:
            self._connected.clear()
            self._feeds.clear()
            self.connect()
            for slot, timeline in self._followed.items():
                self.follow(timeline, slot)
            return
        for timeline in timelines:
            feed = self._feeds.get(timeline.key)
            if feed is not None:
                self._start(partial(self._refresh, feed), f"refresh {timeline.key}")

    async def _refresh(self, feed: Feed) -> None:
        try:
            await feed.refresh()
        except OuttrayError as error:
            self._screen.post_message(messages.FeedFailed(feed.timeline.key, error))

    async def fill_gap(self, timeline: Timeline, above: str) -> GapFilled:
        """The posts missing below this one; raises ``ServerError`` when the server cannot be asked."""
        return await self._feed(timeline, await self.connection()).fill_gap(above)

    async def older(self, timeline: Timeline, oldest_id: str | None) -> OlderLoaded:
        """The posts below this one, or below the oldest known; raises ``ServerError`` when nobody has any."""
        return await self._feed(timeline, await self.connection()).load_older(oldest_id)

    async def changed(self, status: Status) -> None:
        """Show a newer version of a status wherever it stands."""
        for feed in tuple(self._feeds.values()):
            await feed.update(status)

    async def removed(self, status_id: str) -> None:
        """Take a deleted status out wherever it stands."""
        for feed in tuple(self._feeds.values()):
            await feed.remove(status_id)

    async def seen(self, text: str) -> tuple[Status, ...]:
        """What was read before with these words in it; asks the disk alone."""
        return await asyncio.to_thread(self._cache.search, text)

    def known(self, status_id: str) -> Status | None:
        """A status as it was last seen; asks the disk alone."""
        return self._cache.status(status_id)

    # Threads

    def open_thread(self, status_id: str) -> None:
        """Load the conversation around a status."""
        self._start(partial(self._thread, status_id), "thread")

    async def _thread(self, status_id: str) -> None:
        feed = self._feed(HOME, await self.connection())
        try:
            conversation = await feed.thread(status_id)
        except OuttrayError as error:
            self._screen.post_message(messages.ThreadFailed(status_id, error))
        else:
            self._screen.post_message(messages.ThreadLoaded(conversation))

    # Inside

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Run this beside the keys, instead of what goes on in its group."""
        _started: Worker[None] = self._screen.run_worker(work, group=group, exclusive=True)

    def _feed(self, timeline: Timeline, connection: Connection) -> Feed:
        feed = self._feeds.get(timeline.key)
        if feed is None:
            from outtray.services.feeds import Feed

            key = timeline.key
            feed = Feed(
                timeline,
                connection.reader,
                self._cache,
                emit=lambda update: self._tell(key, update),
                marks=self.marked,
            )
            feed.stored_with_gaps()
            self._feeds[key] = feed
        return feed

    def marked(self, status: Status) -> Status:
        """A status as the user is to see it: with what was asked for here and not yet told the server."""
        if self._sieve is not None:
            status = self._sieve.mark(status, self._workspace.clock.now())
        errands = self._workspace.errands
        if errands is None:
            return status
        return errands.overlay(self._login.host, self._login.account_id or self._known_id, status)

    async def _learn_filters(self, connection: Connection) -> None:
        """Where a server leaves its filters to its clients, have them ready before its posts are shown."""
        from outtray.services.sifting import sieve_of

        async with self._sifting:
            if self._sifted_for is not connection:
                self._sieve = await sieve_of(connection)
                self._sifted_for = connection

    @property
    def _known_id(self) -> str:
        connection = self._workspace.connection
        return "" if connection is None else connection.account.id

    def _tell(self, key: str, update: FeedUpdate) -> None:
        from outtray.services.feeds import StatusChanged

        if isinstance(update, StatusChanged):
            if update.status is self._told:
                return  # told by another timeline that has it, and every view has heard it
            self._told = update.status
        self._screen.post_message(messages.FeedSpoke(key, update))


def may_pass(error: OuttrayError) -> bool:
    """Whether trying again later could help: a refused login stays refused."""
    return isinstance(error, Unreachable | ServerFault | RateLimited)
