"""Cuts a text into the parts of a thread, each within the server's own count."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from outtray.base.errors import OuttrayError
from outtray.base.graphemes import grapheme_ends
from outtray.base.translation import gettext as _
from outtray.mastodon.counting import counted_length, entities, mentions

_BY_HAND = re.compile(r"^[ \t]*-{3}[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+")
_WORD = re.compile(r"\s+")

_FULL_ENOUGH = 0.4
"""A part may end early at a paragraph or a sentence when this much of the limit is used; less looks torn."""

MOST_PARTS = 50
"""A thread longer than this is no thread."""


class CannotSplit(OuttrayError):
    """A text cannot be made a thread of."""


def is_split_by_hand(text: str) -> bool:
    """Whether a line of three dashes says where a part ends."""
    return len(_by_hand(text)) > 1


def split(text: str, limit: int, *, url_weight: int = 23, warning: str = "", to: str = "") -> tuple[str, ...]:
    """The text in parts, none over ``limit`` by the server's count with this content warning.

    A line ``---`` ends a part; what is too long still is cut at a blank line, else after a sentence, else
    between words, and inside of a word only when the word alone is too long; never inside a web address, a
    mention or a grapheme cluster. Nothing but blanks and those lines is left out. ``to`` is put in front of
    every part that does not name all it names (a direct post is read by whom it mentions). Raises
    ``CannotSplit``.
    """

    def length(part: str) -> int:
        return counted_length(addressed(part, to), warning, url_weight)

    parts: list[str] = []
    for section in _by_hand(text):
        parts += _cut(section, limit, length)
        if len(parts) > MOST_PARTS:
            raise CannotSplit(
                _("This would be a thread of more than {most} parts.").format(most=MOST_PARTS),
                _("Shorten it, or publish it somewhere and post a link."),
            )
    return tuple(addressed(part, to) for part in parts)


def addressed(part: str, to: str) -> str:
    """The part with those in front whom ``to`` names and the part does not."""
    named = {name.casefold() for name in mentions(part)}
    missing = [name for name in mentions(to) if name.casefold() not in named]
    return "".join(f"@{name} " for name in missing) + part


def _by_hand(text: str) -> list[str]:
    return [section for found in _BY_HAND.split(text) if (section := found.strip())]


def _cut(text: str, limit: int, length: Callable[[str], int]) -> list[str]:
    parts: list[str] = []
    while length(text) > limit:
        end = _end_of_part(text, limit, length)
        parts.append(text[:end].strip())
        text = text[end:].strip()
    return [*parts, text]


def _end_of_part(text: str, limit: int, length: Callable[[str], int]) -> int:
    """Where the first part ends: the latest place of the best kind that leaves it within the limit."""
    whole = entities(text)
    starts = [start for start, _end in whole]

    def allowed(ends: Iterable[int]) -> list[int]:
        found = []
        for end in ends:
            at = bisect_right(starts, end - 1) - 1
            if 0 < end < len(text) and not (at >= 0 and whole[at][0] < end < whole[at][1]):
                found.append(end)
        return found

    def fits(end: int) -> bool:
        return length(text[:end].strip()) <= limit

    for pattern, enough in ((_PARAGRAPH, True), (_LINE, True), (_SENTENCE, True), (_WORD, False)):
        places = allowed(found.end() for found in pattern.finditer(text))
        end = _latest(places, fits)
        if end and (not enough or length(text[:end].strip()) >= limit * _FULL_ENOUGH):
            return end
    end = _latest(allowed(grapheme_ends(text)), fits)
    if not end:
        raise CannotSplit(
            _("One word or address is longer than a whole post may be."), _("Shorten it by hand.")
        )
    return end


def _latest(places: list[int], fits: Callable[[int], bool]) -> int:
    """The last place that fits; 0 when none does. More text never counts less, so halving finds it."""
    at = bisect_left(places, True, key=lambda end: not fits(end))
    # An address grows out of words at its very end: a step or two back is all that can take.
    while at and not fits(places[at - 1]):
        at -= 1
    return places[at - 1] if at else 0
