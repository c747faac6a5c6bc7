"""Outcomes as stacked bars, drawn by a library; each outcome has a texture of its own beside its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.color import Color
from textual.content import Content
from textual_plotext import PlotextPlot

_TEXTURES = ("█", "▓", "▒", "░", "·")
_ASCII_TEXTURES = ("#", "=", "+", "-", ".")
_COLOURS = ("ot-muted", "ot-good", "ot-accent", "ot-warn", "ot-border")
_LONGEST_NAME = 24
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its name and its parts, in the order of the plot's labels."""

    name: str
    parts: tuple[int, ...]


class StackedBars(PlotextPlot):
    """Bars side by side or, lying, one below another. ``show`` draws them; there may be up to five parts.

    ``legend`` says what they mean; it stands beside the plot, because inside it would cover bars.
    """

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._textures = _ASCII_TEXTURES if ascii_only else _TEXTURES
        self._bars: tuple[Stack, ...] = ()
        self._lying = False

    def show(self, bars: Sequence[Stack], *, lying: bool) -> None:
        """Draw these bars."""
        self._bars, self._lying = tuple(bars), lying
        self._draw_bars()

    def legend(self, labels: Sequence[str]) -> Content:
        """The texture and colour of each part beside its name."""
        signs = zip(self._textures, _COLOURS, labels, strict=False)
        return Content("   ").join(
            [Content.assemble((texture * 2, f"${colour}"), f" {label}") for texture, colour, label in signs]
        )

    def on_mount(self) -> None:
        """Follow the colours of the theme, as the library does for the frame."""
        super().on_mount()
        self.watch(self.app, "theme", self._draw_bars, init=False)

    def _draw_bars(self) -> None:
        plot = self.plt
        plot.clear_figure()
        if self._bars:
            # A lying plot begins at the bottom; people begin at the top.
            bars = self._bars[::-1] if self._lying else self._bars
            parts = len(bars[0].parts)
            plot.stacked_bar(
                [bar.name[-_LONGEST_NAME:] for bar in bars],
                [[bar.parts[index] for bar in bars] for index in range(parts)],
                # One for each part; the library takes lists and its annotations do not say so.
                marker=list(self._textures[:parts]),  # type: ignore[arg-type]
                color=[self._colour(name) for name in _COLOURS[:parts]],  # type: ignore[arg-type]
                orientation="horizontal" if self._lying else "vertical",
                width=1 / 4 if self._lying else 3 / 5,
            )
            plot.frame(False)
            most = max(sum(bar.parts) for bar in bars)
            ticks = sorted({float(round(most * part / _TICKS)) for part in range(_TICKS + 1)})
            (plot.xticks if self._lying else plot.yticks)(ticks, [f"{tick:.0f}" for tick in ticks])
        self.refresh()

    def _colour(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[name]).rgb
