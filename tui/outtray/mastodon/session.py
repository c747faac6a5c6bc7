"""One logged-in account's way to its server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from outtray.acts.act import AccountKey
from outtray.mastodon.wire import Wire


@dataclass(frozen=True, slots=True)
class Session:
    """A wire that carries the account's token over the egress transport.

    ``honours_idempotency`` is true only for a server known to answer a repeated ``Idempotency-Key`` with
    the first status instead of a second one.
    """

    account: AccountKey
    wire: Wire
    honours_idempotency: bool = False


class Sessions(Protocol):
    """Where sessions come from."""

    def session(self, account: AccountKey) -> Session:
        """The session of an account; raises ``OuttrayError`` when nobody is logged in as it."""
        ...
