"""What is done with a post beside answering it, and threads as trees; on a real practice server."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.screens.home.abroad import Abroad
from outtray.screens.links import LinksScreen
from outtray.screens.main import MainScreen
from outtray.screens.menu import MenuScreen
from outtray.screens.vote import VoteScreen
from outtray.widgets.timeline.abroad import AbroadView
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


async def on_newest(flow: Flow, made: dict[str, Any]) -> None:
    """Stand on a post that was just made."""
    view = flow.main.timeline
    await flow.until(lambda: view.waiting or made["id"] in view.book, "the post")
    await flow.press("g")
    await flow.until(lambda: view.select(made["id"]), "the post under the cursor")


async def choose(flow: Flow, key: str) -> None:
    """Choose from the menu of the post under the cursor."""
    await flow.press("a")
    await flow.shows(MenuScreen)
    await flow.press(key)
    await flow.shows(MainScreen)


def poll_of(server: PracticeServer, made: dict[str, Any]) -> dict[str, Any]:
    """The poll of a post as the server knows it."""
    found: dict[str, Any] = server.api("GET", f"/api/v1/statuses/{made['id']}").json()["poll"]
    return found


@pytest.mark.parametrize("multiple", [False, True])
@pytest.mark.feature("post.vote")
async def test_a_vote_is_an_act_given_with_what_was_marked(
    tmp_path: Path, practice_server: PracticeServer, multiple: bool
) -> None:
    token = {"Authorization": f"Bearer {practice_server.token_for('anouk')}"}
    poll = {"options": ["Tuesday", "Wednesday", "Never"], "expires_in": 3600, "multiple": multiple}
    made = practice_server.api(
        "POST", "/api/v1/statuses", json={"status": "When?", "poll": poll}, headers=token
    ).json()
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, made)
        await flow.press("V")
        await flow.shows(VoteScreen)
        await flow.press("enter")
        assert isinstance(flow.app.screen, VoteScreen), "Enter alone gives no vote"
        await flow.press("1", "3", "enter")
        await flow.until(lambda: poll_of(practice_server, made)["voted"], "the vote")
        assert poll_of(practice_server, made)["own_votes"] == ([0, 2] if multiple else [2])
        await flow.until(lambda: "your vote" in flow.picture(), "the vote on screen")
        assert not await flow.waiting()
        await flow.press("V")
        await flow.until(lambda: "have voted here already" in flow.told, "a sentence")


@pytest.mark.feature("post.history")
async def test_versions_readers_translation_and_json_of_a_post(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("anouk", "The first thought.", language="en")
    practice_server.edit(made["id"], "The second thought.")
    practice_server.boost("minister", made["id"])
    practice_server.favourite("desmond", made["id"])
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, made)
        await choose(flow, "h")
        await flow.until(lambda: "Version 1 of 2" in flow.picture(), "the first version")
        assert "The first thought." in flow.picture()
        await flow.press("escape")
        await choose(flow, "b")
        await flow.until(lambda: "Hon. Beatrix Holloway" in flow.picture(), "who boosted")
        assert flow.main.header.title == "Boosted by"
        await flow.press("escape")
        await choose(flow, "f")
        await flow.until(lambda: flow.main.header.title == "Favourited by", "who favourited")
        await flow.until(lambda: "Desmond Achterberg" in flow.picture(), "who favourited")
        await flow.press("escape")
        await choose(flow, "J")
        await flow.until(lambda: "spoiler_text" in flow.picture(), "what the server sent")
        await flow.press("escape")


def titled(flow: Flow, title: str) -> bool:
    """Whether the main screen shows what is called so."""
    return flow.main.header.title.casefold() == title.casefold()


async def test_whom_a_post_names_and_its_hashtags_are_opened_by_number(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("anouk", "@minister Read this. #CivicStack")
    async with program(tmp_path, practice_server) as flow:
        for key, title in (("2", "Hon. Beatrix Holloway"), ("3", "#civicstack")):
            await on_newest(flow, made)
            await flow.press("o")
            await flow.shows(LinksScreen)
            await flow.press(key)
            await flow.until(partial(titled, flow, title), title)
            await flow.press("escape")


async def test_a_translation_stands_above_the_post_as_it_was_written(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("anouk", "Bonjour tout le monde.", language="fr")
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, made)
        await flow.press("T")
        await flow.until(lambda: "As it was written" in flow.picture(), "the translation")
        assert "Translated from French" in flow.picture()


@pytest.mark.feature("timelines.abroad")
async def test_another_server_is_read_without_an_account_and_posts_are_opened_here_first(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("minister", "Seen from far away.")
    async with program(tmp_path, practice_server) as flow:
        flow.main.part(Abroad).open(practice_server.url)
        view = flow.main.front_view
        assert isinstance(view, AbroadView)
        await flow.until(lambda: made["id"] in view.book, "its posts")
        await flow.press("f")
        await flow.until(lambda: "at another server" in flow.told, "why not")
        assert not practice_server.writes("favourite$")
        await flow.press("escape")
        view.select(made["id"])
        await flow.press("enter")
        await flow.until(lambda: flow.main.header.title == "Thread", "the post, here")
        await flow.press("f")
        await flow.until(lambda: practice_server.writes("favourite$"), "the favourite")


@pytest.mark.feature("post.copy")
async def test_the_address_and_the_words_of_a_post_go_to_the_clipboard(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = practice_server.make_post("anouk", "Words worth keeping.")
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, made)
        await flow.press("y")
        assert flow.app.clipboard == made["url"]
        await flow.press("Y")
        assert flow.app.clipboard == "Words worth keeping."


def conversation(server: PracticeServer) -> dict[str, dict[str, Any]]:
    """A post with two answers, the first of which is answered in turn."""
    top = server.make_post("minister", "What do you think?")
    first = server.make_post("anouk", "@minister Not much.", in_reply_to_id=top["id"])
    below = server.make_post("desmond", "@anouk Fair.", in_reply_to_id=first["id"])
    second = server.make_post("mum", "@minister Lovely.", in_reply_to_id=top["id"])
    return {"top": top, "first": first, "below": below, "second": second}


@pytest.mark.feature("thread.fold")
async def test_answers_are_folded_and_the_parent_is_jumped_to(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    posts = conversation(practice_server)
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, posts["top"])
        await flow.press("enter")
        await flow.until(lambda: len(flow.main.thread.book) == 4, "the answers")
        thread = flow.main.thread
        assert thread.select(posts["first"]["id"])
        await flow.press("z")
        assert [entry.id for entry in thread.book] == [posts[one]["id"] for one in ("top", "first", "second")]
        assert "1 answer folded" in flow.picture()
        await flow.press("z")
        assert thread.select(posts["below"]["id"])
        await flow.press("P")
        assert thread.selected_id == posts["first"]["id"]
        await flow.press("P")
        assert thread.selected_id == posts["top"]["id"]
        await flow.press("backspace", "backspace")
        assert thread.selected_id == posts["below"]["id"]
        await flow.press("backspace")
        await flow.until(lambda: "from nowhere" in flow.told, "a sentence")
        await flow.press("P", "P", "P")
        await flow.until(lambda: "answers none" in flow.told, "a sentence")


@pytest.mark.feature("thread.live")
async def test_answers_that_arrive_while_one_reads_leave_the_post_where_it_is(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    posts = conversation(practice_server)
    async with program(tmp_path, practice_server, size=(80, 14)) as flow:
        await on_newest(flow, posts["top"])
        await flow.press("enter")
        await flow.until(lambda: len(flow.main.thread.book) == 4, "the answers")
        thread = flow.main.thread
        thread.select(posts["second"]["id"])
        await flow.pilot.pause()
        index = thread.selected_index
        assert index is not None
        row = thread.row_of(index)
        practice_server.make_post("anouk", "@desmond Thank you.", in_reply_to_id=posts["below"]["id"])
        await flow.until(lambda: len(thread.book) == 5, "the answer")
        assert thread.selected_id == posts["second"]["id"]
        assert thread.selected_index == index + 1
        assert thread.row_of(index + 1) == row


async def test_a_thread_that_is_being_loaded_does_not_say_that_it_is_all(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    posts = conversation(practice_server)
    async with program(tmp_path, practice_server) as flow:
        await on_newest(flow, posts["top"])
        slow = practice_server.set_fault("delay", path_regex="/context", seconds=3)
        await flow.press("enter")
        await flow.until(lambda: flow.struck(slow), "the question")
        assert "Loading the conversation" in flow.picture()
        assert "the beginning" not in flow.picture()
        await flow.until(lambda: len(flow.main.thread.book) == 4, "the answers")
        assert "Loading the conversation" not in flow.picture()
