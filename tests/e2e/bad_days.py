"""What the tests of bad days share: the client on a home, writing, holding, sending, what is on disk."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace

from e2e.conftest import Home
from e2e.past import hold_an_hour_ago
from e2e.terminal import PATIENCE, Terminal, program
from outtray.acts.act import Act
from outtray.base.clock import SystemClock
from outtray.journal.reading import verify
from outtray.outbox.opening import open_outbox
from outtray.services import acting
from outtray.services.acting import Author

CLEAN = "Fresh bread and a quiet Sunday."
POSTS = "/api/v1/statuses$"


def client(home: Home, *, columns: int = 100, rows: int = 40) -> Terminal:
    """The client on this home."""
    return Terminal([], environment=home.environment, columns=columns, rows=rows)


def shell(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command beside the client."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **home.environment}
    return subprocess.run(
        [*program(), *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def write(terminal: Terminal, words: str = CLEAN) -> None:
    """Open the desk and type."""
    terminal.press("c")
    terminal.wait_for("New post")
    terminal.press(words)


def hold(terminal: Terminal, words: str = CLEAN) -> None:
    """Write a post and put it into the out-tray."""
    write(terminal, words)
    terminal.press("f5")
    terminal.wait_for("Held: ready at")


def held_before(home: Home, make: Callable[[Author], Act]) -> None:
    """Put an act into the out-tray that was held an hour ago, offline: no test waits for a cooling-off."""
    hold_an_hour_ago(home, make)


def post_held_before(home: Home, words: str = CLEAN) -> None:
    """Put a post into the out-tray that is ready."""
    held_before(home, lambda author: replace(acting.new_post(author), text=words))


def send_ready(home: Home, terminal: Terminal) -> None:
    """Take the second look at the one ready act, and send it."""
    terminal.wait_for("1 ready")
    terminal.press(".")
    terminal.wait_for("Second look", "sends it")
    terminal.press("s")


def dismiss(terminal: Terminal) -> None:
    """Put the notice away, and wait: with another key behind it, Escape would read as Alt.

    What was under way may say its sentence just after; then it is put away once more.
    """
    for _attempt in range(3):
        terminal.press("escape")
        with contextlib.suppress(AssertionError):
            terminal.wait_gone("to dismiss", timeout=10)
            return
    raise AssertionError(f"the notice stays:\n{terminal.text()}")


def escape_to(terminal: Terminal, wanted: str) -> None:
    """Leave a screen for another that shows this."""
    terminal.press("escape")
    terminal.wait_for(wanted)


def wait_told(terminal: Terminal, *wanted: str, timeout: float = PATIENCE) -> None:
    """Wait for sentences wherever the terminal has broken them."""
    terminal.wait_until(
        lambda screen: all(_unbroken(words) in _unbroken(screen) for words in wanted),
        f"{wanted!r}",
        timeout=timeout,
    )


def _unbroken(text: str) -> str:
    return re.sub(r"[\s█│]", "", text)


def draft_on_disk(home: Home, words: str) -> bool:
    """Whether the out-tray's file holds these words."""
    return words.encode() in (home.path / "data" / "outbox" / "outbox.sqlite3").read_bytes()


def whole_journal(home: Home) -> None:
    """Check that the journal's chain is unbroken."""
    outbox = open_outbox(home.path / "data" / "outbox", SystemClock())
    try:
        with outbox.database.reading() as connection:
            verify(connection, outbox.journal_key)
    finally:
        outbox.close()
