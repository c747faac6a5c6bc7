"""Regular expressions that packs bring: refused when they could run for ever, skipped when they cannot match.

Both answers come from the parsed expression. A pattern is only run on a line that holds one of
the literal strings (or as many digits) as any match of it must have.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Any

from outtray_rules.regex_safety import ZERO_WIDTH, children, refuse_unsafe

# The interpreter's own parser: private by name, present and alike in every supported version. Typed as
# Any because it ships without types.
_parser: Any = importlib.import_module("re._parser")

_SMALL_SET = 4
_FACTORS = 96
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What every match must hold: one of ``literals`` (lower case; empty: unknown), digits, characters."""

    literals: tuple[str, ...] = ()
    digits: int = 0
    width: int = 0
    anchored: bool = False
    """Whether it speaks of the beginning or the end of a line."""


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
    refuse_unsafe(tree)
    best = _literals(tree)
    usable = best is not None and all(best) and len(best) <= _FACTORS
    return Requirement(
        tuple(sorted({factor.lower() for factor in best})) if usable and best else (),
        _digits(tree),
        int(tree.getwidth()[0]),
        _anchored(tree),
    )


def compile_pattern(pattern: str, flags: str) -> re.Pattern[str]:
    """Compile an expression that ``inspect`` let through."""
    return re.compile(pattern, flag_bits(flags))


def _anchored(tree: Any) -> bool:
    return any(
        (str(raw) == "AT" and "BOUNDARY" not in str(argument))
        or any(_anchored(inner) for inner in children(str(raw), argument))
        for raw, argument in tree
    )


def _digits(tree: Any) -> int:
    """The fewest ASCII-like digits any match holds."""
    total = 0
    for raw, argument in tree:
        operation = str(raw)
        if operation == "LITERAL":
            total += chr(argument).isdigit()
        elif operation == "IN":
            total += _only_digits(argument)
        elif operation.endswith("REPEAT"):
            total += int(argument[0]) * _digits(argument[2])
        elif operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            total += sum(_digits(child) for child in children(operation, argument))
        elif operation == "BRANCH":
            total += min(_digits(child) for child in argument[1])
    return total


def _only_digits(members: Any) -> bool:
    for raw, argument in members:
        operation = str(raw)
        if operation == "CATEGORY" and str(argument) == "CATEGORY_DIGIT":
            continue
        if operation == "RANGE" and chr(argument[0]).isdigit() and chr(argument[1]).isdigit():
            continue
        if operation == "LITERAL" and chr(argument).isdigit():
            continue
        return False
    return True


def _choices(raw: object, argument: Any) -> list[str] | None:
    """The few strings one item stands for, or None."""
    operation = str(raw)
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "IN":
        characters: list[str] = []
        for kind, value in argument:
            if str(kind) != "LITERAL":
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
        operation = str(raw)
        if operation in ZERO_WIDTH:
            continue
        choices = _choices(raw, argument)
        if choices is not None and len(runs) * len(choices) <= _FACTORS:
            runs = [run + choice for run in runs for choice in choices]
            continue
        consider(runs)
        runs = list(choices) if choices is not None else [""]
        if operation in {"SUBPATTERN", "ATOMIC_GROUP"}:
            consider(_literals(children(operation, argument)[0]))
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
