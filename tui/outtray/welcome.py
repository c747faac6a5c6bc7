"""The first start: a small program of its own that ends with an account, or with practice."""

from __future__ import annotations

from enum import StrEnum

from textual import work

from outtray.base.clock import SystemClock
from outtray.config.locations import Locations
from outtray.config.save import save_settings
from outtray.screens.login import LoginScreen
from outtray.screens.program import Program
from outtray.screens.welcome import Way, Welcomed, WelcomeScreen


class Choice(StrEnum):
    """What a newcomer wants next."""

    PRACTISE = "practise"
    LOGGED_IN = "logged-in"


class WelcomeApp(Program[Choice]):
    """Three steps, and a login when one is wanted."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, places: Locations) -> None:
        super().__init__(places.data)
        self._places = places

    def on_mount(self) -> None:
        """Begin."""
        self._welcome()

    @work
    async def _welcome(self) -> None:
        while True:
            answer: Welcomed | None = await self.push_screen_wait(WelcomeScreen())
            if answer is None:
                self.exit(None)
                return
            if answer.way is Way.PRACTISE:
                self.exit(Choice.PRACTISE)
                return
            account = await self.push_screen_wait(LoginScreen(answer.server, self._places, SystemClock()))
            if account is not None:
                save_settings(self._places.settings_file, answer.settings)
                self.exit(Choice.LOGGED_IN)
                return
