"""What timelines are called, and the places of the navigation that are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline, timeline_of

OUT_TRAY = "out-tray"
DRAFTS = "drafts"
NOTIFICATIONS = "notifications"
REGISTER = "register"
LESSONS = "lessons"
SETTINGS = "settings"

BOOKMARKS = Timeline("bookmarks")
FAVOURITES = Timeline("favourites")
TRENDING = Timeline("trending")


WITH_KEYS: Final = (
    (HOME, commands.HOME),
    (LOCAL, commands.LOCAL),
    (PUBLIC, commands.FEDERATED),
    (BOOKMARKS, commands.BOOKMARKS),
    (FAVOURITES, commands.FAVOURITES),
    (TRENDING, commands.TRENDING),
)
"""The timelines that have the keys 1, 2, 3 and so on, each with the command that goes there."""


def name_of(timeline: Timeline, titles: Mapping[str, str] | None = None) -> str:
    """What a timeline is called; ``titles`` gives the names of lists and people by key."""
    known = {
        "home": _("Home"),
        "local": _("Local"),
        "public": _("Federated"),
        "remote": _("Other servers"),
        "bookmarks": _("Bookmarks"),
        "favourites": _("Favourites"),
        "trending": _("Trending posts"),
    }.get(timeline.kind)
    if known is not None:
        return known
    if timeline.kind == "tag":
        return " ".join(f"#{tag}" for tag in timeline.argument.split(" ") if tag)
    titled = (titles or {}).get(timeline.key)
    if titled is not None:
        return titled
    return _("List") if timeline.kind == "list" else _("Posts of one account")


def timeline_at(place_id: str) -> Timeline | None:
    """The timeline a place leads to; None for a place that is something else."""
    try:
        return timeline_of(place_id)
    except ValueError:
        return None
