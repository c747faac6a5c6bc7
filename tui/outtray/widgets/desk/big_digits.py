"""A time drawn three rows high, in strokes the terminal has."""

from __future__ import annotations

# Each glyph is three rows of three cells (the colon: one).
_DRAWN = {
    "0": ("╭─╮", "│ │", "╰─╯"),
    "1": (" ╷ ", " │ ", " ╵ "),
    "2": ("╶─╮", "╭─╯", "╰─╴"),
    "3": ("╶─╮", " ─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"),
    "5": ("╭─╴", "╰─╮", "╶─╯"),
    "6": ("╭─╴", "├─╮", "╰─╯"),
    "7": ("╶─╮", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"),
    "9": ("╭─╮", "╰─┤", "╶─╯"),
    ":": (" ", ":", " "),
}
_TYPED = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", "  |", "  |"),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
    ":": (" ", ":", " "),
}
HEIGHT = 3


def big_time(text: str, *, ascii_only: bool) -> tuple[str, ...]:
    """Digits and colons as three rows of equal width; any other character raises KeyError."""
    glyphs = [(_TYPED if ascii_only else _DRAWN)[character] for character in text]
    return tuple(" ".join(glyph[row] for glyph in glyphs) for row in range(HEIGHT))
