"""Lists: accounts gathered under a name, with a timeline of their own; only their owner sees them."""

from __future__ import annotations

from typing import Final, Literal

from outtray.mastodon.asking import Asking
from outtray.mastodon.features import Feature
from outtray.mastodon.keeping import UserList
from outtray.mastodon.models import Account
from outtray.mastodon.timelines import Page, segment

RepliesPolicy = Literal["list", "followed", "none"]

_EVERYBODY: Final = 80


class Lists(Asking):
    """The lists of one account; every method raises errors of `mastodon.errors`."""

    async def all(self) -> tuple[UserList, ...]:
        """Every list; raises Unsupported where the server keeps none."""
        with self._offered(Feature.LISTS):
            return await self._many("/api/v1/lists", UserList)

    async def of(self, account_id: str) -> tuple[UserList, ...]:
        """The lists an account is on."""
        return await self._many(f"/api/v1/accounts/{segment(account_id)}/lists", UserList)

    async def create(
        self, title: str, *, replies_policy: RepliesPolicy = "list", exclusive: bool = False
    ) -> UserList:
        """Begin an empty list."""
        with self._offered(Feature.LISTS):
            return await self._write("/api/v1/lists", UserList, _fields(title, replies_policy, exclusive))

    async def edit(
        self, list_id: str, title: str, *, replies_policy: RepliesPolicy = "list", exclusive: bool = False
    ) -> UserList:
        """Give a list another name or habit."""
        fields = _fields(title, replies_policy, exclusive)
        return await self._write(_path(list_id), UserList, fields, method="PUT")

    async def delete(self, list_id: str) -> None:
        """Take a list apart; nobody on it is unfollowed."""
        await self._order(_path(list_id), method="DELETE")

    async def members(self, list_id: str) -> Page[Account]:
        """Who is on a list; go on with `Reader.follow(page.older, Account)`."""
        return await self._page(f"{_path(list_id)}/accounts", Account, {"limit": _EVERYBODY})

    async def add(self, list_id: str, *account_ids: str) -> None:
        """Put accounts on a list; they must be followed, else the server raises NotFound."""
        await self._order(f"{_path(list_id)}/accounts", {"account_ids": list(account_ids)})

    async def remove(self, list_id: str, *account_ids: str) -> None:
        """Take accounts off a list."""
        await self._order(f"{_path(list_id)}/accounts", {"account_ids": list(account_ids)}, method="DELETE")


def _path(list_id: str) -> str:
    return f"/api/v1/lists/{segment(list_id)}"


def _fields(title: str, replies_policy: RepliesPolicy, exclusive: bool) -> dict[str, object]:
    return {"title": title, "replies_policy": replies_policy, "exclusive": exclusive}
