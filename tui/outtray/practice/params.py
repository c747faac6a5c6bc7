"""Request parameters as Mastodon takes them: query, form, multipart or JSON, with ``name[key][]`` nesting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl

from outtray.practice.errors import ApiError

Value: TypeAlias = "str | int | float | bool | Upload | list[Value] | dict[str, Value] | None"

_MAX_DEPTH = 6
_TRUE = frozenset({"1", "true", "t", "on", "yes"})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body."""

    name: str
    mime: str
    data: bytes


class Params:
    """Read-only access to a tree of parameters by the type each one should have."""

    def __init__(self, tree: dict[str, Value]) -> None:
        self._tree = tree

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all, even as null."""
        return name in self._tree

    def text(self, name: str) -> str | None:
        """A string; numbers and booleans are written out, anything deeper counts as absent."""
        value = self._tree.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        return _sound(value) if isinstance(value, str) else None

    def flag(self, name: str) -> bool | None:
        """A boolean in any of the spellings forms use."""
        value = self.text(name)
        return None if value is None else value.lower() in _TRUE

    def number(self, name: str) -> int | None:
        """A whole number; anything else counts as absent."""
        value = self.text(name)
        if value is None or not re.fullmatch(r"-?\d{1,18}", value.strip()):
            return None
        return int(value)

    def texts(self, name: str) -> list[str]:
        """A list of strings, whether sent as a list, as ``name[]`` or as a single value."""
        value = self._tree.get(name)
        items = value if isinstance(value, list) else [value]
        return [_sound(str(i)) for i in items if isinstance(i, (str, int)) and not isinstance(i, bool)]

    def branch(self, name: str) -> Params | None:
        """A nested object."""
        value = self._tree.get(name)
        return Params(value) if isinstance(value, dict) else None

    def branches(self, name: str) -> list[Params]:
        """A list of nested objects, whether sent as a list or as numbered keys."""
        value = self._tree.get(name)
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value, key=lambda k: (len(k), k))]
        return [Params(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def file(self, name: str) -> Upload | None:
        """An uploaded file."""
        value = self._tree.get(name)
        return value if isinstance(value, Upload) else None

    def tree(self) -> dict[str, Value]:
        """Everything, as plain values."""
        return self._tree


def _sound(text: str) -> str:
    """The text without half characters (lone surrogates), which JSON can spell and no database can keep."""
    return text.encode("utf-8", "replace").decode()


def parse(query: str, content_type: str, body: bytes) -> Params:
    """Merge query and body; the body wins. Raises ApiError 400 for a body that cannot be read."""
    tree: dict[str, Value] = {}
    _insert_all(tree, parse_qsl(query, keep_blank_values=True))
    kind = content_type.split(";", 1)[0].strip().lower()
    if kind == "application/json":
        if body.strip():
            tree.update(_json_object(body))
    elif kind == "multipart/form-data":
        _insert_all(tree, _multipart(content_type, body))
    elif body:
        _insert_all(tree, parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Params(tree)


def _json_object(body: bytes) -> dict[str, Value]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "There was a problem in the JSON you submitted") from error
    if not isinstance(value, dict):
        raise ApiError(400, "There was a problem in the JSON you submitted")
    return value


def _insert_all(tree: dict[str, Value], pairs: Iterable[tuple[str, str | Upload]]) -> None:
    for name, value in pairs:
        head, _, rest = name.partition("[")
        keys = [head, *(part.rstrip("]") for part in rest.split("["))] if rest else [head]
        if len(keys) <= _MAX_DEPTH:
            _insert(tree, keys, value)


def _insert(tree: dict[str, Value], keys: list[str], value: Value) -> None:
    key, rest = keys[0], keys[1:]
    if not rest:
        tree[key] = value
        return
    if rest[0] == "":
        items = tree.setdefault(key, [])
        if not isinstance(items, list):
            return
        if len(rest) == 1:
            items.append(value)
            return
        # ``fields[][name]``: a repeated first key starts the next object.
        last = items[-1] if items else None
        if not isinstance(last, dict) or rest[1] in last:
            last = {}
            items.append(last)
        _insert(last, rest[1:], value)
        return
    branch = tree.setdefault(key, {})
    if isinstance(branch, dict):
        _insert(branch, rest, value)


def _multipart(content_type: str, body: bytes) -> Iterable[tuple[str, str | Upload]]:
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if found is None:
        raise ApiError(400, "The multipart body has no boundary")
    separator = b"\r\n--" + found[1].encode("latin-1", "replace")
    for part in (b"\r\n" + body).split(separator)[1:]:
        if part.startswith(b"--"):
            return
        head, gap, data = part.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            raise ApiError(400, "The multipart body is broken")
        headers = head.decode("utf-8", "replace")
        name = re.search(r'(?i)content-disposition:[^\r\n]*?[; ]name="([^"]*)"', headers)
        if name is None:
            continue
        file_name = re.search(r'(?i)content-disposition:[^\r\n]*?[; ]filename="([^"]*)"', headers)
        mime = re.search(r"(?i)content-type:\s*([^\s;]+)", headers)
        if file_name is not None:
            yield name[1], Upload(file_name[1], mime[1].lower() if mime else "application/octet-stream", data)
        else:
            yield name[1], data.decode("utf-8", "replace")
