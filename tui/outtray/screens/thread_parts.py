"""A text as the posts of a thread, seen before they are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.desk.say import counts_content
from outtray.widgets.desk.values import Counts
from outtray.widgets.icons import Icons
from outtray.widgets.text import block


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part: its words, how many characters it leaves, and how many findings of each kind it has."""

    text: str
    left: int
    counts: Counts


class ThreadScreen(Dialogue[bool | None]):
    """Answers True to hold the parts, False to hold the text as one post, None to go on writing."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.THREAD)]
    commands: ClassVar[tuple[Command, ...]] = commands.THREAD
    DEFAULT_CSS = """
    ThreadScreen {
        align: center middle;
        background: $background 60%;
        & #card {
            width: 90%;
            max-width: 80;
            height: auto;
            max-height: 95%;
            padding: 0 1;
            scrollbar-size-vertical: 1;
            background: $ot-sheet;
            color: $ot-ink;
            border: round $ot-focus;
            border-title-color: $ot-accent;
            border-subtitle-color: $ot-muted;
        }
        & .part { width: 1fr; height: auto; margin-bottom: 1; padding: 0 1; }
        & #meaning { width: 1fr; height: auto; color: $ot-muted; padding: 0 1; }
        & #buttons { height: 1; margin-top: 1; align-horizontal: right; }
        & Button { margin-left: 2; }
    }
    """

    def __init__(self, parts: Sequence[PartShown], icons: Icons, *, fits_as_one: bool) -> None:
        super().__init__()
        self._parts = parts
        self._icons = icons
        self._fits_as_one = fits_as_one

    def compose(self) -> ComposeResult:
        """The parts in order, what holding them means, the answers."""
        count = len(self._parts)
        with VerticalScroll(id="card") as card:
            card.border_title = ngettext(
                "A thread of {count} part", "A thread of {count} parts", count
            ).format(count=count)
            card.border_subtitle = _("{take} holds them all · {leave} goes on writing").format(
                leave=key_of(self.app, commands.THREAD[0]), take=key_of(self.app, commands.THREAD[1])
            )
            for number, part in enumerate(self._parts, 1):
                yield Static(self._described(number, part), classes="part", markup=False)
            yield Static(
                _("Each part cools and is looked at by itself; none is sent before the one above it."),
                id="meaning",
            )
            with Horizontal(id="buttons"):
                yield CalmButton(_("Go on writing"), id="leave")
                if self._fits_as_one:
                    yield CalmButton(_("Hold as one post"), id="one")
                yield CalmButton(_("Hold all parts"), id="hold")

    def on_mount(self) -> None:
        """Begin with the parts, which scroll; no answer is under Enter."""
        self.query_one(VerticalScroll).focus()

    def _described(self, number: int, part: PartShown) -> Content:
        dot = (f" {self._icons.dot} ", "$ot-muted")
        head = Content.assemble(
            (f"{number}/{len(self._parts)}", "bold $ot-accent"),
            dot,
            (_("{n} left").format(n=part.left), "$ot-muted"),
            dot,
            counts_content(part.counts, self._icons),
        )
        return Content("\n").join([head, block(part.text, "$ot-ink")])

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss({"hold": True, "one": False}.get(event.button.id or ""))

    def action_hold(self) -> None:
        """Hold every part."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go on writing."""
        self.dismiss(None)
