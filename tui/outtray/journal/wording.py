"""The journal's stable words as a person reads them, for reports, the command line and screens."""

from __future__ import annotations

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.journal.events import Event, EventName, JournalledFinding


def kind_words(kind: str) -> str:
    """What kind of act; an unknown kind as it is."""
    return {
        "post": _("post"),
        "reply": _("reply"),
        "thread": _("part of a thread"),
        "poll": _("poll"),
        "quote": _("quote"),
        "direct": _("direct message"),
        "edit": _("edit"),
        "boost": _("boost"),
        "favourite": _("favourite"),
        "profile": _("profile change"),
        "pin": _("pin"),
        "follow": _("follow"),
        "vote": _("vote"),
        "report": _("report"),
    }.get(kind, kind)


def state_words(state: str) -> str:
    """Where an act was left; an unknown state as it is."""
    return {
        "held": _("held"),
        "draft": _("taken back to the desk"),
        "sending": _("released, not yet confirmed"),
        "unsure": _("perhaps sent"),
        "sent": _("sent"),
        "failed": _("not sent"),
        "discarded": _("discarded"),
        "taken-back": _("sent, then taken back"),
    }.get(state, state)


def event_words(event: Event) -> str:
    """What happened, in a few words, with what there is to remark about it."""
    what = _happened(event.name)
    remark = sanitise(event.detail.get("remark", ""), single_line=True)
    return _("{what}: {remark}").format(what=what, remark=remark) if remark else what


def _happened(name: EventName) -> str:
    return {
        EventName.HELD: _("held"),
        EventName.REVIEWED: _("reviewed again"),
        EventName.LOOKED: _("looked at again"),
        EventName.ACKNOWLEDGED: _("warning acknowledged"),
        EventName.OVERRIDDEN: _("block overridden with a reason"),
        EventName.EDITED: _("taken back to be changed"),
        EventName.DISCARDED: _("discarded"),
        EventName.RELEASED: _("released by a second look"),
        EventName.ATTEMPTED: _("request left for the server"),
        EventName.UPLOADED: _("attachment uploaded"),
        EventName.SENT: _("confirmed by the server"),
        EventName.REFUSED: _("not sent, held again"),
        EventName.FAILED: _("did not leave"),
        EventName.UNSURE: _("no clear answer from the server"),
        EventName.RESENDING: _("looked for, absent, sent again"),
        EventName.ABSENT: _("confirmed by the user not to be on the server"),
        EventName.RETRIED: _("put back among the held"),
        EventName.TAKEN_BACK: _("deleted or undone"),
        EventName.SPARED: _("the post it takes the place of was left"),
        EventName.PRUNED: _("old rows or words erased"),
        EventName.IMPORTED: _("brought over from another machine"),
    }[name]


def severity_words(severity: str) -> str:
    """How serious a finding is; an unknown word as it is."""
    return {"note": _("note"), "warn": _("warning"), "block": _("block")}.get(severity, severity)


def answer_words(found: JournalledFinding) -> str:
    """What the user did about a finding; a note asks for nothing."""
    if found.answer == "acknowledged":
        return _("acknowledged")
    if found.answer == "overridden":
        return _("overridden")
    return _("for information") if found.severity == "note" else _("not answered")


def reason_words(code: str) -> str:
    """Why an act had to wait; an unknown code as it is."""
    return {
        "base": _("every held act waits"),
        "warn": _("a warning"),
        "block": _("a block, overridden or not"),
        "reply": _("it answers somebody"),
        "boost": _("it boosts somebody"),
        "edit": _("it edits a post"),
        "quiet-hours": _("quiet hours"),
        "max": _("cut to the longest wait allowed"),
    }.get(code, code)


def visibility_words(visibility: str) -> str:
    """Who may read a post; an unknown word as it is."""
    return {
        "public": _("public: anyone, for ever"),
        "unlisted": _("unlisted: anyone with the address, for ever"),
        "private": _("followers only"),
        "direct": _("only those named in it"),
    }.get(visibility, visibility)
