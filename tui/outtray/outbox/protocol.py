"""What the gate, the dispatcher and the resolver need of a store, and nothing more.

The store on SQLite is the one there is. Another one, such as a store an organisation shares, has to keep
these promises: each method is one transaction with its journal row, and it raises ``ChangedSince`` when the
act is no longer as the value it was given shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from outtray.acts.act import AccountKey, Act
from outtray.acts.approval import Release
from outtray.acts.item import Item, Note
from outtray.acts.outcome import Outcome, Sent
from outtray.acts.request import References
from outtray.acts.review import Review
from outtray.acts.turn import Turn
from outtray.journal.events import Event


class ReleasingStore(Protocol):
    """Acts on their way out. ``outbox.sending.SendingStore`` says what each method does."""

    # Reading

    def item(self, item_id: str) -> Item:
        """One act by its id; raises ``NoSuchItem``."""
        ...

    def version(self) -> tuple[int, int]:
        """Differs from an earlier answer when anything was changed since, here or in another process."""
        ...

    def sending(self) -> tuple[Item, ...]:
        """Released acts in the order of their release."""
        ...

    def unsure(self) -> tuple[Item, ...]:
        """Acts whose fate is unknown, in the order of their release."""
        ...

    def references(self, item: Item) -> References:
        """What the act's local references have become on the server."""
        ...

    def limited_until(self, account: AccountKey) -> datetime | None:
        """Until when a server asked for a pause with this account's acts."""
        ...

    def turn(self, item: Item) -> Turn:
        """Whether the part of a thread before this one, if there is any, lets it be sent."""
        ...

    def known_ids(self, account: AccountKey, *, apart_from: str) -> frozenset[str]:
        """Ids on the account's server that other acts are known to have become."""
        ...

    def journalled_release(self, item: Item) -> Event | None:
        """The journal's latest release of exactly these bytes with exactly this key."""
        ...

    def idempotency_key(self, item: Item, *, anew_when_refused: bool = False) -> str:
        """The key under which exactly this act is sent, however often it is tried."""
        ...

    def media_in_use(self) -> frozenset[str]:
        """The names of all copies that an act which is not over refers to."""
        ...

    def to_replace(self) -> tuple[Item, ...]:
        """Sent acts whose predecessor is still to be deleted."""
        ...

    # The gate

    def reviewed_again(
        self, item: Item, act: Act, review: Review, note: Note, *, server_date: datetime
    ) -> Item:
        """Store what a release found instead of releasing."""
        ...

    def anchored(self, item: Item, server_now: datetime) -> Item:
        """The act with the start of its wait on the server's clock."""
        ...

    def replaces_nothing(self, item: Item) -> Item:
        """The post a held act was to take the place of is gone already."""
        ...

    def annotate(self, item: Item, note: Note) -> Item:
        """Keep a sentence with an act."""
        ...

    def release(self, item: Item, review: Review, release: Release) -> Item:
        """Commit a release before anything leaves."""
        ...

    # The dispatcher

    def attempt(self, item: Item) -> Item:
        """Commit that a request is about to leave."""
        ...

    def settle(self, item: Item, outcome: Outcome) -> Item:
        """Record what came of a release."""
        ...

    def take_back_release(self, item_id: str, note: Note, *, seen: int | None = None) -> Item:
        """Put a released act of which nothing has left back among the held ones."""
        ...

    def resend(self, item: Item) -> Item:
        """Unsure becomes sending again, under the same key."""
        ...

    def found(self, item_id: str, sent: Sent, *, by: str, seen: int | None = None) -> Item:
        """The act is on the server after all."""
        ...

    def ask(self, item_id: str, sentence: str, *, seen: int | None = None) -> Item:
        """Only the user can say what happened."""
        ...

    def record_upload(self, item_id: str, upload: str, media_id: str) -> None:
        """Remember what an attachment has become on the server."""
        ...

    def forget_uploads(self, item_id: str) -> None:
        """Forget uploads the server no longer has."""
        ...

    def spared(self, item: Item, why: str) -> Item:
        """The post that a sent act takes the place of stays, for this reason."""
        ...

    def replaced(self, item: Item) -> Item:
        """The post that a sent act takes the place of is gone."""
        ...
