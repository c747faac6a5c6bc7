"""How each setting is typed into one line: what kind of thing it is, its text, the value of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from outtray.config.schema import plain
from outtray.config.settings import Hours, Settings


class Shape(StrEnum):
    """The kinds of line."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    FLAG = "flag"
    CHOICE = "choice"
    HOURS = "hours"
    WORDS = "words"
    """Several texts with commas between them."""
    WINDOWS = "windows"
    """Pairs of days."""
    TABLES = "tables"
    """Several things of several parts each."""
    NAMES = "names"
    """A list of names, each with a value of its own."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One setting: where it stands, what kind of line it is, what can be chosen, its built-in value.

    ``parts`` are the lines of one thing in a list of several.
    """

    section: str
    key: str
    shape: Shape
    choices: tuple[str, ...] = ()
    default: Any = None
    parts: tuple[Typed, ...] = ()

    @property
    def name(self) -> str:
        """``section.key``."""
        return f"{self.section}.{self.key}"


def typed_settings() -> tuple[Typed, ...]:
    """Every setting there is, section by section, from the types they are read into."""
    found: list[Typed] = []
    for section in msgspec.structs.fields(Settings):
        if isinstance(section.default, msgspec.Struct):
            found.extend(_fields(section.encode_name, type(section.default)))
    return tuple(found)


def typed_fields(section: str, kind: type[msgspec.Struct]) -> tuple[Typed, ...]:
    """The settings that stand under each name of a section of names."""
    return _fields(section, kind)


def text_of(value: Any, shape: Shape) -> str:
    """A value, as it stands in the file, as one line."""
    match shape:
        case Shape.HOURS:
            return f"{value['from']}–{value['to']}" if value else ""
        case Shape.WORDS:
            return ", ".join(str(one) for one in value)
        case Shape.WINDOWS:
            return ", ".join("–".join(pair) for pair in value)
        case _:
            return "" if value is None else str(value)


def value_of_text(text: str, shape: Shape) -> Any:
    """What a line stands for, as it would stand in the file; whether it is right the reader of it says."""
    text = text.strip()
    match shape:
        case Shape.NUMBER:
            return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else text
        case Shape.FLAG:
            return {"true": True, "false": False}.get(text, text)
        case Shape.WORDS:
            return [one.strip() for one in text.split(",") if one.strip()]
        case Shape.HOURS if text:
            start, _dash, end = (
                part.strip() for part in re.sub(r"\s*(?:–|-|to)\s*", "–", text).partition("–")
            )
            return {"from": start, "to": end}
        case _:
            return text


def window_of(first: str, last: str) -> list[Any]:
    """Two days as they stand in the file: as dates where they are some."""
    return [_day(first), _day(last)]


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return text.strip()


def _fields(section: str, kind: type[msgspec.Struct]) -> tuple[Typed, ...]:
    made = []
    for field in msgspec.structs.fields(kind):
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        shape, choices, parts = _shape(field.type)
        built_in = None if default is msgspec.NODEFAULT else plain(default)
        made.append(Typed(section, field.encode_name, shape, choices, built_in, parts))
    return tuple(made)


def _shape(kind: Any) -> tuple[Shape, tuple[str, ...], tuple[Typed, ...]]:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _shape(next(one for one in inner if one is not NoneType))
    if origin is Literal:
        return Shape.CHOICE, tuple(str(one) for one in inner), ()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Shape.CHOICE, tuple(str(one) for one in kind), ()
    if origin is dict:
        return Shape.NAMES, (), ()
    if origin is tuple:
        return _several(inner[0])
    plain_shapes = {bool: Shape.FLAG, int: Shape.NUMBER, timedelta: Shape.DURATION, Hours: Shape.HOURS}
    return plain_shapes.get(kind, Shape.TEXT), (), ()


def _several(kind: Any) -> tuple[Shape, tuple[str, ...], tuple[Typed, ...]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return Shape.TABLES, (), _fields("", kind)
    if get_origin(kind) is tuple:
        return Shape.WINDOWS, (), ()
    return Shape.WORDS, (), ()
