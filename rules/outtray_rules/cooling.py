"""How long a held act must wait, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from outtray_rules.calendars import in_hours
from outtray_rules.draft import ActKind, Context
from outtray_rules.finding import Finding, Severity

QuietHours = tuple[tuple[time, time], ...]
"""Stretches of the day, each from its first minute to the first minute after it; each may cross midnight."""


@dataclass(frozen=True, slots=True)
class CoolingSettings:
    """The user's cooling-off terms, already clamped by policy."""

    base: timedelta = timedelta(minutes=2)
    warn: timedelta = timedelta(minutes=15)
    block: timedelta = timedelta(hours=12)
    reply: timedelta = timedelta(minutes=5)
    boost: timedelta = timedelta(minutes=1)
    edit: timedelta = timedelta(minutes=1)
    quiet_hours: QuietHours = ()
    maximum: timedelta = timedelta(hours=48)
    ready_window: timedelta = timedelta(hours=72)
    restart_on_edit: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One term that applies: a stable ``code`` (``base``, ``warn``, ``quiet-hours`` …), its seconds, and
    one clause; ``decides`` marks the term that set the result, ``count`` says how many findings made it."""

    code: str
    seconds: int
    text: str
    decides: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Cooling:
    """The wait: ``seconds`` from the hold, every applicable term longest first, and the moment
    before which quiet hours forbid release (None without quiet hours)."""

    seconds: int
    reasons: tuple[Reason, ...]
    not_before: datetime | None = None


_CLAUSES: dict[str, dict[str, str]] = {
    "base": {"en": "every held act waits", "fr": "tout acte retenu attend"},
    "warn": {"en": "one warning", "fr": "un avertissement"},
    "warns": {"en": "{count} warnings", "fr": "{count} avertissements"},
    "block": {"en": "one block, overridden or not", "fr": "un blocage, levé ou non"},
    "blocks": {"en": "{count} blocks, overridden or not", "fr": "{count} blocages, levés ou non"},
    "reply": {"en": "it answers somebody", "fr": "c’est une réponse à quelqu’un"},
    "boost": {"en": "it boosts somebody", "fr": "c’est un partage"},
    "edit": {"en": "it edits a post", "fr": "c’est une modification"},
    "quiet-hours": {"en": "quiet hours until {until}", "fr": "heures calmes jusqu’à {until}"},
    "max": {"en": "cut to the longest wait allowed", "fr": "ramené à l’attente maximale"},
    "answered-warn": {"en": "one acknowledged warning", "fr": "un avertissement pris en compte"},
    "answered-warns": {"en": "{count} acknowledged warnings", "fr": "{count} avertissements pris en compte"},
    "answered-block": {"en": "one overridden block", "fr": "un blocage levé"},
    "answered-blocks": {"en": "{count} overridden blocks", "fr": "{count} blocages levés"},
    "worked": {"en": "{wait}: {why}", "fr": "{wait}\u00a0: {why}"},
    "at-once": {"en": "no wait: nothing was found", "fr": "aucune attente\u00a0: rien n’a été relevé"},
    "then": {
        "en": "then not before {until}: quiet hours",
        "fr": "puis pas avant {until}\u00a0: heures calmes",
    },
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
        until = _clock_time(not_before, lang)
        reasons.append(("quiet-hours", wait, _clause("quiet-hours", lang).format(until=until)))
    reasons.sort(key=lambda reason: reason[1], reverse=True)
    counts = {"warn": warnings, "block": blocks}
    told = tuple(
        Reason(code, _seconds(term), text, decides=number == 0, count=counts.get(code, 1))
        for number, (code, term, text) in enumerate(reasons)
    )
    return Cooling(_seconds(wait), told, not_before)


def quiet_until(moment: datetime, quiet_hours: QuietHours) -> datetime | None:
    """The end of the quiet hours that ``moment`` lies in, in the zone of ``moment``; None outside them.

    Where several stretches follow one another without a gap it is the end of the last.
    """
    return _after_quiet_hours(moment, timedelta(0), quiet_hours)


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours and the zone they are told in."""

    hours: QuietHours
    zone: tzinfo

    def until(self, moment: datetime) -> datetime | None:
        """The end of the quiet hours an aware moment lies in; None outside them."""
        return quiet_until(moment.astimezone(self.zone), self.hours)


def worked_wait(
    cooling: Cooling, lang: str = "en", *, answered: bool = False, at: datetime | None = None
) -> str:
    """The wait worked out in one line: ``15 min: one warning; then not before 07:00: quiet hours``.

    ``answered`` says that every finding has its answer. ``at`` is the moment of reading, in the user's zone:
    quiet hours are told in that zone, with their day when it is another one, and left out once over.
    """
    terms = [reason for reason in cooling.reasons if reason.code != "quiet-hours"]
    if not terms:
        return _clause("at-once", lang)
    longest = terms[0]
    why = longest.text
    if answered and longest.code in {"warn", "block"}:
        cut = longest.text.partition(" (")[1:]
        why = _counted(f"answered-{longest.code}", longest.count, lang) + "".join(cut)
    told = _clause("worked", lang).format(wait=wait_in_words(longest.seconds), why=why)
    end = cooling.not_before
    if end is None or (at is not None and end <= at):
        return told
    local = end if at is None or at.tzinfo is None else end.astimezone(at.tzinfo)
    until = _clock_time(local, lang)
    if at is not None and (local.date() - at.date()).days > 1:
        until = f"{local:%Y-%m-%d} {until}"
    return f"{told}; {_clause('then', lang).format(until=until)}"


def wait_in_words(seconds: int) -> str:
    """A wait in at most two units, alike in every language that ships: ``45 s``, ``2 h 30 min``."""
    parts = []
    left = max(seconds, 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _clock_time(moment: datetime, lang: str) -> str:
    return f"{moment:%H} h {moment:%M}" if lang == "fr" else f"{moment:%H:%M}"


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


def _after_quiet_hours(at: datetime | None, wait: timedelta, quiet: QuietHours) -> datetime | None:
    """The first moment after the wait outside all quiet hours, when the wait ends inside some.

    Where they leave no gap in any day, the last end that was tried: whoever asks again then is told again.
    """
    if at is None:
        return None
    try:
        due = _later(at, wait)
        found: datetime | None = None
        for _step in range(_MOST_STRETCHES):
            ends = [_end_of(found or due, one) for one in quiet if in_hours((found or due).time(), *one)]
            if not ends:
                break
            found = max(ends, key=lambda end: end.astimezone(UTC) if end.tzinfo else end.replace(tzinfo=UTC))
    except OverflowError:
        # The end of the calendar: nobody waits there, and no wait is shortened by saying nothing.
        return None
    return found


_MOST_STRETCHES = 16
"""Quiet hours that follow one another without a gap are walked so far: more than a day has stretches."""


def _end_of(due: datetime, quiet: tuple[time, time]) -> datetime:
    """The first end of one stretch of quiet hours after ``due``, which lies in it."""
    midnight = due.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    candidates = [end for day in (0, 1, 2) for end in _real(midnight + timedelta(days=day), quiet[1])]
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
