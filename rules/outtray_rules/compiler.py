"""Turning the specifications of all packs into one index and nodes that share what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from outtray_rules.kinds.base import Node, Spec
from outtray_rules.kinds.own import OwnNode
from outtray_rules.lexicon import Lexicon
from outtray_rules.literals import Literals
from outtray_rules.reader import Reader
from outtray_rules.regexes import Requirement
from outtray_rules.termindex import Reading
from outtray_rules.text.fold import plain
from outtray_rules.vocabulary import Vocabulary


class VocabularyLeaves(NamedTuple):
    """Where the hits of one vocabulary are reported: plain words, ambiguous ones, allowed phrases, cues."""

    words: int
    ambiguous: int
    allow: int
    cues: int
    cue_within: int


class Warmed(Protocol):
    """Something that does work when first used, and can do it beforehand."""

    def warm(self) -> None:
        """Do it."""
        ...


class Compiler:
    """Hands out leaf numbers and node numbers, and remembers what is compiled already."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.literals = Literals()
        self._leaves = 0
        self._numbers = 0
        self._terms: dict[tuple[tuple[str, ...], Reading], int] = {}
        self._nodes: dict[Spec, Node] = {}
        self.own: list[OwnNode] = []
        self.warmers: list[Warmed] = []

    def node(self, spec: Spec) -> Node:
        """The node of a specification; equal specifications share one."""
        made = self._nodes.get(spec)
        if made is None:
            made = self._nodes[spec] = spec.compile(self)
        return made

    def number(self) -> int:
        """A number for a node, by which lines remember what it found."""
        self._numbers += 1
        return self._numbers

    def leaf(self) -> int:
        """A fresh leaf."""
        self._leaves += 1
        return self._leaves - 1

    def terms(self, words: Sequence[str], reading: Reading) -> int:
        """The leaf that reports any of these terms."""
        key = (tuple(words), reading)
        leaf = self._terms.get(key)
        if leaf is None:
            leaf = self._terms[key] = self.leaf()
            self.lexicon.add(leaf, words, reading)
        return leaf

    def vocabulary(self, vocabulary: Vocabulary, cues: Sequence[str]) -> VocabularyLeaves:
        """The leaves of a vocabulary; ``cues`` are the words that every vocabulary accepts as company."""
        reading = Reading(
            vocabulary.case,
            vocabulary.accents,
            not vocabulary.exact,
            vocabulary.fuzzy,
            frozenset(plain(word) for word in vocabulary.except_words),
        )
        exact = Reading(disguised=False)
        return VocabularyLeaves(
            self.terms(vocabulary.words, reading),
            self._ambiguous(vocabulary.ambiguous) if vocabulary.ambiguous else -1,
            self.terms(vocabulary.allow, exact) if vocabulary.allow else -1,
            self.terms((*cues, *vocabulary.cues), exact) if vocabulary.ambiguous else -1,
            vocabulary.cue_within,
        )

    def _ambiguous(self, words: tuple[str, ...]) -> int:
        """The leaf of ambiguous words; an acronym among them must be written in capitals."""
        key = (("ambiguous", *words), Reading(disguised=False))
        leaf = self._terms.get(key)
        if leaf is None:
            leaf = self._terms[key] = self.leaf()
            acronyms = [word for word in words if len(word) > 1 and word.isupper()]
            self.lexicon.add(leaf, acronyms, Reading(case=True))
            self.lexicon.add(leaf, [word for word in words if word not in acronyms], Reading(disguised=False))
        return leaf

    def pattern(self, requirement: Requirement) -> int:
        """A leaf whose bit says that a text may match a pattern."""
        leaf = self.leaf()
        self.literals.add(leaf, requirement.literals, requirement.digits, requirement.width)
        return leaf

    def reader(self) -> Reader:
        """Close the index and make the reader that uses it."""
        self.lexicon.close()
        return Reader(self.lexicon, self.literals)
