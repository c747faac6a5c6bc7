"""Timelines side by side: opened, gone through, closed, remembered; and what else the navigation leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.screens import places
from outtray.screens.home.columns import Columns
from outtray.screens.home.timelines import Timelines
from outtray.screens.menu import MenuScreen
from outtray.widgets.navigation import Navigation
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def shown(flow: Flow) -> list[Timeline | None]:
    """What the columns show, left to right."""
    timelines = flow.main.part(Timelines)
    return [timelines.shown_in(column.view) for column in flow.main.part(Columns).all]


def seen(flow: Flow) -> list[Timeline | None]:
    """What the columns that are seen show."""
    timelines = flow.main.part(Timelines)
    return [timelines.shown_in(one.view) for one in flow.main.part(Columns).all if one.display]


async def menu(flow: Flow, *keys: str) -> None:
    """Choose from the menu of columns."""
    menus: set[object] = set()
    for key in ("C", *keys):
        await flow.press(key)
        if key != keys[-1]:
            await flow.until(lambda: _is_another_menu(flow, menus), "the menu")
            menus.add(flow.app.screen)
    await flow.until(lambda: flow.screens == ["MainScreen"], "the columns")


def _is_another_menu(flow: Flow, menus: set[object]) -> bool:
    return isinstance(flow.app.screen, MenuScreen) and flow.app.screen not in menus


async def leads(flow: Flow, place: str, title: str) -> None:
    """Go to a place of the navigation, and wait until something of it is there."""
    flow.main.post_message(Navigation.PlaceChosen(place))
    await flow.until(lambda: flow.main.header.title == title, title)
    await flow.until(
        lambda: (view := flow.main.front_view) is not None and len(view.book), f"something in {title}"
    )


@pytest.mark.feature("timelines.columns")
async def test_columns_stand_side_by_side_and_are_there_at_the_next_start(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server, size=(170, 40)) as flow:
        columns = flow.main.part(Columns)
        columns.add(LOCAL)
        columns.add(PUBLIC)
        await flow.until(lambda: all(len(column.view.book) > 3 for column in columns.all), "posts in each")
        assert shown(flow) == seen(flow) == [HOME, LOCAL, PUBLIC]
        assert flow.main.header.title == "Federated"
        await flow.press("h")
        assert flow.main.header.title == "Local"
        assert columns.current.view.has_focus
        await flow.press("left", "left")
        assert flow.main.header.title == "Home"
        await flow.until(lambda: not flow.under_way("layout"), "the file")
        await flow.press("q")
        await flow.until(lambda: not flow.app.is_running, "the end")
    async with program(tmp_path, practice_server, size=(100, 40)) as flow:
        assert shown(flow) == [HOME, LOCAL, PUBLIC]
        assert seen(flow) == [HOME]
        await flow.press("l")
        assert seen(flow) == [LOCAL]
        await flow.until(lambda: "2/3" in flow.picture(), "where one is")


async def test_a_column_is_opened_and_closed_from_the_menu(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server, size=(170, 40)) as flow:
        await menu(flow, "a", "2")
        await flow.until(lambda: shown(flow) == [HOME, LOCAL], "two columns")
        await menu(flow, "x")
        await flow.until(lambda: shown(flow) == [HOME], "one column")
        await flow.press("1")
        assert flow.main.timeline.has_focus


@pytest.mark.feature("timelines.left-out")
async def test_boosts_are_left_out_of_one_timeline_and_stay_so(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("minister", "Worth passing on.")
    practice_server.boost("anouk", made["id"])
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: "boosted" in flow.picture(), "the boost")
        await menu(flow, "b")
        await flow.until(lambda: "boosted" not in flow.picture(), "no boost")
        again = practice_server.make_post("minister", "Passed on as well.")
        practice_server.boost("anouk", again["id"])
        await flow.until(lambda: flow.main.timeline.waiting, "the post itself")
        assert flow.main.timeline.waiting == 1
        await flow.until(lambda: not flow.under_way("layout"), "the file")
        assert "home" in (flow.workspace.places.data / "columns.json").read_text()
        await menu(flow, "b")
        await flow.until(lambda: "boosted" in flow.picture(), "the boosts again")


@pytest.mark.feature("timelines.lists")
async def test_the_navigation_leads_to_lists_hashtags_trends_and_conversations(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: "Press" in flow.picture(), "the lists")
        assert "#civicstack" in flow.picture()
        await flow.press("m")
        await flow.until(lambda: "bookmarked" in flow.picture(), "a bookmark")
        listed = practice_server.api("GET", "/api/v1/lists").json()[0]
        wanted = {
            Timeline("list", listed["id"]).key: listed["title"],
            "tag:civicstack": "#civicstack",
            "trending-tags": "Trending hashtags",
            "trending-pages": "Trending pages",
            "conversations": "Conversations",
            places.BOOKMARKS.key: "Bookmarks",
        }
        for place, title in wanted.items():
            await leads(flow, place, title)


@pytest.mark.feature("timelines.gaps")
async def test_what_was_missed_is_a_gap_that_enter_fills_in_place(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.press("q")
        await flow.until(lambda: not flow.app.is_running, "the end")
    for number in range(460):
        practice_server.make_post("anouk", f"Missed, number {number}.")
    async with program(tmp_path, practice_server) as flow:
        view = flow.main.timeline
        await flow.until(lambda: view.waiting, "new posts")
        await flow.press("g")
        gaps = [index for index, entry in enumerate(view.book) if entry.is_gap]
        assert len(gaps) == 1
        before = len(view.book)
        view.select(view.book[gaps[0]].id)
        await flow.press("enter")
        await flow.until(lambda: len(view.book) > before, "posts in the gap")
