"""The timeline as a widget: posts in, typed messages out. How it scrolls and paints is in ``canvas``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path

import msgspec
from textual.message import Message

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.mastodon.models import Status
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.album import Album
from outtray.widgets.timeline.artist import Artist, Opened
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.book import Entry, Placement, gap_below
from outtray.widgets.timeline.edges import Foot, Notice, foot_rows, head_rows
from outtray.widgets.timeline.look import Hints, Look
from outtray.widgets.timeline.paint import Row
from outtray.widgets.timeline.pictured import PicturedCanvas
from outtray.widgets.timeline.pieces import Line
from outtray.widgets.timeline.post import draw_post
from outtray.widgets.timeline.scrolling import Anchor
from outtray.widgets.timeline.sheet import EmojiSheet
from outtray.widgets.timeline.thread import ThreadRow

PREFETCH = 8
"""Older posts are asked for when fewer than this many are left below the screen."""

TICK_SECONDS = 20.0
"""How often ages are looked at again; only rows whose words changed are painted."""

MOST_POSTS = 10_000
"""Posts kept; when new ones come in above, the oldest go (and can be loaded again)."""


class TimelineView(PicturedCanvas):
    """Any number of posts, newest first, with a cursor that stands on one of them.

    ``clock`` tells the time ages are counted from; ``follow`` puts new posts in at once while the cursor is
    on the newest post at the very top, instead of counting them; ``language`` is the reader's, posts in
    another are marked; ``empty`` is said while there is nothing to show.
    """

    DEFAULT_CSS = (Path(__file__).parent / "timeline.tcss").read_text(encoding="utf-8")

    def __init__(
        self,
        *,
        clock: Clock,
        icons: Icons = UNICODE,
        hints: Hints | None = None,
        language: str = "",
        follow: bool = False,
        empty: str = "",
        album: Album | None = None,
        emoji: EmojiSheet | None = None,
        draw: Callable[[Status, Look], list[Line]] = draw_post,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(Artist(draw), album=album, emoji=emoji, id=id, classes=classes)
        self.follow = follow
        self._clock = clock
        self._icons = icons
        self._hints = hints or Hints()
        self._language = language
        self._empty = empty
        self._waiting: list[Entry] = []
        self._foot = Foot.ENDED
        self._quiet_end = False
        self._problem: Notice | None = None
        self._notice: Notice | None = None
        self._heads: tuple[Block | Status, ...] = ()

    def on_mount(self) -> None:
        """Start the clock that lets ages grow."""
        self.set_interval(TICK_SECONDS, self.tick)

    def post_message(self, message: Message) -> bool:
        """Post a message; one of a timeline says that it comes from here."""
        if isinstance(message, messages.TimelineMessage) and message.view is None:
            message.view = self
        return super().post_message(message)

    # What is shown

    def replace(
        self,
        statuses: Iterable[Status],
        *,
        more: bool = True,
        keep: bool = True,
        gaps: Collection[str] = (),
    ) -> None:
        """Show these posts, newest first, instead of what is there; ``more`` says that older ones exist.

        Below the posts in ``gaps`` others are missing, which is marked.

        The post under the cursor keeps its row when it is among them, unless ``keep`` is false: then the view
        starts at the top, as it should when it turns to another timeline.
        """
        if not keep:
            self.book.replace(())
            self._choose(None)
        self._replace(((status, None) for status in statuses), more=more)
        for newer in gaps:
            index = self.book.index_of(newer)
            if index is not None and index + 1 < len(self.book):
                self.book.splice(index + 1, 0, [gap_below(newer)])
        if gaps:
            self.settle(self.held())

    def show_items(self, items: Iterable[Block | Status], *, more: bool = False) -> None:
        """Show these, posts or not, from the top; ``more`` says that others can be asked for below them."""
        self.book.replace(())
        self._choose(None)
        self._replace(((item, None) for item in items), more=more, quiet_end=True)

    def append_items(self, items: Iterable[Block | Status], *, more: bool = False) -> None:
        """Answer ``OlderRequested`` with more of what ``show_items`` began."""
        anchor = self.held()
        self.book.append([self.book.entry(item) for item in items])
        self._foot = Foot.MORE if more else Foot.ENDED
        self._problem = None
        self.settle(anchor or (Anchor(0, 1) if len(self.book) else None))

    def set_heads(self, heads: Sequence[Block | Status]) -> None:
        """Keep these at the top, above every post that is here or comes."""
        anchor = self.held()
        held = None if anchor is None else self.book[anchor.post].id
        before = {head.id for head in self._heads}
        rest = [entry for entry in self.book if entry.id not in before]
        self._heads = tuple(heads)
        above = [self.book.entry(head) for head in self._heads]
        ids = {entry.id for entry in above}
        self.book.splice(0, len(self.book), [*above, *(entry for entry in rest if entry.id not in ids)])
        if self._selected not in self.book:
            self._choose(self.book[0].id if len(self.book) else None)
        index = None if held is None else self.book.index_of(held)
        if anchor is not None and index is not None:
            self.settle(Anchor(index, anchor.row))
        else:
            self.settle(Anchor(0, 1) if len(self.book) else None)

    def show_thread(self, rows: Sequence[ThreadRow], *, complete: bool = True) -> None:
        """Show a conversation as ``arrange_thread`` put it; the first time the cursor goes to its focus.

        One that is not ``complete`` is being loaded, which its end says. What comes later leaves the post
        under the cursor on its row, even where the screen must show empty rows below the end for that.
        """
        unread = self._foot is Foot.LOADING and self.top == 0
        self._replace(((row.status, row.placement) for row in rows), more=False, quiet_end=True, still=True)
        if unread and (chosen := self.selected_index):
            # What it answers has come: a line of that in sight, as if all had been there at once.
            self.settle(Anchor(chosen, self._rest_row(chosen)))
        if not complete:
            self.say_loading()

    def _replace(
        self,
        posts: Iterable[tuple[Status | Block, Placement | None]],
        *,
        more: bool,
        quiet_end: bool = False,
        still: bool = False,
    ) -> None:
        anchor = self.held()
        kept = None if anchor is None else self.book[anchor.post].id
        self.book.replace(chain(((head, None) for head in self._heads), posts))
        self._waiting = []
        self._foot = Foot.MORE if more and len(self.book) else Foot.ENDED
        self._quiet_end = quiet_end
        index = None if kept is None else self.book.index_of(kept)
        if self._selected not in self.book:
            focus = next((e.id for e in self.book if e.placement is not None and e.placement.focus), None)
            first = self.book[0].id if len(self.book) else None
            self._choose(focus or first)
        if index is not None and anchor is not None:
            self.settle(Anchor(index, anchor.row), still=still)
        else:
            chosen = self.selected_index or 0
            self.settle(Anchor(chosen, self._rest_row(chosen)) if len(self.book) else None)

    def _rest_row(self, index: int) -> int:
        """Where a post stands when a thread is opened on it: below the last line of what it answers."""
        return max(1, self.overlay) if index == 0 else min(4, self.seen.height // 4)

    def prepend_new(self, statuses: Iterable[Status], *, gap: bool = False) -> None:
        """Take newer posts, newest first: counted above, unless ``follow`` puts them in.

        ``gap`` says that others are missing between these and those that are here.
        """
        known = {entry.id for entry in self._waiting}
        fresh = [s for s in statuses if s.id not in self.book and s.id not in known]
        if not fresh:
            return
        entries = [self.book.entry(status) for status in fresh]
        if gap and (self._waiting or len(self.book)):
            entries.append(gap_below(fresh[-1].id))
        self._waiting[:0] = entries
        at_top = self.top == 0 and self.selected_index in {None, 0}
        if (self.follow and at_top) or not len(self.book):
            self.reveal_new()
        else:
            self.settle(self.held())

    @property
    def waiting(self) -> int:
        """How many new posts are counted above."""
        return sum(not entry.is_gap for entry in self._waiting)

    def reveal_new(self) -> None:
        """Put the posts counted above in, and go to the newest."""
        entries, self._waiting = self._waiting, []
        newest = {entry.id for entry in entries if not entry.is_gap and entry.id not in self.book}
        if self._heads:
            self.book.splice(len(self._heads), 0, [entry for entry in entries if entry.id not in self.book])
        else:
            self.book.prepend(entries)
        if len(self.book) > MOST_POSTS:
            self.book.splice(MOST_POSTS, len(self.book) - MOST_POSTS)
            self._foot = Foot.MORE
        if len(self.book):
            self._choose(self.book[0].id)
            self.settle(Anchor(0, 1))
        if newest:
            self.post_message(messages.NewRevealed(self.book[0].id, len(newest)))

    def fill_gap(self, newer_id: str, statuses: Iterable[Status], *, more: bool = False) -> None:
        """Answer ``GapRequested`` with the posts below ``newer_id``; ``more``: some are still missing."""
        above = self.book.index_of(newer_id)
        if above is None or above + 1 >= len(self.book) or not self.book[above + 1].is_gap:
            return
        index = above + 1
        held = self.held()
        kept = None if held is None else self.book[held.post].id
        entries = [self.book.entry(status) for status in statuses if status.id not in self.book]
        if more and not entries:
            return  # nothing that is shown was found yet
        if more and entries:
            entries.append(gap_below(entries[-1].id))
        was_selected = self.selected_index == index
        self.book.splice(index, 1, entries)
        if was_selected:
            self._choose(self.book[min(index, len(self.book) - 1)].id)
            kept = self.selected_id
        place = None if kept is None else self.book.index_of(kept)
        self.settle(held if place is None or held is None else Anchor(place, held.row))

    def open_selected(self) -> None:
        """What Enter does: open the post, load what is missing at a gap, or try again after a failure."""
        index = self.selected_index
        at_end = index is None or index == len(self.book) - 1
        if (at_end and self.retry_older()) or index is None:
            return
        entry = self.book[index]
        if entry.block is not None:
            if entry.block.opens is not None:
                self._follow(entry.block.opens, index)
        elif entry.is_gap:
            older = self.book[index + 1].id if index + 1 < len(self.book) else ""
            newer = self.book[index - 1].id if index else ""
            self.post_message(messages.GapRequested(newer, older))
        else:
            self.post_message(messages.StatusOpened(self.book.status(index)))

    def append_older(self, statuses: Iterable[Status], *, more: bool = True) -> None:
        """Answer ``OlderRequested`` with older posts; ``more`` is false when these are the oldest."""
        anchor = self.held()
        self.book.append([self.book.entry(status) for status in statuses])
        self._foot = Foot.MORE if more else Foot.ENDED
        self._problem = None
        if self._selected is None and len(self.book):
            self._choose(self.book[0].id)
        self.settle(anchor or (Anchor(0, 1) if len(self.book) else None))

    def fail_older(self, sentence: str, next_step: str = "") -> None:
        """Answer ``OlderRequested`` with why not; the row at the end says so and offers to try again."""
        self._problem = Notice(sentence, next_step)
        self._foot = Foot.FAILED
        self.settle(self.held())

    def retry_older(self) -> bool:
        """Ask for older posts again after a failure; false when there was none."""
        if self._foot is not Foot.FAILED:
            return False
        self._foot = Foot.MORE
        self._problem = None
        if not len(self.book):
            self._foot = Foot.LOADING
            self.post_message(messages.OlderRequested(""))
        self.settle(self.held())
        return True

    def say_loading(self) -> None:
        """Say that posts are on their way: at the end, or in an empty timeline."""
        self._foot = Foot.LOADING
        self.settle(self.held())

    def set_empty(self, sentence: str) -> None:
        """What is said while there is nothing to show, and how to get something."""
        self._empty = sentence
        self.settle(self.held())

    def update_status(self, status: Status) -> None:
        """Take a newer version of a post: edited, or counted anew; boosts of it are changed too."""
        anchor = self.held()
        for index in self.book.containing(status.id):
            entry = self.book[index]
            whole = self.book.status(index)
            self.book.rewrite(index, status if entry.id == status.id else _with_reblog(whole, status))
        for number, entry in enumerate(self._waiting):
            if entry.id == status.id:
                self._waiting[number] = self.book.entry(status)
        self.settle(anchor)

    def remove_status(self, status_id: str) -> None:
        """Take out a deleted post and the boosts of it; the cursor goes to its neighbour."""
        self._waiting = [entry for entry in self._waiting if entry.id != status_id]
        anchor = self.held()
        for index in reversed(self.book.containing(status_id)):
            gone = self.book[index].id
            self.book.splice(index, 1)
            if gone == self._selected:
                neighbour = min(index, len(self.book) - 1)
                self._choose(self.book[neighbour].id if neighbour >= 0 else None)
            if anchor is not None and index < anchor.post:
                anchor = Anchor(anchor.post - 1, anchor.row)
        self.settle(anchor if len(self.book) else None)

    def set_notice(self, sentence: str, next_step: str = "", *, is_error: bool = True) -> None:
        """Say something above the posts; it stays until ``dismiss_notice`` or a click on it."""
        self._notice = Notice(sentence, next_step, is_error)
        self.settle(self.held())

    @property
    def has_notice(self) -> bool:
        """Whether something is said above the posts."""
        return self._notice is not None

    def dismiss_notice(self) -> bool:
        """Put the notice away; false when there was none."""
        if self._notice is None:
            return False
        self._notice = None
        self.settle(self.held())
        self.post_message(messages.NoticeDismissed())
        return True

    def go_newest(self) -> None:
        """To the newest post, with those counted above put in."""
        if self._waiting:
            self.reveal_new()
        elif len(self.book):
            self._choose(self.book[0].id)
            self.settle(Anchor(0, max(1, self.overlay)))

    def show_hints(self, hints: Hints) -> None:
        """Name these keys in the posts and around them."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    # What the canvas asks

    def look(self) -> Look:
        """What posts are drawn with at this moment."""
        return Look(
            self.room,
            self._clock.now(),
            self._clock.local_zone(),
            self._icons,
            self._hints,
            album=self.album,
            emoji=None if self._icons.ascii_only else self.emoji,
            language=self._language,
        )

    def post_rows(self, index: int, look: Look) -> tuple[Row, ...]:
        """The rows of a post as it is opened or closed at the moment."""
        post = self.book[index].id
        opened = Opened(
            post == self._selected,
            post in self._expanded,
            post in self._media_shown,
            self.pictures_of(post),
            post == self.came_from,
        )
        return self.kept_high(index, self.artist.rows(self.book, index, opened, look, self.palette))

    def head(self, look: Look) -> list[Row]:
        """The notice and the count of new posts."""
        return head_rows(self.waiting, self._notice, look, self.palette)

    def foot(self, look: Look) -> list[Row]:
        """What is known of older posts, or what an empty timeline says."""
        if not len(self.book):
            return foot_rows(self._foot, self._problem, look, self.palette, empty=self._empty)
        if self._quiet_end and self._foot is Foot.LOADING:
            told = _("Loading the conversation…")
            return foot_rows(Foot.ENDED, None, look, self.palette, empty=told)
        if self._quiet_end:
            # A list of one thing is no conversation: only posts of a thread have a place in it.
            is_alone = len(self.book) == 1 and self.book[0].placement is not None
            alone = _("Nobody has answered this yet.") if is_alone else None
            return [] if alone is None else foot_rows(self._foot, None, look, self.palette, empty=alone)
        return foot_rows(self._foot, self._problem, look, self.palette)

    def settled(self, first: int, last: int) -> None:
        """Ask for older posts when the end is near, and for the pictures of the posts in sight."""
        self.ask_for_pictures(first, last)
        if self._foot is Foot.MORE and last >= len(self.book) - 1 - PREFETCH:
            self._foot = Foot.LOADING
            self.post_message(messages.OlderRequested(self.book[len(self.book) - 1].id))
            self.call_next(self._show_foot)

    def _show_foot(self) -> None:
        self.settle(self.held())

    def tick(self) -> None:
        """Let ages grow: rows whose words changed are painted, the others are not."""
        self.settle(self.held())


def _with_reblog(boost: Status, status: Status) -> Status:
    return msgspec.structs.replace(boost, reblog=status)
