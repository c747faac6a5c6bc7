"""Turns settings into the plain values that the rules library reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from types import MappingProxyType

from outtray.base.translation import gettext as _
from outtray.config.settings import CoolingTerms, Hours, ProfileSettings, Settings
from outtray_rules.cooling import CoolingSettings
from outtray_rules.draft import Profile, Window

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rules_profile(settings: ProfileSettings, *, bio: str = "") -> Profile:
    """Who the user is, as rules and headlines see it; ``bio`` is the acting account's, in plain text."""
    return Profile(
        jurisdiction=settings.jurisdiction,
        organisation=settings.organisation,
        organisation_names=settings.organisation_names,
        grade=settings.grade,
        role=settings.role,
        topics=settings.topics,
        minister=settings.minister,
        languages=settings.languages,
        gender=settings.gender,
        work_hours=_pair(settings.work_hours),
        work_days=tuple(_DAYS.index(day) for day in settings.work_days),
        official_accounts=settings.official_accounts,
        bio=bio,
    )


def cooling_settings(terms: CoolingTerms, quiet_hours: Sequence[Hours] | None = None) -> CoolingSettings:
    """The cooling-off terms in the shape the rules library computes with.

    ``quiet_hours`` are the user's with those a policy adds; without any given, the user's alone.
    """
    hours = quiet_hours
    if hours is None:
        hours = () if terms.quiet_hours is None else (terms.quiet_hours,)
    return CoolingSettings(
        base=terms.base,
        warn=terms.warn,
        block=terms.block,
        reply=terms.reply,
        boost=terms.boost,
        edit=terms.edit,
        quiet_hours=tuple((one.start, one.end) for one in hours),
        maximum=terms.max,
        ready_window=terms.ready_window,
        restart_on_edit=terms.on_edit == "restart",
    )


def own_windows(settings: Settings, zone: tzinfo) -> MappingProxyType[str, tuple[Window, ...]]:
    """The user's dated windows by name; both days are included whole, in the user's zone."""
    calendar = settings.calendar
    named = {"election": calendar.election, "holiday": calendar.holiday}
    return MappingProxyType(
        {
            name: tuple(
                Window(
                    start=datetime.combine(first, time.min, zone),
                    end=datetime.combine(last, time.max, zone),
                    what=_("your own calendar"),
                )
                for first, last in spans
            )
            for name, spans in named.items()
            if spans
        }
    )


def _pair(hours: Hours | None) -> tuple[time, time] | None:
    return None if hours is None else (hours.start, hours.end)
