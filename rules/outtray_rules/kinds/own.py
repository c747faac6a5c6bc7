"""The user's own words: the files they work on, their organisation's names, their minister."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outtray_rules.draft import Profile
from outtray_rules.errors import PathKey
from outtray_rules.kinds.base import Kind, LineNode, Scope, Spec
from outtray_rules.spec import Key, ListOf, OneOf, Text, strings
from outtray_rules.termindex import term_words
from outtray_rules.view import Hit, Hits, Line

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

SLOTS = ("organisation", "topics", "minister", "role")
"""Parts of the profile whose words may be looked for."""


def own_words(profile: Profile, slot: str) -> tuple[str, ...]:
    """The user's words for one slot."""
    if slot == "organisation":
        return tuple(name for name in (profile.organisation, *profile.organisation_names) if name.strip())
    if slot == "topics":
        return profile.topics
    return tuple(word for word in (profile.minister if slot == "minister" else profile.role,) if word.strip())


@dataclass(frozen=True, slots=True)
class OwnSpec:
    """Words of the profile."""

    slots: tuple[str, ...]
    local = True

    def compile(self, compiler: Compiler) -> OwnNode:
        """Make the node."""
        node = OwnNode(compiler.number(), self.slots)
        compiler.own.append(node)
        return node

    def told(self) -> str:
        """How it matches."""
        return f"the user's own {' or '.join(self.slots)}"


class OwnNode(LineNode):
    """Finds the user's own words; the reviewer gives it the profile before it asks."""

    def __init__(self, number: int, slots: tuple[str, ...]) -> None:
        super().__init__(number, ())
        self._slots = slots
        self._starts: dict[str, list[tuple[str, ...]]] = {}

    def use(self, profile: Profile) -> None:
        """Look for the words of this profile from here on; lines must be forgotten with it."""
        self._starts = {}
        for slot in self._slots:
            for text in own_words(profile, slot):
                words = tuple(map(_singular, term_words(text)))
                if words:
                    self._starts.setdefault(words[0], []).append(words)

    def search(self, line: Line) -> Hits:
        """Every own word in a line, a plural or possessive included."""
        if not self._starts:
            return ()
        found: list[Hit] = []
        for number, (sentence, offset) in enumerate(line.parts):
            base = line.bases[number]
            tokens = sentence.tokens
            for first, token in enumerate(tokens):
                for words in self._starts.get(_singular(token), ()):
                    stop = first + len(words)
                    if len(words) > 1 and tuple(map(_singular, tokens[first + 1 : stop])) != words[1:]:
                        continue
                    start, end = sentence.spans[first][0] + offset, sentence.spans[stop - 1][1] + offset
                    found.append(Hit(start, end, base + first, base + stop, 1.0))
        return tuple(found)


def _singular(word: str) -> str:
    """A word without the ending of a possessive or a regular plural, so that “grants” finds “grant”."""
    word = word.removesuffix("'s").removesuffix("’s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def read(table: Mapping[str, Any], path: PathKey, scope: Scope) -> Spec | None:
    """Read ``own = "topics"`` or a list of slots."""
    return OwnSpec(strings(table["own"]))


_SLOT = Text(SLOTS)
KIND = Kind("own", (Key("own", OneOf((_SLOT, ListOf(_SLOT, least=1))), "words of the user's profile"),), read)
