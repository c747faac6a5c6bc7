"""The lines and bars a timeline is drawn with, beside the signs of ``outtray.widgets.icons``."""

from __future__ import annotations

import msgspec

from outtray.widgets.icons import Icons


class Strokes(msgspec.Struct, frozen=True):
    """One alphabet of lines; every stroke is one cell wide."""

    cursor: str
    came: str
    bar: str
    thin: str
    corner_top: str
    corner_bottom: str
    rule: str
    through: str
    branch: str
    last: str
    track_full: str
    track_half: str
    track_empty: str


UNICODE_STROKES = Strokes(
    cursor="▌",
    came="›",
    bar="▎",
    thin="▏",
    corner_top="╭",
    corner_bottom="╰",
    rule="─",
    through="│",
    branch="├",
    last="╰",
    track_full="━",
    track_half="╸",
    track_empty="─",
)

ASCII_STROKES = Strokes(
    cursor="|",
    came=">",
    bar="|",
    thin="|",
    corner_top=".",
    corner_bottom="`",
    rule="-",
    through="|",
    branch="+",
    last="`",
    track_full="#",
    track_half="=",
    track_empty="-",
)


def strokes_for(icons: Icons) -> Strokes:
    """The strokes that go with a set of signs."""
    return ASCII_STROKES if icons.ascii_only else UNICODE_STROKES
