"""Saving settings keeps what the user wrote by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from outtray.base.errors import OuttrayError
from outtray.config.errors import ConfigError, SettingsInvalid
from outtray.config.load import read_settings
from outtray.config.save import save_settings


def test_comments_and_other_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n[cooling]\nwarn = "20m"  # twenty\n', encoding="utf-8")
    save_settings(path, {"cooling": {"reply": "9m"}, "profile": {"jurisdiction": "ca"}})
    text = path.read_text(encoding="utf-8")
    assert "# mine" in text
    assert 'warn = "20m"  # twenty' in text
    loaded = read_settings(path)[0]
    assert (loaded.cooling.reply, loaded.profile.jurisdiction) == (timedelta(minutes=9), "ca")


def test_a_first_save_makes_the_file_and_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    assert save_settings(path, {"interface": {"theme": "foolscap"}}).interface.theme == "foolscap"
    assert read_settings(path)[0].interface.theme == "foolscap"


def test_nothing_invalid_is_ever_saved(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[cooling]\nwarn = "20m"\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="soon"):
        save_settings(path, {"cooling": {"warn": "soon"}})
    assert path.read_text(encoding="utf-8") == '[cooling]\nwarn = "20m"\n'


@pytest.mark.parametrize("text", ["[cooling\n", "profile = 3\n", 'profile = "ca"\n', "[[profile]]\n"])
def test_a_file_that_cannot_be_changed_stays_and_its_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=r"settings\.toml") as caught:
        save_settings(path, {"profile": {"jurisdiction": "ca"}})
    assert caught.value.problems
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        save_settings(path, {"profile": {"jurisdiction": "ca"}})


def test_a_place_that_takes_no_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(OuttrayError, match=re.escape(str(tmp_path))):
        save_settings(tmp_path / "file" / "settings.toml", {"profile": {"jurisdiction": "ca"}})
