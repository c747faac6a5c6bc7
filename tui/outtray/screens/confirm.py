"""A question before something that cannot be undone."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from outtray.screens.dialogue import Dialogue
from outtray.widgets.desk.confirm import ConfirmBody


class ConfirmScreen(Dialogue[bool]):
    """Answers True only when the dangerous answer was chosen on purpose."""

    asks: ClassVar[bool] = True
    """No key counts as an answer that was pressed before the question stood there."""

    DEFAULT_CSS = "ConfirmScreen { align: center middle; background: $background 60%; }"

    def __init__(self, question: str, meaning: str, *, safe: str, danger: str) -> None:
        super().__init__()
        self._body = ConfirmBody(question, meaning, safe=safe, danger=danger)

    def compose(self) -> ComposeResult:
        """The question alone."""
        yield self._body

    @on(ConfirmBody.Answered)
    def _answered(self, event: ConfirmBody.Answered) -> None:
        self.dismiss(event.confirmed)
