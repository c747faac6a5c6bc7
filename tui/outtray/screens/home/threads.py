"""Threads: opened on a post, shown as a tree, loaded while one reads."""

from __future__ import annotations

from collections.abc import Iterable

from textual.message import Message

from outtray.base.translation import gettext as _
from outtray.mastodon.models import Status
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.screens.home.opened import Opened
from outtray.services import feeds
from outtray.services.feeds import Conversation
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.thread import arrange_thread
from outtray.widgets.timeline.view import TimelineView


class Threads(Part):
    """Opens conversations; each has a view of its own, found by the post it was opened on."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._views: dict[str, TimelineView] = {}

    @property
    def view(self) -> TimelineView:
        """The thread in front; raises LookupError when none is."""
        top = self.home.part(Opened).top
        if not isinstance(top, TimelineView) or top not in self._views.values():
            raise LookupError("no thread is in front")
        return top

    def open(self, status_id: str, status: Status | None = None) -> None:
        """Open the conversation around a post; ``status`` is what is known of it."""
        opened = self.home.part(Opened)
        view = self._views.get(status_id)
        if view is not None and opened.top is view:
            return
        view = self.home.new_view()
        self._views[status_id] = view
        view.say_loading()
        if status is not None:
            view.show_thread(arrange_thread(status.shown, (), ()), complete=False)
        opened.push(view, _("Thread"), ended=lambda: self._forget(view))
        self.home.reading.open_thread(status_id)
        view.focus()

    def hear(self, message: Message) -> None:
        """Open what is asked for and show what has come."""
        match message:
            case timeline_messages.StatusOpened():
                self.open(message.status.shown.id, message.status)
            case timeline_messages.StatusRequested():
                self.open(message.status_id)
            case messages.ThreadRequested(status_id, status):
                self.open(status_id, status)
            case messages.FeedSpoke(_, feeds.NotificationArrived(notification)):
                self._reload_for([notification.status] if notification.status is not None else [])
            case messages.FeedSpoke(_, feeds.NewerArrived(statuses)):
                self._reload_for(statuses)
            case messages.ThreadLoaded(conversation):
                self._loaded(conversation)
            case messages.ThreadFailed(status_id, error):
                if (view := self._views.get(status_id)) is not None:
                    view.set_notice(error.sentence, error.next_step)
            case _:
                pass

    def _loaded(self, talk: Conversation) -> None:
        view = self._views.get(talk.status.id)
        if view is not None:  # else it was closed meanwhile
            view.show_thread(arrange_thread(talk.status, talk.ancestors, talk.descendants))

    def _reload_for(self, statuses: Iterable[Status]) -> None:
        """Load the thread in front again when somebody has answered a post of it."""
        try:
            view = self.view
        except LookupError:
            return
        answered = {status.in_reply_to_id for status in statuses} - {None}
        if any(status_id in view.book for status_id in answered):
            opened_on = next(key for key, kept in self._views.items() if kept is view)
            self.home.reading.open_thread(opened_on)

    def _forget(self, view: TimelineView) -> None:
        self._views = {key: kept for key, kept in self._views.items() if kept is not view}
