"""Draws posts into rows and remembers the rows of those drawn lately."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from outtray.base.translation import ngettext
from outtray.mastodon.models import Status
from outtray.widgets.timeline.age import age
from outtray.widgets.timeline.book import Book, Entry, Placement
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.paint import Palette, Row, paint_line
from outtray.widgets.timeline.pieces import Line, Piece, Role
from outtray.widgets.timeline.post import draw_gap, draw_post, draw_unreadable
from outtray.widgets.timeline.thread import guide_cells, guides

logger = logging.getLogger(__name__)

ROWS_KEPT = 1_000
"""Rows remembered; a row takes about three kilobytes, a screen shows some sixty."""

# What a fault in drawing code can raise over a post nobody foresaw. Faults of the machine
# (memory, interruption, input and output) are not among them and go up.
DRAWING_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Opened(NamedTuple):
    """How one post is shown at the moment."""

    selected: bool = False
    expanded: bool = False
    media: bool = False
    pictures: int = 0
    """How many times a picture of it has come, whichever state the album is in."""
    came_from: bool = False
    """Whether the user has just jumped away from here, and can jump back."""


class Artist:
    """Turns posts into rows for one look and one palette; a change of either forgets all rows."""

    def __init__(self, draw: Callable[[Status, Look], list[Line]] = draw_post) -> None:
        self._draw = draw
        self._kept: OrderedDict[tuple[str, int, str, Opened, Placement | None, int], tuple[Row, ...]]
        self._kept = OrderedDict()
        self._emoji: dict[str, frozenset[str]] = {}
        self._size = 0

    def forget(self) -> None:
        """Draw everything again when it is asked for."""
        self._kept.clear()
        self._emoji.clear()
        self._size = 0

    @property
    def rows_kept(self) -> int:
        """How many rows are remembered."""
        return self._size

    def emoji_of(self, entry_id: str) -> frozenset[str]:
        """The addresses of the emoji in a post, as far as it was drawn when it was drawn last."""
        return self._emoji.get(entry_id, frozenset())

    def with_any_of(self, addresses: frozenset[str]) -> list[str]:
        """The posts drawn lately in which any of these emoji is."""
        return [entry_id for entry_id, there in self._emoji.items() if not there.isdisjoint(addresses)]

    def rows(self, book: Book, index: int, opened: Opened, look: Look, palette: Palette) -> tuple[Row, ...]:
        """The rows of a post, the empty one below it included; never fails because of the post."""
        entry = book[index]
        when = "" if entry.moment is None else age(entry.moment, look.now, look.zone)
        epoch = 0 if look.emoji is None else look.emoji.epoch
        key = (entry.id, entry.version, when, opened, entry.placement, epoch)
        rows = self._kept.get(key)
        if rows is not None:
            self._kept.move_to_end(key)
            return rows
        if look.emoji is None:
            rows = tuple(self._paint(book, entry, opened, look, palette))
        else:
            with look.emoji.noting() as noted:
                rows = tuple(self._paint(book, entry, opened, look, palette))
            self._note_emoji(entry.id, noted)
        self._kept[key] = rows
        self._size += len(rows)
        while self._size > ROWS_KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])
        return rows

    def _note_emoji(self, entry_id: str, addresses: set[str]) -> None:
        self._emoji.pop(entry_id, None)
        if addresses:
            self._emoji[entry_id] = frozenset(addresses)
        if len(self._emoji) > ROWS_KEPT:
            del self._emoji[next(iter(self._emoji))]

    def _paint(self, book: Book, entry: Entry, opened: Opened, look: Look, palette: Palette) -> list[Row]:
        place = entry.placement or Placement()
        inner = msgspec.structs.replace(
            look,
            room=look.room.indented(guide_cells(place, look.room)),
            expanded=opened.expanded,
            media_shown=opened.media,
            in_thread=entry.placement is not None and not place.adrift,
        )
        if entry.is_gap:
            return self._rows(list(draw_gap(inner)), place, opened, look, palette)
        try:
            if entry.block is not None:
                return self._rows(entry.block.draw(inner), place, opened, look, palette)
            lines = self._draw(book.shelf.unpack(entry.packed), inner)
            return self._rows(lines, place, opened, look, palette)
        except DRAWING_FAULTS as fault:
            logger.warning("post %r could not be drawn: %s", entry.id, type(fault).__name__, exc_info=True)
            return self._rows(list(draw_unreadable(inner)), place, opened, look, palette)

    def _rows(
        self, lines: list[Line], place: Placement, opened: Opened, look: Look, palette: Palette
    ) -> list[Row]:
        room = look.room
        first, below = guides(place, room, look.strokes)
        gutter = _gutter(place, opened, look)
        if place.hidden:
            folded = ngettext("{count} answer folded", "{count} answers folded", place.hidden)
            lines = [*lines, (Piece(folded.format(count=place.hidden), Role.QUIET),)]
        rows = [
            paint_line(
                (gutter, *(first if number == 0 else below), *line), room.width, palette, opened.selected
            )
            for number, line in enumerate(lines)
        ]
        rows.append(paint_line((Piece(" " * room.gutter), *below) if below else (), room.width, palette))
        return rows


def _gutter(place: Placement, opened: Opened, look: Look) -> Piece:
    strokes, cells = look.strokes, look.room.gutter
    if opened.selected:
        return Piece(strokes.cursor + " " * (cells - 1), Role.CURSOR)
    if opened.came_from:
        return Piece(strokes.came + " " * (cells - 1), Role.CURSOR)
    if place.focus:
        return Piece(strokes.bar + " " * (cells - 1), Role.FOCUS)
    return Piece(" " * cells)
