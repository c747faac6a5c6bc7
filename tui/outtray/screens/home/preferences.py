"""The settings, from the main screen."""

from __future__ import annotations

from collections.abc import Iterable

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.screens import places
from outtray.screens.home.home import Group, Offer, Part
from outtray.widgets.navigation import Navigation, Place


class Preferences(Part):
    """Opens them."""

    commands = commands.PREFERENCES

    def hear(self, message: Message) -> None:
        """Go where the navigation says."""
        if isinstance(message, Navigation.PlaceChosen) and message.place_id == places.SETTINGS:
            self.action_settings()

    def places(self) -> Iterable[Offer]:
        """The settings."""
        yield Offer(
            Group.YOURS, Place(places.SETTINGS, _("Settings"), self.home.place_key(commands.SETTINGS))
        )

    def action_settings(self) -> None:
        """Open the settings; a file that is no TOML is mended by hand first, and its bad line quoted."""
        from outtray.screens.settings.screen import SettingsScreen

        try:
            screen = SettingsScreen(self.home.workspace, icons=self.home.icons)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        self.home.app.push_screen(screen)
