"""Letting old rows and words go, so that the rest can still be walked and checked."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from outtray.journal.chain import append, seal
from outtray.journal.events import Event, EventName


def prune(connection: sqlite3.Connection, key: bytes, *, before: datetime, now: datetime) -> int:
    """Remove the rows recorded before a moment, with their words, and return how many there were.

    Only a prefix of the chain goes: the first younger row ends it, even when an older one follows (a clock
    was set back). An anchor keeps the last removed row's hash, a row says how many went, and the latest
    row always stays. To be called inside a transaction.
    """
    moment = before.astimezone(UTC).isoformat()
    kept = connection.execute(
        "SELECT min(number) FROM journal WHERE at >= ? OR number = (SELECT max(number) FROM journal)",
        (moment,),
    ).fetchone()[0]
    last = (
        None
        if kept is None
        else connection.execute("SELECT number, hash FROM journal WHERE number = ?", (kept - 1,)).fetchone()
    )
    if last is None:
        return 0
    connection.execute("DELETE FROM journal_texts WHERE number < ?", (kept,))
    gone = connection.execute("DELETE FROM journal WHERE number < ?", (kept,)).rowcount
    connection.execute(
        "INSERT OR REPLACE INTO journal_anchor (one, number, hash, seal) VALUES (1, ?, ?, ?)",
        (last["number"], last["hash"], seal(key, last["number"], last["hash"])),
    )
    event = Event(EventName.PRUNED, "", "", "", now, detail={"rows": str(gone), "before": moment})
    append(connection, key, event)
    return int(gone)


def erase_words(connection: sqlite3.Connection, *, before: datetime) -> int:
    """Erase the words kept for rows recorded before a moment; the rows themselves stay."""
    return connection.execute(
        "DELETE FROM journal_texts WHERE number IN (SELECT number FROM journal WHERE at < ?)",
        (before.astimezone(UTC).isoformat(),),
    ).rowcount
