"""An address for who must open it elsewhere: no browser with a window answered on this machine."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Button, Static

from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.services.browser import is_web_address
from outtray.widgets.text import line


class AddressScreen(Dialogue[None]):
    """Shows one address whole, and copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.ADDRESS)]
    commands: ClassVar[tuple[Command, ...]] = commands.ADDRESS
    DEFAULT_CSS = """
    AddressScreen {
        align: center middle;
        background: $background 60%;
        & #card {
            width: 90%;
            max-width: 100;
            height: auto;
            max-height: 80%;
            padding: 0 1;
            background: $ot-sheet;
            color: $ot-ink;
            border: round $ot-focus;
            border-title-color: $ot-accent;
            border-subtitle-color: $ot-muted;
        }
        & Static { width: 1fr; height: auto; margin-bottom: 1; }
    }
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def compose(self) -> ComposeResult:
        """What happened, the address, the button that copies it."""
        with Vertical(id="card") as card:
            card.border_title = _("Address")
            card.border_subtitle = _("{copy} copies · {leave} closes").format(
                copy=key_of(self.app, commands.ADDRESS[1]), leave=key_of(self.app, commands.ADDRESS[0])
            )
            if is_web_address(self._address):
                told = _("No browser with a window answered here. Open this address in one yourself:")
            else:
                told = _("This is no address of the web, so it is not opened:")
            yield Static(line(told, "$ot-ink"), id="told")
            yield Static(line(self._address, "$ot-link"), id="address")
            yield Button(_("Copy address"), id="copy", compact=True)

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        """Copy the address."""
        self.app.copy_to_clipboard(self._address)
        said = _("Copied, if your terminal lets programs copy.")
        self.query_one("#told", Static).update(line(said, "$ot-good"))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
