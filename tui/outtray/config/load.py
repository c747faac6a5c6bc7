"""Reads the settings file into typed values and says everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.config.settings import READY_FLOOR, CoolingTerms, Settings
from outtray_rules.cooling import COOLING_FLOOR
from outtray_rules.durations import parse_duration
from outtray_rules.errors import PathKey, Problem, RulesError, nearest
from outtray_rules.locate import KeyIndex

_S = TypeVar("_S", bound=msgspec.Struct)
_HOUR = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)")


def read_settings(path: Path, defaults: Settings | None = None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in this file and every mistake in it; a mistaken key keeps its default."""
    base = defaults or Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return base, ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        return base, (Problem(str(path), 0, 0, "", _("cannot be read: {reason}").format(reason=reason)),)
    return parse_settings(text, path, base)


def parse_settings(
    text: str, path: Path, defaults: Settings | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The same for a text not yet saved, so that an editor can check as it is typed."""
    base = defaults or Settings()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return base, (_syntax_problem(text, path, error),)
    reader = _Reader(path, text)
    settings = reader.struct(data, base, ())
    cooling = _never_too_short(settings.cooling, reader)
    return msgspec.structs.replace(settings, cooling=cooling), tuple(reader.problems)


def _never_too_short(terms: CoolingTerms, reader: _Reader) -> CoolingTerms:
    """The terms with each that would do away with the pause set to its floor; the reader is told."""
    if terms.base < COOLING_FLOOR:
        reader.problem(("cooling", "base"), _("must be at least 10s: the pause is what Outtray is for"))
    if terms.max < COOLING_FLOOR:
        reader.problem(("cooling", "max"), _("must be at least 10s: the pause is what Outtray is for"))
    if terms.ready_window < READY_FLOOR:
        reader.problem(("cooling", "ready_window"), _("must be at least 5m: a ready act must be read again"))
    return msgspec.structs.replace(
        terms,
        base=max(terms.base, COOLING_FLOOR),
        max=max(terms.max, COOLING_FLOOR),
        ready_window=max(terms.ready_window, READY_FLOOR),
    )


def _syntax_problem(text: str, path: Path, error: tomllib.TOMLDecodeError) -> Problem:
    lines = text.splitlines() or [""]
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    line, column = (int(found.group(1)), int(found.group(2))) if found else (len(lines), 1)
    quoted = sanitise(lines[min(line, len(lines)) - 1])
    reason = str(error).partition(" (at ")[0]
    return Problem(str(path), line, column, quoted, _("not valid TOML: {reason}").format(reason=reason))


class _Reader:
    """Converts tables to structs key by key, so that one mistake does not hide the next."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._index: KeyIndex | None = None
        self.problems: list[Problem] = []

    def struct(self, table: Mapping[str, Any], default: _S, where: PathKey) -> _S:
        fields = {f.encode_name: f for f in msgspec.structs.fields(default)}
        changes: dict[str, Any] = {}
        for key, value in table.items():
            place = (*where, key)
            known = fields.get(key)
            if known is None:
                self.problem(place, _unknown(key, list(fields)), nearest(key, fields))
                continue
            current = getattr(default, known.name)
            if isinstance(current, msgspec.Struct) and isinstance(value, dict) and not where:
                changes[known.name] = self.struct(value, current, place)
                continue
            try:
                changes[known.name] = msgspec.convert(_prepare(value, known.type), known.type)
            except (msgspec.ValidationError, ValueError, RulesError) as error:
                self.problem(place, str(error).replace(" - at `$`", ""))
        return msgspec.structs.replace(default, **changes) if changes else default

    def problem(self, place: PathKey, message: str, near: str = "") -> None:
        self._index = self._index or KeyIndex(self._text)
        line, column = self._index.place(place)
        name = sanitise(".".join(str(part) for part in place))
        quoted = sanitise(self._index.line(line))
        self.problems.append(Problem(str(self._path), line, column, quoted, f"{name}: {message}", near))


def _unknown(key: str, names: list[str]) -> str:
    if nearest(key, names):
        return _("no such setting")
    return _("no such setting; known here: {names}").format(names=", ".join(names))


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
