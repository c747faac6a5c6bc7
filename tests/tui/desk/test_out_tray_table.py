"""The out-tray lists what is held, keeps its cursor, counts down, and only ever asks."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from desk_kit import HOSTILE, NOON, DeskApp, HandClock, heard, hold, screen_text
from outtray.widgets.desk.values import Counts, HeldRow, HoldState
from outtray.widgets.icons import ASCII, UNICODE
from outtray.widgets.outtray.messages import (
    DiscardRequested,
    EditRequested,
    LookRequested,
    ResolveRequested,
    RowChosen,
    SendRequested,
)
from outtray.widgets.outtray.row import draw_row
from outtray.widgets.outtray.table import OutTrayTable
from outtray_rules.draft import ActKind


def row(name: str, seconds: float = 250, words: str = "", *, stored: HoldState | None = None) -> HeldRow:
    """A held act due this many seconds after noon."""
    held = hold(seconds, stored=stored)
    return HeldRow(name, ActKind.REPLY, words or f"words of {name}", Counts(0, 1, 1), held, "me@town.example")


ROWS = (row("a"), row("b", -60), row("c", 4000))


@pytest.mark.parametrize("size", [(60, 20), (100, 20), (160, 50)])
async def test_a_row_says_act_words_findings_state_and_account(size: tuple[int, int]) -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running(*size) as pilot:
        table.show(ROWS)
        await pilot.pause()
        shown = screen_text(app)
        for words in ("↩ reply", "words of a", "▲1 •1", "◔ 4:10 left", "● ready", "1:06:40 left", "@me@town"):
            assert words in shown
        assert "3 held · 1 ready · next due 12:04" in shown


async def test_the_countdown_moves_and_turns_ready() -> None:
    clock = HandClock()
    table = OutTrayTable(clock=clock)
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show([row("a", 2)])
        await pilot.pause()
        assert "0:02 left" in screen_text(app)
        clock.pass_time(2)
        table.tick()
        await pilot.pause()
        assert "● ready" in screen_text(app)


async def test_only_rows_that_count_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    table = OutTrayTable(clock=clock)
    app = DeskApp(table)
    repainted: list[Region] = []
    async with app.running() as pilot:
        table.show([row("ready", -60), row("cooling", 100)])
        table.tick()
        await pilot.pause()
        monkeypatch.setattr(table, "refresh", lambda *regions, **_: repainted.extend(regions))
        clock.pass_time(1)
        table.tick()
    assert [region.y for region in repainted] == [2], "the heading is 0, the ready row is 1"


async def test_keys_move_the_cursor_and_tell_which_act_it_is_on() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show(ROWS)
        table.focus()
        await pilot.press("j", "down", "j", "k", "g", "G", "up")
        assert [message.act_id for message in heard(app, RowChosen)] == ["a", "b", "c", "b", "a", "c", "b"]


async def test_wishes_name_the_act_under_the_cursor() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show([*ROWS, row("u", -5, stored=HoldState.UNSURE)])
        table.focus()
        await pilot.press("j")
        table.look()
        table.send()
        table.edit()
        table.discard()
        table.resolve()
        await pilot.press("G")
        table.resolve()
        await pilot.pause()
        assert heard(app, LookRequested) == [LookRequested("b")]
        assert heard(app, SendRequested) == [SendRequested("b")]
        assert heard(app, EditRequested) == [EditRequested("b")]
        assert heard(app, DiscardRequested) == [DiscardRequested("b")]
        assert [message.act_id for message in heard(app, ResolveRequested)] == ["u"], "only an unsure act"


async def test_an_empty_tray_says_what_would_be_here_and_wishes_nothing() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running(60, 20) as pilot:
        table.show([])
        table.look()
        table.send()
        table.discard()
        await pilot.pause()
        assert "Nothing is held." in screen_text(app)
        assert heard(app, LookRequested) == []
        assert heard(app, SendRequested) == []
        assert heard(app, DiscardRequested) == []


async def test_the_cursor_stays_on_its_act_when_rows_come_and_go() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show(ROWS)
        table.focus()
        await pilot.press("j")
        table.show([row("new", 5), *ROWS])
        assert table.chosen == ROWS[1]
        table.show([ROWS[0], ROWS[2]])
        assert table.chosen == ROWS[2]
        table.show([])
        assert table.chosen is None


async def test_a_click_chooses_and_a_double_click_looks() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show(ROWS)
        await pilot.pause()
        await pilot.click(table, offset=(10, 3))
        assert table.chosen == ROWS[1]
        assert heard(app, LookRequested) == []
        await pilot.double_click(table, offset=(10, 4))
        assert [message.act_id for message in heard(app, LookRequested)] == ["c"]


async def test_a_long_tray_scrolls_with_the_cursor() -> None:
    table = OutTrayTable(clock=HandClock())
    app = DeskApp(table)
    async with app.running(60, 20) as pilot:
        table.show([row(f"n{number}") for number in range(60)])
        table.focus()
        await pilot.press("G")
        await pilot.pause()
        assert "words of n59" in screen_text(app)
        assert "words of n0 " not in screen_text(app)
        await pilot.press("pageup", "g")
        await pilot.pause()
        assert "words of n0" in screen_text(app)


@pytest.mark.parametrize("width", [20, 40, 57, 88, 120])
@pytest.mark.parametrize("icons", [UNICODE, ASCII])
def test_a_row_never_overflows_whatever_it_holds(width: int, icons: object) -> None:
    chosen = ASCII if icons is ASCII else UNICODE
    for words in (HOSTILE, "🙂" * 80, "", "a\nb\tc"):
        for line in draw_row(row("x", words=words), width, NOON, chosen, still=False):
            assert line.cell_length <= width
            assert not [c for c in line.plain if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]


async def test_reduced_motion_shows_minutes() -> None:
    table = OutTrayTable(clock=HandClock(), reduced_motion=True)
    app = DeskApp(table)
    async with app.running() as pilot:
        table.show(ROWS)
        await pilot.pause()
        assert "5 minutes" in screen_text(app)
        assert "4:10" not in screen_text(app)
