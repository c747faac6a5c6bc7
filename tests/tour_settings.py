"""Scenes of the tour: the settings, rules and the box to try them in."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from flow_kit import Flow
from outtray.screens.settings.changes import ChangesScreen
from outtray.screens.settings.entries import EntriesScreen
from outtray.screens.settings.field import FieldScreen
from outtray.screens.settings.keys import KeyScreen
from outtray.screens.settings.page import PageScreen
from outtray.screens.settings.pick import PickScreen
from outtray.screens.settings.rules import RulesScreen
from outtray.screens.settings.screen import SettingsScreen
from outtray.screens.settings.trying import TryScreen
from outtray.widgets.settings.wording import SECTIONS
from tour_kit import Scene, listed_in, words

SCENES: dict[str, Scene] = {}
scene = listed_in(SCENES)


async def settings_at(flow: Flow, number: int, *, inside: bool = True) -> SettingsScreen:
    """The settings, at one of their sections."""
    await flow.press("comma")
    await flow.shows(SettingsScreen)
    screen = flow.app.screen
    assert isinstance(screen, SettingsScreen)
    await flow.until(lambda: screen.sections.has_focus, "the sections")
    screen.sections.highlighted = number
    if inside:
        await flow.press("enter")
        await flow.until(lambda: screen.list.has_focus, "the settings of the section")
    return screen


@scene
async def settings(flow: Flow) -> None:
    """The sections of the settings."""
    await settings_at(flow, 0, inside=False)


@scene
async def settings_cooling(flow: Flow) -> None:
    """How long acts wait."""
    await settings_at(flow, list(SECTIONS).index("cooling"))
    await flow.press("down")


@scene
async def settings_wait(flow: Flow) -> None:
    """A wait, judged and worked out as it is typed."""
    await settings_cooling(flow)
    await flow.press("enter")
    await flow.shows(FieldScreen)
    flow.app.screen.query(Input).first().value = "20m"


@scene
async def settings_changes(flow: Flow) -> None:
    """The lines that would change."""
    await settings_wait(flow)
    await flow.press("enter")
    await flow.shows(SettingsScreen)
    await flow.press("s")
    await flow.shows(ChangesScreen)


@scene
async def settings_choice(flow: Flow) -> None:
    """A value chosen from a list: a theme."""
    await find_setting(flow, "interface.theme")
    await flow.press("enter")
    await flow.shows(PickScreen)


@scene
async def settings_entries(flow: Flow) -> None:
    """A list of entries: texts to watch for."""
    await find_setting(flow, "rules.watch")
    await flow.press("enter")
    await flow.shows(EntriesScreen)


@scene
async def settings_interface(flow: Flow) -> None:
    """How the program looks and listens."""
    await settings_at(flow, list(SECTIONS).index("interface"))


@scene
async def settings_keys(flow: Flow) -> None:
    """The keys, and one that is asked for by two."""
    await settings_at(flow, list(SECTIONS).index("keys"))
    await flow.press("j", "enter")
    await flow.shows(KeyScreen)
    await flow.press("j")


@scene
async def settings_account(flow: Flow) -> None:
    """What one account has for itself."""
    await settings_at(flow, list(SECTIONS).index("accounts"))
    await flow.press("enter")
    await flow.shows(FieldScreen)


@scene
async def settings_policy(flow: Flow) -> None:
    """Where the files are, and who rules."""
    await settings_at(flow, list(SECTIONS).index("policy"))


@scene
async def settings_search(flow: Flow) -> None:
    """Settings found by a word."""
    await settings_at(flow, 0, inside=False)
    await flow.press("slash")
    flow.app.screen.query_one("#question", Input).value = "post"


@scene
async def rules(flow: Flow) -> None:
    """Packs and rules."""
    await find_setting(flow, "rules.packs")
    await flow.press("enter")
    await flow.shows(RulesScreen)


async def find_setting(flow: Flow, name: str) -> None:
    """The settings, at the one of this name."""
    await flow.press("comma")
    await flow.shows(SettingsScreen)
    await flow.press("slash")
    screen = flow.app.screen
    assert isinstance(screen, SettingsScreen)
    screen.question.value = name
    await flow.until(lambda: screen.list.chosen == name, name)
    await flow.press("enter")
    await flow.until(lambda: screen.list.has_focus, name)


@scene
async def rule(flow: Flow) -> None:
    """What one rule finds, and on whose word."""
    await rules(flow)
    screen = flow.app.screen
    assert isinstance(screen, RulesScreen)
    await flow.until(lambda: screen.list.option_count > 3, "the rules")
    screen.list.highlighted = 3
    await flow.press("enter")
    await flow.shows(PageScreen)


@scene
async def try_it(flow: Flow) -> None:
    """A text against the settings as they stand."""
    await settings_at(flow, 0, inside=False)
    await flow.press("t")
    await flow.shows(TryScreen)
    area = flow.app.screen.query_one(TextArea)
    await flow.until(lambda: area.has_focus, "the box")
    area.insert(words("risky"))
    await flow.pilot.pause(0.3)
