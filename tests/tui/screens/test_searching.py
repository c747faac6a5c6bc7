"""Looking for things: on the server, in what was read, by address; on a real practice server."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.screens.home.profiles import Profiles
from outtray.widgets.search import SearchPane
from outtray.widgets.timeline.view import TimelineView
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


async def search(flow: Flow, text: str, *, enter: bool = True) -> TimelineView:
    """Open the search and look for something."""
    await flow.press("slash")
    await flow.until(lambda: isinstance(flow.main.focused, type(pane(flow).field)), "the field")
    results = pane(flow).results
    pane(flow).field.value = text
    if enter:
        await flow.press("enter")
    return results


def pane(flow: Flow) -> SearchPane:
    """The search in front."""
    return flow.main.query_one(SearchPane)


@pytest.mark.feature("search.find")
async def test_people_hashtags_and_posts_are_found_and_opened(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        results = await search(flow, "form")
        await flow.until(lambda: "#formulaireunique" in flow.picture(), "a hashtag")
        assert "Osgood Penhaligon" in flow.picture()
        assert results.has_focus
        await flow.until(lambda: "you follow each other" in flow.picture(), "how we stand to them")
        await flow.press("j", "j", "enter")
        await flow.until(lambda: flow.main.part(Profiles).profile_in(flow.main.front_view), "the profile")
        await flow.press("escape")
        assert flow.main.header.title == "Search"
        assert results.has_focus


async def test_one_kind_of_what_is_found_is_turned_to_and_goes_on(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    for number in range(30):
        practice_server.make_post("anouk", f"a walrus, the {number}.")
    async with program(tmp_path, practice_server) as flow:
        results = await search(flow, "walrus")
        await flow.until(lambda: len(results.book) >= 20, "the first posts")
        await flow.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        await flow.until(lambda: results.part == "statuses", "the posts alone")
        await flow.press("G")
        posts = range(30)
        await flow.until(lambda: len(results.book) == 1 + len(posts), "all of them")
        await flow.press("right_square_bracket")
        await flow.until(lambda: results.part == "seen", "what was read before")


@pytest.mark.feature("search.history")
async def test_what_was_read_before_is_found_without_the_server(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.make_post("anouk", "Nothing rhymes with albatross.")
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: "albatross" in flow.picture(), "the post")
        practice_server.set_fault("status", path_regex="/search", times=None, code=503)
        results = await search(flow, "albatross", enter=False)
        await flow.until(lambda: "Read before, kept on this machine" in flow.picture(), "the post again")
        await flow.press("enter")
        await flow.until(lambda: not flow.under_way("search"), "the server's no")
        assert "albatross" in flow.picture()
        assert len(results.book) >= 3


@pytest.mark.parametrize("how", ["profile", "post", "handle", "tag"])
@pytest.mark.feature("search.open")
async def test_an_address_is_opened_here(tmp_path: Path, practice_server: PracticeServer, how: str) -> None:
    made = practice_server.make_post("anouk", "Opened by its address.")
    account = practice_server.api("GET", "/api/v1/accounts/lookup", params={"acct": "anouk"}).json()
    text = {
        "profile": account["url"],
        "post": made["url"],
        "handle": "@anouk",
        "tag": "#OneForm",
    }[how]
    title = {"profile": account["display_name"], "handle": account["display_name"]}
    async with program(tmp_path, practice_server) as flow:
        await search(flow, text)
        expected = title.get(how, "Thread" if how == "post" else "#OneForm")
        await flow.until(lambda: flow.main.header.title.lower() == expected.lower(), expected)


async def test_what_cannot_be_found_says_so_in_place(tmp_path: Path, practice_server: PracticeServer) -> None:
    async with program(tmp_path, practice_server) as flow:
        results = await search(flow, "qqqqzzzz")
        await flow.until(lambda: "Nothing found" in flow.picture(), "the sentence")
        assert len(results.book) == 2
        await flow.press("escape")
        assert flow.main.timeline.has_focus
