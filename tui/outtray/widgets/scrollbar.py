"""Scroll bars without the fractions of a block that plain terminals cannot draw."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class PlainScrollBarRender(ScrollBarRender):
    """Draws a scroll bar with spaces and background colours only."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def use_plain_scroll_bars(*, plain: bool = True) -> None:
    """Draw every scroll bar of this process so, or as Textual does."""
    ScrollBar.renderer = PlainScrollBarRender if plain else ScrollBarRender
