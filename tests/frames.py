"""What a screen shows at one moment, as values: the rows of text, and how each stretch of cells is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App

Run = tuple[str, int]
"""How many cells are drawn in this style."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen: rows without the blanks at their ends, and each row's stretches of one style."""

    rows: tuple[str, ...]
    runs: tuple[tuple[Run, ...], ...]


def frame_of(app: App[Any]) -> Frame:
    """The screen in front as it stands."""
    rows, runs = [], []
    # What lies below a card is seen through it; Textual says so only while it paints.
    visible_screen_stack.set(app._background_screens)
    for strip in app.screen._compositor.render_strips():
        rows.append(strip.text.rstrip(" "))
        pieces = [(style_words(part.style), part.cell_length) for part in strip if part.cell_length]
        runs.append(
            tuple((words, sum(n for _w, n in same)) for words, same in groupby(pieces, lambda one: one[0]))
        )
    return Frame(tuple(rows), tuple(runs))


def words_of(app: App[Any]) -> str:
    """The text of the screen in front, row by row."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@cache
def style_words(style: Style | None) -> str:
    """``#c0ffee on #15181d bold``: colours and attributes; links and clicks are not seen."""
    if style is None:
        return "plain"
    fore = _colour(style.color.get_truecolor().hex if style.color else "")
    back = _colour(style.bgcolor.get_truecolor().hex if style.bgcolor else "")
    flags = ("bold", "dim", "italic", "underline", "reverse", "strike")
    return " ".join([fore, "on", back, *(flag for flag in flags if getattr(style, flag))])


def _colour(code: str) -> str:
    return code or "default"


_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{1,5}")


def without_chance(text: str, home: str) -> str:
    """The text with what differs from run to run blanked, at its own width: ports, the folder of the run."""
    text = _PORT.sub(lambda found: "0" * len(found[0]), text)
    return text.replace(home, "/home/clerk".ljust(len(home), "~"))
