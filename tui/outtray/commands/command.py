"""One user action, declared once: its key, footer label, palette entry and help all come from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _

APP = "app"
"""The place of commands that the app executes, whichever screen is in front."""


class KeyClash(OuttrayError):
    """A key that a command cannot have: another of the same screen has it (``commands`` names both), or it is
    none."""

    def __init__(self, sentence: str, next_step: str = "", commands: tuple[str, ...] = ()) -> None:
        super().__init__(sentence, next_step)
        self.commands = commands


@dataclass(frozen=True, slots=True)
class Command:
    """One action a user can take.

    ``id`` is ``place.action`` and stable: Textual names a binding by it; ``keys`` are Textual key names,
    the first one shown; ``label`` is the word in the footer; ``help`` the sentence in help and palette.
    ``show`` puts it in the footer; ``priority`` makes the key work while a text field has the focus.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    show: bool = False
    priority: bool = False
    argument: int | None = None
    """What the action is called with; it ends the id of a command that is one of several alike."""

    @property
    def action(self) -> str:
        """The name of the ``action_…`` method that a screen executes; ``app.`` in front when the app does."""
        place, _dot, name = self.id.rpartition(".")
        if self.argument is not None:
            name = name.removesuffix(f"-{self.argument}")
        action = name.replace("-", "_") + (f"({self.argument})" if self.argument is not None else "")
        return f"app.{action}" if place == APP else action

    def binding(self) -> Binding:
        """This command as Textual wants it; every key shares the id, so that one remapping moves all."""
        return Binding(
            ",".join(self.keys),
            self.action,
            self.label,
            show=self.show,
            priority=self.priority,
            tooltip=self.help,
            id=self.id,
            key_display=display_key(self.keys[0]) if self.keys else None,
        )


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual bindings for those commands that have a key."""
    return [command.binding() for command in commands if command.keys]


_DISPLAY = {
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "Esc",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "enter": _("Enter"),
    "space": _("Space"),
    "tab": "Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Backspace",
    "left": "←",
    "right": "→",
}


def display_key(key: str) -> str:
    """A key as it is written on screen: ``^O`` for ctrl+o, ``F5``, ``?``, capitals as they are typed."""
    if key.startswith("ctrl+"):
        return "^" + display_key(key.removeprefix("ctrl+")).upper()
    if "+" in key:
        modifier, _plus, last = key.partition("+")
        return f"{modifier.capitalize()}+{display_key(last)}"
    if key in _DISPLAY:
        return _DISPLAY[key]
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    if len(key) > 1:
        from textual.keys import format_key

        return format_key(key)
    return key


def check_clashes(place: str, *groups: Sequence[Command], widget_keys: Iterable[str] = ()) -> None:
    """Refuse two commands on one key of one screen, the focused widget's own keys included.

    Raises ``KeyClash`` naming the key and both commands.
    """
    owners: dict[str, str] = {key: _("the focused field") for key in widget_keys}
    counts = Counter(key for group in groups for command in group for key in command.keys)
    for group in groups:
        for command in group:
            for key in command.keys:
                if counts[key] > 1 and key in owners and owners[key] != command.id:
                    raise _clash(place, key, owners[key], command.id)
                if key in owners and owners[key] != command.id and not command.priority:
                    raise _clash(place, key, owners[key], command.id)
                owners[key] = command.id


def _clash(place: str, key: str, first: str, second: str) -> KeyClash:
    return KeyClash(
        _("On {place} the key {key} is asked for by both {first} and {second}.").format(
            place=place, key=display_key(key), first=first, second=second
        ),
        _("Give one of them another key, under [keys] in the settings."),
        (first, second),
    )
