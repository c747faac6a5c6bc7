"""What a screen shows, as an SVG that is small, looks the same everywhere and asks nobody for anything.

Textual's own exporter names web fonts, clips each row for itself and draws each blank cell: five times the
bytes. Here neighbours of one colour are one rectangle, neighbours of one style one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.app import App

WIDE, HIGH, SIZE = 10, 19, 16.6
"""A cell and its letters: a monospace letter is three fifths as wide as it is high."""
FRAME, BAR = 10, 34
_FONTS = "Fira Code,DejaVu Sans Mono,Menlo,Consolas,monospace"
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{5}")


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one row that are drawn alike."""

    column: int
    cells: int
    text: str
    style: Style


def picture(app: App[Any], title: str) -> str:
    """The screen in front as an SVG; the port of a practice server is always the same."""
    rows = [list(_runs(strip)) for strip in app.screen._compositor.render_strips()]
    ground = _hex(app.screen.styles.background.rich_color)
    wide, high = app.size.width * WIDE + 2 * FRAME, app.size.height * HIGH + BAR + FRAME
    looks: dict[str, str] = {}
    boxes = "".join(_boxes(rows, ground))
    texts = "".join(_texts(rows, looks))
    styles = "".join(f".{name}{{{look}}}" for look, name in looks.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        f' font-family="{_FONTS}" font-size="{SIZE}" xml:space="preserve">'
        f"<style>rect{{shape-rendering:crispEdges}}{styles}</style>"
        f'<rect x=".5" y=".5" width="{wide - 1}" height="{high - 1}" rx="8"'
        f' fill="{ground}" stroke="#808080"/>'
        f'<text x="{wide / 2:g}" y="22" text-anchor="middle" font-size="14"'
        f' fill="#808080">{escape(title)}</text>'
        f'<g transform="translate({FRAME},{BAR})">\n{boxes}{texts}</g></svg>\n'
    )


def _runs(strip: Any) -> Iterator[Run]:
    column = 0
    for text, style, control in strip:
        if not control:
            cells = cell_len(text)
            if cells:
                yield Run(column, cells, _PORT.sub("49152", text), style or Style.null())
            column += cells


def _boxes(rows: list[list[Run]], ground: str) -> Iterator[str]:
    """Grounds; a stretch that goes on in the row below is drawn once."""
    open_: dict[tuple[int, int, str], tuple[int, int]] = {}
    for number, row in enumerate([*rows, []]):
        here: list[tuple[int, int, str]] = []
        for run in row:
            colour = _colours(run.style)[1] or ground
            if here and here[-1][2] == colour and here[-1][0] + here[-1][1] == run.column:
                here[-1] = (here[-1][0], here[-1][1] + run.cells, colour)
            else:
                here.append((run.column, run.cells, colour))
        wanted = {stretch for stretch in here if stretch[2] != ground}
        for stretch in [one for one in open_ if one not in wanted]:
            top, rows_high = open_.pop(stretch)
            column, cells, colour = stretch
            yield (
                f'<rect x="{column * WIDE}" y="{top * HIGH}" width="{cells * WIDE}"'
                f' height="{rows_high * HIGH}" fill="{colour}"/>\n'
            )
        for stretch in sorted(wanted):
            top, rows_high = open_.get(stretch, (number, 0))
            open_[stretch] = (top, rows_high + 1)


def _texts(rows: list[list[Run]], looks: dict[str, str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        for run in _joined(row):
            text, column, cells = run.text, run.column, run.cells
            if not (run.style.underline or run.style.strike):
                column += len(text) - len(text.lstrip(" "))
                text = text.strip(" ")
                cells = cell_len(text)
            if text:
                name = looks.setdefault(_look(run.style), f"s{len(looks)}")
                yield (
                    f'<text class="{name}" x="{column * WIDE}" y="{number * HIGH + 14.6:g}"'
                    f' textLength="{cells * WIDE}">{escape(text, quote=False)}</text>\n'
                )


def _joined(row: list[Run]) -> Iterator[Run]:
    """Neighbours of one look; a wide blank parts them, so that what stands after it cannot drift."""
    pending: Run | None = None
    for run in row:
        for piece in _parted(run):
            if pending is None or not _goes_on(pending, piece):
                if pending is not None:
                    yield pending
                pending = piece
            else:
                cells = pending.cells + piece.cells
                pending = Run(pending.column, cells, pending.text + piece.text, pending.style)
    if pending is not None:
        yield pending


def _goes_on(run: Run, after: Run) -> bool:
    return run.column + run.cells == after.column and _look(run.style) == _look(after.style)


def _parted(run: Run) -> Iterator[Run]:
    column = run.column
    for text in re.split(r"( {3,})", run.text):
        cells = cell_len(text)
        if text.strip(" ") or (cells and (run.style.underline or run.style.strike)):
            yield Run(column, cells, text, run.style)
        column += cells


def _look(style: Style) -> str:
    fore, back = _colours(style)
    colour = fore or "#c5c8c6"
    if style.dim:
        colour = _blended(colour, back or "#000000")
    lines = [
        word for word, is_on in [("underline", style.underline), ("line-through", style.strike)] if is_on
    ]
    parts = [f"fill:{colour}"]
    parts += ["font-weight:bold"] if style.bold else []
    parts += ["font-style:italic"] if style.italic else []
    parts += [f"text-decoration:{' '.join(lines)}"] if lines else []
    return ";".join(parts)


def _colours(style: Style) -> tuple[str, str]:
    fore, back = _hex(style.color), _hex(style.bgcolor)
    return (back, fore) if style.reverse else (fore, back)


def _hex(colour: Color | None) -> str:
    return "" if colour is None or colour.is_default else colour.get_truecolor().hex


def _blended(fore: str, back: str) -> str:
    def triplet(code: str) -> ColorTriplet:
        return ColorTriplet(int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))

    return blend_rgb(triplet(back), triplet(fore), 0.6).hex
