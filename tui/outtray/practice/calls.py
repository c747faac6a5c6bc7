"""One request as a handler sees it, and the table entry that leads to the handler."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from outtray.practice.dialects.spelling import Numbers
from outtray.practice.errors import NotFound, Unauthorized
from outtray.practice.feeds import Page
from outtray.practice.params import Params
from outtray.practice.world import World

REPLAYED = "practice.replayed"
"""Set on a request answered from an earlier one with the same Idempotency-Key: nothing was written."""

RESULT = "practice.result"
"""The id of what a request wrote, for the write log."""

ACCOUNT = "practice.account"
"""The ``acct`` the request acts as."""

BODY = "practice.body"
"""The bytes of the request, read once."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its parameters read and its token looked up; ``viewer`` is an account id."""

    world: World
    request: web.Request
    params: Params
    viewer: int | None
    scopes: frozenset[str]
    application: Mapping[str, Any] | None

    @property
    def me(self) -> int:
        """The account acting; Unauthorized when there is none."""
        if self.viewer is None:
            raise Unauthorized("This method requires an authenticated user")
        return self.viewer

    def id(self, name: str = "id") -> int:
        """The id out of the path as a number; anything else names nothing here."""
        # Addresses of files keep their numbers whatever the API calls things.
        spelling = self.world.dialect.ids if self.request.path.startswith("/api/") else Numbers()
        text = spelling.read(self.request.match_info[name])
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise NotFound
        return int(text)

    def ids(self, name: str) -> list[int]:
        """Numeric ids out of a list parameter; others name nothing here."""
        return [int(t) for t in self.params.texts(name) if t.isascii() and t.isdigit() and len(t) <= 18]

    def answer(
        self, value: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        """A JSON answer in the dialect of the town; the id of an object is remembered for the write log."""
        value = self.world.dialect.show(value, self.request.path, self.request.method)
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            self.request[RESULT] = value["id"]
        return json_answer(value, status, headers)

    def page(self, items: object, ids: list[int], page: Page) -> web.Response:
        """A page of a list with its Link header, built from the ids the page was cut by."""
        headers = {}
        if ids:
            url = f"{self.world.base_url}{self.request.path}"
            kept = [
                (k, v) for k, v in self.request.query.items() if k not in {"max_id", "since_id", "min_id"}
            ]

            def link(bound: str, value: int, rel: str) -> str:
                spelt = self.world.dialect.ids.write(str(value))
                return f'<{url}?{urlencode([*kept, (bound, spelt)])}>; rel="{rel}"'

            links = [link("min_id", ids[0], "prev")]
            if len(ids) >= page.limit or self.world.dialect.always_links_on:
                links.insert(0, link("max_id", ids[-1], "next"))
            headers["Link"] = ", ".join(links)
        return self.answer(items, headers=headers)


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON response as Mastodon sends it."""
    return web.Response(
        body=json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path with its handler; ``scope`` None means that no token is needed.

    An empty scope asks for any user's token.
    """

    method: str
    path: str
    handler: Handler
    scope: str | None = None


def allows(granted: frozenset[str], wanted: str) -> bool:
    """Whether scopes cover one: ``write`` covers ``write:statuses``; ``follow`` the old group."""
    top = wanted.split(":", 1)[0]
    grouped = wanted.partition(":")[2] in {"blocks", "follows", "mutes"} and "follow" in granted
    profile = wanted == "profile" and ("read" in granted or "read:accounts" in granted)
    return not wanted or wanted in granted or top in granted or grouped or profile
