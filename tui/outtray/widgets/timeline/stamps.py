"""Puts the pictures of custom emoji in the place of their shortcodes, where there are pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from outtray.mastodon.models import CustomEmoji
from outtray.widgets.kitty import cells
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Emphasis, Piece, Role
from outtray.widgets.timeline.sheet import EmojiSheet

COLUMNS: Final = 2
"""Cells of an emoji: twice as high as wide, a cell makes two of them a square."""

# Text that has to be seen letter by letter: where it leads, or what it says to a machine.
_LITERAL: Final = frozenset({Role.CODE, Role.LINK, Role.HOST, Role.HASHTAG, Role.ACCT})
_NAME = re.compile(r"[^\s:]{1,100}").fullmatch


def with_emoji(pieces: list[Piece], emojis: Sequence[CustomEmoji], look: Look) -> list[Piece]:
    """The pieces with a picture for each of these emoji that has one; the same list where none are drawn."""
    if look.emoji is None or not emojis:
        return pieces
    known = _addresses(tuple(emojis))
    if not any(":" in piece.text for piece in pieces):
        return pieces
    return [part for piece in pieces for part in _stamped(piece, known, look.emoji)]


@lru_cache(maxsize=64)
def _addresses(emojis: tuple[CustomEmoji, ...]) -> Mapping[str, str]:
    """Where the picture of each shortcode is; the one that stands still, where there are two."""
    return {
        one.shortcode: address
        for one in emojis
        if _NAME(one.shortcode) and (address := one.static_url or one.url)
    }


def _stamped(piece: Piece, known: Mapping[str, str], sheet: EmojiSheet) -> Iterator[Piece]:
    text = piece.text
    if ":" not in text or piece.role in _LITERAL:
        yield piece
        return
    start = at = 0
    while (begin := text.find(":", at)) >= 0 and (end := text.find(":", begin + 1)) >= 0:
        address = known.get(text[begin + 1 : end])
        image = 0 if address is None else sheet.image_of(address)
        # The second colon of what is none may be the first of the next.
        at = end if address is None else end + 1
        if image:
            if begin > start:
                yield piece._replace(text=text[start:begin])
            yield Piece(cells(COLUMNS), piece.role, Emphasis.NONE, piece.target, None, image)
            start = at
    if start < len(text):
        yield piece._replace(text=text[start:]) if start else piece
