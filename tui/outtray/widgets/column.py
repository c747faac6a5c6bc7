"""One timeline of several side by side, with its name above it where there are others."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from outtray.widgets.text import line
from outtray.widgets.timeline.view import TimelineView


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
        &:focus-within > .column--name { color: $ot-accent; }
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
