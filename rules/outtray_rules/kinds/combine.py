"""``all``, ``any`` and ``not``: matchers made of matchers.

``all`` holds when every part is found in the field (``where = "sentence"``: in one sentence); its find is
that of the first part that points at words, so that the other parts act as conditions. ``any`` finds
what its parts find. ``not`` holds when its part is found nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import (
    ActNode,
    Env,
    Kind,
    LineNode,
    Needs,
    Node,
    Region,
    Scope,
    Spec,
    possible,
    touching,
)
from outtray_rules.spec import Key, ListOf, Named, Text
from outtray_rules.view import WHOLE, Field, Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler


@dataclass(frozen=True, slots=True)
class AllSpec:
    """Every part, in the field or in one sentence."""

    parts: tuple[Spec, ...]
    in_sentence: bool
    local = False

    def compile(self, compiler: Compiler) -> Node:
        """Make the node."""
        if self.in_sentence:
            wanted = [part for part in self.parts if not isinstance(part, NotSpec)]
            unwanted = [part.part for part in self.parts if isinstance(part, NotSpec)]
            here = _by_sentence([compiler.node(part) for part in wanted])
            absent = _by_sentence([compiler.node(part) for part in unwanted])
            if here and len(here) == len(wanted) and len(absent) == len(unwanted):
                return AllLineNode(compiler.number(), here, absent)
        return AllNode([compiler.node(part) for part in self.parts], self.in_sentence)

    def told(self) -> str:
        """How it matches."""
        where = " (in one sentence)" if self.in_sentence else ""
        return " together with ".join(part.told() for part in self.parts) + where


def _by_sentence(nodes: Sequence[Node]) -> list[LineNode]:
    return [node for node in nodes if isinstance(node, LineNode) and node.by_sentence]


class AllLineNode(LineNode):
    """Finds the first part in sentences that hold every part and none of those that must be absent."""

    def __init__(self, number: int, here: Sequence[LineNode], absent: Sequence[LineNode]) -> None:
        super().__init__(number, tuple(need for part in here for need in part.needs))
        self._here = here
        self._absent = absent

    def search(self, line: Line) -> Hits:
        """The finds of the first part."""
        found: Hits = ()
        for part in self._here:
            hits = part.in_line(line)
            if not hits:
                return ()
            found = found or hits
        if any(part.in_line(line) for part in self._absent):
            return ()
        return found


class AllNode:
    """True when every part is."""

    def __init__(self, parts: Sequence[Node], in_sentence: bool) -> None:
        self.needs: Needs = tuple(need for part in parts for need in part.needs)
        self._parts = parts
        # Facts about the act cost least to ask.
        self._tests = sorted(parts, key=lambda part: not isinstance(part, ActNode))
        self._in_sentence = in_sentence

    def hits(self, field: Field, env: Env) -> Hits:
        """The finds of the first part that points at words."""
        if not possible(self.needs, field.mask):
            return ()
        found: list[Hit] = []
        for region in _sentence_regions(field) if self._in_sentence else [None]:
            if all(part.holds(field, region, env) for part in self._tests):
                found.extend(self._primary(field, region, env))
        return tuple(dict.fromkeys(found))

    def _primary(self, field: Field, region: Region, env: Env) -> Hits:
        for part in self._parts:
            placed = tuple(hit for hit in touching(part.hits(field, env), region) if hit.end > hit.start)
            if placed:
                return placed
        return (WHOLE,)

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether every part holds."""
        if not possible(self.needs, field.mask):
            return False
        if region is None and self._in_sentence:
            return bool(self.hits(field, env))
        return all(part.holds(field, region, env) for part in self._tests)


def _sentence_regions(field: Field) -> list[Region]:
    regions: list[Region] = []
    for line, offset in field.lines:
        for number in range(len(line.parts)):
            start, end = line.region(number)
            regions.append((start + offset, end + offset))
    return regions


@dataclass(frozen=True, slots=True)
class AnySpec:
    """Any part."""

    parts: tuple[Spec, ...]

    @property
    def local(self) -> bool:
        """Whether every part is."""
        return all(part.local for part in self.parts)

    def compile(self, compiler: Compiler) -> Node:
        """Make the node."""
        nodes = [compiler.node(part) for part in self.parts]
        lined = [node for node in nodes if isinstance(node, LineNode)]
        if len(lined) == len(nodes):
            return AnyLineNode(compiler.number(), lined)
        return AnyNode(nodes)

    def told(self) -> str:
        """How it matches."""
        return " or ".join(part.told() for part in self.parts)


def _either(nodes: Sequence[Node]) -> Needs:
    mask = 0
    for node in nodes:
        if not node.needs:
            return ()
        mask |= node.needs[0]
    return (mask,)


class AnyLineNode(LineNode):
    """Finds what any part finds, line by line."""

    def __init__(self, number: int, parts: Sequence[LineNode]) -> None:
        super().__init__(number, _either(parts), all(part.by_sentence for part in parts))
        self._parts = parts

    def search(self, line: Line) -> Hits:
        """The finds of all parts, in order."""
        found: set[Hit] = set()
        for part in self._parts:
            if possible(part.needs, line.mask):
                found.update(part.in_line(line))
        return tuple(sorted(found)) if found else ()


class AnyNode:
    """Finds what any part finds."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self.needs = _either(parts)
        self._parts = [(part, part.needs) for part in parts]

    def hits(self, field: Field, env: Env) -> Hits:
        """The finds of all parts; a part without a place only counts when no part has one."""
        found: set[Hit] = set()
        mask = field.mask
        for part, needs in self._parts:
            if possible(needs, mask):
                found.update(part.hits(field, env))
        if not found:
            return ()
        placed = {hit for hit in found if hit.end > hit.start}
        return tuple(sorted(placed or found))

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether any part holds."""
        mask = field.mask
        return any(possible(needs, mask) and part.holds(field, region, env) for part, needs in self._parts)


@dataclass(frozen=True, slots=True)
class NotSpec:
    """The absence of a part."""

    part: Spec
    local = False

    def compile(self, compiler: Compiler) -> NotNode:
        """Make the node."""
        return NotNode(compiler.node(self.part))

    def told(self) -> str:
        """How it matches."""
        return f"not {self.part.told()}"


class NotNode:
    """True when its part is not."""

    needs: Needs = ()

    def __init__(self, part: Node) -> None:
        self._part = part

    def hits(self, field: Field, env: Env) -> Hits:
        """One hit without a place."""
        return () if self._part.holds(field, None, env) else (WHOLE,)

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether the part is absent."""
        return not self._part.holds(field, region, env)


def _read_parts(name: str, table: Mapping[str, Any], path: PathKey, scope: Scope) -> tuple[Spec, ...] | None:
    parts = [scope.matcher(part, (*path, name, index)) for index, part in enumerate(table[name])]
    present = tuple(part for part in parts if part is not None)
    return present if len(present) == len(parts) else None


def _read_all(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    parts = _read_parts("all", table, path, scope)
    return AllSpec(parts, table.get("where") == "sentence") if parts is not None else None


def _read_any(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    parts = _read_parts("any", table, path, scope)
    return AnySpec(parts) if parts is not None else None


def _read_not(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    part = scope.matcher(table["not"], (*path, "not"))
    return NotSpec(part) if part is not None else None


def kinds(matcher: Named) -> tuple[Kind, ...]:
    """The three kinds; ``matcher`` is the shape of a nested matcher."""
    where = Key("where", Text(("text", "sentence")), "where to look: the whole field or one sentence")
    return (
        Kind(
            "all", (Key("all", ListOf(matcher, least=1), "matchers that must all be found"), where), _read_all
        ),
        Kind("any", (Key("any", ListOf(matcher, least=1), "matchers of which one is enough"),), _read_any),
        Kind("not", (Key("not", matcher, "a matcher that must not be found"),), _read_not),
    )
