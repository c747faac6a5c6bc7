"""``some``: at least so many of several matchers, where each alone says little.

It holds when ``least`` of its parts are found in the field (``where = "sentence"``: in one sentence); its
finds are those of the first part found that points at words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Env, Kind, Needs, Node, Region, Scope, Spec, possible, touching
from outtray_rules.spec import Key, ListOf, Named, Number
from outtray_rules.view import WHOLE, Field, Hits

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler


@dataclass(frozen=True, slots=True)
class SomeSpec:
    """At least ``least`` of the parts, in the field or in one sentence."""

    parts: tuple[Spec, ...]
    least: int
    in_sentence: bool
    local = False

    def compile(self, compiler: Compiler) -> SomeNode:
        """Make the node."""
        return SomeNode([compiler.node(part) for part in self.parts], self.least, self.in_sentence)

    def told(self) -> str:
        """How it matches."""
        where = ", in one sentence" if self.in_sentence else ""
        return f"at least {self.least} of these{where}: {'; '.join(part.told() for part in self.parts)}"


class SomeNode:
    """Counts the parts that are found."""

    def __init__(self, parts: Sequence[Node], least: int, in_sentence: bool) -> None:
        self._parts = parts
        self._least = least
        self._in_sentence = in_sentence
        masks = [part.needs[0] if part.needs else 0 for part in parts]
        together = 0
        for mask in masks:
            together |= mask
        self.needs: Needs = (together,) if all(masks) else ()

    def hits(self, field: Field, env: Env) -> Hits:
        """The finds of the first part that points at words, where enough parts are found."""
        if not possible(self.needs, field.mask):
            return ()
        for region in self._regions(field):
            if not self._enough(field, region, env):
                continue
            for part in self._parts:
                placed = tuple(hit for hit in touching(part.hits(field, env), region) if hit.end > hit.start)
                if placed:
                    return placed
            return (WHOLE,)
        return ()

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether enough parts are found."""
        if not possible(self.needs, field.mask):
            return False
        regions = self._regions(field) if region is None else [region]
        return any(self._enough(field, one, env) for one in regions)

    def _enough(self, field: Field, region: Region, env: Env) -> bool:
        missing = len(self._parts) - self._least
        mask = field.mask
        for part in self._parts:
            if not (possible(part.needs, mask) and part.holds(field, region, env)):
                missing -= 1
                if missing < 0:
                    return False
        return True

    def _regions(self, field: Field) -> list[Region]:
        if not self._in_sentence:
            return [None]
        return [
            (start + offset, end + offset)
            for line, offset in field.lines
            for start, end in (line.region(number) for number in range(len(line.parts)))
        ]


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``some = [ … ]`` with ``least``."""
    parts = [scope.matcher(part, (*path, "some", index)) for index, part in enumerate(table["some"])]
    present = tuple(part for part in parts if part is not None)
    least = int(table.get("least", 2))
    if least > len(parts):
        scope.complain((*path, "least"), f"there are only {len(parts)} matchers to find {least} of")
        return None
    if len(present) != len(parts):
        return None
    return SomeSpec(present, least, table.get("where") == "sentence")


def kind(matcher: Named) -> Kind:
    """The kind, for the registry; ``matcher`` is the shape of a nested matcher."""
    return Kind(
        "some",
        (
            Key("some", ListOf(matcher, least=2), "matchers of which several must be found"),
            Key("least", Number(2, whole=True), "how many of them (2)"),
        ),
        read,
    )
