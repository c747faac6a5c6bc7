"""Whose notifications are shown, what was set aside, and what the server announces, on practice servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.mastodon.decode import decode_one
from outtray.mastodon.keeping import Announcement
from outtray.screens.home.announcements import Announcements
from outtray.screens.home.notifications import Notifications
from outtray.screens.links import LinksScreen
from outtray.screens.menu import MenuScreen
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def policy(server: PracticeServer) -> dict[str, Any]:
    """What the server does with notifications of whom."""
    found: dict[str, Any] = server.api("GET", "/api/v2/notifications/policy").json()
    return found


async def select(flow: Flow, block: str) -> None:
    """Put the cursor on a block of the list in front."""
    await flow.until(
        lambda: (view := flow.main.front_view) is not None and view.select(f"\0block {block}"), block
    )


@pytest.mark.feature("notifications.policy")
async def test_strangers_are_set_aside_read_and_let_in(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    stranger = practice_server.api("GET", "/api/v1/accounts/lookup", params={"acct": "jo_onair"}).json()
    practice_server.api("POST", f"/api/v1/accounts/{stranger['id']}/unfollow")
    async with program(tmp_path, practice_server, (100, 44)) as flow:
        flow.main.part(Notifications).action_notice_policy()
        await flow.until(lambda: "From people you do not follow" in flow.picture(), "the policy")
        assert flow.picture().count("shown") >= 6
        await select(flow, "item policy for_not_following")
        await flow.press("enter")
        await flow.shows(MenuScreen)
        await flow.press("a")
        await flow.until(lambda: policy(practice_server)["for_not_following"] == "filter", "the server")
        assert policy(practice_server)["for_bots"] == "accept", "what was not asked for stays"
        await flow.until(lambda: "set aside until you decide" in flow.picture(), "the list again")

        practice_server.make_post("jo_onair", "@clerk A word about the lift, please?")
        flow.main.part(Notifications).action_notice_policy()
        await flow.until(lambda: "1 notification set aside" in flow.picture(), "what was set aside")

        request = practice_server.api("GET", "/api/v1/notifications/requests").json()[0]
        await select(flow, f"aside {request['id']}")
        await flow.press("enter")
        await flow.shows(MenuScreen)
        await flow.press("r")
        await flow.until(lambda: "A word about the lift" in flow.picture(), "its words, not let in")
        assert practice_server.api("GET", "/api/v1/notifications/requests").json()
        while flow.main.header.title != "Notifications":
            await flow.press("escape")  # a notice first, then the list
        await select(flow, f"aside {request['id']}")
        await flow.press("enter")
        await flow.shows(MenuScreen)
        await flow.press("y")
        await flow.until(lambda: practice_server.writes("requests/.*/accept$"), "let in")
        await flow.until(lambda: "Nothing is set aside." in flow.picture(), "the list without it")


@pytest.mark.feature("notifications.announcements")
async def test_announcements_are_counted_read_whole_and_noted_as_read(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    unread = [one for one in practice_server.api("GET", "/api/v1/announcements").json() if not one["read"]]
    assert unread
    async with program(tmp_path, practice_server, (110, 44)) as flow:
        part = flow.main.part(Announcements)
        await flow.until(
            lambda: [offer.place.count for offer in part.places()] == [len(unread)], "the count of the unread"
        )
        part.action_announcements()
        await flow.until(lambda: flow.main.header.title == "Announcements", "the list")
        await flow.until(lambda: practice_server.writes("announcements/.*/dismiss$"), "noted as read")
        assert [offer.place.count for offer in part.places()] == [0]
        assert "Nobody has answered" not in flow.picture(), "a list of one thing is no conversation"
        await select(flow, f"item announcement {unread[0]['id']}")
        await flow.press("enter")
        await flow.until(
            lambda: isinstance(flow.app.screen, LinksScreen) or "no links in it" in flow.told, "its links"
        )
    assert not practice_server.writes("reactions")


async def test_no_reaction_can_leave_and_those_there_are_are_read() -> None:
    from outtray.mastodon.door import is_private

    assert not is_private("PUT", b"/api/v1/announcements/1/reactions/%F0%9F%91%8D", b"")
    assert not is_private("DELETE", b"/api/v1/announcements/1/reactions/x", b"")
    reactions = b'[{"name": "\xf0\x9f\x91\x8d", "count": 3}, 7, null]'
    told = b'{"id": "1", "content": "<p>Hi</p>", "reactions": ' + reactions + b"}"
    announcement = decode_one(told, Announcement, host="harbour.example")
    assert [(one.name, one.count) for one in announcement.reactions if one.name] == [("👍", 3)]


@pytest.fixture(scope="module", params=["gotosocial", "akkoma"])
def other(request: pytest.FixtureRequest) -> Iterator[PracticeServer]:
    with PracticeServer("--dialect", str(request.param)) as server:
        yield server


@pytest.mark.feature("network.says-what-it-lacks")
@pytest.mark.parametrize("size", [(60, 20), (100, 40)])
async def test_a_server_without_them_says_so_in_place(
    tmp_path: Path, other: PracticeServer, size: tuple[int, int]
) -> None:
    async with program(tmp_path, other, size) as flow:
        flow.main.part(Notifications).action_notice_policy()
        await flow.until(lambda: "Whose notifications are shown" in flow.picture(), "the list")
        words = " ".join(flow.picture().split())
        assert "does not sort notifications by who sent them" in words
        assert "sets no notifications aside" in words
        assert not flow.app.is_headless or flow.screens == ["MainScreen"]
