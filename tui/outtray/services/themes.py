"""The user's own themes: read from files, read again when they are saved, the last good one kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray_themes.errors import ThemeError
from outtray_themes.loader import SHIPPED, load_theme
from outtray_themes.theme import Theme, low_contrasts

_Seen = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ThemeNews:
    """What came of looking: themes that are new or changed, and what is wrong with files that changed.

    ``faint`` tells of themes that can be used and have colours too close to read.
    """

    changed: tuple[Theme, ...] = ()
    problems: tuple[str, ...] = ()
    faint: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.changed or self.problems or self.faint)


class UserThemes:
    """Every ``*.toml`` of one directory; ``themes`` are the last good ones, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, _Seen] = {}
        self._themes: dict[str, Theme] = {}
        self._problems: dict[Path, tuple[str, ...]] = {}

    @property
    def themes(self) -> Mapping[str, Theme]:
        """The themes that can be used; one whose file is mistaken is there as it last was."""
        return self._themes

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong at the moment, each with file, line and key."""
        return tuple(problem for problems in self._problems.values() for problem in problems)

    def look(self) -> ThemeNews:
        """Read what was saved since the last look; costs one question for each file while nothing was."""
        changed: list[Theme] = []
        problems: list[str] = []
        faint: list[str] = []
        found = _files(self._folder)
        for gone in self._problems.keys() - found.keys():
            del self._problems[gone]
        for path, seen in found.items():
            if self._seen.get(path) == seen:
                continue
            self._problems.pop(path, None)
            try:
                theme = _read(path)
            except ThemeError as error:
                self._problems[path] = tuple(sanitise(one, single_line=True) for one in error.problems)
                problems.extend(self._problems[path])
                continue
            if self._themes.get(theme.name) != theme:
                self._themes[theme.name] = theme
                changed.append(theme)
                faint.extend(_faint(path, theme))
        self._seen = found
        return ThemeNews(tuple(changed), tuple(problems), tuple(faint))


def _read(path: Path) -> Theme:
    theme = load_theme(path)
    if theme.name in SHIPPED:
        raise ThemeError(
            (
                _("{path}: “{name}” ships with Outtray; give yours another name.").format(
                    path=path, name=theme.name
                ),
            )
        )
    return theme


def _faint(path: Path, theme: Theme) -> tuple[str, ...]:
    low = low_contrasts(theme)
    if not low:
        return ()
    return (_("{path}: hard to read: {pair}").format(path=path, pair=low[0]),)


def _files(folder: Path) -> dict[Path, _Seen]:
    found: dict[Path, _Seen] = {}
    # Asked every second: a pattern would be compiled and walked each time.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".toml"):
                with suppress(OSError):
                    about = entry.stat()
                    found[Path(entry.path)] = (about.st_mtime_ns, about.st_size)
    return dict(sorted(found.items()))
