"""Servers that are away, freeze, talk nonsense or end a login: a sentence, and no word lost."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from e2e.bad_days import (
    CLEAN,
    POSTS,
    client,
    dismiss,
    escape_to,
    hold,
    post_held_before,
    send_ready,
    shell,
    wait_told,
    write,
)
from e2e.conftest import Home

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def read_before(home: Home) -> Home:
    """A home whose cache holds the timeline, and whose server is down."""
    with client(home) as terminal:
        terminal.wait_for("live", "@tides_bot")
    home.server.stop()
    return home


def test_without_a_server_the_disk_is_read_and_writing_goes_on(read_before: Home) -> None:
    with client(read_before) as terminal:
        terminal.wait_for("@tides_bot", "offline")
        wait_told(terminal, "refuses connections. It is tried again by itself")
        dismiss(terminal)
        hold(terminal, "Written on a train.")
        assert "refuses connections" not in terminal.text(), "what was put away is not said again"


def test_without_a_server_a_release_says_why_not(read_before: Home) -> None:
    post_held_before(read_before)
    with client(read_before) as terminal:
        send_ready(read_before, terminal)
        wait_told(terminal, "Nobody is connected as @clerk", "Check the network", CLEAN)
        dismiss(terminal)
        escape_to(terminal, "Home")


def test_a_first_start_without_a_server_says_so_and_keeps_what_is_written(home: Home) -> None:
    home.server.stop()
    with client(home) as terminal:
        terminal.wait_for("offline", "refuses connections")
        hold(terminal)
    listed = shell(home, "outbox", "list")
    assert CLEAN in listed.stdout


def test_a_server_that_comes_back_is_found_by_itself(home: Home) -> None:
    home.server.set_fault("status", path_regex="/api/", times=2, code=503, body="<h1>Down</h1>")
    with client(home) as terminal:
        terminal.wait_for("offline", "tried again by itself")
        terminal.wait_for("live", "@tides_bot")


def test_a_stream_that_breaks_is_taken_up_again(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.set_fault("drop_before", path_regex="/api/v1/streaming", times=1)
        home.server.cut_streams()
        home.server.make_post("anouk", "The lift speaks French this morning.")
        terminal.wait_for("1 new post")


def test_a_frozen_server_does_not_keep_a_post_from_being_held(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.process.send_signal(signal.SIGSTOP)
        try:
            write(terminal)
            terminal.press("f5")
            terminal.wait_for("Held: ready at", "out-tray 1")
        finally:
            home.server.process.send_signal(signal.SIGCONT)


def test_a_revoked_login_is_named_and_nothing_is_lost(home: Home) -> None:
    post_held_before(home)
    with client(home) as terminal:
        terminal.wait_for("live")
        home.server.set_fault(
            "status", path_regex="/api/", times=None, code=401, body='{"error":"This token was revoked"}'
        )
        home.server.cut_streams()
        wait_told(terminal, "has ended the login of", "offline")
        hold(terminal, "Written meanwhile.")
        send_ready(home, terminal)
        wait_told(terminal, "Log in again", CLEAN)
    with client(home) as terminal:
        wait_told(terminal, "logs in again", "offline", "out-tray 2")
        home.server.clear_faults()
        terminal.press("f5")
        terminal.wait_for("live", "@tides_bot")
    assert home.server.writes(POSTS) == []


NONSENSE: list[dict[str, Any]] = [
    {"action": "body", "body": "<!doctype html><title>Welcome</title>", "content_type": "text/html"},
    {"action": "body", "body": "[" * 100_000},
    {"action": "body", "body": '[{"id": 1e999, "content": {"a": []}, "account": "nobody"}, 7, null, "x"]'},
    {"action": "body", "body": '{"id": "7", "descendants": 5, "ancestors": {"\\u001b[2J": 1}}'},
    {"action": "truncate", "keep_bytes": 60},
]


@pytest.mark.parametrize("fault", NONSENSE, ids=["html", "deep", "types", "shape", "truncated"])
def test_nonsense_from_the_server_ends_no_screen(home: Home, fault: dict[str, Any]) -> None:
    with client(home) as terminal:
        terminal.wait_for("live", "@tides_bot")
        home.server.set_fault(**fault, path_regex="/api/v[12]/(timelines|statuses|accounts)", times=None)
        home.server.cut_streams()
        terminal.press("2")
        terminal.wait_for("Local")
        terminal.press("3")
        terminal.wait_for("Federated")
        terminal.press("1")
        terminal.wait_for("@tides_bot")
        terminal.press("f5", "enter")
        terminal.wait_for("Thread")
        terminal.press("m")
        hold(terminal)
        home.server.clear_faults()
        terminal.press("f5")
        terminal.wait_until(lambda screen: "live" in screen or "polling" in screen, "the server is back")
    assert "Traceback" not in bytes(terminal.raw).decode(errors="replace")
    assert not (home.path / "data" / "crash.txt").exists()
