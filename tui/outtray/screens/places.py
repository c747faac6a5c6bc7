"""The places the navigation of the main screen leads to."""

from __future__ import annotations

from outtray.base.translation import gettext as _
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.widgets.navigation import Place, Section

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


def sections(account: str, *, here: str, unread: int, held: int) -> tuple[Section, ...]:
    """Everything there is to go to: ``unread`` posts wait in the timeline ``here``, ``held`` acts wait."""
    timelines = tuple(
        Place(key, label, str(number), unread if key == here else 0)
        for number, (key, (_timeline, label)) in enumerate(TIMELINES.items(), start=1)
    )
    own = (Place(OUT_TRAY, _("Out-tray"), "O", held), Place(DRAFTS, _("Drafts"), "d"))
    return (
        Section(_("Timelines"), timelines),
        Section(_("Yours"), own),
        Section(_("Account"), (Place("account", f"@{account}"),)),
    )
