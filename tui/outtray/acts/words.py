"""The stored words of acts as a sentence names them, in the language of the program."""

from __future__ import annotations

from outtray.base.translation import gettext as _


def state_word(state: str) -> str:
    """Where an act is, as in “This act is …”; an unknown state as it is."""
    return {
        "draft": _("a draft"),
        "held": _("held"),
        "sending": _("being sent"),
        "unsure": _("perhaps sent"),
        "sent": _("sent"),
        "failed": _("not sent"),
        "discarded": _("discarded"),
    }.get(state, state)


def audience_word(visibility: str) -> str:
    """Whom a status is for, by Mastodon's name of it; an unknown one as it is."""
    return {
        "public": _("public"),
        "unlisted": _("unlisted"),
        "private": _("private"),
        "direct": _("direct"),
    }.get(visibility, visibility)
