"""What a drawn post is made of before it has colours: pieces of text with a role and, perhaps, a target.

Nothing here knows a style, a theme or a terminal, so that layout can be computed and tested alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, IntFlag
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size, split_text


class Role(Enum):
    """What a piece of text is; the widget has one component class, ``timeline--<value>``, for each."""

    TEXT = "text"
    QUIET = "quiet"
    AUTHOR = "author"
    ACCT = "acct"
    TIME = "time"
    CONTEXT = "context"
    VISIBILITY = "visibility"
    WARNING = "warning"
    LINK = "link"
    HOST = "host"
    MENTION = "mention"
    HASHTAG = "hashtag"
    CODE = "code"
    QUOTED = "quoted"
    BAR = "bar"
    HEADING = "heading"
    MEDIA = "media"
    MEDIA_BARE = "media-bare"
    POLL = "poll"
    POLL_OWN = "poll-own"
    POLL_TRACK = "poll-track"
    CARD = "card"
    COUNT = "count"
    BOOSTED = "boosted"
    FAVOURITED = "favourited"
    BOOKMARKED = "bookmarked"
    GUIDE = "guide"
    CURSOR = "cursor"
    FOCUS = "focus"
    NOTICE = "notice"
    NOTICE_TEXT = "notice-text"
    ERROR = "error"
    BANNER = "banner"
    TAB = "tab"
    TAB_OPEN = "tab-open"
    GOOD = "good"


class Emphasis(IntFlag):
    """What the author did to the words, whatever their role."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    STRIKE = 4
    UNDERLINE = 8


class TargetKind(Enum):
    """What opens when a piece is clicked or chosen."""

    LINK = "link"
    PROFILE = "profile"
    TAG = "tag"
    STATUS = "status"
    WARNING = "warning"
    MEDIA = "media"
    POLL = "poll"
    PART = "part"
    """A part of what is shown that can be turned to: the media of a profile, its followers."""
    ITEM = "item"
    """One thing of a list, by a name the list gave it; the list says what is done with it."""


class Target(NamedTuple):
    """Where a piece leads: an address, account id, tag name or status id, by kind. Foreign text."""

    kind: TargetKind
    value: str


class Tint(NamedTuple):
    """Colours of their own for the two halves of a cell of a picture: red, green and blue of each."""

    upper: tuple[int, int, int]
    lower: tuple[int, int, int]


class Piece(NamedTuple):
    """Some text of one role; ``target`` is where it leads, if anywhere; ``tint`` is for pictures alone.

    ``stamp`` is the number of the picture that the terminal draws in these cells; 0 for text that is text.
    """

    text: str
    role: Role = Role.TEXT
    emphasis: Emphasis = Emphasis.NONE
    target: Target | None = None
    tint: Tint | None = None
    stamp: int = 0


Line = tuple[Piece, ...]
"""One row of a drawn post, left to right, without its trailing space."""


def line_cells(line: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(piece.text) for piece in line)


def truncate(text: str, cells: int, mark: str = "…") -> str:
    """Shorten text to at most ``cells`` cells, ending with ``mark`` when something was left out."""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(mark)
    if room <= 0:
        return set_cell_size("", max(0, cells))
    return split_text(text, room)[0].rstrip() + mark


def truncate_line(pieces: Sequence[Piece], cells: int, mark: str = "…") -> list[Piece]:
    """Shorten pieces to at most ``cells`` cells, with ``mark`` at the end when something was left out."""
    if sum(cell_len(piece.text) for piece in pieces) <= cells:
        return list(pieces)
    room, kept = cells - cell_len(mark), list[Piece]()
    for piece in pieces:
        taken = cell_len(piece.text)
        if taken > room:
            # Half a picture is none; of text stays what there is room for.
            rest = "" if piece.stamp else split_text(piece.text, max(0, room))[0].rstrip()
            return [*kept, piece._replace(text=rest + mark, stamp=0)]
        kept.append(piece)
        room -= taken
    return kept
