"""The one boundary foreign text crosses: what comes out can be written to a terminal.

Text of a server, a file or a person's clipboard may hold escape sequences, C1 controls, bidirectional
overrides, invisible characters or towers of combining marks. Each of these can forge the screen, move the
cursor or make a line as tall as the window. `sanitise` removes them and leaves everything a person can
read, emoji and joiners of scripts included.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

MARKS_PER_BASE: Final = 6
"""Combining marks kept on one base: Vietnamese, Hebrew and Tibetan need up to five, a prank uses dozens."""

LINE_LIMIT: Final = 1_000
TEXT_LIMIT: Final = 100_000
"""Characters kept; long enough for the longest article a server has been seen to send as one status."""

_ELLIPSIS: Final = "…"
_TAB: Final = "    "

# Every kind of line break a terminal or a text widget could take for one.
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Controls, lone surrogates, directional overrides (never honest in a post), and format characters without
# a width every terminal agrees on. Joiners (200C, 200D), directional marks and variation selectors stay.
# The last is the character in whose place some terminals draw a picture they were given.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202d\u202e\u2060-\u2064\u206a-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0001\U0010eeee]"
)

# Tag characters are invisible and can smuggle text; the only honest use is a flag of a region.
_TAGS = re.compile("(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0020-\U000e007f]")

_DIRECTIONS = re.compile("[\u202a-\u202c\u2066-\u2069]")
_CLOSERS: Final = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}

# A run that could hold too many marks: anything from U+0300 on, less the scripts that have no marks of
# their own (they would only cost time). Runs are checked character by character, so this may be too wide.
_MARKLESS: Final = (
    "\u0370-\u0482\u048a-\u0590\u2010-\u20cf\u2100-\u2cee\u2e00-\u3029\u3030-\u3098\u309b-\ua66e"
    "\uac00-\ud7ff\ue000-\uf8ff\uff01-\uffff"
)


@cache
def _mark_run() -> re.Pattern[str]:
    # Compiling it takes longer than cleaning a page; text in plain ASCII never needs it.
    return re.compile(
        f"[^\x00-\u02ff{_MARKLESS}]{{{MARKS_PER_BASE + 1},}}|(?:^|(?<=\n))[^\x00-\u02ff{_MARKLESS}]+"
    )


_BREAKS = re.compile(" *\n[ \n]*")


def sanitise(text: str, *, single_line: bool = False, limit: int = 0) -> str:
    """Return `text` without anything that could forge or break a screen; idempotent.

    `single_line` turns each line break, with the spaces around it, into one space. `limit` is the most
    characters kept (0: `LINE_LIMIT` or `TEXT_LIMIT`); a cut text ends in an ellipsis.
    """
    limit = limit or (LINE_LIMIT if single_line else TEXT_LIMIT)
    if len(text) <= limit and is_plain(text):
        return text
    # Removing one thing can bring two others together; every pass after the first only shortens.
    while (cleaned := _pass(text, single_line, limit)) != text:
        text = cleaned
    return text


def is_plain(text: str) -> bool:
    """Say whether `text` has nothing to remove: all printable, and no tower of combining marks."""
    return text.isprintable() and (text.isascii() or not _mark_run().search(text))


def _pass(text: str, single_line: bool, limit: int) -> str:
    if len(text) > limit * 8:
        text = text[: limit * 8]  # no more of a ten-megabyte name than could matter is looked at
    text = _NEWLINES.sub("\n", text)
    text = _DROPPED.sub("", text)
    if "\t" in text:
        text = text.replace("\t", _TAB)
    if single_line:
        text = _BREAKS.sub(" ", text.strip("\n"))
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + _ELLIPSIS
    text = _TAGS.sub(r"\1", text)
    if _DIRECTIONS.search(text):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    return _mark_run().sub(_few_marks, text)


def _balanced(line: str) -> str:
    """Keep only embeddings and isolates that are closed on this line, properly nested."""
    drop: set[int] = set()
    open_at: list[tuple[int, str]] = []
    for found in _DIRECTIONS.finditer(line):
        at, character = found.start(), found.group()
        if character in _CLOSERS:
            open_at.append((at, _CLOSERS[character]))
        elif open_at and open_at[-1][1] == character:
            open_at.pop()
        else:
            drop.add(at)
    drop.update(at for at, _ in open_at)
    if not drop:
        return line
    return "".join(character for at, character in enumerate(line) if at not in drop)


def _few_marks(found: re.Match[str]) -> str:
    """Limit the marks in one run; a mark at the start of a line has no base and would climb on the frame."""
    kept: list[str] = []
    # A run inside a line follows some base; one at the start of a line follows none.
    starts_line = found.start() == 0 or found.string[found.start() - 1] == "\n"
    marks = MARKS_PER_BASE if starts_line else 0
    for character in found.group():
        if unicodedata.category(character)[0] == "M":
            marks += 1
            if marks <= MARKS_PER_BASE:
                kept.append(character)
        elif character == "\u200d":
            kept.append(character)  # a joiner is no base: marks on either side of it count together
        else:
            marks = 0
            kept.append(character)
    return "".join(kept)
