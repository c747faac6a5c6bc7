"""Names that people misspell: the words within an edit or two of a token.

Candidates come from a deletion-neighbourhood index (Garbe's symmetric delete) and are verified with
RapidFuzz's optimal string alignment. A token that is an ordinary word is nobody's misspelling: “incompetent”
is not “competent”, “martin” is not “marin”, and no correction ever turns one common word into another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from rapidfuzz.distance import OSA

from outtray_rules.common_words import is_common
from outtray_rules.termindex import FUZZY, FUZZY_CONFIDENCE, Word

_SHORTEST = 5
_LONG = 8
"""From this length on two edits are a slip; in a shorter word they make another word."""
_OPPOSITES = ("in", "un", "im", "il", "ir", "non", "dis", "de", "mis", "anti")


class Misspellings:
    """The index of deletions for the words that may be misspelt."""

    def __init__(self, scores: Mapping[str, int]) -> None:
        """``scores`` gives for each word the least score (0 to 100) that counts."""
        self._scores = {word: score for word, score in scores.items() if len(word) >= _SHORTEST}
        self._deletions: dict[str, tuple[str, ...]] = {}
        for word, score in self._scores.items():
            for key in _deletions(word, _edits(len(word), score)):
                self._deletions[key] = (*self._deletions.get(key, ()), word)

    def __bool__(self) -> bool:
        return bool(self._deletions)

    def of(self, text: str) -> Iterator[Word]:
        """The words a token may be meant for; none for a token that is a common word itself."""
        if len(text) < _SHORTEST or not text.isalpha():
            return
        seen: set[str] = set()
        for key in _deletions(text, 2 if len(text) >= _LONG else 1):
            for word in self._deletions.get(key, ()):
                if word in seen or word[0] != text[0] or _opposite(word, text):
                    continue
                seen.add(word)
                score = OSA.normalized_similarity(word, text) * 100
                if score >= self._scores[word]:
                    if is_common(text):
                        return
                    yield Word(word, FUZZY, round(score / 100 * FUZZY_CONFIDENCE, 3))


def _edits(length: int, score: int) -> int:
    """How many edits a word of this length may have and still reach the score, at most two."""
    return max(0, min(2, int(length * (100 - score) / 100 + 0.0001), 2 if length >= _LONG else 1))


def _deletions(word: str, edits: int) -> Iterator[str]:
    yield word
    if edits >= 1:
        for index in range(len(word)):
            yield word[:index] + word[index + 1 :]
    if edits >= 2:
        for first, second in combinations(range(len(word)), 2):
            yield word[:first] + word[first + 1 : second] + word[second + 1 :]


def _opposite(one: str, other: str) -> bool:
    return any(one == prefix + other or other == prefix + one for prefix in _OPPOSITES)
