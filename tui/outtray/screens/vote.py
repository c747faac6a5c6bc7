"""A vote: one answer or several are marked, then given."""

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
from outtray.mastodon.models import Poll
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.chooser import Chooser
from outtray.widgets.icons import Icons
from outtray.widgets.text import line


class VoteScreen(Dialogue[tuple[int, ...] | None]):
    """Answers with the positions of the answers chosen, or None. Enter gives what is marked, never more."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.VOTE)]
    commands: ClassVar[tuple[Command, ...]] = commands.VOTE

    def __init__(self, poll: Poll, icons: Icons) -> None:
        super().__init__()
        self._poll = poll
        self._icons = icons
        self._marked: set[int] = set()
        self._chooser = Chooser(*self._options(), markup=False, id="card")

    def compose(self) -> ComposeResult:
        """One line an answer."""
        title = _("Several answers may be given") if self._poll.multiple else _("One answer")
        self._chooser.border_title = title
        self._chooser.border_subtitle = _("number or {mark} marks · Enter votes · {leave} closes").format(
            mark=key_of(self.app, commands.VOTE[1]), leave=key_of(self.app, commands.VOTE[0])
        )
        yield self._chooser

    def _options(self) -> list[Option]:
        return [
            Option(
                Content.assemble(
                    (f" {number + 1}  ", "bold $ot-accent"),
                    (f"{self._icons.good if number in self._marked else ' '}  ", "bold $ot-good"),
                    line(option.title, "bold $ot-ink" if number in self._marked else "$ot-ink"),
                )
            )
            for number, option in enumerate(self._poll.options)
        ]

    def action_mark(self, number: int) -> None:
        """Mark an answer by its number, or take the mark away."""
        self._mark(number - 1)

    def action_mark_here(self) -> None:
        """Mark the answer under the cursor, or take the mark away."""
        if self._chooser.highlighted is not None:
            self._mark(self._chooser.highlighted)

    def _mark(self, place: int) -> None:
        if not 0 <= place < len(self._poll.options):
            return
        if place in self._marked:
            self._marked.remove(place)
        else:
            self._marked = {place} if not self._poll.multiple else {*self._marked, place}
        self._chooser.set_options(self._options())
        self._chooser.highlighted = place

    @on(OptionList.OptionSelected)
    def _given(self) -> None:
        if self._marked:
            self.dismiss(tuple(sorted(self._marked)))
        else:
            self._chooser.border_subtitle = _("Mark an answer first: its number, or {mark}").format(
                mark=key_of(self.app, commands.VOTE[1])
            )

    def action_leave(self) -> None:
        """Do not vote."""
        self.dismiss(None)
