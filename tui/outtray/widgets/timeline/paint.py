"""Turns lines of roles into strips of styled cells, and knows which cells of a row are only background."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from outtray.widgets.kitty import colour
from outtray.widgets.timeline.pieces import Emphasis, Line, Role, Target, Tint

# The model boundary has removed these already; what is written to a terminal is checked once more.
# Directional embeddings and isolates go too: a line break may have parted them from their end. What a picture
# is drawn in the place of is written for a stamp alone.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\U0010eeee]")


class Span(NamedTuple):
    """Cells of a row that lead somewhere: from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    target: Target


class Row(NamedTuple):
    """One row of the screen; cells from ``ink`` on are spaces in style ``ground``."""

    strip: Strip
    ink: int
    ground: Style
    spans: tuple[Span, ...] = ()

    def target_at(self, cell: int) -> Target | None:
        """Where the cell leads, if anywhere."""
        return next((span.target for span in self.spans if span.start <= cell < span.end), None)


def changed_cells(old: Row, new: Row) -> int:
    """How many cells from the left differ at most between two rows of one width; 0 when none do."""
    if old is new or old.strip == new.strip:
        return 0
    if old.ground != new.ground:
        return max(old.strip.cell_length, new.strip.cell_length)
    return max(old.ink, new.ink)


class Palette:
    """The styles of all roles under one theme, on the plain and on the selected background."""

    def __init__(self, component: Callable[[str], Style]) -> None:
        self._component = component
        self._styles: dict[tuple[Role, Emphasis, bool], Style] = {}
        self._grounds = {
            False: _ground(component("timeline--text")),
            True: _ground(component("timeline--selected")),
        }

    def ground(self, selected: bool) -> Style:
        """The background alone."""
        return self._grounds[selected]

    def style(self, role: Role, emphasis: Emphasis = Emphasis.NONE, selected: bool = False) -> Style:
        """The style of a role, with what its author emphasised."""
        key = (role, emphasis, selected)
        style = self._styles.get(key)
        if style is None:
            style = self._component(f"timeline--{role.value}")
            if selected and style.bgcolor == self._grounds[False].bgcolor:
                style += self._grounds[True]
            if emphasis:
                style += Style(
                    bold=bool(emphasis & Emphasis.BOLD) or None,
                    italic=bool(emphasis & Emphasis.ITALIC) or None,
                    strike=bool(emphasis & Emphasis.STRIKE) or None,
                    underline=bool(emphasis & Emphasis.UNDERLINE) or None,
                )
            self._styles[key] = style
        return style


@lru_cache(maxsize=4_096)
def tinted(tint: Tint) -> Style:
    """The style of one cell of a picture."""
    upper, lower = (Color.from_rgb(*half) for half in tint)
    return Style(color=upper, bgcolor=lower)


@lru_cache(maxsize=1_024)
def stamped(image: int, ground: Style) -> Style:
    """The style in which the terminal draws a picture: its number as a colour, and nothing beside it."""
    return Style(color=Color.from_rgb(*colour(image)), bgcolor=ground.bgcolor)


def _ground(style: Style) -> Style:
    return Style(bgcolor=style.bgcolor)


def paint_line(line: Line, width: int, palette: Palette, selected: bool = False) -> Row:
    """One row of exactly ``width`` cells, in as few segments as look the same.

    Every segment costs some forty bytes on the way to the terminal, so spaces join their neighbour
    wherever only the background shows.
    """
    ground = palette.ground(selected)
    segments: list[Segment] = []
    spans: list[Span] = []
    cells = 0
    held, held_style = "", ground
    for piece in line:
        text = piece.text
        if not piece.stamp and not text.isprintable():
            text = _FORBIDDEN.sub("", text)
        if not text:
            continue
        if piece.stamp:
            style = stamped(piece.stamp, ground)
        elif piece.tint is None:
            style = palette.style(piece.role, piece.emphasis, selected)
        else:
            style = tinted(piece.tint)
        begin, cells = cells, cells + cell_len(text)
        if piece.target is not None:
            spans.append(Span(begin, cells, piece.target))
        if style is held_style or (text.isspace() and _only_ground(style, held_style)):
            held += text
        elif held.isspace() and _only_ground(held_style, style):
            held, held_style = held + text, style
        else:
            if held:
                segments.append(Segment(held, held_style))
            held, held_style = text, style
    if cells < width:
        pad = " " * (width - cells)
        if held and _only_ground(ground, held_style):
            held += pad
        else:
            if held:
                segments.append(Segment(held, held_style))
            held, held_style = pad, ground
    if held:
        segments.append(Segment(held, held_style))
    strip = Strip(segments)
    if strip.cell_length != width:
        strip = strip.adjust_cell_length(width, ground)
    return Row(strip, min(cells, width), ground, tuple(spans))


def _only_ground(style: Style, neighbour: Style) -> bool:
    """Whether a space in ``style`` looks the same in the style of its neighbour."""
    return style.bgcolor == neighbour.bgcolor and not any(
        s.underline or s.strike or s.reverse or s.overline for s in (style, neighbour)
    )
