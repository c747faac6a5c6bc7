"""Random doings on a timeline: whatever happens, the screen shows one unbroken stretch of its posts."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from outtray.widgets.timeline import messages
from outtray.widgets.timeline.view import TimelineView
from reading_town import ReadingApp, many, post

STEPS = 120


def painted(app: ReadingApp) -> list[str]:
    """The rows as the compositor has them: rows nobody marked as changed come from its cache."""
    width = app.view.seen.width
    return [strip.crop(0, width).text for strip in app.screen._compositor.render_strips()]


def whole(view: TimelineView) -> list[str]:
    """Every row of the timeline, drawn one after the other without any index."""
    look = view.look()
    rows = [row.strip.text for row in view.head(look)] or [" " * view.seen.width]
    for index in range(len(view.book)):
        rows += [row.strip.text for row in view.post_rows(index, look)]
    return rows + [row.strip.text for row in view.foot(look)]


def assert_unbroken(app: ReadingApp) -> None:
    view = app.view
    frame = painted(app)
    held = view.top_anchor()
    if held is None:
        return
    look = view.look()
    above = max(1, view.overlay) + sum(len(view.post_rows(index, look)) for index in range(held.post))
    start = above - held.row
    expected = whole(view)[start : start + view.seen.height]
    expected += [" " * view.seen.width] * (view.seen.height - len(expected))
    for index in range(held.post, len(view.book)):
        if view.row_of(index) >= view.seen.height:
            break
        assert view.book.heights[index] == len(view.post_rows(index, look)), "a post in sight is not measured"
    covered = view.overlay if view.top > 0 else 0
    assert frame[covered:] == expected[covered:]
    total = max(1, view.overlay) + view.book.heights.total + len(view.foot(look))
    assert view.virtual_size.height == total
    assert 0 <= view.top <= max(0, total - view.seen.height)


class Monkey:
    """Does one random thing after another, and knows which of them may move the chosen post."""

    def __init__(self, app: ReadingApp, pilot: Pilot[None], seed: int) -> None:
        self.app, self.pilot, self.dice = app, pilot, random.Random(seed)
        self.newest, self.oldest = 1_040, 1_000
        app.view.replace(many(40, start=1_001))

    def some_id(self) -> str:
        book = self.app.view.book
        return book[self.dice.randrange(len(book))].id if len(book) else "none"

    def arrive(self) -> None:
        count = self.dice.randint(1, 4)
        self.app.view.prepend_new(many(count, start=self.newest + 1), gap=self.dice.random() < 0.2)
        self.newest += count

    def change(self) -> None:
        words = "<p>words and words</p>" * self.dice.randint(0, 9)
        self.app.view.update_status(post(1, content=words, id=self.some_id()))

    def load(self) -> None:
        if self.oldest > 60:
            self.oldest -= 20
            self.app.view.append_older(many(20, start=self.oldest + 1))

    def quiet(self) -> Callable[[], object]:
        """Something after which the chosen post must stand where it stood."""
        view = self.app.view
        return self.dice.choice(
            [
                self.arrive,
                self.load,
                lambda: view.update_status(post(1, content="<p>same place</p>", id=self.some_id())),
                lambda: view.fail_older("It did not answer.", "Try again."),
                view.tick,
                lambda: self.app.clock.advance(minutes=self.dice.randint(1, 200)),
            ]
        )

    def loud(self) -> Callable[[], object]:
        """Something that may move everything."""
        view = self.app.view
        return self.dice.choice(
            [
                view.action_cursor_down,
                view.action_cursor_down,
                view.action_cursor_up,
                view.action_page_down,
                view.action_page_up,
                view.go_newest,
                view.go_oldest,
                self.change,
                view.toggle_hidden,
                lambda: view.remove_status(self.some_id()),
                lambda: view.scroll_to(y=view.scroll_y + self.dice.randint(-9, 9), animate=False),
                lambda: view.scroll_to(y=self.dice.randint(0, view.max_scroll_y), animate=False),
                lambda: view.select(self.some_id()),
                lambda: view.set_notice("Something " * self.dice.randint(1, 30)),
                view.dismiss_notice,
            ]
        )


@pytest.mark.parametrize("seed", range(3))
async def test_the_screen_is_one_unbroken_stretch_whatever_is_done(seed: int) -> None:
    app = ReadingApp()
    async with app.run_test(size=(70, 24)) as pilot:
        monkey = Monkey(app, pilot, seed)
        await pilot.pause()
        for _ in range(STEPS):
            chance = monkey.dice.random()
            if chance < 0.05:
                width, height = monkey.dice.randint(30, 120), monkey.dice.randint(6, 50)
                await pilot.resize_terminal(width, height)
            elif chance < 0.4:
                monkey.quiet()()
                app.view.tick()
            else:
                monkey.loud()()
            await pilot.pause()
            app.view.tick()
            await pilot.pause()
            assert_unbroken(app)
        assert any(isinstance(message, messages.SelectionChanged) for message in app.said)


@pytest.mark.parametrize("seed", range(2))
async def test_the_chosen_post_stays_on_its_row_while_others_come_and_change(seed: int) -> None:
    app = ReadingApp()
    async with app.run_test(size=(70, 24)) as pilot:
        monkey = Monkey(app, pilot, 100 + seed)
        for _ in range(12):
            await pilot.press("j")
        chosen = app.view.selected_id
        for _ in range(STEPS):
            index = app.view.selected_index
            assert index is not None
            row = app.view.row_of(index)
            monkey.quiet()()
            app.view.tick()
            await pilot.pause()
            index = app.view.selected_index
            assert app.view.selected_id == chosen
            assert index is not None
            assert app.view.row_of(index) == row
            assert_unbroken(app)


async def test_turning_the_mouse_wheel_scrolls_without_moving_the_cursor() -> None:
    app = ReadingApp()
    async with app.run_test(size=(70, 24)) as pilot:
        app.view.replace(many(50), more=False)
        await pilot.pause()
        before = painted(app)
        await pilot._post_mouse_events([MouseScrollDown], app.view, (5, 5))
        await pilot.pause()
        moved = app.view.top
        assert moved > 0
        assert painted(app)[: 24 - moved] == before[moved:]
        assert app.view.selected_id == "50"
