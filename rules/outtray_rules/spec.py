"""The grammar of a pack, written once: the loader checks against it and the JSON Schema is made from it."""

from __future__ import annotations

import datetime as _dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outtray_rules.errors import PathKey, nearest

JsonSchema = dict[str, Any]
Complaint = tuple[PathKey, str, str]
"""Where, what was expected, and the nearest valid name (or an empty string)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string; with ``choices``, one of them."""

    choices: tuple[str, ...] = ()
    open_choices: bool = False
    blank: bool = False

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain unless ``value`` is such a string."""
        if not isinstance(value, str):
            yield path, f"expected {self.told()}, found {_found(value)}", ""
        elif self.choices and not self.open_choices and value not in self.choices:
            yield path, f"“{value}” is not one of: {', '.join(self.choices)}", nearest(value, self.choices)
        elif not value.strip() and not self.blank:
            yield path, "expected some text, found an empty string", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        made: JsonSchema = {"type": "string"}
        if not self.blank:
            made["minLength"] = 1
        if self.choices and not self.open_choices:
            made["enum"] = list(self.choices)
        elif self.choices:
            made["examples"] = list(self.choices)
        return made

    def told(self) -> str:
        """The same in words."""
        return "a string"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a closed range; ``whole`` allows integers only."""

    low: float = float("-inf")
    high: float = float("inf")
    whole: bool = False

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain unless ``value`` is such a number."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else (int, float)):
            yield path, f"expected {self.told()}, found {_found(value)}", ""
        elif not self.low <= value <= self.high:
            yield path, f"expected {self.told()}, found {value}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        made: JsonSchema = {"type": "integer" if self.whole else "number"}
        if self.low != float("-inf"):
            made["minimum"] = self.low
        if self.high != float("inf"):
            made["maximum"] = self.high
        return made

    def told(self) -> str:
        """The same in words."""
        kind = "a whole number" if self.whole else "a number"
        if self.low == float("-inf") and self.high == float("inf"):
            return kind
        if self.high == float("inf"):
            return f"{kind} of {self.low:g} or more"
        return f"{kind} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain unless ``value`` is a boolean."""
        if not isinstance(value, bool):
            yield path, f"expected true or false, found {_found(value)}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        return {"type": "boolean"}

    def told(self) -> str:
        """The same in words."""
        return "true or false"


@dataclass(frozen=True, slots=True)
class Moment:
    """A TOML date, date-time, or the same as an ISO string."""

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain unless ``value`` is a moment."""
        if isinstance(value, _dt.date):
            return
        if isinstance(value, str):
            try:
                _dt.datetime.fromisoformat(value)
            except ValueError:
                yield path, f"“{value}” is no date such as 2024-05-25 or 2024-05-25T00:01", ""
            return
        yield path, f"expected a date such as 2024-05-25, found {_found(value)}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}

    def told(self) -> str:
        """The same in words."""
        return "a date"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have one shape."""

    element: Shape
    least: int = 0

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain about the list or any of its elements."""
        if not isinstance(value, list):
            yield path, f"expected {self.told()}, found {_found(value)}", ""
            return
        if len(value) < self.least:
            yield path, f"expected at least {self.least} in this list, found {len(value)}", ""
        for index, element in enumerate(value):
            yield from self.element.check(element, (*path, index))

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        made: JsonSchema = {"type": "array", "items": self.element.schema()}
        if self.least:
            made["minItems"] = self.least
        return made

    def told(self) -> str:
        """The same in words."""
        return f"a list of {self.element.told().removeprefix('a ')}s"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several shapes that differ in their TOML type."""

    shapes: tuple[Shape, ...]

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain as the shape of the same TOML type would, or name them all."""
        for shape in self.shapes:
            if _same_type(shape, value):
                yield from shape.check(value, path)
                return
        yield path, f"expected {self.told()}, found {_found(value)}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        return {"anyOf": [shape.schema() for shape in self.shapes]}

    def told(self) -> str:
        """The same in words."""
        return " or ".join(shape.told() for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its name, shape and a sentence for the reference docs."""

    name: str
    shape: Shape
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with known keys. ``others`` is the shape of keys with free names, when there may be any."""

    name: str
    keys: tuple[Key, ...]
    others: Shape | None = None

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain about unknown, missing and misshapen keys, all of them."""
        if not isinstance(value, dict):
            yield path, f"expected {self.told()}, found {_found(value)}", ""
            return
        known = {key.name: key for key in self.keys}
        for name, element in value.items():
            key = known.get(name)
            if key is not None:
                yield from key.shape.check(element, (*path, name))
            elif self.others is not None:
                yield from self.others.check(element, (*path, name))
            else:
                yield (*path, name), f"unknown key “{name}” in {self.name}", nearest(name, known)
        for key in self.keys:
            if key.required and key.name not in value:
                yield path, f"{self.name} has no “{key.name}”: {key.about}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        made: JsonSchema = {
            "type": "object",
            "properties": {key.name: {**key.shape.schema(), "description": key.about} for key in self.keys},
            "additionalProperties": False if self.others is None else self.others.schema(),
        }
        required = [key.name for key in self.keys if key.required]
        if required:
            made["required"] = required
        return made

    def told(self) -> str:
        """The same in words."""
        return "a table"


@dataclass(frozen=True, slots=True)
class Named:
    """A shape found later by name, so that tables may hold tables of their own kind."""

    name: str
    find: Callable[[], Table]

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain as the named shape does."""
        yield from self.find().check(value, path)

    def schema(self) -> JsonSchema:
        """A reference to the named definition."""
        return {"$ref": f"#/$defs/{self.name}"}

    def told(self) -> str:
        """The same in words."""
        return "a table"


@dataclass(frozen=True, slots=True)
class Anything:
    """A table whose keys somebody else checks."""

    def check(self, value: object, path: PathKey) -> Iterator[Complaint]:
        """Complain unless ``value`` is a table."""
        if not isinstance(value, dict):
            yield path, f"expected {self.told()}, found {_found(value)}", ""

    def schema(self) -> JsonSchema:
        """The same as JSON Schema."""
        return {"type": "object"}

    def told(self) -> str:
        """The same in words."""
        return "a table"


Shape = Anything | Text | Number | Flag | Moment | ListOf | OneOf | Table | Named

ANYTHING = Anything()
"""A table whose keys somebody else checks."""
STRINGS = OneOf((Text(), ListOf(Text(), least=1)))
"""One string or a list of them."""


def strings(value: object) -> tuple[str, ...]:
    """The strings of a value shaped like STRINGS."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(element) for element in value) if isinstance(value, Sequence) else ()


def _same_type(shape: Shape, value: object) -> bool:
    if isinstance(value, bool):
        return isinstance(shape, Flag)
    if isinstance(value, str):
        return isinstance(shape, Text | Moment)
    if isinstance(value, int | float):
        return isinstance(shape, Number)
    if isinstance(value, list):
        return isinstance(shape, ListOf)
    if isinstance(value, Mapping):
        return isinstance(shape, Table | Named | Anything)
    return isinstance(shape, Moment)


def _found(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the string “{value[:40]}”"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Mapping):
        return "a table"
    return type(value).__name__
