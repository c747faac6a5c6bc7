"""Grants the user's own keys, as far as each wish can be granted, against every command there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from textual.keys import Keys as KnownKeys

from outtray.base.translation import gettext as _
from outtray.commands.catalogue import PLACES, Place, check_place
from outtray.commands.command import Command, KeyClash, display_key
from outtray.commands.keys import FREED, Refusal, Remapping

Wanted = Mapping[str, str | Sequence[str]]
"""Command to key or keys, as the settings have them."""
Listened = Mapping[str, Collection[str]]
"""Place to the keys that its fields and lists listen to by themselves."""

_WITHOUT_LETTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "move.down": (),
        "move.up": (),
        "move.page-down": (),
        "move.page-up": (),
        "move.first": (),
        "move.last": (),
        "reading.newest": ("home",),
        "reading.oldest": ("end",),
        "reading.left": ("left",),
        "reading.right": ("right",),
        "help.down": ("down",),
        "help.up": ("up",),
        "drafts.down": (),
        "drafts.up": (),
    }
)
"""What moves without letters; a list has arrows of its own."""

TYPING = frozenset({"desk", "ask", "options", "login", "welcome"})
"""Places where letters are written: there no letter alone can be a key."""

NEVER_ENTER = frozenset(
    {
        "desk.hold", "desk.acknowledge", "thread.hold", "outtray.send", "outtray.discard", "look.send",
        "look.acknowledge", "look.discard", "reading.boost", "reading.favourite", "reading.follow",
        "reading.delete", "register.delete", "drafts.discard", "changes.drop",
    }
)  # fmt: skip
"""What goes out, drops or answers: Enter is pressed too easily."""

_NAMES = {
    "esc": "escape", "return": "enter", "pgdn": "pagedown", "pgup": "pageup", "del": "delete",
    "ins": "insert", "spacebar": "space",
}  # fmt: skip
_KNOWN = frozenset(key.value for key in KnownKeys)
_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta")


def remap(wanted: Wanted, *, letters_move: bool = True, listened: Listened | None = None) -> Remapping:
    """Grant what can be granted.

    Refused is what names no command or no key, a letter where text is written, and each wish that would put
    two commands of one place on one key; the others stand. ``letters_move`` is the profile ``vi``.
    """
    commands = {command.id: command for place in PLACES for command in place.commands}
    keys = {} if letters_move else dict(_WITHOUT_LETTERS)
    granted: dict[str, tuple[str, ...]] = {}
    refusals: list[Refusal] = []
    for command, given in wanted.items():
        try:
            granted[command] = _keys_for(command, given, commands)
        except KeyClash as error:
            refusals.append(Refusal(command, error.sentence))
    keys |= granted
    for place in PLACES:
        while (clash := _clash(place, keys, listened or {})) is not None:
            # Of two that want one key the wish gives way; of two wishes the one written last.
            guilty = [one for one in reversed(list(granted)) if one in clash.commands]
            if not guilty:
                break  # the keys as they came are tested
            granted.pop(guilty[0])
            keys.pop(guilty[0])
            if not letters_move and guilty[0] in _WITHOUT_LETTERS:
                keys[guilty[0]] = _WITHOUT_LETTERS[guilty[0]]
            refusals.append(Refusal(guilty[0], clash.sentence))
    return Remapping(MappingProxyType(keys), tuple(refusals))


def key_named(name: str) -> str:
    """Textual's name of a key as a person writes it: ``R``, ``?``, ``^O``, ``Ctrl+O``, ``F5``, ``Esc``.

    Raises ``KeyClash`` for what is no key.
    """
    if len(name) == 1 and name.isprintable() and not name.isspace():
        from textual.keys import _character_to_key

        return _character_to_key(name)
    if len(name) == 2 and name[0] == "^":
        name = f"ctrl+{name[1]}"
    *modifiers, last = name.strip().split("+")
    modifiers = [one.strip().lower() for one in modifiers]
    last = last.strip()
    if modifiers or len(last) > 1:
        last = last.lower()
    last = _NAMES.get(last, last)
    key = "+".join((*modifiers, last))
    is_known = last in _KNOWN or key in _KNOWN or (len(last) == 1 and bool(modifiers))
    if not last or not is_known or any(one not in _MODIFIERS for one in modifiers):
        raise KeyClash(_("“{name}” is no key.").format(name=name))
    return key


def _keys_for(command: str, given: str | Sequence[str], commands: Mapping[str, Command]) -> tuple[str, ...]:
    if command not in commands:
        from outtray_rules.errors import nearest

        close = nearest(command, commands)
        told = _("There is no command “{command}”.").format(command=command)
        if close:
            told = _("There is no command “{command}”; did you mean “{near}”?").format(
                command=command, near=close
            )
        raise KeyClash(told)
    names = (given,) if isinstance(given, str) else tuple(given)
    keys = tuple(dict.fromkeys(key_named(name) for name in names if name.strip().lower() != FREED))
    place = command.partition(".")[0]
    for key in keys:
        if key == "enter" and command in NEVER_ENTER:
            raise KeyClash(
                _(
                    "{command} cannot have Enter: what goes out or is dropped is never done by Enter alone."
                ).format(command=command)
            )
        if place in TYPING and is_typed(key):
            raise KeyClash(
                _("{key} is a letter where text is written, so {command} cannot have it.").format(
                    key=display_key(key), command=command
                )
            )
    return keys


def is_typed(key: str) -> bool:
    """Whether a key writes something where text is written."""
    from textual.keys import key_to_character

    character = None if "+" in key else key_to_character(key)
    return character is not None and character.isprintable()


def _clash(place: Place, keys: Mapping[str, tuple[str, ...]], listened: Listened) -> KeyClash | None:
    # A list and a command of the place above it may share a key as they came: they mean one thing.
    own = {key for command in place.commands for key in command.keys}
    try:
        check_place(place, keys, frozenset(listened.get(place.id, ())) - own)
    except KeyClash as clash:
        return clash
    return None
