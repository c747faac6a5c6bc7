"""Every recorded status of a real server, and random mutations of each, is drawn at every width."""

from __future__ import annotations

import copy
import json
import random
from datetime import UTC
from typing import Any

import recordings
from outtray.mastodon.decode import decode_list
from outtray.mastodon.models import Status
from outtray.widgets.timeline.book import Book
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.pieces import line_cells
from outtray.widgets.timeline.post import draw_post
from reading_town import NOW, ReadingApp
from recordings import needs_recordings

WIDTHS = (34, 60, 80, 100, 160)
MUTATIONS = 2_000
STRANGE: tuple[Any, ...] = (
    None, "", 0, -1, 10**20, 1.5, True, [], {}, [None], {"x": 1}, "x" * 5_000, "\x1b[2J[/x]", "字" * 300,
    "<p>" * 500, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "not a date",
)  # fmt: skip


def looks(width: int) -> list[Look]:
    room = Room.of(width)
    return [Look(room, NOW, UTC), Look(room, NOW, UTC, expanded=True, media_shown=True)]


def assert_draws(status: Status, width: int) -> None:
    for look in looks(width):
        lines = draw_post(status, look)
        assert lines
        assert all(line_cells(line) <= look.room.text for line in lines)


def decode(bodies: list[dict[str, Any]]) -> tuple[Status, ...]:
    return decode_list(json.dumps(bodies).encode(), Status, host="test")


@needs_recordings
def test_every_recorded_status_is_drawn_within_every_width() -> None:
    found = decode(list(recordings.statuses()))
    assert len(found) > 100
    for status in found:
        for width in WIDTHS:
            assert_draws(status, width)


@needs_recordings
def test_a_packed_status_comes_back_as_it_was() -> None:
    for status in decode(list(recordings.statuses())):
        book = Book()
        book.append([book.entry(status)])
        back = book.status(0)
        assert back.shown.content == status.shown.content
        assert back == status


@needs_recordings
def test_mutated_statuses_are_drawn_or_are_placeholders() -> None:
    dice = random.Random(20_260_312)
    bodies = list(recordings.statuses())
    for number in range(MUTATIONS):
        body = copy.deepcopy(bodies[number % len(bodies)])
        for _ in range(dice.randint(1, 4)):
            mutate(body, dice)
        for status in decode([body]):
            assert_draws(status, WIDTHS[number % len(WIDTHS)])


def mutate(body: Any, dice: random.Random) -> None:
    """Put something strange somewhere, or take something out."""
    while True:
        keys = list(body) if isinstance(body, dict) else list(range(len(body)))
        if not keys:
            return
        key = dice.choice(keys)
        inner = body[key]
        if isinstance(inner, dict | list) and inner and dice.random() < 0.7:
            body = inner
            continue
        if isinstance(body, dict) and dice.random() < 0.3:
            del body[key]
        else:
            body[key] = dice.choice(STRANGE)
        return


@needs_recordings
async def test_a_timeline_of_recorded_statuses_scrolls_from_end_to_end() -> None:
    app = ReadingApp()
    async with app.run_test(size=(70, 30)) as pilot:
        app.view.replace(decode(list(recordings.statuses())), more=False)
        count = len(app.view.book)
        for _ in range(count):
            app.view.action_page_down()
        await pilot.pause()
        assert app.view.selected_index == count - 1
