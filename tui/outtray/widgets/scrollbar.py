"""Scroll bars without the fractions of a block that plain terminals cannot draw."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class PlainScrollBarRender(ScrollBarRender):
    """Draws a scroll bar with spaces and background colours only."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def use_plain_scroll_bars() -> None:
    """Draw every scroll bar of this process so; the app calls it once when ASCII is asked for."""
    ScrollBar.renderer = PlainScrollBarRender
