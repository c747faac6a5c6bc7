"""What people do with the program from key to server: the real app, real files, a real server process."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from textual.widgets import Static

from flow_kit import program
from outtray.screens.desk import DeskScreen
from outtray.screens.main import MainScreen
from outtray.widgets.desk.release_pane import ReleasePane
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

POSTS = "/api/v1/statuses$"


def _all_local(server: PracticeServer) -> set[str]:
    """The ids of every post in the local timeline."""
    ids: list[str] = []
    while True:
        below = {"max_id": ids[-1]} if ids else {}
        page = server.api("GET", "/api/v1/timelines/public", params={"local": "true", "limit": "40", **below})
        if not page.json():
            return set(ids)
        ids += [post["id"] for post in page.json()]


async def test_a_desk_whose_act_is_held_leaves_even_from_under_the_help(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        (await flow.open_desk()).insert("The ferry runs again.")
        practice_server.set_fault("delay", path_regex="verify_credentials", seconds=4)
        await flow.press("f5")
        flow.app.action_help()
        assert flow.screens == ["MainScreen", "DeskScreen", "HelpScreen"]
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline alone")
        assert [item.act.text for item in await flow.waiting()] == ["The ferry runs again."]
        assert await flow.drafts() == []


async def test_nothing_typed_while_an_act_is_being_held_is_lost_or_taken_for_a_command(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        area = await flow.open_desk()
        area.insert("first words")
        practice_server.set_fault("delay", path_regex="verify_credentials", seconds=5)
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
        practice_server.set_fault("delay", method="POST", path_regex=POSTS, seconds=4)
        await flow.press("s")
        flow.app.action_help()
        assert flow.screens == ["MainScreen", "LookScreen", "HelpScreen"]
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


async def test_what_was_asked_for_one_timeline_is_not_put_below_another(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        view = flow.main.timeline
        slow = practice_server.set_fault(
            "delay", method="GET", path_regex="timelines/home", times=None, seconds=0.7
        )
        await flow.press("G")
        await flow.until(lambda: flow.struck(slow), "the question for older posts")
        await flow.press("2")
        await flow.until(lambda: flow.main.header.title == "Local" and len(view.book), "the local timeline")
        await flow.until(lambda: not flow.under_way("older"), "the end of the question")
        shown = {view.book[index].id for index in range(len(view.book))}
        assert shown <= await asyncio.to_thread(_all_local, practice_server)


@pytest.mark.feature("timelines.place")
async def test_a_timeline_is_found_again_where_it_was_left_even_by_the_next_start(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.press("j", "j", "j")
        left = flow.main.timeline.selected_id
        await flow.press("2")
        await flow.until(lambda: flow.main.timeline.selected_id not in {None, left}, "the local timeline")
        await flow.press("1")
        await flow.until(lambda: flow.main.timeline.selected_id == left, "the place")
        await flow.press("j")
        left = flow.main.timeline.selected_id
        await flow.press("q")
        await flow.until(lambda: not flow.app.is_running, "the end")
    async with program(tmp_path, practice_server) as flow:
        assert flow.main.timeline.selected_id == left


async def test_keys_are_answered_while_another_process_keeps_the_out_tray_to_itself(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        area = await flow.open_desk()
        with sqlite3.connect(flow.workspace.places.outbox / "outbox.sqlite3", isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            await flow.press("a")  # whose autosave waits for the other process in a thread
            start = time.monotonic()
            letters = 0
            while time.monotonic() - start < 1.6:  # longer than it takes to look at the out-tray again
                before = time.monotonic()
                await flow.press("b")
                assert time.monotonic() - before < 4, "less than one waits for the file"
                letters += 1
            other.execute("ROLLBACK")
        await flow.until(lambda: area.text == "a" + "b" * letters, "the letters")
        other.close()


async def test_a_thread_that_was_closed_stays_closed_and_the_header_says_where_one_is(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        practice_server.set_fault("delay", path_regex="/context", seconds=0.5)
        await flow.press("enter")
        await flow.until(lambda: flow.main.header.title == "Thread", "the thread")
        first = flow.main.thread.selected_id
        await flow.press("escape", "j", "enter")
        await flow.until(lambda: any(entry["hits"] for entry in practice_server.faults()), "the answer")
        await flow.until(lambda: flow.main.thread.selected_id != first, "the other thread")
        await flow.press("escape")
        assert flow.main.header.title == "Home"


async def test_a_cache_that_breaks_is_told_and_reading_goes_on(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        with sqlite3.connect(flow.workspace.places.timelines_file) as other:
            other.execute("DROP TABLE entries")
        other.close()
        await flow.press("2")
        await flow.until(lambda: "timelines" in flow.told, "a sentence that names the file")
        await flow.until(lambda: len(flow.main.timeline.book) > 5, "the local timeline")
        assert flow.app.is_running


async def test_a_boost_is_looked_at_with_its_words_once_and_is_not_edited_into_a_draft(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.open_desk("b")
        assert " left" not in str(flow.desk.query_one("#measure", Static).render())
        await flow.press("f5")
        await flow.shows(MainScreen)
        await flow.until(lambda: flow.main.header.out_tray.held, "the held boost")
        flow.pass_time(600)
        look = await flow.look()
        act = look.query_one(ReleasePane).act
        assert act.text
        assert act.parent is not None
        assert (act.parent.acct != "", act.parent.text) == (True, "")
        await flow.press("e")
        await flow.until(lambda: "no words of yours" in flow.told, "a sentence")
        await flow.press("escape", "escape")
        await flow.out_tray()
        await flow.press("e")
        await flow.until(lambda: "no words of yours" in flow.told, "a sentence")
        assert len(await flow.waiting()) == 1
        assert await flow.drafts() == []


async def test_leaving_while_an_act_is_being_sent_breaks_nothing_off(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold("The ferry runs again.")
        await flow.look()
        asked = practice_server.set_fault("delay", path_regex="verify_credentials", seconds=3)
        await flow.press("s")
        await flow.until(lambda: flow.struck(asked), "the question for the server's clock")
        await flow.press("escape")
        await flow.shows(MainScreen)
        await flow.until(lambda: practice_server.writes(POSTS), "the post")
        await flow.until(lambda: "Sent" in flow.told, "a sentence")


async def test_nobody_is_asked_whether_an_act_arrived_that_is_still_on_its_way(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        await flow.hold("The ferry runs again.")
        await flow.look()
        sent = practice_server.set_fault("delay", method="POST", path_regex=POSTS, seconds=6)
        await flow.press("s")
        await flow.until(lambda: flow.struck(sent), "the request")
        await flow.press("escape")
        await flow.shows(MainScreen)
        assert "goes on being sent" in flow.told
        await flow.out_tray()
        await flow.press("enter")
        await flow.until(lambda: "on its way" in flow.told, "a sentence")
        assert flow.screens == ["MainScreen", "OutTrayScreen"]


async def test_an_answer_nobody_wrote_anything_into_is_no_draft(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        area = await flow.open_desk("r")
        assert area.text.startswith("@")
        await flow.press("f5")
        await flow.until(lambda: "nothing to hold" in flow.told, "a sentence")
        await flow.press("escape", "escape")
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline")
        assert await flow.drafts() == []


async def test_what_was_acknowledged_stays_so_when_an_act_is_taken_back_and_held_again(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        item = await flow.hold_act(flow.post("The new levels plan is reckless."))
        for finding in item.open_findings:
            item = await flow.workspace.tray.acknowledge(item.id, finding.key)
        assert item.acknowledged
        await flow.out_tray()
        await flow.press("e")
        await flow.shows(DeskScreen)
        await flow.press("f5")
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline")
        assert [held.acknowledged for held in await flow.waiting()] == [item.acknowledged]


async def test_a_thread_nobody_has_answered_says_so(tmp_path: Path, practice_server: PracticeServer) -> None:
    async with program(tmp_path, practice_server, size=(70, 30)) as flow:
        practice_server.make_post("clerk", "A lonely post.")
        await flow.until(lambda: flow.main.timeline.waiting, "the post")
        await flow.press("g", "enter")
        await flow.until(lambda: "Nobody has answered" in flow.picture(), "the sentence")
