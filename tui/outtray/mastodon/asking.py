"""How any part of the API is asked: one entity, a page of them, or a feature that a server may not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx

from outtray.mastodon import errors
from outtray.mastodon.decode import decode_list, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.features import Feature, missing
from outtray.mastodon.timelines import Page
from outtray.mastodon.wire import Answer, Params, Wire

EntityT = TypeVar("EntityT", bound=Entity)

_LINK = re.compile(r'<([^<>]{1,2048})>\s*;\s*rel="?(next|prev)"?', re.IGNORECASE)

_NO_SUCH_PLACE = frozenset({405, 501})


class Asking:
    """Shared by everything that asks a server; every method raises errors of `mastodon.errors`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def host(self) -> str:
        """The server's name."""
        return self._wire.host

    async def _one(self, path: str, kind: type[EntityT], params: Params | None = None) -> EntityT:
        answer = await self._wire.get(path, params)
        return decode_one(answer.body, kind, host=self.host)

    async def _many(
        self, path: str, kind: type[EntityT], params: Params | None = None
    ) -> tuple[EntityT, ...]:
        answer = await self._wire.get(path, params)
        return decode_list(answer.body, kind, host=self.host)

    async def _page(self, path: str, kind: type[EntityT], params: Params | None = None) -> Page[EntityT]:
        return self._as_page(await self._wire.get(path, params), kind)

    async def _write(
        self, path: str, kind: type[EntityT], json: object = None, *, method: str = "POST"
    ) -> EntityT:
        answer = await self._wire.post(path, json=json, method=method)
        return decode_one(answer.body, kind, host=self.host)

    async def _order(self, path: str, json: object = None, *, method: str = "POST") -> None:
        """Send a private write whose answer says nothing."""
        await self._wire.post(path, json=json, method=method, may_be_empty=True)

    def _as_page(self, answer: Answer, kind: type[EntityT]) -> Page[EntityT]:
        return self._linked(decode_list(answer.body, kind, host=self.host), answer)

    def _linked(self, items: tuple[EntityT, ...], answer: Answer) -> Page[EntityT]:
        """A page with the links to its neighbours that came with the answer."""
        older, newer = self._neighbours(answer)
        return Page(items, older, newer)

    def _neighbours(self, answer: Answer) -> tuple[str | None, str | None]:
        links = {rel.lower(): link for link, rel in _LINK.findall(answer.headers.get("link", "")[:8_192])}
        return self._own_link(links.get("next")), self._own_link(links.get("prev"))

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

    @contextmanager
    def _offered(self, feature: Feature) -> Iterator[None]:
        """Turn "there is no such place" into a sentence about what this server cannot do.

        For places whose address holds no id: there, nothing but the place itself can be missing.
        """
        try:
            yield
        except errors.NotFound as error:
            raise missing(feature, self.host) from error
        except (errors.Refused, errors.ServerFault) as error:
            if error.status not in _NO_SUCH_PLACE:
                raise
            raise missing(feature, self.host) from error
