"""In the quiet hours nothing that waits is released, whenever it was held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hold_kit import post, review
from outtray.acts.act import AccountKey, Act
from outtray.acts.item import HeldView, Hold, Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.locations import locations
from outtray.config.settings import CoolingTerms, Hours, Settings
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.refusals import InQuietHours
from outtray.services.workspace import Login, Workspace
from outtray_rules.cooling import Quiet
from outtray_rules.draft import ActKind
from practice_process import PracticeServer


async def opened(server: PracticeServer, home: Path, quiet: Hours | None) -> Workspace:
    """A workspace at the practice server with these quiet hours."""
    settings = Settings(cooling=CoolingTerms(quiet_hours=quiet))
    login = Login(server.url, "harbour.example", server.account, lambda: server.token)
    places = locations({"OUTTRAY_HOME": str(home), "HOME": str(home)})
    workspace = Workspace(places, SystemClock(), login=login, defaults=settings)
    await workspace.connect(login)
    return workspace


def held_an_hour_ago(workspace: Workspace, act: Act) -> Item:
    """The act, held before the quiet hours with a wait that ended before them."""
    ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the server's clock is the machine's
    judged = review(act, seconds=60)
    return workspace.prepare().outbox.store.hold(act, judged, server_date=ago)


def around_now(hours: int) -> Hours:
    """Quiet hours from an hour ago to so many hours ahead, on the machine's clock."""
    now = datetime.now(UTC).astimezone(SystemClock().local_zone())  # noqa: TID251
    end = now + timedelta(hours=hours)
    return Hours((now - timedelta(hours=1)).time().replace(microsecond=0), end.time().replace(microsecond=0))


async def test_an_act_that_was_ready_before_the_quiet_hours_stays_held_in_them(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    quiet = around_now(2)
    workspace = await opened(practice_server, tmp_path, quiet)
    try:
        item = held_an_hour_ago(workspace, Act(ActKind.POST, account(workspace), text="Good evening."))
        with pytest.raises(InQuietHours) as refused:
            await workspace.tray.release(item)
        assert f"{quiet.end:%H:%M}" in str(refused.value)
        assert (await workspace.tray.item(item.id)).state is State.HELD
    finally:
        await workspace.close()


async def test_outside_the_quiet_hours_it_goes(practice_server: PracticeServer, tmp_path: Path) -> None:
    workspace = await opened(practice_server, tmp_path, Hours(around_now(2).end, around_now(3).end))
    try:
        item = held_an_hour_ago(workspace, Act(ActKind.POST, account(workspace), text="Good evening."))
        assert (await workspace.tray.release(item)).state is State.SENT
    finally:
        await workspace.close()


async def test_a_clean_favourite_waits_for_nothing_and_goes_in_quiet_hours_too(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    seen = practice_server.make_post("minister", "The ferry runs again.")
    workspace = await opened(practice_server, tmp_path, around_now(2))
    try:
        wire = workspace.connections.session(account(workspace)).wire
        target = target_of(await Truth(wire).status(seen["id"]))
        act = Act(ActKind.FAVOURITE, account(workspace), target=target)
        assert (await workspace.tray.hold(act, review(act))).state is State.SENT
    finally:
        await workspace.close()


def account(workspace: Workspace) -> AccountKey:
    """Who acts."""
    assert workspace.author is not None
    return workspace.author.account


def test_what_has_cooled_is_not_called_ready_in_quiet_hours_unless_it_waits_for_nothing() -> None:
    quiet = Quiet(((time(22), time(7)),), UTC)
    act = post()
    judged = review(act, seconds=60)
    evening = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    hold = Hold(at=evening, server_at=evening, wait=timedelta(minutes=1), window=timedelta(hours=12))
    item = Item("1", 1, State.HELD, act, judged.digest, 1, evening, evening, review=judged, hold=hold)
    views = [item.view(evening + timedelta(hours=hours), quiet) for hours in (0, 0.25, 0.75, 9.75, 13)]
    assert views == [HeldView.COOLING, HeldView.READY, HeldView.QUIET, HeldView.READY, HeldView.EXPIRED]
    at_once = replace(item, hold=replace(hold, wait=timedelta(0)))
    assert at_once.view(evening + timedelta(hours=1), quiet) is HeldView.READY


def test_quiet_hours_follow_whoever_travels() -> None:
    hours = ((time(22), time(7)),)
    moment = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    assert Quiet(hours, UTC).until(moment) is None
    paris = Quiet(hours, ZoneInfo("Europe/Paris")).until(moment)
    assert paris is not None
    assert paris.astimezone(UTC) == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
