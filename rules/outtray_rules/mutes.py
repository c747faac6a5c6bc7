"""Rules that somebody has silenced: until when, why, and whether that still does any good."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outtray_rules.errors import nearest


@dataclass(frozen=True, slots=True)
class Mute:
    """A rule that the user does not want to hear of, why, and until when (None: until further notice)."""

    rule: str
    until: datetime | None = None
    reason: str = ""

    def active(self, at: datetime | None) -> bool:
        """Whether it holds at a moment; a dated mute does not hold when the moment is unknown."""
        if self.until is None:
            return True
        if at is None:
            return False
        if (self.until.tzinfo is None) != (at.tzinfo is None):
            return at.replace(tzinfo=None) < self.until.replace(tzinfo=None)
        return at < self.until


class MuteState(StrEnum):
    """What became of a mute."""

    ACTIVE = "active"
    """It silences a rule that would have spoken."""
    EXPIRED = "expired"
    """Its date has passed: the rule speaks again."""
    IDLE = "idle"
    """It holds, and the rule would not have spoken once in the time looked at."""
    UNKNOWN = "unknown"
    """No loaded pack has such a rule."""
    LOCKED = "locked"
    """A policy locks the rule: the mute has no effect."""


@dataclass(frozen=True, slots=True)
class MuteReport:
    """One mute and what became of it; ``nearest`` is the name that may have been meant."""

    mute: Mute
    state: MuteState
    silenced: int = 0
    """How many acts of the time looked at it kept the rule from speaking about."""
    nearest: str = ""


def report_mutes(
    mutes: Sequence[Mute],
    at: datetime,
    rules: Collection[str],
    silenced: Mapping[str, int],
    locked: Collection[str] = (),
) -> tuple[MuteReport, ...]:
    """What became of each mute.

    ``rules`` are the ids of all loaded rules; ``silenced`` says for each muted rule how many of the user's
    acts it would have spoken about (count them with a reviewer that has no mutes).
    """
    reports: list[MuteReport] = []
    for mute in mutes:
        count = silenced.get(mute.rule, 0)
        if mute.rule not in rules:
            reports.append(MuteReport(mute, MuteState.UNKNOWN, 0, nearest(mute.rule, rules)))
        elif mute.rule in locked:
            reports.append(MuteReport(mute, MuteState.LOCKED, count))
        elif not mute.active(at):
            reports.append(MuteReport(mute, MuteState.EXPIRED, count))
        else:
            reports.append(MuteReport(mute, MuteState.ACTIVE if count else MuteState.IDLE, count))
    return tuple(reports)
