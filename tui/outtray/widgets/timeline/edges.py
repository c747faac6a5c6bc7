"""What stands above the first post and below the last: notices, new posts counted, loading, the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.paint import Palette, Row, paint_line
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role
from outtray.widgets.timeline.wrap import wrap

FOOT_LINES = 2
"""Lines kept below the last post, whatever stands there, so that nothing jumps when it changes."""

_NOTICE_LINES = 4


class Foot(Enum):
    """What is known of the posts below the last one."""

    MORE = "more"
    LOADING = "loading"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence and what to do about it; stays until it is dismissed."""

    sentence: str
    next_step: str = ""
    is_error: bool = True


def head_rows(new_posts: int, notice: Notice | None, look: Look, palette: Palette) -> list[Row]:
    """What is kept in view above the posts; empty when there is nothing to say."""
    width, indent = look.room.width, Piece(" " * look.room.gutter, Role.NOTICE)
    rows: list[Row] = []
    if notice is not None:
        role = Role.NOTICE
        mark = look.icons.warn if notice.is_error else look.icons.note
        words = [Piece(f"{mark} {notice.sentence}", role, Emphasis.BOLD)]
        if notice.next_step:
            words.append(Piece(" " + notice.next_step, role))
        lines = wrap(words, width - look.room.gutter - 1, _NOTICE_LINES)
        rows += [paint_line(_filled((indent, *line), width, role), width, palette) for line in lines]
    if new_posts:
        told = ngettext("{count} new post", "{count} new posts", new_posts).format(count=new_posts)
        key = _("press {key}").format(key=look.hints.newest)
        text = f"{look.icons.up} {told} {look.icons.dash} {key}"
        line: Line = (Piece(" " * look.room.gutter + text, Role.BANNER),)
        rows.append(paint_line(_filled(line, width, Role.BANNER), width, palette))
    return rows


def _filled(line: Line, width: int, role: Role) -> Line:
    """The line carried on in its own background to the edge, so that it reads as a bar."""
    return (*line, Piece(" " * width, role))


def foot_rows(
    foot: Foot, problem: Notice | None, look: Look, palette: Palette, *, empty: str | None = None
) -> list[Row]:
    """What is known of older posts, in exactly ``FOOT_LINES`` rows.

    ``empty`` is given for a timeline without any post, which may take more: what is said while none are
    known or on their way.
    """
    gutter = Piece(" " * look.room.gutter)
    width = look.room.text
    lines: list[Line] = []
    if problem is not None and foot is Foot.FAILED:
        retry = _("{key} to try again").format(key=look.hints.retry)
        step = f" {problem.next_step}" if problem.next_step else ""
        words = [
            Piece(f"{look.icons.warn} {problem.sentence}", Role.ERROR),
            Piece(f"{step} {look.icons.dot} {retry}", Role.QUIET),
        ]
        lines = wrap(words, width, FOOT_LINES if empty is None else 12)
    elif empty is not None:
        told = _("Loading posts…") if foot is Foot.LOADING else empty
        lines = wrap([Piece(told, Role.QUIET)], width, 12)
    elif foot is Foot.LOADING:
        lines = [(Piece(_("Loading older posts…"), Role.QUIET),)]
    elif foot is Foot.ENDED:
        lines = [(Piece(_("This is the beginning; there are no older posts."), Role.QUIET),)]
    if empty is None:
        lines += [()] * (FOOT_LINES - len(lines))
    return [paint_line((gutter, *line), look.room.width, palette) for line in lines]
