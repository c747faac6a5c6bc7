"""The one place where spans of the draft (Python string indices) become rows and columns, and move.

A row is a line of the document, not a line of the screen: soft wrapping is the editor's business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from outtray_rules.finding import Span


class LineMap:
    """Where each line of a text begins, to turn an index into ``(row, column)`` and back."""

    __slots__ = ("_length", "_lengths", "_starts")

    def __init__(self, lines: Sequence[str], newline_length: int = 1) -> None:
        self._lengths = [len(line) for line in lines] or [0]
        self._starts = [0, *accumulate(length + newline_length for length in self._lengths[:-1])]
        self._length = self._starts[-1] + self._lengths[-1]

    def location(self, index: int) -> tuple[int, int]:
        """Row and column of an index; an index outside the text is moved to its nearest end."""
        index = min(max(index, 0), self._length)
        row = bisect_right(self._starts, index) - 1
        return row, min(index - self._starts[row], self._lengths[row])

    def index(self, location: tuple[int, int]) -> int:
        """Index of a row and column; both are moved into the text when they lie outside."""
        row = min(max(location[0], 0), len(self._starts) - 1)
        return self._starts[row] + min(max(location[1], 0), self._lengths[row])

    def pieces(self, span: Span) -> list[tuple[int, int, int]]:
        """A span as ``(row, first column, end column)`` for each line it touches, empty pieces left out."""
        if span.end <= span.start:
            return []
        first, start = self.location(span.start)
        last, end = self.location(span.end)
        found = [
            (row, start if row == first else 0, end if row == last else self._lengths[row])
            for row in range(first, last + 1)
        ]
        return [piece for piece in found if piece[2] > piece[1]]


class Edit(NamedTuple):
    """One change of a text: ``[start, old_end)`` became ``[start, new_end)``."""

    start: int
    old_end: int
    new_end: int


def edit_between(old: str, new: str) -> Edit:
    """The smallest single change that leads from one text to another."""
    shortest = min(len(old), len(new))
    start = _common_prefix(old, new, shortest)
    tail = _common_prefix(old[::-1], new[::-1], shortest - start)
    return Edit(start, len(old) - tail, len(new) - tail)


def _common_prefix(one: str, other: str, limit: int) -> int:
    """The length of what both begin with; halving keeps the comparing in C."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def shifted(span: Span, edit: Edit) -> Span | None:
    """The span after the change, or None when the change touched its words: what was found may be gone."""
    if edit.old_end <= span.start:
        moved = edit.new_end - edit.old_end
        return Span(span.start + moved, span.end + moved)
    if edit.start >= span.end:
        return span
    return None


class EditLog:
    """The latest changes by version, so that a review of an older text can still be placed."""

    KEPT = 64

    def __init__(self) -> None:
        self._edits: deque[tuple[int, Edit]] = deque(maxlen=self.KEPT)

    def record(self, version: int, edit: Edit) -> None:
        """Remember the change that made this version."""
        self._edits.append((version, edit))

    def clear(self) -> None:
        """Forget everything, when a whole other text was loaded."""
        self._edits.clear()

    def bring_up(self, spans: Iterable[Span], version: int, current: int) -> list[Span | None]:
        """Each span of an older version as it lies in the current one; None where its words changed.

        A version older than the log gives only None.
        """
        edits = [edit for made, edit in self._edits if made > version]
        known = len(edits) == current - version
        return [_through(span, edits) if known else None for span in spans]


def _through(span: Span, edits: Sequence[Edit]) -> Span | None:
    for edit in edits:
        moved = shifted(span, edit)
        if moved is None:
            return None
        span = moved
    return span
