"""How one held act is drawn: on one line when there is room, else on two."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from textual.content import Content

from outtray.base.translation import gettext as _
from outtray.widgets.desk.say import (
    act_word,
    counts_content,
    hold_state_colour,
    hold_state_icon,
    hold_state_word,
)
from outtray.widgets.desk.values import HeldRow, HoldState
from outtray.widgets.icons import Icons
from outtray.widgets.text import cut
from outtray.widgets.theming import account_variable
from outtray.widgets.words import countdown, minutes_left

ONE_LINE_FROM = 88
"""Width from which a row takes one line."""

_KIND = 15
"""Room for the longest kind in either language, “modification”, with its sign."""
_COUNTS = 12
_STATE = 18


def row_height(width: int) -> int:
    """How many lines a row takes at this width."""
    return 1 if width >= ONE_LINE_FROM else 2


def draw_row(
    row: HeldRow, width: int, now: datetime, icons: Icons, *, still: bool, zone: tzinfo = UTC
) -> list[Content]:
    """The lines of a row, each at most ``width`` cells; ``still`` leaves out what moves by the second.

    Times of day are told in ``zone``.
    """
    kind = _padded(Content.styled(f"{icons.act(row.kind)} {act_word(row.kind)}", "$ot-muted"), _KIND)
    counts = counts_content(row.counts, icons, short=True)
    state = draw_state(row, now, icons, still=still, zone=zone)
    ellipsis = icons.ellipsis
    colour = account_variable(row.account_index)
    if row_height(width) == 1:
        room = _words_width(width)
        account = cut(f"@{row.account}", width - _KIND - _COUNTS - _STATE - room - 3, ellipsis).stylize(
            colour
        )
        words = _padded(cut(row.words, room, ellipsis).stylize("$ot-ink"), room)
        return [
            Content.assemble(
                kind, words, " ", _padded(counts, _COUNTS), " ", _padded(state, _STATE), " ", account
            )
        ]
    words = cut(row.words, max(width - _KIND, 1), ellipsis).stylize("$ot-ink")
    below = Content.assemble(" " * _KIND, _padded(state, _STATE), " ", counts, "  ")
    account = cut(f"@{row.account}", max(width - below.cell_length, 0), ellipsis).stylize(colour)
    return [Content.assemble(kind, words), Content.assemble(below, account).truncate(width)]


def draw_heading(width: int) -> Content:
    """The names of the columns, for rows of one line."""
    room = _words_width(width)
    names = (
        (_("Act"), _KIND), (_("First words"), room + 1), (_("Findings"), _COUNTS + 1),
        (_("State"), _STATE + 1), (_("Account"), 0),
    )  # fmt: skip
    return Content.styled("".join(name.ljust(cells) for name, cells in names), "bold $ot-accent")


def draw_state(row: HeldRow, now: datetime, icons: Icons, *, still: bool, zone: tzinfo = UTC) -> Content:
    """What the act is doing, with the time left while it cools."""
    state = row.hold.state_at(now)
    sign = hold_state_icon(state, icons)
    words = hold_state_word(state)
    if state is HoldState.COOLING:
        left = row.hold.seconds_left(now)
        words = minutes_left(left) if still else _("{time} left").format(time=countdown(left))
    until = row.hold.quiet_until(now)
    if state is HoldState.QUIET and until is not None:
        words = _("not before {time}").format(time=f"{until.astimezone(zone):%H:%M}")
    weight = "" if state in {HoldState.COOLING, HoldState.QUIET} else "bold "
    return Content.styled(f"{sign} {words}", f"{weight}$ot-{hold_state_colour(state)}")


def _padded(content: Content, width: int) -> Content:
    missing = width - content.cell_length
    return content.pad_right(missing) if missing > 0 else content.truncate(width)


def _words_width(width: int) -> int:
    """The first words get two thirds of what the fixed columns leave; the rest names the account."""
    return (width - _KIND - _COUNTS - _STATE - 3) * 2 // 3
