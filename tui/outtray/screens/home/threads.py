"""Threads: opened on a post, shown as a tree, loaded while one reads."""

from __future__ import annotations

from collections.abc import Iterable

from textual.message import Message

from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
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

    commands = commands.THREADS

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._views: dict[str, TimelineView] = {}
        self._talks: dict[TimelineView, Conversation] = {}
        self._folded: dict[TimelineView, set[str]] = {}

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
            self._talks[view] = talk
            self._arrange(view)

    def _arrange(self, view: TimelineView) -> None:
        talk = self._talks[view]
        folded = self._folded.get(view, ())
        view.show_thread(arrange_thread(talk.status, talk.ancestors, talk.descendants, folded))

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
        self._talks.pop(view, None)
        self._folded.pop(view, None)

    # Commands

    def action_fold(self) -> None:
        """Fold the answers to the selected post away, or show them again."""
        view = self.home.view
        if not isinstance(view, TimelineView) or view not in self._talks or view.selected_id is None:
            return
        talk, chosen = self._talks[view], view.selected_id
        if any(answer.in_reply_to_id == chosen for answer in talk.descendants):
            self._folded.setdefault(view, set()).symmetric_difference_update({chosen})
            self._arrange(view)
        else:
            self.home.tell(
                _("Nobody has answered this post."),
                _("{fold} folds the answers to a post away.").format(fold=self.home.key_of(commands.FOLD)),
            )

    def action_parent(self) -> None:
        """Go to the post that the selected one answers, in the thread or by opening it."""
        view = self.home.view
        status = None if view is None else view.selected
        parent = None if status is None else status.shown.in_reply_to_id
        if view is None or parent is None:
            self.home.tell(_("This post answers none."))
        elif view not in self._talks or not view.select_parent():
            self.open(parent)

    def action_came_from(self) -> None:
        """Go back to the answer the parent was jumped to from."""
        view = self.home.view
        if view is not None and not view.select_came_from():
            self.home.tell(
                _("You have jumped from nowhere."),
                _("{parent} jumps to the post that this one answers.").format(
                    parent=self.home.key_of(commands.PARENT)
                ),
            )
