"""When a wait starts: at a hold, at new findings, at new words of somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from outtray.acts.act import Act
from outtray.acts.item import Hold
from outtray.acts.modes import Modes
from outtray.acts.review import Review


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
