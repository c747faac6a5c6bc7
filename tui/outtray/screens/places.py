"""The places the navigation of the main screen leads to."""

from __future__ import annotations

from outtray.base.translation import gettext as _
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline

OUT_TRAY = "out-tray"
DRAFTS = "drafts"

TIMELINES = {
    HOME.key: (HOME, _("Home")),
    LOCAL.key: (LOCAL, _("Local")),
    PUBLIC.key: (PUBLIC, _("Federated")),
}
"""The timelines with a key of their own, by their key in the cache: each with its name."""


def name_of(timeline: Timeline) -> str:
    """What a timeline is called in the header."""
    known = TIMELINES.get(timeline.key)
    return known[1] if known is not None else f"#{timeline.argument}"
