"""What the drawing of a post depends on besides the post: room, signs, key names, and what was opened."""

from __future__ import annotations

from datetime import datetime, tzinfo

import msgspec

from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.timeline.album import Album
from outtray.widgets.timeline.sheet import EmojiSheet
from outtray.widgets.timeline.strokes import Strokes, strokes_for

MEASURE = 80
"""Cells of text in a line at most, however wide the column: longer lines are hard to follow."""

SLIM = 50
"""Below this many cells of text the words beside signs go, and margins shrink."""


class Hints(msgspec.Struct, frozen=True):
    """The keys a hint names, as they are written on screen; they follow the user's remapping."""

    expand: str = "x"
    media: str = "x"
    newest: str = "g"
    browser: str = "o"
    retry: str = "Enter"


class Room(msgspec.Struct, frozen=True):
    """How the cells of a column are divided; all widths in cells."""

    width: int
    gutter: int
    text: int

    @property
    def slim(self) -> bool:
        """Whether there is no room for words beside signs."""
        return self.text < SLIM

    @classmethod
    def of(cls, width: int) -> Room:
        """Divide a column: a gutter for the cursor, the text, a quiet margin."""
        gutter = 2 if width < SLIM else 3
        margin = 1 if width < SLIM else 2
        return cls(width, gutter, max(8, min(MEASURE, width - gutter - margin)))

    def indented(self, cells: int) -> Room:
        """The same column with the text moved right by ``cells``."""
        return Room(self.width, self.gutter, max(8, self.text - cells))


class Look(msgspec.Struct, frozen=True):
    """Everything one drawing of a post depends on but the post itself."""

    room: Room
    now: datetime
    zone: tzinfo
    icons: Icons = UNICODE
    hints: Hints = Hints()
    expanded: bool = False
    media_shown: bool = False
    in_thread: bool = False
    """Whether the post stands below what it answers, so that it need not say so."""
    album: Album | None = None
    """The small pictures there are; None where none are drawn."""
    emoji: EmojiSheet | None = None
    """The pictures of custom emoji there are; None where shortcodes stay text."""
    language: str = ""
    """The reader's language: posts in another one say so. Empty: no post says so."""

    @property
    def strokes(self) -> Strokes:
        """The lines that go with the signs."""
        return strokes_for(self.icons)
