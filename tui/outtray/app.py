"""The program on the terminal: themes, language of keys, the first screen. It wires; screens do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.command import Provider
from textual.worker import Worker

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.waste import collect_again
from outtray.commands.command import bindings
from outtray.commands.everywhere import EVERYWHERE
from outtray.screens import messages
from outtray.screens.key_words import key_of
from outtray.screens.main import MainScreen
from outtray.screens.place import PlaceScreen
from outtray.screens.program import Program
from outtray.services.workspace import Login, Workspace
from outtray.widgets.icons import ASCII, UNICODE, Icons, own_set

if TYPE_CHECKING:
    from outtray.screens.appearance import Appearance
    from outtray.screens.confirm import ConfirmScreen


def _commands() -> type[Provider]:
    from outtray.screens.palette import CommandProvider

    return CommandProvider


@dataclass(frozen=True, slots=True)
class Ended:
    """How the program was left: an error to print after the terminal is the shell's again, or none."""

    error: OuttrayError | None = None


class OuttrayApp(Program[Ended]):
    """One account's client."""

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/main.tcss"]

    def __init__(
        self, workspace: Workspace, login: Login, *, environment: Mapping[str, str] | None = None
    ) -> None:
        places = workspace.places
        super().__init__(places.data, theme=workspace.settings.interface.theme, themes=places.themes)
        self._workspace = workspace
        self._login = login
        self.appearance: Appearance | None = None
        self._last_question: ConfirmScreen | None = None
        interface = workspace.settings.interface
        surroundings = os.environ if environment is None else environment
        self._ascii_only = _needs_ascii(surroundings)
        # A set of its own: it becomes the other one when the settings change.
        self._icons: Icons = own_set(ASCII if interface.icons == "ascii" or self._ascii_only else UNICODE)
        if self._icons.ascii_only:
            from outtray.widgets.scrollbar import use_plain_scroll_bars

            use_plain_scroll_bars()
        if interface.reduced_motion:
            self.animation_level = "none"

    def get_default_screen(self) -> MainScreen:
        """The timelines, at the bottom of the stack: an empty screen below them would be drawn first."""
        return MainScreen(self._workspace, self._login, icons=self._icons)

    def on_mount(self) -> None:
        """Once the first frame is drawn, see to the themes and keys it did without, and to waste."""
        self.call_after_refresh(self._appear)
        self.call_after_refresh(collect_again)

    @on(messages.MainReplaced)
    def _replace_main(self, event: messages.MainReplaced) -> None:
        if not self.screen._result_callbacks:
            # Switching takes away what only pushing had given; the first screen was never pushed.
            self.screen._push_result_callback(self.screen, None)
        self.switch_screen(event.screen)

    @on(messages.LoggedOut)
    def _end_without_account(self) -> None:
        self.exit(Ended())

    async def _appear(self) -> None:
        """Follow the settings and the user's themes from here on."""
        from outtray.screens.appearance import Appearance

        self.appearance = Appearance(self, self._workspace, self._icons, ascii_only=self._ascii_only)
        await self.appearance.begin()
        look = partial(self._workspace.lookout.run, self.call_later)
        _looking: Worker[None] = self.run_worker(look, group="lookout", thread=True)

    def on_unmount(self) -> None:
        """Look out for nothing any more."""
        self._workspace.lookout.close()

    @on(messages.SettingsSaved)
    def _follow_settings(self) -> None:
        if self.appearance is not None:
            self.appearance.follow()

    @on(messages.WorkspaceUnusable)
    def _end_with(self, event: messages.WorkspaceUnusable) -> None:
        self.exit(Ended(event.error))

    def action_help(self) -> None:
        """Every key of the screen in front."""
        from outtray.screens.help import HelpScreen
        from outtray.screens.palette import HasCommands

        screen = self.screen
        commands = screen.commands if isinstance(screen, HasCommands) else ()
        self.push_screen(HelpScreen(commands, self.focused, self.remapping))

    async def action_quit(self) -> None:
        """Leave; says first what still waits. A draft on the desk is kept."""
        if self._last_question is not None and self.screen is self._last_question:
            return  # it is asked already; another question in front is no answer to this one
        # The desk may stand under a dialogue.
        places = [screen for screen in self.screen_stack if isinstance(screen, PlaceScreen)]
        kept = [await place.ready_to_leave() for place in places]
        question = await self._still_waiting() if all(kept) else self._not_kept()
        if question is None:
            self.exit(Ended())
        else:
            self._last_question = question
            self.push_screen(question, lambda leave: self.exit(Ended()) if leave else None)

    async def _still_waiting(self) -> ConfirmScreen | None:
        from outtray.screens.confirm import ConfirmScreen
        from outtray.screens.leaving import still_waits

        workspace = self._workspace
        try:
            told = still_waits(workspace.tray, await workspace.tray.waiting(), workspace.clock)
        except OuttrayError:
            return None  # an out-tray that cannot be read is no reason to lock anybody in
        return None if told is None else ConfirmScreen(*told, safe=_("Stay"), danger=_("Quit"))

    def _not_kept(self) -> ConfirmScreen:
        from outtray.commands.desk import COPY
        from outtray.screens.confirm import ConfirmScreen

        return ConfirmScreen(
            _("What stands on the desk cannot be kept on disk."),
            _("Stay, and {copy} copies the text, so that it can be put elsewhere.").format(
                copy=key_of(self, COPY)
            ),
            safe=_("Stay"),
            danger=_("Lose it"),
        )


def _needs_ascii(environment: Mapping[str, str]) -> bool:
    """Whether the terminal cannot be trusted with anything but plain letters."""
    wanted = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    return environment.get("TERM") in {"linux", "vt100", "vt220", "dumb"} or wanted in {"C", "POSIX"}
