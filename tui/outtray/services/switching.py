"""Several accounts in one program: which there are, which of them acts, and how each is connected."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.config.accounts import Accounts, StoredAccount, load_accounts, save_accounts
from outtray.config.locations import Locations
from outtray.services.workspace import Login

if TYPE_CHECKING:
    from outtray.acts.act import AccountKey
    from outtray.config.settings import NetworkSettings
    from outtray.mastodon.errors import ServerError


def login_for(places: Locations, account: StoredAccount, index: int = 0) -> Login:
    """How to connect as a stored account; its token is fetched only when it is needed.

    ``index`` is its place among the accounts, which gives it its colour.
    """

    def token() -> str:
        from outtray.config.credentials import credential_store
        from outtray.config.errors import CredentialsUnavailable

        found = credential_store(account.kept_in, places, account.asked_with).load(account.key)
        if found is None:
            raise CredentialsUnavailable(
                _("The token of {account} is not where it was kept.").format(account=account.key),
                _("Log in again: outtray login {host}").format(host=account.host),
            )
        return found

    return Login(account.server, account.host, account.acct, token, account.account_id, index=index)


@dataclass(frozen=True, slots=True)
class Roster:
    """The accounts that are logged in, in the order of their first login, as the file has it now."""

    places: Locations
    accounts: Accounts
    acting: Login

    @property
    def logins(self) -> tuple[Login, ...]:
        """A way to connect as each of them; in practice there is the one that practises."""
        if self.acting.practice:
            return (self.acting,)
        return tuple(
            login_for(self.places, account, index) for index, account in enumerate(self.accounts.accounts)
        )

    def of(self, account: AccountKey) -> Login | None:
        """The login of the account an act belongs to; None when it is logged in no longer."""
        return next((login for login in self.logins if is_of(login, account)), None)

    def index_of(self, account: AccountKey) -> int:
        """The place of an account, for its colour; those that are logged in no longer come after all."""
        login = self.of(account)
        return len(self.logins) if login is None else login.index

    def stored(self, key: str) -> StoredAccount | None:
        """What is kept of the login with this ``acct@host``."""
        return self.accounts.find(key)


def roster(places: Locations, acting: Login) -> Roster:
    """Read which accounts there are; raises ``ConfigError`` for a file that cannot be read."""
    return Roster(places, Accounts() if acting.practice else load_accounts(places.accounts_file), acting)


def remember(places: Locations, login: Login) -> None:
    """Let the next start act as this account; raises ``ConfigError`` or ``StorageError``."""
    known = load_accounts(places.accounts_file)
    if not login.practice and known.find(login.key) is not None:
        save_accounts(places.accounts_file, Accounts(known.accounts, login.key))


async def log_out_of(
    account: StoredAccount, *, places: Locations, network: NetworkSettings, clock: Clock
) -> ServerError | None:
    """Forget a login and have the server revoke its token; returns why the server could not be told.

    Raises ``CredentialsUnavailable``; then the login stays.
    """
    from outtray.config.credentials import credential_store
    from outtray.services.login import log_out
    from outtray.services.network import transports

    credentials = await asyncio.to_thread(credential_store, account.kept_in, places, account.asked_with)
    return await log_out(
        account,
        accounts_file=places.accounts_file,
        credentials=credentials,
        clock=clock,
        transport=transports(network),
    )


def is_of(login: Login, account: AccountKey) -> bool:
    """Whether a login is that of this account; by its name where the server has not told the id yet."""
    if login.host != account.host:
        return False
    return login.account_id == account.id if login.account_id else login.acct == account.acct
