"""The cursor of a timeline: it stands on a post, and the screen goes with it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from outtray.commands.moving import DOWN, PAGE_DOWN, PAGE_UP, UP, moving
from outtray.mastodon.models import Account, Status
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.artist import Artist
from outtray.widgets.timeline.canvas import Canvas
from outtray.widgets.timeline.edges import FOOT_LINES
from outtray.widgets.timeline.scrolling import Anchor

_PEEK = 1
"""Rows of the neighbouring post left in sight when the cursor moves."""


class CursorCanvas(Canvas):
    """A canvas on which one post is selected; the selected post is what holds the screen in place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving({DOWN: "cursor_down", UP: "cursor_up", PAGE_DOWN: "page_down", PAGE_UP: "page_up"}),
        Binding("down", "cursor_down", show=False),
        Binding("up", "cursor_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
    ]

    def __init__(self, artist: Artist, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(artist, id=id, classes=classes)
        self._selected: str | None = None
        self._trail: list[str] = []

    def held(self) -> Anchor | None:
        """The post under the cursor while it is in sight, else the first one seen."""
        index = self.selected_index
        if index is not None and self._seen(index):
            return Anchor(index, self.row_of(index))
        return self.top_anchor()

    @property
    def selected_id(self) -> str | None:
        """The id of the post under the cursor."""
        return self._selected

    @property
    def selected_index(self) -> int | None:
        """The position of the post under the cursor."""
        return None if self._selected is None else self.book.index_of(self._selected)

    @property
    def selected(self) -> Status | None:
        """The post under the cursor; a boost is given as the boost (see ``Status.shown``). None on a gap."""
        index = self.selected_index
        if index is None:
            return None
        entry = self.book[index]
        if entry.packed:
            return self.book.status(index)
        return None if entry.block is None else entry.block.status

    @property
    def is_abroad(self) -> bool:
        """Whether the posts are of a server without a login, so that their ids mean nothing here."""
        return False

    @property
    def selected_account(self) -> Account | None:
        """Whom the cursor stands on: the author of a post (of the boosted one in a boost), or a person."""
        index = self.selected_index
        if index is None:
            return None
        entry = self.book[index]
        if entry.packed:
            return self.book.status(index).shown.account
        return None if entry.block is None else entry.block.account

    @property
    def position(self) -> tuple[str, int] | None:
        """The post that holds the screen in place and its row, to be kept for ``go_to``."""
        anchor = self.held()
        return None if anchor is None else (self.book[anchor.post].id, anchor.row)

    def go_to(self, status_id: str, row: int) -> bool:
        """Put the cursor on a post and the post on a row; false when it is not here."""
        index = self.book.index_of(status_id)
        if index is None:
            return False
        self._choose(status_id)
        self.settle(Anchor(index, row))
        return True

    def select(self, status_id: str) -> bool:
        """Put the cursor on a post and bring it into view; false when it is not here."""
        index = self.book.index_of(status_id)
        if index is None:
            return False
        self._select(index)
        return True

    def _choose(self, status_id: str | None) -> None:
        if status_id != self._selected:
            self._selected = status_id
            self._trail.clear()
            self.post_message(messages.SelectionChanged(status_id))

    def _select(self, index: int) -> None:
        self._choose(self.book[index].id)
        screen = self.seen.height
        if not screen:
            return
        height = self.measuring()(index)
        row = self.row_of(index)
        first = self.overlay
        if row + height > screen - _PEEK:
            row = screen - height - (_PEEK if index + 1 < len(self.book) else 0)
        row = max(row, first + (_PEEK if index and not self.overlay else 0))
        if index == 0 and row > 0:
            row = max(1, self.overlay)
        self.settle(Anchor(index, row))

    def _seen(self, index: int | None) -> bool:
        if index is None:
            return False
        row = self.row_of(index)
        return self.overlay < row + self.book.heights[index] and row < self.seen.height

    def action_cursor_down(self) -> None:
        """To the next post; through a post taller than the screen first."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """To the previous post; through a post taller than the screen first."""
        self._step(-1)

    def _step(self, way: int) -> None:
        count = len(self.book)
        if not count:
            return
        index = self.selected_index
        if index is None or not self._seen(index):
            anchor = self.top_anchor()
            self._select(0 if anchor is None else min(anchor.post + (anchor.row < 0), count - 1))
            return
        screen = self.seen.height
        row, height = self.row_of(index), self.book.heights[index]
        hidden = row + height - 1 - screen if way > 0 else self.overlay - row
        if hidden > 0:
            self.scroll_by(way * min(hidden + _PEEK, max(1, screen - 3)))
        elif 0 <= index + way < count:
            self._select(index + way)
        else:
            self.scroll_by(way * screen)

    def action_page_down(self) -> None:
        """A screen further, with two rows kept in sight; the cursor goes along."""
        self._page(1)

    def action_page_up(self) -> None:
        """A screen back, with two rows kept in sight; the cursor goes along."""
        self._page(-1)

    def _page(self, way: int) -> None:
        if not len(self.book):
            return
        before = self.top
        self.scroll_by(way * max(1, self.seen.height - 2 - self.overlay))
        anchor = self.top_anchor()
        if anchor is None:
            return
        index = anchor.post
        if self.top == before:
            index = len(self.book) - 1 if way > 0 else 0
        elif anchor.row < self.overlay and index + 1 < len(self.book):
            following = self.row_of(index + 1)
            index += following < self.seen.height // 2
        self._choose(self.book[index].id)
        self.settle(Anchor(index, self.row_of(index)))

    def go_oldest(self) -> None:
        """To the oldest post that is loaded."""
        last = len(self.book) - 1
        if last >= 0:
            self._choose(self.book[last].id)
            self.settle(Anchor(last, self.seen.height - self.measuring()(last) - FOOT_LINES))

    def select_parent(self) -> bool:
        """To the post that the selected one answers, when it is here; false otherwise."""
        status = self.selected
        parent = None if status is None else status.shown.in_reply_to_id
        if status is None or parent is None:
            return False
        return self._jump(parent, [*self._trail, status.id])

    @property
    def came_from(self) -> str | None:
        """The post that was jumped away from; it is marked until the cursor moves on."""
        return self._trail[-1] if self._trail else None

    def select_came_from(self) -> bool:
        """Back to the post that was jumped away from; false when there is none."""
        return bool(self._trail) and self._jump(self._trail[-1], self._trail[:-1])

    def _jump(self, status_id: str, trail: list[str]) -> bool:
        if not self.select(status_id):
            return False
        self._trail = trail
        self.settle(self.held())  # with the mark
        return True
