"""The part of the timeline that scrolls and paints: which rows are on the screen, which of them changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from outtray.widgets.timeline.artist import Artist
from outtray.widgets.timeline.book import Book
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.paint import Palette, Row, changed_cells, paint_line
from outtray.widgets.timeline.pieces import Role
from outtray.widgets.timeline.scrolling import Anchor, settle

_FAR = 3
"""A scroll of more screens than this jumps by estimates; a shorter one measures all it passes."""


class Canvas(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows rows of a book; the subclass says what each post, the head and the foot look like.

    The truth about the position is a post and the row it stands on, never an offset: whatever is added,
    removed, opened or resized, that post stays on its row and the offset follows.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--selected",
        *(f"timeline--{role.value}" for role in Role),
    }

    def __init__(self, artist: Artist, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.book = Book()
        self.artist = artist
        self.room = Room.of(80)
        self._frame: list[Row] = []
        self._shape = Size(0, 0)
        self._top = 0
        self._placing = False
        self._palette: Palette | None = None
        self._thumb = (-1, -1)
        self._head_lines = 1
        self._overlay = 0
        self._lent = 0

    # What a subclass says

    def look(self) -> Look:
        """What posts are drawn with at this moment."""
        raise NotImplementedError

    def post_rows(self, index: int, look: Look) -> tuple[Row, ...]:
        """The rows of the post at a position."""
        raise NotImplementedError

    def head(self, look: Look) -> list[Row]:
        """Rows kept in view above the posts."""
        raise NotImplementedError

    def foot(self, look: Look) -> list[Row]:
        """Rows below the last post."""
        raise NotImplementedError

    def held(self) -> Anchor | None:
        """The post that stays where it is; None when there is no post."""
        raise NotImplementedError

    def settled(self, first: int, last: int) -> None:
        """Called when the screen stands still: positions of the first and last post that are seen."""

    # Position

    @property
    def palette(self) -> Palette:
        """The styles of the present theme."""
        if self._palette is None:
            self._palette = Palette(self.get_component_rich_style)
        return self._palette

    @property
    def seen(self) -> Size:
        """The cells posts can stand on: without the scrollbar."""
        return self.scrollable_content_region.size

    @property
    def top(self) -> int:
        """The line of the whole that stands on the first row of the screen."""
        return self._top

    def top_anchor(self) -> Anchor | None:
        """The first post that is seen."""
        if not len(self.book):
            return None
        head = self._head_lines
        index = self.book.heights.at(self._top - head)
        return Anchor(index, self.row_of(index))

    def row_of(self, index: int) -> int:
        """The row of the screen on which a post begins, negative when that is above."""
        return self._head_lines + self.book.heights.offset(index) - self._top

    @property
    def overlay(self) -> int:
        """Rows at the top of the screen that a notice or the count of new posts takes."""
        return self._overlay

    def settle(self, anchor: Anchor | None, *, still: bool = False) -> None:
        """Put a post on a row, measure what is seen, and paint what changed.

        ``still`` lends as many empty rows below the end as keep the post on its row; they go again as the
        screen moves up or the end moves down.
        """
        size = self.seen
        if not size or not self.is_mounted:
            return
        look = self.look()
        head = self.head(look)
        before = self._head_lines
        self._overlay = len(head)
        self._head_lines = max(1, len(head))
        foot = self.foot(look)
        top = 0
        if anchor is not None and len(self.book):
            anchor = Anchor(min(anchor.post, len(self.book) - 1), anchor.row)
            if self._top == 0 and anchor.row == before + self.book.heights.offset(anchor.post):
                # At the very top the head is seen whole: it pushes rather than covers.
                anchor = Anchor(anchor.post, anchor.row + self._head_lines - before)
            top = settle(
                self.book.heights,
                lambda index: self._measure(index, look),
                anchor,
                head=self._head_lines,
                foot=len(foot) + (size.height if still else self._lent),
                screen=size.height,
            )
        total = self._head_lines + self.book.heights.total + len(foot)
        beyond = max(0, top + size.height - total)
        self._lent = (beyond if still else min(self._lent, beyond)) if top else 0
        self._place(top, Size(size.width, total + self._lent))
        self._repaint(self._rows_on_screen(look, head, foot))
        if len(self.book):
            line = self._top - self._head_lines
            at = self.book.heights.at
            self.settled(at(line), at(line + size.height - 1))

    def _measure(self, index: int, look: Look) -> int:
        height = len(self.post_rows(index, look))
        self.book.measured(index, height)
        return height

    def _place(self, top: int, whole: Size) -> None:
        self._top = top
        self._placing = True
        # Set without its watcher: a change of the whole height must not lay out the screen again.
        self.set_reactive(Widget.virtual_size, whole)
        self.scroll_target_y = self.scroll_y = top
        self._placing = False
        self._sync_scrollbar()

    def _sync_scrollbar(self) -> None:
        """Move the thumb only when it would look different by half a cell; its repaint costs a column."""
        bar = self.vertical_scrollbar
        whole, screen = max(1, self.virtual_size.height), self.seen.height
        thumb = (self._top * screen * 2 // whole, screen * screen * 2 // whole)
        if thumb != self._thumb or bar.window_size != screen:
            self._thumb = thumb
            bar.window_virtual_size = whole
            bar.window_size = screen
            bar.position = self._top

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel and the scrollbar: rows already seen move by exactly what was asked."""
        delta = round(new_value) - round(old_value)
        if self._placing or not delta:
            return
        self.scroll_by(delta)

    def scroll_by(self, lines: int) -> None:
        """Move the posts up by ``lines`` rows (down when negative)."""
        anchor = self.top_anchor()
        if anchor is None:
            return
        if abs(lines) > _FAR * self.seen.height:
            line = self._top + lines
            index = self.book.heights.at(line - self._head_lines)
            anchor = Anchor(index, self._head_lines + self.book.heights.offset(index) - line)
            self.settle(anchor)
        else:
            self.settle(Anchor(anchor.post, anchor.row - lines))

    # Painting

    def _rows_on_screen(self, look: Look, head: list[Row], foot: list[Row]) -> list[Row]:
        height = self.seen.height
        blank = self._blank()
        start = self._top
        whole_head = head or [blank]
        rows = whole_head[start : start + height]
        posts = len(self.book)
        if posts and len(rows) < height:
            line = max(0, start - self._head_lines)
            if line < self.book.heights.total:
                index = self.book.heights.at(line)
                skip = line - self.book.heights.offset(index)
                while len(rows) < height and index < posts:
                    rows.extend(self.post_rows(index, look)[skip : skip + height - len(rows)])
                    skip = 0
                    index += 1
        if len(rows) < height:
            below = max(0, start - self._head_lines - self.book.heights.total)
            rows.extend(foot[below : below + height - len(rows)])
        rows.extend([blank] * (height - len(rows)))
        if start > 0:
            rows[: len(head)] = head[:height]
        return rows

    def _blank(self) -> Row:
        return paint_line((), self.room.width, self.palette)

    def _repaint(self, frame: list[Row]) -> None:
        old, self._frame = self._frame, frame
        if len(old) != len(frame):
            self.refresh()
            return
        regions = []
        for y, (before, after) in enumerate(zip(old, frame, strict=True)):
            cells = changed_cells(before, after)
            if cells:
                regions.append(Region(0, y, cells, 1))
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One row of the screen, as composed when the screen last came to rest."""
        if self._shape != self.seen or self._palette is None:
            self._reshape()
        if y < len(self._frame):
            return self._frame[y].strip
        return Strip.blank(self.seen.width, self.rich_style)

    def row_at(self, y: int) -> Row | None:
        """What stands on a row of the screen."""
        return self._frame[y] if 0 <= y < len(self._frame) else None

    def on_resize(self, event: events.Resize) -> None:
        """Divide the room again; the anchor keeps its row."""
        self._reshape()

    def notify_style_update(self) -> None:
        """Called by Textual when the theme or the focus changes."""
        super().notify_style_update()
        self._palette = None
        self.artist.forget()
        self._frame = []
        self.call_next(self._reshape)

    def _reshape(self) -> None:
        size = self.seen
        if not size:
            return
        anchor = self.held()
        if size.width != self._shape.width:
            self.room = Room.of(size.width)
            self.artist.forget()
            self.book.set_measure(self.room.text)
        if anchor is not None and size.height:
            anchor = Anchor(anchor.post, min(anchor.row, size.height - 1))
        self._shape = size
        self.settle(anchor)

    def measuring(self) -> Callable[[int], int]:
        """A function that measures one post with the present look."""
        look = self.look()
        return lambda index: self._measure(index, look)
