"""The keys at the foot of a screen: as many as there is room for, and always the one that shows them all."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey  # not exported, and there is no other way to its labels

_HELP = "app.help"


class KeyFooter(Footer):
    """Textual's footer, in which no key is cut in the middle: one that has no room is not there."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    def compose(self) -> ComposeResult:
        """The keys, those that fit."""
        keys = list(super().compose())
        _fit(keys, self.app.size.width)
        yield from keys

    def on_resize(self) -> None:
        """Show more or fewer."""
        _fit(list(self.children), self.size.width)


def _fit(widgets: Sequence[Widget], room: int) -> None:
    """Show the keys in their order as long as each fits whole; the key that helps has its room before."""
    keys = [one for one in widgets if isinstance(one, FooterKey)]
    left = room + 1 - sum(_width(one) for one in keys if one.action == _HELP)
    for one in keys:
        if one.action == _HELP:
            continue
        one.display = _width(one) <= left
        left -= _width(one) if one.display else 0


def _width(key: FooterKey) -> int:
    """Cells of a key with its label and the gap after it; the last one needs none."""
    return cell_len(key.key_display) + 1 + cell_len(key.description) + 1
