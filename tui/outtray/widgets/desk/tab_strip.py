"""A row of names to pick from, wrapped where it must."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from outtray.base.sanitise import sanitise
from outtray.widgets.icons import Icons

_LONGEST = 40
"""Characters of a name that are shown."""


class TabStrip(Widget):
    """Names in a row, one of them set off; a click picks another."""

    class Picked(Message):
        """A name was clicked; counted from 0."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Pointed(Message):
        """The pointer is on another name, counted from 0; None when it is on none."""

        def __init__(self, index: int | None) -> None:
            super().__init__()
            self.index = index

    DEFAULT_CSS = """
    TabStrip { height: auto; width: 1fr; padding: 0 1; background: $ot-sheet; color: $ot-muted; }
    """

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._names: tuple[str, ...] = ()
        self._index = 0
        self._chosen = False
        self._pointed: int | None = None

    def show(self, names: tuple[str, ...], index: int, *, chosen: bool) -> None:
        """Show these names with one set off; ``chosen`` adds a sign beside it."""
        names = tuple(sanitise(name, single_line=True, limit=_LONGEST) for name in names)
        if (names, index, chosen) == (self._names, self._index, self._chosen):
            return
        self._names, self._index, self._chosen = names, index, chosen
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The names in a row, wrapped where they must."""
        return Content("\n").join(
            Content(" ").join(self._label(index) for index in row)
            for row in self._rows(self.content_size.width)
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the names need."""
        return max(len(self._rows(width)), 1)

    def on_click(self, event: events.Click) -> None:
        """Pick the name under the pointer."""
        event.stop()
        index = self._under(event)
        if index is not None:
            self.post_message(self.Picked(index))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell which name the pointer is on."""
        self._point(self._under(event))

    def on_leave(self) -> None:
        """Tell that the pointer is on none."""
        self._point(None)

    def _point(self, index: int | None) -> None:
        if index != self._pointed:
            self._pointed = index
            self.post_message(self.Pointed(index))

    def _under(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        rows = self._rows(self.content_size.width)
        if offset is None or offset.y >= len(rows):
            return None
        column = 0
        for index in rows[offset.y]:
            width = self._label(index).cell_length
            if column <= offset.x < column + width:
                return index
            column += width + 1
        return None

    def _label(self, index: int) -> Content:
        name = self._names[index]
        if index != self._index:
            return Content.styled(f" {name} ", "$ot-muted")
        sign = self._icons.right if self._chosen else " "
        return Content.styled(f"{sign}{name} ", "bold $ot-ink on $ot-selection")

    def _rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        room = width
        for index in range(len(self._names)):
            needed = self._label(index).cell_length + 1
            if rows[-1] and needed > room + 1:
                rows.append([])
                room = width
            rows[-1].append(index)
            room -= needed
        return rows
