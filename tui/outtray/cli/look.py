"""A held act, or one about to be held, in plain lines: what is shown before anybody decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from outtray.acts.act import Act, Target
from outtray.acts.item import HeldView, Item
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.journal.wording import kind_words, severity_words, visibility_words
from outtray.journal.wording import state_words as journal_state_words
from outtray.services.outtray import OutTray
from outtray_rules.draft import ActKind
from outtray_rules.durations import format_duration
from outtray_rules.finding import Finding, Severity
from outtray_rules.headline.model import FrontPage

_SIGNS = {Severity.BLOCK: "■", Severity.WARN: "▲", Severity.NOTE: "•"}


def act_lines(act: Act) -> Iterator[str]:
    """The act itself: who, for whom, about what, its words, its poll and its pictures."""
    yield _("{kind} as {account}, {visibility}").format(
        kind=kind_words(act.kind), account=act.account.handle, visibility=visibility_words(act.visibility)
    )
    yield from _about_lines(act)
    if act.language:
        yield _("  language: {code}").format(code=sanitise(act.language, single_line=True))
    if act.sensitive:
        yield _("  pictures are hidden until asked for")
    if act.reviewed_warning:
        yield _("  content warning: {words}").format(words=sanitise(act.reviewed_warning))
    yield ""
    for text_line in sanitise(act.reviewed_text).splitlines():
        yield f"    {text_line}"
    for option in act.reviewed_poll_options:
        yield _("  poll option: {words}").format(words=sanitise(option, single_line=True))
    for medium in act.reviewed_media:
        described = sanitise(medium.description, single_line=True) or _("no description")
        yield _("  {kind}: {words}").format(kind=sanitise(medium.mime, single_line=True), words=described)
    if act.poll is not None:
        yield _("  the poll is open for {time}").format(
            time=format_duration(timedelta(seconds=act.poll.expires_in))
        )
    for name, value in act.profile_changes:
        shown = sanitise(value, single_line=True) or _("(empty)")
        yield _("  {field}: {words}").format(field=sanitise(name, single_line=True), words=shown)
    if act.replaces is not None:
        yield from _deleted_lines(act.replaces)
    yield ""


def _deleted_lines(old: Target) -> Iterator[str]:
    """The post that goes once the act is sent, with all that would be lost."""
    yield _("  once it is sent, this post is deleted: {address}").format(address=_address(old))
    if old.content_warning:
        yield _("    its content warning: {words}").format(words=sanitise(old.content_warning))
    for text_line in sanitise(old.text).splitlines():
        yield f"    | {text_line}"
    for option in old.poll_options:
        yield _("    its poll option: {words}").format(words=sanitise(option, single_line=True))
    for medium in old.media:
        described = sanitise(medium.description, single_line=True) or _("no description")
        yield _("    its {kind}: {words}").format(
            kind=sanitise(medium.mime, single_line=True), words=described
        )


def _about_lines(act: Act) -> Iterator[str]:
    """What the act answers, and whose post or account it is about; the words of a quoted post."""
    if act.reply_to is not None:
        words = sanitise(act.reply_to.text, single_line=True)
        yield _("  answering @{acct}: {words}").format(
            acct=sanitise(act.reply_to.acct, single_line=True), words=words
        )
    target = act.target
    if target is None:
        return
    yield _("  about @{acct}: {address}").format(
        acct=sanitise(target.acct, single_line=True), address=_address(target)
    )
    if act.kind is ActKind.QUOTE:
        yield _("  the quoted words: {words}").format(words=sanitise(target.text, single_line=True))
    for status_id in act.status_ids:
        yield _("  shows the post {id}").format(id=sanitise(status_id, single_line=True))
    if act.forward:
        yield _("  it goes to the other server, too")


def _address(target: Target) -> str:
    return sanitise(target.url or target.id, single_line=True)


def finding_lines(finding: Finding, *, answered: bool = False, signs: bool = True) -> Iterator[str]:
    """One finding: how grave, the words, why, what to do, the source; ``signs`` puts its shape before it."""
    sign = f"{_SIGNS[finding.severity]} " if signs else ""
    severity = severity_words(finding.severity)
    told = _(" (answered)") if answered else ""
    yield f"{sign}{severity}: {sanitise(finding.message)}{told}"
    yield f"    {sanitise(finding.advice)}"
    source = finding.source
    cited = ", ".join(part for part in (source.name, source.clause, source.url) if part)
    yield _("    source: {source}").format(source=sanitise(cited, single_line=True))


def page_lines(page: FrontPage) -> Iterator[str]:
    """The worst fair headline, and what its reader would not see."""
    if page.headlines:
        yield _("How this could read:  {headline}").format(headline=sanitise(page.headlines[0].text))
    else:
        yield _("Nothing here makes a headline.")
    for loss in page.lost:
        yield _("  not seen by a reader: {loss}").format(loss=sanitise(loss))


def item_lines(item: Item, review: Review | None, page: FrontPage | None, tray: OutTray) -> Iterator[str]:
    """Everything a second look shows of one act, its wait worked out."""
    yield from act_lines(item.act)
    if review is not None:
        for finding in review.findings:
            yield from finding_lines(finding, answered=item.is_answered(finding))
    if page is not None:
        yield from page_lines(page)
    yield _("State: {state}").format(state=state_words(item, tray))
    if item.state is State.HELD:
        yield _("  the wait: {worked}").format(worked=tray.worked(item))
    if item.note is not None:
        yield f"  {sanitise(item.note.sentence)}"


def state_words(item: Item, tray: OutTray) -> str:
    """Where an act stands, with the time left while it cools and until when quiet hours keep it."""
    view = tray.view(item)
    if view is HeldView.COOLING:
        return _("cooling, {time} left").format(time=format_duration(tray.remaining(item)))
    end = tray.quiet_end((item,))
    if view is HeldView.QUIET and end is not None:
        return _("not before {time}").format(time=f"{end:%H:%M}")
    held = {
        HeldView.READY: _("ready"),
        HeldView.EXPIRED: _("expired"),
        HeldView.NEEDS_REVIEW: _("needs-review"),
    }
    return journal_state_words(item.state) if view is None else held.get(view, str(view))
