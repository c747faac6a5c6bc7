"""Acts held in the past by every clock: no test waits for a cooling-off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from e2e.conftest import Home
from hold_kit import SkewedClock
from outtray.acts.act import Act
from outtray.base.boot import Boot, read_boot
from outtray.config.accounts import load_accounts
from outtray.config.locations import locations
from outtray.outbox.opening import open_outbox
from outtray.services.acting import Author
from outtray.services.workspace import Login, Workspace

AGO = timedelta(hours=1)


def hold_an_hour_ago(home: Home, make: Callable[[Author], Act]) -> str:
    """Hold an act an hour ago, offline, and return its id."""
    return hold_ago(home, make, AGO, online=False)


def hold_ago(home: Home, make: Callable[[Author], Act], ago: timedelta, *, online: bool = True) -> str:
    """Hold an act this long ago, with the server's time of then unless offline, and return its id."""
    places = locations(home.environment)
    known = load_accounts(places.accounts_file).active()
    assert known is not None
    login = Login(known.server, known.host, known.acct, lambda: "", known.account_id)
    clock = SkewedClock(-ago)
    workspace = Workspace(places, clock, login=login)
    try:
        author = workspace.author
        assert author is not None
        act = make(author)
        review = workspace.review.review(act)
    finally:
        workspace.close_files()
    outbox = open_outbox(places.outbox, clock, boot=lambda: boot_then(ago))
    try:
        return outbox.store.hold(act, review, server_date=clock.now() if online else None).id
    finally:
        outbox.close()


def look_ago(home: Home, act: str, ago: timedelta) -> None:
    """Have looked at an act this long ago, offline."""
    outbox = open_outbox(locations(home.environment).outbox, SkewedClock(-ago))
    try:
        review = outbox.store.item(act).review
        assert review is not None
        outbox.store.look(act, review, server_date=None)
    finally:
        outbox.close()


def boot_then(ago: timedelta = AGO) -> Boot | None:
    """What the clock that nobody can set told then."""
    boot = read_boot()
    return None if boot is None else replace(boot, seconds=boot.seconds - ago.total_seconds())
