"""The whole program follows its settings and the user's themes while it runs; no start is needed."""

from __future__ import annotations

from pathlib import Path

import outtray_themes
from flow_kit import Flow, program
from outtray.screens.help import HelpScreen
from outtray.screens.settings.screen import SettingsScreen
from practice_process import PracticeServer

REGISTRY = Path(outtray_themes.__file__).parent / "registry.toml"


def settings_file(folder: Path) -> Path:
    """The settings of the practice world."""
    place = folder / "config" / "practice"
    place.mkdir(parents=True, exist_ok=True)
    return place / "settings.toml"


def own_theme(folder: Path, text: str) -> Path:
    """A theme of the user's, saved."""
    file = folder / "config" / "practice" / "themes" / "mine.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def footer(flow: Flow) -> str:
    """The keys at the foot of the screen in front."""
    return flow.picture()


async def test_hints_name_the_keys_the_user_gave(tmp_path: Path, practice_server: PracticeServer) -> None:
    file = settings_file(tmp_path)
    file.write_text('[keys]\n"reading.compose" = "w"\n"reading.drafts" = "W"\n', encoding="utf-8")
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: flow.app.remapping.keys, "the keys")
        await flow.press("W")
        await flow.until(lambda: "w writes a new post." in flow.told, "how a draft begins")
        (await flow.open_desk("w")).insert("The ferry runs.")
        await flow.press("escape")
        await flow.until(lambda: "W brings it back." in flow.told, "how it comes back")


async def test_keys_themes_signs_and_motion_follow_the_file_while_the_program_runs(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    file = settings_file(tmp_path)
    file.write_text('[keys]\n"reading.settings" = "W"\n"reading.compose" = "none"\n', encoding="utf-8")
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: flow.app.remapping.keys, "the keys")
        await flow.press("comma", "c")
        assert flow.screens == ["MainScreen"]
        await flow.until(lambda: "Compose" not in footer(flow), "a footer without what has no key")
        await flow.press("W")
        await flow.shows(SettingsScreen)
        await flow.press("escape")
        await flow.until(lambda: flow.screens == ["MainScreen"], "the timeline")
        await flow.press("question_mark")
        await flow.shows(HelpScreen)
        card = flow.app.screen
        await flow.until(
            lambda: "W" in [str(keys.render()) for keys in card.query(".keys")], "the key in the help"
        )
        await flow.press("escape")
        file.write_text(
            '[interface]\ntheme = "foolscap"\nicons = "ascii"\nreduced_motion = true\n', encoding="utf-8"
        )
        await flow.until(lambda: flow.app.theme == "foolscap", "the theme")
        await flow.until(lambda: not flow.app.remapping.keys, "the keys as they came")
        assert flow.app.animation_level == "none"
        assert flow.main.header.still
        assert flow.main.icons.ascii_only
        await flow.press("comma")
        await flow.shows(SettingsScreen)


async def test_a_key_that_clashes_is_told_by_name_and_stays_as_it_came(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    settings_file(tmp_path).write_text('[keys]\n"reading.reply" = "R"\n', encoding="utf-8")
    async with program(tmp_path, practice_server, keep_notice=True) as flow:
        await flow.until(
            lambda: "asked for by both reading.reply and reading.register" in flow.told, "the clash"
        )
        assert flow.app.remapping.keys == {}


async def test_a_theme_of_ones_own_is_there_at_once_follows_its_file_and_survives_a_mistake(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    text = REGISTRY.read_text(encoding="utf-8").replace('name = "registry"', 'name = "mine"')
    file = own_theme(tmp_path, text)
    settings_file(tmp_path).write_text('[interface]\ntheme = "mine"\n', encoding="utf-8")
    async with program(tmp_path, practice_server) as flow:
        assert flow.app.theme == "mine"
        await flow.until(
            lambda: flow.app.appearance is not None and flow.app.appearance.themes.themes, "a look"
        )
        ground = next(line for line in text.splitlines() if line.startswith("ground"))
        own_theme(tmp_path, text.replace(ground, 'ground = "#010203"'))
        await flow.until(lambda: flow.app.current_theme.background == "#010203", "the colour")
        own_theme(tmp_path, text.replace(ground, 'ground = "dusk"'))
        await flow.until(lambda: "colours.ground" in flow.told, "the mistake")
        assert str(file) in flow.told.replace("\n", "")
        assert flow.app.current_theme.background == "#010203"
