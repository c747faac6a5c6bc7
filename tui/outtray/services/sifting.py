"""Filters of servers that keep them and leave their use to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outtray.mastodon import errors
from outtray.mastodon.filters import Sieve
from outtray.mastodon.instance import software

if TYPE_CHECKING:
    from outtray.services.connection import Connection


async def sieve_of(connection: Connection) -> Sieve | None:
    """What applies the filters of a server here; None where the server does so by itself, or has none.

    A Mastodon is not asked: every one since 4.0 marks what its filters hit. Nothing raises: posts that are
    shown unfiltered are better than none.
    """
    if software(connection.instance) == "mastodon":
        return None
    try:
        await connection.filters.kept_by_server()
    except errors.Unsupported:
        pass
    except errors.ServerError:
        return None
    else:
        return None
    try:
        sieve = Sieve(await connection.filters.kept_in_words())
    except errors.ServerError:
        return None
    return sieve or None
