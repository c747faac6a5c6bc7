"""Muting, lists, hashtags, filters, reports and conversations as they are kept, on a real practice server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.screens.ask import AskScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.filters import Filtering
from outtray.screens.home.listings import Listings
from outtray.screens.home.lists import Gathering
from outtray.screens.home.moderation import Moderation
from outtray.screens.home.people import People
from outtray.screens.main import MainScreen
from outtray.screens.menu import MenuScreen
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def account(server: PracticeServer, acct: str) -> dict[str, Any]:
    """An account as the server knows it."""
    found: dict[str, Any] = server.api("GET", "/api/v1/accounts/lookup", params={"acct": acct}).json()
    return found


async def choose(flow: Flow, *keys: str) -> None:
    """Wait for a menu and choose by letter."""
    await flow.shows(MenuScreen)
    await flow.press(*keys)


async def answer(flow: Flow, words: str) -> None:
    """Wait for a question and type the answer."""
    await flow.shows(AskScreen)
    await flow.press("ctrl+u", *["space" if letter == " " else letter for letter in words], "enter")


async def sure(flow: Flow) -> None:
    """Wait for a question whose safe answer has the focus, and choose the other."""
    await flow.shows(ConfirmScreen)
    await flow.press("tab", "enter")


@pytest.mark.feature("moderation.blocks")
async def test_muted_and_blocked_are_seen_in_one_place_and_taken_back(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    muted, blocked = account(practice_server, "desmond"), account(practice_server, "jo_onair")
    practice_server.api("POST", f"/api/v1/accounts/{muted['id']}/mute")
    practice_server.api("POST", f"/api/v1/accounts/{blocked['id']}/block")
    async with program(tmp_path, practice_server) as flow:
        flow.main.part(Moderation).action_moderation()
        await flow.until(lambda: "@desmond" in flow.picture() and "@jo_onair" in flow.picture(), "both")
        view = flow.main.front_view
        assert view is not None
        assert view.select("\0block muted " + muted["id"])
        await flow.press("enter")
        await choose(flow, "u")
        await flow.until(lambda: practice_server.writes("/unmute$"), "the end of the mute")
        await flow.until(lambda: "@desmond" not in flow.picture(), "the list without them")

        view.select("\0block item block-server")
        await flow.press("enter")
        await answer(flow, "noise.example")
        await sure(flow)
        await flow.until(lambda: "noise.example" in flow.picture().replace("is blocked", ""), "the server")
        assert practice_server.api("GET", "/api/v1/domain_blocks").json() == ["noise.example"]
        await flow.until(lambda: view.select("\0block item server noise.example"), "its line")
        await flow.press("enter")
        await sure(flow)
        await flow.until(lambda: not practice_server.api("GET", "/api/v1/domain_blocks").json(), "its end")


@pytest.mark.feature("moderation.lists")
async def test_a_list_is_made_filled_renamed_emptied_and_deleted(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    def lists() -> dict[str, str]:
        return {one["title"]: one["id"] for one in practice_server.api("GET", "/api/v1/lists").json()}

    async with program(tmp_path, practice_server) as flow:
        flow.main.part(Gathering).action_lists()
        view = flow.main.front_view
        assert view is not None
        await flow.until(lambda: view.select("\0block item new-list"), "the lists")
        await flow.press("enter")
        await answer(flow, "Tea")
        await flow.until(lambda: "Tea" in lists(), "the list")
        made = lists()["Tea"]
        someone = account(practice_server, "anouk")["id"]
        practice_server.api("POST", f"/api/v1/lists/{made}/accounts", json={"account_ids": [someone]})

        await flow.until(lambda: view.select(f"\0block item list {made}"), "its line")
        await flow.press("enter")
        await choose(flow, "m")
        members = flow.main.front_view
        await flow.until(lambda: "@anouk" in flow.picture(), "the member")
        assert members is not None
        members.select(f"\0block person {someone}")
        await flow.press("enter")
        await choose(flow, "x")
        await flow.until(
            lambda: not practice_server.api("GET", f"/api/v1/lists/{made}/accounts").json(), "an empty list"
        )
        await flow.press("escape", "escape")
        if flow.main.front_view is not view:
            await flow.press("escape")
        await flow.until(lambda: flow.main.front_view is view, "the lists again")
        await flow.press("enter")
        await choose(flow, "r")
        await answer(flow, "Coffee")
        await flow.until(lambda: lists().get("Coffee") == made, "the other name")
        # What the navigation shows follows.
        await flow.until(lambda: flow.picture().count("Coffee") >= 2, "its place in the navigation")
        await flow.press("enter")
        await choose(flow, "D")
        await sure(flow)
        await flow.until(lambda: "Coffee" not in lists(), "no list")

        await flow.until(lambda: view.select("\0block item new-tag"), "the hashtags")
        await flow.press("enter")
        await answer(flow, "#tides")
        await flow.until(lambda: practice_server.writes("tags/tides/follow$"), "the hashtag")


@pytest.mark.feature("filters.edited")
async def test_a_filter_is_made_changed_and_deleted_and_keeps_its_end(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    def filters() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = practice_server.api("GET", "/api/v2/filters").json()
        return found

    async with program(tmp_path, practice_server) as flow:
        before = {one["id"] for one in filters()}
        flow.main.part(Filtering).action_filters()
        view = flow.main.front_view
        assert view is not None
        await flow.until(lambda: view.select("\0block item new-filter"), "the filters")
        await flow.press("enter")
        await choose(flow, "n")
        await answer(flow, "Trams")
        await choose(flow, "w")
        await answer(flow, "tram, late bus*")
        await choose(flow, "a")
        await choose(flow, "u")
        await flow.until(lambda: "for a week" in flow.picture(), "how long")
        await choose(flow, "w")
        await flow.until(lambda: "Trams" in flow.picture() and "for a week" in flow.picture(), "the card")
        await choose(flow, "s")
        await flow.until(lambda: len(filters()) > len(before), "the filter")
        made = next(one for one in filters() if one["id"] not in before)
        assert made["title"] == "Trams"
        assert made["filter_action"] == "hide"
        assert made["expires_at"] is not None
        assert {(one["keyword"], one["whole_word"]) for one in made["keywords"]} == {
            ("tram", True),
            ("late bus", False),
        }

        await flow.until(lambda: view.select(f"\0block item filter {made['id']}"), "its line")
        await flow.press("enter")
        await choose(flow, "w")
        await answer(flow, "tram")
        await choose(flow, "s")

        def now() -> dict[str, Any]:
            return next(one for one in filters() if one["id"] == made["id"])

        await flow.until(lambda: len(now()["keywords"]) == 1, "one word less")
        assert now()["expires_at"] is not None
        await flow.until(lambda: isinstance(flow.app.screen, MainScreen), "the list of filters")
        await flow.until(lambda: view.select(f"\0block item filter {made['id']}"), "its line")
        await flow.press("enter")
        await choose(flow, "D")
        await sure(flow)
        await flow.until(lambda: {one["id"] for one in filters()} == before, "no filter")


@pytest.mark.feature("moderation.report")
async def test_a_report_names_rules_and_posts_and_passes_the_gate(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    from outtray.mastodon.models import Account

    person = account(practice_server, "desmond")
    async with program(tmp_path, practice_server) as flow:
        flow.main.part(People).offer(Account(id=person["id"], acct="desmond", display_name="Desmond"))
        await choose(flow, "r")
        await flow.until(lambda: "Spam" in flow.picture(), "the kinds")
        await flow.press("v")
        await flow.until(lambda: "Which rules?" in flow.picture(), "the rules")
        await flow.press("1")
        await flow.until(lambda: "[x]" in flow.picture(), "a mark")
        await flow.press("d")
        await flow.until(lambda: "Which posts" in flow.picture(), "the posts")
        await flow.press("1")
        await flow.until(lambda: "[x]" in flow.picture(), "a mark")
        await flow.press("d")
        await answer(flow, "Onions again")
        await flow.until(lambda: practice_server.writes("/reports$"), "the report")
        (sent,) = await flow.workspace.tray.sent()
        assert len(sent.act.rule_ids) == len(sent.act.status_ids) == 1
        assert (sent.act.category, sent.act.comment) == ("violation", "Onions again")


@pytest.mark.feature("moderation.conversations")
async def test_opening_a_conversation_marks_it_as_read(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.make_post("anouk", "@clerk Only for you.", visibility="direct")
    async with program(tmp_path, practice_server) as flow:
        flow.main.part(Listings).open_conversations()
        await flow.until(lambda: "Only for you." in flow.picture() and "unread" in flow.picture(), "unread")
        view = flow.main.front_view
        assert view is not None
        await flow.press("g", "enter")
        await flow.until(lambda: practice_server.writes("conversations/.*/read$"), "the mark of having read")


@pytest.mark.feature("profile.follow")
async def test_following_with_word_of_every_post(tmp_path: Path, practice_server: PracticeServer) -> None:
    from outtray.mastodon.models import Account

    person = account(practice_server, "anouk")

    def notifying() -> bool:
        path = "/api/v1/accounts/relationships"
        found = practice_server.api("GET", path, params={"id[]": person["id"]}).json()
        return bool(found[0]["notifying"])

    async with program(tmp_path, practice_server) as flow:
        flow.main.part(People).offer(Account(id=person["id"], acct="anouk", display_name="Anouk"))
        await choose(flow, "t")
        await flow.until(notifying, "word of their posts")
        assert [item.act.notify for item in await flow.workspace.tray.sent()] == [True]
