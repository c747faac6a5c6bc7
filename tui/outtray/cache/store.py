"""What was read from servers, on disk: the first frame needs no network, and a train tunnel is no wall."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from outtray.base.clock import Clock
from outtray.cache import rows
from outtray.cache.order import merged, read_order, remove_place, write_order
from outtray.cache.rows import Limits
from outtray.cache.schema import MIGRATIONS
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import Timeline
from outtray.storage.errors import Busy, Damaged, StorageError
from outtray.storage.sqlite import Database, open_database

_WRITES_BETWEEN_PRUNING: Final = 200

KeptT = TypeVar("KeptT")

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
        limits: Limits | None = None,
    ) -> None:
        self.trouble: StorageError | None = None
        self._path = path
        self._clock = clock
        self._on_trouble = on_trouble
        self.limits = limits or Limits()
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
        """Forget everything of every account, on the disk too."""
        with self.writing() as connection:
            if connection is not None:
                connection.execute("DELETE FROM accounts")
        self.shrink()

    @property
    def size(self) -> int:
        """Bytes on disk, of which a part may be free again."""
        total = 0
        with self.reading() as connection:
            if connection is not None:
                (pages,) = connection.execute("PRAGMA page_count").fetchone()
                (page,) = connection.execute("PRAGMA page_size").fetchone()
                total = int(pages) * int(page)
        return total

    def shrink(self) -> None:
        """Prune, and give what became free back to the disk; takes seconds for a large file."""
        self.prune()
        database = self._database
        if database is not None:
            try:
                database.execute("VACUUM")
            except StorageError as error:
                self._fail(error)

    def prune(self) -> None:
        """Drop the oldest entries over the limits, and statuses no timeline shows."""
        with self.writing() as connection:
            if connection is not None:
                rows.prune(connection, self.limits)

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
                found = connection.execute(
                    f"{_SELECT} ORDER BY entries.position DESC LIMIT ?",
                    (_number(connection, self._key), timeline.key, limit),
                ).fetchall()
                return _entries(found)
        return ()

    def older(self, timeline: Timeline, below: str, limit: int = 40) -> tuple[Entry, ...]:
        """The entries just below a status, newest first; none when it is not in the timeline."""
        with self._cache.reading() as connection:
            if connection is not None:
                account = _number(connection, self._key)
                position = _position(connection, account, timeline.key, below)
                if position is not None:
                    found = connection.execute(
                        f"{_SELECT} AND entries.position < ? ORDER BY entries.position DESC LIMIT ?",
                        (account, timeline.key, position, limit),
                    ).fetchall()
                    return _entries(found)
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
                return rows.read(row) if row is not None else None
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

    def search(self, typed: str, limit: int = 40) -> tuple[Status, ...]:
        """Statuses that were seen and hold all these words, the newest first; how to ask: `cache.search`."""
        from outtray.cache import search  # the first frame searches for nothing

        with self._cache.reading() as connection:
            if connection is not None:
                found = search.find(connection, _number(connection, self._key), typed, limit)
                return tuple([status for row in found if (status := rows.read(row)) is not None])
        return ()

    def kept(self, name: str, kind: type[KeptT]) -> KeptT | None:
        """What was kept under a name, None when nothing was, or not of this kind."""
        with self._cache.reading() as connection:
            if connection is not None:
                row = connection.execute(
                    "SELECT json FROM shelves WHERE account = ? AND name = ?",
                    (_number(connection, self._key), name),
                ).fetchone()
                if row is not None:
                    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                        return msgspec.json.decode(row["json"], type=kind)
        return None

    # Writing

    def keep(self, name: str, value: object) -> None:
        """Keep a value of msgspec under a name, such as the newest notifications, for an offline start."""
        with self._account() as (connection, account):
            if connection is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO shelves (account, name, json) VALUES (?, ?, ?)",
                    (account, name, msgspec.json.encode(value)),
                )

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
            rows.write(connection, account, statuses)
            before = read_order(connection, account, timeline.key)
            after = merged(before, above, [status.id for status in statuses], gap=gap)
            write_order(connection, account, timeline.key, before, after)

    def update(self, *statuses: Status) -> None:
        """Write statuses as they now are (edited, favourited); timelines that show them follow."""
        with self._account() as (connection, account):
            if connection is not None:
                rows.write(connection, account, statuses)

    def remove(self, status_id: str) -> None:
        """Forget a deleted status, and boosts of it, in every timeline."""
        with self._account() as (connection, account):
            if connection is not None:
                found = connection.execute(
                    "SELECT id FROM statuses WHERE account = :account AND (id = :id OR reblog_id = :id)",
                    {"account": account, "id": status_id},
                ).fetchall()
                for row in found:
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


def _entries(found: list[sqlite3.Row]) -> tuple[Entry, ...]:
    read = [(rows.read(row), bool(row["gap_below"])) for row in found]
    return tuple([Entry(status, gap) for status, gap in read if status is not None])
