"""Notifications as they are read and answered, on a real practice server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.mastodon.models import Account, Status
from outtray.mastodon.notices import NoticeGroup
from outtray.screens.desk import DeskScreen
from outtray.screens.home.notifications import Notifications
from outtray.screens.menu import MenuScreen
from outtray.widgets.timeline.notices import told
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def mark(server: PracticeServer) -> str:
    """How far the notifications were read, as the server knows it."""
    known: dict[str, Any] = server.api(
        "GET", "/api/v1/markers", params={"timeline[]": "notifications"}
    ).json()
    return str(known.get("notifications", {}).get("last_read_id", ""))


def as_account(server: PracticeServer, name: str) -> dict[str, str]:
    """Headers of a request as somebody else."""
    return {"Authorization": f"Bearer {server.token_for(name)}"}


async def opened(flow: Flow) -> None:
    """Open the notifications and wait for some."""
    await flow.press("n")
    part = flow.main.part(Notifications)
    await flow.until(lambda: part.view is not None and len(part.view.book) > 2, "notifications")


@pytest.mark.feature("notifications.grouped")
async def test_what_happens_is_counted_grouped_shown_and_marked_as_read(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    own = practice_server.api("POST", "/api/v1/statuses", json={"status": "The kettle is mine."}).json()
    async with program(tmp_path, practice_server, (110, 44)) as flow:
        await flow.until(lambda: flow.main.header.connection.words == "live", "the stream")
        for name in ("anouk", "desmond", "minister"):
            practice_server.favourite(name, own["id"])
        await flow.until(
            lambda: "notification" in flow.picture().splitlines()[0] or "notifications" in flow.picture(),
            "the count",
        )
        standing = flow.main.header.acting
        assert standing is not None
        assert standing.unread >= 3
        await opened(flow)
        await flow.until(lambda: "and 2 others favourited your post" in flow.picture(), "one group")
        assert "The kettle is mine." in flow.picture()
        await flow.until(lambda: flow.main.header.acting and flow.main.header.acting.unread == 0, "all read")
        await flow.until(lambda: mark(practice_server), "the marker")

        # What comes now stands on top at once, and is read at once.
        before = mark(practice_server)
        practice_server.make_post("anouk", "@clerk Is the kettle free?")
        await flow.until(lambda: "Is the kettle free?" in flow.picture(), "the mention")
        await flow.until(lambda: mark(practice_server) != before, "the marker again")

        # The keys of posts are about the post that is told of.
        await flow.press("r")
        await flow.shows(DeskScreen)
        assert "Is the kettle free?" in flow.picture()
        await flow.press("escape")


@pytest.mark.feature("notifications.kinds")
async def test_the_parts_show_kinds_and_enter_opens_what_it_is_about(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.make_post("anouk", "@clerk The lift is stuck again.")
    async with program(tmp_path, practice_server, (110, 40)) as flow:
        await opened(flow)
        await flow.press("right_square_bracket")
        await flow.until(lambda: "wrote to you" in flow.picture(), "mentions")
        assert "favourited your post" not in flow.picture()
        await flow.until(lambda: "The lift is stuck again." in flow.picture(), "the mention")
        await flow.press("enter")
        await flow.until(lambda: flow.main.header.title == "Thread", "the thread")
        await flow.press("escape")
        assert flow.main.header.title == "Notifications"
        await flow.press("escape")
        assert flow.main.header.title == "Home"


@pytest.mark.feature("notifications.requests")
async def test_requests_are_answered(tmp_path: Path, practice_server: PracticeServer) -> None:
    practice_server.api("PATCH", "/api/v1/accounts/update_credentials", json={"locked": True})
    me = practice_server.api("GET", "/api/v1/accounts/verify_credentials").json()
    asking = as_account(practice_server, "jo_onair")
    answer = practice_server.api("POST", f"/api/v1/accounts/{me['id']}/follow", headers=asking)
    assert answer.json()["requested"], answer.text
    async with program(tmp_path, practice_server, (110, 40)) as flow:
        await opened(flow)
        await flow.press("left_square_bracket")
        await flow.until(lambda: "Asking to follow you" in flow.picture(), "requests")
        part = flow.main.part(Notifications)
        view = part.view
        assert view is not None
        await flow.until(lambda: "@jo_onair" in flow.picture(), "who asks")
        while view.selected_account is None:
            await flow.press("j")
        await flow.press("enter")
        await flow.shows(MenuScreen)
        await flow.press("y")
        await flow.until(lambda: practice_server.writes("follow_requests/.*/authorize"), "the answer")
        await flow.until(lambda: "Let in." in flow.told, "the notice")


@pytest.mark.feature("notifications.unknown")
def test_every_kind_has_a_sentence_and_an_unknown_one_says_its_name() -> None:
    somebody = Account(id="1", username="ada", display_name="Ada \x1b[2J[/b]")
    status = Status(id="9", account=somebody, content="<p>Words.</p>")

    def of(kind: str, count: int = 1, accounts: tuple[Account, ...] = (somebody,)) -> str:
        return told(NoticeGroup(kind, kind, count, accounts, status, None, "9", "9"))

    assert "\x1b" not in of("mention")
    assert of("mention").endswith("wrote to you")
    assert of("favourite", 2).endswith("and 1 other favourited your post")
    assert of("reblog", 12).endswith("and 11 others boosted your post")
    assert of("pleroma:emoji_reaction").endswith("(pleroma:emoji_reaction)")
    assert of("mention", accounts=()) == "somebody wrote to you"
