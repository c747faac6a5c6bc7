"""A card to read: the page of a rule, the health of all of them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.dialogues import MENU
from outtray.commands.moving import DOWN, FIRST, LAST, PAGE_DOWN, PAGE_UP, UP, moving
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.icons import Icons
from outtray.widgets.text import line


class _Page(VerticalScroll):
    BINDINGS: ClassVar[list[BindingType]] = [
        *moving(
            {
                DOWN: "scroll_down", UP: "scroll_up", PAGE_DOWN: "page_down", PAGE_UP: "page_up",
                FIRST: "scroll_home", LAST: "scroll_end",
            }
        )
    ]  # fmt: skip


class PageScreen(Dialogue[None]):
    """A text that scrolls."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MENU)]
    commands: ClassVar[tuple[Command, ...]] = MENU

    def __init__(self, title: str, text: Content, *, icons: Icons) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """The text."""
        with _Page(id="card") as card:
            card.border_title = line(self._title)
            card.border_subtitle = _("{leave} closes").format(leave=key_of(self.app, MENU[0]))
            yield Static(self._text)

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one("#card").focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
