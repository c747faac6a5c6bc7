"""Logging in from inside the program: the browser answers by itself, or the code is pasted."""

from __future__ import annotations

import asyncio
import webbrowser
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Footer, Input, Static

from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.config.accounts import StoredAccount
from outtray.config.credentials import KeyringCredentials, credential_store
from outtray.config.locations import Locations
from outtray.services.login import CodeLogin, Granted, keep, visit
from outtray.widgets.notice import NoticeBar
from outtray.widgets.text import line


class LoginScreen(Screen[StoredAccount | None]):
    """One login. Answers with the stored account, or None when it was given up."""

    CSS_PATH = "login.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", _("Give up"))]

    def __init__(self, server: str, places: Locations, clock: Clock) -> None:
        super().__init__()
        self._server = server
        self._places = places
        self._clock = clock
        self._by_code: CodeLogin | None = None
        self._granted: Granted | None = None
        self._address = ""
        self._code_given = asyncio.Event()
        self.notice = NoticeBar()

    def compose(self) -> ComposeResult:
        """What to do, the address, and a field for who must copy a code."""
        with VerticalScroll(id="card") as card:
            card.border_title = line(_("Log in to {server}").format(server=self._server))
            yield self.notice
            yield Static(_("Asking the server…"), id="told")
            yield Static("", id="address")
            with Horizontal(classes="buttons", id="ways"):
                yield Button(_("Open browser"), id="open", disabled=True, compact=True)
                yield Button(_("Copy address"), id="copy", compact=True)
                yield Button(_("Paste a code instead"), id="code", disabled=True, compact=True)
            yield Input(placeholder=_("The code the server shows, then Enter"), id="pasted")
            with Horizontal(classes="buttons", id="consent"):
                yield Button(_("Keep it in a private file"), id="file", compact=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin with the browser."""
        self.query_one("#pasted").display = False
        self.query_one("#consent").display = False
        self._wait_for_browser()

    def _show_address(self, address: str, told: str) -> None:
        self._address = address
        self.query_one("#told", Static).update(Content(told))
        self.query_one("#address", Static).update(line(address, "$ot-link"))
        self.query_one("#open", Button).disabled = False

    @work(group="login", exclusive=True)
    async def _wait_for_browser(self) -> None:
        try:
            async with visit(self._server, clock=self._clock) as place, place.by_browser() as login:
                self._show_address(
                    login.address,
                    _("Allow Outtray in your browser; it comes back here by itself. The address:"),
                )
                self.query_one("#code", Button).disabled = False
                self.query_one("#open", Button).focus()
                granted = await login.granted()
        except OuttrayError as error:
            self._failed(error)
            return
        self._keep(granted)

    @work(group="login", exclusive=True)
    async def _ask_for_code(self) -> None:
        try:
            async with visit(self._server, clock=self._clock) as place:
                self._by_code = await place.by_code()
                self._show_address(
                    self._by_code.address,
                    _("Allow Outtray in a browser anywhere, and copy the code it shows:"),
                )
                pasted = self.query_one("#pasted", Input)
                pasted.display = True
                pasted.focus()
                self._code_given.clear()
                await self._code_given.wait()
                granted = await self._by_code.granted(pasted.value)
        except OuttrayError as error:
            self._failed(error)
            return
        self._keep(granted)

    def _failed(self, error: OuttrayError) -> None:
        self.notice.tell_error(error)
        self.query_one("#told", Static).update(Content(_("Esc goes back; or try it with a code.")))
        self.query_one("#code", Button).disabled = False

    @on(Button.Pressed, "#open")
    def _open(self) -> None:
        self.run_worker(lambda: webbrowser.open(self._address), thread=True)

    @on(Button.Pressed, "#copy")
    def _copy(self) -> None:
        self.app.copy_to_clipboard(self._address)

    @on(Button.Pressed, "#code")
    def _code_wanted(self) -> None:
        self._ask_for_code()

    @on(Input.Submitted, "#pasted")
    def _pasted(self) -> None:
        self._code_given.set()

    # Keeping the token

    def _keep(self, granted: Granted) -> None:
        self._granted = granted
        for done in ("#address", "#ways", "#pasted"):
            self.query_one(done).display = False
        self.query_one("#told", Static).update(Content(_("The server says yes. Keeping the token…")))
        self._try_keyring()

    @work(group="keep", exclusive=True, thread=True)
    def _try_keyring(self) -> None:
        if not KeyringCredentials.available():
            self.app.call_from_thread(self._ask_consent)
        else:
            self._store("keyring")

    def _ask_consent(self) -> None:
        self.notice.tell(
            _("There is no keyring on this machine to keep the token in."),
            _("It can be kept in {path}, readable by you alone.").format(path=self._places.secrets_file),
        )
        self.query_one("#consent").display = True
        self.query_one("#consent Button", Button).focus()

    @on(Button.Pressed, "#file")
    def _consented(self) -> None:
        self.run_worker(lambda: self._store("file"), thread=True, group="keep", exclusive=True)

    def _store(self, kept_in: str) -> None:
        if self._granted is None:
            return
        try:
            account = keep(
                self._granted,
                accounts_file=self._places.accounts_file,
                credentials=credential_store(kept_in, self._places),
                kept_in="file" if kept_in == "file" else "keyring",
            )
        except OuttrayError as error:
            self.app.call_from_thread(self._failed, error)
            return
        self.app.call_from_thread(self.dismiss, account)

    def action_leave(self) -> None:
        """Give the login up; nothing is stored."""
        self.dismiss(None)
