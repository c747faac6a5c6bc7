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
    }
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The picture, and how to get rid of it."""
        yield Static(Content("\n".join(self._lines)), id="code")
        yield Static(Content(_("Read it with a phone; any key closes it.")), id="hint")

    def on_key(self, event: events.Key) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
