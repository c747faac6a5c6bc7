"""Guards against becoming twice as slow: each figure is held against a floor measured in the same test.

Processor time of this thread or of a child, the best of several runs, so that a busy machine does not matter.
The limits leave more than half as much again over what was measured when they were set; the exact figures,
and the goals they are held against, are ``make bench``'s.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from time import thread_time

import pytest

from bench import homes
from bench.meter import ROOT, python
from bench.rows import TEXT, recorded_page, shuffled, touch
from hold_kit import post, review
from outtray.base.clock import SystemClock
from outtray.mastodon.decode import decode_list
from outtray.mastodon.models import Status
from outtray.outbox.opening import open_outbox
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.post import draw_post
from outtray.widgets.timeline.view import TimelineView
from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Reviewer
from outtray_rules.headline.generator import front_page
from reading_town import NOW, ReadingApp, SetClock, many
from rules_kit import shipped_reviewer

# Times the floor of each test; measured when set: 3.7, 0.8, 2.6, 4.1, 3.8, 1.15, 1.6.
PAGE_LIMIT = 7.0
LETTER_LIMIT = 1.3
TEXT_LIMIT = 4.2
HEADLINE_LIMIT = 7.2
HOLD_LIMIT = 6.8
LENGTH_LIMIT = 1.9
START_LIMIT = 2.7

_WORDS = re.compile(r"\w+")


def best(what: Callable[[], object], runs: int = 7) -> float:
    """The least processor time one call takes, in seconds."""
    spent = []
    for _ in range(runs):
        started = thread_time()
        what()
        spent.append(thread_time() - started)
    return min(spent)


def plain_work() -> int:
    """A fixed piece of what Python programs do: words cut from a text, counted, sorted, joined."""
    found: dict[str, int] = {}
    for turn in range(40):
        for word in _WORDS.findall(TEXT):
            key = f"{word.casefold()}{turn % 7}"
            found[key] = found.get(key, 0) + len(word)
    return len("".join(sorted(found)))


@cache
def floor() -> float:
    """How long this machine takes for plain work, at its best."""
    return best(plain_work, 25)


@cache
def reviewer() -> Reviewer:
    made = shipped_reviewer()
    made.warm()
    made.review(Draft(TEXT), Context())
    return made


def test_a_page_of_statuses_is_soon_in_lines() -> None:
    payload = recorded_page()
    look = Look(Room.of(80), NOW, SystemClock().local_zone())

    def whole() -> None:
        for status in decode_list(payload, Status, host="bench"):
            draw_post(status, look)

    assert best(whole) < PAGE_LIMIT * floor()


def test_a_letter_typed_is_soon_reviewed() -> None:
    used = reviewer()
    texts = [TEXT[:length] for length in range(400, 480)]
    spent = best(lambda: [used.review(Draft(text), Context()) for text in texts], 3) / len(texts)
    assert spent < LETTER_LIMIT * floor()


def test_a_new_text_is_soon_reviewed() -> None:
    used = reviewer()
    fresh = iter(shuffled(number) for number in range(1_000, 2_000))
    assert best(lambda: used.review(Draft(next(fresh)), Context()), 15) < TEXT_LIMIT * floor()


def test_headlines_are_soon_written() -> None:
    draft = Draft(TEXT)
    findings = reviewer().review(draft, Context())
    assert best(lambda: front_page(draft, findings, Context())) < HEADLINE_LIMIT * floor()


def test_a_hold_costs_little_more_than_the_disk(tmp_path: Path) -> None:
    tray = open_outbox(tmp_path, SystemClock())
    acts = iter([post(f"{number} " + "words " * 80) for number in range(40)])
    item = tray.store.hold(first := next(acts), review(first), server_date=None)
    held = best(lambda: tray.store.hold(act := next(acts), review(act), server_date=None), 25)
    synced = best(lambda: touch(tray, item.id), 25)
    tray.close()
    assert held < HOLD_LIMIT * synced


async def keys(posts: int) -> float:
    """The processor time of one key in a timeline of so many posts."""
    app = ReadingApp(TimelineView(clock=SetClock()))
    async with app.run_test(size=(100, 40)) as pilot:
        statuses = many(posts)
        app.view.replace(list(islice(statuses, 40)))
        while page := list(islice(statuses, 40)):
            app.view.append_older(page)
        await pilot.press("j", "j", "pagedown")
        spent = []
        for _ in range(5):
            started = thread_time()
            await pilot.press(*"jjjj")
            spent.append((thread_time() - started) / 4)
    return min(spent)


@pytest.mark.slow
async def test_a_long_timeline_scrolls_as_a_short_one() -> None:
    short = await keys(200)
    assert await keys(10_000) < LENGTH_LIMIT * short


@pytest.mark.slow
def test_the_program_starts_little_later_than_an_empty_app(tmp_path: Path) -> None:
    homes.read_before(homes.log_in(tmp_path), 200)
    ours = min(child(OURS, homes.environment(tmp_path)) for _ in range(3))
    bare = min(child(BARE, {}) for _ in range(3))
    assert ours < START_LIMIT * bare


OURS = """
import os, sys
from outtray.__main__ import main
from textual.app import App
import outtray.cli.exits

run, show = App.run, App._display

def display(app, screen, renderable):
    from outtray.screens.main import MainScreen
    if isinstance(screen, MainScreen) and renderable is not None and len(screen.timeline.book) >= 40:
        os._exit(0)
    show(app, screen, renderable)

App.run = lambda app, **_how: run(app, headless=True)
App._display = display
outtray.cli.exits.at_terminal = lambda: True
sys.argv = ["outtray"]
main()
"""
BARE = """
from textual.app import App
import os

show = App._display
def display(self, screen, renderable):
    if renderable is not None:
        os._exit(0)
    show(self, screen, renderable)
App._display = display
App().run(headless=True)
"""


def child(code: str, environment: dict[str, str]) -> float:
    """The processor time of a program until its first frame, in seconds; it ends itself there."""
    roots = os.pathsep.join(str(ROOT / part) for part in ("tui", "rules", "themes"))
    used = {**os.environ, **environment, "PYTHONPATH": roots, "TERM": "xterm-256color"}
    command = [python(), "-c", code]
    started = os.posix_spawn(command[0], command, used)
    _, status, spent = os.wait4(started, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return spent.ru_utime + spent.ru_stime
