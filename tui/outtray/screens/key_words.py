"""How the key of a command is written, with what the user gave it in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.app import App

from outtray.commands.command import Command, display_key
from outtray.commands.keys import AS_THEY_CAME, Remapping

if TYPE_CHECKING:
    from outtray.widgets.desk.values import DeskKeys
    from outtray.widgets.timeline.look import Hints


@runtime_checkable
class HasRemapping(Protocol):
    """A program whose commands may have other keys than they came with."""

    @property
    def remapping(self) -> Remapping:
        """The keys that hold."""
        ...


def keys_of(app: App[Any], command: Command) -> tuple[str, ...]:
    """What a command listens to in this program."""
    return (app.remapping if isinstance(app, HasRemapping) else AS_THEY_CAME).of(command)


def key_of(app: App[Any], command: Command) -> str:
    """The first key of a command as it is written on screen; a dash where it has none."""
    keys = keys_of(app, command)
    return display_key(keys[0]) if keys else "-"


def desk_keys(app: App[Any]) -> DeskKeys:
    """The keys that the hints of the desk name."""
    # Here, because the first frame names keys, too, and has no desk.
    from outtray.commands import desk as commands
    from outtray.widgets.desk.values import DeskKeys

    return DeskKeys(
        answer=key_of(app, commands.ACKNOWLEDGE),
        previous=key_of(app, commands.PREVIOUS_FINDING),
        next=key_of(app, commands.NEXT_FINDING),
        headline=key_of(app, commands.HEADLINES),
        reword=key_of(app, commands.REWRITE),
        hold=key_of(app, commands.HOLD),
        leave=key_of(app, commands.PARK),
    )


def look_keys(app: App[Any]) -> DeskKeys:
    """The keys that the hints of the second look name."""
    from outtray.commands import outtray as commands
    from outtray.widgets.desk.values import DeskKeys

    return DeskKeys(
        answer=key_of(app, commands.LOOK_ACKNOWLEDGE),
        previous=key_of(app, commands.LOOK_PREVIOUS),
        next=key_of(app, commands.LOOK_NEXT),
        send=key_of(app, commands.LOOK_SEND),
        edit=key_of(app, commands.LOOK_EDIT),
        leave=key_of(app, commands.LOOK_BACK),
    )


def timeline_hints(app: App[Any]) -> Hints:
    """The keys that posts name."""
    from outtray.commands import reading
    from outtray.widgets.timeline.look import Hints

    return Hints(
        expand=key_of(app, reading.EXPAND),
        media=key_of(app, reading.EXPAND),
        newest=key_of(app, reading.NEW),
        browser=key_of(app, reading.LINKS),
        retry=key_of(app, reading.OPEN),
    )
