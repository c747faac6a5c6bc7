"""Everything one account works with: what the first frame shows at once, what acting needs when asked for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from outtray.base.clock import Clock
from outtray.base.drawing import Drawing
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.cache.rows import Limits
from outtray.cache.store import Cache
from outtray.config.configuration import Configuration
from outtray.config.locations import Locations
from outtray.mastodon.errors import NotFound
from outtray.mastodon.models import Instance, Status
from outtray.services.lookout import Lookout
from outtray.services.remembered import Remembered

if TYPE_CHECKING:
    # The first frame waits for what this module imports: the network, the rules and the out-tray come later.
    import httpx

    from outtray.acts.act import AccountKey, Act, Attachment
    from outtray.config.settings import Settings
    from outtray.outbox.dispatcher import DispatchSettings
    from outtray.services.acting import Author
    from outtray.services.connection import Connection, Connections
    from outtray.services.errands import Errands
    from outtray.services.machinery import Machinery
    from outtray.services.outtray import OutTray
    from outtray.services.review import ReviewService
    from outtray.services.rules import Rules
    from outtray.services.switching import Roster
    from outtray_rules.draft import ActKind
    from outtray_rules.errors import Problem


@dataclass(frozen=True, slots=True)
class Login:
    """Whom to connect as: the server's address and lasting name, the account there, how to get the token.

    ``host`` names the server in the out-tray and on screen; it stays the same when the address does not.
    ``token`` may ask a keyring, so it is called in a thread.
    """

    server: str
    host: str
    acct: str
    token: Callable[[], str]
    account_id: str = ""
    """Empty until the server has been asked once."""
    practice: bool = False
    index: int = 0
    """Its place among the accounts, which gives it its colour."""

    @property
    def key(self) -> str:
        """``acct@host``: names the account in the cache."""
        return f"{self.acct}@{self.host}"


class Workspace:
    """One world (real or practice) with one account acting in it."""

    def __init__(
        self,
        places: Locations,
        clock: Clock,
        *,
        login: Login | None = None,
        defaults: Settings | None = None,
        dispatch: DispatchSettings | None = None,
    ) -> None:
        """Open what the first frame shows; nothing here needs a network. Raises ``OuttrayError``."""
        places.make()
        self.places = places
        self.clock = clock
        self.login = login
        self.config = Configuration(places, defaults)
        self.connection: Connection | None = None
        self.drawing = Drawing()
        self.lookout = Lookout()
        """Looks at what other programs change; the client runs it."""
        room = Limits(size=self.config.settings.cache.megabytes * 1024 * 1024)
        self.cache = Cache(places.timelines_file, clock=clock, limits=room)
        self._remembered = Remembered(places.authors_file)
        self._dispatch = dispatch
        self._building = threading.Lock()
        self._machinery: Machinery | None = None
        self.errands: Errands | None = None
        """The private acts that wait for a server; None until ``open_errands``."""

    @property
    def settings(self) -> Settings:
        """What holds for the account that acts: the user's settings under the organisation's policy."""
        if self.login is None:
            return self.config.settings
        return self.config.governed_for(self.login.key).settings

    def colour_among(self, known: Roster, account: AccountKey) -> int:
        """The same for the account of an act; those that are logged in no longer come after all."""
        login = known.of(account)
        return known.index_of(account) if login is None else self.colour(login)

    def colour(self, login: Login) -> int:
        """The place of an account among the theme's account colours: the user's choice, or the next one."""
        chosen = self.config.colour_of(login.key)
        return login.index if chosen is None else chosen

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The mistakes in the user's settings; each mistaken key has its default."""
        return self.config.problems

    async def keep_house(self) -> None:
        """Let go, at once and then once a day, what the settings no longer keep of the journal; never ends.

        Raises ``StorageError``.
        """
        from outtray.services.keeping import EVERY, keep_to

        while True:
            outbox = (await asyncio.to_thread(self.prepare)).outbox
            await asyncio.to_thread(keep_to, outbox, self.settings.journal, self.clock)
            await asyncio.sleep(EVERY.total_seconds())

    # What acting needs

    def prepare(self) -> Machinery:
        """Import and open all that acting needs, once, in whichever thread asks first; others wait for it.

        The client calls this in a thread when the first frame is drawn. Raises ``StorageError``.
        """
        with self._building:
            if self._machinery is None:
                from outtray.services.machinery import build

                self._machinery = build(
                    self.config, self.places, self.clock, server_clock=self, dispatch=self._dispatch
                )
            return self._machinery

    def open_errands(self) -> Errands:
        """Open, once, what waits to be done in private; raises ``StorageError``, and nothing else suffers.

        A damaged file is set aside, which is told by ``Damaged``; asking once more begins a fresh one.
        """
        connections = self.prepare().connections
        with self._building:
            if self.errands is None:
                from outtray.services.errands import Errands

                self.errands = Errands(self.places.private_acts, self.clock, find=connections.find)
            return self.errands

    @property
    def tray(self) -> OutTray:
        """The out-tray; raises ``StorageError`` when it cannot be opened."""
        return self.prepare().tray

    @property
    def review(self) -> ReviewService:
        """Reviews acts as this account's."""
        return self.prepare().review

    @property
    def rules(self) -> Rules:
        """The rules in use."""
        return self.prepare().rules

    @property
    def connections(self) -> Connections:
        """Every open connection, by account."""
        return self.prepare().connections

    # The account

    async def connect(self, login: Login, transport: httpx.AsyncBaseTransport | None = None) -> Connection:
        """Connect and act as this login; raises ``ServerError``."""
        connection = await self.open(login, transport)
        if self.login is not None and self.login.key != login.key:
            return connection  # somebody else was chosen to act meanwhile
        self._act_through(connection)
        with contextlib.suppress(OuttrayError):  # only a draft begun offline would miss it
            await asyncio.to_thread(self._remembered.keep, login.key, connection.defaults)
        with contextlib.suppress(OuttrayError):  # it stays where it is, and the next start tries again
            await self.rescue_texts()
        return connection

    async def open(self, login: Login, transport: httpx.AsyncBaseTransport | None = None) -> Connection:
        """Connect as this login beside the one that acts, so that its acts can be released as itself.

        Raises ``ServerError`` or ``CredentialsUnavailable``.
        """
        machinery = await asyncio.to_thread(self.prepare)
        from outtray.services.connection import connect
        from outtray.services.network import transports
        from outtray.services.review import Circumstances

        token = await asyncio.to_thread(login.token)
        connection = await connect(
            login.server,
            token,
            host=login.host,
            transport=transport or transports(self.settings.network)(),
            clock=self.clock,
            account_id=login.account_id,
        )
        machinery.connections.add(connection)
        around = Circumstances(audience=connection.me.followers_count, bio=connection.bio)
        machinery.review.know(connection.account.host, connection.account.id, around)
        return connection

    def act_as(self, login: Login) -> None:
        """Let another account act from here on; what is open stays open."""
        self.login = login
        self.connection = None
        if self._machinery is None:
            return
        connection = self._machinery.connections.find(login.host, login.account_id)
        if connection is not None:
            self._act_through(connection)

    def _act_through(self, connection: Connection) -> None:
        from outtray.services.review import Circumstances

        self.connection = connection
        self.review.circumstances = Circumstances(audience=connection.me.followers_count, bio=connection.bio)

    async def reach(self, account: AccountKey) -> Connection:
        """The connection of the account an act belongs to, made if there is none.

        Raises ``NotConnected`` for an account that is logged in no longer, ``ServerError`` or
        ``CredentialsUnavailable``.
        """
        found = (await asyncio.to_thread(self.prepare)).connections.find(account.host, account.id)
        if found is not None:
            return found
        from outtray.services.connection import NotConnected
        from outtray.services.switching import roster

        login = None
        if self.login is not None:
            login = (await asyncio.to_thread(roster, self.places, self.login)).of(account)
        if login is None:
            raise NotConnected(
                _("Nobody is logged in as {handle}, and nobody else can send this.").format(
                    handle=account.handle
                ),
                _("Log in again: outtray login {host}").format(host=account.host),
            )
        return await self.open(login)

    def reached(self, account: AccountKey) -> Connection | None:
        """The connection of the account an act belongs to, if there is one."""
        if self._machinery is None:
            return None
        return self._machinery.connections.find(account.host, account.id)

    async def server_time(self, account: AccountKey) -> datetime | None:
        """The clock of this account's server, or None when it cannot be asked."""
        connection = self.reached(account) or self.connection
        if connection is None or connection.account.host != account.host:
            return None
        return await connection.server_time()

    @property
    def author(self) -> Author | None:
        """Who acts, with the defaults of a fresh draft; None before the first connection ever.

        Without a connection they are those of the last one; where there was none, a draft starts narrow.
        """
        posting = self.settings.posting
        if self.connection is not None:
            return self.connection.author(posting)
        login = self.login
        kept = None if login is None else self._remembered.of(login.key)
        account_id = "" if login is None else login.account_id or (kept.account_id if kept else "")
        if login is None or not account_id:
            return None
        from outtray.acts.act import AccountKey
        from outtray.services.acting import Author, visibility_named
        from outtray_rules.draft import Visibility

        # In practice nobody reads it: there a draft starts as it will start once the server is reached.
        narrow = Visibility.PUBLIC if login.practice else Visibility.PRIVATE
        chosen = posting.visibility or (kept.visibility if kept else "")
        return Author(
            account=AccountKey(host=login.host, id=account_id, acct=login.acct),
            visibility=visibility_named(chosen) or narrow,
            language=posting.language or (kept.language if kept else ""),
            sensitive=kept.sensitive if kept else False,
        )

    @property
    def instance(self) -> Instance:
        """What the server allows; Mastodon's own limits before it has been asked."""
        return Instance() if self.connection is None else self.connection.instance

    @property
    def followers(self) -> int | None:
        """How many follow the acting account, when known."""
        return None if self.connection is None else self.connection.me.followers_count

    @property
    def bio(self) -> str:
        """The acting account's bio in plain text."""
        return "" if self.connection is None else self.connection.bio

    async def take_back(self, kind: ActKind, status: Status) -> Status:
        """Undo a boost or a favourite, journal it, and return the status as it then is."""
        from outtray_rules.draft import ActKind

        connection = self._connected()
        undo = connection.actions.unboost if kind is ActKind.BOOST else connection.actions.unfavourite
        changed = await undo(status.id)
        await self.tray.record_taken_back(connection.account, kind, status.id, status.url or "")
        return changed

    async def delete(self, status: Status) -> None:
        """Delete an own status and journal it."""
        from outtray_rules.draft import ActKind

        await self.undo(ActKind.POST, status.id, status.url or "")

    async def undo(self, kind: ActKind, target_id: str, url: str = "") -> None:
        """Undo what was public and journal it, after the screen has asked: see ``services.taking_back``."""
        from outtray.services.taking_back import take_back

        connection = self._connected()
        await take_back(connection.wire, self.tray, connection.account, kind, target_id, url=url)

    async def redraft(self, status: Status) -> Act:
        """A draft of an own status, which is deleted once the draft is held, released and known to be sent.

        Raises ``CannotFetch``, ``MediaProblem``, ``ServerError`` or ``StorageError``.
        """
        from outtray.outbox.media import MediaLimits
        from outtray.services.redrafting import redraft

        connection, media = self._connected(), self.prepare().outbox.media
        author = connection.author(self.settings.posting)
        parent = None
        if status.in_reply_to_id is not None:
            with contextlib.suppress(NotFound):
                parent = await connection.reader.status(status.in_reply_to_id)
        return await redraft(
            author,
            status,
            await connection.reader.status_source(status.id),
            connection.client,
            lambda path, mime, words: media.add(path, mime, MediaLimits(), description=words),
            parent=parent,
        )

    def _connected(self) -> Connection:
        if self.connection is None:
            from outtray.services.connection import NotConnected

            raise NotConnected(_("Not connected."), _("Check the network and try again."))
        return self.connection

    # Writing

    async def recall(self) -> None:
        """Let rules know what was sent lately; asked when a draft is begun."""
        from outtray.services.review import RECALLED, recent_acts

        since = self.clock.now() - RECALLED
        self.review.recent = recent_acts(await self.tray.sent(), since)

    def written_for(self, time: timedelta) -> None:
        """Say how long the draft in hand has been worked on; rules and headlines read it."""
        self.review.circumstances = replace(self.review.circumstances, writing_time=time)

    async def attach(self, path: Path, mime: str, description: str) -> Attachment:
        """Copy a file in for a draft; raises ``MediaProblem`` or ``StorageError``."""
        from outtray.outbox.media import MediaLimits

        media = self.prepare().outbox.media
        return await asyncio.to_thread(lambda: media.add(path, mime, MediaLimits(), description=description))

    def attachment_sizes(self, media: Iterable[Attachment]) -> dict[str, int]:
        """The bytes of those copies that are there, by SHA-256; reads the disk. Raises ``StorageError``."""
        store = self.prepare().outbox.media
        sizes = {medium.sha256: store.size(medium) for medium in media if medium.sha256}
        return {name: size for name, size in sizes.items() if size is not None}

    def edit_in_editor(self, act: Act, item_id: str = "") -> str:
        """Let the user change the text of an act, drafted as ``item_id``, in their own editor.

        Raises ``EditorFailed``.
        """
        from outtray.services.editor import edit_text
        from outtray.services.rescuing import Left

        return edit_text(act.text, self.places.editor, os.environ, Left(act, item_id).to_text())

    async def rescue_texts(self) -> None:
        """Make drafts of what stood in the user's editor when an earlier process was killed.

        They are the acting account's; before there is one, they wait. Raises ``StorageError``.
        """
        from outtray.services.editor import rescue

        author = self.author
        if author is not None:
            await asyncio.to_thread(rescue, self.places.editor, partial(self._keep_text, author))

    def _keep_text(self, author: Author, text: str, about: str) -> None:
        from outtray.services.rescuing import keep

        keep(self.prepare().outbox.store, author, text, about)

    # Ending

    async def close(self) -> None:
        """Close connections, then files."""
        if self._machinery is not None:
            await self._machinery.connections.close()
        self.close_files()

    def close_files(self) -> None:
        """Close what is on disk."""
        self.cache.close()
        with self._building:  # a thread may still be opening what is to be closed
            if self.errands is not None:
                self.errands.close()
            if self._machinery is not None:
                self._machinery.outbox.close()
