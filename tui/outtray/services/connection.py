"""One account's connection to its server: who acts, what the server allows, and the ways to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from outtray.acts.act import AccountKey
from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.config.settings import PostingSettings
from outtray.mastodon.actions import Actions
from outtray.mastodon.client import make_client
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.errors import ServerError
from outtray.mastodon.filters import Filters
from outtray.mastodon.instance import placeholder, software
from outtray.mastodon.lists import Lists
from outtray.mastodon.models import Account, Instance
from outtray.mastodon.notices import Notices
from outtray.mastodon.people import People
from outtray.mastodon.reader import Reader
from outtray.mastodon.scheduler import Scheduler
from outtray.mastodon.session import Session
from outtray.mastodon.wire import Wire
from outtray.services.acting import Author, visibility_named
from outtray.services.remembered import Defaults
from outtray_rules.draft import Visibility

_SERVER_TIME_SECONDS = 4.0
"""How long holding waits for the server's clock; a server that is slower counts as none."""


class NotConnected(OuttrayError):
    """Nobody is connected as the account that something asks for."""


class SomebodyElse(OuttrayError):
    """The token of a login belongs to another account than the login says."""


@dataclass(slots=True)
class Connection:
    """A logged-in account at its server. ``me`` and ``instance`` are as they were when it was opened."""

    server: str
    account: AccountKey
    me: Account
    instance: Instance
    client: httpx.AsyncClient
    wire: Wire
    reader: Reader
    actions: Actions
    people: People
    lists: Lists
    filters: Filters
    notices: Notices
    scheduler: Scheduler

    @property
    def bio(self) -> str:
        """The account's own bio in plain text, disclaimer and all."""
        return plain_text(parse(self.me.note))

    @property
    def defaults(self) -> Defaults:
        """What is remembered of the account for when the server is away."""
        source = self.me.source
        if source is None:
            return Defaults(self.account.id)
        return Defaults(self.account.id, source.privacy, source.language or "", source.sensitive)

    def author(self, posting: PostingSettings) -> Author:
        """What a fresh draft starts with: the settings' choice, else the account's own defaults."""
        source = self.me.source
        chosen = posting.visibility or (source.privacy if source is not None else "")
        language = posting.language or (source.language if source is not None else "") or ""
        return Author(
            account=self.account,
            visibility=visibility_named(chosen) or Visibility.PUBLIC,
            language=language,
            sensitive=source.sensitive if source is not None else False,
        )

    def session(self) -> Session:
        """The way the gate and the dispatcher go."""
        # Only Mastodon is known to answer a repeated key with the first status.
        return Session(self.account, self.wire, honours_idempotency=software(self.instance) == "mastodon")

    async def server_time(self) -> datetime | None:
        """The server's clock at this moment, or None when it cannot be asked."""
        try:
            async with asyncio.timeout(_SERVER_TIME_SECONDS):
                return (await self.reader.verify_credentials()).server_time
        except (ServerError, TimeoutError):
            return None

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.aclose()


async def connect(
    server: str,
    token: str,
    *,
    host: str,
    transport: httpx.AsyncBaseTransport,
    clock: Clock,
    account_id: str = "",
) -> Connection:
    """Connect to a server as whoever the token belongs to; raises ``ServerError``.

    ``host`` is the server's lasting name, under which its acts are held. ``account_id``, when known, is who
    the token must belong to; raises ``SomebodyElse``.
    """
    scheduler = Scheduler(transport, clock=clock)
    client = make_client(server, scheduler, token=token)
    reader = Reader(client, clock=clock)
    try:
        identity = await reader.verify_credentials()
        if account_id not in {"", identity.account.id}:
            raise SomebodyElse(
                _("The login kept for this account is that of @{found}@{host}.").format(
                    found=identity.account.acct, host=host
                ),
                _("Log in again: outtray login {host}").format(host=host),
            )
        try:
            instance = await reader.instance()
        except ServerError:
            # A server that does not describe itself can still be read and written to.
            instance = placeholder(client.base_url.host)
    except BaseException:
        await client.aclose()
        raise
    wire = Wire(client, clock=clock)
    return Connection(
        server=server,
        account=AccountKey(host=host, id=identity.account.id, acct=identity.account.acct),
        me=identity.account,
        instance=instance,
        client=client,
        wire=wire,
        reader=reader,
        actions=Actions(client, clock=clock),
        people=People(wire),
        lists=Lists(wire),
        filters=Filters(wire),
        notices=Notices(wire),
        scheduler=scheduler,
    )


@dataclass(slots=True)
class Connections:
    """The open connections by account; where the gate and the dispatcher find theirs."""

    _open: dict[tuple[str, str], Connection] = field(default_factory=dict)
    _replaced: list[Connection] = field(default_factory=list)

    def add(self, connection: Connection) -> None:
        """Keep an open connection; one it replaces may still be in use, and is closed at the end."""
        key = (connection.account.host, connection.account.id)
        before = self._open.get(key)
        if before is not None and before is not connection:
            self._replaced.append(before)
        self._open[key] = connection

    def find(self, host: str, account_id: str) -> Connection | None:
        """The open connection of an account, if there is one."""
        return self._open.get((host, account_id))

    def skew(self, account: AccountKey) -> timedelta | None:
        """How far an account's server is ahead of this machine's clock; None while that is not known."""
        connection = self.find(account.host, account.id)
        return None if connection is None else connection.scheduler.skew

    def session(self, account: AccountKey) -> Session:
        """The session of an account; raises ``NotConnected``."""
        connection = self.find(account.host, account.id)
        if connection is not None:
            return connection.session()
        raise NotConnected(
            _("Nobody is connected as {handle}.").format(handle=account.handle),
            _("Check the network, or log in again: outtray login {host}").format(host=account.host),
        )

    async def close(self) -> None:
        """Close every connection."""
        for connection in (*self._open.values(), *self._replaced):
            await connection.close()
        self._open.clear()
        self._replaced.clear()
