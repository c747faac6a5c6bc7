"""Reading other servers' public timelines as nobody: no account, no token, nothing written there."""

from __future__ import annotations

from collections.abc import Callable

from outtray.base.clock import Clock
from outtray.cache.store import Cache
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.features import Feature, missing
from outtray.mastodon.models import Status
from outtray.mastodon.reader import Reader
from outtray.mastodon.timelines import LOCAL, PAGE, Page, Timeline
from outtray.services.feeds import Feed, FeedUpdate
from outtray.services.login import server_address
from outtray.services.network import MakeTransport

_CLOSED = frozenset({401, 403, 404, 422})
"""How servers refuse what they show to their own accounts only."""


class Stranger(Reader):
    """Asks a server as nobody; a refusal is a sentence about the server, never an ended login."""

    async def timeline(
        self,
        timeline: Timeline,
        *,
        max_id: str | None = None,
        since_id: str | None = None,
        min_id: str | None = None,
        limit: int = PAGE,
    ) -> Page[Status]:
        """A page of a public timeline; raises Unsupported where the server shows none to strangers."""
        try:
            return await super().timeline(
                timeline, max_id=max_id, since_id=since_id, min_id=min_id, limit=limit
            )
        except errors.RateLimited:
            raise
        except errors.Refused as error:
            if error.status not in _CLOSED:
                raise
            raise missing(Feature.PUBLIC_READING, self.host) from error


class Elsewhere:
    """Opens connections to other servers as they are asked for; one for each host."""

    def __init__(self, cache: Cache, *, clock: Clock, transport: MakeTransport) -> None:
        self._cache = cache
        self._clock = clock
        self._transport = transport
        self._open: dict[str, Stranger] = {}

    def reader(self, typed: str) -> Stranger:
        """A reader of the server a person named; raises BadAddress for what is no address."""
        server = server_address(typed)
        reader = self._open.get(server)
        if reader is None:
            client = make_client(server, self._transport())
            reader = self._open[server] = Stranger(client, clock=self._clock)
        return reader

    def feed(self, typed: str, timeline: Timeline = LOCAL, *, emit: Callable[[FeedUpdate], None]) -> Feed:
        """A timeline there, kept in a part of the cache of its own.

        Its ids mean nothing to the acting account's server: to answer or pass on a post of it, find it there
        first, by its address (`finding.find`).
        """
        reader = self.reader(typed)
        return Feed(timeline, reader, self._cache.for_account(f"@{reader.host}"), emit=emit)

    def address(self, typed: str) -> str:
        """Where streams would be asked for; few servers give any to strangers, so it will be polled."""
        return str(self.reader(typed).client.base_url)

    async def close(self) -> None:
        """Give the connections back."""
        opened, self._open = self._open, {}
        for reader in opened.values():
            await reader.client.aclose()
