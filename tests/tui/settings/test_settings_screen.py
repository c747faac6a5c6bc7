"""The settings over a real file: found, changed, seen, saved with comments kept, and in use at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from hold_kit import HandClock
from outtray.config.locations import Locations, locations
from outtray.config.typed import typed_settings
from outtray.screens.home.preferences import Preferences
from outtray.screens.program import Program
from outtray.screens.settings.changes import ChangesScreen
from outtray.screens.settings.field import FieldScreen
from outtray.screens.settings.screen import SettingsScreen
from outtray.services.workspace import Workspace
from outtray.widgets.icons import ASCII, UNICODE, own_set
from outtray.widgets.settings.wording import SECTIONS, SETTINGS

_TURNS = 500

FILE = """\
# mine, by hand
[profile]
jurisdiction = "ca"  # federal

[cooling]
warn = "5m"  # short
"""
POLICY = """\
[policy]
name = "Ministry of Forms"
[cooling]
warn = "15m"
[rules]
locked = ["any-pii-number"]
"""


@dataclass
class Seen:
    """The settings in front, and the file they are about."""

    pilot: Pilot[Any]
    workspace: Workspace

    @property
    def words(self) -> str:
        """All that is on the screen, as one line."""
        strips = self.pilot.app.screen._compositor.render_strips()
        lines = ("".join(segment.text for segment in strip) for strip in strips)
        return re.sub(r"[\s█│▊▎─╭╮╰╯]+", " ", " ".join(lines))

    @property
    def file(self) -> str:
        """What is in the settings file."""
        path = self.workspace.places.settings_file
        return path.read_text(encoding="utf-8") if path.exists() else ""

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for the screen to get somewhere."""
        for _turn in range(_TURNS):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.02)
        pytest.fail(f"waited in vain for {what}:\n{self.words}")

    async def shows(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        await self.until(lambda: all(word in self.words for word in words), " and ".join(words))

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def find(self, words: str) -> None:
        """Look for a setting and put the cursor on the first."""
        await self.press("slash")
        self.pilot.app.screen.query_one("#question", Input).value = words
        await self.pilot.pause()
        await self.press("enter")

    async def type(self, words: str) -> None:
        """Replace what stands in the field of the card in front."""
        await self.until(lambda: isinstance(self.pilot.app.screen, FieldScreen), "the card")
        self.pilot.app.screen.query(Input).first().value = words
        await self.pilot.pause()


def places_in(folder: Path, *, file: str = FILE, policy: str = "") -> Locations:
    """Directories with these two files in them."""
    places = locations({"OUTTRAY_HOME": str(folder / "home")})
    places.make()
    if file:
        places.settings_file.write_text(file, encoding="utf-8")
    fixed = folder / "policy.toml"
    if policy:
        fixed.write_text(policy, encoding="utf-8")
    return replace(places, policy=fixed)


@asynccontextmanager
async def settings(
    folder: Path,
    *,
    size: tuple[int, int] = (100, 40),
    file: str = FILE,
    policy: str = "",
    ascii_only: bool = False,
) -> AsyncIterator[Seen]:
    """The settings over this file."""
    workspace = Workspace(places_in(folder, file=file, policy=policy), HandClock())
    app: Program[None] = Program(workspace.places.data)
    try:
        async with app.run_test(size=size) as pilot:
            app.register_themes()
            icons = own_set(ASCII if ascii_only else UNICODE)
            app.push_screen(SettingsScreen(workspace, icons=icons))
            await pilot.pause()
            yield Seen(pilot, workspace)
    finally:
        await workspace.close()


def test_every_setting_and_every_section_has_its_words() -> None:
    assert {one.name for one in typed_settings()} == set(SETTINGS)
    assert {one.section for one in typed_settings()} < set(SECTIONS)
    assert Preferences.commands[0].id == "reading.settings"


@pytest.mark.parametrize("size", [(60, 20), (100, 40), (160, 50)])
async def test_a_wait_is_judged_and_worked_out_as_it_is_typed_and_saved_with_its_comment(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with settings(tmp_path, size=size) as seen:
        await seen.press("down", "enter")
        await seen.shows("Cooling-off", "With a warning", "5m")
        await seen.press("down", "enter")
        await seen.type("20")
        await seen.shows("“20” is not a duration")
        await seen.press("enter")
        assert isinstance(seen.pilot.app.screen, FieldScreen)
        await seen.type("20m")
        await seen.shows("An answer with one warning: 20 min")
        await seen.press("enter")
        await seen.shows("20m (not saved)")
        assert seen.file == FILE
        await seen.press("s")
        await seen.shows("With a warning: 5m → 20m", '-warn = "5m" # short', '+warn = "20m" # short')
        await seen.press("s")
        await seen.shows("Saved and in use.")
        assert seen.file == FILE.replace('warn = "5m"', 'warn = "20m"')
        assert seen.workspace.settings.cooling.warn.total_seconds() == 20 * 60


async def test_enter_alone_saves_nothing_and_escape_drops_nothing_unseen(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("cooling.edit")
        await seen.press("enter")
        await seen.type("7m")
        await seen.press("enter")
        await seen.shows("7m (not saved)")
        await seen.press("s")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, ChangesScreen), "the changes")
        await seen.press("enter")
        assert isinstance(seen.pilot.app.screen, ChangesScreen)
        await seen.press("escape", "escape", "escape", "escape")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, ChangesScreen), "the question")
        await seen.press("D")
        await seen.until(
            lambda: not isinstance(seen.pilot.app.screen, ChangesScreen | SettingsScreen), "the end"
        )
        assert seen.file == FILE


async def test_the_policy_speaks_where_it_rules_and_by_its_line(tmp_path: Path) -> None:
    async with settings(tmp_path, policy=POLICY) as seen:
        await seen.find("with a warning")
        await seen.shows("15m holds instead of 5m", "Ministry of Forms", "line 4")
        await seen.press("enter")
        await seen.type("20m")
        await seen.shows("asks for 15m")
        assert "holds instead" not in seen.words.partition("What an act")[0]
        await seen.press("escape", "escape")
        await seen.press("left", "G", "enter")
        await seen.shows("cooling.warn 15m", "rules.locked any-pii-number")


async def test_a_choice_is_chosen_and_a_value_goes_back_to_what_is_built_in(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("jurisdiction")
        await seen.press("enter")
        await seen.shows("nz: New Zealand")
        await seen.press("down", "enter")
        await seen.shows("uk: United Kingdom, Civil Service (not saved)")
        await seen.press("z")
        await seen.shows("not set (not saved)")
        await seen.press("s", "s")
        await seen.until(lambda: "jurisdiction" not in tomllib.loads(seen.file)["profile"], "the file")
        assert seen.file.startswith("# mine, by hand\n")


async def test_what_is_put_back_as_it_was_is_no_change(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("with a warning")
        for wanted in ("20m", "5m"):
            await seen.press("enter")
            await seen.type(wanted)
            await seen.press("enter")
        await seen.shows("With a warning 5m")
        assert "not saved" not in seen.words


async def test_own_words_are_added_changed_and_taken_out(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("own words")
        await seen.press("enter")
        await seen.shows("Nothing yet: a adds the first.")
        await seen.press("a")
        await seen.shows("Still to be said: Words and phrases")
        await seen.type("Heron, Project Heron")
        await seen.press("ctrl+s")
        await seen.shows("Heron, Project Heron")
        await seen.press("a")
        await seen.type("budget")
        seen.pilot.app.screen.query_one("#field-severity", Input).value = "grave"
        await seen.shows("expected one of")
        seen.pilot.app.screen.query_one("#field-severity", Input).value = "block"
        await seen.pilot.pause()
        await seen.press("ctrl+s")
        await seen.shows("budget (block)")
        await seen.press("D", "escape", "s", "s")
        await seen.until(lambda: "Heron" in seen.file, "the file")
        assert tomllib.loads(seen.file)["rules"]["words"] == [{"any": ["Heron", "Project Heron"]}]
        assert [one.any for one in seen.workspace.settings.rules.words] == [("Heron", "Project Heron")]


async def test_days_that_end_before_they_begin_are_told_in_place(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("elections")
        await seen.press("enter", "a")
        await seen.type("2026-11-07")
        seen.pilot.app.screen.query_one("#field-to", Input).value = "2026-08-07"
        await seen.shows("ends before it begins")
        seen.pilot.app.screen.query_one("#field-to", Input).value = "2026-11-09"
        await seen.pilot.pause()
        await seen.press("ctrl+s")
        await seen.shows("2026-11-07–2026-11-09")


async def test_a_theme_is_put_on_while_it_is_looked_at_and_taken_off_again(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        assert seen.pilot.app.theme == "registry"
        await seen.find("theme")
        await seen.press("enter")
        await seen.shows("foolscap", "newsprint")
        await seen.press("home")
        await seen.until(lambda: seen.pilot.app.theme == "foolscap", "the theme")
        await seen.press("escape")
        await seen.until(lambda: seen.pilot.app.theme == "registry", "the old theme")


async def test_a_key_is_given_by_pressing_it_and_refused_by_name(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("reading.reply")
        await seen.press("enter")
        await seen.shows("Press the key it shall have")
        await seen.press("b")
        await seen.shows("asked for by both reading.reply and reading.boost")
        await seen.press("W")
        await seen.shows("(not saved)")
        await seen.press("s", "s")
        await seen.until(lambda: "keys" in tomllib.loads(seen.file), "the file")
        assert tomllib.loads(seen.file)["keys"] == {"reading.reply": "W"}


async def test_rules_are_switched_made_graver_muted_and_explained(tmp_path: Path) -> None:
    async with settings(tmp_path, policy=POLICY) as seen:
        await seen.find("packs in use")
        await seen.press("enter")
        await seen.shows("Everyone, everywhere", "in use")
        rules = seen.pilot.app.screen
        question = rules.query_one("#question", Input)
        question.value = "any-profanity Swearing"
        await seen.shows("any-profanity")
        await seen.press("down", "enter")
        await seen.shows("Looks for", "Finds", "Leaves alone")
        await seen.press("escape", "space")
        await seen.shows("off ")
        await seen.press("space", "v")
        await seen.shows("How grave is it for you?")
        await seen.press("end", "enter")
        await seen.shows("block (its own:")
        await seen.press("m")
        await seen.shows("Mute any-profanity", "Still to be said: Why")
        seen.pilot.app.screen.query_one("#field-reason", Input).value = "too noisy"
        await seen.pilot.pause()
        await seen.press("ctrl+s")
        await seen.shows("muted until")
        question.value = "any-pii-number"
        await seen.shows("any-pii-number")
        await seen.press("down", "space")
        await seen.shows("locks this rule: it cannot be changed", "Ministry of Forms")
        await seen.press("escape", "escape", "escape")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, SettingsScreen), "the settings")
        await seen.press("s", "s")
        await seen.until(lambda: "rules" in tomllib.loads(seen.file), "the file")
        saved = tomllib.loads(seen.file)["rules"]
        assert saved["severity"] == {"any-profanity": "block"}
        assert "off" not in saved
        assert saved["mute"][0]["reason"] == "too noisy"


async def test_a_text_is_tried_against_what_is_not_saved_yet(tmp_path: Path) -> None:
    async with settings(tmp_path) as seen:
        await seen.find("own words")
        await seen.press("enter", "a")
        await seen.type("Heron")
        await seen.press("ctrl+s", "escape", "t")
        await seen.shows("Type or paste any text.")
        seen.pilot.app.screen.query_one("#text", TextArea).text = "Heron flies on Monday."
        await seen.shows("1 finding", "Would wait 5 min", "own-words-1")
        await seen.press("f2")
        await seen.shows("Try it as an answer, public")
        await seen.press("f3")
        await seen.shows("Try it as an answer, quiet public")
        assert seen.file == FILE


async def test_a_mistake_made_by_hand_is_shown_and_can_be_mended_here(tmp_path: Path) -> None:
    async with settings(tmp_path, file=FILE.replace('"5m"', '"soon"')) as seen:
        await seen.find("with a warning")
        await seen.shows("“soon” is not a duration")
        await seen.press("enter")
        await seen.type("6m")
        await seen.press("enter", "s", "s")
        await seen.until(lambda: tomllib.loads(seen.file)["cooling"]["warn"] == "6m", "the file")


async def test_everything_is_drawn_in_plain_letters_where_that_is_asked_for(tmp_path: Path) -> None:
    async with settings(tmp_path, size=(60, 20), ascii_only=True, policy=POLICY) as seen:
        await seen.press("down", "enter", "down")
        await seen.shows("With a warning")
        strips = seen.pilot.app.screen._compositor.render_strips()
        drawn = "".join(segment.text for strip in strips for segment in strip)
        assert {letter for letter in drawn if ord(letter) > 126} <= set("█▁▂▃▄▅▆▇–▊▎▕▏")


async def test_the_mouse_does_what_the_keys_do(tmp_path: Path) -> None:
    async with settings(tmp_path, size=(100, 40)) as seen:
        await seen.pilot.click("#sections", offset=(5, 2))
        await seen.shows("Quiet hours")
        await seen.pilot.click("#settings", offset=(5, 2))
        await seen.type("9m")
        await seen.pilot.click("#take")
        await seen.shows("9m (not saved)")
        await seen.press("s")
        await seen.until(lambda: isinstance(seen.pilot.app.screen, ChangesScreen), "the changes")
        await seen.pilot.click("#save")
        await seen.shows("Saved and in use.")
        assert 'warn = "9m"' in seen.file
