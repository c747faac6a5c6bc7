"""What one post leads to, by number: its links with their real hosts, and people, hashtags, quoted posts."""

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
from outtray.screens.key_words import key_of
from outtray.widgets.chooser import Chooser
from outtray.widgets.text import line
from outtray.widgets.timeline.links import leads_of
from outtray.widgets.timeline.pieces import Target, TargetKind


class LinksScreen(Dialogue[Target | None]):
    """Answers with what to open, or None. Of addresses only http and https are ever offered."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.LINKS)]
    commands: ClassVar[tuple[Command, ...]] = commands.LINKS

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._leads = leads_of(status)

    def compose(self) -> ComposeResult:
        """One line a link."""
        options = [
            Option(
                Content.assemble(
                    (f" {number}  ", "bold $ot-accent"),
                    line(lead.shown, "$ot-link"),
                    "  ",
                    line(lead.label or _here(lead.target.kind), "$ot-muted"),
                )
            )
            for number, lead in enumerate(self._leads, start=1)
        ]
        chooser = Chooser(*options, markup=False, id="card")
        chooser.border_title = _("Links") if self._leads else _("This post has no links")
        chooser.border_subtitle = _("its number, or Enter · {leave} closes").format(
            leave=key_of(self.app, commands.LINKS[0])
        )
        yield chooser

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._leads[event.option_index].target)

    def action_pick(self, number: int) -> None:
        """Open a link by its number."""
        if number <= len(self._leads):
            self.dismiss(self._leads[number - 1].target)

    def action_leave(self) -> None:
        """Open nothing."""
        self.dismiss(None)


def _here(kind: TargetKind) -> str:
    """What opens here instead of in a browser."""
    return {
        TargetKind.PROFILE: _("profile"),
        TargetKind.TAG: _("posts with this hashtag"),
        TargetKind.STATUS: _("the quoted post"),
    }.get(kind, "")
