"""A short list of things to do, each with its letter: over the screen, and gone when one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
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
from outtray.screens.key_words import key_of
from outtray.widgets.chooser import Chooser
from outtray.widgets.text import below, line

_WIDEST = 100
"""Columns of the card, of which a frame and a margin take some."""
_AROUND = 4
_LETTER = " x  "
"""As wide as a letter with its blanks."""


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
        """One line a choice; what is said of it is below where there is no room beside it."""
        chooser = Chooser(*self._options(), markup=False, id="card")
        chooser.border_title = line(self._title)
        chooser.border_subtitle = _("its letter, or Enter · {leave} closes").format(
            leave=key_of(self.app, commands.MENU[0])
        )
        yield chooser

    def _options(self) -> list[Option]:
        room = min(self.app.size.width * 9 // 10, _WIDEST) - _AROUND
        noted = [choice for choice in self._choices if choice.note]
        widest = max((cell_len(choice.label) for choice in noted), default=0)
        longest = max((cell_len(choice.note) for choice in noted), default=0)
        beside = len(_LETTER) + widest + 2 + longest <= room
        return [Option(_said(choice, widest if beside else None, room)) for choice in self._choices]

    def on_resize(self) -> None:
        """Put what is said of the choices where there is room for it."""
        for chooser in self.query(Chooser):
            for index, option in enumerate(self._options()):
                chooser.replace_option_prompt_at_index(index, option.prompt)

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


def _said(choice: Choice, widest: int | None, room: int) -> Content:
    """A choice with its letter in front; its note beside labels of up to ``widest`` cells, or below it."""
    letter, label = f" {choice.key or ' '}  ", line(choice.label, choice.colour)
    note = line(choice.note, "$ot-muted")
    if not note:
        return Content.assemble((letter, "bold $ot-accent"), label)
    if widest is None:
        return Content.assemble((letter, "bold $ot-accent"), label, below(note, len(_LETTER), room))
    return Content.assemble((letter, "bold $ot-accent"), label, " " * (widest - label.cell_length + 2), note)
