"""Pages of a timeline as servers really give them: by id, by link, sometimes empty, sometimes unordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outtray.mastodon.models import Status
from outtray.mastodon.timelines import Page, Timeline

if TYPE_CHECKING:
    from outtray.mastodon.reader import Reader

PAGES_CAUGHT_UP: Final = 10
"""Pages fetched to close a hole; beyond these 400 statuses nobody scrolls up through all of them."""

BY_TIME: Final = frozenset({"home", "local", "public", "remote", "tag", "list", "account"})
"""Timelines in the order of their statuses: an id is a position, and what is not in its place is gone.

Bookmarks, favourites and trends have an order of their own, known only by the server's links.
"""


class Pages:
    """Fetches pages of one timeline; every method raises errors of `mastodon.errors`."""

    def __init__(self, timeline: Timeline, reader: Reader) -> None:
        self.timeline = timeline
        self._reader = reader

    @property
    def by_time(self) -> bool:
        """Whether an id is a position here."""
        # What an account pinned stands in the order of pinning.
        return self.timeline.kind in BY_TIME and self.timeline.view != "pinned"

    async def newest(self) -> Page[Status]:
        """The newest page that has anything in it."""
        return await self._past_empty(await self._reader.timeline(self.timeline))

    async def above(self, anchor: str) -> Page[Status]:
        """The page right above a status."""
        return await self._reader.timeline(self.timeline, min_id=anchor)

    async def below(self, anchor: str, link: str | None = None) -> Page[Status]:
        """The page under a status: by the link, by its id, or by looking where ids are no positions."""
        if link is not None:
            return await self._past_empty(await self._reader.follow(link))
        if self.by_time:
            return await self._past_empty(await self._reader.timeline(self.timeline, max_id=anchor))
        return await self._past_empty(await self._looked_for(anchor))

    async def _looked_for(self, anchor: str) -> Page[Status]:
        page = await self._reader.timeline(self.timeline)
        for _page in range(PAGES_CAUGHT_UP):
            ids = [status.id for status in page.items]
            if anchor in ids and (rest := page.items[ids.index(anchor) + 1 :]):
                return Page(rest, page.older, page.newer)
            if page.older is None:
                break
            page = await self._reader.follow(page.older)
            if anchor in ids:
                return page
        return Page(())

    async def _past_empty(self, page: Page[Status]) -> Page[Status]:
        """Go on from pages that are empty and link onwards, to the first that is not, or not too far.

        GoToSocial cuts a page first and then leaves out what may not be shown (gotosocial#2273).
        """
        for _page in range(PAGES_CAUGHT_UP):
            if page.items or page.older is None:
                break
            page = await self._reader.follow(page.older)
        return page


def goes_on(page: Page[Status]) -> bool:
    """Say whether older pages exist: by the server's links, and where it gives none, until one is empty."""
    return bool(page.items) and (page.older is not None or page.newer is None)
