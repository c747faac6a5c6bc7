"""How long a held act must wait, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class CoolingSettings:
    """The user's cooling-off terms, already clamped by policy."""

    base: timedelta = timedelta(minutes=2)
    warn: timedelta = timedelta(minutes=15)
    block: timedelta = timedelta(hours=12)
    reply: timedelta = timedelta(minutes=5)
    boost: timedelta = timedelta(minutes=1)
    edit: timedelta = timedelta(minutes=1)
    quiet_hours: tuple[time, time] | None = None
    maximum: timedelta = timedelta(hours=48)
    ready_window: timedelta = timedelta(hours=72)
    restart_on_edit: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One term that applies: a stable ``code`` (``base``, ``warn``, ``quiet-hours`` …), its seconds, and
    one English clause; ``decides`` marks the term that set the result."""

    code: str
    seconds: int
    text: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Cooling:
    """The wait: ``seconds`` from the hold, every applicable term longest first, and the moment
    before which quiet hours forbid release (None without quiet hours)."""

    seconds: int
    reasons: tuple[Reason, ...]
    not_before: datetime | None = None
