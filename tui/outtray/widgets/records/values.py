"""What the register shows, as values: acts in a list, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from outtray_rules.finding import Severity


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One act in the list, in words; ``is_open`` says whether something may still become of it."""

    at: datetime
    kind: str
    state: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One finding of its last review with the user's answer; ``severity`` is None for an unknown word."""

    severity: Severity | None
    severity_word: str
    rule: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One act in full, in words; moments are aware. Empty parts are left out."""

    kind: str
    state: str
    account: str
    audience: str = ""
    about: str = ""
    url: str = ""
    versions: tuple[tuple[datetime, str], ...] = ()
    findings: tuple[RecordFinding, ...] = ()
    cooling: str = ""
    events: tuple[tuple[datetime, str], ...] = ()
