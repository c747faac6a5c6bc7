"""Terminals that change, are small or can do little, and programs that are told to end."""

from __future__ import annotations

import re
import signal

import pytest

from e2e.bad_days import (
    CLEAN,
    POSTS,
    client,
    dismiss,
    draft_on_disk,
    escape_to,
    hold,
    post_held_before,
    shell,
    write,
)
from e2e.conftest import Home
from e2e.terminal import Terminal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_window_may_change_its_size_while_somebody_types(home: Home) -> None:
    with client(home, columns=160, rows=50) as terminal:
        terminal.wait_for("live")
        write(terminal, "Wide words, ")
        terminal.wait_for("Wide words,")
        terminal.resize(60, 20)
        terminal.press("narrow words, ")
        terminal.wait_for("narrow words,", "Hold")
        terminal.resize(100, 40)
        terminal.press("words again.")
        terminal.wait_for("words again.", "Review")
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
    assert "Wide words, narrow words, words again." in shell(home, "outbox", "list").stdout


def test_sixty_by_twenty_is_enough(home: Home) -> None:
    post_held_before(home)
    with client(home, columns=60, rows=20) as terminal:
        terminal.wait_for("●", "@tides_bot")
        write(terminal, "Small words.")
        terminal.wait_for("left", "Hold", "Small words.")
        escape_to(terminal, "Parked as a draft.")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Fresh bread", "ready")
        terminal.press("enter")
        terminal.wait_for("Second look", "Read it once more")
        terminal.press("s")
        terminal.wait_for("Sent.")
    assert len(home.server.writes(POSTS)) == 1


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_told_to_end_has_kept_the_draft(home: Home, ending: signal.Signals) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal)
        terminal.wait_until(lambda _screen: draft_on_disk(home, CLEAN), "the draft on disk")
        terminal.press(" And tea.")
        terminal.wait_for("And tea.")
        terminal.process.send_signal(ending)
        terminal.wait_end()
    assert draft_on_disk(home, CLEAN)


@pytest.mark.parametrize("under", ["", "ctrl+o"])
def test_ctrl_q_keeps_the_last_letter_on_the_desk(home: Home, under: str) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal)
        if under:
            terminal.press(under)
            terminal.wait_for("Audience")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert draft_on_disk(home, CLEAN)


def test_quitting_with_held_acts_asks_once_and_stays_by_default(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        hold(terminal)
        terminal.press("q")
        terminal.wait_for("1 act still waits.", "Nothing is sent while Outtray is closed")
        terminal.press("ctrl+q", "ctrl+q", "enter")
        terminal.wait_gone("still waits")
        terminal.press("q")
        terminal.wait_for("1 act still waits.")
        terminal.press("tab", "enter")
        assert terminal.wait_end() == 0


def test_a_hundred_thousand_characters_can_be_pasted(home: Home) -> None:
    with client(home) as terminal:
        terminal.wait_for("live")
        write(terminal, "")
        terminal.paste("the plan is reckless " * 4_762)
        terminal.wait_for("over the limit")
        terminal.press("f5")
        terminal.wait_for("over this server's limit")
        dismiss(terminal)
        escape_to(terminal, "Parked as a draft.")
    assert draft_on_disk(home, "the plan is reckless the plan is reckless")


@pytest.mark.parametrize(
    "surroundings",
    [{"TERM": "linux"}, {"LANG": "C", "LC_ALL": "C"}, {"NO_COLOR": "1"}],
    ids=["linux", "C", "no colour"],
)
def test_poor_terminals_get_what_they_can_show(home: Home, surroundings: dict[str, str]) -> None:
    with Terminal([], environment={**home.environment, **surroundings}) as terminal:
        terminal.wait_for("live", "@tides_bot")
        hold(terminal, "The plan is reckless, minister.")
        terminal.press("O")
        terminal.wait_for("Out-tray", "reckless")
        screen = terminal.text()
    if "NO_COLOR" in surroundings:
        sent = re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.raw))
        assert {code for codes in sent for code in codes.split(b";")} <= set(
            b"0 1 2 3 4 7 9 22 23 24 27 29".split()
        ) | {b""}
    else:
        frames = set(screen) & set("●◉○▲■☆↻╭╮│─")
        assert not frames, f"letters this terminal may lack: {frames}"
