"""A screen over another that can be closed once, however fast the keys come."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

ResultT = TypeVar("ResultT")


class Dialogue(ModalScreen[ResultT], Generic[ResultT]):
    """Answers once. Textual's own ``dismiss`` takes away whatever is in front, so that a second Escape, in
    the queue before the first was heeded, would close the screen below and hand it no answer."""

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close with this answer; does nothing when this screen is not the one in front."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)
