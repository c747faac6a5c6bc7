"""Which two words of a post a person must type to release it: proof of a look, not of a password."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"\w[\w'’-]*")
_LEAST_LETTERS = 3


class PlacedWord(NamedTuple):
    """A word and its place in the text, counted from 1."""

    place: int
    word: str


def two_words(text: str) -> tuple[PlacedWord, PlacedWord] | None:
    """Two words from the first and the last part of a text; None when it has fewer than two.

    The choice depends on the text alone, so that asking again asks for the same words.
    """
    words = [PlacedWord(number, found) for number, found in enumerate(_WORD.findall(text), start=1)]
    if len(words) < 2:
        return None
    telling = [word for word in words if len(word.word) >= _LEAST_LETTERS]
    chosen = telling if len(telling) >= 2 else words
    return chosen[len(chosen) // 3], chosen[-1]
