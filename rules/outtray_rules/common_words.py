"""Whether a word is an ordinary English or French one, so that it is nobody's misspelt name.

The lists are in ``words/`` (see ``words/SOURCES.md`` for where they come from and their licences): sorted,
folded words of 5 to 12 letters, each written as a letter for how much of the word before it it repeats
(``a`` for nothing) and the rest. They are read when first needed and kept as one string for each
first letter, a tenth of what sets would take; a look-up is a search of some 50 microseconds, made only for
words that look like a misspelling.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).parent / "words"
LANGUAGES = ("en", "fr")
"""The languages there are lists for."""


def is_common(word: str) -> bool:
    """Whether a folded word of 5 to 12 letters is on a list, itself or as a plural."""
    singular = word[:-1] if word.endswith("s") else word
    for language in LANGUAGES:
        known = _known(language).get(word[:1], "")
        if f"\n{word}\n" in known or f"\n{singular}\n" in known:
            return True
    return False


def known_words(language: str, letter: str) -> list[str]:
    """The words of one list that begin with a letter, in order."""
    return _known(language).get(letter, "").split()


def warm() -> None:
    """Read the lists beforehand."""
    for language in LANGUAGES:
        _known(language)


@cache
def _known(language: str) -> dict[str, str]:
    by_letter: dict[str, list[str]] = {}
    before = ""
    for line in gzip.decompress((_LISTS / f"{language}.gz").read_bytes()).decode("ascii").split("\n"):
        before = before[: ord(line[0]) - ord("a")] + line[1:]
        by_letter.setdefault(before[0], [""]).append(before)
    return {letter: "\n".join([*words, ""]) for letter, words in by_letter.items()}
