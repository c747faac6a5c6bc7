"""Which accounts are logged in, and where each one's token is kept; the tokens themselves are elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from outtray.base.translation import gettext as _
from outtray.config.errors import ConfigError
from outtray.storage.atomic import write_text


class StoredAccount(msgspec.Struct, frozen=True):
    """One login. ``server`` is the address with its scheme; ``kept_in`` says which store has the token.

    ``asked_with`` is what a password manager is asked with, where the token is kept by one (``command``).
    """

    server: str
    account_id: str
    acct: str
    display_name: str = ""
    client_id: str = ""
    kept_in: Annotated[
        Literal["keyring", "file", "command"], msgspec.Meta(description="where the token is")
    ] = "keyring"
    asked_with: str = ""

    @property
    def host(self) -> str:
        """The server's name without the scheme."""
        return self.server.partition("://")[2].rstrip("/")

    @property
    def key(self) -> str:
        """``acct@host``: names this login in credential stores and on the command line."""
        return f"{self.acct}@{self.host}"


class Accounts(msgspec.Struct, frozen=True):
    """All logins, and the one that acts when none is named."""

    accounts: tuple[StoredAccount, ...] = ()
    current: str = ""

    def active(self) -> StoredAccount | None:
        """The login that acts by default."""
        for account in self.accounts:
            if account.key == self.current:
                return account
        return self.accounts[0] if self.accounts else None

    def find(self, name: str) -> StoredAccount | None:
        """The login with this ``acct@host`` (an ``@`` in front is allowed)."""
        wanted = name.removeprefix("@").casefold()
        return next((account for account in self.accounts if account.key.casefold() == wanted), None)

    def with_account(self, account: StoredAccount) -> Accounts:
        """These logins with one added or replaced, and made the acting one."""
        if all(known.key != account.key for known in self.accounts):
            return Accounts((*self.accounts, account), account.key)
        # One that logs in again keeps its place, and so its colour.
        renewed = tuple(account if known.key == account.key else known for known in self.accounts)
        return Accounts(renewed, account.key)

    def without(self, key: str) -> Accounts:
        """These logins less one."""
        rest = tuple(known for known in self.accounts if known.key != key)
        current = self.current if self.current != key else (rest[0].key if rest else "")
        return Accounts(rest, current)


def load_accounts(path: Path) -> Accounts:
    """The logins kept in this file; none when it does not exist."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Accounts)
    except FileNotFoundError:
        return Accounts()
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(
            _("The list of accounts in {path} cannot be read.").format(path=path),
            _("Move it aside and log in again: outtray login SERVER"),
        ) from error


def save_accounts(path: Path, accounts: Accounts) -> None:
    """Write the logins whole or not at all."""
    write_text(path, msgspec.json.format(msgspec.json.encode(accounts), indent=1).decode() + "\n", mode=0o600)
