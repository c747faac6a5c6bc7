"""What a sender asks of the out-tray: what waits to be sent, as what, and what is known about it."""

from __future__ import annotations

import re
from datetime import datetime

from outtray.acts.act import AccountKey
from outtray.acts.item import Item
from outtray.acts.request import References
from outtray.acts.turn import Turn
from outtray.journal import chain, reading
from outtray.journal.events import Event, EventName
from outtray.outbox.ledger import Ledger
from outtray.outbox.threads import turn

_COPY = re.compile(r'"sha256":"([0-9a-f]{64})"')


class SenderQuestions:
    """The questions of the gate, the dispatcher and the resolver; nothing here changes anything."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def item(self, item_id: str) -> Item:
        """One act by its id; raises ``NoSuchItem``."""
        return self._ledger.item(item_id)

    def version(self) -> tuple[int, int]:
        """Differs from an earlier answer when anything was changed since, here or in another process."""
        return self._ledger.version()

    def sending(self) -> tuple[Item, ...]:
        """Released acts in the order of their release."""
        found = self._ledger.items("state = 'sending'")
        return tuple(sorted(found, key=_released))

    def unsure(self) -> tuple[Item, ...]:
        """Acts whose fate is unknown, in the order of their release."""
        return tuple(sorted(self._ledger.items("state = 'unsure'"), key=_released))

    def references(self, item: Item) -> References:
        """What the act's local references have become on the server, as far as they have."""
        with self._ledger.database.reading() as connection:
            uploads = connection.execute("SELECT upload, media_id FROM uploads WHERE item_id = ?", (item.id,))
            media = {row["upload"]: row["media_id"] for row in uploads}
            acts: dict[str, str] = {}
            if item.act.after:
                row = connection.execute(
                    "SELECT sent_id FROM items"
                    " WHERE id = ? AND state = 'sent' AND host = ? AND account_id = ?",
                    (item.act.after, item.act.account.host, item.act.account.id),
                ).fetchone()
                if row is not None and row["sent_id"]:
                    acts[item.act.after] = row["sent_id"]
        return References(media=media, acts=acts)

    def limited_until(self, account: AccountKey) -> datetime | None:
        """Until when a server asked for a pause with this account's acts, as far as held acts say."""
        held = self._ledger.items(
            "state = 'held' AND note IS NOT NULL AND host = ? AND account_id = ?", (account.host, account.id)
        )
        until = [item.note.until for item in held if item.note is not None and item.note.until is not None]
        return max(until, default=None)

    def turn(self, item: Item) -> Turn:
        """Whether the part of a thread before this one, if there is any, lets it be sent."""
        with self._ledger.database.reading() as connection:
            return turn(connection, item.id, item.act)

    def known_ids(self, account: AccountKey, *, apart_from: str) -> frozenset[str]:
        """Ids on the account's server that other acts are known to have become."""
        with self._ledger.database.reading() as connection:
            found = connection.execute(
                "SELECT sent_id FROM items WHERE host = ? AND sent_id != '' AND id != ?",
                (account.host, apart_from),
            )
            return frozenset(row["sent_id"] for row in found)

    def journalled_release(self, item: Item) -> Event | None:
        """The journal's latest release of exactly these bytes with exactly this key, from a whole row."""
        with self._ledger.database.reading() as connection:
            row = reading.last(connection, item.id, EventName.RELEASED)
        if row is None or row.hash != chain.row_hash(row.number, row.previous, row.body):
            return None
        event = row.event
        key = item.sending.idempotency_key if item.sending is not None else ""
        same = event.text == chain.keyed_digest(self._ledger.key, item.act) and event.key == key
        return event if same else None

    def idempotency_key(self, item: Item, *, anew_when_refused: bool = False) -> str:
        """The key under which exactly this act is sent, however often it is tried.

        With ``anew_when_refused`` a try after a certain refusal has a key of its own: GoToSocial keeps a
        refusal under its key for minutes and repeats it, whatever has been put right since. An act whose
        fate is unknown keeps its key on every server.
        """
        refused = None
        if anew_when_refused:
            with self._ledger.database.reading() as connection:
                refused = reading.last(connection, item.id, EventName.REFUSED)
        return self._ledger.idempotency_key(
            item.id, item.digest, refusal="" if refused is None else refused.hash
        )

    def media_in_use(self) -> frozenset[str]:
        """The names of all copies that an act which is not over refers to, whether it can be read or not."""
        with self._ledger.database.reading() as connection:
            found = connection.execute("SELECT act FROM items WHERE state NOT IN ('sent', 'discarded')")
            return frozenset(name for row in found for name in _COPY.findall(row["act"]))

    def to_replace(self) -> tuple[Item, ...]:
        """Sent acts whose predecessor is still to be deleted, in the order of their release."""
        # In the one spelling of an act a quote inside a text is escaped, so words cannot look like this.
        found = self._ledger.items("state = 'sent' AND act LIKE '%\"replaces\":{%'")
        return tuple(sorted(found, key=_released))


def _released(item: Item) -> tuple[datetime, int]:
    return (item.sending.released_at if item.sending is not None else item.updated_at, item.order)
