"""Every command of the program by the place it works in: for help, the palette and the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from outtray.base.translation import gettext as _
from outtray.commands import dialogues
from outtray.commands.command import Command, check_clashes
from outtray.commands.desk import DESK
from outtray.commands.doctor import DOCTOR
from outtray.commands.everywhere import EVERYWHERE
from outtray.commands.moving import DOWN, MOVING, PAGE_DOWN, PAGE_UP, UP
from outtray.commands.outtray import LOOK_COMMANDS, OUT_TRAY
from outtray.commands.reading import READING
from outtray.commands.records import LESSONS, REGISTER
from outtray.commands.settings import CHANGES, ENTRIES, FIELD, RULES, SETTINGS, TRYING
from outtray.commands.viewer import VIEWER


@dataclass(frozen=True, slots=True)
class Place:
    """One screen's commands under its name."""

    id: str
    title: str
    commands: tuple[Command, ...]


PLACES = (
    Place("reading", _("Timeline and thread"), READING),
    Place("desk", _("Desk"), DESK),
    Place("outtray", _("Out-tray"), OUT_TRAY),
    Place("look", _("Second look"), LOOK_COMMANDS),
    Place("register", _("Register"), REGISTER),
    Place("doctor", _("Doctor"), DOCTOR),
    Place("lessons", _("Lessons"), LESSONS),
    Place("settings", _("Settings"), SETTINGS),
    Place("rules", _("Packs and rules"), RULES),
    Place("entries", _("A list in the settings"), ENTRIES),
    Place("try", _("Try it"), TRYING),
    Place("field", _("One setting"), FIELD),
    Place("changes", _("Changes before they are saved"), CHANGES),
    Place("drafts", _("Drafts"), dialogues.DRAFTS),
    Place("viewer", _("Media of a post"), VIEWER),
    Place("links", _("Links"), dialogues.LINKS),
    Place("options", _("Options"), dialogues.OPTIONS),
    Place("media", _("Attachments"), dialogues.MEDIA),
    Place("poll", _("Poll"), dialogues.POLL),
    Place("profile", _("Own profile"), dialogues.PROFILE_FORM),
    Place("thread", _("Thread of parts"), dialogues.THREAD),
    Place("help", _("Keys"), dialogues.HELP_CARD),
    Place("menu", _("Menu"), dialogues.MENU),
    Place("vote", _("Vote"), dialogues.VOTE),
    Place("ask", _("Question"), dialogues.ASK),
    Place("address", _("Address"), dialogues.ADDRESS),
    Place("login", _("Login"), dialogues.LOGIN),
    Place("welcome", _("Welcome"), dialogues.WELCOME),
    Place("move", _("Moving in lists"), MOVING),
    Place("app", _("Everywhere"), EVERYWHERE),
)

_OVER = frozenset(
    {
        "drafts",
        "links",
        "options",
        "media",
        "poll",
        "thread",
        "help",
        "menu",
        "vote",
        "ask",
        "address",
        "login",
        "welcome",
    }
    | {"entries", "field", "changes", "move"}
)
"""Places over another or before there is one: a key of theirs goes before the same key everywhere."""


_PAGING = (DOWN, UP, PAGE_DOWN, PAGE_UP)
_LISTS: Mapping[str, tuple[Command, ...]] = MappingProxyType(
    {
        "reading": _PAGING,
        "look": _PAGING,
        "outtray": MOVING,
        "register": MOVING,
        "settings": MOVING,
        "rules": MOVING,
        "entries": MOVING,
    }
)
"""What moves in the lists of a place, whose focus has these keys beside the place's own."""

AS_DECLARED: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def check_all() -> None:
    """Refuse a key that two commands of one place ask for; raises ``KeyClash`` naming both."""
    for place in PLACES:
        check_place(place, AS_DECLARED)


def check_place(place: Place, keys: Mapping[str, tuple[str, ...]], widget_keys: Iterable[str] = ()) -> None:
    """The same for one place with other ``keys`` for some commands, by id.

    ``widget_keys`` are those that its fields and lists listen to by themselves; with them given, not even a
    command that goes before them may take one.
    """
    widget_keys = frozenset(widget_keys)
    groups = [place.commands, _LISTS.get(place.id, ())]
    if place.id not in _OVER and place.id != "app":
        groups.append(EVERYWHERE)
    check_clashes(
        place.title,
        *(
            [
                replace(one, keys=keys.get(one.id, one.keys), priority=one.priority and not widget_keys)
                for one in group
            ]
            for group in groups
        ),
        widget_keys=widget_keys,
    )
