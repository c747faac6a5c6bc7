"""The user's own themes: read when saved, refused by file and key, the last good one kept."""

from __future__ import annotations

from pathlib import Path

import outtray_themes
from outtray.services.themes import UserThemes

SHIPPED = Path(outtray_themes.__file__).parent / "registry.toml"


def mine(**changes: str) -> str:
    """A whole theme with other words in it."""
    text = SHIPPED.read_text(encoding="utf-8").replace('name = "registry"', 'name = "mine"')
    for old, new in changes.items():
        lines = [f'{old} = "{new}"' if line.split(" ")[0] == old else line for line in text.splitlines()]
        text = "\n".join(lines)
    return text


def test_a_theme_is_read_and_read_again_when_it_is_saved(tmp_path: Path) -> None:
    themes, file = UserThemes(tmp_path), tmp_path / "mine.toml"
    assert themes.look().changed == ()
    file.write_text(mine(), encoding="utf-8")
    assert [theme.name for theme in themes.look().changed] == ["mine"]
    assert themes.look().changed == ()
    file.write_text(mine(ink="#fefefe "[:7]) + "\n", encoding="utf-8")
    assert themes.look().changed[0].colours["ink"].hex == "#fefefe"


def test_a_bad_colour_is_told_with_file_and_key_and_the_last_good_theme_stays(tmp_path: Path) -> None:
    themes, file = UserThemes(tmp_path), tmp_path / "mine.toml"
    file.write_text(mine(), encoding="utf-8")
    themes.look()
    good = themes.themes["mine"]
    file.write_text(mine(ink="reddish"), encoding="utf-8")
    news = themes.look()
    assert str(file) in news.problems[0]
    assert "colours.ink" in news.problems[0]
    assert themes.themes["mine"] == good
    assert themes.problems == news.problems
    file.write_text(mine(ink="#ffffff"), encoding="utf-8")
    assert themes.look().problems == ()
    assert themes.problems == ()


def test_the_name_of_a_theme_that_ships_cannot_be_taken(tmp_path: Path) -> None:
    (tmp_path / "registry.toml").write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    assert "ships with Outtray" in UserThemes(tmp_path).look().problems[0]


def test_colours_too_close_to_read_are_told_and_shown(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(mine(ink="#1a1d24"), encoding="utf-8")
    news = UserThemes(tmp_path).look()
    assert "hard to read: ink on" in news.faint[0]
    assert news.changed[0].name == "mine"
