"""A list to choose from that may be empty, or filled in this very moment."""

from __future__ import annotations

import contextlib

from textual.widgets import OptionList


class Chooser(OptionList):
    """Textual's option list, in which a page up or down of an empty list would end the program.

    So would one of a list that was filled in this moment: it has not measured its lines yet.
    """

    def action_page_down(self) -> None:
        """Go down a page, where there is one."""
        if self.option_count:
            with contextlib.suppress(KeyError):
                super().action_page_down()  # type: ignore[no-untyped-call]  # Textual leaves it untyped

    def action_page_up(self) -> None:
        """Go up a page, where there is one."""
        if self.option_count:
            with contextlib.suppress(KeyError):
                super().action_page_up()  # type: ignore[no-untyped-call]  # Textual leaves it untyped
