"""Any text against the settings in hand, saved or not: what the rules would say, how long it would wait."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.acts.act import AccountKey, Act, Target
from outtray.acts.review import Review
from outtray.base.clock import Clock
from outtray.base.translation import language
from outtray.config.governing import Governed
from outtray.config.locations import Locations
from outtray.services.governance import cooling_of
from outtray.services.profile import own_windows, rules_profile
from outtray.services.review import ReviewService
from outtray.services.rules import compile_rules, mutes, own_packs, unusable
from outtray_rules.cooling import worked_wait
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.engine import Reviewer
from outtray_rules.headline.model import FrontPage

KINDS = (ActKind.POST, ActKind.REPLY, ActKind.BOOST, ActKind.EDIT)
"""The acts a text can be tried as."""
_NOBODY = AccountKey(host="example.invalid", id="", acct="you")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a text: the review, the wait in words, and the newspapers' view of it."""

    review: Review
    wait: str
    page: FrontPage


class Trial:
    """One state of the settings, compiled; make it and use it in a thread."""

    def __init__(self, governed: Governed, places: Locations, clock: Clock, *, bio: str = "") -> None:
        """Raises ``RulesUnusable`` for packs that cannot be read."""
        settings = governed.settings
        made = compile_rules(settings, places, own_packs(places))
        if made.errors:
            raise unusable(made.errors)
        reviewer = Reviewer(made.program, mutes(settings.rules))
        self._clock = clock
        self._service = ReviewService(
            lambda: reviewer,
            clock,
            profile=lambda _bio: rules_profile(settings.profile, bio=bio),
            cooling=lambda: cooling_of(governed),
            windows=lambda: own_windows(settings, clock.local_zone()),
        )

    def __call__(
        self, text: str, kind: ActKind, visibility: Visibility, account: AccountKey | None = None
    ) -> Tried:
        """Review a text as if it were about to be held."""
        act = _act(text, kind, visibility, account or _NOBODY)
        review = self._service.review(act)
        at = review.at.astimezone(self._clock.local_zone())
        wait = worked_wait(review.cooling, language(), at=at)
        return Tried(review, wait, self._service.front_page(act, review))


def _act(text: str, kind: ActKind, visibility: Visibility, account: AccountKey) -> Act:
    somebody = Target(id="1", acct="somebody@example.invalid", text=text if kind is ActKind.BOOST else "")
    return Act(
        kind=kind,
        account=account,
        text="" if kind is ActKind.BOOST else text,
        visibility=visibility,
        reply_to=somebody if kind is ActKind.REPLY else None,
        target=somebody if kind in {ActKind.BOOST, ActKind.EDIT} else None,
    )
