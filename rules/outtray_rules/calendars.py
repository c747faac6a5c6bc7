"""Dated windows: elections, holidays; and the hours of a day that may run over midnight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from outtray_rules.draft import Window


def day_end(moment: datetime) -> datetime:
    """The last microsecond of a date that was given without a time."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, microseconds=-1)


def parse_start(text: str) -> datetime:
    """The beginning of a window: a date begins at midnight. Raises ValueError."""
    return datetime.fromisoformat(text)


def parse_end(text: str) -> datetime:
    """The end of a window: a date ends with its day. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return day_end(moment) if len(text.strip()) <= 10 else moment


def within(window: Window, at: datetime) -> bool:
    """Whether a moment lies in a window, ends included; a window without a zone is in the moment's own."""
    return comparable(window.start, at) <= at <= comparable(window.end, at)


def comparable(edge: datetime, at: datetime) -> datetime:
    """``edge`` with a zone when ``at`` has one, else without; a time without a zone is in that of ``at``."""
    if edge.tzinfo is None and at.tzinfo is not None:
        return edge.replace(tzinfo=at.tzinfo)
    if edge.tzinfo is not None and at.tzinfo is None:
        return edge.replace(tzinfo=None)
    return edge


def open_window(windows: Iterable[Window], at: datetime | None, jurisdiction: str) -> Window | None:
    """The first window that is open; one of another jurisdiction is not the user's."""
    if at is None:
        return None
    for window in windows:
        if window.jurisdiction and jurisdiction and window.jurisdiction != jurisdiction:
            continue
        if within(window, at):
            return window
    return None


def in_hours(moment: time, start: time, end: time) -> bool:
    """Whether a time of day lies in ``[start, end)``, which runs over midnight when the end comes first."""
    if start == end:
        return False
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end
