"""Style sheets read once a process: to read those of the whole program again is an eighth of a short test."""

from __future__ import annotations

from functools import cache
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@cache
def read_each_sheet_once() -> None:
    """Keep what each style sheet says from program to program, and from theme to theme.

    What it says follows from its words, its place and the variables of the theme, which are asked for whole;
    Textual changes no rule once it is read, and shares them itself between the widgets of a program.
    """
    known: dict[tuple[object, ...], list[RuleSet]] = {}
    read = Stylesheet._parse_rules

    def read_once(self: Stylesheet, css: str, *told: Any, **named: Any) -> list[RuleSet]:
        asked = (css, *told, *named.items(), *self._variables.items())
        if asked not in known:
            known[asked] = read(self, css, *told, **named)
        return known[asked]

    Stylesheet._parse_rules = read_once  # type: ignore[method-assign]  # on purpose
