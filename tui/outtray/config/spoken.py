"""The language the settings ask for, found before anything is worded or the settings are read as a whole."""

from __future__ import annotations

from pathlib import Path

from outtray.storage.plain import read_plain_text


def wished_language(settings_file: Path) -> str:
    """``interface.language`` as it stands in the file; empty when it is not there or cannot be read.

    Nothing is told of mistakes: whoever reads the settings as a whole tells them, in some language.
    """
    try:
        text = read_plain_text(settings_file)
    except (OSError, UnicodeDecodeError):
        return ""
    if "language" not in text:
        return ""
    import tomllib

    try:
        interface = tomllib.loads(text).get("interface")
    except tomllib.TOMLDecodeError:
        return ""
    wished = interface.get("language") if isinstance(interface, dict) else ""
    return wished if isinstance(wished, str) and wished.isalpha() else ""
