"""The signs in a sentence, and what they add up to.

A sign is a word, its beginning, or two neighbouring words, folded. Links and numbers count as such, whatever
they say; mentions do not count: whom a post speaks to says nothing of what it says. No sign says anything
alone. What each weighs was learned from labelled posts, by ``tests/rules/learn_signs.py``: first for any
category at all, then for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from outtray_rules.signs.weights import ANY, CATEGORIES, NONE, Weights
from outtray_rules.view import Sentence

WINDOW = 150
"""Signs looked at together at most: a long text is no more suspect for being long."""
BEGINNING = 5
"""Letters of a word that stand for it in all its forms."""
MARGIN = 0.8
"""A category this far behind the first is told beside it; in spreads."""
MOST = 3
"""So many categories are told at most."""
LONGEST = 12
"""Tokens pointed at at most."""
_SHORT = 24
"""Fewer signs than this count as this many."""
_SAME = {"url": "url", "number": "0", "email": "e-mail"}


class Sign(NamedTuple):
    """A word, a beginning or a pair, and the tokens ``[first, stop)`` it stands at."""

    name: str
    first: int
    stop: int


class Sums(NamedTuple):
    """What one sentence adds up to: how many signs, and their weight for any category and for each."""

    signs: int
    weights: tuple[int, ...]


def signs(sentence: Sentence) -> list[Sign]:
    """The different signs of a sentence, each where it stands first."""
    found: dict[str, Sign] = {}
    before, last = "^", 0
    for index, (kind, token) in enumerate(zip(sentence.kinds, sentence.tokens, strict=True)):
        if kind == "mention":
            continue
        word = _SAME.get(kind, token)
        found.setdefault(word, Sign(word, index, index + 1))
        beginning = f"~{word[:BEGINNING]}"
        found.setdefault(beginning, Sign(beginning, index, index + 1))
        pair = f"{before} {word}"
        found.setdefault(pair, Sign(pair, last, index + 1))
        before, last = word, index
    if found:
        pair = f"{before} $"
        found.setdefault(pair, Sign(pair, last, last + 1))
    return list(found.values())


def sums(sentence: Sentence, weights: Weights) -> Sums:
    """What a sentence adds up to; kept with it."""
    kept = sentence.signs.get(weights.language)
    if kept is None:
        found = signs(sentence)
        total = weights.signs.total(sign.name for sign in found)
        kept = sentence.signs[weights.language] = Sums(len(found), total)
    return kept


def score(total: float, count: int) -> float:
    """The weight of some signs, made comparable between shorter and longer texts."""
    return total / sqrt(max(count, _SHORT))


class Best(NamedTuple):
    """The stretch of sentences ``[first, stop)`` that speaks most for any category, and all it adds up to."""

    score: float
    first: int
    stop: int
    sums: Sums


def best(found: Sequence[Sums]) -> Best | None:
    """The stretch that speaks most; None without sentences."""
    top: tuple[float, int, int] | None = None
    for first in range(len(found)):
        count = total = 0
        for stop in range(first, len(found)):
            count += found[stop].signs
            if count > WINDOW and stop > first:
                break
            total += found[stop].weights[ANY]
            here = score(total, count)
            if top is None or here > top[0]:
                top = here, first, stop + 1
    if top is None:
        return None
    here, first, end = top
    stretch = found[first:end]
    weights = tuple(map(sum, zip(*(each.weights for each in stretch), strict=True)))
    return Best(here, first, end, Sums(sum(each.signs for each in stretch), weights))


def ranked(sums: Sums, weights: Weights) -> list[tuple[float, str]]:
    """The categories a stretch speaks for, most first, each with how many spreads beyond what posts of any
    category score for it."""
    scores = (score(total, sums.signs) for total in sums.weights[ANY + 1 :])
    usual = zip(scores, weights.means, weights.spreads, CATEGORIES, strict=True)
    return sorted(((here - mean) / spread, name) for here, mean, spread, name in usual)[::-1]


class Told(NamedTuple):
    """What the signs of a text say: where, how far beyond the threshold, and of which categories."""

    best: Best
    over: float
    categories: tuple[str, ...]


def told(found: Sequence[Sums], weights: Weights) -> Told | None:
    """What these sentences say together; None when they stay below the threshold."""
    top = best(found)
    if top is None or top.score < weights.threshold:
        return None
    ranks = ranked(top.sums, weights)
    nearly = tuple(name for rank, name in ranks[:MOST] if rank >= ranks[0][0] - MARGIN)
    return Told(top, top.score - weights.threshold, nearly)


def heaviest(sentence: Sentence, weights: Weights, column: int) -> tuple[int, int]:
    """The tokens ``[first, stop)`` that weigh most together: what a person is shown of a sum of many; kept.

    A stretch is as long as it gains by it; each token carries what its signs weigh, a pair half on each side.
    """
    asked = (weights.language, column)
    kept = sentence.heaviest.get(asked)
    if kept is None:
        kept = sentence.heaviest[asked] = _heaviest(sentence, weights, column)
    return kept


def _heaviest(sentence: Sentence, weights: Weights, column: int) -> tuple[int, int]:
    carried = [0.0] * len(sentence.tokens)
    for sign in signs(sentence):
        weight = (weights.signs.get(sign.name) or NONE)[column]
        ends = {sign.first, sign.stop - 1}
        for token in ends:
            carried[token] += weight / len(ends)
    top, found = float("-inf"), (0, 1)
    for first in range(len(carried)):
        total = 0.0
        for stop in range(first + 1, min(first + LONGEST, len(carried)) + 1):
            total += carried[stop - 1]
            if total > top:
                top, found = total, (first, stop)
    return found
