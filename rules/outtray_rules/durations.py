"""Durations as a person types them: ``90s``, ``15m``, ``2h``, ``1d``, ``1h30m``."""

from __future__ import annotations

import re
from datetime import timedelta

from outtray_rules.errors import RulesError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_WHOLE = re.compile(r"(?:\d{1,7}[dhms])+", re.ASCII)
_PART = re.compile(r"(\d{1,7})([dhms])", re.ASCII)
_LIMIT = timedelta(days=366)
_FORMS = "Write 90s, 15m, 2h, 1d, or a sum such as 1h30m."


class DurationError(RulesError):
    """A duration nobody can read, or longer than a year."""


def parse_duration(text: str) -> timedelta:
    """Read a duration; ``0`` may stand alone, every other number has its unit, each once, largest first.

    Raises DurationError with a sentence that quotes what was typed.
    """
    typed = text.strip().lower().replace(" ", "")
    if typed == "0":
        return timedelta(0)
    if not _WHOLE.fullmatch(typed):
        hint = f"Did you mean {typed}m? {_FORMS}" if typed.isdecimal() and typed.isascii() else _FORMS
        raise DurationError(f"“{text.strip()}” is not a duration.", hint)
    parts = _PART.findall(typed)
    order = ["dhms".index(unit) for _, unit in parts]
    if order != sorted(set(order)):
        raise DurationError(f"“{text.strip()}” names a unit twice or out of order.", _FORMS)
    total = timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    if total > _LIMIT:
        raise DurationError(f"“{text.strip()}” is longer than a year.", "Use at most 366d.")
    return total


def format_duration(duration: timedelta) -> str:
    """The shortest form that ``parse_duration`` reads back, to the second: ``15m``, ``1h30m``, ``0s``."""
    seconds = max(0, round(duration.total_seconds()))
    parts: list[str] = []
    for unit in "dhms":
        count, seconds = divmod(seconds, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
