"""Turns TOML a person typed into typed values, and says everything that is wrong with it at once.

Settings and policy files share this: a mistake is a line, a column, what stands there, what was expected
and the nearest valid name; it never hides the next one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray_rules.durations import LONGEST_KEPT, parse_duration
from outtray_rules.errors import PathKey, Problem, RulesError, nearest
from outtray_rules.locate import KeyIndex

_S = TypeVar("_S", bound=msgspec.Struct)
_HOUR = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)")


class _Nothing(Enum):
    """Stands for a value that could not be read; the problem is told already."""

    NOTHING = 0


NOTHING: Final = _Nothing.NOTHING


def decode(text: str, path: Path) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """A TOML document as tables; empty, with the place of the mistake, when it is not TOML."""
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as error:
        lines = text.splitlines() or [""]
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found.group(1)), int(found.group(2))) if found else (len(lines), 1)
        quoted = sanitise(lines[min(line, len(lines)) - 1])
        reason = str(error).partition(" (at ")[0]
        told = _("not valid TOML: {reason}").format(reason=reason)
        return {}, (Problem(str(path), line, column, quoted, told),)
    except RecursionError:
        return {}, (Problem(str(path), 0, 0, "", _("too deeply nested to be read")),)


def whole_file(path: Path, message: str) -> Problem:
    """A problem of a file as a whole."""
    return Problem(str(path), 0, 0, "", message)


class TableReader:
    """Reads the tables of one document into structs; ``problems`` gathers what is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._index: KeyIndex | None = None
        self.problems: list[Problem] = []

    def read(self, table: Mapping[str, Any], default: _S) -> _S:
        """``default`` with what the document says; a mistaken key keeps its default."""
        return self._struct(table, default, ())

    def problem(self, place: PathKey, message: str, near: str = "") -> None:
        """Report a mistake at a place of the document."""
        line, column = self.place(place)
        name = sanitise(_spelt(place))
        quoted = sanitise(self._lines().line(line))
        self.problems.append(Problem(str(self._path), line, column, quoted, f"{name}: {message}", near))

    def place(self, place: PathKey) -> tuple[int, int]:
        """Line and column of a key, from 1."""
        return self._lines().place(place)

    def _lines(self) -> KeyIndex:
        self._index = self._index or KeyIndex(self._text)
        return self._index

    def _struct(self, table: Mapping[str, Any], default: _S, where: PathKey) -> _S:
        fields = {field.encode_name: field for field in msgspec.structs.fields(default)}
        changes: dict[str, Any] = {}
        for key, value in table.items():
            place = (*where, key)
            known = fields.get(key)
            if known is None:
                self._unknown(place, list(fields))
                continue
            current = getattr(default, known.name)
            if isinstance(current, msgspec.Struct) and isinstance(value, dict) and not where:
                changes[known.name] = self._struct(value, current, place)
                continue
            read = self._value(value, known.type, place)
            if read is not NOTHING:
                changes[known.name] = read
        return msgspec.structs.replace(default, **changes) if changes else default

    def _unknown(self, place: PathKey, names: list[str]) -> None:
        near = nearest(str(place[-1]), names)
        told = _("no such setting") if near else _("no such setting; known here: {names}")
        self.problem(place, told.format(names=", ".join(names)), near)

    def _value(self, value: Any, kind: Any, place: PathKey) -> Any:
        """One value of a kind, or ``NOTHING`` after telling why not."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._within(self._value(value, inner[0], place), inner[1:], place)
        if origin in {Union, UnionType}:
            if value == "" and NoneType in inner:
                return None
            if str in inner and isinstance(value, str):
                return value  # one text where a list of them may stand
            return self._value(value, next(one for one in inner if one not in {NoneType, str}), place)
        if origin is Literal:
            return self._choice(value, {str(name): name for name in inner}, place)
        if origin is tuple:
            return self._list(value, inner, place)
        if origin is dict:
            return self._mapping(value, inner[1], place)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._choice(value, {str(member): member for member in kind}, place)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._table(value, kind, place)
        return self._plain(value, kind, place)

    def _choice(self, value: Any, choices: Mapping[str, Any], place: PathKey) -> Any:
        if isinstance(value, str) and value in choices:
            return choices[value]
        near = nearest(value, [name for name in choices if name]) if isinstance(value, str) else ""
        named = ", ".join(f'"{name}"' for name in choices)
        self.problem(place, _("expected one of {choices}").format(choices=named), near)
        return NOTHING

    def _list(self, value: Any, inner: tuple[Any, ...], place: PathKey) -> Any:
        if not isinstance(value, list):
            self.problem(
                place, _("expected a list in square brackets, found {found}").format(found=_a(value))
            )
            return NOTHING
        if inner[-1:] != (Ellipsis,) and len(value) != len(inner):
            self.problem(
                place,
                _("expected {count} values, found {found}").format(count=len(inner), found=len(value)),
            )
            return NOTHING
        kinds = inner[:1] * len(value) if inner[-1:] == (Ellipsis,) else inner
        read = [
            self._value(one, kind, (*place, number))
            for number, (one, kind) in enumerate(zip(value, kinds, strict=True))
        ]
        if inner[-1:] == (Ellipsis,):
            return tuple(one for one in read if one is not NOTHING)
        return NOTHING if NOTHING in read else tuple(read)

    def _mapping(self, value: Any, kind: Any, place: PathKey) -> Any:
        if not isinstance(value, dict):
            self.problem(place, _("expected a table, found {found}").format(found=_a(value)))
            return NOTHING
        read = {key: self._named(one, kind, (*place, key)) for key, one in value.items()}
        return {key: one for key, one in read.items() if one is not NOTHING}

    def _named(self, value: Any, kind: Any, place: PathKey) -> Any:
        """What stands under a name: of a table a mistaken key keeps its default, as in a section."""
        is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        if (
            is_struct
            and isinstance(value, dict)
            and not any(one.required for one in msgspec.structs.fields(kind))
        ):
            return self._struct(value, kind(), place)
        return self._value(value, kind, place)

    def _table(self, value: Any, kind: type[msgspec.Struct], place: PathKey) -> Any:
        if not isinstance(value, dict):
            self.problem(place, _("expected a table, found {found}").format(found=_a(value)))
            return NOTHING
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        read: dict[str, Any] = {}
        sound = True
        for key, one in value.items():
            if key not in fields:
                self._unknown((*place, key), list(fields))
                sound = False
                continue
            given = self._value(one, fields[key].type, (*place, key))
            sound = sound and given is not NOTHING
            read[fields[key].name] = given
        missing = [name for name, field in fields.items() if field.required and name not in value]
        if missing:
            self.problem(place, _("misses {names}").format(names=", ".join(missing)))
        return kind(**read) if sound and not missing else NOTHING

    def _within(self, value: Any, about: tuple[Any, ...], place: PathKey) -> Any:
        """The value when it keeps the bounds of its declaration."""
        for meta in about:
            if not isinstance(meta, msgspec.Meta) or not isinstance(value, int) or isinstance(value, bool):
                continue
            low, high = meta.ge, meta.le
            if (low is not None and value < low) or (high is not None and value > high):
                self.problem(place, _("expected a number from {low} to {high}").format(low=low, high=high))
                return NOTHING
        return value

    def _plain(self, value: Any, kind: Any, place: PathKey) -> Any:
        try:
            return _PLAIN[kind](value)
        except (ValueError, RulesError) as error:
            self.problem(place, str(error))
            return NOTHING


def _spelt(place: PathKey) -> str:
    """``rules.mute[0].until``."""
    told = ""
    for part in place:
        told += f"[{part}]" if isinstance(part, int) else f".{part}" if told else str(part)
    return told


def _a(value: Any) -> str:
    """What kind of thing stands there, in words."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, _("true or false")), (int, _("a number")), (float, _("a number")), (str, _("a text")),
        (list, _("a list")), (dict, _("a table")), (date, _("a date")), (time, _("a time")),
    )  # fmt: skip
    return next((words for kind, words in kinds if isinstance(value, kind)), _("something else"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("expected a text in quotes, found {found}").format(found=_a(value)))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("expected true or false without quotes, found {found}").format(found=_a(value)))
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(_("expected a whole number, found {found}").format(found=_a(value)))
    return value


def _duration(value: Any) -> timedelta:
    if not isinstance(value, str):
        raise ValueError(_('expected a duration in quotes, such as "90s", "15m", "2h" or "1d"'))
    return parse_duration(value, longest=LONGEST_KEPT)


def _clock_time(value: Any) -> time:
    found = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if isinstance(value, time):
        return value
    if found is None:
        raise ValueError(_('expected a time of day in quotes, such as "22:00"'))
    return time(int(found.group(1)), int(found.group(2)))


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise ValueError(_("expected a date, such as 2026-12-31")) from error


def _date(value: Any) -> date:
    return _moment(value).date()


_PLAIN: Mapping[Any, Any] = {
    str: _text,
    bool: _flag,
    int: _number,
    timedelta: _duration,
    time: _clock_time,
    datetime: _moment,
    date: _date,
}
