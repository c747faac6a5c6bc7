"""Reading in a terminal: profiles, search, threads, columns, lists and votes, by key and by mouse."""

from __future__ import annotations

from functools import partial

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def headed(title: str, screen: str) -> bool:
    """Whether the first line of the screen says so."""
    return title in screen.splitlines()[0]


def test_somebody_reads_around_by_keys_and_always_finds_back(home: Home) -> None:
    top = home.server.make_post("minister", "What do you think of the ferry?")
    first = home.server.make_post("anouk", "@minister Not much.", in_reply_to_id=top["id"])
    home.server.make_post("desmond", "@anouk Fair enough.", in_reply_to_id=first["id"])
    with Terminal([], environment=home.environment, columns=110, rows=40) as terminal:
        terminal.wait_for("Not much.", "Press", "#civicstack")

        terminal.press("/")
        terminal.wait_for("what you look for")
        terminal.press(*"ferry?", "enter")
        terminal.wait_for("Posts", "What do you think of the ferry?")
        terminal.press("escape")
        terminal.wait_gone("Everything")

        terminal.press("/", *"@anouk", "enter")
        terminal.wait_for("you follow each other", "here since")
        terminal.press("]")
        terminal.wait_for("Not much.")
        terminal.press("escape")
        terminal.wait_gone("here since")
        terminal.press("escape")
        terminal.wait_gone("Everything")

        terminal.press("/", *top["url"], "enter")
        terminal.wait_for("Thread", "Fair enough.")
        terminal.press("j", "z")
        terminal.wait_for("1 answer folded")
        terminal.press("z")
        terminal.wait_for("Fair enough.")
        terminal.press("a")
        terminal.wait_for("Post by", "Copy address", "As the server sent it")
        terminal.press("J")
        terminal.wait_for("in_reply_to_id")
        for title in ("Thread", "Search", "Home"):
            terminal.press("escape")
            terminal.wait_until(partial(headed, title), title)

        terminal.press("4")
        terminal.wait_for("Bookmarks")
        terminal.press("6")
        terminal.wait_for("Trending posts")


def test_timelines_stand_side_by_side_and_a_narrow_terminal_shows_one(home: Home) -> None:
    with Terminal([], environment=home.environment, columns=170, rows=40) as terminal:
        terminal.wait_for("@clerk", "Press")
        terminal.press("C")
        terminal.wait_for("Add a column")
        terminal.press("a")
        terminal.wait_for("its letter", "1  Home")
        terminal.press("2")
        terminal.wait_for("1/2", "2/2")
        terminal.press("C")
        terminal.wait_for("Leave out boosts")
        terminal.press("escape")
        terminal.resize(60, 20)
        terminal.wait_gone("1/2")
        terminal.wait_for("2/2")
        terminal.press("h")
        terminal.wait_for("1/2")
        terminal.resize(170, 40)
        terminal.wait_for("1/2", "2/2")


def test_a_vote_goes_out_only_when_an_answer_was_marked(home: Home) -> None:
    token = {"Authorization": f"Bearer {home.server.token_for('anouk')}"}
    poll = {"options": ["Tuesday", "Never"], "expires_in": 3600}
    home.server.api("POST", "/api/v1/statuses", json={"status": "When?", "poll": poll}, headers=token)
    with Terminal([], environment=home.environment, columns=100, rows=36) as terminal:
        terminal.wait_for("When?", "Tuesday")
        terminal.press("V")
        terminal.wait_for("One answer")
        terminal.press("enter")
        terminal.wait_for("Mark an answer first")
        assert home.server.writes("votes$") == []
        terminal.press("2", "enter")
        terminal.wait_for("your vote")
        assert len(home.server.writes("votes$")) == 1
