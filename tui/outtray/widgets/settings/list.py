"""Settings in a list: title, value, and a sign for what is changed, wrong or ruled by a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from outtray.base.translation import gettext as _
from outtray.commands.moving import IN_OPTIONS, moving
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import Icons
from outtray.widgets.settings.values import SettingRow
from outtray.widgets.text import line

_WIDEST_TITLE = 30


class SettingsList(Chooser):
    """Rows are given whole with ``show``; the cursor stays on its row while that is there."""

    BINDINGS: ClassVar[list[BindingType]] = [*moving(IN_OPTIONS)]
    DEFAULT_CSS = """
    SettingsList {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        border-subtitle-color: $ot-muted;
        padding: 0;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
        &:focus { border: round $ot-focus; background-tint: $ot-ground 0%; }
        &.-ascii { border: ascii $ot-border; }
        &.-ascii:focus { border: ascii $ot-focus; }
        & > .option-list--option-disabled { color: $ot-accent; text-style: bold; }
        & > .option-list--option-highlighted { background: $ot-sheet; color: $ot-ink; text-style: none; }
        &:focus > .option-list--option-highlighted { background: $ot-selection; }
    }
    """

    def __init__(self, *, icons: Icons, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._icons = icons
        self._rows: tuple[SettingRow, ...] = ()
        self.set_class(icons.ascii_only, "-ascii")

    @property
    def chosen(self) -> str:
        """The id of the row under the cursor; empty when there is none."""
        index = self.highlighted
        return self._rows[index].id if index is not None and index < len(self._rows) else ""

    def show(self, rows: Sequence[SettingRow], at: str = "") -> None:
        """Show these rows with the cursor on the row ``at``, else where it was, else on the first."""
        wanted = at or self.chosen
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            width = max((len(row.title) for row in rows if row.id), default=0)
            drawn = [
                Option(self._draw(row, min(width, _WIDEST_TITLE)), disabled=not row.id) for row in self._rows
            ]
            self.set_options(drawn)
        ids = [row.id for row in self._rows]
        if wanted in ids and wanted:
            self.highlighted = ids.index(wanted)
        elif any(ids):
            self.highlighted = next(number for number, one in enumerate(ids) if one)

    def _draw(self, row: SettingRow, width: int) -> Content:
        if not row.id:
            return line(row.title, "bold $ot-accent")
        if row.wrong:
            sign = Content.styled(f"{self._icons.failed} ", "bold $ot-block")
        elif row.ruled:
            sign = Content.styled(f"{self._icons.locked} ", "$ot-warn")
        elif row.changed:
            sign = Content.styled(f"{self._icons.edit} ", "bold $ot-good")
        else:
            sign = Content("  ")
        if not row.value and not row.changed:
            # Padding would be cut with an ellipsis where the longest title just fits.
            return Content.assemble(sign, line(row.title, "$ot-ink"))
        value = line(row.value, "$ot-muted" if row.faint else "$ot-ink")
        changed = Content.styled(_("  (not saved)"), "$ot-good") if row.changed else Content("")
        return Content.assemble(sign, line(row.title.ljust(width), "$ot-ink"), "  ", value, changed)
