"""The wait is explained before the hold and counted down calmly after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region
from textual.widget import Widget

from desk_kit import COOLING, HOSTILE, NOON, DeskApp, HandClock, hold, screen_text
from outtray.widgets.desk.big_digits import HEIGHT, big_time
from outtray.widgets.desk.cooling_panel import CoolingPanel, Countdown
from outtray.widgets.desk.values import Hold, HoldState
from outtray.widgets.icons import ASCII
from outtray.widgets.words import clock_time, countdown, counted, duration, language_name, minutes_left
from outtray_rules.cooling import Cooling, Quiet, Reason


def state_of(panel: CoolingPanel) -> HoldState | None:
    return panel.state


async def test_before_the_hold_the_wait_and_each_reason_are_shown() -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_forecast(COOLING)
        await pilot.pause()
        shown = screen_text(app)
        assert "15 min: at least one acknowledged warning" in shown
        assert "If you hold it as it is: ready 12:15." in shown
        assert "› 15 min  at least one acknowledged warning" in shown
        assert "5 min  answering somebody" in shown
        assert "2 min  every held act" in shown
        assert not panel.query_one(Countdown).display


async def test_quiet_hours_move_the_due_time() -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_forecast(Cooling(900, COOLING.reasons, not_before=NOON + timedelta(hours=19)))
        await pilot.pause()
        shown = screen_text(app)
        assert "acknowledged warning; then not before 07:00: quiet hours" in " ".join(shown.split())
        assert "ready tomorrow 07:00" in shown


async def test_one_reason_alone_is_not_told_twice() -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_forecast(Cooling(120, (Reason("base", 120, "every held act waits", decides=True),)))
        await pilot.pause()
        assert screen_text(app).count("every held act waits") == 1


async def test_a_cooled_act_in_quiet_hours_is_not_called_ready_and_becomes_so_by_itself() -> None:
    clock = HandClock()
    quiet = Quiet(((time(11), time(12, 30)),), UTC)
    panel = CoolingPanel(clock=clock)
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(replace(hold(-60, window=timedelta(hours=9)), quiet=quiet))
        await pilot.pause()
        assert state_of(panel) is HoldState.QUIET
        assert "It has cooled. Not before 12:30: quiet hours." in screen_text(app)
        clock.pass_time(1801)
        panel.tick()
        await pilot.pause()
        assert state_of(panel) is HoldState.READY
        assert "Ready since" in screen_text(app)


async def test_a_held_act_counts_down_and_becomes_ready_and_expires() -> None:
    clock = HandClock()
    panel = CoolingPanel(clock=clock)
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(hold(130, window=timedelta(minutes=10)))
        await pilot.pause()
        assert state_of(panel) is HoldState.COOLING
        assert "◔ 2:10" in screen_text(app)
        clock.pass_time(5)
        panel.tick()
        await pilot.pause()
        assert panel.query_one(Countdown).seconds == 125
        assert "◔ 2:05" in screen_text(app)
        clock.pass_time(125)
        panel.tick()
        await pilot.pause()
        assert state_of(panel) is HoldState.READY
        assert "Ready since 12:02. Look again, then send. It waits until 12:12." in screen_text(app)
        clock.pass_time(600)
        panel.tick()
        await pilot.pause()
        assert "nobody sent it" in screen_text(app)


async def test_a_tick_asks_only_the_countdown_and_the_title_to_repaint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = HandClock()
    panel = CoolingPanel(clock=clock)
    app = DeskApp(panel)
    repainted: list[str] = []
    original = Widget.refresh

    def refresh(widget: Widget, *regions: Region, **options: bool) -> Widget:
        repainted.append(type(widget).__name__)
        return original(widget, *regions, **options)

    async with app.running() as pilot:
        panel.show_hold(hold(130))
        await pilot.pause()
        monkeypatch.setattr(Widget, "refresh", refresh)
        clock.pass_time(1)
        panel.tick()
        assert set(repainted) == {"Countdown", "SectionTitle"}


async def test_reduced_motion_shows_minutes_only() -> None:
    clock = HandClock()
    panel = CoolingPanel(clock=clock, reduced_motion=True)
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(hold(130))
        await pilot.pause()
        first = screen_text(app)
        assert "3 minutes" in first
        clock.pass_time(5)
        panel.tick()
        await pilot.pause()
        assert screen_text(app) == first
        clock.pass_time(100)
        panel.tick()
        await pilot.pause()
        assert "under a minute" in screen_text(app)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (HoldState.SENDING, "On its way."),
        (HoldState.UNSURE, "did not answer clearly"),
        (HoldState.FAILED, "Not sent."),
        (HoldState.SENT, "Sent."),
    ],
)
async def test_what_left_the_tray_is_said_with_its_detail(stored: HoldState, words: str) -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(hold(-5, stored=stored, detail=f"Because {HOSTILE}"))
        await pilot.pause()
        shown = screen_text(app)
        assert words in shown
        assert "Because" in shown
        assert "\x1b" not in shown


def test_an_open_answer_does_not_hide_the_time_that_is_left() -> None:
    assert hold(60, needs_review=True).state_at(NOON) is HoldState.COOLING


async def test_an_act_that_has_cooled_and_needs_an_answer_says_so() -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(hold(-5, needs_review=True))
        await pilot.pause()
        assert panel.state is HoldState.NEEDS_REVIEW
        assert "needs review" in screen_text(app)


async def test_going_back_to_a_forecast_stops_the_countdown() -> None:
    panel = CoolingPanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show_hold(hold(100))
        panel.show_forecast(COOLING)
        await pilot.pause()
        assert panel.state is None
        assert not panel.query_one(Countdown).display


async def test_ascii_digits_and_bars_are_ascii() -> None:
    panel = CoolingPanel(clock=HandClock(), icons=ASCII)
    app = DeskApp(panel)
    async with app.running(60, 20) as pilot:
        panel.show_hold(hold(13 * 3600))
        await pilot.pause()
        assert screen_text(app).isascii()


@given(st.integers(-100, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_hold_is_cooling_then_ready_then_expired(start: int, wait: int, window: int) -> None:
    due = NOON + timedelta(seconds=wait)
    held = Hold(due, due + timedelta(seconds=window), Cooling(wait, (Reason("base", wait, "x"),)))
    now = NOON + timedelta(seconds=start)
    expected = (
        HoldState.COOLING if start < wait else HoldState.READY if start < wait + window else HoldState.EXPIRED
    )
    assert held.state_at(now) is expected
    assert (held.seconds_left(now) == 0) == (start >= wait)


def test_a_part_of_a_second_left_is_still_a_second() -> None:
    assert hold(0.25).seconds_left(NOON) == 1


@pytest.mark.parametrize(
    ("seconds", "words", "clock"),
    [
        (0, "0 s", "0:00"),
        (45, "45 s", "0:45"),
        (900, "15 min", "15:00"),
        (9000, "2 h 30 min", "2:30:00"),
        (100_000, "1 d 3 h", "27:46:40"),
        (86_460, "1 d", "24:01:00"),
    ],
)
def test_lengths_of_time_in_words_and_as_a_clock(seconds: int, words: str, clock: str) -> None:
    assert duration(seconds) == words
    assert countdown(seconds) == clock


def test_minutes_are_rounded_up_so_that_none_is_promised_too_early() -> None:
    assert minutes_left(61) == "2 minutes"
    assert minutes_left(60) == "1 minute"
    assert minutes_left(59) == "under a minute"
    assert minutes_left(7300) == "about 2 h 2 min"


def test_times_of_day_name_the_day_when_it_is_not_today() -> None:
    zone = HandClock().local_zone()
    assert clock_time(NOON, NOON, zone) == "12:00"
    assert clock_time(NOON + timedelta(days=1), NOON, zone) == "tomorrow 12:00"
    assert clock_time(NOON + timedelta(days=3), NOON, zone) == "2026-11-25 12:00"


def test_languages_are_named_and_unknown_ones_keep_their_code() -> None:
    assert language_name("en") == "English"
    assert language_name("fr-CA") == "French"
    assert language_name("xx") == "xx"
    assert language_name("") == ""


def test_large_numbers_are_grouped() -> None:
    assert counted(1204) == "1,204"
    assert counted(12) == "12"


@given(st.text("0123456789:", min_size=1, max_size=9), st.booleans())
def test_big_digits_are_a_rectangle(text: str, ascii_only: bool) -> None:
    rows = big_time(text, ascii_only=ascii_only)
    assert len(rows) == HEIGHT
    assert len({len(row) for row in rows}) == 1
    assert not ascii_only or "".join(rows).isascii()
