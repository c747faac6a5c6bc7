"""Feeds every timeline on the main screen, in a column or beside it: from disk, live, older; keeps places."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.widget import Widget

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import Timeline
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.view import TimelineView

if TYPE_CHECKING:
    from outtray.services.feeds import FeedUpdate


_NO_POST: Final = "\0"
"""Begins the id of what stands among posts and is none."""
_PAGES_LEFT_OUT: Final = 5
"""Pages asked for until one has something that is not left out."""


def _answers_others(status: Status) -> bool:
    return status.in_reply_to_id is not None and status.in_reply_to_account_id != status.account.id


class Timelines(Part):
    """Binds views to timelines; a view shows one timeline at a time, a timeline may stand in several."""

    commands = commands.MOVING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._shown: dict[TimelineView, Timeline] = {}
        self._slots: dict[TimelineView, str] = {}
        self._numbers = count(1)
        self._without_boosts: set[str] = set()
        self._without_replies: set[str] = set()
        self._reached = False
        """Whether the server answered when it was asked last; until then a timeline says why it is empty."""
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
        entries = self.home.reading.stored(timeline)
        gaps = [entry.status.id for entry in entries if entry.gap_below]
        statuses = self._let_in(timeline.key, [entry.status for entry in entries])
        view.replace(statuses, keep=False, gaps=gaps)
        place = self.home.reading.place_read(timeline)
        if place is not None:
            view.select(place)

    def show(self, view: TimelineView, timeline: Timeline, *, live: bool = True) -> None:
        """Show a timeline in a view instead of what it showed; a ``live`` one is kept up to date."""
        before = self._shown.get(view)
        if before is not None:
            # What is asked for the old timeline must not be put below the new one.
            self.home.workers.cancel_group(self.home, self._group("older", view))
            self.home.start(
                partial(self.home.reading.keep_place, before, view.selected_id),
                group="place",
                exclusive=False,
            )
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

    # What is left out

    def leave_out(self, boosts: Iterable[str], replies: Iterable[str]) -> None:
        """Leave out boosts and replies of the timelines with these keys."""
        self._without_boosts, self._without_replies = set(boosts), set(replies)

    def set_left_out(self, key: str, *, boosts: bool, replies: bool) -> None:
        """Leave out boosts or replies of one timeline, from the next time it is shown."""
        (self._without_boosts.add if boosts else self._without_boosts.discard)(key)
        (self._without_replies.add if replies else self._without_replies.discard)(key)

    @property
    def left_out(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The keys of the timelines without boosts, and of those without replies."""
        return tuple(sorted(self._without_boosts)), tuple(sorted(self._without_replies))

    def _let_in(self, key: str, statuses: Iterable[Status]) -> list[Status]:
        boosts, replies = key in self._without_boosts, key in self._without_replies
        return [
            status
            for status in statuses
            if not (boosts and status.reblog is not None) and not (replies and _answers_others(status))
        ]

    # What comes

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
                self._reached = False
                for view in self._shown:
                    view.set_empty(error.sentence)
            case messages.Connected():
                self._reached = True
                self._say_what_to_do()
            case timeline_messages.OlderRequested():
                self._load_older(message.view, message.oldest_id)
            case timeline_messages.GapRequested():
                self._fill_gap(message.view, message.newer_id)
            case timeline_messages.NewRevealed():
                self.home.show_navigation()
            case _:
                pass

    def keys_changed(self) -> None:
        """Name the keys that hold in timelines without posts."""
        if self._reached:
            self._say_what_to_do()

    def _say_what_to_do(self) -> None:
        """Say in timelines without posts how to come to some."""
        told = _(
            "Nothing here yet. Press {local} for the posts of this server, or {compose} to write one."
        ).format(local=self.home.key_of(commands.LOCAL), compose=self.home.key_of(commands.COMPOSE))
        for view in self._shown:
            view.set_empty(told)

    async def leave(self) -> None:
        """Remember where every timeline was left."""
        for view, timeline in tuple(self._shown.items()):
            await self.home.reading.keep_place(timeline, view.selected_id)

    def _everywhere(self) -> list[TimelineView]:
        return [view for view in self.home.query(TimelineView) if not view.is_abroad]

    def _showing(self, key: str) -> list[TimelineView]:
        return [view for view, timeline in self._shown.items() if timeline.key == key]

    def _feed_spoke(self, key: str, update: FeedUpdate) -> None:
        from outtray.services import feeds

        match update:
            case feeds.NewerArrived(statuses, gap_below):
                for view in self._showing(key):
                    view.prepend_new(self._let_in(key, statuses), gap=gap_below is not None)
                self.home.show_navigation()
            case feeds.Restarted(statuses, more):
                for view in self._showing(key):
                    view.replace(self._let_in(key, statuses), more=more)
            case feeds.GapFilled(above, statuses, more):
                for view in self._showing(key):
                    view.fill_gap(above, self._let_in(key, statuses), more=more)
            case feeds.FiltersChanged():
                for view in self._showing(key):
                    self.show(view, self._shown[view])
            case feeds.StatusChanged(status):
                for view in self._everywhere():
                    view.update_status(status)
            case feeds.StatusRemoved(status_id):
                for view in self._everywhere():
                    view.remove_status(status_id)
            case _:
                pass

    # Older posts

    @staticmethod
    def _group(kind: str, view: TimelineView) -> str:
        return f"{kind} {id(view)}"

    def _load_older(self, view: Widget | None, oldest_id: str) -> None:
        if isinstance(view, TimelineView) and view in self._shown:
            self.home.start(
                partial(self._older, view, self._shown[view], oldest_id),
                group=self._group("older", view),
            )

    async def _older(self, view: TimelineView, timeline: Timeline, oldest_id: str) -> None:
        key = timeline.key
        chooses = key in self._without_boosts or key in self._without_replies
        # Where some are left out, the oldest seen is not the oldest there is; the feed knows that one.
        below = None if chooses or oldest_id.startswith(_NO_POST) else oldest_id or None
        try:
            for _page in range(_PAGES_LEFT_OUT):
                loaded = await self.home.reading.older(timeline, below)
                let_in = self._let_in(key, loaded.statuses)
                if let_in or not loaded.more:
                    break
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
            return
        view.append_older(let_in, more=loaded.more)
        if loaded.why is not None:
            view.set_notice(_("Shown from disk: {reason}").format(reason=loaded.why.sentence))

    # Gaps

    def _fill_gap(self, view: Widget | None, newer_id: str) -> None:
        if isinstance(view, TimelineView) and view in self._shown:
            self.home.start(
                partial(self._fill, view, self._shown[view], newer_id),
                group=self._group("gap", view),
            )

    async def _fill(self, view: TimelineView, timeline: Timeline, newer_id: str) -> None:
        try:
            filled = await self.home.reading.fill_gap(timeline, newer_id)
        except OuttrayError as error:
            view.set_notice(error.sentence, error.next_step)
            return
        if self._shown.get(view) == timeline:
            view.fill_gap(newer_id, self._let_in(timeline.key, filled.statuses), more=filled.more)

    # Commands

    def action_newest(self) -> None:
        """Go to the newest post."""
        if (view := self.home.view) is not None:
            view.go_newest()

    def action_oldest(self) -> None:
        """Go to the oldest post loaded."""
        if (view := self.home.view) is not None:
            view.go_oldest()
