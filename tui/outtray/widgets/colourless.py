"""Drawing without any colour, for who asks for that with NO_COLOR: the terminal's own two, and weight.

What stands out by its ground alone (the row under the cursor, a button, the words a headline lifts) is drawn
the other way round instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from outtray_themes.colour import Colour, contrast, parse_colour

_STANDS_OUT = 1.6
"""Contrast with the empty screen from which on anything is meant to stand out; bars and cards have less."""
_MARKS = ("ot-selection", "ot-lift", "ot-marked", "ot-cursor")
"""Grounds that mark something, however near to the empty screen: those of light themes differ in hue."""
_ATTRIBUTES = ("bold", "dim", "italic", "underline", "strike")


class Colourless(LineFilter):
    """Takes every colour out of what is drawn; ``variables`` answers those of the theme in use."""

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._variables = variables

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells without colours."""
        del background  # of the widget: one that stands out as a whole would not be seen to
        variables = self._variables()
        ground, marks = variables["ot-ground"], frozenset(variables[name] for name in _MARKS)
        return [
            Segment(text, None if style is None else without_colour(style, ground, marks), control)
            for text, style, control in segments
        ]


@lru_cache(4096)
def without_colour(style: Style, ground: str, marks: frozenset[str]) -> Style:
    """A style's weight and lines; reversed when its own ground (``#rrggbb``) stands out from the screen's."""
    stands_out = False
    if style.bgcolor is not None and not style.bgcolor.is_default:
        own = Colour(*style.bgcolor.get_truecolor())
        stands_out = own.hex in marks or contrast(own, parse_colour(ground)) >= _STANDS_OUT
    attributes = {name: getattr(style, name) for name in _ATTRIBUTES}
    plain = Style(**attributes, reverse=bool(style.reverse) != stands_out, link=style.link)
    return plain + Style.from_meta(style.meta) if style.meta else plain
