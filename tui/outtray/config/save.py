"""Changes single settings in the user's file and leaves everything else as it was, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outtray.base.translation import gettext as _
from outtray.config.errors import SettingsInvalid
from outtray.config.load import parse_settings
from outtray.config.settings import Settings
from outtray.storage.atomic import write_text

Change = Mapping[str, Mapping[str, Any]]
"""Section to key to value, in the shapes a person would type (durations as ``"15m"``)."""


def save_settings(path: Path, changes: Change) -> Settings:
    """Write these changes and return the settings as they then stand.

    Nothing is written when the result would not be valid: raises ``SettingsInvalid``.
    """
    text = changed_text(_read(path), changes)
    settings, problems = parse_settings(text, path)
    if problems:
        raise SettingsInvalid(path, problems)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_text(path, text, mode=0o600)
    return settings


def changed_text(text: str, changes: Change) -> str:
    """The file's text with these changes made, for showing before it is saved."""
    import tomlkit

    document = tomlkit.parse(text) if text.strip() else _blank()
    for section, values in changes.items():
        if section not in document:
            document[section] = tomlkit.table()
        table = document[section]
        for key, value in values.items():
            table[key] = value
    return tomlkit.dumps(document)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _blank() -> Any:
    import tomlkit

    document = tomlkit.document()
    document.add(
        tomlkit.comment(_("Outtray's settings. `outtray check` reads them too. Times: 90s, 15m, 2h, 1d."))
    )
    return document
