"""The command palette: every command of the screen below it, found by a few letters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Protocol, runtime_checkable

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider

from outtray.commands.command import Command, display_key
from outtray.commands.everywhere import EVERYWHERE, PALETTE
from outtray.commands.keys import AS_THEY_CAME, Remapping


@runtime_checkable
class HasCommands(Protocol):
    """A screen that says which commands it executes."""

    commands: tuple[Command, ...]


@runtime_checkable
class HasKeys(Protocol):
    """An app that says which keys its commands listen to."""

    remapping: Remapping


class Palette(CommandPalette):
    """Textual's palette, which pages through an empty list without ending the program."""

    def _on_mount(self, event: events.Mount) -> None:
        """Begin, unless it was closed in the moment it opened: Textual looks for the screen below it."""
        if self not in self.app.screen_stack[1:]:
            event.prevent_default()

    def _action_command_list(self, action: str) -> None:
        lists = self.query(CommandList)
        if not lists or not lists.first().option_count:
            return
        # A list that was filled in this moment has not measured its lines yet.
        with contextlib.suppress(KeyError):
            super()._action_command_list(action)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close once; a second time would take away the screen below."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)


class CommandProvider(Provider):
    """Offers the commands of the current screen, then those that work everywhere."""

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for command in self._offered():
            yield DiscoveryHit(
                _title(command, self._keys.of(command)),
                partial(self.screen.run_action, command.action),
                help=command.help,
            )

    async def search(self, query: str) -> Hits:
        """Commands whose name or help matches."""
        matcher = self.matcher(query)
        for command in self._offered():
            title = _title(command, self._keys.of(command))
            score = max(matcher.match(title), matcher.match(command.help) * 0.8)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(self.screen.run_action, command.action),
                    help=command.help,
                )

    @property
    def _keys(self) -> Remapping:
        app = self.app
        return app.remapping if isinstance(app, HasKeys) else AS_THEY_CAME

    def _offered(self) -> Iterator[Command]:
        screen = self.screen
        own = screen.commands if isinstance(screen, HasCommands) else ()
        for command in (*own, *EVERYWHERE):
            if command is not PALETTE and screen.check_action(command.action, ()) is not False:
                yield command


def _title(command: Command, keys: tuple[str, ...]) -> str:
    return f"{command.label}  ({display_key(keys[0])})" if keys else command.label
