"""The first start: a small program of its own that ends with an account, or with practice."""

from __future__ import annotations

from enum import StrEnum

from textual import work
from textual.app import App

from outtray.base.clock import SystemClock
from outtray.config.locations import Locations
from outtray.config.save import save_settings
from outtray.screens.login import LoginScreen
from outtray.screens.welcome import Way, Welcomed, WelcomeScreen
from outtray.widgets.theming import textual_themes, variable_defaults


class Choice(StrEnum):
    """What a newcomer wants next."""

    PRACTISE = "practise"
    LOGGED_IN = "logged-in"


class WelcomeApp(App[Choice]):
    """Three steps, and a login when one is wanted."""

    TITLE = "Outtray"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, places: Locations) -> None:
        super().__init__()
        self._places = places
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "registry"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, so that every style sheet can be read under any theme."""
        return variable_defaults()

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
