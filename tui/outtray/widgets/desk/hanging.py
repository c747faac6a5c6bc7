"""Rows whose later lines hang under their words, not under their signs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class HangingRows(Widget):
    """A list of rows, each a short lead (a bullet, a duration) and words that wrap beside it."""

    DEFAULT_CSS = """
    HangingRows { height: auto; width: 1fr; padding: 0 1; background: $ot-sheet; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[Content, Content], ...] = ()

    def show(self, rows: Sequence[tuple[Content, Content]]) -> None:
        """Show these leads with their words."""
        rows = tuple(rows)
        if len(rows) == len(self._rows) and all(
            old.is_same(new) for old, new in zip(chain(*self._rows), chain(*rows), strict=True)
        ):
            return
        width = self.content_size.width
        before = len(self._lines(width))
        self._rows = rows
        self.refresh(layout=len(self._lines(width)) != before)

    def render(self) -> RenderResult:
        """The rows at the width there is."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the rows take at this width."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for lead, words in self._rows:
            indent = lead.cell_length
            for number, piece in enumerate(words.wrap(max(width - indent, 8))):
                lines.append(Content.assemble(lead if number == 0 else " " * indent, piece))
        return lines
