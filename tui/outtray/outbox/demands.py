"""What a release must satisfy besides the act's own review and wait: the demands of a policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.acts.mode import Mode
from outtray.acts.modes import DEFAULT_MODES, Modes
from outtray.acts.review import Review
from outtray_rules.finding import Finding, Severity


def _nothing(act: Act, review: Review) -> timedelta:
    del act, review
    return timedelta(0)


@dataclass(frozen=True, slots=True)
class Demands:
    """``overrides`` says whether a block may be overridden; ``least_wait`` is what the policy itself asks of
    an act with this review, whatever wait it was held with."""

    modes: Modes = DEFAULT_MODES
    overrides: bool = True
    least_wait: Callable[[Act, Review], timedelta] = _nothing

    def wait_of(self, item: Item, review: Review) -> timedelta:
        """How long an act must have waited: the wait it was held with, or what is asked of it now."""
        held = timedelta(0) if item.hold is None else item.hold.wait
        if self.modes.goes_at_once(item.act.kind, review):
            return held
        asked = held or timedelta(seconds=review.cooling.seconds)
        return max(asked, self.least_wait(item.act, review))

    def asks_answers(self, item: Item) -> bool:
        """Whether findings of this act need an answer at all."""
        return self.modes.of(item.act.kind) is not Mode.IMMEDIATE

    def forbidden(self, item: Item) -> tuple[Finding, ...]:
        """Blocks that were overridden where nobody may override one."""
        if self.overrides or item.review is None:
            return ()
        return tuple(
            found
            for found in item.review.findings
            if found.severity is Severity.BLOCK and found.key in item.overrides
        )
