"""The desk: where a draft is written, reviewed as it is typed, and held.

It wires: what it does is in its parts, a file for each in ``screens/writing``.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from outtray.commands import desk as commands
from outtray.commands.command import Command, bindings
from outtray.commands.everywhere import WHERE_TYPING
from outtray.screens.writing.choosing import Choosing
from outtray.screens.writing.completing import Completing
from outtray.screens.writing.holding import Holding
from outtray.screens.writing.keeping import Keeping
from outtray.screens.writing.outcome import DeskOutcome, Held, Parked, SentAtOnce
from outtray.screens.writing.page import Page, Part
from outtray.screens.writing.reviewing import Reviewing
from outtray.screens.writing.showing import Showing
from outtray.widgets.desk.messages import DeskMessage

__all__ = ["DeskOutcome", "DeskScreen", "Held", "Parked", "SentAtOnce"]


class DeskScreen(Page):
    """One act being written."""

    CSS_PATH = "desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((*commands.DESK, *WHERE_TYPING))]
    PARTS: ClassVar[tuple[type[Part], ...]] = (Showing, Reviewing, Keeping, Completing, Choosing, Holding)
    commands: ClassVar[tuple[Command, ...]] = commands.DESK

    def compose_place(self) -> ComposeResult:
        """The page alone."""
        yield self.body

    def on_mount(self) -> None:
        """Let every part begin."""
        for part in self.parts:
            part.begin()

    @on(DeskMessage)
    def _pass_on(self, message: DeskMessage) -> None:
        self.hear(message)

    def rules_changed(self) -> None:
        """Review with the rules as they are."""
        self.part(Reviewing).review()

    async def ready_to_leave(self) -> bool:
        """The program is about to end: the draft goes to disk first, with the last letters typed."""
        await self.take_page()
        return await self.part(Keeping).save()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While the act is being held, only its text can be copied."""
        return not self.resting or action == "copy" or not hasattr(self, f"action_{action}")

    def on_key(self, event: events.Key) -> None:
        """What is typed while the page rests is no command of the program either."""
        if self.resting and event.is_printable:
            event.stop()
