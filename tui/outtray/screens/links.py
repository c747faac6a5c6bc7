"""The links of one post by number, each shown with where it really leads."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.mastodon.models import Status
from outtray.screens.dialogue import Dialogue
from outtray.widgets.chooser import Chooser
from outtray.widgets.text import line
from outtray.widgets.timeline.links import links_of


class LinksScreen(Dialogue[str | None]):
    """Answers with the address to open, or None. Only http and https are ever offered."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.LINKS)]
    commands: ClassVar[tuple[Command, ...]] = commands.LINKS

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._links = links_of(status)

    def compose(self) -> ComposeResult:
        """One line a link."""
        options = [
            Option(
                Content.assemble(
                    (f" {number}  ", "bold $ot-accent"),
                    line(link.host, "$ot-link"),
                    "  ",
                    line(link.label, "$ot-muted"),
                )
            )
            for number, link in enumerate(self._links, start=1)
        ]
        chooser = Chooser(*options, markup=False, id="card")
        chooser.border_title = _("Links") if self._links else _("This post has no links")
        chooser.border_subtitle = _("Enter opens in your browser · Esc closes")
        yield chooser

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._links[event.option_index].url)

    def action_pick(self, number: int) -> None:
        """Open a link by its number."""
        if number <= len(self._links):
            self.dismiss(self._links[number - 1].url)

    def action_leave(self) -> None:
        """Open nothing."""
        self.dismiss(None)
