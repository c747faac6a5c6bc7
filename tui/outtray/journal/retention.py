"""Letting old rows and words go, so that the rest can still be walked and checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outtray.journal.chain import append, seal
from outtray.journal.events import Event, EventName
from outtray.journal.journal import Journal
from outtray.journal.reading import ERASED_BEFORE

LEAST_KEPT = timedelta(days=30)
"""No setting erases anything younger: a typing error in one must not cost a month of record."""


@dataclass(frozen=True, slots=True)
class Retained:
    """What retention let go: rows of the chain, and words of rows that stay."""

    rows: int = 0
    words: int = 0


def retain(
    journal: Journal,
    now: datetime,
    keep_for: timedelta | None,
    *,
    keep_words_for: timedelta | None = None,
    still_waiting: Collection[str] = (),
) -> Retained:
    """Erase what is older than it is to be kept; None keeps for ever. Returns what went.

    ``keep_for`` is for rows with their words, ``keep_words_for`` for words alone. The rows of acts that are
    ``still_waiting`` (ids) stay, and so do all rows after the first of them. Nothing younger than
    ``LEAST_KEPT`` goes. One transaction; raises ``StorageError``.
    """
    rows = words = 0
    with journal.database.transaction() as connection:
        if keep_words_for is not None:
            before = now - max(keep_words_for, LEAST_KEPT)
            words = erase_words(connection, journal.key, before=before, now=now)
        if keep_for is not None:
            before = now - max(keep_for, LEAST_KEPT)
            rows = prune(connection, journal.key, before=before, now=now, still_waiting=still_waiting)
    return Retained(rows, words)


def prune(
    connection: sqlite3.Connection,
    key: bytes,
    *,
    before: datetime,
    now: datetime,
    still_waiting: Collection[str] = (),
) -> int:
    """Remove the rows recorded before a moment, with their words, and return how many there were.

    Only a prefix of the chain goes: the first younger row, or row of an act that is still waiting, ends it,
    even when an older one follows (a clock was set back). An anchor keeps the last removed row's hash, a row
    says how many went, and the latest row always stays. To be called inside a transaction.
    """
    moment = before.astimezone(UTC).isoformat()
    kept = _first_kept(connection, moment, still_waiting)
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


def erase_words(connection: sqlite3.Connection, key: bytes, *, before: datetime, now: datetime) -> int:
    """Erase the words kept for rows recorded before a moment and return how many; the rows stay.

    A row says so: without it the missing words would be taken for tampering. To be called inside a
    transaction.
    """
    moment = before.astimezone(UTC).isoformat()
    gone = connection.execute(
        "DELETE FROM journal_texts WHERE number IN (SELECT number FROM journal WHERE at < ?)", (moment,)
    ).rowcount
    if gone:
        detail = {"words": str(gone), ERASED_BEFORE: moment}
        append(connection, key, Event(EventName.PRUNED, "", "", "", now, detail=detail))
    return int(gone)


def _first_kept(connection: sqlite3.Connection, moment: str, still_waiting: Collection[str]) -> int | None:
    """The number of the row the chain will begin with; None when there are no rows."""
    young = connection.execute(
        "SELECT min(number) FROM journal WHERE at >= ? OR number = (SELECT max(number) FROM journal)",
        (moment,),
    ).fetchone()[0]
    firsts = [young]
    for act_id in still_waiting:
        row = connection.execute("SELECT min(number) FROM journal WHERE act_id = ?", (act_id,)).fetchone()
        firsts.append(row[0])
    return min((int(number) for number in firsts if number is not None), default=None)
