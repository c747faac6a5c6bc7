"""An act in the out-tray with all that is known about it, and what that means at a given moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from outtray.acts.act import Act
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.base.boot import Boot
from outtray_rules.cooling import Quiet
from outtray_rules.finding import Finding, Severity


class HeldView(StrEnum):
    """What a held act looks like at one moment; computed, never stored."""

    NEEDS_REVIEW = "needs-review"
    COOLING = "cooling"
    QUIET = "quiet"
    READY = "ready"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Hold:
    """When an act was held, by the local clock and by the server's ``Date`` (None when held offline, until
    the server is first asked), for how long, and how long it stays ready. ``looked_at`` restarts the ready
    window of an expired act; ``looked_server_at`` is the server's time of the last look it was asked at.
    ``boot`` is the moment of an offline hold on the clock that nobody can set, where there is one.

    ``ahead`` and ``hours_ahead`` are for showing only and never stored: by how much the local clock shows
    more of the wait than has passed, and a later hour of the day than it is.
    """

    at: datetime
    server_at: datetime | None
    wait: timedelta
    window: timedelta
    not_before: datetime | None = None
    looked_at: datetime | None = None
    looked_server_at: datetime | None = None
    boot: Boot | None = None
    ahead: timedelta = timedelta(0)
    hours_ahead: timedelta = timedelta(0)

    @property
    def waits(self) -> bool:
        """Whether there is a wait at all; an act without one, such as a clean favourite, heeds no hour."""
        return self.wait > timedelta(0) or self.not_before is not None

    def due(self, *, by_server: bool = False) -> datetime:
        """The end of the cooling-off: on the local clock for showing, on the server's for deciding."""
        if by_server:
            start, ahead = self.server_at or self.at, timedelta(0)
        else:
            start, ahead = self.at + self.ahead, self.hours_ahead
        due = start + self.wait
        return due if self.not_before is None else max(due, self.not_before + ahead)

    def expires(self, *, by_server: bool = False) -> datetime:
        """The end of the ready window, on the same clock as ``due``."""
        looked = self.looked_server_at if by_server else self.looked_at
        if looked is not None and not by_server:
            looked += self.ahead
        due = self.due(by_server=by_server)
        return (due if looked is None else max(due, looked)) + self.window


@dataclass(frozen=True, slots=True)
class Note:
    """Why an act is where it is: a stable ``code``, one sentence, and, after a 429, until when to wait."""

    code: str
    sentence: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """A release under way: its idempotency key, when it was released on both clocks, how often a request
    has left, and whether the last one is still without an answer."""

    idempotency_key: str
    released_at: datetime
    released_server_at: datetime
    attempts: int = 0
    attempted_at: datetime | None = None
    in_flight: bool = False
    asked: bool = False
    """True once looking found no answer and only the user can say what happened."""
    elsewhere: bool = False
    """True for a release on another machine: it is never sent again from here."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the out-tray. ``revision`` grows with every change; whoever acts on an item read earlier
    hands it back, so that nothing decided on a stale look takes effect."""

    id: str
    order: int
    state: State
    act: Act
    digest: str
    revision: int
    created_at: datetime
    updated_at: datetime
    review: Review | None = None
    acknowledged: frozenset[str] = frozenset()
    overrides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hold: Hold | None = None
    note: Note | None = None
    sending: Sending | None = None
    sent_id: str = ""
    sent_url: str = ""

    def is_answered(self, found: Finding) -> bool:
        """Whether the user has answered a finding as its severity demands."""
        if found.severity is Severity.NOTE:
            return True
        if found.severity is Severity.WARN:
            return found.key in self.acknowledged or found.key in self.overrides
        return found.key in self.overrides

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings that still stand between this act and its release, in review order."""
        if self.review is None:
            return ()
        return tuple(found for found in self.review.findings if not self.is_answered(found))

    def waits_for_look(self, now: datetime) -> bool:
        """Whether it must be looked at again before it can be released: its moment is past, or what it is
        about has changed."""
        changed = self.note is not None and self.note.code in LOOK_AGAIN
        return self.state is State.HELD and (changed or self.view(now) is HeldView.EXPIRED)

    def remaining(self, now: datetime) -> timedelta:
        """How much of the cooling-off is left on the local clock; never more than the whole wait, so a
        clock set back shows no absurd number."""
        if self.hold is None:
            return timedelta(0)
        left = max(timedelta(0), self.hold.due() - now)
        return left if self.hold.not_before is not None else min(left, self.hold.wait)

    def view(self, now: datetime, quiet: Quiet | None = None) -> HeldView | None:
        """What a held act looks like at ``now`` (local clock); None for an act in any other state.

        ``quiet`` are the hours in which the gate releases nothing that waits.
        """
        if self.state is not State.HELD or self.hold is None or self.review is None:
            return None
        if self.open_findings or (self.note is not None and self.note.code in LOOK_AGAIN):
            return HeldView.NEEDS_REVIEW
        if now < self.hold.due():
            return HeldView.COOLING
        if now >= self.hold.expires():
            return HeldView.EXPIRED
        in_quiet_hours = quiet is not None and self.hold.waits and quiet.until(now) is not None
        return HeldView.QUIET if in_quiet_hours else HeldView.READY


LOOK_AGAIN = frozenset({"target-changed"})
"""Codes of notes after which an act must be looked at again before it can be released."""

STILL_THERE = "still-there"
"""The code of the note on a sent act whose predecessor could not be deleted yet, or was left where it is."""

PARENT_GONE = "parent-gone"
TARGET_GONE = "target-gone"
"""Codes of notes on an act whose answered post, or the one it is about, is no longer there."""

THREAD_BROKEN = "thread-broken"
"""The code of the note on a part of a thread whose earlier part is gone."""

PREDECESSOR_STAYS = "predecessor-stays"
"""The code of the note on a part whose thread takes the place of nothing any more."""

LASTING = frozenset({PARENT_GONE, TARGET_GONE, THREAD_BROKEN})
"""Codes of notes that are as true after a look as before it: they end when the act is edited."""
