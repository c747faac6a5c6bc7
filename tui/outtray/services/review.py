"""Reviews an act: findings, cooling-off and headlines, from the rules and from who the user is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from outtray.acts.act import Act, Attachment, Target
from outtray.acts.canonical import digest
from outtray.acts.item import Item
from outtray.acts.review import Review
from outtray.base.clock import Clock
from outtray_rules.cooling import CoolingSettings, cooling_off
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Media, Profile, RecentAct, Window
from outtray_rules.engine import Reviewer
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.model import FrontPage


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the act itself does not say: the acting account's bio and audience, and how long was written."""

    audience: int | None = None
    bio: str = ""
    writing_time: timedelta | None = None


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
    ) -> None:
        """``profile`` takes the bio; all are asked anew for each review, so changed settings count."""
        self._reviewer = reviewer
        self._profile = profile
        self._cooling = cooling
        self._windows = windows
        self._one_at_a_time = threading.Lock()
        self._clock = clock
        self.circumstances = Circumstances()
        self.recent: tuple[RecentAct, ...] = ()
        """The account's acts of the last weeks: some rules count how often a thing was said."""

    def review(self, act: Act) -> Review:
        """Findings and cooling-off for exactly these bytes, at this hour."""
        draft, context = self.read(act)
        reviewer = self._reviewer()
        with self._one_at_a_time:
            findings = reviewer.review(draft, context)
        return Review(
            digest=digest(act),
            findings=findings,
            cooling=cooling_off(findings, context, self._cooling()),
            packs=tuple((pack.id, pack.version) for pack in reviewer.packs),
            at=self._clock.now(),
        )

    def front_page(self, act: Act, review: Review) -> FrontPage:
        """How the act could read in the newspapers, given what the review found."""
        draft, context = self.read(act)
        return front_page(draft, review.findings, context)

    def read(self, act: Act) -> tuple[Draft, Context]:
        """The act as the rules see it: the words, and everything around them."""
        return draft_of(act), self._context(act)

    def _context(self, act: Act) -> Context:
        zone: tzinfo = self._clock.local_zone()
        spread = _correspondent(act.target)
        return Context(
            act=act.kind,
            at=self._clock.now().astimezone(zone),
            visibility=act.visibility,
            account=act.account.handle,
            audience=self.circumstances.audience,
            reply_to=_correspondent(act.reply_to),
            boosted=spread if act.kind in {ActKind.BOOST, ActKind.FAVOURITE} else None,
            quoted=spread if act.kind is ActKind.QUOTE else None,
            calendar=self._windows(),
            recent=self.recent,
            profile=self._profile(self.circumstances.bio),
            writing_time=self.circumstances.writing_time,
        )


def draft_of(act: Act) -> Draft:
    """The words under review; for a boost or favourite all those of the other person's post."""
    return Draft(
        text=act.reviewed_text,
        content_warning=act.reviewed_warning,
        language=act.language,
        media=tuple(_media(attachment) for attachment in act.reviewed_media),
        poll_options=act.reviewed_poll_options,
        profile_fields=dict(act.profile_changes),
    )


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
