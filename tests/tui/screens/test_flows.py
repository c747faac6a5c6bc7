"""What people do with the program from key to server: the real app, real files, a real server process."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_kit import program
from outtray.screens.help import HelpScreen
from outtray.screens.main import MainScreen
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

POSTS = "/api/v1/statuses$"


async def test_a_desk_whose_act_is_held_leaves_even_from_under_the_help(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        (await flow.open_desk()).insert("The ferry runs again.")
        practice_server.set_fault("delay", path_regex="verify_credentials", seconds=1)
        await flow.press("f5", "f1")
        await flow.shows(HelpScreen)
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline alone")
        assert [item.act.text for item in await flow.waiting()] == ["The ferry runs again."]
        assert await flow.drafts() == []


async def test_nothing_typed_while_an_act_is_being_held_is_lost_or_taken_for_a_command(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        area = await flow.open_desk()
        area.insert("first words")
        practice_server.set_fault("delay", path_regex="verify_credentials", seconds=1)
        await flow.press("f5")
        await flow.until(lambda: "Holding" in flow.told, "the notice")
        await flow.press("q", "x", "ctrl+o", "escape")
        assert (area.text, flow.screens) == ("first words", ["MainScreen", "DeskScreen"])
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline")
        assert [item.act.text for item in await flow.waiting()] == ["first words"]
        assert await flow.drafts() == []


async def test_a_page_that_could_not_be_held_is_written_on(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        area = await flow.open_desk()
        area.insert("words")
        await flow.until(lambda: flow.desk.header.acting, "the header")
        await flow.saved()
        author = flow.workspace.author
        assert author is not None
        (draft,) = await flow.workspace.tray.drafts(author.account)
        await flow.hold_act(draft.act, item_id=draft.id)
        await flow.press("f5")
        await flow.until(lambda: "not a draft" in flow.told, "why not")
        await flow.press("x")
        await flow.until(lambda: area.text == "wordsx", "the letter")


async def test_a_second_look_whose_act_was_sent_leaves_even_from_under_the_help(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold("The ferry runs again.")
        await flow.look()
        practice_server.set_fault("delay", method="POST", path_regex=POSTS, seconds=1)
        await flow.press("s", "question_mark")
        await flow.shows(HelpScreen)
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline alone")
        await flow.press("escape")
        assert len(practice_server.writes(POSTS)) == 1


async def test_favourites_pressed_one_after_the_other_are_all_sent_whatever_is_opened_next(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        practice_server.set_fault("delay", path_regex="verify_credentials", times=None, seconds=0.5)
        await flow.press("f", "f", "j", "f", "j", "f")
        await flow.open_desk()
        await flow.until(lambda: len(practice_server.writes("favourite$")) == 3, "three favourites")
        assert flow.screens == ["MainScreen", "DeskScreen"]
        await flow.press("escape")
        await flow.until(lambda: not flow.main.header.out_tray.held, "an empty out-tray")


async def test_a_boost_that_waits_already_is_not_held_once_more(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.open_desk("b")
        await flow.press("f5")
        await flow.shows(MainScreen)
        await flow.press("b")
        await flow.until(lambda: "in the out-tray already" in flow.told, "a sentence")
        assert [item.act.kind for item in await flow.waiting()] == [ActKind.BOOST]


@pytest.mark.parametrize("elsewhere", ["discard", "edit"])
async def test_sending_an_act_that_was_ended_elsewhere_leaves_the_look_with_a_sentence(
    tmp_path: Path, practice_server: PracticeServer, elsewhere: str
) -> None:
    async with program(tmp_path, practice_server) as flow:
        item = await flow.hold("The ferry runs again.")
        await flow.look()
        if elsewhere == "discard":
            await flow.workspace.tray.discard(item.id)
        else:
            await flow.workspace.tray.edit(item.id)
        await flow.press("s")
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline")
        await flow.until(lambda: "held no longer" in flow.told, "a sentence")
        assert practice_server.writes(POSTS) == []
