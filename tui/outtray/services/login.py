"""Logging in and out: from what a person types to an account whose token is kept.

Three ways: the browser comes back by itself (loopback redirect), the person copies a code, or an access
token is given. All end by asking the server whose token it is.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, Literal

import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.config.accounts import StoredAccount, load_accounts, save_accounts
from outtray.config.credentials import CredentialStore
from outtray.mastodon import errors
from outtray.mastodon.client import is_token, make_client
from outtray.mastodon.door import is_loopback
from outtray.mastodon.loopback import Loopback, Refusal, loopback
from outtray.mastodon.models import Account, Instance
from outtray.mastodon.oauth import OUT_OF_BAND, OAuth, Request, new_secret
from outtray.mastodon.reader import Reader
from outtray.services.network import MakeTransport, as_the_system_does

SECONDS_TO_ANSWER: Final = 600.0
"""How long the door for the browser stays open: long enough to find a password and a second factor."""


class LoginError(OuttrayError):
    """A login that did not come about; nothing was stored."""


class BadAddress(LoginError):
    """What was typed is no address of a server."""


class Granted(msgspec.Struct, frozen=True):
    """A login that worked. `server` is the address with its scheme; the secrets are shown by no repr."""

    server: str
    account: Account
    token: str
    client_id: str = ""
    client_secret: str = ""

    @property
    def host(self) -> str:
        """The server's name, with its port when that is unusual."""
        return httpx.URL(self.server).netloc.decode("ascii")

    @property
    def key(self) -> str:
        """`acct@host`, as credential stores and the command line name the login."""
        return f"{self.account.acct}@{self.host}"

    def __repr__(self) -> str:
        return f"Granted({self.key!r})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("key", self.key)]


# The address


_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def server_address(typed: str) -> str:
    """Make an address of what a person types: a name, a link to anything there, or a whole handle.

    Raises BadAddress with a sentence for anything else; plain http is taken for this machine only.
    """
    text = sanitise(typed, single_line=True, limit=2_048).strip()
    if not text:
        raise _bad(_("No server was named."))
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in place:
        if separator:
            raise _bad(_("An address with a name and an @ in front of the server is not safe to use."))
        place = place.rpartition("@")[2]
    try:
        address = httpx.URL(f"{scheme.lower() or 'https'}://{place.rstrip('.').lower()}")
    except httpx.InvalidURL:
        raise _bad(_("“{typed}” is not the address of a server.").format(typed=text)) from None
    host = address.raw_host.decode("ascii", "replace").strip("[]")
    named = _is_address(host) or host == "localhost" or _NAME.fullmatch(host)
    if not named or not 0 < (address.port or 443) < 65_536:
        raise _bad(_("“{typed}” is not the address of a server.").format(typed=text))
    if not scheme and is_loopback(host):
        address = address.copy_with(scheme="http")
    if address.scheme == "http" and not is_loopback(host):
        raise BadAddress(
            _("{host} cannot be used over plain http: everybody on the way could read the login.").format(
                host=host
            ),
            _("Use https://{host}.").format(host=host),
        )
    if address.scheme not in {"http", "https"}:
        raise _bad(_("“{typed}” is not the address of a server.").format(typed=text))
    return f"{address.scheme}://{address.netloc.decode('ascii')}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _bad(sentence: str) -> BadAddress:
    return BadAddress(sentence, _("Type the name of your server, such as mastodon.example."))


# Logging in


class Visit:
    """A server that was found to speak Mastodon's language, ready for a login."""

    def __init__(
        self,
        server: str,
        instance: Instance,
        oauth: OAuth,
        *,
        clock: Clock,
        transport: MakeTransport,
    ) -> None:
        self.server = server
        self.instance = instance
        self._oauth = oauth
        self._clock = clock
        self._transport = transport

    @asynccontextmanager
    async def by_browser(self, *, other_account: bool = False) -> AsyncIterator[BrowserLogin]:
        """Open the door for the browser; show `address`, then wait for `granted`."""
        async with loopback() as door:
            app = await self._oauth.register(door.address)
            request = self._oauth.ask(app, other_account=other_account)
            door.expect(request.state)
            yield BrowserLogin(self, door, request)

    async def by_code(self, *, other_account: bool = False) -> CodeLogin:
        """Prepare a login in which the person copies a code; show `address`, then call `granted`."""
        app = await self._oauth.register(OUT_OF_BAND)
        return CodeLogin(self, self._oauth.ask(app, other_account=other_account))

    async def by_token(self, token: str) -> Granted:
        """Log in with an access token made elsewhere; raises Unauthorised when it is nobody's."""
        token = token.strip()
        if not is_token(token):
            raise LoginError(
                _("That is not an access token."),
                _("Copy it again from the settings of your account, without quotes or spaces."),
            )
        return await self._verified(token)

    async def trade(self, request: Request, code: str) -> Granted:
        """Trade a code for a token, and ask whose it is."""
        try:
            token = await self._oauth.exchange(request, code)
        except errors.Refused as error:
            raise LoginError(
                _("{host} did not take the code: {reason}").format(
                    host=error.host, reason=error.server_message or error.status
                ),
                _("A code works once and for a few minutes. Start the login again."),
            ) from error
        return await self._verified(token, request)

    async def _verified(self, token: str, request: Request | None = None) -> Granted:
        async with make_client(self.server, self._transport(), token=token) as client:
            identity = await Reader(client, clock=self._clock).verify_credentials()
        if request is None:
            return Granted(self.server, identity.account, token)
        app = request.app
        return Granted(self.server, identity.account, token, app.client_id, app.client_secret)


class BrowserLogin:
    """A login that waits for the browser; `address` is what to open there."""

    def __init__(self, visit: Visit, door: Loopback, request: Request) -> None:
        self._visit = visit
        self._door = door
        self._request = request
        self.address = request.address

    async def granted(self, seconds: float = SECONDS_TO_ANSWER) -> Granted:
        """Wait for the answer; raises LoginError when it is no, or none in time."""
        try:
            code = await self._door.code(seconds)
        except Refusal as refusal:
            reason = str(refusal)
            raise LoginError(
                _("The login was refused: {reason}").format(reason=reason)
                if reason
                else _("The login was refused."),
                _("Start it again if you want to log in."),
            ) from refusal
        except TimeoutError as error:
            raise LoginError(
                _("Nobody answered in the browser."),
                _("Start the login again, or copy a code instead: outtray login --code SERVER"),
            ) from error
        return await self._visit.trade(self._request, code)


def qr_lines(address: str) -> tuple[str, ...]:
    """An address as a QR code of half blocks, one line of text for two rows, for a phone to read.

    Blocks are the light squares, so draw it light on dark; the quiet zone is part of it. The library is
    imported when a code is asked for.
    """
    import segno

    rows = [list(row) for row in segno.make(address, micro=False, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    halves = {(True, True): " ", (False, True): "▀", (True, False): "▄", (False, False): "█"}
    return tuple(
        "".join([halves[bool(upper), bool(lower)] for upper, lower in zip(above, below, strict=True)])
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )


class CodeLogin:
    """A login that waits for a code copied by hand; `address` is where the person gets it."""

    def __init__(self, visit: Visit, request: Request) -> None:
        self._visit = visit
        self._request = request
        self.address = request.address

    async def granted(self, code: str) -> Granted:
        """Use the code; raises LoginError when the server does not take it."""
        code = code.strip()
        if not is_token(code):
            raise LoginError(
                _("That is not a code."), _("Copy the whole code that the server shows, and nothing else.")
            )
        return await self._visit.trade(self._request, code)


@asynccontextmanager
async def visit(
    typed: str,
    *,
    clock: Clock,
    transport: MakeTransport = as_the_system_does,
    secret: Callable[[], str] = new_secret,
) -> AsyncIterator[Visit]:
    """Find the server a person named; a server that sends everyone to another is followed there once.

    Raises BadAddress for nonsense and errors of `mastodon.errors` for a server that does not answer.
    """
    server = server_address(typed)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(make_client(server, transport()))
        try:
            instance = await _described(Reader(client, clock=clock))
        except errors.Moved as moved:
            server = server_address(moved.to)
            if is_loopback(httpx.URL(server).host):
                raise  # nobody out there has any business on this machine
            client = await stack.enter_async_context(make_client(server, transport()))
            instance = await _described(Reader(client, clock=clock))
        oauth = OAuth(client, clock=clock, secret=secret)
        yield Visit(server, instance, oauth, clock=clock, transport=transport)


async def _described(reader: Reader) -> Instance:
    """What a server says of itself; raises NotMastodon, or Moved where a name stands for another server."""
    try:
        instance = await reader.instance()
    except errors.Moved:
        raise
    except errors.NotMastodon as error:
        trouble = error
    else:
        if instance.version:
            return instance
        trouble = errors.NotMastodon(
            _("{host} answers, but not as a Mastodon server does.").format(host=instance.domain),
            _("Check the server address."),
            host=instance.domain,
        )
    await reader.look_elsewhere()
    raise trouble


# Keeping and forgetting


def keep(
    granted: Granted,
    *,
    accounts_file: Path,
    credentials: CredentialStore,
    kept_in: Literal["keyring", "file", "command"],
    asked_with: str = "",
) -> StoredAccount:
    """Store a login: the secrets first, so that no account is listed without its token.

    Raises CredentialsUnavailable or ConfigError; then nothing is listed.
    """
    credentials.save(granted.key, granted.token)
    if granted.client_secret and kept_in != "command":
        credentials.save(_app_key(granted.key), granted.client_secret)
    account = StoredAccount(
        server=granted.server,
        account_id=granted.account.id,
        acct=granted.account.acct,
        display_name=granted.account.name,
        client_id=granted.client_id,
        kept_in=kept_in,
        asked_with=asked_with,
    )
    save_accounts(accounts_file, load_accounts(accounts_file).with_account(account))
    return account


async def log_out(
    account: StoredAccount,
    *,
    accounts_file: Path,
    credentials: CredentialStore,
    clock: Clock,
    transport: MakeTransport = as_the_system_does,
) -> errors.ServerError | None:
    """Forget a login here, and have the server forget its token.

    Returns the error of the server when it could not be told: the login is forgotten here all the same, and
    the person can end it in the settings of the account. None when there was nothing left to tell.
    Raises CredentialsUnavailable when the store does not answer; the login stays listed then.
    """
    token, secret = None, None
    # What a password manager keeps was put there by the user, for more than this program perhaps.
    if account.kept_in != "command":
        token = credentials.load(account.key)
        secret = credentials.load(_app_key(account.key))
    trouble: errors.ServerError | None = None
    # A token made elsewhere belongs to another program; only its owner takes it back.
    if token and secret:
        try:
            async with make_client(account.server, transport()) as client:
                await OAuth(client, clock=clock).revoke(
                    token, client_id=account.client_id, client_secret=secret
                )
        except errors.ServerError as error:
            trouble = error
    # The secrets first: a keyring that is locked leaves a login that is listed and can be forgotten again,
    # never a token that nothing on screen speaks of.
    credentials.delete(account.key)
    credentials.delete(_app_key(account.key))
    save_accounts(accounts_file, load_accounts(accounts_file).without(account.key))
    return trouble


def _app_key(account_key: str) -> str:
    return f"{account_key} (app)"
