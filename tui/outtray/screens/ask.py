"""A question that is answered with a line of text."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.text import line


class AskScreen(Dialogue[str | None]):
    """Answers with what was typed, or None; ``meaning`` says what will be done with it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.ASK)]
    commands: ClassVar[tuple[Command, ...]] = commands.ASK
    DEFAULT_CSS = """
    AskScreen {
        align: center middle;
        background: $background 60%;
        & #card {
            width: 90%;
            max-width: 80;
            height: auto;
            padding: 0 1;
            background: $ot-sheet;
            color: $ot-ink;
            border: round $ot-focus;
            border-title-color: $ot-accent;
            border-subtitle-color: $ot-muted;
        }
        & Static { width: 1fr; height: auto; margin-bottom: 1; color: $ot-muted; }
        & Input { border: tall $ot-border; background: $ot-sheet; }
        & Input:focus { border: tall $ot-focus; }
    }
    """

    def __init__(self, title: str, meaning: str, *, text: str = "", example: str = "") -> None:
        super().__init__()
        self._title = title
        self._meaning = meaning
        self._text = text
        self._example = example

    def compose(self) -> ComposeResult:
        """What it is for, the field."""
        with Vertical(id="card") as card:
            card.border_title = line(self._title)
            card.border_subtitle = _("Enter takes it · {leave} leaves it as it was").format(
                leave=key_of(self.app, commands.ASK[0])
            )
            yield Static(line(self._meaning))
            yield Input(value=self._text, placeholder=self._example, select_on_focus=False, id="answer")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
