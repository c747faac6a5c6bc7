"""Reviews an act: findings, cooling-off and headlines, from the rules and from who the user is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from outtray.acts.act import AccountKey, Act, Attachment, Target
from outtray.acts.canonical import digest
from outtray.acts.item import Item
from outtray.acts.review import Review
from outtray.base.clock import Clock
from outtray.base.translation import language
from outtray.services.written import written_at
from outtray_rules.cooling import CoolingSettings, cooling_off
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Media, Profile, RecentAct, Window
from outtray_rules.engine import Reviewer
from outtray_rules.finding import Finding
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.model import FrontPage

RECALLED = timedelta(days=60)
"""How far back rules that count acts can look."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the act itself does not say: the acting account's bio and audience, and how long was written."""

    audience: int | None = None
    bio: str = ""
    writing_time: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What one account has instead of what holds for all: its rules, who the user is, its waits."""

    reviewer: Callable[[], Reviewer]
    ready: Callable[[], bool]
    """Whether asking for the reviewer costs nothing."""
    profile: Callable[[str], Profile]
    cooling: Callable[[], CoolingSettings]


class ReviewService:
    """Reviews acts for one account with one set of rules; the reviewer is loaded off the interface thread."""

    def __init__(
        self,
        reviewer: Callable[[], Reviewer],
        clock: Clock,
        *,
        profile: Callable[[str], Profile],
        cooling: Callable[[], CoolingSettings],
        windows: Callable[[], Mapping[str, tuple[Window, ...]]],
        own: Callable[[AccountKey], Own | None] = lambda _account: None,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        """``profile`` takes the bio; all are asked anew for each review, so changed settings count.

        ``own`` says what the account of an act has for itself, None when nothing; ``ready`` whether asking
        for the reviewer of all others costs nothing.
        """
        self._own = own
        self._ready = ready
        self._reviewer = reviewer
        self._profile = profile
        self._cooling = cooling
        self._windows = windows
        self._one_at_a_time = threading.Lock()
        self._clock = clock
        self.circumstances = Circumstances()
        self._others: dict[tuple[str, str], Circumstances] = {}
        self.recent: tuple[RecentAct, ...] = ()
        """The account's acts of the last weeks: some rules count how often a thing was said."""

    def know(self, host: str, account_id: str, circumstances: Circumstances) -> None:
        """Judge acts of this account by its own bio and audience, whoever acts at the moment."""
        self._others[host, account_id] = circumstances

    def around(self, act: Act) -> Circumstances:
        """What holds for the account of an act."""
        own = self._others.get((act.account.host, act.account.id))
        if own is None and not self._others:
            return self.circumstances
        own = own or Circumstances()
        return replace(own, writing_time=self.circumstances.writing_time)

    def is_ready(self, account: AccountKey) -> bool:
        """Whether the rules of an account are compiled: if not, the first review belongs in a thread."""
        own = self._own(account)
        return self._ready() if own is None else own.ready()

    def load(self, account: AccountKey) -> None:
        """Compile the rules of an account beforehand, in whichever thread asks; raises ``RulesUnusable``."""
        self._reviewer_of(self._own(account))

    def _reviewer_of(self, own: Own | None) -> Reviewer:
        return self._reviewer() if own is None else own.reviewer()

    def review(self, act: Act) -> Review:
        """Findings and cooling-off for exactly these bytes, at this hour."""
        draft, context = self.read(act)
        own = self._own(act.account)
        reviewer = self._reviewer_of(own)
        cooling = self._cooling() if own is None else own.cooling()
        with self._one_at_a_time:
            findings = reviewer.review(draft, context, language())
            if act.kind is ActKind.QUOTE and act.target is not None:
                quoted = reviewer.review(draft_of_quoted(act.target, act.language), context, language())
                findings = gravest_first((*findings, *_about_quoted(quoted)))
        return Review(
            digest=digest(act),
            findings=findings,
            cooling=cooling_off(findings, context, cooling, language()),
            packs=tuple((pack.id, pack.version) for pack in reviewer.packs),
            at=self._clock.now(),
        )

    def front_page(self, act: Act, review: Review) -> FrontPage:
        """How the act could read in the newspapers, given what the review found."""
        draft, context = self.read(act)
        own = tuple(found for found in review.findings if not found.field.startswith(QUOTED))
        page = front_page(draft, own, context, language())
        if page.headlines or own == review.findings or act.target is None:
            return page
        # The quoted words make the news; what they lift is not in the user's own text.
        quoted = draft_of_quoted(act.target, act.language)
        page = front_page(quoted, _as_own(review.findings), context, language())
        return replace(page, headlines=tuple(replace(one, quotes=()) for one in page.headlines))

    def read(self, act: Act) -> tuple[Draft, Context]:
        """The act as the rules see it: the words, and everything around them."""
        return draft_of(act), self._context(act)

    def _context(self, act: Act) -> Context:
        zone: tzinfo = self._clock.local_zone()
        now = self._clock.now()
        parent = None if act.reply_to is None else written_at(act.reply_to.id, now)
        spread = _correspondent(act.target)
        around = self.around(act)
        own = self._own(act.account)
        return Context(
            act=act.kind,
            at=now.astimezone(zone),
            visibility=act.visibility,
            account=act.account.handle,
            audience=around.audience,
            reply_to=_correspondent(act.reply_to),
            boosted=spread if act.kind in {ActKind.BOOST, ActKind.FAVOURITE} else None,
            quoted=spread if act.kind is ActKind.QUOTE else None,
            calendar=self._windows(),
            recent=self.recent,
            profile=(self._profile if own is None else own.profile)(around.bio),
            writing_time=around.writing_time,
            since_parent=None if parent is None else max(now - parent, timedelta(0)),
        )


def draft_of(act: Act) -> Draft:
    """The words under review; for a boost or favourite all those of the other person's post."""
    return Draft(
        text=act.reviewed_text,
        content_warning=act.reviewed_warning,
        language=act.language,
        # The pictures of a profile have no alt text to review.
        media=()
        if act.kind is ActKind.PROFILE
        else tuple(_media(attachment) for attachment in act.reviewed_media),
        poll_options=act.reviewed_poll_options,
        profile_fields=dict(act.profile_changes),
    )


QUOTED = "quoted."
"""Before the field's name in a finding about the post that is quoted: ``quoted.text``."""


def draft_of_quoted(target: Target, language: str) -> Draft:
    """The words of a quoted post as if the user had said them: whoever quotes is read as saying them too."""
    return Draft(
        text="\n\n".join(part for part in (target.text, target.quoted) if part),
        content_warning=target.content_warning,
        language=language,
        media=tuple(_media(attachment) for attachment in target.media),
        poll_options=target.poll_options,
    )


def _about_quoted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What was found in the words of the quoted post; what is about the act as a whole is found already."""
    return tuple(
        replace(found, field=f"{QUOTED}{found.field}")
        for found in findings
        if found.span.end > found.span.start
    )


def _as_own(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        replace(found, field=found.field.removeprefix(QUOTED))
        for found in findings
        if found.field.startswith(QUOTED)
    )


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, each severity in the order given."""
    return tuple(sorted(findings, key=lambda found: -found.severity.rank))


def recent_acts(items: Iterable[Item], since: datetime) -> tuple[RecentAct, ...]:
    """What sent acts were about, as far as they were sent after ``since``."""
    return tuple(
        RecentAct(
            at=item.updated_at,
            categories=tuple(sorted({found.category for found in item.review.findings})),
            rules=tuple(sorted({found.rule for found in item.review.findings})),
        )
        for item in items
        if item.review is not None and item.updated_at >= since
    )


def _media(attachment: Attachment) -> Media:
    return Media(type=attachment.mime or "unknown", description=attachment.description)


def _correspondent(target: Target | None) -> Correspondent | None:
    if target is None:
        return None
    return Correspondent(acct=target.acct, profile=target.profile, text=target.text, at=target.edited_at)
