"""Headlinese: what a line has to look like before it may be printed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from outtray_rules.headline import tables
from outtray_rules.headline.fairness import grammar, parts
from outtray_rules.headline.model import Headline

LONGEST = 75
MOST_WORDS = 10
FEWEST_WORDS = 5
_MAY_RETURN = frozenset({"public", "publique", "social", "media", "service"})
"""Words of the actor or of “social media” that a target may hold again."""
_PUNCTUATION = "«»‘’:,!?–— \u00a0"


def words(headline: str) -> tuple[str, ...]:
    """The words of a headline as a sub-editor counts them; French guillemets and colons are none."""
    return tuple(part for part in headline.replace("\u00a0", " ").split() if part.strip(_PUNCTUATION))


def printable(lang: str, headline: str) -> bool:
    """Whether a line is short enough and well made: no doubled word, no dangling preposition."""
    if len(headline) > LONGEST:
        return False
    counted = words(headline)
    if not FEWEST_WORDS <= len(counted) <= MOST_WORDS:
        return False
    folded = [part.strip(_PUNCTUATION).casefold() for part in counted]
    if any(first == second for first, second in pairwise(folded)):
        return False
    if folded[-1] in tables.load("grammar")[f"dangling_{lang}"].split() and not headline.endswith(("’", "»")):
        return False
    return not _repeats(headline)


def _repeats(headline: str) -> bool:
    """Whether a line says a word twice: “‘Post’: public servant’s post”."""
    spoken = [
        word
        for word in parts(headline)
        if len(word) > 3 and word not in grammar() and word not in _MAY_RETURN
    ]
    return len(spoken) != len(set(spoken))


def lowered(headline: Headline, by: float) -> Headline:
    """The same headline, ranked lower."""
    return replace(headline, score=round(headline.score - by, 3))
