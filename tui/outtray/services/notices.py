"""Notifications as a screen needs them: at once from disk, then from the server, then as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from outtray.cache.store import AccountCache

if TYPE_CHECKING:
    from outtray.mastodon.models import Notification
    from outtray.mastodon.notices import NoticeGroup, Notices
    from outtray.mastodon.timelines import Page

_ALL: Final = "notices"
KEPT: Final = 60
"""Groups kept on disk for the next start."""


class NoticePage(msgspec.Struct, frozen=True):
    """Groups, newest first; `more` says older ones exist."""

    groups: tuple[NoticeGroup, ...]
    more: bool


def kept(cache: AccountCache) -> tuple[NoticeGroup, ...]:
    """All kinds, as they were read last; needs no connection."""
    from outtray.mastodon.notices import NoticeGroup

    return cache.kept(_ALL, tuple[NoticeGroup, ...]) or ()


class NoticeFeed:
    """The notifications of one account, all kinds or some; raises errors of `mastodon.errors`.

    `kinds` limits them to these types of the server; `without` leaves some out.
    """

    def __init__(
        self,
        notices: Notices,
        cache: AccountCache,
        *,
        kinds: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> None:
        self._notices = notices
        self._cache = cache
        self._kinds = tuple(kinds)
        self._without = tuple(without)
        self._groups: tuple[NoticeGroup, ...] = ()
        self.unread = 0

    @property
    def groups(self) -> tuple[NoticeGroup, ...]:
        """What is known, newest first."""
        return self._groups

    def stored(self) -> tuple[NoticeGroup, ...]:
        """What was read last time, without asking anybody."""
        from outtray.mastodon.notices import NoticeGroup

        self._groups = self._cache.kept(self._name, tuple[NoticeGroup, ...]) or ()
        return self._groups

    async def refresh(self) -> NoticePage:
        """Fetch the newest page in place of what is known, and count the unread."""
        page, unread = await asyncio.gather(self._page(None), self._notices.unread())
        self.unread = unread
        self._groups = page.items
        await self._keep()
        return NoticePage(self._groups, _goes_on(page))

    async def load_older(self) -> NoticePage:
        """Fetch the page below; returns what came new. Groups told already are not told again."""
        if not self._groups:
            return NoticePage((), more=False)
        page = await self._page(self._groups[-1].oldest_id)
        known = {group.key or group.newest_id for group in self._groups}
        fresh = tuple([group for group in page.items if (group.key or group.newest_id) not in known])
        self._groups += fresh
        return NoticePage(fresh, _goes_on(page) and bool(fresh))

    async def arrived(self, notification: Notification) -> tuple[NoticeGroup, ...]:
        """Put one that just happened on top, into its group where it has one; returns all groups."""
        from outtray.mastodon.notices import grouped, joined

        if not self._wants(notification.type):
            return self._groups
        (alone,) = grouped([notification])
        same = next((group for group in self._groups if alone.key and group.key == alone.key), None)
        if same is not None and alone.newest_id == same.newest_id:
            return self._groups  # told by the stream and by a refresh
        rest = tuple([group for group in self._groups if group is not same])
        self._groups = (joined(alone, same) if same is not None else alone, *rest)
        self.unread += 1
        await self._keep()
        return self._groups

    async def dismiss(self, group: NoticeGroup) -> None:
        """Forget a group, here and on the server."""
        await self._notices.dismiss(group)
        self._groups = tuple([one for one in self._groups if one is not group])
        await self._keep()

    async def clear(self) -> None:
        """Forget everything, here and on the server."""
        await self._notices.clear()
        self._groups = ()
        self.unread = 0
        await self._keep()

    def read(self) -> str | None:
        """Note that all was seen; returns the position for the marker, None when there is none."""
        self.unread = 0
        return self._groups[0].newest_id if self._groups else None

    @property
    def _name(self) -> str:
        wanted = " ".join([*self._kinds, *[f"-{kind}" for kind in self._without]])
        return f"{_ALL} {wanted}".strip()

    def _wants(self, kind: str) -> bool:
        return (not self._kinds or kind in self._kinds) and kind not in self._without

    async def _page(self, max_id: str | None) -> Page[NoticeGroup]:
        return await self._notices.groups(max_id=max_id, kinds=self._kinds, without=self._without)

    async def _keep(self) -> None:
        await asyncio.to_thread(self._cache.keep, self._name, self._groups[:KEPT])


def _goes_on(page: Page[NoticeGroup]) -> bool:
    return bool(page.items) and (page.older is not None or page.newer is None)
