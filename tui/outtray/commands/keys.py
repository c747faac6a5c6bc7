"""What each command listens to: the key it came with, or the user's own.

Every screen names keys; what grants the user's wishes knows all commands of all places, and is not needed
for the first frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from outtray.commands.command import Command, display_key

FREED = "none"
"""Stands in the settings for no key at all, and in Textual's keymap: no terminal ever sends it."""


class Refusal(msgspec.Struct, frozen=True):
    """A wish that cannot be granted, with the reason in a sentence; the command keeps its key."""

    command: str
    sentence: str


class Remapping(msgspec.Struct, frozen=True):
    """The keys of all commands that have others than they came with, and what was refused."""

    keys: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    refusals: tuple[Refusal, ...] = ()

    def of(self, command: Command) -> tuple[str, ...]:
        """What a command listens to."""
        return self.keys.get(command.id, command.keys)

    def words(self, command: Command) -> str:
        """The same as it is written on screen; a dash where there is none."""
        return " ".join(display_key(key) for key in self.of(command)) or "-"

    @property
    def keymap(self) -> dict[str, str]:
        """The same as Textual wants it."""
        return {command: ",".join(keys) or FREED for command, keys in self.keys.items()}


AS_THEY_CAME = Remapping()
"""Every command with the key it was declared with."""
