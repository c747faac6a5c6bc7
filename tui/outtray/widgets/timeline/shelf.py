"""Keeps posts that are out of sight small: encoded, with each account stored once.

A decoded post takes about ten times the memory of its encoding, and a timeline shows a dozen of
its ten thousand posts at a time. Decoding one costs tens of microseconds.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from outtray.mastodon.models import Account, Quote, Status

_LONGEST_NOTE = 5_000
"""Characters of a profile's text kept with its posts; the profile itself is asked for when it is opened."""


class Shelf:
    """Encodes posts and gives them back whole; an account is given back as it was last seen."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Status)

    def __len__(self) -> int:
        return len(self._accounts)

    def pack(self, status: Status) -> bytes:
        """Encode a post; keep its accounts here."""
        return self._encoder.encode(self._without_accounts(status))

    def unpack(self, packed: bytes) -> Status:
        """The post again, equal to what was packed but for accounts that have been seen since."""
        return self._with_accounts(self._decoder.decode(packed))

    def _without_accounts(self, status: Status) -> Status:
        account = status.account
        if account.id:
            if len(account.note) > _LONGEST_NOTE:
                account = msgspec.structs.replace(account, note=account.note[:_LONGEST_NOTE])
            self._accounts[account.id] = account
            account = Account(id=account.id)
        return msgspec.structs.replace(
            status,
            account=account,
            reblog=None if status.reblog is None else self._without_accounts(status.reblog),
            quote=_map_quote(status.quote, self._without_accounts),
        )

    def _with_accounts(self, status: Status) -> Status:
        return msgspec.structs.replace(
            status,
            account=self._accounts.get(status.account.id, status.account),
            reblog=None if status.reblog is None else self._with_accounts(status.reblog),
            quote=_map_quote(status.quote, self._with_accounts),
        )


def _map_quote(quote: Quote | None, change: Callable[[Status], Status]) -> Quote | None:
    if quote is None or quote.quoted_status is None:
        return quote
    return msgspec.structs.replace(quote, quoted_status=change(quote.quoted_status))
