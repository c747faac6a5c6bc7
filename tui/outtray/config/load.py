"""Reads the settings file into typed values and says everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from rapidfuzz import process

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.config.errors import Problem, SettingsInvalid
from outtray.config.settings import COOLING_FLOOR, Settings
from outtray_rules.cooling import parse_duration

_S = TypeVar("_S", bound=msgspec.Struct)
_HOUR = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)")


def load_settings(path: Path) -> Settings:
    """The settings in this file, defaults where it is silent or absent; raises ``SettingsInvalid``."""
    settings, problems = read_settings(path)
    if problems:
        raise SettingsInvalid(path, problems)
    return settings


def read_settings(path: Path, defaults: Settings | None = None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in this file and every mistake in it; a mistaken key keeps its default."""
    base = defaults or Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return base, ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        return base, (Problem(path, 0, "", _("cannot be read: {reason}").format(reason=reason)),)
    return parse_settings(text, path, base)


def parse_settings(
    text: str, path: Path, defaults: Settings | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The same for a text not yet saved, so that an editor can check as it is typed."""
    base = defaults or Settings()
    lines = text.splitlines()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        number = int(found.group(1)) if found else len(lines)
        quoted = sanitise(lines[number - 1]) if 0 < number <= len(lines) else ""
        return base, (Problem(path, number, "", _("not valid TOML: {reason}").format(reason=error), quoted),)
    reader = _Reader(path, lines)
    settings = reader.struct(data, base, ())
    if settings.cooling.base < COOLING_FLOOR:
        reader.problem(("cooling", "base"), _("must be at least 10s: the pause is what Outtray is for"))
        cooling = msgspec.structs.replace(settings.cooling, base=COOLING_FLOOR)
        settings = msgspec.structs.replace(settings, cooling=cooling)
    return settings, tuple(reader.problems)


class _Reader:
    """Converts tables to structs key by key, so that one mistake does not hide the next."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self._path = path
        self._lines = lines
        self.problems: list[Problem] = []

    def struct(self, table: Mapping[str, Any], default: _S, where: tuple[str, ...]) -> _S:
        fields = {f.encode_name: f for f in msgspec.structs.fields(default)}
        changes: dict[str, Any] = {}
        for key, value in table.items():
            place = (*where, key)
            known = fields.get(key)
            if known is None:
                self.problem(place, _unknown(key, list(fields)))
                continue
            current = getattr(default, known.name)
            if isinstance(current, msgspec.Struct) and isinstance(value, dict) and not where:
                changes[known.name] = self.struct(value, current, place)
                continue
            try:
                changes[known.name] = msgspec.convert(_prepare(value, known.type), known.type)
            except (msgspec.ValidationError, ValueError) as error:
                self.problem(place, str(error).replace(" - at `$`", ""))
        return msgspec.structs.replace(default, **changes) if changes else default

    def problem(self, place: tuple[str, ...], message: str) -> None:
        number = _line_of(self._lines, place)
        quoted = sanitise(self._lines[number - 1]) if number else ""
        self.problems.append(Problem(self._path, number, sanitise(".".join(place)), message, quoted))


def _unknown(key: str, names: list[str]) -> str:
    near = process.extractOne(key, names, score_cutoff=60)
    if near is None:
        return _("no such setting; known here: {names}").format(names=", ".join(names))
    return _("no such setting; did you mean {name}?").format(name=near[0])


def _leaf_types(kind: Any) -> set[Any]:
    inner = get_args(kind)
    return {kind} if not inner else set().union(*(_leaf_types(part) for part in inner))


def _prepare(value: Any, kind: Any) -> Any:
    """Turn what a person types (``15m``, ``22:00``, ``""`` for none) into what the type expects."""
    leaves = _leaf_types(kind)
    if timedelta in leaves:
        if not isinstance(value, str):
            raise ValueError(_('expected a duration in quotes, such as "90s", "15m", "2h" or "1d"'))
        return parse_duration(value)
    if type(None) in leaves and value == "":
        return None
    structs = [leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, msgspec.Struct)]
    if structs and isinstance(value, dict):
        kinds = {f.encode_name: f.type for f in msgspec.structs.fields(structs[0])}
        return {key: _prepare(part, kinds[key]) if key in kinds else part for key, part in value.items()}
    if structs and isinstance(value, list):
        return [_prepare(part, structs[0] | None) for part in value]
    if time in leaves and isinstance(value, str):
        return _clock_time(value)
    if datetime in leaves:
        return _moment(value)
    return value


def _clock_time(text: str) -> time:
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(_('expected a time of day in quotes, such as "22:00"'))
    return time(int(found.group(1)), int(found.group(2)))


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    parse: Callable[[str], datetime] = datetime.fromisoformat
    if isinstance(value, str):
        return parse(value)
    raise ValueError(_("expected a date, such as 2026-12-31"))


def _line_of(lines: list[str], place: tuple[str, ...]) -> int:
    """The 1-based line that sets this key, or opens its table; 0 when it cannot be told."""
    table: tuple[str, ...] = ()
    best = 0
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        header = re.match(r"\[\[?\s*([^\]]+?)\s*\]\]?", bare)
        if header:
            table = tuple(part.strip().strip("\"'") for part in header.group(1).split("."))
            if table == place[: len(table)]:
                best = best or number
            continue
        key = re.match(r"([A-Za-z0-9_\-.\"']+)\s*=", bare)
        if key:
            name = tuple(part.strip("\"'") for part in key.group(1).split("."))
            full = table + name
            if full == place:
                return number
            if full == place[: len(full)]:
                best = number
    return best
