"""The letters that move in every list, as in vi; arrows and page keys do the same and are not told apart."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.binding import Binding

from outtray.base.translation import gettext as _
from outtray.commands.command import Command

DOWN = Command("move.down", ("j",), _("Down"), _("Go to the next one."))
UP = Command("move.up", ("k",), _("Up"), _("Go to the one before."))
PAGE_DOWN = Command("move.page-down", ("J",), _("Page down"), _("Go down a page."))
PAGE_UP = Command("move.page-up", ("K",), _("Page up"), _("Go up a page."))
FIRST = Command("move.first", ("g",), _("First"), _("Go to the first one."))
LAST = Command("move.last", ("G",), _("Last"), _("Go to the last one."))

MOVING = (DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST)

IN_OPTIONS: Mapping[Command, str] = MappingProxyType(
    {
        DOWN: "cursor_down",
        UP: "cursor_up",
        PAGE_DOWN: "page_down",
        PAGE_UP: "page_up",
        FIRST: "first",
        LAST: "last",
    }
)  # fmt: skip
"""What Textual's option list calls them."""


def moving(actions: Mapping[Command, str]) -> list[Binding]:
    """Bindings of a list for these commands, each with the list's own name for the action."""
    return [
        Binding(
            ",".join(command.keys), action, command.label, show=False, tooltip=command.help, id=command.id
        )
        for command, action in actions.items()
    ]
