"""What ``outtray outbox release`` shows, and what it can still do after the post it answers was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from e2e.conftest import Home
from e2e.past import hold_ago, hold_an_hour_ago, look_ago
from e2e.terminal import Terminal
from outtray.acts.act import Act
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Status
from outtray.services import acting
from outtray.services.acting import Author

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CLEAN = "Fresh bread and a quiet Sunday."


def held(home: Home, make: Callable[[Author], Act]) -> str:
    """Hold an act an hour ago, offline, and return its id."""
    return hold_an_hour_ago(home, make)


def release(home: Home, act: str) -> Terminal:
    """The command on a terminal of its own."""
    return Terminal(["outbox", "release", act], environment=home.environment)


def test_a_reply_whose_parent_was_changed_is_looked_at_again_and_sent(home: Home) -> None:
    server = home.server
    parent = server.make_post("anouk", "The ducks are back.")
    read = server.api("GET", f"/api/v1/statuses/{parent['id']}")
    status = decode_one(read.content, Status, host="127.0.0.1")
    act = held(home, lambda author: replace(acting.reply(author, status), text=f"@anouk {CLEAN}"))
    server.edit(parent["id"], "The geese are back.")
    with release(home, act) as first:
        first.wait_for("To send it, type words")
        first.press("bread sunday", "enter")
        assert first.wait_end() == 2
        assert "was edited since you wrote" in first.text()
    server.shift_clock(60)  # the cooling-off has begun again
    with release(home, act) as second:
        second.wait_for("The geese are back.", "To send it, type words")
        second.press("bread sunday", "enter")
        assert second.wait_end() == 0, second.text()
    assert len(server.writes("/api/v1/statuses$")) == 1


def test_an_act_that_expired_for_its_server_alone_is_looked_at_and_sent(home: Home) -> None:
    """It was looked at without the network since it expired: here that counted, at the gate it does not."""
    act = hold_ago(home, lambda author: replace(acting.new_post(author), text=CLEAN), timedelta(hours=74))
    look_ago(home, act, timedelta(hours=1))
    with release(home, act) as terminal:
        terminal.wait_for("To send it, type words")
        terminal.press("bread sunday", "enter")
        assert terminal.wait_end() == 0, terminal.text()
    assert len(home.server.writes("/api/v1/statuses$")) == 1


def test_the_look_shows_language_and_hidden_pictures(home: Home) -> None:
    act = held(
        home, lambda author: replace(acting.new_post(author), text=CLEAN, language="fr", sensitive=True)
    )
    with release(home, act) as terminal:
        terminal.wait_for("language: fr", "pictures are hidden", "To send it")
        terminal.press("ctrl+c")
        assert terminal.wait_end() == 130
