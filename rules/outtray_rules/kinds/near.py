"""Two or more matchers close together in one sentence.

Each neighbour stands at most ``within`` words after the one before it (1: side by side); without
``within`` the sentence is the only limit. ``ordered`` asks for the order of the list. Two members
may overlap, but not be the same words. The find reaches from the first member to the last, or is the one
member that ``points_at`` names, counted from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Kind, LineNode, Needs, Scope, Spec
from outtray_rules.spec import Flag, Key, ListOf, Named, Number
from outtray_rules.view import Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_MOST_PER_SENTENCE = 24
_ANY_DISTANCE = 10_000


@dataclass(frozen=True, slots=True)
class NearSpec:
    """Members that stand near each other."""

    members: tuple[Spec, ...]
    within: int
    ordered: bool
    points_at: int = 0
    local = True

    def compile(self, compiler: Compiler) -> NearNode:
        """Make the node."""
        nodes: list[LineNode] = []
        for member in self.members:
            node = compiler.node(member)
            if isinstance(node, LineNode):
                nodes.append(node)
        return NearNode(compiler.number(), nodes, self)

    def told(self) -> str:
        """How it matches."""
        parts = ", near ".join(member.told() for member in self.members)
        limit = f"within {self.within} words" if self.within < _ANY_DISTANCE else "in one sentence"
        return f"{parts} ({limit}{', in this order' if self.ordered else ''})"


class NearNode(LineNode):
    """Finds the closest company for each hit of its first member."""

    def __init__(self, number: int, members: Sequence[LineNode], spec: NearSpec) -> None:
        needs: Needs = tuple(need for member in members for need in member.needs)
        super().__init__(number, needs, all(member.by_sentence for member in members))
        self._members = members
        self._within = spec.within
        self._ordered = spec.ordered
        self._points_at = spec.points_at

    def search(self, line: Line) -> Hits:
        """Every group of members in a line."""
        by_member = [member.in_line(line) for member in self._members]
        if not all(by_member):
            return ()
        found: list[Hit] = []
        for number in range(len(line.parts)):
            start, end = line.region(number)
            groups = [
                [hit for hit in hits if start <= hit.start < end][:_MOST_PER_SENTENCE] for hits in by_member
            ]
            if all(groups):
                found.extend(self._groups(groups))
        return _separate(found)

    def _groups(self, members: list[list[Hit]]) -> list[Hit]:
        found: list[Hit] = []
        for anchor in members[0]:
            best: tuple[int, Hit] | None = None
            for chosen in self._extend([anchor], members, 1):
                width = max(hit.stop for hit in chosen) - min(hit.first for hit in chosen)
                if best is None or width < best[0]:
                    best = (width, _around(chosen, self._points_at))
            if best is not None:
                found.append(best[1])
        return found

    def _extend(self, chosen: list[Hit], members: list[list[Hit]], index: int) -> list[list[Hit]]:
        if index == len(members):
            return [chosen] if self._close(chosen) else []
        complete: list[list[Hit]] = []
        limit = self._within * len(members) if self._within < _ANY_DISTANCE else _ANY_DISTANCE
        nearest = sorted(members[index], key=lambda hit: _gap(chosen[-1], hit))
        for hit in nearest[:6]:
            if _gap(chosen[-1], hit) > limit:
                break
            if self._ordered and hit.first < chosen[-1].first:
                continue
            if any((hit.first, hit.stop) == (other.first, other.stop) for other in chosen):
                continue
            complete.extend(self._extend([*chosen, hit], members, index + 1))
        return complete

    def _close(self, chosen: list[Hit]) -> bool:
        in_order = sorted(chosen, key=lambda hit: (hit.first, hit.stop))
        reach = in_order[0].stop
        for hit in in_order[1:]:
            if hit.first - reach + 1 > self._within:
                return False
            reach = max(reach, hit.stop)
        return True


def _gap(one: Hit, other: Hit) -> int:
    return max(0, other.first - one.stop + 1, one.first - other.stop + 1)


def _around(chosen: Sequence[Hit], points_at: int) -> Hit:
    confidence = min(1.0, min(hit.confidence for hit in chosen) + 0.02 * (len(chosen) - 1))
    if points_at:
        return chosen[points_at - 1]._replace(confidence=confidence)
    return Hit(
        min(hit.start for hit in chosen),
        max(hit.end for hit in chosen),
        min(hit.first for hit in chosen),
        max(hit.stop for hit in chosen),
        confidence,
    )


def _separate(found: list[Hit]) -> Hits:
    """In order, and of two groups that overlap only the tighter one."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.stop - hit.first, hit.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return tuple(sorted(kept))


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``near = [ … ]``."""
    members: list[Spec] = []
    complete = True
    for index, member in enumerate(table["near"]):
        here = (*path, "near", index)
        spec = scope.matcher(member, here)
        if spec is None:
            complete = False
        elif not spec.local:
            scope.complain(
                here,
                "a member of near must point at words: terms, phrase, pattern, token, own, near",
            )
            complete = False
        else:
            members.append(spec)
    if not complete:
        return None
    points_at = int(table.get("points_at", 0))
    if points_at > len(members):
        scope.complain((*path, "points_at"), f"there are only {len(members)} members to point at")
        return None
    within = int(table.get("within", _ANY_DISTANCE))
    return NearSpec(tuple(members), within, bool(table.get("ordered", False)), points_at)


def keys(matcher: Named) -> tuple[Key, ...]:
    """The keys of the kind; ``matcher`` is the shape of a nested matcher."""
    return (
        Key(
            "near",
            ListOf(matcher, least=2),
            "two or more matchers that must stand close together in one sentence",
        ),
        Key(
            "within",
            Number(1, 60, whole=True),
            "how many words each may stand after the one before; without it, the sentence",
        ),
        Key(
            "points_at",
            Number(1, whole=True),
            "the member that is the find, counted from 1; all of them unless said",
        ),
        Key("ordered", Flag(), "the members must come in this order"),
    )


def kind(matcher: Named) -> Kind:
    """The kind, for the registry."""
    return Kind("near", keys(matcher), read)
