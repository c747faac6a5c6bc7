"""What a rule says about a draft: finding, severity, span and source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding asks of the writer; compare with ``rank``, not with ``<``."""

    NOTE = "note"
    """Shown; asks nothing."""
    WARN = "warn"
    """Must be acknowledged before the act can be released."""
    BLOCK = "block"
    """Must be changed, or overridden with a typed reason."""

    @property
    def rank(self) -> int:
        """Order of severity: 0 for a note, 1 for a warning, 2 for a block."""
        return _RANKS[self]


_RANKS = {Severity.NOTE: 0, Severity.WARN: 1, Severity.BLOCK: 2}


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of Python string indices into one field of the draft."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from; ``clause`` is empty when nobody has verified it."""

    name: str
    clause: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's hit on a draft, with everything a person needs to act on it.

    ``span`` counts Python string indices in the user's own text of ``field``
    (``text``, ``content_warning``, ``poll.0``, ``media.1.description``, ``profile.note`` …).
    A finding about the whole act (an hour, an audience) has the span ``(0, 0)``.
    ``confidence`` runs from 0 to 1: a checksum-valid number is 1, a fuzzy name is less.
    """

    rule: str
    category: str
    severity: Severity
    span: Span
    match: str
    title: str
    message: str
    advice: str
    source: Source
    confidence: float = 1.0
    field: str = "text"
    pack: str = ""
    sensitive: bool = False
    """True when ``match`` is personal data, a secret or a marking: never log or repeat it."""
    replacement: str | None = None
    """What the rule would put in place of ``match``; None when it has no suggestion."""

    @property
    def key(self) -> str:
        """Identity of this finding across reviews of nearly equal texts: rule, field and matched words."""
        return f"{self.rule}\x1f{self.field}\x1f{self.match.casefold()}"
