"""What can be wrong with a journal.

JournalError
├── BrokenChain     the chain was changed outside the program; names the first bad row
└── UnreadableRow   a row whose body is not an event
"""

from __future__ import annotations

from outtray.base.errors import OuttrayError


class JournalError(OuttrayError):
    """Anything that is wrong with the journal."""


class BrokenChain(JournalError):
    """A row was changed, removed or added outside the program; ``row`` is the first one that shows it."""

    def __init__(self, sentence: str, next_step: str = "", *, row: int) -> None:
        super().__init__(sentence, next_step)
        self.row = row


class UnreadableRow(JournalError):
    """A row whose body is not an event."""
