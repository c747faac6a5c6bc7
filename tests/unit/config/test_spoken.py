"""The language of the settings is found early, whatever else the file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from outtray.config.spoken import wished_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('[interface]\nlanguage = "fr"\n', "fr"),
        ('[interface]\ntheme = "mono"\n\n[cooling]\nbase = "2m"\n', ""),
        ("[interface]\nlanguage = 3\n", ""),
        ('[interface]\nlanguage = "../fr"\n', ""),
        ('interface = "language"\n', ""),
        ('[interface\nlanguage = "fr"\n', ""),
    ],
)
def test_the_language_of_the_settings(tmp_path: Path, text: str, language: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    assert wished_language(file) == language


def test_no_settings_wish_for_nothing(tmp_path: Path) -> None:
    assert wished_language(tmp_path / "settings.toml") == ""
    (tmp_path / "bytes.toml").write_bytes(b'[interface]\nlanguage = "\xff"\n')
    assert wished_language(tmp_path / "bytes.toml") == ""
