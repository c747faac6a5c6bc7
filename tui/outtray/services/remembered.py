"""Who an account is and what its drafts begin with, from the last time its server was asked."""

from __future__ import annotations

from pathlib import Path

import msgspec

from outtray.storage.atomic import write_text


class Defaults(msgspec.Struct, frozen=True):
    """The account's id at its server, and what the server says a post of its begins with."""

    account_id: str
    visibility: str = ""
    language: str = ""
    sensitive: bool = False


class Remembered:
    """A file in the cache; without it a draft that is begun offline starts narrow."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Defaults] | None = None

    def of(self, key: str) -> Defaults | None:
        """What is known of the account ``acct@host``; reads the disk once."""
        return self._all().get(key)

    def keep(self, key: str, defaults: Defaults) -> None:
        """Remember this for the next start; raises ``StorageError``."""
        if self._all().get(key) == defaults:
            return
        self._known = {**self._all(), key: defaults}
        write_text(self._path, msgspec.json.encode(self._known).decode())

    def _all(self) -> dict[str, Defaults]:
        if self._known is None:
            try:
                self._known = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Defaults])
            except (OSError, msgspec.MsgspecError):
                self._known = {}  # known again after the next connection
        return self._known
