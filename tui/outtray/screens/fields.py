"""Fields that several cards have."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox


class Tick(Checkbox):
    """A checkbox that is empty when it is off, and not only in another colour."""

    def render(self) -> Content:
        """The box, with a cross in it or without."""
        self.BUTTON_INNER = "X" if self.value else " "
        return super().render()
