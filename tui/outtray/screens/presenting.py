"""Turns what services hold into the values widgets show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from outtray.acts.act import Act, Attachment, Target
from outtray.acts.item import LOOK_AGAIN, Hold, Item
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.base.translation import gettext as _
from outtray.widgets.desk import values
from outtray.widgets.words import language_name
from outtray_rules.cooling import Quiet
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline.model import FrontPage, Headline


def reviewed(
    findings: tuple[Finding, ...], acknowledged: frozenset[str], overrides: Mapping[str, str]
) -> tuple[values.ReviewedFinding, ...]:
    """Findings with the answers the user has given them."""
    return tuple(_reviewed(finding, acknowledged, overrides) for finding in findings)


def _reviewed(
    finding: Finding, acknowledged: frozenset[str], overrides: Mapping[str, str]
) -> values.ReviewedFinding:
    if finding.key in overrides:
        return values.ReviewedFinding(finding, values.Answer.OVERRIDDEN, overrides[finding.key])
    if finding.key in acknowledged and finding.severity is not Severity.BLOCK:
        return values.ReviewedFinding(finding, values.Answer.ACKNOWLEDGED)
    return values.ReviewedFinding(finding)


def review_value(
    act: Act,
    review: Review,
    page: FrontPage,
    acknowledged: frozenset[str] = frozenset(),
    overrides: Mapping[str, str] | None = None,
) -> values.Review:
    """A review as the pane shows it."""
    return values.Review(
        findings=reviewed(review.findings, acknowledged, overrides or {}),
        cooling=review.cooling,
        page=best_of_each(page),
        text=act.reviewed_text,
    )


def best_of_each(page: FrontPage) -> FrontPage:
    """The best headline of each kind of outlet: a person turns six pages, not twenty."""
    best: dict[str, Headline] = {}
    for headline in page.headlines:
        best.setdefault(headline.outlet, headline)
    return FrontPage(tuple(best.values()), page.lost)


def audience(act: Act, *, followers: int | None, colour: int = 0) -> values.Audience:
    """Who will read the act, and as whom it is said, in this one of the account colours."""
    wide = act.kind in {ActKind.BOOST, ActKind.FAVOURITE, ActKind.PROFILE}
    return values.Audience(
        visibility=Visibility.PUBLIC if wide else act.visibility,
        account=f"{act.account.acct}@{act.account.host}" if "@" not in act.account.acct else act.account.acct,
        followers=followers,
        language=language_name(act.language),
        account_index=colour,
    )


def parent(target: Target | None, *, age: str = "") -> values.Parent | None:
    """The post an act answers or spreads."""
    if target is None:
        return None
    name = target.profile.partition("\n")[0] or target.acct
    return values.Parent(
        author=name, acct=target.acct, text=target.text, warning=target.content_warning, age=age
    )


_STORED = {
    State.SENDING: values.HoldState.SENDING,
    State.UNSURE: values.HoldState.UNSURE,
    State.SENT: values.HoldState.SENT,
    State.FAILED: values.HoldState.FAILED,
    State.DISCARDED: values.HoldState.DISCARDED,
}


def hold_value(item: Item, quiet: Quiet | None = None) -> values.Hold | None:
    """A held act's wait, from which the widgets compute its state at each tick."""
    if item.hold is None or item.review is None:
        return None
    note = item.note.sentence if item.note is not None else ""
    return values.Hold(
        due=_due(item.hold, quiet),
        expires=item.hold.expires(),
        cooling=item.review.cooling,
        needs_review=bool(item.open_findings) or (item.note is not None and item.note.code in LOOK_AGAIN),
        stored=_STORED.get(item.state),
        detail=" ".join(part for part in (note, _of_replacing(item)) if part),
        quiet=quiet if item.hold.waits else None,
    )


def _due(hold: Hold, quiet: Quiet | None) -> datetime:
    """When a wait is over, quiet hours that were set since the hold included."""
    due = hold.due()
    return (quiet.until(due) or due) if quiet is not None and hold.waits else due


def _of_replacing(item: Item) -> str:
    """What sending this act does to the post it takes the place of."""
    if item.act.replaces is None or item.state is not State.HELD:
        return ""
    return _("Once it is sent, the post it takes the place of is deleted.")


def row(item: Item, quiet: Quiet | None = None, account_index: int = 0) -> values.HeldRow | None:
    """One line of the out-tray, its account in the colour of that place; None for an act never held."""
    hold = hold_value(item, quiet)
    if hold is None or item.review is None:
        return None
    findings = reviewed(item.review.findings, item.acknowledged, item.overrides)
    act = item.act
    return values.HeldRow(
        act_id=item.id,
        kind=act.kind,
        words=act.reviewed_text or act.content_warning,
        counts=values.Counts.of(findings),
        hold=hold,
        account=act.account.handle.removeprefix("@"),
        account_index=account_index,
    )


def _parent_at_look(act: Act) -> values.Parent | None:
    """The post an act is about; of a boost only who wrote it, since its words are what is sent."""
    about = parent(act.reply_to) or (parent(act.target) if act.kind is not ActKind.EDIT else None)
    return replace(about, text="", warning="") if about is not None and act.spread is not None else about


def _attachments(media: tuple[Attachment, ...]) -> tuple[values.Attachment, ...]:
    return tuple(values.Attachment(medium.mime, medium.description) for medium in media)


def _predecessor(old: Target | None) -> values.Predecessor | None:
    """The post that an act takes the place of, as it would be deleted."""
    if old is None:
        return None
    return values.Predecessor(
        address=old.url or old.id,
        text=old.text,
        warning=old.content_warning,
        attachments=_attachments(old.media),
        poll_options=old.poll_options,
    )


def held_act(
    item: Item, *, followers: int | None, bio: str, quiet: Quiet | None = None, colour: int = 0
) -> values.HeldAct | None:
    """Everything a second look shows of one act; None for an act that was never held."""
    hold = hold_value(item, quiet)
    if hold is None or item.review is None:
        return None
    act = item.act
    return values.HeldAct(
        act_id=item.id,
        kind=act.kind,
        text=act.reviewed_text,
        warning=act.reviewed_warning,
        audience=audience(act, followers=followers, colour=colour),
        hold=hold,
        findings=reviewed(item.review.findings, item.acknowledged, item.overrides),
        attachments=_attachments(act.reviewed_media),
        poll_options=act.reviewed_poll_options,
        parent=_parent_at_look(act),
        profile=values.ProfileLine(acct=act.account.handle.removeprefix("@"), bio=bio),
        replaces=_predecessor(act.replaces),
    )
