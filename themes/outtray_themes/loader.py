"""Themes from TOML: every problem of a file reported at once, with its line and key."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from outtray_themes.colour import Colour, parse_colour
from outtray_themes.errors import ThemeError
from outtray_themes.keys import KEYS
from outtray_themes.theme import Theme

DEFAULT_DARK = "registry"
DEFAULT_LIGHT = "foolscap"
SHIPPED = ("foolscap", "registry", "newsprint", "red-box", "high-contrast", "mono")

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_TEXTS = ("name", "title", "description")
_LANGUAGES = ("fr",)
"""Languages a theme may describe itself in, besides English."""


@cache
def shipped_theme(name: str) -> Theme:
    """One of the themes in ``SHIPPED``; KeyError for any other name."""
    if name not in SHIPPED:
        raise KeyError(name)
    source = Path(__file__).with_name(f"{name}.toml")
    return parse_theme(source.read_text(encoding="utf-8"), f"{name}.toml")


def shipped_themes() -> tuple[Theme, ...]:
    """Every theme that ships, the two defaults first."""
    return tuple(shipped_theme(name) for name in SHIPPED)


def load_theme(path: Path) -> Theme:
    """Read a user's theme; ThemeError says what is wrong with the file, key by key."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ThemeError((f"{path}: cannot be read: {error.strerror}.",)) from error
    except UnicodeDecodeError as error:
        raise ThemeError((f"{path}: is not UTF-8 text (byte {error.start}).",)) from error
    return parse_theme(text, str(path))


def parse_theme(text: str, where: str) -> Theme:
    """Read one theme from TOML text; ``where`` names it in errors (usually the file's path)."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError((f"{where}: is not TOML: {error}.",)) from error
    return _Reader(text, where).theme(document)


class _Reader:
    """Collects problems while reading, so that a person can mend them all in one go."""

    def __init__(self, text: str, where: str) -> None:
        self._lines = text.splitlines()
        self._where = where
        self._problems: list[str] = []

    def theme(self, document: dict[str, object]) -> Theme:
        """The theme, or ThemeError with every problem met on the way."""
        for extra in document.keys() - {"theme", "colours", "accounts"}:
            self._problem(extra, f"unknown section “{extra}”; expected theme, colours and accounts")
        about = self._table(document, "theme")
        known = [*_TEXTS, "dark", *_LANGUAGES]
        for extra in about.keys() - set(known):
            self._problem(extra, f"unknown key “theme.{extra}”{_nearest(extra, known)}")
        described = {code: self._described(about[code], code) for code in _LANGUAGES if code in about}
        texts = {key: self._string(about, key) for key in _TEXTS}
        if texts["name"] and not _NAME.match(texts["name"]):
            self._problem("name", "“theme.name” must be lower-case letters, digits and hyphens")
        dark = about.get("dark")
        if not isinstance(dark, bool):
            self._problem("dark", "“theme.dark” must be true or false")
        colours = self._colours(self._table(document, "colours"))
        accounts = self._accounts(self._table(document, "accounts"))
        if self._problems:
            raise ThemeError(tuple(self._problems))
        name, title, description = (texts[key] for key in _TEXTS)
        return Theme(name, title, description, dark is True, colours, accounts, described)

    def _described(self, table: object, code: str) -> str:
        """``[theme.fr]`` with a ``description`` in that language."""
        if isinstance(table, dict) and table.keys() == {"description"}:
            return self._string(table, "description")
        self._problem(code, f"“theme.{code}” must be a table with a description")
        return ""

    def _table(self, document: dict[str, object], name: str) -> dict[str, object]:
        table = document.get(name)
        if isinstance(table, dict):
            return table
        self._problem(name, f"the section [{name}] is missing")
        return {}

    def _string(self, table: dict[str, object], key: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self._problem(key, f"“theme.{key}” must be a text")
        return ""

    def _colours(self, table: dict[str, object]) -> dict[str, Colour]:
        for extra in table.keys() - KEYS.keys():
            self._problem(extra, f"unknown key “colours.{extra}”{_nearest(extra, list(KEYS))}")
        found: dict[str, Colour] = {}
        for key, purpose in KEYS.items():
            if key not in table:
                self._problem(key, f"“colours.{key}” is missing: {purpose}")
            elif (colour := self._colour(key, f"colours.{key}", table[key])) is not None:
                found[key] = colour
        return found

    def _accounts(self, table: dict[str, object]) -> tuple[Colour, ...]:
        for extra in table.keys() - {"colours"}:
            self._problem(extra, f"unknown key “accounts.{extra}”{_nearest(extra, ['colours'])}")
        values = table.get("colours")
        if not isinstance(values, list) or not values:
            self._problem("colours", "“accounts.colours” must be a list of at least one colour")
            return ()
        read = [self._colour("colours", f"accounts.colours[{i}]", value) for i, value in enumerate(values)]
        return tuple(colour for colour in read if colour is not None)

    def _colour(self, key: str, name: str, value: object) -> Colour | None:
        try:
            return parse_colour(value if isinstance(value, str) else repr(value))
        except ValueError:
            self._problem(key, f"“{name}” is {value!r}, which is no colour; write #rgb or #rrggbb")
            return None

    def _problem(self, key: str, sentence: str) -> None:
        self._problems.append(f"{self._where}{self._line_of(key)}: {sentence}.")

    def _line_of(self, key: str) -> str:
        wanted = re.compile(rf"\s*(?:\[\s*{re.escape(key)}\s*\]|[\"']?{re.escape(key)}[\"']?\s*=)")
        for number, line in enumerate(self._lines, 1):
            if wanted.match(line):
                return f", line {number}"
        return ""


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean “{close[0]}”?" if close else ""
