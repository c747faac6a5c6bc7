"""Random keys for a while: nothing public happens without a release in the journal, and nothing breaks."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal
from outtray.base.clock import SystemClock
from outtray.journal.events import EventName
from outtray.journal.reading import rows, verify
from outtray.outbox.opening import open_outbox

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SECONDS = 20.0
SEEDS = (3, 2026)

KEYS = (
    *"jkjkJKgGcrbfexotdO.123?/mn,psDyssO.c",
    *("enter", "escape", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("f1", "f2", "f4", "f5", "f5", "f5", "f6", "f7", "f8", "f9", "ctrl+o", "ctrl+p", "ctrl+l"),
    *("backspace", "pagedown", "pageup"),
)
WORDS = ("The plan is reckless. ", "Bonjour à tous ! ", "@minister ", "é😀\u0301 ", "my SIN is 046 454 286 ")

PUBLIC = ("/reblog", "/favourite", "/pin")


def public_writes(home: Home) -> Counter[str]:
    """What the server accepted that others can see, by kind; what takes something back is no such act."""
    kinds: Counter[str] = Counter()
    for entry in home.server.writes():
        path, method = entry["path"], entry["method"]
        if method == "POST" and path.endswith("/api/v1/statuses"):
            kinds["post"] += 1
        elif method == "PUT" and "/api/v1/statuses/" in path:
            kinds["edit"] += 1
        elif method == "POST" and path.endswith(PUBLIC):
            kinds[path.rpartition("/")[2]] += 1
    return kinds


def releases(home: Home) -> Counter[str]:
    """What the journal says was released, by kind; checks its chain on the way."""
    outbox = open_outbox(home.path / "data" / "outbox", SystemClock())
    names = {"boost": "reblog", "favourite": "favourite", "edit": "edit", "pin": "pin"}
    try:
        kinds: Counter[str] = Counter()
        acts = {item.id: item.act.kind for item in (*outbox.store.items(), *outbox.store.sent())}
        with outbox.database.reading() as connection:
            verify(connection, outbox.journal_key)
            for row in rows(connection):
                if row.event.name is EventName.RELEASED:
                    kinds[names.get(str(acts[row.event.act_id]), "post")] += 1
        return kinds
    finally:
        outbox.close()


def wait_for_answer(terminal: Terminal, what: str) -> None:
    """Wait until the program has ended or asks whether it should."""
    terminal.wait_until(
        lambda screen: terminal.process.poll() is not None or "Quit" in screen or "Stay" in screen, what
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_random_keys_make_nothing_public_without_a_release(home: Home, seed: int) -> None:
    choose = random.Random(seed)
    size = choose.choice([(100, 40), (60, 20), (160, 50)])
    environment = {**home.environment, "EDITOR": "true", "BROWSER": "true"}
    pressed: list[str] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with Terminal([], environment=environment, columns=size[0], rows=size[1]) as terminal:
            terminal.wait_for("live")
            while time.monotonic() < end and terminal.process.poll() is None:
                key = choose.choice(WORDS) if choose.random() < 0.08 else choose.choice(KEYS)
                pressed.append(key)
                with contextlib.suppress(OSError):  # it may leave between two keys
                    terminal.press(key)
                if choose.random() < 0.01:
                    terminal.resize(*choose.choice([(60, 20), (100, 40), (160, 50)]))
            # The palette and the question about held acts lead out, too; a crash ends with another code.
            assert terminal.process.poll() in {None, 0}, f"ended after {pressed[-20:]}:\n{terminal.text()}"
            assert b"Traceback" not in terminal.raw
            if terminal.process.poll() is None:
                # It still answers: whatever is open, Ctrl+Q leads out.
                terminal.press("ctrl+q")
                wait_for_answer(terminal, f"an answer to Ctrl+Q after {pressed[-20:]}")
    assert not (home.path / "data" / "crash.txt").exists()
    assert len(pressed) > 200
    wrote, released = public_writes(home), releases(home)
    assert all(count <= released[kind] for kind, count in wrote.items()), (wrote, released)
