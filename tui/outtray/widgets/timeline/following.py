"""Follows what is pointed at in a post, opens what it keeps back, and turns to the parts of what is shown."""

from __future__ import annotations

from textual import events

from outtray.mastodon.models import Status
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.artist import Artist
from outtray.widgets.timeline.cursor import CursorCanvas
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.scrolling import Anchor


class FollowingCanvas(CursorCanvas):
    """A canvas whose posts can be clicked; what a click on the edges does is said by the subclass."""

    def __init__(self, artist: Artist, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(artist, id=id, classes=classes)
        self._expanded: set[str] = set()
        self._media_shown: set[str] = set()
        self.parts: tuple[str, ...] = ()
        """What can be turned to here, by the names of ``PartChosen``."""
        self.part = ""

    # What a subclass says

    @property
    def waiting(self) -> int:
        """How many new posts are counted above."""
        raise NotImplementedError

    def reveal_new(self) -> None:
        """Put the posts counted above in."""
        raise NotImplementedError

    def dismiss_notice(self) -> bool:
        """Put the notice above the posts away; false when there was none."""
        raise NotImplementedError

    def retry_older(self) -> bool:
        """Ask for older posts again after a failure; false when there was none."""
        raise NotImplementedError

    def open_selected(self) -> None:
        """What Enter does."""
        raise NotImplementedError

    # The parts of what is shown

    def turn(self, way: int) -> None:
        """Ask for the part after the one in front, or for the one before."""
        if self.part in self.parts:
            place = (self.parts.index(self.part) + way) % len(self.parts)
            self.post_message(messages.PartChosen(self.parts[place]))

    # Opening and closing

    def toggle_expanded(self, status_id: str | None = None) -> None:
        """Show or hide what is behind the content warning of a post (the selected one)."""
        self._toggle(self._expanded, status_id)

    def toggle_media(self, status_id: str | None = None) -> None:
        """Show or hide the sensitive media of a post (the selected one)."""
        self._toggle(self._media_shown, status_id)

    def toggle_hidden(self, status_id: str | None = None) -> None:
        """Show or hide everything a post keeps back: what its warning covers and its media, with one key."""
        chosen = status_id or self._selected
        if chosen is None or chosen not in self.book:
            return
        hidden = not (chosen in self._expanded or chosen in self._media_shown)
        for opened in (self._expanded, self._media_shown):
            (opened.add if hidden else opened.discard)(chosen)
        self.settle(self.held())

    def _toggle(self, opened: set[str], status_id: str | None) -> None:
        chosen = status_id or self._selected
        if chosen is not None and chosen in self.book:
            opened ^= {chosen}
            self.settle(self.held())

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Follow what was clicked; elsewhere in a post the cursor comes, and a second click opens it."""
        offset = event.get_content_offset(self)
        row = None if offset is None else self.row_at(offset.y)
        if offset is None or row is None:
            return
        event.stop()
        if offset.y < self.overlay or (self.top == 0 and offset.y < 1):
            if offset.y < self.overlay - bool(self.waiting):
                self.dismiss_notice()
            elif self.waiting:
                self.reveal_new()
            return
        line = self.top + offset.y - max(1, self.overlay)
        if not len(self.book) or line >= self.book.heights.total:
            self.retry_older()
            return
        index = self.book.heights.at(line)
        self._choose(self.book[index].id)
        target = row.target_at(offset.x)
        if target is not None:
            self._follow(target, index)
        elif self.book[index].is_gap or event.chain > 1:
            self.open_selected()
        self.settle(Anchor(index, self.row_of(index)))

    def _follow(self, target: Target, index: int) -> None:
        status = self.selected
        match target.kind:
            case TargetKind.LINK:
                self.post_message(messages.LinkOpened(target.value))
            case TargetKind.PROFILE:
                self.post_message(messages.ProfileOpened(target.value))
            case TargetKind.TAG:
                self.post_message(messages.TagOpened(target.value))
            case TargetKind.STATUS:
                self.post_message(messages.StatusRequested(target.value))
            case TargetKind.PART:
                self.post_message(messages.PartChosen(target.value))
            case TargetKind.ITEM:
                self.post_message(messages.ItemChosen(target.value))
            case _ if status is not None:
                self._follow_in(status, target)
            case _:
                pass

    def _follow_in(self, status: Status, target: Target) -> None:
        """Follow what leads to something of the post itself."""
        match target.kind:
            case TargetKind.WARNING:
                self.toggle_expanded(status.id)
            case TargetKind.MEDIA if target.value.isdigit():
                self.post_message(messages.MediaOpened(status, int(target.value)))
            case TargetKind.MEDIA:
                self.toggle_media(status.id)
            case TargetKind.POLL:
                self.post_message(messages.PollChosen(status))
            case _:
                pass
