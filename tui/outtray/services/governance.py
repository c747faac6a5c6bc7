"""Settings and policy in the shapes the hold works with: modes, demands, quiet hours."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from outtray.acts.act import Act
from outtray.acts.modes import Modes
from outtray.acts.review import Review
from outtray.config.governing import Governed
from outtray.config.policy import Policy
from outtray.outbox.demands import Demands
from outtray.services.profile import cooling_settings
from outtray_rules.cooling import CoolingSettings, cooling_off
from outtray_rules.draft import Context, Correspondent

_NO_WAIT = timedelta(0)
_NO_END = timedelta(days=36_500)


def cooling_of(governed: Governed) -> CoolingSettings:
    """The cooling-off terms that hold, every quiet hour included."""
    return cooling_settings(governed.settings.cooling, governed.quiet_hours)


def modes_of(governed: Governed) -> Modes:
    """How much each checked act is held back."""
    return Modes(**msgspec.structs.asdict(governed.settings.modes))


def demands_of(governed: Governed, *, practice: bool = False) -> Demands:
    """What the gate asks of every release. In practice the policy's waits do not count."""
    floors = _floors(governed.policy)

    def least_wait(act: Act, review: Review) -> timedelta:
        if practice:
            return _NO_WAIT
        answered = None if act.reply_to is None else Correspondent(act.reply_to.acct)
        context = Context(act=act.kind, reply_to=answered)
        return timedelta(seconds=cooling_off(review.findings, context, floors).seconds)

    return Demands(modes=modes_of(governed), overrides=governed.overrides, least_wait=least_wait)


def _floors(policy: Policy) -> CoolingSettings:
    """The policy's own terms, and nothing else."""

    def least(name: str) -> timedelta:
        ruling = policy.longest(f"cooling.{name}")
        return _NO_WAIT if ruling is None else ruling.value

    return CoolingSettings(
        base=least("base"),
        warn=least("warn"),
        block=least("block"),
        reply=least("reply"),
        boost=least("boost"),
        edit=least("edit"),
        maximum=_NO_END,
    )
