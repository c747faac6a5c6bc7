"""A card with a few values of which one is chosen; what it would do can be seen before it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

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
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import Icons
from outtray.widgets.text import line


@dataclass(frozen=True, slots=True)
class Value:
    """One value to choose: what it answers with, its words, what is to be said of it."""

    value: str
    words: str
    note: str = ""


class _Values(Chooser):
    BINDINGS: ClassVar[list[BindingType]] = [*moving(IN_OPTIONS)]


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
        """What it is for, then one line a value."""
        widest = max((len(one.words) for one in self._values), default=0)
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = line(self._title)
            card.border_subtitle = _("Enter chooses · Esc leaves it as it was")
            if self._meaning:
                yield Static(line(self._meaning), id="meaning")
            yield _Values(
                *(
                    Option(
                        Content.assemble(
                            (f"{self._icons.good if one.value == self._current else ' '} ", "bold $ot-good"),
                            line(one.words.ljust(widest), "$ot-ink"),
                            "  ",
                            line(one.note, "$ot-muted"),
                        )
                    )
                    for one in self._values
                ),
                markup=False,
            )

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
