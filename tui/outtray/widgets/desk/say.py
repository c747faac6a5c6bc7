"""The words and signs that several widgets of the desk say the same way."""

from __future__ import annotations

from textual.content import Content

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.widgets.desk.values import Answer, Audience, Counts, HoldState, ReviewedFinding
from outtray.widgets.icons import Icons
from outtray.widgets.words import counted, followers
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Severity


def severity_word(severity: Severity) -> str:
    """The name of a severity."""
    return {Severity.NOTE: _("note"), Severity.WARN: _("warning"), Severity.BLOCK: _("block")}[severity]


def severity_count(severity: Severity, count: int) -> str:
    """A count of findings of one severity, in words."""
    if severity is Severity.BLOCK:
        return ngettext("{n} block", "{n} blocks", count).format(n=count)
    if severity is Severity.WARN:
        return ngettext("{n} warning", "{n} warnings", count).format(n=count)
    return ngettext("{n} note", "{n} notes", count).format(n=count)


def counts_content(counts: Counts, icons: Icons, *, short: bool = False) -> Content:
    """Findings by severity, gravest first; says so when there are none. ``short`` leaves out the words."""
    if not counts.by_severity:
        return Content.styled(f"{icons.good} " + _("clean"), "$ot-good")
    parts = [
        Content.styled(
            f"{icons.severity(severity)}{count}"
            if short
            else f"{icons.severity(severity)} {severity_count(severity, count)}",
            f"$ot-{severity.value}",
        )
        for severity, count in counts.by_severity
    ]
    return Content("  " if not short else " ").join(parts)


def state_of(reviewed: ReviewedFinding) -> tuple[str, str]:
    """What has been or is to be done about a finding: a sentence part, and the theme key of its colour."""
    severity = reviewed.finding.severity
    if reviewed.answer is Answer.OVERRIDDEN:
        return _("overridden"), "good"
    if reviewed.answer is Answer.ACKNOWLEDGED and severity is not Severity.BLOCK:
        return _("acknowledged"), "good"
    if severity is Severity.BLOCK:
        return _("change it, or override it with a reason"), "block"
    if severity is Severity.WARN:
        return _("to acknowledge"), "warn"
    return _("for your information"), "muted"


def audience_words(audience: Audience, icons: Icons) -> str:
    """Who can read it and for how long, in plain words."""
    dot = icons.dot
    readers = audience.followers
    if audience.visibility is Visibility.PUBLIC:
        words = _("public: anyone, for ever")
        return f"{words} {dot} {followers(readers)}" if readers is not None else words
    if audience.visibility is Visibility.UNLISTED:
        words = _("quiet public: anyone who looks, for ever")
        return f"{words} {dot} {followers(readers)}" if readers is not None else words
    if audience.visibility is Visibility.PRIVATE:
        if readers is None:
            return _("followers only: each of them can pass it on")
        return ngettext(
            "followers only: {count} person, who can pass it on",
            "followers only: {count} people, who can pass it on",
            readers,
        ).format(count=counted(readers))
    return _("direct: whoever it names, and their servers")


def act_word(kind: ActKind) -> str:
    """The name of an act in one word."""
    return {
        ActKind.POST: _("post"), ActKind.REPLY: _("reply"), ActKind.THREAD: _("thread"),
        ActKind.POLL: _("poll"), ActKind.QUOTE: _("quote"), ActKind.DIRECT: _("direct"),
        ActKind.EDIT: _("edit"), ActKind.BOOST: _("boost"), ActKind.FAVOURITE: _("favourite"),
        ActKind.PROFILE: _("profile"), ActKind.PIN: _("pin"), ActKind.FOLLOW: _("follow"),
        ActKind.VOTE: _("vote"), ActKind.REPORT: _("report"),
        ActKind.FEATURE: _("hashtag"),
    }[kind]  # fmt: skip


def hold_state_word(state: HoldState) -> str:
    """The name of a held act's state."""
    return {
        HoldState.COOLING: _("cooling"),
        HoldState.QUIET: _("quiet hours"),
        HoldState.READY: _("ready"),
        HoldState.EXPIRED: _("expired"),
        HoldState.NEEDS_REVIEW: _("needs review"),
        HoldState.SENDING: _("sending"),
        HoldState.UNSURE: _("unsure if sent"),
        HoldState.SENT: _("sent"),
        HoldState.FAILED: _("failed"),
        HoldState.DISCARDED: _("discarded"),
    }[state]


def hold_state_icon(state: HoldState, icons: Icons) -> str:
    """The sign of a held act's state."""
    return {
        HoldState.COOLING: icons.cooling,
        HoldState.QUIET: icons.cooling,
        HoldState.READY: icons.ready,
        HoldState.EXPIRED: icons.expired,
        HoldState.NEEDS_REVIEW: icons.warn,
        HoldState.SENDING: icons.sending,
        HoldState.UNSURE: icons.unsure,
        HoldState.SENT: icons.good,
        HoldState.FAILED: icons.failed,
        HoldState.DISCARDED: icons.dash,
    }[state]


def hold_state_colour(state: HoldState) -> str:
    """The theme key of a held act's state."""
    return {
        HoldState.COOLING: "muted",
        HoldState.QUIET: "muted",
        HoldState.READY: "good",
        HoldState.EXPIRED: "warn",
        HoldState.NEEDS_REVIEW: "warn",
        HoldState.SENDING: "note",
        HoldState.UNSURE: "warn",
        HoldState.SENT: "good",
        HoldState.FAILED: "block",
        HoldState.DISCARDED: "muted",
    }[state]
