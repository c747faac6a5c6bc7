"""A card with a few values of which one is chosen; what it would do can be seen before it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.dialogues import MENU
from outtray.commands.moving import IN_OPTIONS, moving
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import Icons
from outtray.widgets.text import below, line


@dataclass(frozen=True, slots=True)
class Value:
    """One value to choose: what it answers with, its words, what is to be said of it."""

    value: str
    words: str
    note: str = ""


class _Values(Chooser):
    BINDINGS: ClassVar[list[BindingType]] = [*moving(IN_OPTIONS)]


_WIDEST, _AROUND = 84, 6
"""Columns of the card, of which a frame, a margin and a scroll bar take some."""
_MARK = "  "
"""As wide as the sign of the value that is set."""


class PickScreen(Dialogue[str | None]):
    """Answers with the value, or None; ``seen`` is called with each that the cursor comes to."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MENU)]
    commands: ClassVar[tuple[Command, ...]] = MENU

    def __init__(
        self,
        title: str,
        meaning: str,
        values: Sequence[Value],
        current: str,
        *,
        icons: Icons,
        seen: Callable[[str], None] = lambda value: None,
    ) -> None:
        super().__init__()
        self._title = title
        self._meaning = meaning
        self._values = tuple(values)
        self._current = current
        self._icons = icons
        self._seen = seen
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """What it is for, then the values."""
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = line(self._title)
            card.border_subtitle = _("Enter chooses · {leave} leaves it as it was").format(
                leave=key_of(self.app, MENU[0])
            )
            if self._meaning:
                yield Static(line(self._meaning), id="meaning")
            yield _Values(*self._options(), markup=False)

    def _options(self) -> list[Option]:
        """One line a value; where there is no room for what is said of one, it stands below in all."""
        widest = max((cell_len(one.words) for one in self._values), default=0)
        longest = max((cell_len(one.note) for one in self._values), default=0)
        room = min(self.app.size.width * 92 // 100, _WIDEST) - _AROUND
        beside = len(_MARK) + widest + 2 + longest <= room
        return [
            Option(
                Content.assemble(
                    (f"{self._icons.good if one.value == self._current else ' '} ", "bold $ot-good"),
                    line(one.words.ljust(widest), "$ot-ink"),
                    self._note(one, room, beside=beside),
                )
            )
            for one in self._values
        ]

    def _note(self, value: Value, room: int, *, beside: bool) -> Content:
        note = line(value.note, "$ot-muted")
        if not note:
            return note
        return Content.assemble("  ", note) if beside else below(note, len(_MARK), room)

    def on_resize(self) -> None:
        """Put what is said of the values where there is room for it."""
        for chooser in self.query(_Values):
            for index, option in enumerate(self._options()):
                chooser.replace_option_prompt_at_index(index, option.prompt)

    def on_mount(self) -> None:
        """Begin at the value that is set."""
        chooser = self.query_one(_Values)
        chooser.focus()
        known = [one.value for one in self._values]
        chooser.highlighted = known.index(self._current) if self._current in known else 0

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._seen(self._values[event.option_index].value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._values[event.option_index].value)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
