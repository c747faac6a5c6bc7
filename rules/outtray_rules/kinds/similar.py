"""Closeness to a watched text: an embargoed release, a briefing title, a post deleted before.

A text is compared only when it shares enough of its longer words with the field; the score is
RapidFuzz's partial ratio of the folded texts, 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Env, Kind, Needs, Region, Scope, Spec, touching
from outtray_rules.spec import Key, Number, OneOf, Text
from outtray_rules.termindex import Reading, term_words
from outtray_rules.text.fold import fold, plain
from outtray_rules.view import Field, Hit, Hits

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_LONG_WORD = 4
_SHARE = 0.4
_MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class SimilarSpec:
    """Texts to watch for."""

    texts: tuple[str, ...]
    score: int
    local = False

    def compile(self, compiler: Compiler) -> SimilarNode:
        """Make the node."""
        watched: list[tuple[str, int, frozenset[str]]] = []
        for text in self.texts:
            words = frozenset(word for word in term_words(text) if len(word) >= _LONG_WORD)
            leaf = compiler.terms(sorted(words), Reading(disguised=False))
            watched.append((plain(text), leaf, words))
        return SimilarNode(watched, self.score)

    def told(self) -> str:
        """How it matches."""
        return f"a text at least {self.score} % like one of {len(self.texts)} watched texts"


class SimilarNode:
    """Compares a field with watched texts."""

    def __init__(self, watched: Sequence[tuple[str, int, frozenset[str]]], score: int) -> None:
        mask = 0
        for _, leaf, _ in watched:
            mask |= 1 << leaf
        self.needs: Needs = (mask,)
        self._watched = watched
        self._score = score

    def hits(self, field: Field, env: Env) -> Hits:
        """The stretch of the field most like each watched text that it is like enough."""
        found: list[Hit] = []
        for text, leaf, words in self._watched:
            if not field.mask & (1 << leaf):
                continue
            shared = {
                token
                for line, _ in field.lines
                for part, _ in line.parts
                for token in part.tokens
                if token in words
            }
            if len(shared) < max(1, int(len(words) * _SHARE)):
                continue
            folded = fold(field.text[:_MOST_CHARACTERS])
            if len(folded.text) < len(text) * self._score / 200:
                continue
            best = fuzz.partial_ratio_alignment(text, folded.text, score_cutoff=self._score)
            if best is not None and best.dest_end > best.dest_start:
                start, end = folded.span(best.dest_start, best.dest_end)
                found.append(Hit(start, end, -1, -1, round(best.score / 100, 3)))
        return tuple(found)

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether some stretch is like a watched text, in the region when one is given."""
        return bool(touching(self.hits(field, env), region))


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``similar = "watchlist", score = 85``; the vocabulary's entries are whole texts."""
    vocabulary = scope.vocabulary(str(table["similar"]), (*path, "similar"))
    if vocabulary is None:
        return None
    texts = tuple(
        text for text in vocabulary.words if any(len(word) >= _LONG_WORD for word in term_words(text))
    )
    if not texts:
        scope.complain(
            (*path, "similar"), f"no text of “{vocabulary.name}” has a word of four letters to compare"
        )
        return None
    return SimilarSpec(texts, int(table.get("score", 85)))


KIND = Kind(
    "similar",
    (
        Key("similar", OneOf((Text(),)), "a vocabulary whose entries are texts to watch for"),
        Key("score", Number(50, 100, whole=True), "how alike, from 50 to 100 (85)"),
    ),
    read,
)
