"""Changes single settings in the user's file and leaves everything else as it was, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from outtray.base.translation import gettext as _
from outtray.config.errors import ConfigError, SettingsInvalid
from outtray.config.load import parse_settings
from outtray.config.settings import Settings
from outtray.storage.atomic import write_text
from outtray.storage.plain import read_plain_text

Change = Mapping[str, Mapping[str, Any]]
"""Section to key to value, in the shapes a person would type (``"15m"``); None takes a key out."""


def save_settings(path: Path, changes: Change, defaults: Settings | None = None) -> Settings:
    """Write these changes and return the settings as they then stand; ``defaults`` fills in what is not set.

    Nothing is written when the file as it is cannot be read, or when the result would not be valid: raises
    ``ConfigError`` (``SettingsInvalid`` names the lines), or ``StorageError`` when it cannot be written.
    """
    _before, text = proposed(path, changes)
    settings, problems = parse_settings(text, path, defaults)
    if problems:
        raise SettingsInvalid(path, problems)
    write_text(path, text, mode=0o600)
    return settings


def proposed(path: Path, changes: Change) -> tuple[str, str]:
    """The file's text as it is and as these changes would make it; nothing is written.

    Raises ``ConfigError``, and ``SettingsInvalid`` for a file that is no TOML.
    """
    from tomlkit.exceptions import TOMLKitError

    before = _read(path)
    if not any(changes.values()):
        return before, before
    try:
        return before, changed_text(before, changes)
    except (TOMLKitError, TypeError) as error:
        # Not TOML, or a value stands where a section has to be; the reader names the line.
        raise SettingsInvalid(path, parse_settings(before, path)[1]) from error


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
        if not isinstance(table, dict):
            raise TypeError(section)
        for key, value in values.items():
            _put(table, key, value)
    return tomlkit.dumps(document)


def _put(table: Any, key: str, value: Any) -> None:
    """Set one key of a table; of lists and tables only what differs, so that the comments in them stay."""
    before = table.get(key)
    if value is None:
        table.pop(key, None)
    elif isinstance(value, Mapping) and isinstance(before, dict):
        _merge(before, value)
    elif isinstance(value, list) and isinstance(before, list):
        if not value and _is_of_tables(before):
            table.pop(key)
            return
        _align(before, value)
        if _plain(before) != value:
            table[key] = value
    else:
        table[key] = _tables(value) if _is_of_tables(value) else value


def _merge(table: Any, values: Mapping[str, Any]) -> None:
    for gone in [key for key in table if key not in values]:
        del table[gone]
    for key, value in values.items():
        if key not in table or table[key] != value:
            _put(table, key, value)


def _align(before: Any, values: list[Any]) -> None:
    """Take out what is gone, put in what was added; from the end, so that places stay what they are."""
    old, new = [repr(_plain(one)) for one in before], [repr(one) for one in values]
    for what, start, end, first, last in reversed(SequenceMatcher(None, old, new).get_opcodes()):
        if what == "equal":
            continue
        paired = min(end - start, last - first) if _is_of_tables(before) else 0
        for number in reversed(range(start + paired, end)):
            del before[number]
        for number, value in enumerate(values[first:last]):
            if number < paired:
                _merge(before[start + number], value)
            else:
                before.insert(start + number, value)


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _is_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _tables(values: list[dict[str, Any]]) -> Any:
    """A list of tables with a heading for each, as a person writes them."""
    import tomlkit

    made = tomlkit.aot()
    for value in values:
        made.append(tomlkit.item(value))
    return made


def _read(path: Path) -> str:
    try:
        return read_plain_text(path)
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
