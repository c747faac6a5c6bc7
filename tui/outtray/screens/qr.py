"""An address as a picture that a phone reads; any key puts it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command
from outtray.screens.dialogue import Dialogue


class QrScreen(Dialogue[None]):
    """Draws the lines of ``services.login.qr_lines`` as they must be: light blocks on a dark ground."""

    commands: ClassVar[tuple[Command, ...]] = ()
    # Not of any theme: a camera needs the light squares light, whatever the colours of the program.
    DEFAULT_CSS = """
    QrScreen {
        align: center middle;
        & #code { width: auto; height: auto; background: #000000; color: #ffffff; }
        & #hint { width: auto; height: 1; color: $ot-ink; }
        & #room {
            width: auto; max-width: 100%; height: auto; padding: 1 2; display: none;
            background: $ot-raised; color: $ot-ink;
        }
        &.-cramped #room { display: block; }
        &.-cramped #code, &.-cramped #hint { display: none; }
    }
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The picture, and how to get rid of it."""
        yield Static(Content("\n".join(self._lines)), id="code")
        yield Static(Content(_("Read it with a phone; any key closes it.")), id="hint")
        told = _("The picture needs a window of {columns} columns and {lines} lines. Any key goes back.")
        columns, lines = self._room
        yield Static(Content(told.format(columns=columns, lines=lines)), id="room")

    @property
    def _room(self) -> tuple[int, int]:
        """The columns and lines that the picture and the words below it take."""
        return max(map(len, self._lines)), len(self._lines) + 1

    def on_resize(self, event: events.Resize) -> None:
        """A part of the picture is none: say what it needs."""
        columns, lines = self._room
        self.set_class(event.size.width < columns or event.size.height < lines, "-cramped")

    def on_key(self, event: events.Key) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
