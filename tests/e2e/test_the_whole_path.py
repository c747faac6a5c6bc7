"""Read, write, be held, look, send: the real program in a terminal, a real server behind it."""

from __future__ import annotations

import json
import re

import pytest

from e2e.conftest import SETTINGS, Home
from e2e.terminal import Terminal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

RISKY = "The new immigration levels plan is reckless and will fail newcomers."
CLEAN = "Fresh bread and a quiet Sunday."


def type_words(terminal: Terminal, words: str) -> None:
    """Type like a person who pastes nothing."""
    terminal.press(words)
    terminal.wait_for(words.rsplit(maxsplit=1)[-1])


@pytest.mark.feature("timelines.home")
def test_the_timeline_shows_posts_and_moves(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("@clerk@", "live")
        home.server.make_post("anouk", "The lift speaks French this morning.")
        terminal.wait_for("1 new post")
        terminal.press("g")
        terminal.wait_for("The lift speaks French this morning.")


@pytest.mark.feature("write.desk")
def test_a_post_with_a_finding_is_held_looked_at_and_sent(home: Home) -> None:
    # Long enough to be looked at too early on a slow machine.
    home.settings(SETTINGS.replace('warn = "12s"', 'warn = "25s"'))
    with Terminal([], environment=home.environment, columns=120) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, RISKY)
        terminal.wait_for("warning", "reckless", "How this could read", "Cooling-off", "25 s")

        terminal.wait_until(lambda screen: _answered(terminal, screen), "every warning acknowledged")
        terminal.press("f5")
        terminal.wait_for("Held: ready at", "out-tray 1")

        # Too early: the pane says how long is left, and its key does nothing.
        terminal.press("O")
        terminal.wait_for("Out-tray", "immigration")
        terminal.press("enter")
        terminal.wait_for("Second look", "still cooling")
        terminal.press("s")
        assert home.server.writes("/api/v1/statuses$") == []

        terminal.wait_for("sends it")
        terminal.press("s")
        terminal.wait_for("Sent.")
        # One at a time: two escapes in one breath are another key to a terminal.
        terminal.press("escape")
        terminal.wait_gone("Sent.")
        terminal.press("escape")
        terminal.wait_for("Timelines", "out-tray 0")
        terminal.press("g")
        terminal.wait_for("immigration levels plan is reckless")

    sent = home.server.writes("/api/v1/statuses$")
    assert len(sent) == 1, "exactly one post reached the server"


def test_a_clean_post_costs_three_keys(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, CLEAN)
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
        terminal.wait_for("1 ready")
        terminal.press(".")
        terminal.wait_for("Second look", "sends it")
        terminal.press("s")
        terminal.wait_for("Sent.")
    assert len(home.server.writes("/api/v1/statuses$")) == 1


def _answered(terminal: Terminal, screen: str) -> bool:
    """Walk the findings as a person would: acknowledge the one in view, go on to the next."""
    if "to acknowledge" in screen:
        terminal.press("f6")
        return False
    if "need an answer" in screen or "needs an answer" in screen:
        terminal.press("f8")
        return False
    return "acknowledged" in screen


def test_a_killed_program_finds_its_held_post_again(home: Home) -> None:
    home.settings('[cooling]\nbase = "30m"\n')
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, CLEAN)
        terminal.press("f5")
        terminal.wait_for("Held: ready at", "out-tray 1")
        terminal.kill()
    with Terminal(["outbox", "list", "--json"], environment=home.environment, columns=2_000) as listing:
        assert listing.wait_end() == 0
        act = json.loads(listing.raw)["acts"][0]
    assert (act["state"], act["view"], act["text"]) == ("held", "cooling", CLEAN)
    assert 1_200 < act["remaining_seconds"] <= 1_800
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_until(
            lambda screen: bool(re.search(r"out-tray 1 .*next in 2\d:", screen)), "the countdown"
        )


@pytest.mark.feature("write.kept")
def test_words_on_the_desk_survive_a_kill(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, CLEAN)
        places = home.path / "data" / "outbox" / "outbox.sqlite3"
        terminal.wait_until(lambda _screen: CLEAN.encode() in places.read_bytes(), "the draft on disk")
        terminal.kill()
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("d")
        terminal.wait_for("Drafts", CLEAN)
        terminal.press("enter")
        terminal.wait_for("Hold", CLEAN)


@pytest.mark.feature("write.kept")
def test_escape_parks_and_says_where(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, CLEAN)
        terminal.press("escape")
        terminal.wait_for("Parked as a draft.", "d brings it back")
    assert home.server.writes("/api/v1/statuses$") == []


def test_a_boost_is_reviewed_held_and_sent(home: Home) -> None:
    home.server.make_post("anouk", "The new housing plan is a disgrace, Minister.")
    with Terminal([], environment=home.environment, columns=120) as terminal:
        terminal.wait_for("live", "housing plan is a disgrace")
        terminal.press("b")
        terminal.wait_for("the words of @anouk", "warning")
        terminal.wait_until(lambda screen: _answered(terminal, screen), "every warning acknowledged")
        terminal.press("f5")
        terminal.wait_for("out-tray 1")
        terminal.wait_for("1 ready")
        terminal.press(".")
        terminal.wait_for("Second look", "sends it")
        terminal.press("s")
        terminal.wait_for("Sent.")
    assert len(home.server.writes("/reblog$")) == 1


def test_a_refused_post_stays_with_the_servers_words(home: Home) -> None:
    home.server.set_fault(
        "status", method="POST", path_regex="/api/v1/statuses$", code=422,
        body='{"error": "Validation failed: Text is too rude"}',
    )  # fmt: skip
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        type_words(terminal, CLEAN)
        terminal.press("f5")
        terminal.wait_for("1 ready")
        terminal.press(".")
        terminal.wait_for("Second look", "sends it")
        terminal.press("s")
        terminal.wait_for("too rude", "Fresh bread")
    assert home.server.writes("/api/v1/statuses$") == []
