"""Changes single settings in the user's file and leaves everything else as it was, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outtray.base.translation import gettext as _
from outtray.config.errors import ConfigError, SettingsInvalid
from outtray.config.load import parse_settings
from outtray.config.settings import Settings
from outtray.storage.atomic import write_text

Change = Mapping[str, Mapping[str, Any]]
"""Section to key to value, in the shapes a person would type (``"15m"``); None takes a key out."""


def save_settings(path: Path, changes: Change, defaults: Settings | None = None) -> Settings:
    """Write these changes and return the settings as they then stand; ``defaults`` fills in what is not set.

    Nothing is written when the file as it is cannot be read, or when the result would not be valid: raises
    ``ConfigError`` (``SettingsInvalid`` names the lines), or ``StorageError`` when it cannot be written.
    """
    from tomlkit.exceptions import TOMLKitError

    before = _read(path)
    try:
        text = changed_text(before, changes)
    except (TOMLKitError, TypeError) as error:
        # Not TOML, or a value stands where a section has to be; the reader names the line.
        raise SettingsInvalid(path, parse_settings(before, path)[1]) from error
    settings, problems = parse_settings(text, path, defaults)
    if problems:
        raise SettingsInvalid(path, problems)
    write_text(path, text, mode=0o600)
    return settings


def changed_text(text: str, changes: Change) -> str:
    """The file's text with these changes made, for showing before it is saved.

    Raises ``TOMLKitError`` for a text that is no TOML, ``TypeError`` where a value stands for a section.
    """
    import tomlkit

    document = tomlkit.parse(text) if text.strip() else _blank()
    for section, values in changes.items():
        if section not in document:
            document[section] = tomlkit.table()
        table = document[section]
        for key, value in values.items():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
    return tomlkit.dumps(document)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            _("The settings in {path} cannot be read.").format(path=path),
            _("Move the file aside, or make it readable, and try again."),
        ) from error


def _blank() -> Any:
    import tomlkit

    document = tomlkit.document()
    document.add(
        tomlkit.comment(_("Outtray's settings. `outtray check` reads them too. Times: 90s, 15m, 2h, 1d."))
    )
    return document
