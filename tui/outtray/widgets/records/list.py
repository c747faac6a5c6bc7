"""The acts of the register in a list, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from outtray.base.clock import Clock
from outtray.base.translation import ngettext
from outtray.commands.moving import IN_OPTIONS, moving
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import Icons
from outtray.widgets.records.values import RecordRow
from outtray.widgets.text import line
from outtray.widgets.words import clock_time

LONGEST = 400
"""Rows listed at once; what lies further back is found by naming a day or a word."""


class RecordList(Chooser):
    """Two lines an act: when, what and how it ended; its first words."""

    BINDINGS: ClassVar[list[BindingType]] = [*moving(IN_OPTIONS)]
    DEFAULT_CSS = """
    RecordList {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        border-subtitle-color: $ot-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
        &:focus { border: round $ot-focus; }
        &.-ascii { border: ascii $ot-border; }
        &.-ascii:focus { border: ascii $ot-focus; }
    }
    """

    def __init__(self, *, clock: Clock, icons: Icons, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(markup=False, id=id)
        self._clock = clock
        self._icons = icons
        self.set_class(icons.ascii_only, "-ascii")

    def show(self, rows: Sequence[RecordRow]) -> None:
        """Show these acts with the cursor on the first."""
        options = [Option(self._prompt(row)) for row in rows[:LONGEST]]
        if (older := len(rows) - LONGEST) > 0:
            told = ngettext(
                "{count} older act: name a day or a word to find it",
                "{count} older acts: name a day or a word to find them",
                older,
            )
            options.append(Option(Content.styled(told.format(count=older), "$ot-muted"), disabled=True))
        self.set_options(options)
        self.highlighted = 0 if rows else None

    def _prompt(self, row: RecordRow) -> Content:
        when = clock_time(row.at, self._clock.now(), self._clock.local_zone())
        colour = "bold $ot-accent" if row.is_open else "$ot-ink"
        return Content.assemble(
            (f"{when}  ", "$ot-muted"),
            (f"{row.kind} {self._icons.dot} ", "$ot-muted"),
            (row.state, colour),
            "\n",
            "  ",
            line(row.words, "$ot-ink"),
        )
