"""Several programs with one out-tray."""

from __future__ import annotations

import pytest

from e2e.bad_days import (
    POSTS,
    client,
    hold,
    post_held_before,
    shell,
    whole_journal,
)
from e2e.conftest import Home

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_an_act_discarded_on_the_command_line_leaves_the_open_client(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        hold(terminal)
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread")
        act = shell(home, "outbox", "list").stdout.split()[0]
        terminal.press("enter")
        terminal.wait_for("Second look")
        assert shell(home, "outbox", "discard", act).returncode == 0
        terminal.press("e")
        terminal.wait_gone("Second look")
        terminal.wait_until(lambda screen: "Fresh bread" not in screen, "the act is gone")
    assert home.server.writes(POSTS) == []


def test_two_clients_share_one_out_tray_and_send_once(home: Home) -> None:
    post_held_before(home)
    with client(home) as first, client(home) as second:
        first.wait_for("live", "1 ready")
        second.wait_for("live", "1 ready")
        second.press(".")
        second.wait_for("Second look", "sends it")
        first.press(".")
        first.wait_for("Second look", "sends it")
        second.press("s")
        first.press("s")
        second.wait_for("out-tray 0")
        first.wait_for("out-tray 0")
    assert len(home.server.writes(POSTS)) == 1
    whole_journal(home)
