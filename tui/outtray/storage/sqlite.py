"""Opening SQLite files safely: private permissions, named migrations, and errors that name the file."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.storage.atomic import disk_errors, make_private_folder, sync_folder
from outtray.storage.errors import Busy, Damaged, DiskFull, NewerFormat, NotWritable, StorageError

JournalMode = Literal["TRUNCATE", "WAL", "DELETE"]
Synchronous = Literal["FULL", "NORMAL", "OFF"]

_FULL = {sqlite3.SQLITE_FULL}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@dataclass(frozen=True, slots=True)
class Migration:
    """One named step of a schema; its statements run in one transaction with the note that it ran.

    Names are for ever: a released migration is never changed, only followed by another.
    """

    name: str
    statements: tuple[str, ...]


class Database:
    """One connection used by any thread in turn, with explicit transactions and translated errors."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._joined = False

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: all of it happens, or none of it. Nested only inside ``together``."""
        with self._lock, database_errors(self.path):
            if self._joined:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread begins in the block: they all happen, or none does.

        An error of one of them has to leave the block; ``reading`` is not for here.
        """
        with self._lock, self.transaction():
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A consistent view for several reads."""
        with self._lock, database_errors(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def data_version(self) -> int:
        """A number that changes when another connection, in any process, has committed."""
        with self._lock, database_errors(self.path):
            row = self._connection.execute("PRAGMA data_version").fetchone()
            return int(row[0])

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement outside a transaction, such as a pragma."""
        with self._lock, database_errors(self.path):
            self._connection.execute(statement, parameters)

    def close(self) -> None:
        """Close the connection; using it afterwards raises ``sqlite3.ProgrammingError``."""
        with self._lock:
            self._connection.close()


def open_database(
    path: Path,
    migrations: Sequence[Migration],
    *,
    clock: Clock,
    journal_mode: JournalMode = "TRUNCATE",
    synchronous: Synchronous = "FULL",
    busy_timeout: float = 5.0,
    check: bool = True,
    trace: Callable[[str], None] | None = None,
) -> Database:
    """Open or create a database only its owner can read, and bring its schema up to date.

    ``busy_timeout`` is in seconds. ``check`` reads the whole file for damage; a cache, which can be fetched
    again, goes without so that the first frame does not wait. A file that is not a readable database is
    moved aside, byte for byte, and reported as ``Damaged``; the next call starts a fresh one. Raises
    ``NewerFormat`` for a file a later version wrote, and the other errors of ``outtray.storage.errors``.
    """
    with disk_errors(path):
        make_private_folder(path.parent)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            sync_folder(path.parent)
    connection: sqlite3.Connection | None = None
    try:
        with database_errors(path):
            connection = sqlite3.connect(
                path, timeout=busy_timeout, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            if trace is not None:
                connection.set_trace_callback(trace)
            connection.execute(f"PRAGMA journal_mode={journal_mode}")
            connection.execute(f"PRAGMA synchronous={synchronous}")
            _prepare(connection, path, migrations, clock, check=check)
    except Damaged as error:
        _close(connection)
        aside = _set_aside(path, clock)
        raise Damaged(
            _("{path} is damaged and was moved to {aside}.").format(path=path, aside=aside.name),
            _("Try again to start with an empty one; the damaged file is kept."),
            path=path,
            aside=aside,
        ) from error
    except BaseException:
        _close(connection)
        raise
    return Database(connection, path)


@contextlib.contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about ``path`` into sentences that name it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError):
            raise
        raise _told(error, path) from error


def _told(error: sqlite3.DatabaseError, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _FULL:
        return DiskFull(
            _("There is no room left to write {path}.").format(path=path),
            _("Free some space, then try again; nothing was changed."),
            path=path,
        )
    if code in _READ_ONLY:
        return NotWritable(
            _("{path} cannot be written.").format(path=path),
            _("Check who owns the folder and whether it is read-only."),
            path=path,
        )
    if code in _DAMAGED:
        return Damaged(
            _("{path} is damaged.").format(path=path),
            _("Close Outtray and start it again: the file is set aside then."),
            path=path,
            aside=None,
        )
    if code in _BUSY:
        return Busy(
            _("{path} is in use by another process.").format(path=path),
            _("Try again in a moment."),
            path=path,
        )
    return StorageError(
        _("{path} cannot be used: {reason}.").format(path=path, reason=error),
        _("Check the disk, then try again."),
        path=path,
    )


def _prepare(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration],
    clock: Clock,
    *,
    check: bool,
) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    if check and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise Damaged(_("{path} is damaged.").format(path=path), path=path, aside=None)
    if _waiting(connection, path, migrations):
        _migrate(connection, path, migrations, clock)


def _waiting(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> list[Migration]:
    known = {migration.name for migration in migrations}
    table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outtray_migrations'").fetchone()
    applied: set[str] = set()
    if table is not None:
        applied = {row[0] for row in connection.execute("SELECT name FROM outtray_migrations")}
    if applied - known:
        raise NewerFormat(
            _("{path} was written by a later version of Outtray.").format(path=path),
            _("Update Outtray; this version leaves the file as it is."),
            path=path,
        )
    return [migration for migration in migrations if migration.name not in applied]


def _migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], clock: Clock
) -> None:
    """Apply what is missing in one transaction; what another process applied meanwhile is seen inside it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS outtray_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)"
        )
        for migration in _waiting(connection, path, migrations):
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO outtray_migrations (name, applied_at) VALUES (?, ?)",
                (migration.name, clock.now().isoformat()),
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _set_aside(path: Path, clock: Clock) -> Path:
    """Move a damaged file, and a journal that belongs to it, to a free name beside it."""
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{count}")
    with disk_errors(path):
        path.rename(aside)
        for ending in ("-journal", "-wal", "-shm"):
            companion = path.with_name(path.name + ending)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + ending))
        sync_folder(path.parent)
    return aside


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()
