"""The post being answered, kept in sight while one writes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.widgets.calm import say
from outtray.widgets.desk.values import Parent
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import block, line


class ParentPost(VerticalScroll, can_focus=False):
    """Who wrote what is being answered, and their words; at most a few lines, the rest scrolls."""

    DEFAULT_CSS = """
    ParentPost {
        height: auto;
        max-height: 6;
        margin: 0 1;
        padding: 0 0 0 1;
        background: $ot-sheet;
        border-left: outer $ot-quote-bar;
        scrollbar-size-vertical: 1;
        & Static { width: 1fr; height: auto; }
        & #who { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-none { display: none; }
        &.-short { max-height: 2; }
        &.-ascii #who { text-overflow: clip; }
        &.-ascii { border-left: ascii $ot-quote-bar; }
    }
    """

    def __init__(self, *, icons: Icons = UNICODE) -> None:
        super().__init__(classes="-none")
        self._icons = icons
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """Who, then what."""
        yield Static(Content(""), id="who", markup=False)
        yield Static(Content(""), id="said", markup=False)

    def show(self, parent: Parent | None) -> None:
        """Show this post, or nothing at all."""
        self.set_class(parent is None, "-none")
        say(self.query_one("#who", Static), self._who(parent) if parent else Content(""))
        say(self.query_one("#said", Static), self._said(parent) if parent else Content(""))
        self.scroll_home(animate=False)

    def _who(self, parent: Parent) -> Content:
        return Content.assemble(
            line(parent.author, "bold $ot-name"),
            " ",
            line(f"@{parent.acct}", "$ot-handle"),
            line(f" {self._icons.dot} {parent.age}" if parent.age else "", "$ot-time"),
        )

    def _said(self, parent: Parent) -> Content:
        said = block(parent.text, "$ot-muted")
        if not parent.warning:
            return said
        warning = Content.assemble((_("Warning: "), "$ot-warning"), line(parent.warning, "$ot-warning"))
        return Content("\n").join([warning, said])
