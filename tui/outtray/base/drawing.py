"""How a terminal draws pictures, as it was found out before the interface began."""

from __future__ import annotations

from enum import Enum

import msgspec


class Method(Enum):
    """How a terminal draws a picture."""

    BLOCKS = "blocks"
    """Two coloured halves a cell; every terminal with colours can."""
    KITTY = "kitty"
    """kitty's protocol with placeholders, cells of text that stand for parts of a picture."""
    SIXEL = "sixel"


class Drawing(msgspec.Struct, frozen=True):
    """How pictures are drawn, and the pixels of one cell."""

    method: Method = Method.BLOCKS
    cell_width: int = 10
    cell_height: int = 20

    @property
    def in_text(self) -> bool:
        """Whether a picture can be cells of text, which scroll and are cut as letters are."""
        return self.method is Method.KITTY

    def pixels(self, columns: int, rows: int) -> tuple[int, int]:
        """The most pixels that can be seen in so many cells."""
        if self.method is Method.BLOCKS:
            # Twice what is drawn, for smooth edges.
            return columns * 2, rows * 4
        return columns * self.cell_width, rows * self.cell_height

    def cells(self, width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
        """The columns and rows that show a picture of this shape as large as it fits, and undistorted."""
        shape = (width / self.cell_width) / (height / self.cell_height)
        if shape * rows <= columns:
            return max(1, round(shape * rows)), rows
        return columns, max(1, round(columns / shape))


class Small(msgspec.Struct, frozen=True):
    """A picture as pixels: red, green and blue of each, row by row from the top left."""

    width: int
    height: int
    pixels: bytes


class Sprite(msgspec.Struct, frozen=True):
    """A picture one can see through: red, green, blue and opacity of each pixel, row by row."""

    width: int
    height: int
    pixels: bytes
