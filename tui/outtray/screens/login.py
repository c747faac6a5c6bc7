"""Logging in from inside the program: the browser answers by itself, or the code is pasted."""

from __future__ import annotations

import asyncio
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
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.config.accounts import StoredAccount
from outtray.config.credentials import KeyringCredentials, credential_store
from outtray.config.locations import Locations
from outtray.config.settings import NetworkSettings
from outtray.screens.key_words import key_of
from outtray.screens.qr import QrScreen
from outtray.services.browser import open_in_browser
from outtray.services.login import CodeLogin, Granted, keep, qr_lines, visit
from outtray.services.network import transports
from outtray.widgets.notice import NoticeBar
from outtray.widgets.text import line


class LoginScreen(Screen[StoredAccount | None]):
    """One login. Answers with the stored account, or None when it was given up."""

    CSS_PATH = "login.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.LOGIN)]
    commands: ClassVar[tuple[Command, ...]] = commands.LOGIN

    def __init__(
        self,
        server: str,
        places: Locations,
        clock: Clock,
        *,
        network: NetworkSettings | None = None,
        other_account: bool = False,
    ) -> None:
        """``other_account`` has the server ask who logs in, even where the browser is logged in already."""
        super().__init__()
        self._transport = transports(network if network is not None else NetworkSettings())
        self._other_account = other_account
        self._server = server
        self._places = places
        self._clock = clock
        self._granted: Granted | None = None
        self._address = ""
        self._codes: asyncio.Queue[str] = asyncio.Queue()
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
                yield Button(_("Copy address"), id="copy", disabled=True, compact=True)
                yield Button(_("Paste a code instead"), id="code", disabled=True, compact=True)
                yield Button(_("For a phone"), id="qr", compact=True)
            yield Input(placeholder=_("The code the server shows, then Enter"), id="pasted")
            with Horizontal(classes="buttons", id="consent"):
                yield Button(_("Keep it in a private file"), id="file", compact=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin with the browser."""
        self.query_one("#pasted").display = False
        self.query_one("#consent").display = False
        self.query_one("#qr").display = False
        self._wait_for_browser()

    def _show_address(self, address: str, told: str) -> None:
        self._address = address
        self._tell(told)
        self.query_one("#address", Static).update(line(address, "$ot-link"))
        for button in ("#open", "#copy"):
            self.query_one(button, Button).disabled = not address

    def _tell(self, told: str) -> None:
        self.query_one("#told", Static).update(Content(told))

    @work(group="login", exclusive=True)
    async def _wait_for_browser(self) -> None:
        try:
            async with (
                visit(self._server, clock=self._clock, transport=self._transport) as place,
                place.by_browser(other_account=self._other_account) as login,
            ):
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
        self._show_address("", _("Asking the server…"))
        self.query_one("#code", Button).disabled = True
        try:
            async with visit(self._server, clock=self._clock, transport=self._transport) as place:
                login = await place.by_code(other_account=self._other_account)
                granted = await self._granted_by_code(login)
        except OuttrayError as error:
            self._failed(error)
            return
        self._keep(granted)

    async def _granted_by_code(self, login: CodeLogin) -> Granted:
        """Ask for a code until the server takes one; Escape gives up."""
        told = _("Allow Outtray in a browser anywhere, and copy the code it shows:")
        self._show_address(login.address, told)
        # Only this kind of login may be answered on another machine, such as a phone.
        self.query_one("#qr").display = True
        pasted = self.query_one("#pasted", Input)
        pasted.display = True
        pasted.focus()
        while True:
            code = await self._codes.get()
            self._tell(_("Asking the server…"))
            try:
                return await login.granted(code)
            except OuttrayError as error:
                self.notice.tell(
                    error.sentence, _("Open the address once more, and copy the code it shows then.")
                )
                self._tell(told)
                pasted.clear()

    def _failed(self, error: OuttrayError) -> None:
        """Nothing of this attempt is of use any more: not its address, and not the field for its code."""
        self.notice.tell_error(error)
        self._show_address(
            "",
            _("Try it with a code, or go back with {leave}.").format(
                leave=key_of(self.app, commands.LOGIN[0])
            ),
        )
        self.query_one("#pasted").display = False
        self.query_one("#qr").display = False
        button = self.query_one("#code", Button)
        button.disabled = False
        button.focus()

    @on(Button.Pressed, "#open")
    @work(group="browser")
    async def _open(self) -> None:
        if not await asyncio.to_thread(open_in_browser, self._address):
            self.notice.tell(
                _("No browser with a window answered on this machine."),
                _("Open the address below in one yourself, or copy it."),
            )

    @on(Button.Pressed, "#copy")
    def _copy(self) -> None:
        self.app.copy_to_clipboard(self._address)
        self.notice.tell(_("Copied, if your terminal lets programs copy."), is_error=False)

    @on(Button.Pressed, "#qr")
    def _show_qr(self) -> None:
        lines = qr_lines(self._address)
        width, height = self.app.size
        needed = (len(lines[0]) + 2, len(lines) + 3)
        if needed[0] > width or needed[1] > height:
            self.notice.tell(
                _("The picture for a phone does not fit: it needs {columns} columns and {rows} rows.").format(
                    columns=needed[0], rows=needed[1]
                ),
                _("Make the window larger, or copy the address."),
            )
            return
        self.app.push_screen(QrScreen(lines))

    @on(Button.Pressed, "#code")
    def _code_wanted(self) -> None:
        self._ask_for_code()

    @on(Input.Submitted, "#pasted")
    def _pasted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._codes.put_nowait(event.value)

    # Keeping the token

    def _keep(self, granted: Granted) -> None:
        self._granted = granted
        for done in ("#address", "#ways", "#pasted"):
            self.query_one(done).display = False
        self._tell(_("The server says yes. Keeping the token…"))
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
            self.app.call_from_thread(self._not_kept, error)
            return
        self.app.call_from_thread(self._end, account)

    def _not_kept(self, error: OuttrayError) -> None:
        """The login itself worked, so it is only the place to keep it that is asked for again."""
        self.notice.tell_error(error)
        self._tell(_("The token can be kept in {path}, readable by you alone.").format(
            path=self._places.secrets_file
        ))  # fmt: skip
        self.query_one("#consent").display = True
        self.query_one("#consent Button", Button).focus()

    def _end(self, account: StoredAccount | None) -> None:
        if self.app.screen is self:
            self.dismiss(account)

    def action_leave(self) -> None:
        """Put a notice away; without one give the login up: nothing is stored."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self._end(None)
