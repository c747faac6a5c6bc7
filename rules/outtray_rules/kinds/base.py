"""What every kind of matcher has in common: a specification read from a pack, compiled into a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any, Protocol

from outtray_rules.draft import Context, Draft, Window
from outtray_rules.errors import PathKey
from outtray_rules.finding import Finding
from outtray_rules.spec import Key
from outtray_rules.view import WHOLE, Field, Hit, Hits, Line
from outtray_rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from outtray_rules.compiler import Compiler

Region = tuple[int, int] | None
"""The sentences of the field that a condition is asked about, as a range; None is the whole field."""
Needs = tuple[int, ...]
"""Bit masks; a node can only find something in a text that has a bit of every one of them."""


def possible(needs: Needs, mask: int) -> bool:
    """Whether a text with these bits holds what is needed."""
    for need in needs:  # noqa: SIM110 - asked hundreds of times a keystroke: a generator costs three times as much
        if not mask & need:
            return False
    return True


def touching(hits: Hits, region: Region) -> Hits:
    """Those that share a character with the region; all of them when none is given."""
    if region is None:
        return hits
    start, stop = region
    return tuple(hit for hit in hits if hit.start < stop and hit.end > start)


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, highest first."""
    numbers: list[int] = []
    while mask:
        number = mask.bit_length() - 1
        numbers.append(number)
        mask ^= 1 << number
    return numbers


class Heard:
    """Of which categories something was found, by which packs, and how grave the gravest was.

    Facts ask it hundreds of times a review, so it answers without looking at every finding.
    """

    __slots__ = ("_ranks",)

    def __init__(self) -> None:
        self._ranks: dict[tuple[str, str], int] = {}

    def add(self, finding: Finding) -> None:
        """One more."""
        of = (finding.category, finding.pack)
        self._ranks[of] = max(finding.severity.rank, self._ranks.get(of, 0))

    def has(self, least: int, categories: Sequence[str], packs: Sequence[str]) -> bool:
        """Whether something as grave was found of these categories by these packs; none named: any."""
        for (category, pack), rank in self._ranks.items():
            if rank >= least and (not categories or category in categories) and (not packs or pack in packs):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Env:
    """Everything around a field that a matcher may look at.

    ``read`` makes a field of another text (a bio); ``heard`` is empty in the first pass, and grows with each
    finding of the second; ``windows`` are the dated windows of the packs and of the context together.
    """

    draft: Draft
    context: Context
    read: Callable[[str], Field]
    windows: Mapping[str, Sequence[Window]] = dataclass_field(default_factory=dict)
    heard: Heard = dataclass_field(default_factory=Heard)
    known: dict[int, bool] = dataclass_field(default_factory=dict)
    """What facts about the act came to in this review, by the identity of the node that asked."""


class Node(Protocol):
    """A compiled matcher."""

    @property
    def needs(self) -> Needs:
        """What a text must hold for this to be worth asking."""
        ...

    def hits(self, field: Field, env: Env) -> Hits:
        """Every find in a field, with positions in the field."""
        ...

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether there is a find, in the region when one is given."""
        ...


class LineNode:
    """A matcher that only needs one line at a time; what it found is kept with the line.

    Most need no more than a sentence (``by_sentence``): theirs is kept with the sentence, and ``search`` is
    only ever given lines of one sentence.
    """

    def __init__(self, number: int, needs: Needs, by_sentence: bool = True) -> None:
        self.number = number
        self.needs = needs
        self.by_sentence = by_sentence

    def search(self, line: Line) -> Hits:
        """Look at one line afresh; for subclasses."""
        raise NotImplementedError

    def in_line(self, line: Line) -> Hits:
        """Every find in a line, with positions in the line."""
        mask = line.mask
        for need in self.needs:
            if not mask & need:
                return ()
        kept = line.memo.get(self.number)
        if kept is None:
            kept = line.memo[self.number] = self._look(line)
        return kept

    def _look(self, line: Line) -> Hits:
        if not self.by_sentence or len(line.parts) < 2:
            return self.search(line)
        return tuple(
            Hit(hit.start + offset, hit.end + offset, hit.first + base, hit.stop + base, hit.confidence)
            for (sentence, offset), base in zip(line.parts, line.bases, strict=True)
            for hit in self.in_line(sentence.alone)
        )

    def hits(self, field: Field, env: Env) -> Hits:
        """Every find in a field, with positions in the field."""
        if not possible(self.needs, field.mask):
            return ()
        if len(field.lines) == 1:
            return self.in_line(field.lines[0][0])
        return tuple(
            Hit(hit.start + offset, hit.end + offset, hit.first, hit.stop, hit.confidence)
            for line, offset in field.lines
            for hit in self.in_line(line)
        )

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether there is a find, in the region when one is given."""
        if not possible(self.needs, field.mask):
            return False
        if region is None:
            known = field.present.get(self.number)
            if known is None:
                known = field.present[self.number] = any(self.in_line(line) for line, _ in field.lines)
            return known
        if self.by_sentence:
            for sentence in field.within(*region):  # noqa: SIM110 - asked for every find of every keystroke
                if self.in_line(sentence.alone):
                    return True
            return False
        for line, offset in field.lines:
            if not (offset < region[1] and offset + len(line.text) > region[0]):
                continue
            for hit in self.in_line(line):
                if hit.start + offset < region[1] and hit.end + offset > region[0]:
                    return True
        return False


class ActNode:
    """A matcher that looks at the act or the whole field and points at no words."""

    needs: Needs = ()

    def true(self, field: Field, env: Env) -> bool:
        """Whether the condition is true; for subclasses."""
        raise NotImplementedError

    def hits(self, field: Field, env: Env) -> Hits:
        """One hit without a place when the condition is true."""
        return (WHOLE,) if self.true(field, env) else ()

    def holds(self, field: Field, region: Region, env: Env) -> bool:
        """Whether the condition is true; the region makes no difference."""
        return self.true(field, env)


class Spec(Protocol):
    """A matcher as a pack wrote it: pure data that can be kept on disk."""

    def compile(self, compiler: Compiler) -> Node:
        """Make the node that does the work."""
        ...

    def told(self) -> str:
        """How it matches, as a clause for the rule's page."""
        ...

    @property
    def local(self) -> bool:
        """Whether it points at words of one line, so that it may stand in ``near``."""
        ...


class Scope(Protocol):
    """What a kind may ask of the pack it is read from."""

    def vocabulary(self, name: str, path: PathKey) -> Vocabulary | None:
        """The vocabulary of that name here or in a pack this one extends; complains when there is none."""
        ...

    def inline(self, name: str, table: Mapping[str, Any], path: PathKey) -> Vocabulary | None:
        """A vocabulary written out in place."""
        ...

    def named(self, name: str, path: PathKey) -> Spec | None:
        """The matcher of that name here or in a pack this one extends; complains when there is none."""
        ...

    def complain(self, path: PathKey, message: str, nearest: str = "") -> None:
        """Report a mistake at a place of the document."""
        ...

    def matcher(self, table: Mapping[str, Any], path: PathKey) -> Spec | None:
        """Read a nested matcher table; complains and answers None when it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of matcher: the key that names it, the keys it takes, and how it is read."""

    name: str
    keys: tuple[Key, ...]
    read: Callable[[Mapping[str, Any], PathKey, Scope], Spec | None]


def told_list(words: Sequence[str], most: int = 5) -> str:
    """A few of some words in quotes, for a rule's page."""
    shown = ", ".join(f"“{word}”" for word in words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown
