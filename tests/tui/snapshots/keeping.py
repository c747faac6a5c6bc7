"""Snapshots as files a person can read in a diff: the text of each screen, then how its cells are drawn.

A file holds one screen in one language at every size::

    ## 60×20
     Outtray  @clerk …
    colours
    0     a12 b48
    1-3   a60

A stretch of cells is a name and a count; what each name means stands once, in ``styles.txt``: how the cells
are drawn in the dark theme and in the light one. So a changed word shows as a line of text, and a changed
colour as a line of that list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from string import ascii_letters
from typing import Any

HERE = Path(__file__).parent
STYLES = HERE / "styles.txt"

Taken = Mapping[str, Mapping[str, Any]]
"""One screen as the walk took it: size → its rows, and for each theme the stretches of every row."""
Stretches = list[tuple[str, int]]


@dataclass(slots=True)
class Styles:
    """Names of the ways to draw a cell, each a way in every theme; a name once given is kept."""

    names: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, path: Path = STYLES) -> Styles:
        """Those that are kept in a file."""
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return cls({meaning: name for name, _gap, meaning in (line.partition("  ") for line in lines)})

    def name(self, meaning: str) -> str:
        """The name of this way to draw, a fresh one when it is met for the first time."""
        if meaning not in self.names:
            taken = set(self.names.values())
            self.names[meaning] = next(name for name in _names() if name not in taken)
        self.used.add(meaning)
        return self.names[meaning]

    def write(self, path: Path = STYLES) -> None:
        """Keep those that are in use."""
        lines = sorted(
            (len(name), name, meaning) for meaning, name in self.names.items() if meaning in self.used
        )
        text = "".join(f"{name}  {meaning}\n" for _length, name, meaning in lines)
        path.write_text(text, encoding="utf-8")


def _names() -> Iterable[str]:
    yield from ascii_letters
    yield from (first + second for first in ascii_letters for second in ascii_letters)


def spell(taken: Taken, styles: Styles) -> str:
    """The text of the file of one screen."""
    parts = []
    for size, shown in taken.items():
        parts.append(f"## {size}")
        parts += shown["rows"]
        parts.append("colours")
        # The themes in one order: the walk takes them in turns.
        themes = [shown["runs"][theme] for theme in sorted(shown["runs"], reverse=True)]
        rows = [_merged(row, styles) for row in zip(*themes, strict=True)]
        number = 0
        for words, same in groupby(rows):
            last = number + len(list(same)) - 1
            where = str(number) if last == number else f"{number}-{last}"
            parts.append(f"{where:<6}{words}")
            number = last + 1
    return "\n".join(parts) + "\n"


def _merged(row: tuple[Stretches, ...], styles: Styles) -> str:
    """One row's stretches, cut wherever any theme changes its style."""
    cells = [[style for style, count in stretches for _cell in range(count)] for stretches in row]
    ways = [" | ".join(ways) for ways in zip(*cells, strict=True)]
    return " ".join(f"{styles.name(way)}{len(list(same))}" for way, same in groupby(ways))


def spelled_out(text: str, styles: Styles) -> list[str]:
    """The lines of a file with every name replaced by what it means, to be compared with another's."""
    meanings = {name: meaning for meaning, name in styles.names.items()}
    lines = []
    for line in text.splitlines():
        found = re.fullmatch(r"(\d+(?:-\d+)? +)((?:[A-Za-z]+\d+ ?)+)", line)
        if found is None or not all(re.match(r"[A-Za-z]+", run)[0] in meanings for run in found[2].split()):  # type: ignore[index]  # fullmatch saw letters
            lines.append(line)
            continue
        runs = re.findall(r"([A-Za-z]+)(\d+)", found[2])
        lines += [f"{found[1]}{count} cells: {meanings[name]}" for name, count in runs]
    return lines


def file_of(language: str, screen: str) -> Path:
    """Where the snapshot of a screen is kept."""
    return HERE / language / f"{screen}.txt"
