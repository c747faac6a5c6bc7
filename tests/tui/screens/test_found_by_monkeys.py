"""What random keys have ended the program with, each as the few keys it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from flow_kit import program
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen
from outtray.screens.main import MainScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.palette import Palette
from outtray.widgets.chooser import Chooser
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests."""
    with PracticeServer() as server:
        yield server


async def test_a_palette_closed_in_the_moment_it_opens_ends_nothing(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        for _time in range(3):
            flow.app.push_screen(Palette())
            flow.app.pop_screen()
            await flow.pilot.pause()
        await flow.shows(MainScreen)
        await flow.press("ctrl+p")
        await flow.shows(Palette)


class Choosing(App[None]):
    """A list of many options that has not been drawn yet."""

    CSS = "Chooser { display: none; }"

    def compose(self) -> ComposeResult:
        yield Chooser(*map(str, range(100)))


@pytest.mark.parametrize("action", ["action_page_down", "action_page_up"])
async def test_paging_a_list_in_the_moment_it_is_filled_ends_nothing(action: str) -> None:
    app = Choosing()
    async with app.run_test() as pilot:
        chooser = app.query_one(Chooser)
        chooser.highlighted = 6
        getattr(chooser, action)()
        await pilot.pause()
        assert app.return_code in {None, 0}


async def test_another_question_in_front_does_not_keep_ctrl_q_from_asking(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        await flow.hold("Something waits.")
        await flow.open_desk()
        await flow.press("ctrl+o")
        await flow.shows(OptionsScreen)
        flow.app.push_screen(ConfirmScreen("Another question?", "", safe="Go on", danger="Leave"))
        await flow.until(lambda: "Another question?" in flow.picture(), "another question")
        await flow.press("ctrl+q")
        await flow.until(lambda: "Stay" in flow.picture(), "the question whether to quit")
        await flow.press("ctrl+q")
        assert flow.screens == ["MainScreen", "DeskScreen", "OptionsScreen", "ConfirmScreen", "ConfirmScreen"]
        await flow.press("escape", "escape", "escape")
        await flow.shows(DeskScreen)
