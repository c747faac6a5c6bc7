"""Durations as a person types them: ``90s``, ``15m``, ``2h``, ``1d``, ``1h30m``; years for what is kept."""

from __future__ import annotations

import re
from datetime import timedelta

from outtray_rules.errors import RulesError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
_ORDER = "ywdhms"
_WHOLE = re.compile(r"(?:\d{1,7}[ywdhms])+", re.ASCII)
_PART = re.compile(r"(\d{1,7})([ywdhms])", re.ASCII)

COOLING_FLOOR = timedelta(seconds=10)
"""The least wait of any held act: a pause nobody can set away."""

LONGEST_WAIT = timedelta(days=366)
"""No wait is longer."""

LONGEST_KEPT = timedelta(days=36_500)
"""The longest anything is kept for: a century."""

_FORMS = "Write 90s, 15m, 2h, 1d, or a sum such as 1h30m."


class DurationError(RulesError):
    """A duration nobody can read, or longer than a year."""


def parse_duration(text: str, *, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """Read a duration; ``0`` may stand alone, every other number has its unit, each once, largest first.

    A year (``y``) has 365 days, a week (``w``) seven.

    Raises DurationError with a sentence that quotes what was typed.
    """
    typed = text.strip().lower().replace(" ", "")
    if typed == "0":
        return timedelta(0)
    if not _WHOLE.fullmatch(typed):
        hint = f"Did you mean {typed}m? {_FORMS}" if typed.isdecimal() and typed.isascii() else _FORMS
        raise DurationError(f"“{text.strip()}” is not a duration.", hint)
    parts = _PART.findall(typed)
    order = [_ORDER.index(unit) for _, unit in parts]
    if order != sorted(set(order)):
        raise DurationError(f"“{text.strip()}” names a unit twice or out of order.", _FORMS)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if seconds > longest.total_seconds():
        if longest == LONGEST_WAIT:
            raise DurationError(f"“{text.strip()}” is longer than a year.", "Use at most 366d.")
        raise DurationError(f"“{text.strip()}” is longer than {longest.days // 365} years.", "Use less.")
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """The shortest form that ``parse_duration`` reads back, to the second: ``15m``, ``1h30m``, ``0s``."""
    seconds = max(0, round(duration.total_seconds()))
    parts: list[str] = []
    for unit in "dhms":
        count, seconds = divmod(seconds, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
