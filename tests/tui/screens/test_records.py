"""The register and the lessons, over journals with a past; no server is asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from hold_kit import finding
from journal_kit import Past
from outtray.config.locations import Locations, locations
from outtray.screens.ask import AskScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.lessons import LessonsScreen
from outtray.screens.program import Program
from outtray.screens.register import RegisterScreen
from outtray.services.workspace import Workspace
from outtray.widgets.icons import ASCII, UNICODE
from outtray_rules.finding import Severity

_TURNS = 2_000


@dataclass
class Shown:
    """One screen in front, the past it tells of, and what it answered when it closed."""

    pilot: Pilot[Any]
    past: Past
    answers: list[object] = field(default_factory=list)

    @property
    def picture(self) -> str:
        """All that is on the screen, as text."""
        return "\n".join(
            "".join(segment.text for segment in strip)
            for strip in self.pilot.app.screen._compositor.render_strips()
        )

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for the screen to get somewhere."""
        for _turn in range(_TURNS):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.02)
        pytest.fail(f"waited in vain for {what}:\n{self.picture}")

    async def shows(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        await self.until(lambda: all(word in self.words for word in words), " and ".join(words))

    @property
    def words(self) -> str:
        """What is on the screen without its lines: a sentence may be broken anywhere."""
        return re.sub(r"[\s█│▊▎]+", " ", self.picture)


def _places(folder: Path) -> Locations:
    places = locations({"OUTTRAY_HOME": str(folder / "home")})
    places.make()
    return places


@asynccontextmanager
async def shown(
    folder: Path,
    make: Callable[[Workspace], Screen[Any]],
    tell: Callable[[Past], None],
    size: tuple[int, int],
) -> AsyncIterator[Shown]:
    """A screen over a past."""
    places = _places(folder)
    past = Past(places.outbox)
    tell(past)
    workspace = Workspace(places, past.clock)
    app: Program[None] = Program(places.data)
    try:
        async with app.run_test(size=size) as pilot:
            seen = Shown(pilot, past)
            app.push_screen(make(workspace), seen.answers.append)
            await pilot.pause()
            yield seen
    finally:
        await workspace.close()
        past.tray.close()


def _register(workspace: Workspace) -> RegisterScreen:
    return RegisterScreen(workspace, icons=UNICODE)


def _lessons(workspace: Workspace) -> LessonsScreen:
    return LessonsScreen(workspace, icons=UNICODE)


def a_week(past: Past) -> None:
    """A post sent and taken back, one that was rewritten, one dropped, one that waits."""
    sent = past.send(past.hold("The ferry runs again from Monday."))
    past.take_back(sent, after=timedelta(hours=2))
    harsh = past.hold("The reckless plan is a farce.", finding(rule="ca-gov-critique"))
    past.send(past.rewrite(harsh, "The plan opens in May."))
    past.drop(past.hold("Better unsaid.", finding(rule="ca-gov-critique")))
    past.hold("My number is on the form.", finding(Severity.BLOCK, rule="base-sin"))


async def test_the_register_lists_every_act_and_tells_the_one_under_the_cursor_whole(tmp_path: Path) -> None:
    async with shown(tmp_path, _register, a_week, (120, 40)) as seen:
        await seen.shows("4 acts", "(in the out-tray)", "discarded")
        await seen.shows("block", "base-sin", "overridden", "asked to by counsel", "What happened")
        await seen.pilot.press("j", "j")
        await seen.shows("The plan opens in May.", "confirmed by the server", "https://harbour.example/52")
        await seen.pilot.press("G")
        await seen.shows("sent, then taken back", "deleted or undone")


async def test_words_and_days_narrow_the_list_and_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    async with shown(tmp_path, _register, a_week, (120, 40)) as seen:
        await seen.shows("4 acts")
        await seen.pilot.press("slash", *"ferry")
        await seen.shows("1 act", "The ferry runs again from Monday.")
        question = seen.pilot.app.screen.query_one("#question", Input)
        question.value = "from:2026-13-01"
        await seen.shows("2026-13-01 is not a date.", "year-month-day")
        question.value = "from:2020-01-01 to:2020-01-02"
        await seen.shows("0 acts", "Nothing of that is in the register.")
        await seen.pilot.press("escape", "escape", "escape")
        await seen.shows("4 acts")
        await seen.pilot.press("escape")
        await seen.until(lambda: seen.answers, "the end")
    assert seen.answers == [None]


async def test_an_empty_register_says_what_would_be_in_it(tmp_path: Path) -> None:
    async with shown(tmp_path, _register, lambda past: None, (80, 24)) as seen:
        await seen.shows("Nothing is in the register yet", "c begins a post")


@pytest.mark.parametrize(
    ("ending", "begins"), [("html", "<!doctype html>"), ("csv", "\ufeff"), ("jsonl", "{")]
)
async def test_what_is_listed_is_written_to_a_file_of_the_kind_its_name_says(
    tmp_path: Path, ending: str, begins: str
) -> None:
    target = tmp_path / f"register.{ending}"
    async with shown(tmp_path, _register, a_week, (120, 40)) as seen:
        await seen.shows("4 acts")
        await seen.pilot.press("w")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, AskScreen), "the question")
        await seen.until(lambda: seen.pilot.app.screen.query("#answer"), "its field")
        seen.pilot.app.screen.query_one("#answer", Input).value = str(target)
        await seen.pilot.press("enter")
        await seen.shows("written to", "Only you can read it.")
    assert target.read_text("utf-8").lower().startswith(begins)
    assert target.stat().st_mode & 0o077 == 0


async def test_a_file_that_is_there_is_written_over_only_when_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "kept.csv"
    target.write_text("something of mine")
    async with shown(tmp_path, _register, a_week, (120, 40)) as seen:
        await seen.shows("4 acts")
        await seen.pilot.press("w")
        await seen.until(lambda: seen.pilot.app.screen.query("#answer"), "the field")
        seen.pilot.app.screen.query_one("#answer", Input).value = str(target)
        await seen.pilot.press("enter")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, ConfirmScreen), "the question")
        await seen.pilot.press("enter")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, RegisterScreen), "the register")
    assert target.read_text() == "something of mine"


async def test_verify_names_the_row_that_was_changed(tmp_path: Path) -> None:
    async with shown(tmp_path, _register, a_week, (120, 40)) as seen:
        await seen.shows("4 acts")
        await seen.pilot.press("v")
        await seen.shows("The chain is whole")
        seen.past.tray.journal.database.execute(
            "UPDATE journal SET body = replace(body, 'clerk', 'queen') WHERE number = 3"
        )
        await seen.pilot.press("v")
        await seen.shows("3")


async def test_what_another_account_sent_is_not_changed_from_here(tmp_path: Path) -> None:
    def one(past: Past) -> None:
        past.send(past.hold("The ferry runs again."))

    async with shown(tmp_path, _register, one, (120, 40)) as seen:
        await seen.shows("1 act")
        await seen.pilot.press("e")
        await seen.shows("This was sent as @clerk@harbour.example.")
    assert seen.answers == []


async def test_the_register_fits_on_a_small_terminal(tmp_path: Path) -> None:
    async with shown(tmp_path, _register, a_week, (60, 20)) as seen:
        await seen.shows("4 acts", "(in the out-tray)", "public: anyone")
        assert all(len(row.rstrip()) <= 60 for row in seen.picture.splitlines())


async def test_lessons_count_what_came_of_each_rule_and_set_the_research_beside_it(tmp_path: Path) -> None:
    async with shown(tmp_path, _lessons, a_week, (120, 50)) as seen:
        await seen.shows("4 acts were held", "a rule hit 3 of them", "50% milder", "50% dropped")
        await seen.shows("69% sent unchanged", "ca-gov-critique", "What came of it, by rule")
        await seen.pilot.press("h")
        await seen.shows("When rules hit, by the hour you held", "10")
        await seen.pilot.press("escape")
        await seen.until(lambda: seen.answers, "the end")


async def test_lessons_of_nothing_say_what_would_be_counted(tmp_path: Path) -> None:
    async with shown(tmp_path, _lessons, lambda past: None, (60, 20)) as seen:
        await seen.shows("Nothing has been held yet")
        assert not seen.pilot.app.screen.query_one("#plot").display
        assert not seen.pilot.app.screen.query_one("#table", Static).display


async def test_lessons_are_drawn_without_a_sign_outside_ascii_where_that_is_asked(tmp_path: Path) -> None:
    def ascii_lessons(workspace: Workspace) -> LessonsScreen:
        return LessonsScreen(workspace, icons=ASCII)

    async with shown(tmp_path, ascii_lessons, a_week, (100, 50)) as seen:
        await seen.shows("4 acts were held", "ca-gov-critique")
        assert not set("█▓▒░") & set(seen.picture)
