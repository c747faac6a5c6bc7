"""A number about the text: how much of it is capitals, how many mentions, how hard it is to read.

``capitals``: share (0 to 1) of the words of four letters or more that are all capitals.
``reading-grade``: the Flesch–Kincaid grade (Kincaid 1975), 0.39 × words per sentence + 11.8 × syllables per
word − 15.59.
``tone``: words of ``positive`` less words of ``negative``, divided by both together: −1 to 1.
``text-left``: words and numbers left when links, mentions and hashtags are taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import ActNode, Env, Kind, Node, Scope, Spec
from outtray_rules.kinds.terms import TermsSpec
from outtray_rules.spec import Key, Number, Text
from outtray_rules.view import Field

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_UNLIMITED = float("inf")


def _capitals(field: Field) -> float:
    counts = field.counts
    return counts.shouted / counts.long_words if counts.long_words else 0.0


def _grade(field: Field) -> float:
    counts = field.counts
    if not counts.words:
        return 0.0
    return 0.39 * counts.words / max(1, field.sentence_count) + 11.8 * counts.syllables / counts.words - 15.59


def _left(field: Field) -> float:
    return float(field.counts.words + field.counts.others)


_MEASURES: dict[str, Callable[[Field], float]] = {
    "capitals": _capitals,
    "capital-words": lambda field: float(field.counts.shouted),
    "long-words": lambda field: float(field.counts.long_words),
    "exclamations": lambda field: float(field.counts.exclamations),
    "mentions": lambda field: float(field.counts.mentions),
    "hashtags": lambda field: float(field.counts.hashtags),
    "links": lambda field: float(field.counts.links),
    "emoji": lambda field: float(field.counts.emoji),
    "words": lambda field: float(field.counts.words),
    "sentences": lambda field: float(field.sentence_count),
    "characters": lambda field: float(len(field.text)),
    "reading-grade": _grade,
    "text-left": _left,
}
NAMES = (*_MEASURES, "tone")
"""Every name a pack may give as ``measure``."""


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """A measure between two bounds, both included."""

    name: str
    low: float
    high: float
    least_words: int
    positive: Spec | None = None
    negative: Spec | None = None
    local = False

    def compile(self, compiler: Compiler) -> MeasureNode:
        """Make the node."""
        positive = compiler.node(self.positive) if self.positive is not None else None
        negative = compiler.node(self.negative) if self.negative is not None else None
        return MeasureNode(self, positive, negative)

    def told(self) -> str:
        """How it matches."""
        bounds = [f"at least {self.low:g}"] if self.low != -_UNLIMITED else []
        bounds += [f"at most {self.high:g}"] if self.high != _UNLIMITED else []
        over = f" over at least {self.least_words} words" if self.least_words else ""
        return f"{self.name} {' and '.join(bounds)}{over}"


class MeasureNode(ActNode):
    """Measures the field."""

    def __init__(self, spec: MeasureSpec, positive: Node | None, negative: Node | None) -> None:
        self._spec = spec
        self._positive = positive
        self._negative = negative

    def true(self, field: Field, env: Env) -> bool:
        """Whether the measure lies between the bounds."""
        spec = self._spec
        if spec.least_words:
            counted = field.counts.long_words if spec.name == "capitals" else field.counts.words
            if counted < spec.least_words:
                return False
        measure = _MEASURES.get(spec.name)
        value = measure(field) if measure is not None else self._tone(field, env)
        return spec.low <= value <= spec.high

    def _tone(self, field: Field, env: Env) -> float:
        good = len(self._positive.hits(field, env)) if self._positive is not None else 0
        bad = len(self._negative.hits(field, env)) if self._negative is not None else 0
        return (good - bad) / (good + bad) if good + bad else 0.0


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``measure = "capitals", min = 0.7, least_words = 4``."""
    name = str(table["measure"])
    if "min" not in table and "max" not in table:
        scope.complain(path, f"the measure “{name}” has neither “min” nor “max”, so it is always true")
        return None
    sides: dict[str, TermsSpec | None] = {"positive": None, "negative": None}
    for side in sides:
        if side in table:
            vocabulary = scope.vocabulary(str(table[side]), (*path, side))
            if vocabulary is None:
                return None
            sides[side] = TermsSpec((vocabulary,))
    if name == "tone" and not all(sides.values()):
        scope.complain(path, "the measure “tone” needs the vocabularies “positive” and “negative”")
        return None
    return MeasureSpec(
        name,
        float(table.get("min", -_UNLIMITED)),
        float(table.get("max", _UNLIMITED)),
        int(table.get("least_words", 0)),
        sides["positive"],
        sides["negative"],
    )


KIND = Kind(
    "measure",
    (
        Key("measure", Text(NAMES), "a number about the text"),
        Key("min", Number(), "the least value, included"),
        Key("max", Number(), "the greatest value, included"),
        Key(
            "least_words",
            Number(1, whole=True),
            "not true under so many words (for capitals: of four letters or more)",
        ),
        Key("positive", Text(), "for tone: the vocabulary of praise"),
        Key("negative", Text(), "for tone: the vocabulary of blame"),
    ),
    read,
)
