"""A regular expression, for what is a shape and not a word: markings, numbers, keys.

It sees one sentence at a time, or one line when it speaks of ``^`` or ``$``, which are the ends of a line;
``scope`` changes that. Capitals matter unless ``flags = "i"``. A number that goes on outside the match
fails its check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules import checks
from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Env, Kind, LineNode, Region, Scope, Spec, possible, touching
from outtray_rules.regex_safety import UnsafePatternError
from outtray_rules.regexes import (
    Requirement,
    compile_pattern,
    inspect,
    known_flags,
)
from outtray_rules.spec import STRINGS, Key, ListOf, Number, OneOf, Text, strings
from outtray_rules.text.fold import Folded, fold
from outtray_rules.view import Field, Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_MOST_CHARACTERS = 20_000
_MOST_SHOWN = 100
_UNCHECKED, _CHECKED, _PROVED = 0.9, 0.95, 1.0


@dataclass(frozen=True, slots=True)
class PatternSpec:
    """An expression with its checks."""

    patterns: tuple[str, ...]
    flags: str
    folded: bool
    scope: str
    group: int | str
    checks: tuple[str, ...]
    entropy: float
    skip: tuple[str, ...]
    requirements: tuple[Requirement, ...]

    @property
    def local(self) -> bool:
        """Whether it keeps to one line."""
        return self.scope != "text"

    def compile(self, compiler: Compiler) -> PatternNode | TextPatternNode:
        """Make the node."""
        search = _Search(self)
        compiler.warmers.append(search)
        leaves = [compiler.pattern(requirement) for requirement in self.requirements]
        if self.scope == "text":
            return TextPatternNode(search, leaves)
        return PatternNode(compiler.number(), search, leaves, self.scope == "sentence")

    def told(self) -> str:
        """How it matches."""
        checked = f", checked by {' and '.join(self.checks)}" if self.checks else ""
        shown = " | ".join(self.patterns)
        shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
        return f"the pattern `{shown}`{checked}"


class _Search:
    """Runs the expressions of one specification over a text. Compiled when first needed."""

    def __init__(self, spec: PatternSpec) -> None:
        self._spec = spec
        self._compiled: list[re.Pattern[str] | None] = [None] * len(spec.patterns)
        self._skip: re.Pattern[str] | None = None
        self._checks: list[Callable[[str], bool]] = [checks.check(name) for name in spec.checks]
        proved = any(name in checks.NUMBERS_PROVED for name in spec.checks)
        self._confidence = _PROVED if proved else (_CHECKED if spec.checks else _UNCHECKED)

    def __reduce__(self) -> tuple[type[_Search], tuple[PatternSpec]]:
        """On disk it is its specification: a compiled expression would be compiled again anyway."""
        return _Search, (self._spec,)

    def run(self, index: int, text: str) -> list[tuple[int, int, float]]:
        """Every match of one of the expressions that passes the checks: start, end, confidence."""
        pattern = self._pattern(index)
        folded: Folded | None = fold(text) if self._spec.folded else None
        subject = folded.text if folded is not None else text
        found: list[tuple[int, int, float]] = []
        for match in pattern.finditer(subject):
            start, end = match.span(self._spec.group)
            if start < 0 or start == end:
                continue
            if folded is not None:
                start, end = folded.span(start, end)
            if self._passes(text, start, end):
                found.append((start, end, self._confidence))
        return found

    def warm(self) -> None:
        """Compile every expression and import what the checks need, so that no keystroke has to."""
        for index in range(len(self._compiled)):
            self._pattern(index)
        for check in self._checks:
            check("0")

    def _pattern(self, index: int) -> re.Pattern[str]:
        pattern = self._compiled[index]
        if pattern is None:
            pattern = self._compiled[index] = compile_pattern(self._spec.patterns[index], self._spec.flags)
        return pattern

    def _passes(self, text: str, start: int, end: int) -> bool:
        value = text[start:end]
        if self._checks:
            if (value[0].isdigit() and text[start - 1 : start].isdigit()) or (
                value[-1].isdigit() and text[end : end + 1].isdigit()
            ):
                return False
            if not all(check(value) for check in self._checks):
                return False
        if self._spec.entropy and checks.entropy(value) < self._spec.entropy:
            return False
        if self._spec.skip:
            if self._skip is None:
                self._skip = re.compile("|".join(f"(?:{one})" for one in self._spec.skip), re.IGNORECASE)
            if self._skip.search(value):
                return False
        return True


class PatternNode(LineNode):
    """Finds an expression in a line or in each of its sentences."""

    def __init__(self, number: int, search: _Search, leaves: list[int], by_sentence: bool) -> None:
        super().__init__(number, (sum(1 << leaf for leaf in leaves),), by_sentence)
        self._search = search
        self._leaves = leaves

    def search(self, line: Line) -> Hits:
        """Every match in a line."""
        found: set[Hit] = set()
        for index, leaf in enumerate(self._leaves):
            if any(leaf in sentence.gates for sentence, _ in line.parts):
                for start, end, confidence in self._search.run(index, line.text):
                    first, stop = line.tokens_at(start, end)
                    found.add(Hit(start, end, first, stop, confidence))
        return tuple(sorted(found)) if found else ()


class TextPatternNode:
    """Finds an expression that may run over lines; looks at the first 20,000 characters."""

    def __init__(self, search: _Search, leaves: list[int]) -> None:
        self.needs = (sum(1 << leaf for leaf in leaves),)
        self._search = search
        self._leaves = leaves
        self._kept: tuple[str, Hits] = ("", ())

    def hits(self, field: Field, env: Env) -> Hits:
        """Every match in a field; those of the field asked about last are remembered."""
        if not possible(self.needs, field.mask):
            return ()
        text, kept = self._kept
        if text != field.text:
            kept = self._look(field)
            self._kept = (field.text, kept)
        return kept

    def _look(self, field: Field) -> Hits:
        found: set[Hit] = set()
        for index, leaf in enumerate(self._leaves):
            if field.mask & (1 << leaf):
                found.update(
                    Hit(start, end, -1, -1, sure)
                    for start, end, sure in self._search.run(index, field.text[:_MOST_CHARACTERS])
                )
        return tuple(sorted(found))

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether there is a match, in the region when one is given."""
        return bool(touching(self.hits(field, env), region))


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``pattern = '…'`` or a list of them."""
    flags = str(table.get("flags", ""))
    if not known_flags(flags):
        scope.complain(
            (*path, "flags"),
            f"“{flags}” is not made of the flags i (any case), s (dot is any), x (spaced), a (ASCII)",
        )
        return None
    group = table.get("group", 0)
    requirements: list[Requirement] = []
    patterns = strings(table["pattern"])
    complete = True
    for index, pattern in enumerate(patterns):
        here = (*path, "pattern") if isinstance(table["pattern"], str) else (*path, "pattern", index)
        try:
            requirements.append(inspect(pattern, flags))
            compiled = re.compile(pattern) if group else None
        except re.error as error:
            place = f" at character {error.pos + 1}" if error.pos is not None else ""
            scope.complain(here, f"this is no regular expression: {error.msg}{place}")
            complete = False
            continue
        except UnsafePatternError as error:
            scope.complain(here, f"this expression is not safe to run: {error}")
            complete = False
            continue
        if compiled is not None:
            named = group in compiled.groupindex if isinstance(group, str) else group <= compiled.groups
            if not named:
                scope.complain((*path, "group"), f"the expression has no group {group}")
                complete = False
    skips = strings(table.get("skip", ()))
    for index, skip in enumerate(skips):
        try:
            inspect(skip, "i")
        except (re.error, UnsafePatternError) as error:
            scope.complain((*path, "skip", index), f"this expression cannot be used: {error}")
            complete = False
    if not complete:
        return None
    return PatternSpec(
        patterns,
        flags,
        table.get("on", "text") == "folded",
        str(table.get("scope", "line" if any(one.anchored for one in requirements) else "sentence")),
        group,
        strings(table.get("check", ())),
        float(table.get("entropy", 0)),
        skips,
        tuple(requirements),
    )


_CHECK = Text(checks.NAMES)
KIND = Kind(
    "pattern",
    (
        Key("pattern", STRINGS, "a regular expression, or several"),
        Key(
            "on",
            Text(("text", "folded")),
            "look at the text as written (text) or at its folded copy (folded)",
        ),
        Key(
            "scope",
            Text(("line", "sentence", "text")),
            "how much of the text the expression sees at once (a sentence; a line with ^ or $)",
        ),
        Key(
            "flags", Text(blank=True), "i: any case; s: dot matches newline; x: spaced out; a: ASCII classes"
        ),
        Key(
            "group",
            OneOf((Text(), Number(0, 99, whole=True))),
            "the group that is the find; the whole match otherwise",
        ),
        Key("check", OneOf((_CHECK, ListOf(_CHECK, least=1))), "a check the find must pass"),
        Key("entropy", Number(0, 8), "the least Shannon entropy of the find, in bits per character"),
        Key("skip", STRINGS, "expressions that, found in the find in any case, make it not count"),
    ),
    read,
)
