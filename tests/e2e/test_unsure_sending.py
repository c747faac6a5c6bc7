"""Servers that refuse what is sent, or take it without an answer: it is sent once, or held again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from e2e.bad_days import (
    CLEAN,
    POSTS,
    client,
    dismiss,
    escape_to,
    held_before,
    post_held_before,
    send_ready,
    shell,
    wait_told,
    whole_journal,
)
from e2e.conftest import Home
from e2e.terminal import Terminal
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Status
from outtray.services import acting

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            {"action": "status", "code": 422, "body": '{"error": "Text is too long by 7"}'},
            "Text is too long by 7",
        ),
        (
            {
                "action": "status",
                "code": 429,
                "body": '{"error": "Too many requests"}',
                "headers": {"Retry-After": "300"},
            },
            "asks for a pause",
        ),
        (
            {"action": "status", "code": 403, "body": '{"error": "You may not do this"}'},
            "You may not do this",
        ),
    ],
    ids=["too long", "limited", "forbidden"],
)
def test_a_refused_post_is_held_again_with_the_reason(home: Home, fault: dict[str, Any], told: str) -> None:
    post_held_before(home)
    home.server.set_fault(**fault, method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, told, CLEAN)
        assert home.server.writes(POSTS) == []
        dismiss(terminal)
        escape_to(terminal, "out-tray 1")


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "status_after", "code": 502, "body": "<h1>Bad gateway</h1>"},
        {"action": "drop_after"},
        {"action": "body", "body": "<html>"},
    ],
    ids=["502", "dropped", "html"],
)
def test_a_post_that_arrived_without_an_answer_is_sent_once(home: Home, fault: dict[str, Any]) -> None:
    post_held_before(home)
    home.server.set_fault(**fault, method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_sure_or_not(terminal)
        # What answers instead of the server has let nothing through; the others took the post first.
        assert len(home.server.writes(POSTS)) == (0 if fault["action"] == "body" else 1)
    listed = shell(home, "outbox", "list")
    assert "perhaps sent" in listed.stdout or "Nothing is held" in listed.stdout
    whole_journal(home)


def wait_sure_or_not(terminal: Terminal) -> None:
    """Wait until the program says that it sent the act, or that it does not know."""
    terminal.wait_until(
        lambda screen: "Sent." in screen or "may or may not" in screen, "an honest answer", timeout=60
    )


def test_a_post_that_never_arrived_stays_unsure_and_is_not_sent_twice(home: Home) -> None:
    post_held_before(home)
    home.server.set_fault("drop_before", method="POST", path_regex=POSTS)
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "may or may not have been sent", "out-tray 1")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread", "unsure")
        assert len(home.server.writes(POSTS)) <= 1
        terminal.kill()
    with client(home) as terminal:
        terminal.wait_for("live")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread")
    assert len(home.server.writes(POSTS)) <= 1
    whole_journal(home)


def status_of(home: Home, answer: Mapping[str, Any]) -> Status:
    """A status as the program reads it."""
    read = home.server.api("GET", f"/api/v1/statuses/{answer['id']}")
    return decode_one(read.content, Status, host="127.0.0.1")


def test_a_boost_whose_answer_is_lost_is_made_once(home: Home) -> None:
    status = status_of(home, home.server.make_post("anouk", "Four o'clock kettle."))
    held_before(home, lambda author: acting.boost(author, status))
    home.server.set_fault("drop_after", method="POST", path_regex="/reblog$")
    with client(home) as terminal:
        terminal.wait_for("live", "Four o'clock kettle.")
        send_ready(home, terminal)
        wait_sure_or_not(terminal)
    assert len(home.server.writes("/reblog$")) == 1


def reply_held_before(home: Home) -> str:
    """Put a reply into the out-tray that is ready; returns the id of the post it answers."""
    answer = home.server.make_post("anouk", "Is the kettle on?")
    status = status_of(home, answer)
    held_before(home, lambda author: replace(acting.reply(author, status), text="@anouk At four."))
    return str(answer["id"])


def test_a_reply_to_a_post_that_was_edited_is_reviewed_again(home: Home) -> None:
    home.server.edit(reply_held_before(home), "The minister's plan is reckless, is it not?")
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "was edited since you wrote", "At four.", "is it not?")
    assert home.server.writes(POSTS) == []


def test_a_reply_to_a_post_that_is_gone_stays_held(home: Home) -> None:
    home.server.delete(reply_held_before(home))
    with client(home) as terminal:
        terminal.wait_for("live")
        send_ready(home, terminal)
        wait_told(terminal, "gone", "At four.")
    assert home.server.writes(POSTS) == []
