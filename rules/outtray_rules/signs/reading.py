"""The signs in a sentence, and what they add up to.

A sign is a word or two neighbouring words, folded; mentions, links and numbers count as such, whatever they
say. None of them says anything alone. How much each weighs for a category was learned from labelled posts, by
``tests/rules/learn_signs.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from outtray_rules.signs.weights import Weights
from outtray_rules.view import Sentence

WINDOW = 90
"""Signs looked at together at most: a long text is no more suspect for being long."""
_SHORT = 24
"""Fewer signs than this count as this many."""
_SAME = {"mention": "@", "url": "url", "number": "0", "email": "e-mail"}


class Sign(NamedTuple):
    """A word or pair, and the tokens ``[first, stop)`` it stands at."""

    name: str
    first: int
    stop: int


class Sums(NamedTuple):
    """What one sentence adds up to: how many signs, and their weight for each category."""

    signs: int
    weights: tuple[int, ...]


def signs(sentence: Sentence) -> list[Sign]:
    """The different signs of a sentence, each where it stands first."""
    words = [_SAME.get(kind, token) for kind, token in zip(sentence.kinds, sentence.tokens, strict=True)]
    found: dict[str, Sign] = {}
    for index, word in enumerate(words):
        found.setdefault(word, Sign(word, index, index + 1))
        before = words[index - 1] if index else "^"
        pair = f"{before} {word}"
        found.setdefault(pair, Sign(pair, max(index - 1, 0), index + 1))
    if words:
        last = f"{words[-1]} $"
        found.setdefault(last, Sign(last, len(words) - 1, len(words)))
    return list(found.values())


def sums(sentence: Sentence, weights: Weights) -> Sums:
    """What a sentence adds up to; kept with it."""
    kept = sentence.signs.get(weights.language)
    if kept is None:
        found = signs(sentence)
        known = [row for sign in found if (row := weights.rows.get(sign.name)) is not None]
        total = tuple(map(sum, zip(*known, strict=True))) if known else (0,) * len(weights.categories)
        kept = sentence.signs[weights.language] = Sums(len(found), total)
    return kept


def score(total: float, count: int) -> float:
    """The weight of some signs, made comparable between shorter and longer texts."""
    return total / sqrt(max(count, _SHORT))


class Best(NamedTuple):
    """The stretch of sentences ``[first, stop)`` with the highest score for one category."""

    score: float
    first: int
    stop: int


def best(found: Sequence[Sums], category: int) -> Best | None:
    """The stretch that speaks most for a category; None without sentences."""
    top: Best | None = None
    for first in range(len(found)):
        count = total = 0
        for stop in range(first, len(found)):
            count += found[stop].signs
            total += found[stop].weights[category]
            if count > WINDOW and stop > first:
                break
            here = score(total, count)
            if top is None or here > top.score:
                top = Best(here, first, stop + 1)
    return top
