"""Weak signs that together speak for a category, where no single word or phrase does.

It is for notes: a person can see what it points at and move on. What is found is the stretch of a sentence
that weighs most; how the weights came about stands in ``tests/rules/learn_signs.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Env, Kind, Needs, Region, Scope, Spec
from outtray_rules.signs import reading
from outtray_rules.signs.weights import CATEGORIES, LANGUAGES, Weights, warm, weights
from outtray_rules.spec import Key, Number, Text
from outtray_rules.view import Field, Hit, Hits, Sentence

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_LEAST_WORDS = 4
_MOST_CHARACTERS = 5_000
"""A longer text is no post, and every key in it would add all of it up again."""
_SHOWN = 3
"""So many of the heaviest signs of a sentence are pointed at."""
_LONGEST = 12
"""Tokens pointed at at most."""


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
        self._category = CATEGORIES.index(category)
        self._above = above

    def hits(self, field: Field, env: Env) -> Hits:
        """The heaviest words of the text when they weigh enough together."""
        if len(field.text) > _MOST_CHARACTERS or field.counts.words < _LEAST_WORDS:
            return ()
        known = _weights(env.draft.language)
        tops = field.tops.get(known.language)
        if tops is None:
            found = [reading.sums(sentence, known) for sentence in field.sentences]
            tops = tuple(reading.best(found, number) for number in range(len(CATEGORIES)))
            field.tops[known.language] = tops
        top = tops[self._category]
        over = -1.0 if top is None else top.score - known.thresholds[self._category] - self._above
        if top is None or over < 0:
            return ()
        found = [reading.sums(sentence, known) for sentence in field.sentences]
        heaviest = max(range(top.first, top.stop), key=lambda number: found[number].weights[self._category])
        start, end = self._words(field.sentences[heaviest], known)
        offset = field.starts[heaviest]
        return (Hit(start + offset, end + offset, -1, -1, round(min(0.9, 0.5 + over / 10), 3)),)

    def warm(self) -> None:
        """Read the weights before they are first needed."""
        warm()

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether the text weighs enough, in the region when one is given."""
        return any(
            region is None or (hit.start < region[1] and hit.end > region[0]) for hit in self.hits(field, env)
        )

    def _words(self, sentence: Sentence, known: Weights) -> tuple[int, int]:
        """The stretch of the heaviest signs, cut to the heaviest alone where it would be long."""
        none = (0,) * len(known.categories)
        heavy = sorted(
            reading.signs(sentence),
            key=lambda sign: (-known.rows.get(sign.name, none)[self._category], sign.first),
        )
        first = min(sign.first for sign in heavy[:_SHOWN])
        stop = max(sign.stop for sign in heavy[:_SHOWN])
        if stop - first > _LONGEST:
            first, stop = heavy[0].first, heavy[0].stop
        return sentence.spans[first][0], sentence.spans[stop - 1][1]


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
        Key("above", Number(), "how far beyond the category's threshold (0)"),
    ),
    read,
)
