"""What tests of timelines share: a stand-in for the screen that shows one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from outtray.mastodon.models import Status
from outtray.services.feeds import (
    Feed,
    FeedUpdate,
    GapFilled,
    LiveStateChanged,
    NewerArrived,
    Restarted,
    StatusChanged,
    StatusRemoved,
)


class Screen:
    """Does with updates what a timeline on a screen does, and lets a test wait for the outcome."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.words: dict[str, str] = {}
        self.gaps: set[str] = set()
        self.updates: list[FeedUpdate] = []
        self._changed = asyncio.Event()

    def take(self, update: FeedUpdate) -> None:
        self.updates.append(update)
        match update:
            case NewerArrived(statuses, gap_below):
                self.ids[:0] = self.note(statuses)
                self.gaps |= {gap_below} if gap_below is not None else set()
            case GapFilled(above, statuses, more):
                place = self.ids.index(above) + 1
                self.ids[place:place] = self.note(statuses)
                self.gaps.discard(above)
                self.gaps |= {self.ids[place + len(statuses) - 1]} if more else set()
            case Restarted(statuses, _more):
                self.ids = self.note(statuses)
                self.gaps.clear()
            case StatusChanged(status):
                self.note((status,))
            case StatusRemoved(status_id):
                self.ids = [known for known in self.ids if known != status_id]
            case _:
                pass
        self._changed.set()

    def note(self, statuses: tuple[Status, ...]) -> list[str]:
        self.words |= {status.id: status.shown.content for status in statuses}
        return [status.id for status in statuses]

    @property
    def modes(self) -> list[str]:
        return [update.state.mode for update in self.updates if isinstance(update, LiveStateChanged)]

    async def load_all(self, feed: Feed) -> None:
        """Scroll down to the very end."""
        more = True
        while more:
            older = await feed.load_older()
            self.ids += self.note(older.statuses)
            more = older.more

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for something to be so; the deadline is for broken programs, not for slow machines."""
        async with asyncio.timeout(30):
            while not done():
                self._changed.clear()
                await self._changed.wait()
