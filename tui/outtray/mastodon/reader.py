"""Everything that is read from a server. Nothing here changes anything there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeVar

import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.decode import decode_list, decode_map, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.instance import placeholder, read_instance
from outtray.mastodon.models import (
    Account,
    CustomEmoji,
    Filter,
    Instance,
    Marker,
    Notification,
    Preferences,
    Relationship,
    SearchResults,
    Status,
    StatusEdit,
    StatusSource,
    ThreadContext,
)
from outtray.mastodon.timelines import PAGE, Page, Timeline, segment
from outtray.mastodon.wire import DEADLINE, Answer, Params, Wire, not_data

EntityT = TypeVar("EntityT", bound=Entity)

_LINK = re.compile(r'<([^<>]{1,2048})>\s*;\s*rel="?(next|prev)"?', re.IGNORECASE)


class Identity(msgspec.Struct, frozen=True):
    """Who the token belongs to, and the server's clock when it said so (UTC; None when it gave no date)."""

    account: Account
    server_time: datetime | None


class Reader:
    """Asks one server, as one account or as nobody; every method raises errors of `mastodon.errors`."""

    def __init__(self, client: httpx.AsyncClient, *, clock: Clock, deadline: float = DEADLINE) -> None:
        self._wire = Wire(client, clock=clock, deadline=deadline)

    @property
    def host(self) -> str:
        """The server's name."""
        return self._wire.host

    @property
    def client(self) -> httpx.AsyncClient:
        """The connection, for a stream beside the questions."""
        return self._wire.client

    # Accounts

    async def verify_credentials(self) -> Identity:
        """Ask whose token this is, past every cache; raises Unauthorised when it is nobody's."""
        answer = await self._wire.get(
            "/api/v1/accounts/verify_credentials", headers={"Cache-Control": "no-cache"}
        )
        account = decode_one(answer.body, Account, host=self.host)
        if not account.id:
            raise not_data(self.host)
        return Identity(account, answer.date)

    async def account(self, account_id: str) -> Account:
        """A profile by its id."""
        return await self._one(f"/api/v1/accounts/{segment(account_id)}", Account)

    async def lookup(self, acct: str) -> Account:
        """A profile by its handle, among those the server already knows."""
        return await self._one("/api/v1/accounts/lookup", Account, {"acct": acct.removeprefix("@")})

    async def account_statuses(
        self,
        account_id: str,
        *,
        max_id: str | None = None,
        pinned: bool | None = None,
        only_media: bool | None = None,
        exclude_replies: bool | None = None,
        exclude_reblogs: bool | None = None,
        limit: int = PAGE,
    ) -> Page[Status]:
        """What one account posted."""
        params: Params = {
            "max_id": max_id,
            "pinned": pinned,
            "only_media": only_media,
            "exclude_replies": exclude_replies,
            "exclude_reblogs": exclude_reblogs,
            "limit": limit,
        }
        return await self._page(f"/api/v1/accounts/{segment(account_id)}/statuses", Status, params)

    async def relationships(self, account_ids: list[str]) -> tuple[Relationship, ...]:
        """How the acting account stands to these."""
        if not account_ids:
            return ()
        answer = await self._wire.get("/api/v1/accounts/relationships", {"id[]": account_ids})
        return decode_list(answer.body, Relationship, host=self.host)

    # Statuses

    async def timeline(
        self,
        timeline: Timeline,
        *,
        max_id: str | None = None,
        since_id: str | None = None,
        min_id: str | None = None,
        limit: int = PAGE,
    ) -> Page[Status]:
        """A page of a timeline: older than `max_id`; newest above `since_id`; next above `min_id`."""
        params = {**timeline.params, **_position(max_id, since_id, min_id, limit)}
        return await self._page(timeline.path, Status, params)

    async def follow(self, link: str) -> Page[Status]:
        """The neighbouring page, by a link of `Page`."""
        return self._as_page(await self._wire.get(link), Status)

    async def status(self, status_id: str) -> Status:
        """One status; raises NotFound when it is gone."""
        return await self._one(f"/api/v1/statuses/{segment(status_id)}", Status)

    async def context(self, status_id: str) -> ThreadContext:
        """What stands above and below a status."""
        return await self._one(f"/api/v1/statuses/{segment(status_id)}/context", ThreadContext)

    async def status_source(self, status_id: str) -> StatusSource:
        """An own status as it was typed."""
        return await self._one(f"/api/v1/statuses/{segment(status_id)}/source", StatusSource)

    async def status_history(self, status_id: str) -> tuple[StatusEdit, ...]:
        """The versions of a status, oldest first."""
        answer = await self._wire.get(f"/api/v1/statuses/{segment(status_id)}/history")
        return decode_list(answer.body, StatusEdit, host=self.host)

    async def search(
        self, query: str, *, kind: str | None = None, resolve: bool = False, limit: int = 20
    ) -> SearchResults:
        """Search accounts, statuses and hashtags; `resolve` lets the server fetch an address it is given."""
        params: Params = {"q": query, "type": kind, "resolve": resolve, "limit": limit}
        return await self._one("/api/v2/search", SearchResults, params)

    # What concerns the acting account

    async def notifications(
        self,
        *,
        max_id: str | None = None,
        since_id: str | None = None,
        min_id: str | None = None,
        limit: int = PAGE,
    ) -> Page[Notification]:
        """What happened to the acting account."""
        params = _position(max_id, since_id, min_id, limit)
        return await self._page("/api/v1/notifications", Notification, params)

    async def markers(self, *timelines: str) -> dict[str, Marker]:
        """How far "home" and "notifications" were read, on any client."""
        answer = await self._wire.get("/api/v1/markers", {"timeline[]": list(timelines)})
        return decode_map(answer.body, Marker, host=self.host)

    async def preferences(self) -> Preferences:
        """What the user chose on the server."""
        return await self._one("/api/v1/preferences", Preferences)

    async def filters(self) -> tuple[Filter, ...]:
        """The filters kept by the server; raises NotFound where it keeps none of this kind."""
        answer = await self._wire.get("/api/v2/filters")
        return decode_list(answer.body, Filter, host=self.host)

    # The server

    async def instance(self) -> Instance:
        """What the server says of itself: version 2, else version 1, else Mastodon's own limits.

        Raises NotMastodon when neither place has anything.
        """
        try:
            answer = await self._wire.get("/api/v2/instance")
        except (errors.NotFound, errors.ServerFault, errors.NotMastodon) as error:
            if isinstance(error, errors.Moved):
                raise
            try:
                answer = await self._wire.get("/api/v1/instance")
            except (errors.Unauthorised, errors.ServerFault):
                return placeholder(self.host)
            except errors.NotFound as missing:
                raise errors.NotMastodon(
                    _("{host} does not answer as a Mastodon server does.").format(host=self.host),
                    _("Check the server address: it is the part after the second @ of your handle."),
                    host=self.host,
                ) from missing
        return read_instance(answer.body, host=self.host)

    async def look_elsewhere(self) -> None:
        """Raise Moved when a server under another name keeps the handles of this one; else do nothing.

        Handles may say @name@harbour.example while the server is social.harbour.example: then harbour.example
        sends questions for handles on, as Mastodon's and GoToSocial's guides ask of it.
        """
        try:
            await self._wire.get("/.well-known/webfinger")
        except errors.Moved:
            raise
        except errors.ServerError:
            return

    async def custom_emojis(self) -> tuple[CustomEmoji, ...]:
        """The server's own emoji."""
        answer = await self._wire.get("/api/v1/custom_emojis")
        return decode_list(answer.body, CustomEmoji, host=self.host)

    # How it is asked

    async def _one(self, path: str, kind: type[EntityT], params: Params | None = None) -> EntityT:
        answer = await self._wire.get(path, params)
        return decode_one(answer.body, kind, host=self.host)

    async def _page(self, path: str, kind: type[EntityT], params: Params) -> Page[EntityT]:
        return self._as_page(await self._wire.get(path, params), kind)

    def _as_page(self, answer: Answer, kind: type[EntityT]) -> Page[EntityT]:
        items = decode_list(answer.body, kind, host=self.host)
        links = {rel.lower(): link for link, rel in _LINK.findall(answer.headers.get("link", "")[:8_192])}
        return Page(items, self._own_link(links.get("next")), self._own_link(links.get("prev")))

    def _own_link(self, link: str | None) -> str | None:
        """Keep the path and query of a link: whatever host it names, the token only goes to its own."""
        if link is None:
            return None
        try:
            address = self._wire.client.base_url.join(link)
        except httpx.InvalidURL:
            return None
        path = address.raw_path.decode("ascii")
        return path if path.startswith("/") else None


def _position(
    max_id: str | None, since_id: str | None, min_id: str | None, limit: int
) -> dict[str, str | int | None]:
    return {"max_id": max_id, "since_id": since_id, "min_id": min_id, "limit": limit}
