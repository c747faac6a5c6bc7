"""The client in a terminal on servers that are not Mastodon: told only their address, it reads and writes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import SETTINGS, Home
from e2e.terminal import Terminal, program
from practice_process import PracticeServer

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WORDS = "Fresh bread and a quiet Sunday."
ANSWER = "Which platform, please?"


@pytest.fixture(params=["gotosocial", "akkoma"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """Somebody who has just logged in, by a token on standard input, to a server of another make."""
    with PracticeServer("--dialect", request.param) as server:
        home = Home(tmp_path / "home", {"OUTTRAY_HOME": str(tmp_path / "home")}, server)
        home.settings(SETTINGS)
        subprocess.run(
            [*program(), "login", "--token", "--file", server.url],
            input=f"{server.token}\n",
            env={**os.environ, **home.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        yield home
        assert server.said() == ""


def send_what_is_ready(terminal: Terminal) -> None:
    """Wait for the pause to end, look once more, send."""
    terminal.wait_for("1 ready")
    terminal.press(".")
    terminal.wait_for("Second look", "sends it")
    terminal.press("s")
    terminal.wait_for("Sent.")


@pytest.mark.feature("live.socket")
def test_reading_and_writing_live_over_a_socket(elsewhere: Home) -> None:
    elsewhere.server.make_post("anouk", "The lift speaks French this morning.")
    with Terminal([], environment=elsewhere.environment, columns=120) as terminal:
        terminal.wait_for("@clerk@", "live", "The lift speaks French this morning.")
        elsewhere.server.make_post("minister", "The ferry runs again.")
        terminal.press("f5")
        terminal.wait_for("1 new post")
        terminal.press("g")
        terminal.wait_for("The ferry runs again.")

        terminal.press("c")
        terminal.wait_for("New post")
        terminal.press(WORDS)
        terminal.wait_for("Sunday.")
        terminal.press("f5")
        terminal.wait_for("out-tray 1")
        send_what_is_ready(terminal)
        assert len(elsewhere.server.writes("/api/v1/statuses$")) == 1
        terminal.wait_for("live", "out-tray 0", "1 new post")
        terminal.press("g")
        terminal.wait_for(WORDS)


def test_a_conversation_is_read_and_answered(elsewhere: Home) -> None:
    root = elsewhere.server.make_post("anouk", "Trains or ferries?")
    reply = elsewhere.server.make_post("minister", "Both, in their season.", in_reply_to_id=root["id"])
    with Terminal([], environment=elsewhere.environment, columns=120) as terminal:
        terminal.wait_for("live", "Both, in their season.")
        terminal.press("enter")
        terminal.wait_for("Trains or ferries?", "Both, in their season.")
        terminal.press("r")
        terminal.wait_for("Reply to @minister", "Review")
        terminal.press(ANSWER)
        terminal.wait_for("please?")
        terminal.press("f5")
        terminal.wait_for("out-tray 1")
        send_what_is_ready(terminal)
    [written] = elsewhere.server.writes("/api/v1/statuses$")
    answer = elsewhere.server.api("GET", f"/api/v1/statuses/{written['result_id']}").json()
    assert answer["in_reply_to_id"] == reply["id"]
