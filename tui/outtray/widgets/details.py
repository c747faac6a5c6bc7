"""What is opened beside or over the timelines, one thing on the other: closing one shows the one before."""

from __future__ import annotations

from textual.containers import Container
from textual.widget import AwaitMount, Widget

MOST_OPEN = 24
"""Things kept open; beyond these the oldest is closed, since nobody goes back that far."""


class Details(Container):
    """A stack of which the last is seen."""

    DEFAULT_CSS = """
    Details { width: 1fr; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._open: list[Widget] = []
        self._mounting: AwaitMount | None = None

    @property
    def top(self) -> Widget | None:
        """What is seen; None when nothing is open."""
        return self._open[-1] if self._open else None

    @property
    def open(self) -> tuple[Widget, ...]:
        """Everything that is open, the last on top."""
        return tuple(self._open)

    def push(self, widget: Widget) -> Widget | None:
        """Open something over the rest; returns what was closed to make room for it."""
        if self._open:
            self._open[-1].display = False
        self._open.append(widget)
        self._mounting = self.mount(widget)
        if len(self._open) <= MOST_OPEN:
            return None
        oldest = self._open.pop(0)
        oldest.remove()
        return oldest

    async def is_there(self) -> None:
        """Wait until what was opened last can take the keys."""
        if self._mounting is not None:
            await self._mounting

    def pop(self) -> Widget | None:
        """Close what is on top and show what is below; returns what was closed, or None."""
        if not self._open:
            return None
        closed = self._open.pop()
        closed.remove()
        if self._open:
            self._open[-1].display = True
        return closed
