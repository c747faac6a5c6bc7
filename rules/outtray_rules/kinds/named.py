"""A matcher that a pack has given a name, so that rules of this pack and of those that build on it share it.

It finds exactly what it names, and is looked up once a field, however many rules of however many packs
use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Env, Kind, LineNode, Node, Region, Scope, Spec, possible
from outtray_rules.kinds.context import uses_found
from outtray_rules.spec import Key, Text
from outtray_rules.view import Field, Hits

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler


@dataclass(frozen=True, slots=True)
class NamedSpec:
    """What a name stands for."""

    name: str
    spec: Spec

    @property
    def local(self) -> bool:
        """Whether what it names is."""
        return self.spec.local

    @property
    def parts(self) -> tuple[Spec, ...]:
        """What it names, for those who look for a kind inside a matcher."""
        return (self.spec,)

    def compile(self, compiler: Compiler) -> Node:
        """Make the node; what needs only a line is kept with the line already."""
        node = compiler.node(self.spec)
        if isinstance(node, LineNode) or uses_found(self.spec):
            return node
        return NamedNode(compiler.number(), node)

    def told(self) -> str:
        """How it matches."""
        return self.spec.told()


class NamedNode:
    """Asks once a field."""

    def __init__(self, number: int, node: Node) -> None:
        self.needs = node.needs
        self._number = number
        self._node = node

    def hits(self, field: Field, env: Env) -> Hits:
        """Every find of what it names."""
        if not possible(self.needs, field.mask):
            return ()
        kept = field.named.get(self._number)
        if kept is None:
            kept = field.named[self._number] = self._node.hits(field, env)
        return kept

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether what it names holds."""
        return bool(self.hits(field, env)) if region is None else self._node.holds(field, region, env)


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``matcher = "name"``."""
    name = str(table["matcher"])
    spec = scope.named(name, (*path, "matcher"))
    return NamedSpec(name, spec) if spec is not None else None


KIND = Kind(
    "matcher",
    (Key("matcher", Text(), "what the matcher of that name under [matchers] finds, here or in a base"),),
    read,
)
