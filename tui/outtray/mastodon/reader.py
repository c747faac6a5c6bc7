"""Everything that is read from a server. Nothing here changes anything there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, TypeVar, overload

import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.asking import Asking
from outtray.mastodon.decode import decode_map, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.features import Feature
from outtray.mastodon.instance import (
    NodeInfo,
    NodeInfoLinks,
    NodeSoftware,
    placeholder,
    read_instance,
)
from outtray.mastodon.keeping import Announcement, ConversationEntry, FamiliarFollowers, ServerRule
from outtray.mastodon.models import (
    Account,
    CustomEmoji,
    Instance,
    Marker,
    Notification,
    Poll,
    Preferences,
    PreviewCard,
    Relationship,
    SearchResults,
    Status,
    StatusEdit,
    StatusSource,
    Tag,
    ThreadContext,
)
from outtray.mastodon.timelines import PAGE, Page, Timeline, segment
from outtray.mastodon.wire import DEADLINE, Params, Wire, not_data

EntityT = TypeVar("EntityT", bound=Entity)

PEOPLE: Final = 80
"""Accounts asked for at once: the most Mastodon gives."""

LARGEST_SHOWN: Final = 200_000
"""Characters of a raw answer that are shown; the longest honest status has a tenth of that."""


class Identity(msgspec.Struct, frozen=True):
    """Who the token belongs to, and the server's clock when it said so (UTC; None when it gave no date)."""

    account: Account
    server_time: datetime | None


class Reader(Asking):
    """Asks one server, as one account or as nobody; every method raises errors of `mastodon.errors`."""

    def __init__(self, client: httpx.AsyncClient, *, clock: Clock, deadline: float = DEADLINE) -> None:
        super().__init__(Wire(client, clock=clock, deadline=deadline))

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
        return await self._many("/api/v1/accounts/relationships", Relationship, {"id[]": account_ids})

    async def familiar_followers(self, account_id: str) -> tuple[Account, ...]:
        """Who among those the acting account follows also follows this one."""
        path = "/api/v1/accounts/familiar_followers"
        answers = await self._many(path, FamiliarFollowers, {"id[]": [account_id]})
        return next((answer.accounts for answer in answers if answer.id == account_id), ())

    async def followers(self, account_id: str) -> Page[Account]:
        """Who follows an account, the latest first; go on with `follow(page.older, Account)`."""
        return await self._people(f"/api/v1/accounts/{segment(account_id)}/followers")

    async def following(self, account_id: str) -> Page[Account]:
        """Whom an account follows, the latest first."""
        return await self._people(f"/api/v1/accounts/{segment(account_id)}/following")

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

    @overload
    async def follow(self, link: str) -> Page[Status]: ...

    @overload
    async def follow(self, link: str, kind: type[EntityT]) -> Page[EntityT]: ...

    async def follow(self, link: str, kind: type[Entity] = Status) -> Page[Any]:
        """The neighbouring page of the same kind, by a link of `Page`."""
        return self._as_page(await self._wire.get(link), kind)

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
        return await self._many(f"/api/v1/statuses/{segment(status_id)}/history", StatusEdit)

    async def status_json(self, status_id: str) -> str:
        """A status as the server sent it, indented, and cleaned for a terminal."""
        answer = await self._wire.get(f"/api/v1/statuses/{segment(status_id)}")
        try:
            shown = msgspec.json.format(answer.body, indent=2).decode("utf-8", "replace")
        except (msgspec.MsgspecError, RecursionError):
            shown = answer.body.decode("utf-8", "replace")
        return sanitise(shown, single_line=False, limit=LARGEST_SHOWN)

    async def reblogged_by(self, status_id: str) -> Page[Account]:
        """Who boosted a status, the latest first."""
        return await self._people(f"/api/v1/statuses/{segment(status_id)}/reblogged_by")

    async def favourited_by(self, status_id: str) -> Page[Account]:
        """Who favourited a status, the latest first."""
        return await self._people(f"/api/v1/statuses/{segment(status_id)}/favourited_by")

    async def quotes(self, status_id: str) -> Page[Status]:
        """What quotes a status of one's own."""
        return await self._page(f"/api/v1/statuses/{segment(status_id)}/quotes", Status, {"limit": PAGE})

    async def poll(self, poll_id: str) -> Poll:
        """A poll as it stands."""
        return await self._one(f"/api/v1/polls/{segment(poll_id)}", Poll)

    # Finding

    async def search(
        self, query: str, *, kind: str | None = None, resolve: bool = False, limit: int = 20, offset: int = 0
    ) -> SearchResults:
        """Search accounts, statuses and hashtags; `resolve` lets the server fetch an address it is given.

        `kind` is accounts, statuses or hashtags; `offset` works with a kind only.
        """
        params: Params = {
            "q": query,
            "type": kind,
            "resolve": resolve,
            "limit": limit,
            "offset": offset or None,
        }
        return await self._one("/api/v2/search", SearchResults, params)

    async def tag(self, name: str) -> Tag:
        """A hashtag, with its use over the past days and whether it is followed."""
        with self._offered(Feature.FOLLOWED_TAGS):
            return await self._one(f"/api/v1/tags/{segment(name)}", Tag)

    async def trending_tags(self, limit: int = 20) -> tuple[Tag, ...]:
        """Hashtags used much more than before; raises Unsupported where the server does not say."""
        with self._offered(Feature.TRENDS):
            return await self._many("/api/v1/trends/tags", Tag, {"limit": limit})

    async def trending_links(self, limit: int = 20) -> tuple[PreviewCard, ...]:
        """News shared much lately; raises Unsupported where the server does not say."""
        with self._offered(Feature.TRENDS):
            return await self._many("/api/v1/trends/links", PreviewCard, {"limit": limit})

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

    async def conversations(self, *, max_id: str | None = None) -> Page[ConversationEntry]:
        """Direct conversations, the latest first; raises Unsupported where the server lists none."""
        with self._offered(Feature.CONVERSATIONS):
            return await self._page(
                "/api/v1/conversations", ConversationEntry, {"max_id": max_id, "limit": PAGE}
            )

    async def followed_tags(self) -> Page[Tag]:
        """Hashtags whose posts appear on the home timeline."""
        with self._offered(Feature.FOLLOWED_TAGS):
            return await self._page("/api/v1/followed_tags", Tag, {"limit": 100})

    async def announcements(self) -> tuple[Announcement, ...]:
        """What the people who run the server tell everybody, read or not."""
        with self._offered(Feature.ANNOUNCEMENTS):
            return await self._many("/api/v1/announcements", Announcement)

    async def markers(self, *timelines: str) -> dict[str, Marker]:
        """How far "home" and "notifications" were read, on any client."""
        with self._offered(Feature.MARKERS):
            answer = await self._wire.get("/api/v1/markers", {"timeline[]": list(timelines)})
        return decode_map(answer.body, Marker, host=self.host)

    async def preferences(self) -> Preferences:
        """What the user chose on the server."""
        return await self._one("/api/v1/preferences", Preferences)

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

    async def node_software(self) -> NodeSoftware:
        """The program the server runs, by its nodeinfo; raises NotFound where it publishes none.

        Whatever host the links name, only the server itself is asked.
        """
        named = await self._one("/.well-known/nodeinfo", NodeInfoLinks)
        for link in named.links:
            path = self._own_link(link.href)
            if path is not None and "nodeinfo" in link.rel:
                return (await self._one(path, NodeInfo)).software
        raise errors.NotFound(
            _("{host} does not say what program it runs.").format(host=self.host), host=self.host, status=404
        )

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
        return await self._many("/api/v1/custom_emojis", CustomEmoji)

    async def rules(self) -> tuple[ServerRule, ...]:
        """What the server asks of everybody on it; a report may name one."""
        return await self._many("/api/v1/instance/rules", ServerRule)

    # How it is asked

    async def _people(self, path: str) -> Page[Account]:
        return await self._page(path, Account, {"limit": PEOPLE})


def _position(
    max_id: str | None, since_id: str | None, min_id: str | None, limit: int
) -> dict[str, str | int | None]:
    return {"max_id": max_id, "since_id": since_id, "min_id": min_id, "limit": limit}
