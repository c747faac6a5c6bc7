"""Private acts of a practising clerk, on a line on which anything may befall a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from outtray.acts.act import AccountKey
from outtray.base.clock import SystemClock
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.route import Route
from outtray.services.connection import Connection
from outtray.services.errands import (
    ErrandNews,
    Errands,
)
from practice_process import PracticeServer

ME = AccountKey("practice", "7", "clerk")
OTHER = AccountKey("elsewhere.example", "7", "clerk")


def bookmark(status_id: str, *, wish: bool = True) -> Errand:
    """Keep a post, or no longer, as it is asked for on a screen that shows how it stands."""
    return Errand(ErrandKind.BOOKMARK, status_id, wish=wish, name="@anouk", before=not wish)


Trouble = Callable[[Callable[[], Awaitable[httpx.Response]]], Awaitable[httpx.Response]]
"""What becomes of one request, given what passes it on."""


class Line(httpx.AsyncBaseTransport):
    """The way to the server; each of ``troubles`` befalls one private act, the first of them the next."""

    def __init__(self) -> None:
        self._route = Route("")
        self.troubles: list[Trouble] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST" or not self.troubles:
            return await self._route.handle_async_request(request)
        return await self.troubles.pop(0)(lambda: self._route.handle_async_request(request))

    async def aclose(self) -> None:
        await self._route.aclose()


async def no_answer(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it; its answer does not come in time."""
    await (await pass_on()).aread()
    raise httpx.ReadTimeout("no answer")


async def no_network(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Nothing leaves this machine."""
    del pass_on
    raise httpx.ConnectError("no network")


class Desk:
    """Errands of the practising clerk, and what was told of them; ``away`` unplugs the server."""

    def __init__(self, folder: Path, connection: Connection, line: Line) -> None:
        self.connection = connection
        self.line = line
        self.away = False
        self.news: list[ErrandNews] = []
        self.errands = Errands(folder, SystemClock(), find=self._find)

    def _find(self, host: str, account_id: str) -> Connection | None:
        same = (host, account_id) == (self.connection.account.host, self.connection.account.id)
        return self.connection if same and not self.away else None

    async def ask(self, *errands: Errand) -> None:
        for errand in errands:
            await self.errands.ask(self.connection.account, errand)

    async def send(self) -> list[ErrandNews]:
        self.news.clear()
        await self.errands.send(self.news.append)
        return self.news

    @property
    def waiting(self) -> int:
        return self.errands.waiting(self.connection.account.host, self.connection.account.id)


def home(town: PracticeServer) -> list[dict[str, Any]]:
    """The newest posts."""
    found: list[dict[str, Any]] = town.api("GET", "/api/v1/timelines/home").json()
    return found
