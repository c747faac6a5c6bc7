"""The main screen: navigation at the left, timelines in the middle, what is opened beside or over them.

It wires: what it does is in its parts, a file for each in ``screens/home``.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.commands import reading as commands
from outtray.commands.command import Command, bindings
from outtray.screens import messages
from outtray.screens.home.columns import Columns
from outtray.screens.home.home import Home, Part
from outtray.screens.home.opened import Opened
from outtray.screens.home.standing import Standing
from outtray.screens.home.timelines import Timelines
from outtray.widgets.column import ColumnRow
from outtray.widgets.navigation import Navigation
from outtray.widgets.notice import NoticeBar
from outtray.widgets.standing import Connection, Reach
from outtray.widgets.timeline.messages import TimelineMessage
from outtray.widgets.timeline.view import TimelineView

_NAVIGATION_FROM = 100
_BESIDE_FROM = 140


class MainScreen(Home):
    """Where reading happens and acts begin."""

    # Focusing something else first would style, and draw, both twice.
    AUTO_FOCUS = "TimelineView"
    PARTS: ClassVar[tuple[type[Part], ...]] = (Timelines, Opened, Columns, Standing)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.READING)]
    commands: ClassVar[tuple[Command, ...]] = commands.READING
    _is_styled = False

    def compose_place(self) -> ComposeResult:
        """Navigation, timelines, what is opened."""
        # Before there is anything that would have to be styled again.
        self._fit(self.app.size.width)
        with Horizontal(id="body"):
            yield self.navigation
            with ColumnRow(id="columns"):
                yield from self.part(Columns).all
            yield self.part(Opened).details

    def update_node_styles(self, animate: bool = True) -> None:
        """Style all on this screen anew, but not when it first comes up: that was done a moment ago."""
        if self._is_styled:
            super().update_node_styles(animate=animate)
        self._is_styled = self._is_styled or (self.is_attached and self.is_current)

    def on_mount(self) -> None:
        """Show what is on disk at once; the network comes after the first frame."""
        self.part(Columns).show_stored()
        self.part(Standing).show(Connection(Reach.CONNECTING))
        self.call_after_refresh(self._prepare)
        self.part(Standing).welcome()

    @work(group="prepare")
    async def _prepare(self) -> None:
        """Load and open, away from the keys, what the first frame did not need; then the parts begin."""
        try:
            await asyncio.to_thread(self._load)
        except OuttrayError as error:
            self.post_message(messages.WorkspaceUnusable(error))
            return
        self.complete()
        for part in self.parts:
            part.begin()

    def _load(self) -> None:
        self.later_parts()
        self.workspace.prepare()

    def later_parts(self) -> tuple[type[Part], ...]:
        """Everything but the timelines themselves."""
        from outtray.screens.home.later import LATER

        return LATER

    def on_resize(self, event: events.Resize) -> None:
        """Show as many columns as there is room for."""
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        self.set_class(width < _NAVIGATION_FROM, "-no-navigation")
        self.set_class(width < _BESIDE_FROM, "-one-column")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back where there is one."""
        if action == "back" and not self._can_go_back:
            return False
        return super().check_action(action, parameters)

    @property
    def _can_go_back(self) -> bool:
        view = self.view
        return (
            self.notice.is_told or self.part(Opened).top is not None or (view is not None and view.has_notice)
        )

    @on(NoticeBar.Dismissed)
    def _notice_is_gone(self) -> None:
        self.refresh_bindings()

    @on(TimelineMessage)
    @on(messages.HomeMessage)
    @on(Navigation.PlaceChosen)
    def _pass_on(self, message: Message) -> None:
        self.hear(message)

    async def ready_to_leave(self) -> bool:
        """Let every part keep what it must."""
        for part in self.parts:
            await part.leave()
        return True

    async def on_unmount(self) -> None:
        """Let every part give back what it holds."""
        for part in self.parts:
            await part.end()

    # What is in front

    @property
    def timeline(self) -> TimelineView:
        """The current column."""
        return self.part(Columns).current.view

    @property
    def thread(self) -> TimelineView:
        """The thread in front; raises LookupError when none is."""
        from outtray.screens.home.threads import Threads

        return self.part(Threads).view

    @property
    def view(self) -> TimelineView | None:
        """The posts the keys are about: those that have the focus, else those in front."""
        if isinstance(self.focused, TimelineView):
            return self.focused
        return self.front_view

    @property
    def front_view(self) -> TimelineView | None:
        """The posts in front: of what is opened when there is something, else of the current column."""
        top = self.part(Opened).top
        if top is None:
            return self.timeline
        from outtray.widgets.search import SearchPane

        if isinstance(top, SearchPane):
            return top.results
        return top if isinstance(top, TimelineView) else None

    def focus_front(self) -> None:
        """Give the keys to what is in front."""
        front = self.front_view
        if front is not None:
            front.focus()

    def show_title(self) -> None:
        """Say in the header where we are."""
        self.header.title = self.part(Opened).title or self.part(Columns).title
