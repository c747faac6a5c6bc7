"""Undoing what people do to a word to hide it: l33t digits, repeated letters, separators, masked vowels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a",
    "$": "s", "!": "il",
    "|": "il", "+": "t", "€": "e", "£": "l",
}  # fmt: skip
_RUN = re.compile(r"(.)\1{2,}")
_SEPARATED = re.compile(r"[^\W\d_](?:[._\-*'~/][^\W\d_]){2,}")
_JOINED = re.compile(r"[^\W\d_]{2,}(?:[-_][^\W\d_]{1,}){1,3}")
MASKS = "*#%•·█"
"""Characters that stand for a letter somebody did not want to write."""
OBFUSCATED = re.compile(rf"[\w$@!|+€£'._\-~/{re.escape(MASKS)}]{{3,40}}")
"""A run of characters that may be one disguised word."""
_CHOICES = 4


def unrepeat(word: str) -> Iterator[str]:
    """Readings of a word with letters held down: each long run as one letter, then as two."""
    if _RUN.search(word):
        yield _RUN.sub(r"\1", word)
        yield _RUN.sub(r"\1\1", word)


def unleet(word: str) -> Iterator[str]:
    """Readings of a word with digits and signs for letters; none when it is mostly digits."""
    digits = sum(character.isdigit() for character in word)
    signs = [character for character in word if character in _LEET]
    lettered = any(character.isalpha() for character in word)
    double = sum(len(_LEET[sign]) > 1 for sign in signs)
    if not signs or not lettered or digits * 2 > len(word) or double > _CHOICES:
        return
    for reading in product(*(_LEET.get(character, character) for character in word)):
        yield "".join(reading)


def unseparate(word: str) -> Iterator[str]:
    """Readings of a word cut up by signs: ``f.u.c.k``, ``re-sign``."""
    if _SEPARATED.fullmatch(word) or _JOINED.fullmatch(word):
        yield "".join(character for character in word if character.isalpha())


def mask_pattern(word: str) -> re.Pattern[str] | None:
    """What a masked word may stand for (``f*ck``), or None when too little of it is left to tell.

    The first letter and at least two letters in all must be written; a run of N masks stands for
    one to N + 1 letters. ``f***`` names no word by itself: packs list such forms literally.
    """
    known = sum(character.isalpha() for character in word)
    masks = sum(character in MASKS for character in word)
    if not masks or known < 2 or known < masks or not word[0].isalpha():
        return None
    parts: list[str] = []
    for run in re.finditer(rf"[{re.escape(MASKS)}]+|[^{re.escape(MASKS)}]+", word):
        if run.group()[0] in MASKS:
            parts.append(rf"[^\W\d_]{{1,{len(run.group()) + 1}}}")
        else:
            parts.append(re.escape(run.group()))
    return re.compile("".join(parts))
