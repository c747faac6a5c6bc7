"""Two accounts of one person: each is reviewed by its own packs and kept back in its own quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hold_kit import SkewedClock, review
from outtray.acts.act import AccountKey, Act
from outtray.acts.item import HeldView, Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.locations import locations
from outtray.outbox.refusals import InQuietHours
from outtray.services.workspace import Login, Workspace
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

TEXT = "The minister’s rollout plan is reckless, and everyone in my department knows it."


def workspace_at(folder: Path, server: PracticeServer) -> tuple[Workspace, Login, Login]:
    """The work account, by federal rules and silent at the moment, and a private one on the same server."""
    now = datetime.now(UTC).astimezone(SystemClock().local_zone())  # noqa: TID251 - the machine's clock
    start, end = now - timedelta(hours=1), now + timedelta(hours=2)
    places = locations({"OUTTRAY_HOME": str(folder)})
    places.make()
    places.settings_file.write_text(
        f"""
[profile]
jurisdiction = "everyone"
[accounts."clerk@harbour.example"]
visibility = "private"
language = "fr"
colour = 5
quiet_hours = {{ from = "{start:%H:%M}", to = "{end:%H:%M}" }}
packs = ["ca-federal"]
[accounts."clerk@harbour.example".profile]
jurisdiction = "ca"
organisation = "Department of Everyday Affairs"
"""
    )
    clerk = Login(server.url, "harbour.example", server.account, lambda: server.token)
    token = server.token_for("anouk")
    anouk = Login(server.url, "harbour.example", "anouk", lambda: token, index=1)
    return Workspace(places, SkewedClock(timedelta(0)), login=clerk), clerk, anouk


async def test_each_account_is_reviewed_and_held_by_its_own_settings(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    workspace, clerk, anouk = workspace_at(tmp_path, practice_server)
    try:
        await workspace.connect(clerk)
        author = workspace.author
        assert author is not None
        assert (author.visibility, author.language) == (Visibility.PRIVATE, "fr")
        assert (workspace.colour(clerk), workspace.colour(anouk)) == (4, 1)
        other = (await workspace.open(anouk)).account

        def said_as(account: AccountKey) -> Act:
            return Act(ActKind.POST, account, text=TEXT, language="en")

        work, private = (workspace.review.review(said_as(one)) for one in (author.account, other))
        assert {"ca-federal"} == {pack for pack, _version in work.packs} - {"base"}
        assert "ca-federal" not in {pack for pack, _version in private.packs}
        assert len(work.findings) > len(private.findings)

        held = [held_an_hour_ago(workspace, said_as(one)) for one in (author.account, other)]
        views = [workspace.tray.view(item) for item in held]
        assert views == [HeldView.QUIET, HeldView.READY]
        assert len(workspace.tray.ready(tuple(held))) == 1
        with pytest.raises(InQuietHours):
            await workspace.tray.release(held[0])

        workspace.act_as(replace(anouk, account_id=other.id))
        author = workspace.author
        assert author is not None
        assert author.account == other
        assert author.visibility is Visibility.PUBLIC, "the account's own default"
    finally:
        await workspace.close()


async def test_an_account_with_packs_of_its_own_is_ready_once_they_are_compiled(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    workspace, clerk, _ = workspace_at(tmp_path, practice_server)
    try:
        await workspace.connect(clerk)
        author = workspace.author
        assert author is not None
        workspace.rules()
        assert workspace.rules.ready
        assert not workspace.review.is_ready(author.account), "the first review would hold up the keys"
        workspace.review.load(author.account)
        assert workspace.review.is_ready(author.account)
    finally:
        await workspace.close()


async def test_outside_its_hours_the_other_account_sends(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    workspace, clerk, anouk = workspace_at(tmp_path, practice_server)
    try:
        await workspace.connect(clerk)
        other = (await workspace.open(anouk)).account
        clean = Act(ActKind.POST, other, text="Fresh bread and a quiet Sunday.", language="en")
        item = held_an_hour_ago(workspace, clean)
        assert (await workspace.tray.release(item)).state is State.SENT
    finally:
        await workspace.close()


def held_an_hour_ago(workspace: Workspace, act: Act) -> Item:
    """The act, held long enough ago by both clocks, with nothing found."""
    clock = workspace.clock
    assert isinstance(clock, SkewedClock)
    ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the server's clock is the machine's
    judged = replace(review(act, seconds=60), findings=())
    clock.skew = timedelta(hours=-1)
    try:
        return workspace.prepare().outbox.store.hold(act, judged, server_date=ago)
    finally:
        clock.skew = timedelta(0)
