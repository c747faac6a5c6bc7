"""Regular expressions that packs bring: refused when they could run for ever, skipped when they cannot match.

Both answers come from the parsed expression. A pattern is only run on a line that holds one of
the literal strings (or as many digits) as any match of it must have.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# The interpreter's own parser: private by name, present and alike in every supported version. Typed as
# Any because it ships without types.
_parser: Any = importlib.import_module("re._parser")

_SMALL_SET = 4
_FACTORS = 24
_LONG = 64
_MOST_WAYS = 100_000
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}
_ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT", "GROUPREF_EXISTS", "FAILURE"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """What every match must hold: one of ``literals`` (lower case; empty: unknown), digits, characters."""

    literals: tuple[str, ...] = ()
    digits: int = 0
    width: int = 0


class UnsafePatternError(ValueError):
    """The expression could take longer than its text is worth; the message says which part."""


def flag_bits(flags: str) -> int:
    """The ``re`` flags named by letters; MULTILINE always, so that ``^`` means the start of a line."""
    bits = re.MULTILINE
    for letter in flags:
        bits |= _FLAGS[letter]
    return int(bits)


def known_flags(flags: str) -> bool:
    """Whether every letter names a flag."""
    return all(letter in _FLAGS for letter in flags)


def inspect(pattern: str, flags: str = "") -> Requirement:
    """Parse, refuse what is unsafe, and say what a match needs.

    Raises ``re.error`` for a malformed expression (with its position) and ``UnsafePatternError``.
    """
    tree = _parser.parse(pattern, flag_bits(flags))
    _check(tree, False)
    best = _literals(tree)
    usable = best is not None and all(best) and len(best) <= _FACTORS
    return Requirement(
        tuple(sorted({factor.lower() for factor in best})) if usable and best else (),
        _digits(tree),
        int(tree.getwidth()[0]),
    )


def compile_pattern(pattern: str, flags: str) -> re.Pattern[str]:
    """Compile an expression that ``inspect`` let through."""
    return re.compile(pattern, flag_bits(flags))


def _name(operation: object) -> str:
    return str(operation)


def _children(operation: str, argument: Any) -> Sequence[Any]:
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return [argument[2]]
    if operation == "SUBPATTERN":
        return [argument[3]]
    if operation == "BRANCH":
        return list(argument[1])
    if operation == "ATOMIC_GROUP":
        return [argument]
    if operation in {"ASSERT", "ASSERT_NOT"}:
        return [argument[1]]
    return []


def _check(tree: Any, repeated: bool) -> None:
    for position, (raw, argument) in enumerate(tree):
        operation = _name(raw)
        if operation in {"GROUPREF", "GROUPREF_IGNORE", "GROUPREF_EXISTS"}:
            raise UnsafePatternError("a back-reference can take for ever; spell the repetition out")
        inside = repeated
        if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            low, high = int(argument[0]), int(argument[1])
            many = high > _LONG and high != low
            if many and repeated:
                raise UnsafePatternError(
                    "a repetition inside a repetition can take for ever; bound the inner one"
                )
            ambiguous = high > 1 and _variable(argument[2]) and not _separated(argument[2])
            if ambiguous and (many or _ways(argument[2]) ** high > _MOST_WAYS):
                raise UnsafePatternError(
                    "a repeated group whose parts can share their characters in many ways can take for ever; "
                    "start or end each turn with a character the rest cannot match"
                )
            if many and _crowded(tree, position):
                raise UnsafePatternError(
                    "two unbounded repetitions side by side match the same characters; bound one of them"
                )
            inside = repeated or many
        for child in _children(operation, argument):
            _check(child, inside)


def _ways(tree: Any) -> int:
    """In how many ways one turn of a bounded group can divide what it matches, roughly and at most."""
    ways = 1
    for position, (raw, argument) in enumerate(tree):
        operation = _name(raw)
        if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            low, high = int(argument[0]), int(argument[1])
            mine = _characters([(raw, argument)])
            others = _characters([item for index, item in enumerate(tree) if index != position])
            alone = high == 1 and mine is not None and others is not None and mine.isdisjoint(others)
            ways *= 1 if alone else min(high - low + 1, _LONG) * _ways(argument[2])
        elif operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            ways *= _ways(_children(operation, argument)[0])
        elif operation == "BRANCH":
            ways *= sum(_ways(branch) for branch in argument[1])
    return ways


def _variable(tree: Any) -> bool:
    """Whether a group can match strings of different lengths."""
    low, high = tree.getwidth()
    return bool(low != high)


def _separated(tree: Any) -> bool:
    """Whether each turn of a group begins or ends with a character its variable parts cannot hold."""
    items = [(raw, argument) for raw, argument in tree if _name(raw) not in _ZERO_WIDTH]
    while len(items) == 1 and _name(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    if len(items) < 2:
        return False
    for edge, rest in ((items[0], items[1:]), (items[-1], items[:-1])):
        characters = _characters([edge])
        if characters is None or not int(_parser_width([edge])):
            continue
        others = _characters(rest)
        if others is not None and characters.isdisjoint(others):
            return True
        optional_edge = [(raw, argument) for raw, argument in rest if _name(raw).endswith("REPEAT")]
        variable = _characters(optional_edge)
        if variable is not None and characters.isdisjoint(variable):
            return True
    return False


def _parser_width(items: Iterable[Any]) -> int:
    total = 0
    for raw, argument in items:
        operation = _name(raw)
        if operation in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            total += 1
        elif operation.endswith("REPEAT"):
            total += int(argument[0]) * int(argument[2].getwidth()[0])
        elif operation == "SUBPATTERN":
            total += int(argument[3].getwidth()[0])
    return total


def _crowded(tree: Any, position: int) -> bool:
    """Whether the next consuming item is also unbounded and shares characters with this repetition."""
    mine = _characters([tree[position]])
    for index in range(position + 1, len(tree)):
        raw, argument = tree[index]
        operation = _name(raw)
        if operation in _ZERO_WIDTH:
            continue
        theirs = _characters([tree[index]])
        shared = mine is None or theirs is None or not mine.isdisjoint(theirs)
        if operation.endswith("REPEAT"):
            if int(argument[1]) > _LONG and shared:
                return True
            if int(argument[0]) == 0:
                continue
        return False
    return False


_ALPHABET = [chr(code) for code in range(256)]


def _characters(items: Iterable[Any]) -> set[str] | None:
    """The Latin-1 characters some items may consume; None when that cannot be told."""
    found: set[str] = set()
    for raw, argument in items:
        operation = _name(raw)
        if operation == "LITERAL":
            found |= {chr(argument).lower(), chr(argument).upper()}
        elif operation in {"ANY", "NOT_LITERAL"}:
            found |= set(_ALPHABET)
        elif operation == "IN":
            found |= _set_characters(argument)
        elif operation in {
            "MAX_REPEAT",
            "MIN_REPEAT",
            "POSSESSIVE_REPEAT",
            "SUBPATTERN",
            "BRANCH",
            "ATOMIC_GROUP",
        }:
            for child in _children(operation, argument):
                inner = _characters(child)
                if inner is None:
                    return None
                found |= inner
        elif operation not in _ZERO_WIDTH:
            return None
    return found


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}


def _set_characters(members: Any) -> set[str]:
    found: set[str] = set()
    negated = False
    for raw, argument in members:
        operation = _name(raw)
        if operation == "NEGATE":
            negated = True
        elif operation == "LITERAL":
            found |= {chr(argument).lower(), chr(argument).upper()}
        elif operation == "RANGE":
            for code in range(int(argument[0]), min(int(argument[1]), 255) + 1):
                found |= {chr(code).lower(), chr(code).upper()}
        elif operation == "CATEGORY":
            expression = re.compile(_CATEGORIES[_name(argument)])
            found |= {character for character in _ALPHABET if expression.match(character)}
    return set(_ALPHABET) - found if negated else found


def _digits(tree: Any) -> int:
    """The fewest ASCII-like digits any match holds."""
    total = 0
    for raw, argument in tree:
        operation = _name(raw)
        if operation == "LITERAL":
            total += chr(argument).isdigit()
        elif operation == "IN":
            total += _only_digits(argument)
        elif operation.endswith("REPEAT"):
            total += int(argument[0]) * _digits(argument[2])
        elif operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            total += sum(_digits(child) for child in _children(operation, argument))
        elif operation == "BRANCH":
            total += min(_digits(child) for child in argument[1])
    return total


def _only_digits(members: Any) -> bool:
    for raw, argument in members:
        operation = _name(raw)
        if operation == "CATEGORY" and _name(argument) == "CATEGORY_DIGIT":
            continue
        if operation == "RANGE" and chr(argument[0]).isdigit() and chr(argument[1]).isdigit():
            continue
        if operation == "LITERAL" and chr(argument).isdigit():
            continue
        return False
    return True


def _choices(raw: object, argument: Any) -> list[str] | None:
    """The few strings one item stands for, or None."""
    operation = _name(raw)
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "IN":
        characters: list[str] = []
        for kind, value in argument:
            if _name(kind) != "LITERAL":
                return None
            characters.append(chr(value))
        return characters if len(characters) <= _SMALL_SET else None
    return None


def _literals(tree: Any) -> list[str] | None:
    """Strings of which every match holds at least one, the most telling set found; None when unknown."""
    best: list[str] | None = None
    runs: list[str] = [""]

    def consider(candidate: list[str] | None) -> None:
        nonlocal best
        if not candidate or not all(candidate) or len(candidate) > _FACTORS:
            return
        if best is None or min(map(len, candidate)) > min(map(len, best)):
            best = candidate

    for raw, argument in tree:
        operation = _name(raw)
        if operation in _ZERO_WIDTH:
            continue
        choices = _choices(raw, argument)
        if choices is not None and len(runs) * len(choices) <= _FACTORS:
            runs = [run + choice for run in runs for choice in choices]
            continue
        consider(runs)
        runs = list(choices) if choices is not None else [""]
        if operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            consider(_literals(_children(operation, argument)[0]))
        elif operation.endswith("REPEAT") and int(argument[0]) >= 1:
            consider(_literals(argument[2]))
        elif operation == "BRANCH":
            gathered: list[str] = []
            for branch in argument[1]:
                inner = _literals(branch)
                if inner is None:
                    gathered = []
                    break
                gathered.extend(inner)
            consider(gathered)
    consider(runs)
    return best
