"""How much an act is held back by default."""

from __future__ import annotations

from enum import StrEnum

from outtray.acts.review import Review
from outtray_rules.draft import ActKind


class Mode(StrEnum):
    """What happens between deciding and sending."""

    HOLD = "hold"
    """Always held, cooled and looked at twice."""
    CHECK = "check"
    """Reviewed; immediate when clean, held when a rule hits."""


_CHECKED = frozenset({ActKind.FAVOURITE, ActKind.PIN, ActKind.FOLLOW, ActKind.VOTE, ActKind.REPORT})


def mode_of(kind: ActKind) -> Mode:
    """The default mode of a kind; no setting can lower ``HOLD``."""
    return Mode.CHECK if kind in _CHECKED else Mode.HOLD


def goes_at_once(kind: ActKind, review: Review) -> bool:
    """True for a checked act that no rule at warn or above hit: it needs no cooling-off."""
    return mode_of(kind) is Mode.CHECK and review.is_clean
