"""Profiles as they are used: opened, turned over, followed, muted, closed; on a real practice server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.profiles import Profiles
from outtray.screens.main import MainScreen
from outtray.screens.menu import MenuScreen
from outtray.widgets.timeline.person import Profile
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def profile(flow: Flow) -> Profile | None:
    """The profile in front."""
    return flow.main.part(Profiles).profile_in(flow.main.front_view)


def account(server: PracticeServer, acct: str) -> dict[str, Any]:
    """An account as the server knows it."""
    found: dict[str, Any] = server.api("GET", "/api/v1/accounts/lookup", params={"acct": acct}).json()
    return found


async def open_profile(flow: Flow, acct: str) -> Profile:
    """Open somebody's profile and wait until everything about it is there."""
    known = account(flow.server, acct)
    flow.main.part(Profiles).open(known["id"])

    def whole() -> bool:
        shown = profile(flow)
        return shown is not None and shown.account.acct == acct and shown.relationship is not None

    await flow.until(whole, "the profile")
    shown = profile(flow)
    assert shown is not None
    return shown


async def test_p_shows_who_wrote_a_post_and_escape_goes_back_to_it(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.press("j")
        status = flow.main.selected
        assert status is not None
        await flow.press("p")
        await flow.until(lambda: profile(flow), "the profile")
        shown = profile(flow)
        assert shown is not None
        assert shown.account.id == status.shown.account.id
        assert flow.main.header.title == status.shown.account.name
        await flow.until(lambda: "followers" in flow.picture(), "the counts")
        await flow.press("escape")
        assert flow.main.header.title == "Home"
        assert flow.main.timeline.has_focus
        assert flow.main.timeline.selected_id == status.id


@pytest.mark.feature("profile.view")
async def test_the_parts_of_a_profile_show_different_posts(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await open_profile(flow, "anouk")
        view = flow.main.front_view
        assert view is not None
        await flow.until(lambda: len(view.book) > 3, "posts")
        await flow.press("right_square_bracket")
        shown = profile(flow)
        assert shown is not None
        assert shown.tab == ""
        await flow.press("right_square_bracket")
        await flow.until(lambda: len(view.book) > 0, "the profile still above")
        media = account(flow.server, "anouk")["id"]
        posts = flow.server.api(
            "GET", f"/api/v1/accounts/{media}/statuses", params={"only_media": "true"}
        ).json()
        await flow.until(lambda: len(view.book) == 1 + len(posts), "the posts with media alone")
        await flow.press("left_square_bracket", "left_square_bracket")
        await flow.until(lambda: len(view.book) > 3, "posts again")


@pytest.mark.feature("profile.follow")
async def test_following_is_an_act_and_shows_in_the_profile(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        shown = await open_profile(flow, "anouk")
        assert shown.relationship is not None
        assert shown.relationship.following
        await flow.press("F")
        await flow.shows(ConfirmScreen)
        await flow.press("tab", "enter")
        await flow.until(lambda: not _relation(flow).following, "no follow")
        assert len(practice_server.writes("/unfollow$")) == 1
        taken_back = [
            record.row.event.kind
            for record in flow.workspace.prepare().outbox.journal.records()
            if record.row.event.name == "taken-back"
        ]
        assert taken_back == ["follow"]
        await flow.press("escape", "F")
        await flow.until(lambda: _relation(flow).following, "the follow")
        assert len(practice_server.writes("/follow$")) == 1
        assert not await flow.waiting()


@pytest.mark.feature("profile.mute")
async def test_muting_for_an_hour_is_private_and_ends_by_itself(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await open_profile(flow, "anouk")
        await flow.press("a")
        await flow.shows(MenuScreen)
        await flow.press("m")
        await flow.until(lambda: "for an hour" in flow.picture(), "how long")
        await flow.press("1")
        await flow.shows(MainScreen)
        await flow.until(lambda: _relation(flow).muting, "the mute")
        assert len(practice_server.writes("/mute$")) == 1
        until = _relation(flow).muting_expires_at
        assert timedelta(minutes=58) < until - flow.clock.now() < timedelta(minutes=62)
        await flow.until(lambda: "muted by you until" in flow.picture(), "the words")


async def test_the_navigation_leads_to_the_own_profile(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        flow.main.part(Profiles).open_own()
        await flow.until(lambda: "This is you" in flow.picture(), "the own profile")


def _relation(flow: Flow) -> Any:
    shown = profile(flow)
    assert shown is not None
    assert shown.relationship is not None
    return shown.relationship
