"""Out-trays with a past: acts held, changed, sent, dropped and taken back without a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hold_kit import ACCOUNT, HandClock, post, review
from outtray.acts.act import AccountKey
from outtray.acts.approval import Release
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.journal.history import History, histories
from outtray.outbox.opening import Outbox, open_outbox
from outtray_rules.draft import ActKind
from outtray_rules.finding import Finding


@dataclass
class Past:
    """One out-tray and a clock; every method lets a minute pass."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    keep_drafts: bool = False
    _sent: int = 50

    def __post_init__(self) -> None:
        self.tray: Outbox = open_outbox(self.folder, self.clock, keep_drafts=self.keep_drafts)

    @property
    def now(self) -> datetime:
        """The moment it has come to."""
        return self.clock.now()

    def hold(self, text: str, *findings: Finding, item_id: str = "", **details: object) -> Item:
        """Hold a post, every block overridden, every warning acknowledged."""
        self.clock.pass_time(timedelta(minutes=1))
        act = post(text, **details)
        return self.tray.store.hold(
            act,
            review(act, *findings, at=self.now),
            server_date=self.now,
            item_id=item_id,
            acknowledged=[found.key for found in findings if found.severity == "warn"],
            overrides={found.key: "asked to by counsel" for found in findings if found.severity == "block"},
        )

    def rewrite(self, item: Item, text: str, *findings: Finding) -> Item:
        """Take an act back to the desk and hold it with other words."""
        self.clock.pass_time(timedelta(minutes=1))
        self.tray.store.edit(item.id)
        return self.hold(text, *findings, item_id=item.id, account=item.act.account)

    def send(self, item: Item) -> str:
        """Send without a server: what the gate and the dispatcher would record; answers the status' id."""
        self.clock.pass_time(timedelta(minutes=1))
        self._sent += 1
        name, sending = str(self._sent), self.tray.sending
        assert item.review is not None
        release = Release(
            item.id, item.act.account, item.digest, sending.idempotency_key(item), self.now, self.now
        )
        released = sending.release(item, item.review, release)
        sending.attempt(released)
        sending.settle(released, Sent(name, f"https://harbour.example/{name}"))
        return name

    def drop(self, item: Item) -> None:
        """Discard an act."""
        self.clock.pass_time(timedelta(minutes=1))
        self.tray.store.discard(item.id)

    def take_back(
        self, status_id: str, *, after: timedelta = timedelta(minutes=1), account: AccountKey = ACCOUNT
    ) -> None:
        """Delete what was sent."""
        self.clock.pass_time(after)
        self.tray.store.record_taken_back(account, ActKind.POST, status_id)

    def histories(self) -> tuple[History, ...]:
        """Every act of this past."""
        return histories(self.tray.journal.records())
