"""One phrase, with a little freedom.

``(is|are)`` is one of several words or phrases, ``(very|)`` may be left out, ``_`` is any one word, ``…``
(or ``...``) is up to four words, ``<name>`` is a word of that vocabulary, and ``<organisation>``,
``<minister>`` and ``<topics>`` are the user's own. Everything else is the words as they are read
after folding. A list of phrases finds any of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Kind, LineNode, Needs, Scope, Spec, bits, possible, told_list
from outtray_rules.kinds.own import SLOTS, OwnSpec
from outtray_rules.kinds.terms import TermsSpec
from outtray_rules.spec import STRINGS, Flag, Key, strings
from outtray_rules.termindex import Reading, term_words
from outtray_rules.view import Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_CHOICE = re.compile(r"\(([^()]*)\)")
_ELEMENT = re.compile(r"<([^<>]*)>|(…|\.\.\.)|(?<!\S)_(?!\S)")
_MOST_READINGS = 64
_GAP = 4


class Step(NamedTuple):
    """One element of a phrase with gaps: one of some wordings, a slot, or up to ``gap`` words of any kind."""

    choices: tuple[str, ...] = ()
    slot: Spec | None = None
    least: int = 0
    gap: int = 0


@dataclass(frozen=True, slots=True)
class PhraseSpec:
    """Any of several phrases: ``words`` without gaps, ``sequences`` with them."""

    phrases: tuple[str, ...]
    words: tuple[str, ...]
    sequences: tuple[tuple[Step, ...], ...]
    reading: Reading
    local = True

    def compile(self, compiler: Compiler) -> PhraseNode:
        """Make the node."""
        leaf = compiler.terms(self.words, self.reading) if self.words else -1
        compiled: list[Sequence[_Compiled]] = []
        for sequence in self.sequences:
            steps: list[_Compiled] = []
            for step in sequence:
                node = compiler.node(step.slot) if step.slot is not None else None
                words_leaf = compiler.terms(step.choices, self.reading) if step.choices else -1
                steps.append(
                    _Compiled(
                        words_leaf,
                        node if isinstance(node, LineNode) else None,
                        step.least,
                        step.gap,
                        min(map(len, step.choices), default=0),
                    )
                )
            compiled.append(steps)
        return PhraseNode(compiler.number(), leaf, compiled)

    def told(self) -> str:
        """How it matches."""
        return f"the phrase {told_list(self.phrases)}"


class _Compiled(NamedTuple):
    leaf: int
    node: LineNode | None
    least: int
    gap: int
    shortest: int = 0
    """How many letters the shortest of its wordings has."""

    def mask(self) -> int:
        if self.leaf >= 0:
            return 1 << self.leaf
        if self.node is not None and self.node.needs:
            return self.node.needs[0]
        return 0


def _rarity(step: _Compiled) -> int:
    """How telling a step is: a long word is in fewer texts than a short one, a vocabulary in many."""
    return step.shortest if step.leaf >= 0 else 3


class _Gated(NamedTuple):
    """A phrase with gaps behind its most telling word; ``needs`` are the others it cannot be without."""

    needs: Needs
    steps: Sequence[_Compiled]


class PhraseNode(LineNode):
    """Finds phrases as terms, and phrases with gaps step by step."""

    def __init__(self, number: int, leaf: int, sequences: Sequence[Sequence[_Compiled]]) -> None:
        mask, gated = (1 << leaf) if leaf >= 0 else 0, True
        self._leaf = leaf
        self._gated: dict[int, list[_Gated]] = {}
        self._ungated: list[_Gated] = []
        for sequence in sequences:
            gates = sorted((step for step in sequence if step.mask()), key=_rarity, reverse=True)
            one = _Gated(tuple(step.mask() for step in gates[1:]), sequence)
            first = gates[0].mask() if gates else 0
            mask |= first
            gated = gated and bool(gates)
            for gate in bits(first) if gates else ():
                self._gated.setdefault(gate, []).append(one)
            if not gates:
                self._ungated.append(one)
        nodes = [step.node for sequence in sequences for step in sequence if step.node is not None]
        super().__init__(number, (mask,) if gated else (), all(node.by_sentence for node in nodes))
        self._doors = 0
        for gate in self._gated:
            self._doors |= 1 << gate

    def search(self, line: Line) -> Hits:
        """Every phrase in a line."""
        found = [*line.hits(self._leaf)] if self._leaf >= 0 else []
        mask = line.mask
        open_doors = mask & self._doors
        for gate in bits(open_doors) if open_doors else ():
            for one in self._gated[gate]:
                if possible(one.needs, mask):
                    found.extend(self._sequence(line, one.steps))
        for one in self._ungated:
            found.extend(self._sequence(line, one.steps))
        return tuple(sorted(set(found))) if found else ()

    def _sequence(self, line: Line, steps: Sequence[_Compiled]) -> list[Hit]:
        by_step: list[dict[int, list[Hit]]] = []
        for step in steps:
            starting: dict[int, list[Hit]] = {}
            hits: Sequence[Hit] = ()
            if step.leaf >= 0:
                hits = line.hits(step.leaf)
            elif step.node is not None:
                hits = step.node.in_line(line)
            for hit in hits:
                starting.setdefault(hit.first, []).append(hit)
            by_step.append(starting)
        found: list[Hit] = []
        for hits in by_step[0].values():
            for hit in hits:
                number = line.sentence_of(hit.start)
                last = line.bases[number] + len(line.parts[number][0].words)
                end = self._follow(hit, steps, by_step, 1, last)
                if end is not None:
                    found.append(
                        Hit(hit.start, end.end, hit.first, end.stop, min(hit.confidence, end.confidence))
                    )
        return found

    def _follow(
        self,
        before: Hit,
        steps: Sequence[_Compiled],
        by_step: Sequence[Mapping[int, list[Hit]]],
        index: int,
        last: int,
    ) -> Hit | None:
        least = most = 0
        while index < len(steps) and steps[index].gap:
            least += steps[index].least
            most += steps[index].gap
            index += 1
        if index == len(steps):
            return before
        for gap in range(least, most + 1):
            at = before.stop + gap
            if at >= last:
                return None
            for hit in by_step[index].get(at, ()):
                end = self._follow(hit, steps, by_step, index + 1, last)
                if end is not None:
                    return end
        return None


def readings(phrase: str) -> list[str]:
    """Every way to read the alternatives of a phrase; gaps and slots stay as they are."""
    return [_joined(reading) for reading in product(*_alternatives(phrase))]


def _alternatives(phrase: str) -> list[list[str]]:
    """The parts of a phrase in order, each with the ways to read it."""
    parts: list[list[str]] = []
    position = 0
    for match in _CHOICE.finditer(phrase):
        parts.append([phrase[position : match.start()]])
        parts.append(match.group(1).split("|"))
        position = match.end()
    parts.append([phrase[position:]])
    return parts


def _joined(parts: Iterable[str]) -> str:
    return " ".join("".join(parts).split())


def _variants(phrase: str) -> list[list[list[str]]]:
    """The ways to leave out what may be left out, as parts whose choices are one step each."""
    parts = [
        [[choice for choice in part if choice.strip()], []]
        if len(part) > 1 and not all(map(str.strip, part))
        else [part]
        for part in _alternatives(phrase)
    ]
    return [[part for part in variant if part] for variant in product(*parts)]


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``phrase = "…"`` or a list of phrases."""
    return _read(table, strings(table["phrase"]), (*path, "phrase"), scope)


def read_from_vocabularies(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``phrases = "…"``: every entry of these vocabularies is a phrase, freedom and all."""
    here = (*path, "phrases")
    found = [scope.vocabulary(name, here) for name in strings(table["phrases"])]
    return _read(table, [entry for one in found if one for entry in one.words], here, scope)


def _read(table: Mapping[str, Any], phrases: Sequence[str], here: PathKey, scope: Scope) -> Spec | None:
    reading = Reading(
        bool(table.get("case", False)), bool(table.get("accents", False)), not bool(table.get("exact", False))
    )
    words: list[str] = []
    sequences: list[tuple[Step, ...]] = []
    for index, phrase in enumerate(phrases):
        place = (*here, index) if isinstance(table.get("phrase"), list) else here
        if phrase.count("(") != phrase.count(")") or phrase.count("<") != phrase.count(">"):
            scope.complain(place, f"“{phrase}” has a bracket without its partner")
            continue
        if _count(phrase) <= _MOST_READINGS:
            every = [_steps([[one]], place, scope) for one in readings(phrase)]
        else:
            every = [_steps(variant, place, scope) for variant in _variants(phrase)[:_MOST_READINGS]]
        for steps in every:
            if not steps:
                scope.complain(place, f"“{phrase}” has no word in it")
            elif len(steps) == 1 and steps[0].choices:
                words.extend(steps[0].choices)
            elif steps[0].gap or steps[-1].gap:
                scope.complain(
                    place, f"“{phrase}” begins or ends with a gap; it must begin and end with a word"
                )
            else:
                sequences.append(steps)
    if not words and not sequences:
        return None
    return PhraseSpec(tuple(phrases), tuple(words), tuple(sequences), reading)


def _count(phrase: str) -> int:
    return prod(len(part) for part in _alternatives(phrase))


def _steps(parts: Sequence[Sequence[str]], path: PathKey, scope: Scope) -> tuple[Step, ...]:
    steps: list[Step] = []
    for part in parts:
        if len(part) > 1:
            steps.append(Step(choices=tuple(sys.intern(choice.strip()) for choice in part)))
            continue
        position = 0
        for match in _ELEMENT.finditer(part[0]):
            _add_words(steps, part[0][position : match.start()])
            position = match.end()
            if match.group(1) is not None:
                slot = _slot(match.group(1).strip(), path, scope)
                if slot is not None:
                    steps.append(Step(slot=slot))
            elif match.group(2) is not None:
                steps.append(Step(gap=_GAP))
            else:
                steps.append(Step(least=1, gap=1))
        _add_words(steps, part[0][position:])
    return tuple(steps)


def _slot(name: str, path: PathKey, scope: Scope) -> Spec | None:
    if name in SLOTS:
        return OwnSpec((name,))
    vocabulary = scope.vocabulary(name, path)
    return TermsSpec((vocabulary,)) if vocabulary is not None else None


def _add_words(steps: list[Step], text: str) -> None:
    if term_words(text):
        steps.append(Step(choices=(sys.intern(" ".join(text.split())),)))


_OPTIONS = (
    Key("case", Flag(), "capitals must be as written here"),
    Key("accents", Flag(), "accents must be as written here"),
    Key("exact", Flag(), "do not look through l33t, repeated letters, masked vowels or spaced letters"),
)
KIND = Kind(
    "phrase",
    (
        Key(
            "phrase",
            STRINGS,
            "a phrase; (a|b) alternatives, _ any word, … up to four words, <name> a vocabulary",
        ),
        *_OPTIONS,
    ),
    read,
)
FROM_VOCABULARIES = Kind(
    "phrases",
    (Key("phrases", STRINGS, "vocabularies whose entries are read as phrases are"), *_OPTIONS),
    read_from_vocabularies,
)
