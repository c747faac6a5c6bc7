"""How much an act is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outtray.acts.mode import Mode
from outtray_rules.draft import ActKind

if TYPE_CHECKING:
    from outtray.acts.review import Review


@dataclass(frozen=True, slots=True)
class Modes:
    """The mode of each checked act; every other kind is held, whatever anybody sets."""

    favourite: Mode = Mode.CHECK
    pin: Mode = Mode.CHECK
    feature: Mode = Mode.CHECK
    follow: Mode = Mode.CHECK
    vote: Mode = Mode.CHECK
    report: Mode = Mode.CHECK

    def of(self, kind: ActKind) -> Mode:
        """The mode of a kind."""
        return getattr(self, kind) if kind in CHECKED else Mode.HOLD

    def goes_at_once(self, kind: ActKind, review: Review) -> bool:
        """True for an act that needs no cooling-off: a checked one that no rule at warn or above hit."""
        mode = self.of(kind)
        return mode is Mode.IMMEDIATE or (mode is Mode.CHECK and review.is_clean)


CHECKED = frozenset(
    {ActKind.FAVOURITE, ActKind.PIN, ActKind.FEATURE, ActKind.FOLLOW, ActKind.VOTE, ActKind.REPORT}
)
"""Kinds that are checked by default."""

DEFAULT_MODES = Modes()
"""What holds without any setting."""
