"""Finds where the screen stands when one post is to stay on its row and heights turn out to differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from outtray.widgets.timeline.heights import HeightIndex


class Anchor(NamedTuple):
    """A post, by position, and the row of the screen on which its first line stands (may be above)."""

    post: int
    row: int


def settle(
    heights: HeightIndex,
    measure: Callable[[int], int],
    anchor: Anchor,
    *,
    head: int,
    foot: int,
    screen: int,
) -> int:
    """The line of the whole at which the screen begins, with every post on the screen measured.

    ``measure`` draws the post at an index, corrects its height and returns it. ``head`` and ``foot`` are
    lines above the first and below the last post, ``screen`` the rows there are. The anchor stays on
    its row unless that would show something beyond either end.
    """
    index, row = anchor
    while True:
        line, below = row, index
        while line < screen and below < len(heights):
            line += measure(below)
            below += 1
        line, above = row, index
        while line > 0 and above > 0:
            above -= 1
            line -= measure(above)
        top = head + heights.offset(index) - row
        last = max(0, head + heights.total + foot - screen)
        held = min(max(0, top), last)
        if held == top:
            return top
        # At an end: the screen moves, which may bring in posts that have not been measured, each of
        # which can only move the end again. Every turn measures at least one more post or stops.
        moved = head + heights.offset(index) - held
        if moved == row:
            return held
        row = moved
