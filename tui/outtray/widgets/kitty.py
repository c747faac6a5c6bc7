"""Small pictures as cells of text, in the way of the terminal kitty.

The terminal is given a picture once, under a number, with a placement that stands nowhere (``U=1``). It then
draws the picture wherever the placeholder character is written in the colour of that number, each cell
naming its row and column with two marks above it. So a picture is text: it scrolls, is cut and is
painted over like any other. https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
"""

from __future__ import annotations

import zlib
from base64 import standard_b64encode
from typing import Final

from outtray.base.drawing import Sprite

PLACEHOLDER: Final = "\U0010eeee"
MOST_IMAGES: Final = 0xFFFFFF
"""Numbers of pictures go from 1 to this: they are written as a colour."""

# The first of kitty's table of marks that stand for 0, 1, 2, …
_MARKS: Final = "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f"
_CHUNK: Final = 4_096
"""Letters of one escape sequence at most, as the protocol asks."""


def cells(columns: int) -> str:
    """The text of a picture in one row of so many cells, at most eight; its colour says which picture."""
    return "".join(PLACEHOLDER + _MARKS[0] + _MARKS[column] for column in range(columns))


def colour(image: int) -> tuple[int, int, int]:
    """The colour that stands for the number of a picture: red, green and blue."""
    return image >> 16 & 255, image >> 8 & 255, image & 255


def transmit(image: int, sprite: Sprite, columns: int) -> str:
    """The escape sequences that give the terminal a picture, for one row of so many cells.

    Nothing but numbers and the letters of base 64 is in them, and the terminal answers nothing.
    """
    body = standard_b64encode(zlib.compress(sprite.pixels, 9)).decode("ascii")
    parts = [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)]
    facts = f"a=T,U=1,q=2,f=32,o=z,t=d,i={image:d},s={sprite.width:d},v={sprite.height:d},c={columns:d},r=1"
    sequences = []
    for number, part in enumerate(parts):
        more = int(number + 1 < len(parts))
        head = f"{facts},m={more}" if number == 0 else f"q=2,m={more}"
        sequences.append(f"\x1b_G{head};{part}\x1b\\")
    return "".join(sequences)


def delete(image: int) -> str:
    """The escape sequence that has the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,q=2,i={image:d}\x1b\\"
