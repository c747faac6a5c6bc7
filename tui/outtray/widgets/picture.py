"""Pictures in the terminal, by textual-image: an extra that is loaded when the first one is drawn.

How they are drawn is known before: textual-image would ask the terminal when it is imported, and read the
answer from under the interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from outtray.base.drawing import Drawing, Method

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.widget import Widget


def picture_of(width: int, height: int, pixels: bytes) -> Image:
    """A picture from its pixels: red, green and blue of each, row by row."""
    from PIL import Image

    return Image.frombytes("RGB", (width, height), pixels)


def load(drawing: Drawing) -> type[Widget]:
    """The widget that draws so, without a question to the terminal; takes a moment the first time.

    Raises ``ImportError`` where the extra is not installed.
    """
    from textual_image import _terminal

    def refuse(*_asked: object, **_how: object) -> NoReturn:
        raise _terminal.TerminalError

    ask = _terminal.capture_terminal_response
    setattr(_terminal.get_cell_size, "_result", _terminal.CellSize(drawing.cell_width, drawing.cell_height))  # noqa: B010 - no attribute a type checker knows
    _terminal.capture_terminal_response = refuse
    try:
        from textual_image.widget import HalfcellImage, SixelImage, TGPImage
    finally:
        _terminal.capture_terminal_response = ask
    widgets: dict[Method, type[Widget]] = {
        Method.BLOCKS: HalfcellImage,
        Method.KITTY: TGPImage,
        Method.SIXEL: SixelImage,
    }
    return widgets[drawing.method]
