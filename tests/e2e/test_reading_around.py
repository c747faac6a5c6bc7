"""Reading in a terminal: profiles, search, threads, columns, lists and votes, by key and by mouse."""

from __future__ import annotations

from functools import partial

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal
from outtray.practice.pictures import landscape

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


def clicked(terminal: Terminal, words: str) -> None:
    """Click on these words of the navigation, as soon as they are there."""
    terminal.wait_until(lambda screen: any(words in line[:28] for line in screen.splitlines()), words)
    row, line = next(
        (number, line) for number, line in enumerate(terminal.text().splitlines(), 1) if words in line[:28]
    )
    column = line.index(words) + 2
    terminal.press(f"\x1b[<0;{column};{row}M", f"\x1b[<0;{column};{row}m")


@pytest.mark.feature("timelines.lists")
def test_every_place_of_the_navigation_is_opened_with_the_mouse(home: Home) -> None:
    home.server.make_post("anouk", "@clerk In confidence.", visibility="direct")
    with Terminal([], environment=home.environment, columns=110, rows=44) as terminal:
        terminal.wait_for("live", "Press")
        for place, title in (
            ("Local", "Local"),
            ("Federated", "Federated"),
            ("Bookmarks", "Bookmarks"),
            ("Favourites", "Favourites"),
            ("Trending posts", "Trending posts"),
            ("Press", "Press"),
            ("#civicstack", "#civicstack"),
            ("    Hashtags", "Trending hashtags"),
            ("Pages", "Trending pages"),
            ("Notifications", "Notifications"),
            ("Conversations", "Conversations"),
            ("Muted and blocked", "Muted and blocked"),
            ("Lists and hashtags", "Lists and hashtags"),
            ("Filters", "Filters"),
            ("Home", "Home"),
        ):
            clicked(terminal, place)
            terminal.wait_until(partial(headed, title), title)
        assert home.server.writes("statuses$") == []


@pytest.mark.feature("post.media")
def test_a_picture_is_drawn_where_the_terminal_says_nothing_of_pictures(home: Home) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    home.settings("[media]\npreviews = 'best'\n")
    token = {"Authorization": f"Bearer {home.server.token_for('anouk')}"}
    picture = {"file": ("map.png", landscape("#446688", 320, 180), "image/png")}
    medium = home.server.api(
        "POST", "/api/v2/media", files=picture, data={"description": "A map of the harbour."}, headers=token
    ).json()
    post = {"status": "Look.", "media_ids": [medium["id"]]}
    home.server.api("POST", "/api/v1/statuses", json=post, headers=token)
    with Terminal([], environment=home.environment, columns=100, rows=36, with_extras=True) as terminal:
        terminal.wait_for("live", "A map of the harbour.")
        terminal.press("v")
        terminal.wait_for("image 1 of 1", "A map of the harbour.", "▀▀▀▀", "opens it in a browser")
        terminal.press("escape")
        terminal.wait_until(partial(headed, "Home"), "Home")


@pytest.mark.feature("search.history")
def test_what_was_read_is_found_when_the_server_is_gone(home: Home) -> None:
    home.server.make_post("minister", "The lighthouse is open on Sundays.")
    with Terminal([], environment=home.environment, columns=110, rows=40) as terminal:
        terminal.wait_for("live", "lighthouse")
    home.server.stop()
    with Terminal([], environment=home.environment, columns=110, rows=40) as terminal:
        terminal.wait_for("offline", "lighthouse")
        terminal.press("/", *"lighthouse", "enter")
        terminal.wait_for("Read before", "The lighthouse is open on Sundays.")
