"""Packs as values: what a pack file holds once it is read. Plain data, so that it can be kept on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outtray_rules.draft import Window
from outtray_rules.finding import Severity, Source
from outtray_rules.kinds.base import Spec
from outtray_rules.vocabulary import Vocabulary

CATEGORIES = (
    "accessibility",
    "campaigning",
    "candidacy",
    "caretaker",
    "confidential",
    "conflict-of-interest",
    "disrepute",
    "election-period",
    "endorsement",
    "fundraising",
    "government-criticism",
    "government-praise",
    "harassment",
    "late-night",
    "legal",
    "link-only",
    "media-contact",
    "medical",
    "official-languages",
    "official-symbols",
    "partisan",
    "pii",
    "procurement",
    "profanity",
    "secret",
    "security-marking",
    "shouting",
    "speaking-for-government",
    "tone",
    "whistle-blowing",
    "wrong-account",
)
"""Categories every pack may use; a pack may declare more of its own."""

SENSITIVE_CATEGORIES = frozenset({"pii", "secret", "security-marking"})
"""Findings of these never repeat the words they found."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule says, in one language."""

    title: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold; ``in_sentence`` looks only at the sentence of the find."""

    spec: Spec
    in_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A change of severity under a condition: ``to`` a severity, or ``by`` so many steps."""

    when: Condition
    to: Severity | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must hit or miss, with the context it is written in."""

    text: str
    lang: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. ``languages`` are those its words are in; none named means all of the pack's."""

    id: str
    pack: str
    category: str
    severity: Severity
    wording: Wording
    source: Source
    match: Spec
    unless: Condition | None = None
    when: Condition | None = None
    raises: tuple[Change, ...] = ()
    lowers: tuple[Change, ...] = ()
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()
    fields: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sensitive: bool = False
    confidence: float = 1.0
    replacement: str | None = None
    translations: tuple[tuple[str, Wording], ...] = ()

    def wording_in(self, lang: str) -> Wording:
        """What the rule says in a language, in its own when it has no other."""
        for code, wording in self.translations:
            if code == lang:
                return wording
        return self.wording


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of severity for findings of many rules: an election window, a wide audience."""

    id: str
    title: str
    change: Change
    categories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack, read and found sound."""

    id: str
    title: str
    languages: tuple[str, ...]
    version: str
    extends: tuple[str, ...]
    path: Path
    rules: tuple[Rule, ...]
    vocabularies: Mapping[str, Vocabulary]
    matchers: Mapping[str, Spec] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    windows: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    titles: tuple[tuple[str, str], ...] = ()
    shipped: bool = False
