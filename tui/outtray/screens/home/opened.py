"""What is opened beside the timelines, and the way back: notices first, then one thing after the other."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget

from outtray.commands import reading as commands
from outtray.screens.home.home import Home, Part
from outtray.widgets.details import Details


class Opened(Part):
    """The stack of threads, profiles and lists; each is pushed with its title and what is done at its end."""

    commands = commands.GOING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.details = Details(id="details")
        self._titles: dict[Widget, str] = {}
        self._ends: dict[Widget, Callable[[], None]] = {}

    @property
    def top(self) -> Widget | None:
        """What is in front of the timelines; None when nothing is."""
        return self.details.top

    @property
    def title(self) -> str:
        """The title of what is in front; empty when nothing is."""
        return "" if self.top is None else self._titles[self.top]

    def push(self, widget: Widget, title: str, *, ended: Callable[[], None] | None = None) -> None:
        """Open this in front; ``ended`` is called when it is closed."""
        self._titles[widget] = title
        if ended is not None:
            self._ends[widget] = ended
        self._closed(self.details.push(widget))
        self._show()

    def retitle(self, widget: Widget, title: str) -> None:
        """Call something that is open by another title."""
        if widget in self._titles:
            self._titles[widget] = title
            self._show()

    def pop(self) -> bool:
        """Close what is in front; false when nothing is."""
        closed = self.details.pop()
        self._closed(closed)
        self._show()
        if closed is not None:
            self.home.focus_front()
        return closed is not None

    def close_all(self) -> None:
        """Close everything."""
        while (closed := self.details.pop()) is not None:
            self._closed(closed)
        self._show()

    def _closed(self, widget: Widget | None) -> None:
        if widget is not None:
            self._titles.pop(widget, None)
            ended = self._ends.pop(widget, None)
            if ended is not None:
                ended()

    def _show(self) -> None:
        self.home.set_class(self.top is not None, "-opened")
        self.home.refresh_bindings()
        self.home.show_title()

    # Commands

    def action_open(self) -> None:
        """Open the thread of the selected post, or try again what failed."""
        if self.home.navigation.has_focus:
            self.home.navigation.action_select()
        elif (view := self.home.view) is not None:
            view.open_selected()

    def action_next_part(self) -> None:
        """Turn to the next part of a profile or a search."""
        if (view := self.home.view) is not None:
            view.turn(1)

    def action_previous_part(self) -> None:
        """Turn to the part of a profile or a search before."""
        if (view := self.home.view) is not None:
            view.turn(-1)

    def action_back(self) -> None:
        """Put away what is in front: a notice, then what is opened."""
        if self.home.notice.is_told:
            self.home.notice.action_dismiss()
        elif (view := self.home.view) is None or not view.dismiss_notice():
            self.pop()
