"""What was read from servers, on disk: the first frame needs no network, and a train tunnel is no wall."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from outtray.base.clock import Clock
from outtray.cache.order import merged, read_order, remove_place, write_order
from outtray.cache.schema import MIGRATIONS
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import Timeline
from outtray.storage.errors import Busy, Damaged, StorageError
from outtray.storage.sqlite import Database, open_database

ENTRIES_KEPT: Final = 2_000
"""Entries kept of one timeline."""

STATUSES_KEPT: Final = 20_000
"""Statuses kept over all accounts, about 60 MB."""

_WRITES_BETWEEN_PRUNING: Final = 200

_decoder = msgspec.json.Decoder(Status)
_encoder = msgspec.json.Encoder()

_SELECT = """
    SELECT entries.position, entries.gap_below, statuses.json AS own, boosted.json AS boosted
    FROM entries
    JOIN statuses ON statuses.account = entries.account AND statuses.id = entries.status_id
    LEFT JOIN statuses AS boosted
        ON boosted.account = statuses.account AND boosted.id = statuses.reblog_id
    WHERE entries.account = ? AND entries.timeline = ?
"""


class Entry(msgspec.Struct, frozen=True):
    """A status in a timeline; `gap_below` says that older ones next to it were never fetched."""

    status: Status
    gap_below: bool = False


class Cache:
    """One file for all accounts of one world. It never raises: trouble is told once, then it stays empty.

    `trouble` holds the error that ended it, for the state line; `on_trouble` is called when that happens.
    A damaged file is set aside and a fresh one begun, which is told in the same way but ends nothing.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        on_trouble: Callable[[StorageError], None] | None = None,
        entries_kept: int = ENTRIES_KEPT,
        statuses_kept: int = STATUSES_KEPT,
    ) -> None:
        self.trouble: StorageError | None = None
        self._path = path
        self._clock = clock
        self._on_trouble = on_trouble
        self._entries_kept = entries_kept
        self._statuses_kept = statuses_kept
        self._writes = 0
        self._database: Database | None = None
        self._open(check=False)

    def for_account(self, key: str) -> AccountCache:
        """The part of one account, named by its `acct@host`."""
        return AccountCache(self, key)

    def close(self) -> None:
        """Prune, then close the file."""
        self.prune()
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def clear(self) -> None:
        """Forget everything of every account."""
        with self.writing() as connection:
            if connection is not None:
                connection.execute("DELETE FROM accounts")

    def prune(self) -> None:
        """Drop the oldest entries over the limits, and statuses no timeline shows."""
        with self.writing() as connection:
            if connection is not None:
                _prune(connection, self._entries_kept, self._statuses_kept)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A view of the file, or None where there is none to read."""
        database = self._database
        if database is None:
            yield None
            return
        try:
            with database.reading() as connection:
                yield connection
        except StorageError as error:
            self._fail(error)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection | None]:
        """A transaction, or None where there is nothing to write to."""
        database = self._database
        if database is None:
            yield None
            return
        try:
            with database.transaction() as connection:
                yield connection
        except StorageError as error:
            self._fail(error)

    def wrote(self) -> None:
        """Count a write; now and then the file is pruned."""
        self._writes += 1
        if self._writes % _WRITES_BETWEEN_PRUNING == 0:
            self.prune()

    def _open(self, *, check: bool) -> None:
        try:
            self._database = self._connect(check=check)
        except Damaged as error:
            self._tell(error)
            try:
                self._database = self._connect(check=False)
            except StorageError as second:
                self._fail(second)
        except StorageError as error:
            self._fail(error)

    def _connect(self, *, check: bool) -> Database:
        # Losing the last writes in a power cut is no loss here, and a check of the whole file is paid
        # for only when something was found wrong: the first frame waits for this.
        return open_database(
            self._path, MIGRATIONS, clock=self._clock, journal_mode="WAL", synchronous="NORMAL", check=check
        )

    def _fail(self, error: StorageError) -> None:
        if isinstance(error, Busy):
            return  # another process is writing the same statuses; missing one write costs a fetch
        database, self._database = self._database, None
        if database is not None:
            database.close()
        if isinstance(error, Damaged) and database is not None:
            self._open(check=True)
        else:
            self.trouble = error
            self._tell(error)

    def _tell(self, error: StorageError) -> None:
        if self._on_trouble is not None:
            self._on_trouble(error)


class AccountCache:
    """What one account has read. Every method works, and answers "nothing", where there is no file."""

    def __init__(self, cache: Cache, key: str) -> None:
        self._cache = cache
        self._key = key

    # Reading

    def recent(self, timeline: Timeline, limit: int = 40) -> tuple[Entry, ...]:
        """The newest entries of a timeline, newest first; ready for the first frame."""
        with self._cache.reading() as connection:
            if connection is not None:
                rows = connection.execute(
                    f"{_SELECT} ORDER BY entries.position DESC LIMIT ?",
                    (_number(connection, self._key), timeline.key, limit),
                ).fetchall()
                return _entries(rows)
        return ()

    def older(self, timeline: Timeline, below: str, limit: int = 40) -> tuple[Entry, ...]:
        """The entries just below a status, newest first; none when it is not in the timeline."""
        with self._cache.reading() as connection:
            if connection is not None:
                account = _number(connection, self._key)
                position = _position(connection, account, timeline.key, below)
                if position is not None:
                    rows = connection.execute(
                        f"{_SELECT} AND entries.position < ? ORDER BY entries.position DESC LIMIT ?",
                        (account, timeline.key, position, limit),
                    ).fetchall()
                    return _entries(rows)
        return ()

    def status(self, status_id: str) -> Status | None:
        """One status, None when it was never stored."""
        with self._cache.reading() as connection:
            if connection is not None:
                row = connection.execute(
                    """
                    SELECT own.json AS own, boosted.json AS boosted FROM statuses AS own
                    LEFT JOIN statuses AS boosted
                        ON boosted.account = own.account AND boosted.id = own.reblog_id
                    WHERE own.account = ? AND own.id = ?
                    """,
                    (_number(connection, self._key), status_id),
                ).fetchone()
                return _status(row) if row is not None else None
        return None

    def place_read(self, timeline: Timeline) -> str | None:
        """The status read last in a timeline, None when nobody said."""
        with self._cache.reading() as connection:
            if connection is not None:
                row = connection.execute(
                    "SELECT status_id FROM places_read WHERE account = ? AND timeline = ?",
                    (_number(connection, self._key), timeline.key),
                ).fetchone()
                return str(row["status_id"]) if row is not None else None
        return None

    # Writing

    def put_on_top(self, timeline: Timeline, statuses: Sequence[Status], *, gap: bool = False) -> None:
        """Add the newest page of a timeline, newest first; `gap` when more may lie below it.

        A page that reaches an entry that is there already leaves no gap.
        """
        self._put(timeline, None, statuses, gap=gap)

    def put_below(self, timeline: Timeline, above: str, statuses: Sequence[Status], *, gap: bool) -> None:
        """Add an older page, newest first, right below the entry of `above`; `gap` when more may follow.

        The gap below `above` ends, because this page begins where it was. Nothing happens where `above` is
        not in the timeline.
        """
        self._put(timeline, above, statuses, gap=gap)

    def _put(self, timeline: Timeline, above: str | None, statuses: Sequence[Status], *, gap: bool) -> None:
        with self._account() as (connection, account):
            if connection is None:
                return
            _write_statuses(connection, account, statuses)
            before = read_order(connection, account, timeline.key)
            after = merged(before, above, [status.id for status in statuses], gap=gap)
            write_order(connection, account, timeline.key, before, after)

    def update(self, *statuses: Status) -> None:
        """Write statuses as they now are (edited, favourited); timelines that show them follow."""
        with self._account() as (connection, account):
            if connection is not None:
                _write_statuses(connection, account, statuses)

    def remove(self, status_id: str) -> None:
        """Forget a deleted status, and boosts of it, in every timeline."""
        with self._account() as (connection, account):
            if connection is not None:
                rows = connection.execute(
                    "SELECT id FROM statuses WHERE account = :account AND (id = :id OR reblog_id = :id)",
                    {"account": account, "id": status_id},
                ).fetchall()
                for row in rows:
                    remove_place(connection, account, row["id"])
                connection.execute(
                    "DELETE FROM statuses WHERE account = :account AND (id = :id OR reblog_id = :id)",
                    {"account": account, "id": status_id},
                )

    def save_place_read(self, timeline: Timeline, status_id: str) -> None:
        """Keep how far a timeline was read."""
        with self._account() as (connection, account):
            if connection is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO places_read (account, timeline, status_id) VALUES (?, ?, ?)",
                    (account, timeline.key, status_id),
                )

    def clear(self) -> None:
        """Forget everything of this account."""
        with self._cache.writing() as connection:
            if connection is not None:
                connection.execute("DELETE FROM accounts WHERE key = ?", (self._key,))

    @contextmanager
    def _account(self) -> Iterator[tuple[sqlite3.Connection | None, int]]:
        """A transaction and the number of this account, which is made when it is new."""
        with self._cache.writing() as connection:
            if connection is None:
                yield None, -1
                return
            connection.execute("INSERT OR IGNORE INTO accounts (key) VALUES (?)", (self._key,))
            yield connection, _number(connection, self._key)
        self._cache.wrote()


def _number(connection: sqlite3.Connection, key: str) -> int:
    row = connection.execute("SELECT number FROM accounts WHERE key = ?", (key,)).fetchone()
    return int(row["number"]) if row is not None else -1


def _position(connection: sqlite3.Connection, account: int, timeline: str, status_id: str) -> int | None:
    row = connection.execute(
        "SELECT position FROM entries WHERE account = ? AND timeline = ? AND status_id = ?",
        (account, timeline, status_id),
    ).fetchone()
    return int(row["position"]) if row is not None else None


def _entries(rows: list[sqlite3.Row]) -> tuple[Entry, ...]:
    read = [(_status(row), bool(row["gap_below"])) for row in rows]
    return tuple([Entry(status, gap) for status, gap in read if status is not None])


def _status(row: sqlite3.Row) -> Status | None:
    """Read a stored status; one that somebody or something spoilt is as good as not stored."""
    try:
        own = _decoder.decode(row["own"])
        if row["boosted"] is not None:
            return msgspec.structs.replace(own, reblog=_decoder.decode(row["boosted"]))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return own


def _write_statuses(connection: sqlite3.Connection, account: int, statuses: Sequence[Status]) -> None:
    rows: list[tuple[int, str, str | None, bytes]] = []
    for status in statuses:
        boosted = status.reblog
        if boosted is None:
            rows.append((account, status.id, None, _encoder.encode(status)))
        else:
            bare = msgspec.structs.replace(status, reblog=None)
            rows.append((account, boosted.id, None, _encoder.encode(boosted)))
            rows.append((account, status.id, boosted.id, _encoder.encode(bare)))
    connection.executemany(
        """
        INSERT INTO statuses (account, id, reblog_id, json) VALUES (?, ?, ?, ?)
        ON CONFLICT (account, id) DO UPDATE SET json = excluded.json, reblog_id = excluded.reblog_id
        """,
        rows,
    )


def _prune(connection: sqlite3.Connection, entries_kept: int, statuses_kept: int) -> None:
    for account, timeline in [
        (row["account"], row["timeline"])
        for row in connection.execute(
            "SELECT account, timeline FROM entries GROUP BY account, timeline HAVING COUNT(*) > ?",
            (entries_kept,),
        )
    ]:
        connection.execute(
            """
            DELETE FROM entries WHERE account = :account AND timeline = :timeline AND position <= (
                SELECT position FROM entries WHERE account = :account AND timeline = :timeline
                ORDER BY position DESC LIMIT 1 OFFSET :kept
            )
            """,
            {"account": account, "timeline": timeline, "kept": entries_kept},
        )
    total = connection.execute("SELECT COUNT(*) AS total FROM statuses").fetchone()["total"]
    if total > statuses_kept:
        connection.execute(
            """
            DELETE FROM statuses WHERE number IN (
                SELECT number FROM statuses AS old
                WHERE NOT EXISTS (
                    SELECT 1 FROM entries WHERE entries.account = old.account AND entries.status_id = old.id
                ) AND NOT EXISTS (
                    SELECT 1 FROM statuses AS boost
                    JOIN entries ON entries.account = boost.account AND entries.status_id = boost.id
                    WHERE boost.account = old.account AND boost.reblog_id = old.id
                )
                ORDER BY number LIMIT ?
            )
            """,
            (total - statuses_kept,),
        )
