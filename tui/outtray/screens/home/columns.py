"""The timelines side by side: which there are, what each shows, and the keys that go to one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.screens import messages, places
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.opened import Opened
from outtray.screens.home.timelines import Timelines
from outtray.screens.key_words import key_of
from outtray.services.layout import MOST_COLUMNS, Layout, read_layout, write_layout
from outtray.widgets.column import Column, ColumnFocused, ColumnsResized
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages

LEAST_WIDTH: Final = 44
"""Cells a column needs; where there are fewer for each, fewer are shown, those around the current one."""


class Columns(Part):
    """Opens timelines in columns; there is always one, and at most ``MOST_COLUMNS``."""

    commands = commands.COLUMNS

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._timelines = home.part(Timelines)
        self._file = home.workspace.places.data / "columns.json"
        self.layout = read_layout(self._file, home.login.key)
        self._timelines.leave_out(self.layout.without_boosts, self.layout.without_replies)
        self._wanted = self.layout.timelines
        self.titles: Mapping[str, str] = {}
        """The names of lists, by key, as soon as the server has said them."""
        self.all = [self._column(number) for number in range(len(self._wanted))]
        self.current = self.all[0]

    def _column(self, number: int) -> Column:
        name = "timeline" if number == 0 else None
        return Column(self.home.new_view(empty=_("Asking the server…"), id=name))

    @property
    def timeline(self) -> Timeline:
        """What the current column shows."""
        return self._timelines.shown_in(self.current.view) or HOME

    @property
    def title(self) -> str:
        """What the current column is called."""
        return places.name_of(self.timeline, self.titles)

    def show_stored(self) -> None:
        """Show what is on disk; the network comes after the first frame."""
        for column, timeline in zip(self.all, self._wanted, strict=True):
            self._timelines.show_stored(column.view, timeline)
        self.current.view.focus()
        self._show_current()

    def begin(self) -> None:
        """Ask the server."""
        for column in self.all:
            self._timelines.follow(column.view)

    def open(self, timeline: Timeline) -> None:
        """Show this timeline in the current column, or go to the column that shows it."""
        self.home.part(Opened).close_all()
        there = next((column for column in self.all if self._shown(column) == timeline), None)
        if there is not None and there is not self.current:
            self.current = there
        else:
            self._timelines.show(self.current.view, timeline)
        self.current.view.focus()
        self._show_current()
        self._remember()

    def add(self, timeline: Timeline) -> None:
        """Open this timeline in a column of its own, right of the current one."""
        shown = [self._shown(column) for column in self.all]
        if timeline in shown or len(self.all) >= MOST_COLUMNS:
            if timeline not in shown:
                told = _("There are {count} columns already.").format(count=MOST_COLUMNS)
                self.home.tell(
                    told, _("{key} closes one.").format(key=key_of(self.home.app, commands.COLUMN))
                )
            self.open(timeline)
            return
        self.home.part(Opened).close_all()
        column = self._column(len(self.all))
        place = self.all.index(self.current) + 1
        self.home.query_one("#columns").mount(column, after=self.current)
        self.all.insert(place, column)
        self._timelines.show(column.view, timeline)
        self.current = column
        self._show_current()
        self._remember()
        # It cannot have the keys before it stands there.
        self.home.call_after_refresh(self._focus, column)

    def close(self) -> None:
        """Close the current column, unless it is the only one."""
        if len(self.all) == 1:
            self.home.tell(
                _("This is the only column."),
                _("{key} opens another beside it.").format(key=key_of(self.home.app, commands.COLUMN)),
            )
            return
        gone = self.current
        place = self.all.index(gone)
        self.all.remove(gone)
        self._timelines.forget(gone.view)
        self.current = self.all[min(place, len(self.all) - 1)]
        gone.remove()
        self.current.view.focus()
        self._show_current()
        self._remember()

    def leave_out(self, *, boosts: bool, replies: bool) -> None:
        """Show the current timeline without boosts or replies, or with them again."""
        self._timelines.set_left_out(self.timeline.key, boosts=boosts, replies=replies)
        for column in self.all:
            if self._shown(column) == self.timeline:
                self._timelines.show(column.view, self.timeline)
        self._show_current()
        self._remember()

    def rename(self, titles: Mapping[str, str]) -> None:
        """Call lists by these names."""
        self.titles = titles
        self._show_current()

    def arrange(self, width: int | None = None) -> None:
        """Show as many columns as there is room for, those around the current one, each with its name."""
        container = self.home.query_one("#columns")
        room = max(1, (container.size.width if width is None else width) // LEAST_WIDTH)
        count = min(len(self.all), room)
        place = self.all.index(self.current)
        first = min(max(0, place - count // 2), len(self.all) - count)
        for number, column in enumerate(self.all):
            column.display = first <= number < first + count
            column.set_class(len(self.all) > 1, "-named")
            column.set_class(column is self.current, "-current")
            column.set_class(number > first, "-beside")
            timeline = self._shown(column)
            if timeline is not None:
                column.show_name(self._name(timeline, number))

    def _name(self, timeline: Timeline, number: int) -> str:
        name = places.name_of(timeline, self.titles)
        return f"{number + 1}/{len(self.all)}  {name}" if len(self.all) > 1 else name

    def hear(self, message: Message) -> None:
        """Open what is asked for."""
        match message:
            case messages.TimelineRequested(timeline):
                self.open(timeline)
            case timeline_messages.TagOpened():
                self.open(Timeline("tag", message.name))
            case ColumnsResized():
                self.arrange(message.width)
            case ColumnFocused():
                self._focused(message.column)
            case Navigation.PlaceChosen():
                if (chosen := places.timeline_at(message.place_id)) is not None:
                    self.open(chosen)
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """The timelines with a key of their own."""
        for timeline, command in places.WITH_KEYS:
            yield self.offer(Group.TIMELINES, timeline, self.home.place_key(command))

    def offer(self, group: Group, timeline: Timeline, key: str = "") -> Offer:
        """A timeline as a place of the navigation, with what waits in it where it is shown."""
        views = [column.view for column in self.all if self._shown(column) == timeline]
        waiting = max((view.waiting for view in views), default=0)
        return Offer(group, Place(timeline.key, places.name_of(timeline, self.titles), key, waiting))

    def _focus(self, column: Column) -> None:
        if column is self.current:
            column.view.focus()

    def _focused(self, column: Column) -> None:
        # What is said late, of a column that has lost the keys again, counts no longer.
        if column in self.all and column is not self.current and column.view.has_focus:
            self.current = column
            self._show_current()

    def _shown(self, column: Column) -> Timeline | None:
        return self._timelines.shown_in(column.view)

    def _show_current(self) -> None:
        self._timelines.in_front = self.current.view
        self.home.here = self.timeline.key
        self.home.show_title()
        self.home.show_navigation()
        self.arrange()

    def _remember(self) -> None:
        keys = tuple(shown.key for column in self.all if (shown := self._shown(column)) is not None)
        boosts, replies = self._timelines.left_out
        self.layout = Layout(keys, boosts, replies)
        self.home.start(partial(self._keep, self.layout), group="layout")

    async def _keep(self, layout: Layout) -> None:
        try:
            await asyncio.to_thread(write_layout, self._file, self.home.login.key, layout)
        except OuttrayError as error:
            self.home.tell_error(error)

    # Commands

    def action_home(self) -> None:
        """Open the home timeline."""
        self.open(HOME)

    def action_local(self) -> None:
        """Open the timeline of this server."""
        self.open(LOCAL)

    def action_federated(self) -> None:
        """Open everything this server knows of."""
        self.open(PUBLIC)

    def action_bookmarks(self) -> None:
        """Open what was kept."""
        self.open(places.BOOKMARKS)

    def action_favourites(self) -> None:
        """Open what was favourited."""
        self.open(places.FAVOURITES)

    def action_trending(self) -> None:
        """Open what many read."""
        self.open(places.TRENDING)

    def action_left(self) -> None:
        """Go to what stands left: a column, or from what is opened to the columns."""
        top = self.home.part(Opened).top
        if top is not None and top.has_focus_within:
            self.current.view.focus()
        else:
            self._step(-1)

    def action_right(self) -> None:
        """Go to what stands right: a column, or what is opened."""
        if self.current is self.all[-1] and self.home.part(Opened).top is not None:
            self.home.focus_front()
        else:
            self._step(1)

    def _step(self, way: int) -> None:
        place = self.all.index(self.current) + way
        if 0 <= place < len(self.all):
            self.current = self.all[place]
            self._show_current()
            self.current.view.focus()
