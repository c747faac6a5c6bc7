"""When a wait starts: at a hold, at new findings, at new words of somebody else."""

from __future__ import annotations

from dataclasses import replace
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


def waited(
    hold: Hold, *, now: datetime, server_now: datetime | None, here: timedelta | None, boot: Boot | None
) -> timedelta:
    """How long an act has waited: the gate decides by this, and every screen shows it.

    ``now`` is the local clock, which could have been set to anything since, or before the hold.
    ``server_now`` is the server's clock at this moment, None while nobody knows it; it alone decides about
    what was held with the server's time. Of an act that was held offline ``here`` is how long this process
    has lived with it, None when another held it, and ``boot`` is this moment on the clock that nobody can
    set. In the run of the machine that held it, that clock alone decides. Otherwise, after a restart or on
    another machine that shares the folder, every clock has a say and the shortest wait counts: at worst the
    act waits once more from here on.
    """
    if hold.server_at is not None:
        return now - hold.at if server_now is None else server_now - hold.server_at
    if hold.boot is not None and boot is not None and hold.boot.id == boot.id:
        return timedelta(seconds=max(boot.seconds - hold.boot.seconds, 0.0))
    claims = [now - hold.at]
    if server_now is not None:
        claims.append(server_now - hold.at)
    if here is not None:
        claims.append(here)
    return max(min(claims), timedelta(0))


_UNNOTICED = timedelta(seconds=2)
"""Clocks that differ by less show the same: the server's is only told in whole seconds."""


def on_this_clock(hold: Hold, has_waited: timedelta, *, now: datetime, server_now: datetime | None) -> Hold:
    """The hold as this clock must show it, so that it shows what the gate will say.

    ``now`` is that clock, perhaps set wrong; ``has_waited`` is the truth about the wait.
    """
    ahead = now - (hold.at + has_waited)
    if abs(ahead - hold.ahead) < _UNNOTICED:
        return hold
    # The server's clock tells the hour of the day where it is known; else a wait is shown too long at most.
    hours = max(ahead, timedelta(0)) if server_now is None else now - server_now
    return replace(hold, ahead=ahead, hours_ahead=hours)
