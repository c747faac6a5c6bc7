"""Feeds every timeline on the main screen, in a column or beside it: from disk, live, older; keeps places."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.timelines import Timeline
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.view import TimelineView

if TYPE_CHECKING:
    from outtray.services.feeds import FeedUpdate


class Timelines(Part):
    """Binds views to timelines; a view shows one timeline at a time, a timeline may stand in several."""

    commands = commands.MOVING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._shown: dict[TimelineView, Timeline] = {}
        self._slots: dict[TimelineView, str] = {}
        self._numbers = count(1)
        self.in_front: TimelineView | None = None
        """The column whose connection the header tells."""

    @property
    def key_in_front(self) -> str:
        """The key of the timeline in front."""
        timeline = None if self.in_front is None else self._shown.get(self.in_front)
        return "" if timeline is None else timeline.key

    def shown_in(self, view: TimelineView) -> Timeline | None:
        """The timeline a view shows."""
        return self._shown.get(view)

    def show_stored(self, view: TimelineView, timeline: Timeline) -> None:
        """Show what is on disk of a timeline, where it was left; needs no network."""
        self._shown[view] = timeline
        self._slots.setdefault(view, str(next(self._numbers)))
        view.replace(self.home.reading.stored(timeline), keep=False)
        place = self.home.reading.place_read(timeline)
        if place is not None:
            view.select(place)

    def show(self, view: TimelineView, timeline: Timeline, *, live: bool = True) -> None:
        """Show a timeline in a view instead of what it showed; a ``live`` one is kept up to date."""
        before = self._shown.get(view)
        if before is not None:
            # What is asked for the old timeline must not be put below the new one.
            self.home.workers.cancel_group(self.home, self._group("older", view))
            self.home.run_worker(self.home.reading.keep_place(before, view.selected_id), group="place")
        self.show_stored(view, timeline)
        self.follow(view, live=live)

    def follow(self, view: TimelineView, *, live: bool = True) -> None:
        """Ask for what a view shows, and keep it up to date when it is ``live``."""
        self.home.reading.follow(self._shown[view], self._slots[view], live=live)

    def forget(self, view: TimelineView) -> None:
        """Feed a view no longer: it is about to go."""
        self._shown.pop(view, None)
        if view in self._slots:
            self.home.workers.cancel_group(self.home, self._group("older", view))
            self.home.reading.leave(self._slots.pop(view))

    def refresh(self, *, reached: bool = True) -> None:
        """Ask for newer posts of everything that is shown."""
        self.home.reading.refresh(set(self._shown.values()), reached=reached)

    def hear(self, message: Message) -> None:
        """Put what comes where it belongs."""
        match message:
            case messages.FeedSpoke(key, update):
                self._feed_spoke(key, update)
            case messages.FeedFailed(key, error):
                for view in self._showing(key):
                    view.set_notice(error.sentence, error.next_step)
            case messages.ConnectFailed(error):
                for view in self._shown:
                    view.set_empty(error.sentence)
            case messages.Connected():
                for view in self._shown:
                    view.set_empty(
                        _("Nothing here yet. Press 2 for the posts of this server, or c to write one.")
                    )
            case timeline_messages.OlderRequested():
                self._load_older(message.view, message.oldest_id)
            case timeline_messages.NewRevealed():
                self.home.show_navigation()
            case _:
                pass

    async def leave(self) -> None:
        """Remember where every timeline was left."""
        for view, timeline in tuple(self._shown.items()):
            await self.home.reading.keep_place(timeline, view.selected_id)

    def _showing(self, key: str) -> list[TimelineView]:
        return [view for view, timeline in self._shown.items() if timeline.key == key]

    def _feed_spoke(self, key: str, update: FeedUpdate) -> None:
        from outtray.services import feeds

        match update:
            case feeds.NewerArrived(statuses):
                for view in self._showing(key):
                    view.prepend_new(statuses)
                self.home.show_navigation()
            case feeds.Restarted(statuses, more):
                for view in self._showing(key):
                    view.replace(statuses, more=more)
            case feeds.StatusChanged(status):
                for view in self.home.query(TimelineView):
                    view.update_status(status)
            case feeds.StatusRemoved(status_id):
                for view in self.home.query(TimelineView):
                    view.remove_status(status_id)
            case _:
                pass

    # Older posts

    @staticmethod
    def _group(kind: str, view: TimelineView) -> str:
        return f"{kind} {id(view)}"

    def _load_older(self, view: Widget | None, oldest_id: str) -> None:
        if isinstance(view, TimelineView) and view in self._shown:
            self.home.run_worker(
                self._older(view, self._shown[view], oldest_id),
                group=self._group("older", view),
                exclusive=True,
            )

    async def _older(self, view: TimelineView, timeline: Timeline, oldest_id: str) -> None:
        try:
            loaded = await self.home.reading.older(timeline, oldest_id)
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
            return
        view.append_older(loaded.statuses, more=loaded.more)
        if loaded.why is not None:
            view.set_notice(_("Shown from disk: {reason}").format(reason=loaded.why.sentence))

    # Commands

    def action_newest(self) -> None:
        """Go to the newest post."""
        if (view := self.home.view) is not None:
            view.go_newest()

    def action_oldest(self) -> None:
        """Go to the oldest post loaded."""
        if (view := self.home.view) is not None:
            view.go_oldest()
