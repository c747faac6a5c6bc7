"""A pack file on disk: read, decoded, and able to say where in it something is wrong."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outtray_rules.errors import PathKey, Problem
from outtray_rules.locate import KeyIndex

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_LARGEST = 4_000_000


@dataclass(slots=True)
class Document:
    """One pack file, decoded; ``problems`` gathers what is wrong with it."""

    path: Path
    text: str
    data: dict[str, Any]
    shipped: bool
    problems: list[Problem] = field(default_factory=list)
    _index: KeyIndex | None = None

    def complain(self, path: PathKey, message: str, hint: str = "", level: str = "error") -> None:
        """Report a mistake at a place of the document."""
        if self._index is None:
            self._index = KeyIndex(self.text)
        line, column = self._index.place(path)
        problem = Problem(str(self.path), line, column, self._index.line(line), message, hint, level)
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def id(self) -> str:
        """The pack's id, or the file's name when it has none."""
        table = self.data.get("pack")
        name = table.get("id") if isinstance(table, dict) else None
        return name if isinstance(name, str) else self.path.stem

    @property
    def extends(self) -> tuple[str, ...]:
        """The packs it builds on."""
        table = self.data.get("pack")
        value = table.get("extends", ()) if isinstance(table, dict) else ()
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    @property
    def sound(self) -> bool:
        """Whether nothing but warnings was found so far."""
        return not any(problem.is_error for problem in self.problems)


def open_document(path: Path, shipped: bool) -> tuple[Document | None, list[Problem]]:
    """Read and decode one file; a file that is no TOML is one problem with its line and column."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 0, 0, "", f"the file cannot be read: {error.strerror or error}")]
    if len(raw) > _LARGEST:
        return None, [
            Problem(name, 0, 0, "", f"the file has {len(raw)} bytes; a pack has at most {_LARGEST}")
        ]
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        return None, [Problem(name, line, column, "", "the file is not UTF-8 text; save it as UTF-8")]
    try:
        return Document(path, text, _shared(tomllib.loads(text)), shipped), []
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        place = _TOML_PLACE.search(told)
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
        if place is not None and place.group(1):
            line, column = int(place.group(1)), int(place.group(2))
        message = _TOML_PLACE.sub("", told)
        source = lines[line - 1] if line <= len(lines) else ""
        return None, [Problem(name, line, column, source, f"this is not TOML: {message}")]


def _shared(value: Any) -> Any:
    """The same with equal strings being one: packs say the same words over and over."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, dict):
        return {sys.intern(key): _shared(element) for key, element in value.items()}
    return [_shared(element) for element in value] if isinstance(value, list) else value
