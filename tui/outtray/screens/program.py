"""What both programs on the terminal share: colours, what a crash leaves behind, opening addresses."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Generic, TypeVar

from rich.text import Text
from textual import work
from textual.app import App

from outtray.base.translation import gettext as _
from outtray.screens.address import AddressScreen
from outtray.services.browser import open_in_browser
from outtray.services.crash import keep_traceback
from outtray.widgets.theming import textual_themes, variable_defaults

ReturnT = TypeVar("ReturnT")


class Program(App[ReturnT], Generic[ReturnT]):
    """A program in our colours that ends a crash with a sentence; ``data`` is where its traceback is kept."""

    TITLE = "Outtray"

    def __init__(self, data: Path) -> None:
        super().__init__()
        self._data = data
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "registry"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, so that every style sheet can be read under any theme."""
        return variable_defaults()

    def _fatal_error(self) -> None:
        """End with a sentence instead of Textual's traceback, whose local variables could show a token.

        The traceback without them goes to a private file, for a report.
        """
        error = self._exception or RuntimeError("unknown")
        told = _("Outtray had to stop: {kind}. What you wrote is kept.").format(kind=type(error).__name__)
        step = keep_traceback(error, self._data)
        self._exit_renderables.append(Text(f"{told}\n{step}"))
        self._close_messages_no_wait()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address in the user's browser, or show it where no browser has a window of its own."""
        del new_tab  # every browser of today opens one
        self._browse(url)

    @work(group="browser")
    async def _browse(self, url: str) -> None:
        if not await asyncio.to_thread(open_in_browser, url):
            self.push_screen(AddressScreen(url))
