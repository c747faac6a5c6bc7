"""One timeline as a screen needs it: at once from disk, then from the server, then live.

A feed keeps the order of what is shown and never shows a hole as if there were none: what was missed is
fetched page by page from the last known status upwards; when too much was missed, the newest stand above a
gap, which is filled on demand. It says what happened as values; it knows no widget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from random import Random
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from outtray.base.clock import Clock
from outtray.cache.store import AccountCache, Entry
from outtray.mastodon import errors
from outtray.mastodon.events import (
    LiveState,
    NotificationReceived,
    Pace,
    StatusDeleted,
    StatusEdited,
    StatusPosted,
    UnknownEvent,
)
from outtray.mastodon.filtered import hidden_in
from outtray.mastodon.models import Notification, Status
from outtray.mastodon.timelines import PAGE, Page, Timeline
from outtray.services.pages import PAGES_CAUGHT_UP, Pages, goes_on
from outtray.services.shown import Shown

if TYPE_CHECKING:
    from outtray.mastodon.reader import Reader


class NewerArrived(msgspec.Struct, frozen=True):
    """Statuses above everything shown, newest first.

    `gap_below` names the one of them below which statuses are missing (`Feed.fill_gap`), None when none are.
    """

    statuses: tuple[Status, ...]
    gap_below: str | None = None


class GapFilled(msgspec.Struct, frozen=True):
    """Statuses for the gap below `above`, newest first; `more` says the gap goes on below the last of them.

    Without statuses and without more, nothing was missing there.
    """

    above: str
    statuses: tuple[Status, ...]
    more: bool


class Restarted(msgspec.Struct, frozen=True):
    """These newest ones replace what was shown; `more` says older ones exist."""

    statuses: tuple[Status, ...]
    more: bool


class OlderLoaded(msgspec.Struct, frozen=True):
    """Statuses below what is shown, newest first; `more` is false when these are the oldest.

    `stored` says they come from disk because the server could not be asked, and `why` is its error.
    """

    statuses: tuple[Status, ...]
    more: bool
    stored: bool = False
    why: errors.ServerError | None = None


class StatusChanged(msgspec.Struct, frozen=True):
    """A status was edited, or counted anew."""

    status: Status


class StatusRemoved(msgspec.Struct, frozen=True):
    """A status was deleted; boosts of it go with it."""

    status_id: str


class NotificationArrived(msgspec.Struct, frozen=True):
    """Something happened to the acting account."""

    notification: Notification


class LiveStateChanged(msgspec.Struct, frozen=True):
    """The timeline is live, polled, offline or limited, and why."""

    state: LiveState


class LoginEnded(msgspec.Struct, frozen=True):
    """The server takes this login no longer; the feed has stopped."""

    error: errors.Unauthorised


class FiltersChanged(msgspec.Struct, frozen=True):
    """Filters were changed, here or on another client: what is shown should be fetched again."""


FeedUpdate = (
    NewerArrived
    | GapFilled
    | Restarted
    | StatusChanged
    | StatusRemoved
    | NotificationArrived
    | LiveStateChanged
    | LoginEnded
    | FiltersChanged
)


class Marks(Protocol):
    """Applies filters that a server leaves to its clients (`mastodon.filters.Sieve`, with a clock)."""

    def __call__(self, status: Status, /) -> Status:
        """The status with the filters that hit it."""
        ...


class Conversation(msgspec.Struct, frozen=True):
    """A status with what stands above and below it, each oldest first."""

    status: Status
    ancestors: tuple[Status, ...]
    descendants: tuple[Status, ...]


class Feed:
    """One timeline of one account. `emit` is called with each update, in the task that runs the feed."""

    def __init__(
        self,
        timeline: Timeline,
        reader: Reader,
        cache: AccountCache,
        *,
        emit: Callable[[FeedUpdate], None],
        marks: Marks | None = None,
    ) -> None:
        self.timeline = timeline
        self._reader = reader
        self._pages = Pages(timeline, reader)
        self._cache = cache
        self._emit = emit
        self._marks = marks
        self._shown = Shown()
        self._hidden: set[str] = set()
        self._older_link: str | None = None
        self._catching_up = asyncio.Lock()

    # From disk

    def stored(self, limit: int = PAGE) -> tuple[Status, ...]:
        """What was read last time, without asking anybody: for the first frame. Takes about a millisecond.

        It ends at the first gap; `stored_with_gaps` goes on.
        """
        statuses: list[Status] = []
        for entry in self._cache.recent(self.timeline, limit):
            statuses.append(entry.status)
            if entry.gap_below:
                break
        self._begin([Entry(status) for status in statuses])
        return self._visible(statuses)

    def stored_with_gaps(self, limit: int = PAGE) -> tuple[Entry, ...]:
        """What was read last time, with its gaps; a gap below a hidden status is told of the one above it."""
        entries = self._cache.recent(self.timeline, limit)
        self._begin(entries)
        shown = {status.id for status in self._visible([entry.status for entry in entries])}
        visible: list[Entry] = []
        for entry in entries:
            if entry.status.id in shown:
                visible.append(entry)
            elif entry.gap_below and visible:
                visible[-1] = Entry(visible[-1].status, gap_below=True)
        return tuple(visible)

    def _begin(self, entries: Sequence[Entry]) -> None:
        gaps = [entry.status.id for entry in entries[:-1] if entry.gap_below]
        self._shown.restart([entry.status for entry in entries], gaps)
        self._older_link = None

    @property
    def context(self) -> str:
        """Where filters act on this timeline: home, account or public."""
        return _FILTER_CONTEXTS.get(self.timeline.kind, "public")

    def place_read(self) -> str | None:
        """The status this timeline was read to, as of the last time."""
        return self._cache.place_read(self.timeline)

    async def save_place_read(self, status_id: str) -> None:
        """Keep how far this timeline was read."""
        await asyncio.to_thread(self._cache.save_place_read, self.timeline, status_id)

    # From the server

    async def refresh(self) -> None:
        """Fetch what is newer than all that is shown, and say so; raises errors of `mastodon.errors`."""
        async with self._catching_up:
            newest_before = self._shown.top(PAGE)
            page = self._marked(await self._pages.newest())
            known = self._shown.first_of(page.items)
            if not len(self._shown):
                await self._restart(page)
            elif not page.items:
                # Some servers give an empty page by mistake now and then; it is no reason to show nothing.
                return
            elif known is None:
                await self._climb(page)
            else:
                await self._compare(page.items[known:], newest_before)
                await self._put_on_top(page.items[:known])

    async def fill_gap(self, above: str) -> GapFilled:
        """Fetch the page that belongs below a status, down to the next one shown.

        Raises errors of `mastodon.errors`; the gap then stays.
        """
        async with self._catching_up:
            anchor = self._shown.gap_from(above)
            filled: list[Status] = []
            for _page in range(PAGES_CAUGHT_UP):
                if anchor is None:
                    return GapFilled(above, tuple(filled), more=False)
                page = self._marked(await self._pages.below(anchor))
                fresh, remains = await self._into_gap(anchor, page.items, more=goes_on(page))
                filled += self._visible(fresh)
                if filled or not remains:
                    return GapFilled(above, tuple(filled), more=remains)
                anchor = self._shown.gap_from(anchor)  # all of that page is hidden by filters
            return GapFilled(above, (), more=True)

    async def _into_gap(
        self, anchor: str, statuses: Sequence[Status], *, more: bool
    ) -> tuple[list[Status], bool]:
        fresh, remains = self._shown.fill_gap(anchor, statuses, more=more)
        await asyncio.to_thread(self._cache.put_below, self.timeline, anchor, statuses, gap=more)
        return fresh, remains

    async def load_older(self, below: str | None = None) -> OlderLoaded:
        """Fetch the page below `below` (the oldest shown when left out); from disk where nobody answers.

        Raises errors of `mastodon.errors` when the disk has nothing either.
        """
        anchor = below or self._shown.oldest
        if anchor is None:
            return OlderLoaded((), more=False)
        if self._shown.forget_below(anchor):
            self._older_link = None
        try:
            page = self._marked(await self._pages.below(anchor, self._older_link))
        except (errors.Unreachable, errors.ServerFault, errors.RateLimited) as error:
            return await self._older_stored(anchor, error)
        link_before, self._older_link = self._older_link, page.older
        more = goes_on(page)
        await asyncio.to_thread(self._cache.put_below, self.timeline, anchor, page.items, gap=more)
        fresh = self._shown.add_below(page.items)
        if not fresh and page.older == link_before:
            more = False  # the link leads round in a circle
        return OlderLoaded(self._visible(fresh), more=more)

    async def thread(self, status_id: str) -> Conversation:
        """Fetch a status with its conversation; raises NotFound when it is gone."""
        status, context = await asyncio.gather(
            self._reader.status(status_id), self._reader.context(status_id)
        )
        status = self._mark(status)
        above = [self._mark(one) for one in context.ancestors]
        below = [self._mark(one) for one in context.descendants]
        await self._update([status, *above, *below])
        return Conversation(status, _without_hidden(above, "thread"), _without_hidden(below, "thread"))

    async def run(
        self,
        *,
        address: str,
        clock: Clock,
        random: Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pace: Pace | None = None,
    ) -> None:
        """Keep the timeline up to date until cancelled, or until the login ends (`LoginEnded`).

        `address` is where streams are asked for (`mastodon.instance.streaming_address`).
        """
        # Importing the network takes longer than the first frame may.
        from outtray.mastodon.stream import Stream

        stream = Stream(
            self._reader.client,
            self.timeline,
            address=address,
            catch_up=self.refresh,
            clock=clock,
            random=random,
            sleep=sleep,
            pace=pace,
        )
        try:
            async with aclosing(stream.events()) as events:
                async for event in events:
                    match event:
                        case StatusPosted(status):
                            await self._put_on_top([self._mark(status)])
                        case StatusEdited(status):
                            await self._update([self._mark(status)])
                        case StatusDeleted(status_id):
                            await self.remove(status_id)
                        case NotificationReceived(notification):
                            self._emit(NotificationArrived(notification))
                        case LiveState():
                            self._emit(LiveStateChanged(event))
                        case UnknownEvent("filters_changed"):
                            self._emit(FiltersChanged())
                        case _:
                            pass
        except errors.Unauthorised as error:
            self._emit(LoginEnded(error))

    # What the program itself has done

    async def update(self, status: Status) -> None:
        """Take a newer version of a status, such as one just bookmarked."""
        await self._update([status])

    async def remove(self, status_id: str) -> None:
        """Take out a status that is gone."""
        self._shown.remove(status_id)
        await asyncio.to_thread(self._cache.remove, status_id)
        self._emit(StatusRemoved(status_id))

    # How it is done

    async def _climb(self, newest: Page[Status]) -> None:
        """Fetch upwards from the newest shown until the newest page is reached; else leave a gap below it."""
        for _page in range(PAGES_CAUGHT_UP if self._pages.by_time else 0):
            anchor = self._shown.newest
            if anchor is None or not newest.items:
                break
            page = self._marked(await self._pages.above(anchor))
            fresh = self._shown.unknown(page.items)
            # A server that does not know min_id answers with its newest page, which may leave a hole.
            if not fresh or page.items[0].id == newest.items[0].id:
                break
            await self._put_on_top(fresh)
            known = self._shown.first_of(newest.items)
            if known is not None:
                await self._put_on_top(newest.items[:known])
                return
        if self._pages.by_time:
            await self._put_on_top(newest.items, gap=True)
        else:
            await self._restart(newest)

    async def _restart(self, page: Page[Status]) -> None:
        await asyncio.to_thread(self._cache.put_on_top, self.timeline, page.items, gap=True)
        self._shown.restart(page.items)
        self._older_link = page.older
        self._emit(Restarted(self._visible(page.items), more=goes_on(page)))

    async def _compare(self, statuses: Sequence[Status], newest_before: Sequence[str]) -> None:
        """Bring what is shown up to date with the newest page: what changed, and what the server dropped.

        `newest_before` is what was shown on top when the page was asked for; what came since is newer.
        """
        gone = self._shown.missing_from(statuses, newest_before) if self._pages.by_time else []
        await self._update(self._shown.differing(statuses))
        ids = [status.id for status in statuses]
        for anchor in self._shown.gaps:
            if anchor in ids:
                rest = statuses[ids.index(anchor) + 1 :]
                fresh, remains = await self._into_gap(anchor, rest, more=True)
                if fresh or not remains:
                    self._emit(GapFilled(self._visible_at(anchor), self._visible(fresh), more=remains))
        for status_id in gone:
            await self.remove(status_id)

    async def _put_on_top(self, statuses: Sequence[Status], *, gap: bool = False) -> None:
        fresh = self._shown.add_on_top(statuses, gap=gap)
        if fresh:
            visible = self._visible(fresh)
            if visible:
                # Before it is written: a feed that is ended in between must not leave on disk, as known to
                # whoever shows it, what nobody was shown.
                self._emit(NewerArrived(visible, visible[-1].id if gap else None))
            await asyncio.to_thread(self._cache.put_on_top, self.timeline, fresh, gap=gap)

    async def _update(self, statuses: Iterable[Status]) -> None:
        changed = [status for status in statuses if not status.unreadable]
        if not changed:
            return
        self._shown.mark(changed)
        await asyncio.to_thread(self._cache.update, *changed)
        for status in changed:
            self._emit(StatusChanged(status))

    async def _older_stored(self, anchor: str, error: errors.ServerError) -> OlderLoaded:
        entries = await asyncio.to_thread(self._cache.older, self.timeline, anchor)
        statuses: list[Status] = []
        for entry in entries:
            statuses.append(entry.status)
            if entry.gap_below:
                break
        fresh = self._shown.add_below(statuses)
        if not fresh:
            raise error
        self._older_link = None
        return OlderLoaded(self._visible(fresh), more=True, stored=True, why=error)

    def _visible(self, statuses: Iterable[Status]) -> tuple[Status, ...]:
        listed = tuple(statuses)
        visible = _without_hidden(listed, self.context)
        self._hidden |= {status.id for status in listed} - {status.id for status in visible}
        return visible

    def _visible_at(self, status_id: str) -> str:
        """The nearest status a screen shows, from this one upwards."""
        return next(
            (known for known in self._shown.upwards(status_id) if known not in self._hidden), status_id
        )

    def _mark(self, status: Status) -> Status:
        return status if self._marks is None else self._marks(status)

    def _marked(self, page: Page[Status]) -> Page[Status]:
        if self._marks is None:
            return page
        return Page(tuple([self._marks(status) for status in page.items]), page.older, page.newer)


_FILTER_CONTEXTS: Final = {"home": "home", "list": "home", "account": "account"}
"""Where a filter of the server acts, by timeline; all others are public."""


def _without_hidden(statuses: Iterable[Status], context: str) -> tuple[Status, ...]:
    """Leave out what the user told the server to hide in such a place."""
    return tuple([status for status in statuses if not hidden_in(status, context)])
