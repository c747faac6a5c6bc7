"""Every command of the program by the place it works in: for help, the palette and the docs."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.base.translation import gettext as _
from outtray.commands import dialogues
from outtray.commands.command import Command, check_clashes
from outtray.commands.desk import DESK
from outtray.commands.doctor import DOCTOR
from outtray.commands.everywhere import EVERYWHERE
from outtray.commands.outtray import LOOK_COMMANDS, OUT_TRAY
from outtray.commands.reading import READING
from outtray.commands.records import LESSONS, REGISTER


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
    Place("drafts", _("Drafts"), dialogues.DRAFTS),
    Place("links", _("Links"), dialogues.LINKS),
    Place("options", _("Options"), dialogues.OPTIONS),
    Place("media", _("Attachments"), dialogues.MEDIA),
    Place("poll", _("Poll"), dialogues.POLL),
    Place("thread", _("Thread of parts"), dialogues.THREAD),
    Place("help", _("Keys"), dialogues.HELP_CARD),
    Place("menu", _("Menu"), dialogues.MENU),
    Place("vote", _("Vote"), dialogues.VOTE),
    Place("ask", _("Question"), dialogues.ASK),
    Place("address", _("Address"), dialogues.ADDRESS),
    Place("login", _("Login"), dialogues.LOGIN),
    Place("welcome", _("Welcome"), dialogues.WELCOME),
    Place("app", _("Everywhere"), EVERYWHERE),
)

_OVER = frozenset(
    {"drafts", "links", "options", "media", "poll", "thread", "help", "menu", "vote", "ask", "address"}
    | {"login", "welcome"}
)
"""Places over another or before there is one: a key of theirs goes before the same key everywhere."""


def check_all() -> None:
    """Refuse a key that two commands of one place ask for; raises ``KeyClash`` naming both."""
    for place in PLACES:
        if place.id in _OVER:
            check_clashes(place.title, place.commands)
        elif place.id != "app":
            check_clashes(place.title, place.commands, EVERYWHERE)
