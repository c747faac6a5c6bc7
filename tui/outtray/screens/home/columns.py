"""The timelines side by side: which there are, what each shows, and the keys that go to one."""

from __future__ import annotations

from collections.abc import Iterable

from textual.message import Message

from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.screens import messages, places
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.opened import Opened
from outtray.screens.home.timelines import Timelines
from outtray.widgets.column import Column
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages


class Columns(Part):
    """Opens timelines in columns; there is always one."""

    commands = commands.COLUMNS

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._timelines = home.part(Timelines)
        first = Column(home.new_view(empty=_("Asking the server…"), id="timeline"))
        self.all = [first]
        self.current = first

    @property
    def timeline(self) -> Timeline:
        """What the current column shows."""
        return self._timelines.shown_in(self.current.view) or HOME

    @property
    def title(self) -> str:
        """What the current column is called."""
        return places.name_of(self.timeline)

    def show_stored(self) -> None:
        """Show what is on disk; the network comes after the first frame."""
        self._timelines.show_stored(self.current.view, HOME)
        self.current.view.focus()
        self._show_current()

    def begin(self) -> None:
        """Ask the server."""
        for column in self.all:
            self._timelines.follow(column.view)

    def open(self, timeline: Timeline) -> None:
        """Show this timeline in the current column."""
        self.home.part(Opened).close_all()
        self._timelines.show(self.current.view, timeline)
        self.current.view.focus()
        self._show_current()

    def hear(self, message: Message) -> None:
        """Open what is asked for."""
        match message:
            case messages.TimelineRequested(timeline):
                self.open(timeline)
            case timeline_messages.TagOpened():
                self.open(Timeline("tag", message.name))
            case Navigation.PlaceChosen() if message.place_id in places.TIMELINES:
                self.open(places.TIMELINES[message.place_id][0])
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """The timelines with a key of their own."""
        for number, (key, (_timeline, label)) in enumerate(places.TIMELINES.items(), start=1):
            unread = self.current.view.waiting if key == self.timeline.key else 0
            yield Offer(Group.TIMELINES, Place(key, label, str(number), unread))

    def _show_current(self) -> None:
        self._timelines.in_front = self.current.view
        self.home.here = self.timeline.key
        self.home.show_title()
        self.home.show_navigation()

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
