"""Every key of the screen below, from the same definitions that bind them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, display_key
from outtray.commands.everywhere import EVERYWHERE


class HelpScreen(ModalScreen[None]):
    """A card with the keys of one screen; any of Escape, ? or q closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,question_mark,f1,q", "dismiss", _("Close")),
        ("j,down", "scroll(1)", _("Down")),
        ("k,up", "scroll(-1)", _("Up")),
    ]

    def __init__(self, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Keys to the left, what they do to the right."""
        with VerticalScroll(id="card") as card:
            card.border_title = _("Keys here")
            card.border_subtitle = _("Esc closes")
            yield Static(_table(self._commands), id="here")
            yield Static(Content.styled(_("Everywhere"), "bold $ot-accent"), id="rule")
            yield Static(_table(EVERYWHERE), id="everywhere")

    def action_scroll(self, lines: int) -> None:
        """Move the card's contents."""
        self.query_one("#card", VerticalScroll).scroll_relative(y=lines, animate=False)


def _table(commands: tuple[Command, ...]) -> Content:
    rows = [(", ".join(display_key(key) for key in c.keys) or "-", c) for c in commands]
    width = max((len(keys) for keys, _command in rows), default=0)
    return Content("\n").join(
        Content.assemble(
            (f" {keys:<{width}}  ", "bold $ot-accent"),
            (command.label, "bold"),
            "  ",
            (command.help, "$ot-muted"),
        )
        for keys, command in rows
    )
