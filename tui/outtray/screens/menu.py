"""A short list of things to do, each with its letter: over the screen, and gone when one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.dialogue import Dialogue
from outtray.widgets.chooser import Chooser
from outtray.widgets.text import line


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu: what it answers with, its letter, its words, what is said of it.

    ``colour`` is the style variable of the words.
    """

    id: str
    key: str
    label: str
    note: str = ""
    colour: str = "$ot-ink"


class MenuScreen(Dialogue[str | None]):
    """Answers with the id of what was chosen, or None."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.MENU)]
    commands: ClassVar[tuple[Command, ...]] = commands.MENU

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """One line a choice."""
        widest = max((len(choice.label) for choice in self._choices), default=0)
        chooser = Chooser(
            *(
                Option(
                    Content.assemble(
                        (f" {choice.key or ' '}  ", "bold $ot-accent"),
                        line(choice.label.ljust(widest), choice.colour),
                        "  ",
                        line(choice.note, "$ot-muted"),
                    )
                )
                for choice in self._choices
            ),
            markup=False,
            id="card",
        )
        chooser.border_title = line(self._title)
        chooser.border_subtitle = _("its letter, or Enter · Esc closes")
        yield chooser

    def on_key(self, event: events.Key) -> None:
        """Choose by letter."""
        for choice in self._choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].id)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
