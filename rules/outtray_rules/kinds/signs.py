"""Weak signs that together speak for a category, where no single word or phrase does.

It is for notes: a person can see what it points at and move on. What is found is the stretch of a sentence
that weighs most; how the weights came about stands in ``tests/rules/learn_signs.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.finding import Severity
from outtray_rules.kinds.base import Env, Kind, Needs, Region, Scope, Spec, touching
from outtray_rules.signs import reading
from outtray_rules.signs.weights import ANY, CATEGORIES, LANGUAGES, Weights, warm, weights
from outtray_rules.spec import Key, Number, Text
from outtray_rules.view import Field, Hit, Hits, Places

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_LEAST_WORDS = 4
_NOTHING = Places(-1.0, "", {})
_MOST_CHARACTERS = 5_000
"""A longer text is no post, and every key in it would add all of it up again."""


@dataclass(frozen=True, slots=True)
class SignsSpec:
    """A category, and how far beyond its threshold a text must be."""

    category: str
    above: float
    local = False

    def compile(self, compiler: Compiler) -> SignsNode:
        """Make the node."""
        node = SignsNode(self.category, self.above)
        compiler.warmers.append(node)
        return node

    def told(self) -> str:
        """How it matches."""
        return f"words that together stand in posts about {self.category} more than in others"


class SignsNode:
    """Adds up signs."""

    needs: Needs = ()

    def __init__(self, category: str, above: float) -> None:
        self._category = category
        self._above = above

    def hits(self, field: Field, env: Env) -> Hits:
        """The heaviest words of the text when they weigh enough together."""
        told = field.told.get(env.draft.language)
        if told is None:
            told = field.told[env.draft.language] = _told(field, env.draft.language)
        place = told.places.get(self._category)
        if place is None or told.over < self._above:
            return ()
        if self._category != told.first and env.heard.has(Severity.NOTE.rank, (told.first,), ()):
            return ()  # what these words are most about is known: that is why they weigh so much
        return (Hit(*place, -1, -1, round(min(0.9, 0.5 + told.over / 200), 3)),)

    def warm(self) -> None:
        """Read the weights before they are first needed."""
        warm()

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether the text weighs enough, in the region when one is given."""
        return bool(touching(self.hits(field, env), region))


def _told(field: Field, language: str) -> Places:
    """What the signs of a field say, and where; added up once, whichever packs ask."""
    if len(field.text) > _MOST_CHARACTERS or field.counts.words < _LEAST_WORDS:
        return _NOTHING
    known = _weights(language)
    found = [reading.sums(sentence, known) for sentence in field.sentences]
    told = reading.told(found, known)
    if told is None:
        return _NOTHING
    places = {}
    for category in told.categories:
        column = ANY + 1 + CATEGORIES.index(category)
        stretch = range(told.best.first, told.best.stop)
        # A line of nothing but blanks points nowhere.
        with_words = [number for number in stretch if field.sentences[number].tokens]
        if not with_words:
            continue
        number = max(with_words, key=lambda each: found[each].weights[column])
        sentence, offset = field.sentences[number], field.starts[number]
        first, stop = reading.heaviest(sentence, known, column)
        places[category] = (sentence.spans[first][0] + offset, sentence.spans[stop - 1][1] + offset)
    return Places(told.over, told.categories[0], places)


def _weights(language: str) -> Weights:
    """Those of the language the post says it is in, or else the first."""
    code = language.partition("-")[0].casefold()
    return weights(code if code in LANGUAGES else LANGUAGES[0])


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``signs = "confidential"``, with ``above`` to ask for more than its threshold."""
    del path, scope
    return SignsSpec(str(table["signs"]), float(table.get("above", 0.0)))


KIND = Kind(
    "signs",
    (
        Key("signs", Text(CATEGORIES), "the category whose weak signs are added up"),
        Key("above", Number(), "how far beyond the threshold (0)"),
    ),
    read,
)
