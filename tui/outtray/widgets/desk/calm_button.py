"""A button of one line, quiet until it has the focus."""

from __future__ import annotations

from textual.widgets import Button

from outtray.widgets.text import line


class CalmButton(Button):
    """One line high, without a frame; ``kind`` is ``plain``, ``good`` or ``danger``."""

    DEFAULT_CSS = """
    CalmButton, CalmButton.-style-default, CalmButton.-style-default:hover {
        height: 1;
        min-width: 8;
        margin-left: 1;
        padding: 0 1;
        border: none;
        tint: transparent;
        background: $ot-sheet;
        background-tint: transparent;
        color: $ot-ink;
        text-style: none;
        &.good { color: $ot-good; text-style: bold; }
        &.danger { color: $ot-block; text-style: bold; }
    }
    CalmButton.-style-default:hover { background: $ot-selection; }
    CalmButton.-style-default:focus {
        background: $ot-ink;
        color: $ot-sheet;
        text-style: bold;
        background-tint: transparent;
        &.good, &.danger { color: $ot-sheet; }
    }
    CalmButton.-style-default:disabled {
        color: $ot-muted;
        text-style: italic;
        text-opacity: 100%;
        opacity: 100%;
    }
    """

    def __init__(self, label: str, *, id: str, kind: str = "plain", disabled: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(line(label), id=id, classes=kind, compact=True, disabled=disabled)
