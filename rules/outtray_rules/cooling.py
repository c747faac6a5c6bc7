"""How long a held act must wait, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from outtray_rules.calendars import in_hours
from outtray_rules.draft import ActKind, Context
from outtray_rules.finding import Finding, Severity

COOLING_FLOOR = timedelta(seconds=10)
"""The least wait of any held act: a pause nobody can set away."""


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


_CLAUSES: dict[str, dict[str, str]] = {
    "base": {"en": "every held act waits", "fr": "tout envoi retenu attend"},
    "warn": {"en": "one warning", "fr": "un avertissement"},
    "warns": {"en": "{count} warnings", "fr": "{count} avertissements"},
    "block": {"en": "one block, overridden or not", "fr": "un blocage, levé ou non"},
    "blocks": {"en": "{count} blocks, overridden or not", "fr": "{count} blocages, levés ou non"},
    "reply": {"en": "it answers somebody", "fr": "c'est une réponse à quelqu'un"},
    "boost": {"en": "it boosts somebody", "fr": "c'est un partage"},
    "edit": {"en": "it edits a post", "fr": "c'est une modification"},
    "quiet-hours": {"en": "quiet hours until {until}", "fr": "heures calmes jusqu'à {until}"},
    "max": {"en": "cut to the longest wait allowed", "fr": "ramené à l'attente maximale"},
}


def cooling_off(
    findings: Sequence[Finding], context: Context, settings: CoolingSettings, lang: str = "en"
) -> Cooling:
    """How long an act with these findings must wait from ``context.at``, and why: the longest term wins.

    Warnings count whether acknowledged or not, and blocks whether overridden or not, so that the answer
    before the hold is the one after it. No term is longer than ``settings.maximum``. Quiet hours come on
    top: a wait that would end in them ends with them, in the zone of ``context.at``; without a time
    they cannot be told and do not apply. ``seconds`` includes them. Pure; never raises.
    """
    warnings = sum(finding.severity is Severity.WARN for finding in findings)
    blocks = sum(finding.severity is Severity.BLOCK for finding in findings)
    answers = context.act is ActKind.REPLY or context.reply_to is not None
    terms = [("base", settings.base, _clause("base", lang))]
    if warnings:
        terms.append(("warn", settings.warn, _counted("warn", warnings, lang)))
    if blocks:
        terms.append(("block", settings.block, _counted("block", blocks, lang)))
    if answers:
        terms.append(("reply", settings.reply, _clause("reply", lang)))
    if context.act is ActKind.BOOST:
        terms.append(("boost", settings.boost, _clause("boost", lang)))
    if context.act is ActKind.EDIT:
        terms.append(("edit", settings.edit, _clause("edit", lang)))
    longest = max(term for _, term, _ in terms)
    wait = max(timedelta(0), min(longest, settings.maximum))
    reasons = [(code, min(term, settings.maximum), text) for code, term, text in terms]
    if longest > settings.maximum:
        reasons = [
            (code, term, f"{text} ({_clause('max', lang)})" if full > settings.maximum else text)
            for (code, term, text), (_, full, _) in zip(reasons, terms, strict=True)
        ]
    not_before = _after_quiet_hours(context.at, wait, settings.quiet_hours)
    if not_before is not None and context.at is not None:
        wait = timedelta(seconds=math.ceil(_elapsed(context.at, not_before).total_seconds()))
        until = f"{not_before:%H:%M}" if lang != "fr" else f"{not_before:%H} h {not_before:%M}"
        reasons.append(("quiet-hours", wait, _clause("quiet-hours", lang).format(until=until)))
    reasons.sort(key=lambda reason: reason[1], reverse=True)
    told = tuple(
        Reason(code, _seconds(term), text, decides=number == 0)
        for number, (code, term, text) in enumerate(reasons)
    )
    return Cooling(_seconds(wait), told, not_before)


def quiet_until(moment: datetime, quiet_hours: tuple[time, time] | None) -> datetime | None:
    """The end of the quiet hours that ``moment`` lies in, in the zone of ``moment``; None outside them."""
    return _after_quiet_hours(moment, timedelta(0), quiet_hours)


def _clause(code: str, lang: str) -> str:
    texts = _CLAUSES[code]
    return texts.get(lang, texts["en"])


def _counted(code: str, count: int, lang: str) -> str:
    return _clause(code, lang) if count == 1 else _clause(f"{code}s", lang).format(count=count)


def _seconds(duration: timedelta) -> int:
    return max(0, math.ceil(duration.total_seconds()))


def _elapsed(start: datetime, end: datetime) -> timedelta:
    """Real time between two moments; subtracting two times of one zone would give that of its clocks."""
    if start.tzinfo is None or end.tzinfo is None:
        return end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return end.astimezone(UTC) - start.astimezone(UTC)


def _later(start: datetime, wait: timedelta) -> datetime:
    """``start`` after a real lapse of time, in its own zone."""
    if start.tzinfo is None:
        return start + wait
    return (start.astimezone(UTC) + wait).astimezone(start.tzinfo)


def _after_quiet_hours(
    at: datetime | None, wait: timedelta, quiet: tuple[time, time] | None
) -> datetime | None:
    """The first end of the quiet hours after the wait, when the wait ends inside them."""
    if at is None or quiet is None:
        return None
    try:
        due = _later(at, wait)
        if not in_hours(due.time(), *quiet):
            return None
        candidates = [
            end
            for day in (0, 1, 2)
            for end in _real(
                due.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=day), quiet[1]
            )
        ]
    except OverflowError:
        # The end of the calendar: nobody waits there, and no wait is shortened by saying nothing.
        return None
    ends = [end for end in candidates if _elapsed(due, end) > timedelta(0)]
    return min(ends, key=lambda end: _elapsed(due, end))


def _real(day: datetime, at: time) -> list[datetime]:
    """The moments the clocks show that time on that day: two when they show it twice.

    A time that the clocks skip is the one as long after midnight.
    """
    first = day.replace(hour=at.hour, minute=at.minute, second=at.second, fold=0)
    if first.tzinfo is None:
        return [first]
    moments = [first.replace(fold=fold).astimezone(UTC).astimezone(first.tzinfo) for fold in (0, 1)]
    return [moment for moment in moments if moment.time() == first.time()] or moments[:1]
