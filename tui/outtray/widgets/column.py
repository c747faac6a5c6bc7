"""One timeline of several side by side, with its name above it where there are others."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from outtray.widgets.text import line
from outtray.widgets.timeline.messages import TimelineMessage
from outtray.widgets.timeline.view import TimelineView


class ColumnFocused(TimelineMessage):
    """The keys have gone to a column."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column


class ColumnsResized(TimelineMessage):
    """There is more room for columns, or less; ``width`` in cells."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width


class ColumnRow(Horizontal):
    """The columns side by side; says when the room for them changes."""

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self.post_message(ColumnsResized(event.size.width))


class Column(Vertical):
    """A view under the name of its timeline; the name is seen when the class ``-named`` is set."""

    DEFAULT_CSS = """
    Column {
        width: 1fr; height: 1fr;
        & > .column--name {
            display: none; width: 1fr; height: 1; padding: 0 3; background: $ot-ground; color: $ot-muted;
            text-style: bold;
        }
        &.-named > .column--name { display: block; }
        &.-beside { border-left: solid $ot-rule; }
        &.-current > .column--name { color: $ot-accent; }
    }
    """

    def __init__(self, view: TimelineView) -> None:
        super().__init__()
        self.view = view
        self._heading = Static(markup=False, classes="column--name")

    def compose(self) -> ComposeResult:
        """The name, the posts."""
        yield self._heading
        yield self.view

    def show_name(self, name: str) -> None:
        """Write this name above the posts."""
        self._heading.update(line(name))

    def on_descendant_focus(self) -> None:
        """Say that the keys have come here."""
        self.post_message(ColumnFocused(self))
