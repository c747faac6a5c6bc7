"""A kind of token: any mention, hashtag, link, number, e-mail address or emoji."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Kind, LineNode, Scope, Spec
from outtray_rules.spec import Key, ListOf, OneOf, Text, strings
from outtray_rules.view import Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

_KINDS = ("mention", "hashtag", "link", "number", "email", "emoji", "word")


@dataclass(frozen=True, slots=True)
class TokenSpec:
    """Any token of these kinds."""

    kinds: tuple[str, ...]
    local = True

    def compile(self, compiler: Compiler) -> TokenNode:
        """Make the node."""
        return TokenNode(compiler.number(), self.kinds)

    def told(self) -> str:
        """How it matches."""
        return f"a {' or '.join(self.kinds)}"


class TokenNode(LineNode):
    """Finds tokens by kind."""

    def __init__(self, number: int, kinds: tuple[str, ...]) -> None:
        super().__init__(number, ())
        self._kinds = frozenset("url" if kind == "link" else kind for kind in kinds)

    def search(self, line: Line) -> Hits:
        """Every such token in a line."""
        found: list[Hit] = []
        for number, (sentence, offset) in enumerate(line.parts):
            base = line.bases[number]
            for index, kind in enumerate(sentence.kinds):
                if kind in self._kinds:
                    start, end = sentence.spans[index]
                    found.append(Hit(start + offset, end + offset, base + index, base + index + 1, 1.0))
            if "hashtag" in self._kinds:
                for first, stop in sentence.tags:
                    start, end = sentence.spans[first][0] - 1 + offset, sentence.spans[stop - 1][1] + offset
                    found.append(Hit(max(start, offset), end, base + first, base + stop, 1.0))
        return tuple(sorted(found))


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``token = "mention"`` or a list of kinds."""
    return TokenSpec(strings(table["token"]))


_KIND = Text(_KINDS)
KIND = Kind("token", (Key("token", OneOf((_KIND, ListOf(_KIND, least=1))), "any token of this kind"),), read)
