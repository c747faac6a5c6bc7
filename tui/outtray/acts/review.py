"""What the rules said about one exact version of an act, and how the user answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from outtray.acts.errors import UnreadableAct
from outtray.base.translation import gettext as _
from outtray_rules.cooling import Cooling
from outtray_rules.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Review:
    """One review: the digest of the act it read, findings, cooling-off, packs as (id, version), and when."""

    digest: str
    findings: tuple[Finding, ...]
    cooling: Cooling
    packs: tuple[tuple[str, str], ...]
    at: datetime

    @property
    def is_clean(self) -> bool:
        """True when nothing at warn or above was found."""
        return not self.serious

    @property
    def serious(self) -> tuple[Finding, ...]:
        """The findings that need an answer before release."""
        return tuple(found for found in self.findings if found.severity is not Severity.NOTE)

    def without_words(self) -> Review:
        """The same review without the words its findings are about."""
        return replace(
            self, findings=tuple(replace(found, match="", replacement=None) for found in self.findings)
        )

    def news_since(self, earlier: Review) -> tuple[Finding, ...]:
        """Findings at warn or above that ``earlier`` did not have, or had at a lower severity."""
        before: dict[str, int] = {}
        for found in earlier.findings:
            before[found.key] = max(before.get(found.key, -1), found.severity.rank)
        return tuple(found for found in self.serious if before.get(found.key, -1) < found.severity.rank)


def review_to_json(review: Review) -> str:
    """A review as JSON text, for storing."""
    return json.dumps(msgspec.to_builtins(review), sort_keys=True, separators=(",", ":"))


def review_from_json(stored: str | bytes) -> Review:
    """Read back what ``review_to_json`` wrote; raises ``UnreadableAct`` for anything else."""
    try:
        return msgspec.convert(json.loads(stored), Review)
    except (ValueError, msgspec.ValidationError) as error:
        raise UnreadableAct(
            _("A stored review cannot be read."), _("Hold the act again to review it afresh.")
        ) from error
