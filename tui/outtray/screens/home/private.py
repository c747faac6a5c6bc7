"""What is done for oneself alone: shown at once, kept on disk, told the server when it can be told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.worker import Worker

from outtray.acts.act import AccountKey
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.errands import ABOUT_ACCOUNT, ABOUT_STATUS, QUIET, Errand, said, shown_in, shown_on
from outtray.mastodon.models import Relationship, Status
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.screens.home.standing import Standing
from outtray.services.errands import AGAIN_SECONDS, ErrandDone, ErrandKept, ErrandNews, ErrandRefused
from outtray.services.switching import is_of
from outtray.storage.errors import Damaged
from outtray.widgets.standing import Reach

if TYPE_CHECKING:
    from outtray.services.errands import Errands

_GROUP: Final = "errands"
_KEPT: Final = "private-acts-kept"
"""The topic of a notice that is over once the server has been told."""


class Private(Part):
    """Every private act of the main screen goes through here; none of them waits for a network."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._told_kept = False

    def begin(self) -> None:
        """Go on with what an earlier run could not tell the server."""
        app = self.home.app
        if not any(worker.group == _GROUP and worker.is_running for worker in app.workers):
            # Once for all accounts, and work of the program: a switch of accounts breaks off nothing.
            _doing: Worker[None] = app.run_worker(self._run, group=_GROUP)
        else:
            self._count()

    def hear(self, message: Message) -> None:
        """Wake what waits when the server is there; show what became of it."""
        from outtray.services import feeds

        match message:
            case messages.Connected():
                self._wake()
                self.home.start(self._reach_others, group="errands of others")
            case messages.FeedSpoke(_, feeds.LiveStateChanged()):
                self._wake()
            case messages.ErrandSpoke(news) if self._is_own(news.account):
                self.home.start(partial(self._show, news), group="errand", exclusive=False)
            case _:
                pass

    async def ask(
        self,
        errand: Errand,
        *,
        status: Status | None = None,
        relation: Relationship | None = None,
        told: str = "",
    ) -> bool:
        """Do a private act: ``status`` or ``relation`` shows it at once, and ``told`` says it.

        False when it cannot even be written down, which is told, and when another account acts by now:
        what was asked for on the screen of one is never done as another.
        """
        author = self.home.workspace.author
        if author is None and errand.kind in QUIET:
            return False
        if author is None:
            self.home.tell(
                _("This account has not been connected yet, so nothing can be kept for it."),
                _("Try again once the header no longer says offline."),
            )
            return False
        if not is_of(self.home.login, author.account):
            return False
        try:
            errands = await self._opened()
            await errands.ask(author.account, errand)
        except OuttrayError as error:
            self.home.tell_error(error)
            return False
        if status is not None:
            await self.home.reading.changed(shown_on(errand, status))
        if relation is not None:
            self.home.post_message(messages.RelationshipChanged(shown_in(errand, relation)))
        if told:
            self.home.tell(told)
        if (
            self.home.header.connection.reach in {Reach.OFFLINE, Reach.CONNECTING}
            or self.home.part(Standing).unsaid
        ):
            self._count()
        return True

    # In the background

    async def _opened(self) -> Errands:
        errands = self.home.workspace.errands
        if errands is not None:
            return errands
        try:
            return await asyncio.to_thread(self.home.workspace.open_errands)
        except Damaged as error:
            self.home.tell_error(error)
            return await asyncio.to_thread(self.home.workspace.open_errands)

    async def _run(self) -> None:
        """Send what waits until the program ends; what hinders it is told once, and tried again."""
        app = self.home.app

        def homes() -> Iterator[Home]:
            return (screen for screen in app.screen_stack if isinstance(screen, Home))

        def tell(news: ErrandNews) -> None:
            for home in homes():
                home.post_message(messages.ErrandSpoke(news))

        def hindered(error: OuttrayError) -> None:
            for home in homes():
                home.tell_error(error)

        errands: Errands | None = None
        told = False
        while errands is None:
            try:
                errands = await self._opened()
            except OuttrayError as error:
                if not told:
                    hindered(error)
                told = True
                await asyncio.sleep(AGAIN_SECONDS)
        if self.home in homes():  # the account may have been switched while the file could not be opened
            self._count()
        await errands.run(tell, hindered)

    def _wake(self) -> None:
        errands = self.home.workspace.errands
        if errands is not None and self._waiting(errands):
            errands.wake()

    async def _reach_others(self) -> None:
        """Connect as every other account with something to tell: only it can."""
        try:
            errands = await self._opened()
        except OuttrayError:
            return  # told when it was opened
        for host, account_id in errands.accounts():
            with suppress(OuttrayError):  # its server may be away, too: it waits
                await self.home.workspace.reach(AccountKey(host, account_id, ""))
                errands.wake()

    def _is_own(self, account: AccountKey) -> bool:
        author = self.home.workspace.author
        return author is not None and (author.account.host, author.account.id) == (account.host, account.id)

    def _waiting(self, errands: Errands) -> int:
        author = self.home.workspace.author
        return 0 if author is None else errands.waiting(author.account.host, author.account.id)

    def _count(self) -> None:
        errands = self.home.workspace.errands
        if errands is not None:
            waiting = self._waiting(errands)
            self.home.part(Standing).count_unsaid(waiting)
            if not waiting:
                self._told_kept = False
                self.home.notice.withdraw(_KEPT)

    # What became of it

    async def _show(self, news: ErrandNews) -> None:
        match news:
            case ErrandDone(_account, errand, status, relation):
                await self._done(errand, status, relation)
            case ErrandRefused(_account, errand, error):
                await self._undo(errand)
                if errand.kind not in QUIET:
                    self.home.notice.tell(
                        _("Undone here, because the server refused it: {act}.").format(act=said(errand))
                        + "\n"
                        + error.sentence,
                        error.next_step,
                    )
            case ErrandKept(_account, _errand, error, waiting):
                self._tell_kept(error, waiting)
        self._count()

    async def _done(self, errand: Errand, status: Status | None, relation: Relationship | None) -> None:
        if status is not None:
            await self.home.reading.changed(self.home.reading.marked(status))
        if relation is not None:
            self.home.post_message(messages.RelationshipChanged(relation))

    async def _undo(self, errand: Errand) -> None:
        """Show again how it stood before."""
        if errand.kind in ABOUT_STATUS:
            known = await asyncio.to_thread(self.home.reading.known, errand.subject)
            if known is not None:
                before = (not errand.wish) if errand.before is None else errand.before
                await self.home.reading.changed(shown_on(errand, known.shown, wish=before))
        elif errand.kind in ABOUT_ACCOUNT:
            connection = await self.home.reading.connection()
            try:
                relation = await connection.people.relationship(errand.subject)
            except OuttrayError:
                return  # a profile that is opened again asks again
            self.home.post_message(messages.RelationshipChanged(relation))

    def _tell_kept(self, error: OuttrayError, waiting: int) -> None:
        """Say once while the server is away that nothing of it is lost."""
        if self._told_kept:
            return
        self._told_kept = True
        told = ngettext(
            "{count} private act is kept here until the server can be told: {reason}",
            "{count} private acts are kept here until the server can be told: {reason}",
            waiting,
        )
        self.home.tell(
            told.format(count=waiting, reason=error.sentence),
            _("It is done by itself, in order; closing the program loses nothing."),
            topic=_KEPT,
        )
