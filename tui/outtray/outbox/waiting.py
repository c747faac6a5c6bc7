"""When a wait starts: at a hold, at new findings, at new words of somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from outtray.acts.act import Act
from outtray.acts.item import Hold
from outtray.acts.modes import Modes
from outtray.acts.review import Review
from outtray.base.boot import Boot


def fresh_hold(
    act: Act,
    review: Review,
    *,
    modes: Modes,
    now: datetime,
    server_date: datetime | None,
    window: timedelta,
) -> Hold:
    """The whole wait of an act with this review, from this moment on both clocks."""
    at_once = modes.goes_at_once(act.kind, review)
    return Hold(
        at=now,
        server_at=server_date,
        wait=timedelta(0) if at_once else timedelta(seconds=review.cooling.seconds),
        window=window,
        not_before=None if at_once else review.cooling.not_before,
    )


def waited_offline(
    hold: Hold, *, now: datetime, server_now: datetime, here: timedelta | None, boot: Boot | None
) -> timedelta:
    """How long an act that was held offline has waited when its server is first asked.

    ``now`` is the local clock, which could have been set to anything since, or before the hold. ``here`` is
    how long this process has lived with the act, None when another held it. ``boot`` is this moment on the
    clock that nobody can set. In the run of the machine that held it, that clock alone decides. Otherwise,
    after a restart or on another machine that shares the folder, every clock has a say and the shortest wait
    counts: at worst the act waits once more from here on.
    """
    if hold.boot is not None and boot is not None and hold.boot.id == boot.id:
        return timedelta(seconds=max(boot.seconds - hold.boot.seconds, 0.0))
    claims = [now - hold.at, server_now - hold.at]
    if here is not None:
        claims.append(here)
    return max(min(claims), timedelta(0))
