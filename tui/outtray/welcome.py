"""The first start: a small program of its own that ends with an account, or with practice."""

from __future__ import annotations

from enum import StrEnum

from textual import work

from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.config.locations import Locations
from outtray.config.save import Change, save_settings
from outtray.screens.confirm import ConfirmScreen
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
        answer: Welcomed | None = None
        while True:
            answer = await self.push_screen_wait(WelcomeScreen(answer))
            if answer is None:
                self.exit(None)
                return
            if answer.way is Way.PRACTISE:
                self.exit(Choice.PRACTISE)
                return
            account = await self.push_screen_wait(LoginScreen(answer.server, self._places, SystemClock()))
            if account is not None:
                await self._keep(answer.settings)
                self.exit(Choice.LOGGED_IN)
                return

    async def _keep(self, settings: Change) -> None:
        """Save what was answered; the login is kept already, so nothing here may end it."""
        while True:
            try:
                save_settings(self._places.settings_file, settings)
            except OuttrayError as error:
                give_up = await self.push_screen_wait(
                    ConfirmScreen(
                        _("What you answered could not be saved."),
                        f"{error.sentence}\n{error.next_step}",
                        safe=_("Try again"),
                        danger=_("Go on without it"),
                    )
                )
                if give_up:
                    return
            else:
                return
