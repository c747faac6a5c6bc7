"""How long ago a post was written, in as few cells as can be read at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from outtray.base.translation import gettext as _

_MONTHS = (
    _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
    _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
)  # fmt: skip


def age(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The age of ``moment``: minutes, hours and days at first, then its date in ``zone``.

    Both times are aware. A time in the future by more than a minute (a server whose clock is off) is
    shown as its date, never as a negative age.
    """
    passed = now - moment
    if timedelta(minutes=-1) < passed < timedelta(minutes=1):
        return _("now")
    if timedelta(0) <= passed < timedelta(hours=1):
        return _("{count} min").format(count=passed // timedelta(minutes=1))
    if timedelta(0) <= passed < timedelta(days=1):
        return _("{count} h").format(count=passed // timedelta(hours=1))
    if timedelta(0) <= passed < timedelta(days=7):
        return _("{count} d").format(count=passed.days)
    return date(moment, now, zone)


def date(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The day of ``moment`` in ``zone``; with its year when that is not this year."""
    try:
        local, today = moment.astimezone(zone), now.astimezone(zone)
    except OverflowError:  # the first and last day datetime can hold have no other zone
        local, today = moment, now
    day = _("{day} {month}").format(day=local.day, month=_MONTHS[local.month - 1])
    if local.year == today.year:
        return day
    return _("{date} {year}").format(date=day, year=local.year)


def remaining(moment: datetime, now: datetime) -> str:
    """How long until ``moment``, in the largest unit that is at least two, rounded down."""
    left = moment - now
    if left >= timedelta(days=2):
        return _("{count} days").format(count=left.days)
    if left >= timedelta(hours=2):
        return _("{count} hours").format(count=left // timedelta(hours=1))
    if left >= timedelta(minutes=2):
        return _("{count} minutes").format(count=left // timedelta(minutes=1))
    return _("a minute")
