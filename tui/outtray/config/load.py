"""Reads the settings file into typed values and says everything that is wrong with it at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from outtray.base.translation import gettext as _
from outtray.config.reading import TableReader, decode, whole_file
from outtray.config.settings import (
    BASE_FLOOR,
    READY_FLOOR,
    AccountSettings,
    CalendarSettings,
    CoolingTerms,
    Settings,
)
from outtray.storage.plain import read_plain_text
from outtray_rules.errors import Problem

_LONGEST_WAIT = timedelta(days=366)


def read_settings(path: Path, defaults: Settings | None = None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in this file and every mistake in it; a mistaken key keeps its default."""
    base = defaults or Settings()
    try:
        text = read_plain_text(path)
    except FileNotFoundError:
        return base, ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        return base, (whole_file(path, _("cannot be read: {reason}").format(reason=reason)),)
    return parse_settings(text, path, base)


def parse_settings(
    text: str, path: Path, defaults: Settings | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The same for a text not yet saved, so that an editor can check as it is typed."""
    base = defaults or Settings()
    data, problems = decode(text, path)
    if problems:
        return base, problems
    reader = TableReader(path, text)
    settings = reader.read(data, base)
    settings = msgspec.structs.replace(
        settings,
        cooling=_within_reason(settings.cooling, base.cooling, reader),
        calendar=_in_order(settings.calendar, reader),
        accounts={name: _account(name, own, reader) for name, own in settings.accounts.items()},
    )
    return settings, tuple(reader.problems)


def _within_reason(terms: CoolingTerms, defaults: CoolingTerms, reader: TableReader) -> CoolingTerms:
    """The terms with each that would do away with the pause set to its floor; the reader is told."""
    if terms.base < BASE_FLOOR:
        reader.problem(("cooling", "base"), _("must be at least 10s: the pause is what Outtray is for"))
    if terms.max < BASE_FLOOR:
        reader.problem(("cooling", "max"), _("must be at least 10s: the pause is what Outtray is for"))
    if terms.ready_window < READY_FLOOR:
        reader.problem(("cooling", "ready_window"), _("must be at least 5m: a ready act must be read again"))
    hours = terms.quiet_hours
    if hours is not None and hours.start == hours.end:
        reader.problem(("cooling", "quiet_hours"), _("begins and ends at the same time, so it says nothing"))
        hours = defaults.quiet_hours
    terms = msgspec.structs.replace(
        terms,
        base=max(terms.base, BASE_FLOOR),
        max=max(terms.max, BASE_FLOOR),
        ready_window=max(terms.ready_window, READY_FLOOR),
        quiet_hours=hours,
    )
    for name in ("base", "warn", "block", "reply", "boost", "edit", "max", "ready_window"):
        if getattr(terms, name) > _LONGEST_WAIT:
            reader.problem(("cooling", name), _("is longer than a year; use at most 366d"))
            terms = msgspec.structs.replace(terms, **{name: getattr(defaults, name)})
    return terms


def _account(name: str, own: AccountSettings, reader: TableReader) -> AccountSettings:
    """What one account has for itself, without hours that say nothing; the reader is told."""
    hours = own.quiet_hours
    if hours is None or hours.start != hours.end:
        return own
    told = _("begins and ends at the same time, so it says nothing")
    reader.problem(("accounts", name, "quiet_hours"), told)
    return msgspec.structs.replace(own, quiet_hours=None)


def _in_order(calendar: CalendarSettings, reader: TableReader) -> CalendarSettings:
    """The windows whose last day is not before their first; the reader is told of the others."""
    kept = {}
    for name in ("election", "holiday"):
        windows = getattr(calendar, name)
        for number, (first, last) in enumerate(windows):
            if last < first:
                reader.problem(("calendar", name, number), _("ends before it begins"))
        kept[name] = tuple(window for window in windows if window[0] <= window[1])
    return msgspec.structs.replace(calendar, **kept)
