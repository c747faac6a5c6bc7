"""Which regular expressions could run for ever, told from their parsed form.

Python's engine backtracks: an expression that can read the same characters along two paths of a
loop takes time exponential in the text. That is decided on the position automaton (Glushkov): a
loop is ambiguous when two different paths lead from a position back to itself over one word. Two
unbounded repetitions side by side over the same characters are refused as well; what remains costs
little on a line of 2,000 characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

LONG = 64
"""A repetition that may go on for more turns than this counts as unbounded."""
_MOST_WAYS = 100_000
_MOST_PAIRS = 6_000
_MOST_WIDE = 2
_WIDE = 200
ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT", "GROUPREF_EXISTS", "FAILURE"})
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})

_ALPHABET = [chr(code) for code in range(256)]
_OTHER = 1 << 256
_ALL = (1 << 257) - 1
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}


class UnsafePatternError(ValueError):
    """The expression could take longer than its text is worth; the message says why and what to do."""


def children(operation: str, argument: Any) -> list[Any]:
    """The expressions inside one item of a parsed expression."""
    if operation in REPEATS:
        return [argument[2]]
    if operation == "SUBPATTERN":
        return [argument[3]]
    if operation == "BRANCH":
        return list(argument[1])
    if operation == "ATOMIC_GROUP":
        return [argument]
    return []


def refuse_unsafe(tree: Any) -> None:
    """Raise UnsafePatternError when the parsed expression could run for ever."""
    automaton = _Automaton()
    automaton.read(tree, in_loop=False)
    if automaton.wide > _MOST_WIDE:
        raise UnsafePatternError(
            f"it has {automaton.wide} unbounded repetitions of any character; bound them, as in {{0,80}}"
        )
    if automaton.nested and automaton.ambiguous():
        raise UnsafePatternError(
            "a repeated group can read the same characters in many ways, which can take for ever; begin or "
            "end each turn with a character the rest cannot match"
        )


@dataclass(slots=True)
class _Fragment:
    nullable: bool = True
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    open_end: int = 0
    """Characters of an unbounded repetition that it may end with."""
    open_start: int = 0
    """Characters with which an unbounded repetition at its start may begin."""


class _Automaton:
    """The position automaton; ``follow`` counts in how many ways one position follows another."""

    def __init__(self) -> None:
        self.sets: list[int] = []
        self.follow: Counter[tuple[int, int]] = Counter()
        self.nested = False
        self.doubled = False
        self.wide = 0

    def read(self, tree: Any, in_loop: bool) -> _Fragment:
        whole = _Fragment()
        for raw, argument in tree:
            operation = str(raw)
            if operation in {"GROUPREF", "GROUPREF_IGNORE", "GROUPREF_EXISTS"}:
                raise UnsafePatternError("a back-reference can take for ever; spell the repetition out")
            if operation in {"ASSERT", "ASSERT_NOT"}:
                self.read(argument[1], in_loop)
                continue
            if operation in ZERO_WIDTH:
                continue
            whole = self._join(whole, self._item(operation, argument, in_loop))
        return whole

    def _item(self, operation: str, argument: Any, in_loop: bool) -> _Fragment:
        if operation in REPEATS:
            return self._repeat(int(argument[0]), int(argument[1]), argument[2], in_loop)
        if operation == "BRANCH":
            self.nested = self.nested or in_loop
            branches = [self.read(branch, in_loop) for branch in argument[1]]
            self.doubled = self.doubled or (in_loop and sum(branch.nullable for branch in branches) > 1)
            return _Fragment(
                any(branch.nullable for branch in branches),
                [position for branch in branches for position in branch.first],
                [position for branch in branches for position in branch.last],
            )
        inner = children(operation, argument)
        if inner:
            return self.read(inner[0], in_loop)
        self.sets.append(characters(operation, argument))
        position = len(self.sets) - 1
        return _Fragment(False, [position], [position])

    def _repeat(self, low: int, high: int, tree: Any, in_loop: bool) -> _Fragment:
        many = high > LONG and high != low
        before = len(self.sets)
        inner = self.read(tree, in_loop or many)
        repeated = range(before, len(self.sets))
        if many or (in_loop and high > 1 and high != low):
            self.nested = self.nested or in_loop or len(repeated) > 1
            self._connect(inner.last, inner.first)
        elif high > 1 and not _leaf(tree):
            ways = _turns(tree, high)
            if ways > _MOST_WAYS:
                raise UnsafePatternError(
                    f"a group of up to {high} turns can divide its characters in too many ways; begin each "
                    "turn with a character the rest cannot match"
                )
        united = 0
        for position in repeated:
            united |= self.sets[position]
        if many and united.bit_count() >= _WIDE and len(repeated) == 1:
            self.wide += 1
        starts = 0
        for position in inner.first:
            starts |= self.sets[position]
        return _Fragment(
            low == 0 or inner.nullable,
            inner.first,
            inner.last,
            united if many else 0,
            starts if many else 0,
        )

    def _join(self, one: _Fragment, other: _Fragment) -> _Fragment:
        if one.open_end & other.open_start:
            raise UnsafePatternError(
                "two unbounded repetitions side by side match the same characters; bound one of them"
            )
        self._connect(one.last, other.first)
        return _Fragment(
            one.nullable and other.nullable,
            [*one.first, *other.first] if one.nullable else one.first,
            [*one.last, *other.last] if other.nullable else other.last,
            (one.open_end | other.open_end) if other.nullable else other.open_end,
            (one.open_start | other.open_start) if one.nullable else one.open_start,
        )

    def _connect(self, ends: Iterable[int], starts: Iterable[int]) -> None:
        starts = list(starts)
        for end in ends:
            for start in starts:
                self.follow[end, start] += 1

    def ambiguous(self) -> bool:
        """Whether some position reaches itself along two different paths over one word."""
        if self.doubled:
            return True
        nexts: dict[int, list[int]] = {}
        for (position, after), _ in self.follow.items():
            nexts.setdefault(position, []).append(after)
        loops = {
            position
            for position in range(len(self.sets))
            if position in _reached(nexts, nexts.get(position, ()))
        }
        for (position, after), count in self.follow.items():
            if count > 1 and position in loops and position in _reached(nexts, [after]):
                return True
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        pending = [(position, position) for position in loops]
        while pending:
            pair = pending.pop()
            if pair in pairs:
                continue
            if len(pairs) > _MOST_PAIRS:
                raise UnsafePatternError("its loops are too entangled to be sure that it ends; simplify it")
            pairs[pair] = [
                (left, right)
                for left in nexts.get(pair[0], ())
                for right in nexts.get(pair[1], ())
                if self.sets[left] & self.sets[right]
            ]
            pending.extend(pairs[pair])
        back: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for pair, targets in pairs.items():
            for target in targets:
                back.setdefault(target, []).append(pair)
        for position in loops:
            away = {pair for pair in _reached(pairs, [(position, position)]) if pair[0] != pair[1]}
            if away and away & _reached(back, [(position, position)]):
                return True
        return False


def _leaf(tree: Any) -> bool:
    """Whether an expression is one set of characters."""
    return len(tree) == 1 and not children(str(tree[0][0]), tree[0][1])


def _turns(tree: Any, high: int) -> int:
    """In how many ways a group of up to ``high`` turns can divide what it matches, at most."""
    loop = _Automaton()
    inner = loop.read(tree, in_loop=True)
    loop._connect(inner.last, inner.first)
    if not loop.ambiguous():
        return 1
    return int(min(_ways(tree), _MOST_WAYS + 1) ** min(high, LONG))


def _ways(tree: Any) -> int:
    """In how many ways one turn of a group can divide what it matches, roughly and at most."""
    ways = 1
    items = [(str(raw), argument) for raw, argument in tree]
    for number, (operation, argument) in enumerate(items):
        if operation in REPEATS:
            low, high = int(argument[0]), int(argument[1])
            others = 0
            for index, (other, value) in enumerate(items):
                others |= _all_characters(other, value) if index != number else 0
            alone = high == 1 and not others & _all_characters(operation, argument)
            ways *= 1 if alone else max(1, min(high, LONG) - low + 1) * _ways(argument[2])
        elif operation == "BRANCH":
            ways *= sum(_ways(branch) for branch in argument[1])
        elif operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            ways *= _ways(children(operation, argument)[0])
    return ways


def _all_characters(operation: str, argument: Any) -> int:
    if operation in ZERO_WIDTH:
        return 0
    inner = children(operation, argument)
    if not inner:
        return characters(operation, argument)
    bits = 0
    for tree in inner:
        for raw, value in tree:
            bits |= _all_characters(str(raw), value)
    return bits


def _reached(nexts: dict[Any, list[Any]], starts: Iterable[Any]) -> set[Any]:
    seen: set[Any] = set()
    pending = list(starts)
    while pending:
        here = pending.pop()
        if here not in seen:
            seen.add(here)
            pending.extend(nexts.get(here, ()))
    return seen


def characters(operation: str, argument: Any) -> int:
    """The characters one item may consume, as bits: one for each of Latin-1, and one for all the others."""
    if operation == "LITERAL":
        return _either_case(chr(argument))
    if operation == "IN":
        return _members(argument)
    return _ALL


def _bit(character: str) -> int:
    return 1 << ord(character) if ord(character) < 256 else _OTHER


@lru_cache(maxsize=1_024)
def _either_case(character: str) -> int:
    bits = 0
    for one in (*character.lower(), *character.upper()):
        bits |= _bit(one)
    return bits


def _members(members: Any) -> int:
    bits = 0
    negated = False
    for raw, argument in members:
        operation = str(raw)
        if operation == "NEGATE":
            negated = True
        elif operation == "LITERAL":
            bits |= _either_case(chr(argument))
        elif operation == "RANGE":
            for code in range(int(argument[0]), min(int(argument[1]), 255) + 1):
                bits |= _either_case(chr(code))
            if int(argument[1]) > 255:
                bits |= _OTHER
        elif operation == "CATEGORY":
            bits |= _category(str(argument))
    return (_ALL & ~bits) | _OTHER if negated else bits


@cache
def _category(name: str) -> int:
    expression = _CATEGORIES.get(name)
    if expression is None:
        return _ALL
    compiled = re.compile(expression)
    # Other scripts have few digits and spaces: beyond Latin-1 those classes are taken to be empty.
    bits = 0 if name in {"CATEGORY_DIGIT", "CATEGORY_SPACE"} else _OTHER
    for character in _ALPHABET:
        if compiled.match(character):
            bits |= 1 << ord(character)
    return bits
