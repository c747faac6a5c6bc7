"""Notifications as people read them: grouped, by type, with what was set aside.

Mastodon groups since 4.3 (https://docs.joinmastodon.org/methods/grouped_notifications/); elsewhere the same
groups are made here, of each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from outtray.mastodon import errors
from outtray.mastodon.asking import Asking
from outtray.mastodon.decode import decode_one
from outtray.mastodon.entity import Entity, Key, Line
from outtray.mastodon.features import Feature
from outtray.mastodon.keeping import NotificationPolicy, NotificationRequest
from outtray.mastodon.models import Account, Marker, Moment, Notification, Status
from outtray.mastodon.timelines import PAGE, Page, segment
from outtray.mastodon.wire import Params

PolicyAnswer = Literal["accept", "filter", "drop"]

TOGETHER: Final = ("favourite", "reblog", "follow", "admin.sign_up")
"""Kinds that are told as one when they concern the same status: the ones Mastodon groups."""

_FACES: Final = 8
_MOST_COUNTED: Final = 100


class NoticeGroup(msgspec.Struct, frozen=True):
    """Things that happened to the acting account, told as one.

    `kind` is the server's word (mention, favourite, …; shown by its name when unknown); `count` may exceed
    `accounts`, of which the latest eight are kept. `newest_id` and `oldest_id` are positions for paging
    and for the marker. `key` names the group where the server knows groups.
    """

    key: str
    kind: str
    count: int
    accounts: tuple[Account, ...]
    status: Status | None
    latest_at: datetime | None
    newest_id: str
    oldest_id: str
    unreadable: bool = False


class _Group(Entity, frozen=True, omit_defaults=True, gc=False):
    group_key: Key = ""
    notifications_count: int = 1
    type: Line = "unknown"
    page_min_id: Key | None = None
    page_max_id: Key | None = None
    latest_page_notification_at: Moment | None = None
    sample_account_ids: tuple[Key, ...] = ()
    status_id: Key | None = None


class _Groups(Entity, frozen=True, omit_defaults=True, gc=False):
    accounts: tuple[Account, ...] = ()
    statuses: tuple[Status, ...] = ()
    notification_groups: tuple[_Group, ...] = ()


class _Count(Entity, frozen=True, omit_defaults=True, gc=False):
    count: int = 0


class Notices(Asking):
    """The notifications of one account; every method raises errors of `mastodon.errors`."""

    _groups_by_server: bool = True

    async def groups(
        self,
        *,
        max_id: str | None = None,
        min_id: str | None = None,
        kinds: Sequence[str] = (),
        without: Sequence[str] = (),
        limit: int = PAGE,
    ) -> Page[NoticeGroup]:
        """A page of groups, newest first: only these kinds, or all but those.

        Go on with `max_id=oldest_id` of the last group.
        """
        params: dict[str, str | int | bool | list[str] | None] = {
            "max_id": max_id,
            "min_id": min_id,
            "types[]": list(kinds) or None,
            "exclude_types[]": list(without) or None,
            "limit": limit,
        }
        if self._groups_by_server:
            try:
                return await self._grouped(params)
            except errors.Unsupported:
                self._groups_by_server = False
        return await self._one_by_one(params, kinds, without)

    async def grouped_by_server(self) -> Page[NoticeGroup]:
        """The newest group as the server makes it; raises Unsupported where it makes none."""
        return await self._grouped({"limit": 1})

    async def _grouped(self, params: Params) -> Page[NoticeGroup]:
        with self._offered(Feature.GROUPED_NOTIFICATIONS):
            answer = await self._wire.get("/api/v2/notifications", {**params, "grouped_types[]": _GROUPED})
        older, newer = self._neighbours(answer)
        return Page(read_groups(answer.body, host=self.host), older, newer)

    async def _one_by_one(
        self, params: Params, kinds: Sequence[str], without: Sequence[str]
    ) -> Page[NoticeGroup]:
        page = await self._page("/api/v1/notifications", Notification, params)
        # Not every server knows how to leave out kinds.
        wanted = [
            notice
            for notice in page.items
            if (not kinds or notice.type in kinds) and notice.type not in without
        ]
        return Page(grouped(wanted), page.older, page.newer)

    async def unread(self) -> int:
        """How many came since the marker, at most 100; counted here where the server does not count."""
        try:
            with self._offered(Feature.UNREAD_COUNT):
                answer = await self._wire.get("/api/v1/notifications/unread_count", {"limit": _MOST_COUNTED})
            return decode_one(answer.body, _Count, host=self.host).count
        except errors.Unsupported:
            return await self._counted()

    async def _counted(self) -> int:
        try:
            with self._offered(Feature.MARKERS):
                answer = await self._wire.get("/api/v1/markers", {"timeline[]": ["notifications"]})
        except errors.Unsupported:
            return 0
        read = decode_one(answer.body, _Markers, host=self.host).notifications.last_read_id
        page = await self._page(
            "/api/v1/notifications", Notification, {"since_id": read or None, "limit": PAGE}
        )
        ids = [notice.id for notice in page.items]
        return ids.index(read) if read in ids else len(ids)

    async def dismiss(self, group: NoticeGroup) -> None:
        """Forget a group; where the server knows no groups, its newest notification."""
        if self._groups_by_server and group.key:
            await self._order(f"/api/v2/notifications/{segment(group.key)}/dismiss")
        else:
            await self._order(f"/api/v1/notifications/{segment(group.newest_id)}/dismiss")

    async def clear(self) -> None:
        """Forget every notification; the caller has asked the user."""
        await self._order("/api/v1/notifications/clear")

    # What is set aside

    async def policy(self) -> NotificationPolicy:
        """What the server does with notifications of whom; raises Unsupported where it does not sort."""
        with self._offered(Feature.NOTIFICATION_POLICY):
            return await self._one("/api/v2/notifications/policy", NotificationPolicy)

    async def set_policy(self, **answers: PolicyAnswer) -> NotificationPolicy:
        """Change what is done with some kinds (``for_bots="filter"``); returns all of it as it then is."""
        fields = {kind: answers[kind] for kind in NotificationPolicy.kinds if kind in answers}
        with self._offered(Feature.NOTIFICATION_POLICY):
            return await self._write(
                "/api/v2/notifications/policy", NotificationPolicy, fields, method="PATCH"
            )

    async def requests(self) -> Page[NotificationRequest]:
        """Whose notifications were set aside, the latest first."""
        with self._offered(Feature.NOTIFICATION_REQUESTS):
            return await self._page("/api/v1/notifications/requests", NotificationRequest, {"limit": PAGE})

    async def of_request(self, account_id: str) -> Page[NoticeGroup]:
        """What one account did that was set aside."""
        page = await self._page(
            "/api/v1/notifications",
            Notification,
            {"account_id": account_id, "include_filtered": True, "limit": PAGE},
        )
        return Page(grouped(page.items), page.older, page.newer)

    async def accept_request(self, request_id: str) -> None:
        """Let these notifications in, and later ones of the same account."""
        await self._order(f"/api/v1/notifications/requests/{segment(request_id)}/accept")

    async def dismiss_request(self, request_id: str) -> None:
        """Put these notifications away."""
        await self._order(f"/api/v1/notifications/requests/{segment(request_id)}/dismiss")


class _Markers(Entity, frozen=True, omit_defaults=True, gc=False):
    home: Marker = Marker()
    notifications: Marker = Marker()


_GROUPED: Final = list(TOGETHER)


def read_groups(payload: bytes, *, host: str) -> tuple[NoticeGroup, ...]:
    """The groups of an answer, with their accounts and statuses put in; raises NotMastodon."""
    told = decode_one(payload, _Groups, host=host)
    accounts = {account.id: account for account in told.accounts}
    statuses = {status.id: status for status in told.statuses}
    return tuple([_read(group, accounts, statuses) for group in told.notification_groups])


def grouped(notices: Iterable[Notification]) -> tuple[NoticeGroup, ...]:
    """Groups of notifications given newest first; each stands where its newest member stood.

    The server's `group_key` counts where it gave one; otherwise kinds of `TOGETHER` about one status.
    """
    members: dict[str, list[Notification]] = {}
    for notice in notices:
        members.setdefault(_key(notice), []).append(notice)
    return tuple([_gathered(group) for group in members.values()])


def joined(newer: NoticeGroup, older: NoticeGroup) -> NoticeGroup:
    """Two groups of one key as one."""
    people = {account.id: account for account in (*newer.accounts, *older.accounts)}
    return NoticeGroup(
        key=newer.key,
        kind=newer.kind,
        count=newer.count + older.count,
        accounts=tuple(people.values())[:_FACES],
        status=newer.status or older.status,
        latest_at=newer.latest_at,
        newest_id=newer.newest_id,
        oldest_id=older.oldest_id,
        unreadable=newer.unreadable,
    )


def _key(notice: Notification) -> str:
    if notice.group_key:
        return notice.group_key
    if notice.type not in TOGETHER:
        return f"one {notice.id}"
    return f"{notice.type} {notice.status.shown.id if notice.status is not None else ''}"


def _gathered(members: Sequence[Notification]) -> NoticeGroup:
    newest, oldest = members[0], members[-1]
    people = {one.account.id: one.account for one in members if one.account is not None}
    return NoticeGroup(
        key=newest.group_key,
        kind=newest.type,
        count=len(members),
        accounts=tuple(people.values())[:_FACES],
        status=newest.status,
        latest_at=newest.created_at,
        newest_id=newest.id,
        oldest_id=oldest.id,
        unreadable=newest.unreadable,
    )


def _read(group: _Group, accounts: dict[str, Account], statuses: dict[str, Status]) -> NoticeGroup:
    people = [accounts[one] for one in group.sample_account_ids if one in accounts]
    return NoticeGroup(
        key=group.group_key,
        kind=group.type,
        count=max(group.notifications_count, len(people)),
        accounts=tuple(people)[:_FACES],
        status=statuses.get(group.status_id or ""),
        latest_at=group.latest_page_notification_at,
        newest_id=group.page_max_id or "",
        oldest_id=group.page_min_id or group.page_max_id or "",
        unreadable=not group.group_key,
    )
