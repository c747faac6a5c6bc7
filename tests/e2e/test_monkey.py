"""Random keys and clicks in the real program for minutes: what became public is what the journal says was
released, exactly, and nothing breaks.

Two minutes in all with every run of the tests; ``make monkey`` goes on for an hour.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import pytest

from e2e.conftest import Home
from e2e.past import hold_an_hour_ago
from e2e.terminal import Terminal
from outtray.acts.act import Act
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.accounts import load_accounts
from outtray.config.locations import locations
from outtray.journal.events import EventName
from outtray.journal.history import histories
from outtray.outbox.dispatcher import DispatchSettings
from outtray.outbox.opening import open_outbox
from outtray.services import acting
from outtray.services.acting import Author
from outtray.services.workspace import Login, Workspace
from write_log import public_write

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SEEDS = (3, 2026)
SECONDS = float(os.environ.get("OUTTRAY_MONKEY_SECONDS", "80")) / len(SEEDS)

KEYS = (
    *"jkjkJKgGcrbfexotdO.123?/mn,psDyssO.c",
    *("enter", "escape", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("f1", "f2", "f4", "f5", "f5", "f5", "f6", "f7", "f8", "f9", "ctrl+o", "ctrl+p", "ctrl+l"),
    *("backspace", "pagedown", "pageup"),
)
WORDS = ("The plan is reckless. ", "Bonjour à tous ! ", "@minister ", "é😀\u0301 ", "my SIN is 046 454 286 ")
LOOK = "look"
"""Not a key: eyes rest on the screen until a second look stands there. A key pressed before sends nothing."""
HABITS = (
    ("escape", "escape", ".", LOOK, "s"),  # the next ready act: a second look, then send
    ("O", "s", LOOK, "s"),
    ("c", "Just a line. ", "f5", "f6", "f5"),
    ("escape", "escape", "escape"),
)
"""What hands do without a thought: without these, chance alone would hardly ever come to send anything."""

UNDER_WAY = {State.SENDING, State.UNSURE}

SECONDS_MORE = 90
"""How much longer a monkey may go on that has done little, or has not sent anything yet."""
LEAST = 200
"""Keys and clicks without which a run has shown nothing."""

READY = 10
"""Acts that are ready when the monkey begins, so that there is something to send by mistake."""


def hold_some(home: Home) -> None:
    """Hold acts an hour ago, as another window would have."""
    for number in range(READY):
        text = f"Ready before the monkey came, number {number}."
        hold_an_hour_ago(home, partial(post_of, text))


def post_of(text: str, author: Author) -> Act:
    """A post of these words."""
    return replace(acting.new_post(author), text=text)


def workspace_of(home: Home) -> Workspace:
    """The program without its interface, on the monkey's files, that looks for lost acts at once."""
    places = locations(home.environment)
    account = load_accounts(places.accounts_file).active()
    assert account is not None
    login = Login(account.server, account.host, account.acct, lambda: home.server.token, account.account_id)
    at_once = DispatchSettings(unsure_wait=timedelta(0), look_gap=timedelta(0), poll=timedelta(0))
    return Workspace(places, SystemClock(), login=login, dispatch=at_once)


async def settle(home: Home) -> None:
    """Let what was on its way when the program was left come to its end."""
    workspace = workspace_of(home)
    assert workspace.login is not None
    await workspace.connect(workspace.login)
    dispatching = asyncio.create_task(workspace.tray.dispatch())
    async with asyncio.timeout(60):
        while any(item.state in UNDER_WAY for item in await workspace.tray.waiting()):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.05)
    dispatching.cancel()
    await asyncio.gather(dispatching, return_exceptions=True)
    await workspace.close()


@dataclass
class Told:
    """What the journal says became public: posts by key, edits and the like by kind and target."""

    public: Counter[tuple[str, str]] = field(default_factory=Counter)
    released: int = 0


def journal_of(home: Home) -> Told:
    """Read the journal, chain and all: each act that was sent was released before."""
    told = Told()
    with contextlib.closing(open_outbox(home.path / "data" / "outbox", SystemClock())) as outbox:
        outbox.journal.verify()
        for history in histories(outbox.journal.records()):
            names = [record.event.name for record in history.records]
            told.released += names.count(EventName.RELEASED)
            sent = history.sent
            if sent is None:
                continue
            assert EventName.RELEASED in names[: names.index(EventName.SENT)]
            act = outbox.store.item(history.act_id).act
            if act.makes_status:
                told.public["post", sent.event.key] += 1
            else:
                target = act.target.id if act.target is not None else "update_credentials"
                told.public[str(act.kind), target] += 1
    return told


def written(home: Home) -> Counter[tuple[str, str]]:
    """What the server says became public."""
    found = (public_write(entry) for entry in home.server.writes())
    return Counter(write for write in found if write is not None)


def exactly(counts: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Counts to compare. A flag that is set already is not written again: there one stands for many."""
    return {what: count if what[0] in {"post", "edit"} else 1 for what, count in counts.items()}


@dataclass
class Monkey:
    """Hands without a mind, at one terminal after another."""

    choose: random.Random
    done: list[str] = field(default_factory=list)

    def act(self, terminal: Terminal, size: tuple[int, int]) -> None:
        """Do something."""
        doing: Callable[[], list[str]] = self.choose.choices(
            (self._key, self._words, lambda: self._mouse(size), self._habit), weights=(56, 6, 28, 10)
        )[0]
        for key in doing():
            self.done.append(key)
            if key == LOOK:
                rest_on_the_look(terminal)
                continue
            with contextlib.suppress(OSError):  # it may leave between two keys
                terminal.press(key)

    def _key(self) -> list[str]:
        return [self.choose.choice(KEYS)]

    def _words(self) -> list[str]:
        return [self.choose.choice(WORDS)]

    def _habit(self) -> list[str]:
        return list(self.choose.choice(HABITS))

    def _mouse(self, size: tuple[int, int]) -> list[str]:
        """A click, a drag or a turn of the wheel, as a terminal tells of it (SGR 1006)."""
        x, y = self.choose.randint(1, size[0]), self.choose.randint(1, size[1])
        kind = self.choose.random()
        if kind < 0.25:
            return [f"\x1b[<{self.choose.choice((64, 65))};{x};{y}M"]
        button = self.choose.choice((0, 0, 0, 0, 1, 2))
        if kind < 0.35:
            there = f"{self.choose.randint(1, size[0])};{self.choose.randint(1, size[1])}"
            return [f"\x1b[<{button};{x};{y}M", f"\x1b[<{button + 32};{there}M", f"\x1b[<{button};{there}m"]
        return [f"\x1b[<{button};{x};{y}M", f"\x1b[<{button};{x};{y}m"]


def rest_on_the_look(terminal: Terminal) -> None:
    """Wait a little for a second look at an act; there may be none to come."""
    end = time.monotonic() + 1.5
    while "Second look" not in terminal.text() and time.monotonic() < end and terminal.process.poll() is None:
        terminal.wait_some()


def last_words(terminal: Terminal, home: Home) -> str:
    """What was said after the screen was given back, and what the program kept of a crash."""
    terminal.text()
    crash = home.path / "data" / "crash.txt"
    kept = crash.read_text(encoding="utf-8") if crash.exists() else "(no crash was kept)"
    said = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2][:2_000].decode(errors="replace")
    return f"{said}\n{kept[-6_000:]}"


def wait_for_answer(terminal: Terminal, what: str) -> None:
    """Wait until the program has ended or asks whether it should."""
    terminal.wait_until(
        lambda screen: terminal.process.poll() is not None or "Quit" in screen or "Stay" in screen,
        what,
        timeout=60,
    )


@pytest.mark.parametrize(
    "seed", [pytest.param(s, marks=pytest.mark.xdist_group(f"monkey-{s}")) for s in SEEDS]
)
def test_random_keys_and_clicks_make_public_exactly_what_was_released(home: Home, seed: int) -> None:
    monkey = Monkey(random.Random(seed))
    size = monkey.choose.choice([(100, 40), (60, 20), (160, 50)])
    environment = {**home.environment, "EDITOR": "true", "BROWSER": "true"}
    hold_some(home)
    end, starts = time.monotonic() + SECONDS, 0

    def goes_on() -> bool:
        """On a slow machine chance may need longer to do much, or to send anything at all."""
        now = time.monotonic()
        little = now >= end and (len(monkey.done) <= LEAST or not written(home))
        return now < end or (now < end + SECONDS_MORE and little)

    while goes_on():
        starts += 1
        with Terminal([], environment=environment, columns=size[0], rows=size[1]) as terminal:
            terminal.wait_for("live", timeout=60)
            while goes_on() and terminal.process.poll() is None:
                monkey.act(terminal, size)
                if monkey.choose.random() < 0.01:
                    size = monkey.choose.choice([(60, 20), (100, 40), (160, 50)])
                    terminal.resize(*size)
            # The palette and the question about held acts lead out, too; a crash ends with another code.
            last = monkey.done[-20:]
            code = terminal.process.poll()
            assert code in {None, 0}, f"ended with {code} after {last}:\n{last_words(terminal, home)}"
            assert b"Traceback" not in terminal.raw
            if terminal.process.poll() is None:
                # It still answers: whatever is open, Ctrl+Q leads out.
                terminal.press("ctrl+q")
                wait_for_answer(terminal, f"an answer to Ctrl+Q after {last}")
    assert not (home.path / "data" / "crash.txt").exists()
    asyncio.run(settle(home))
    told, wrote = journal_of(home), written(home)
    print(
        f"counted: monkey {seed}: {len(monkey.done)} keys and clicks, {starts} starts,"
        f" {told.released} releases, {sum(wrote.values())} public writes"
    )
    assert len(monkey.done) > LEAST
    assert wrote, "nothing was ever sent, so this run has shown nothing"
    assert exactly(wrote) == exactly(told.public)
