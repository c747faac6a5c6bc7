"""Files and databases on a bad day: full, read-only, damaged, newer, locked; nothing is overwritten."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hold_kit import HandClock, post, review
from outtray.outbox.opening import DATABASE, open_outbox
from outtray.storage import atomic
from outtray.storage.errors import (
    Busy,
    Damaged,
    DiskFull,
    LockHeld,
    NewerFormat,
    NotWritable,
    StorageError,
)
from outtray.storage.lock import FileLock
from outtray.storage.sqlite import Database, Migration, open_database

ONE = Migration("t-1", ("CREATE TABLE t (a TEXT)", "INSERT INTO t VALUES ('one')"))
TWO = Migration("t-2", ("ALTER TABLE t ADD COLUMN b TEXT",))
BROKEN = Migration("t-3", ("INSERT INTO t (a) VALUES ('half')", "CREATE TABLE t (a TEXT)"))


def opened(path: Path, *migrations: Migration) -> Database:
    return open_database(path, migrations, clock=HandClock(), busy_timeout=0.05)


def names(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT a FROM t ORDER BY rowid")]


def test_a_new_database_is_private_and_durable(tmp_path: Path) -> None:
    path = tmp_path / "new" / "t.sqlite3"
    database = opened(path, ONE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA secure_delete").fetchone()[0] == 1
    database.close()


def test_migrations_run_once_in_order_and_keep_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    opened(path, ONE).close()
    second = opened(path, ONE, TWO)
    assert names(second) == ["one"]
    second.close()
    assert names(opened(path, ONE, TWO)) == ["one"]


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    with pytest.raises(StorageError):
        opened(path, ONE, BROKEN)
    assert names(opened(path, ONE)) == ["one"]


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    opened(path, ONE, TWO).close()
    before = path.read_bytes()
    with pytest.raises(NewerFormat) as told:
        opened(path, ONE)
    assert str(path) in told.value.sentence
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "header", "middle", "short"])
def test_a_damaged_database_is_set_aside_byte_for_byte_and_a_fresh_one_started(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "t.sqlite3"
    first = opened(path, ONE)
    with first.transaction() as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 200)
    first.close()
    whole = path.read_bytes()
    broken = {
        "text": b"these are not the bytes of a database " * 20,
        "header": b"\0" * 100 + whole[100:],
        "middle": whole[:5000] + b"\xa5" * 9000 + whole[14000:],
        "short": whole[: len(whole) // 2 - 77],
    }[damage]
    path.write_bytes(broken)
    with pytest.raises(Damaged) as told:
        opened(path, ONE)
    assert told.value.aside is not None
    assert told.value.aside.name in told.value.sentence
    assert told.value.aside.read_bytes() == broken
    assert names(opened(path, ONE)) == ["one"]
    path.write_bytes(broken)
    with pytest.raises(Damaged) as again:
        opened(path, ONE)
    assert again.value.aside not in (None, told.value.aside)
    assert told.value.aside.read_bytes() == broken


def test_a_transaction_happens_whole_or_not_at_all(tmp_path: Path) -> None:
    database = opened(tmp_path / "t.sqlite3", ONE)

    def half() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO t VALUES ('two')")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half()
    assert names(database) == ["one"]


def test_a_file_kept_locked_by_another_is_told_as_busy(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    database = opened(path, ONE)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy) as told, database.transaction():
        pass
    assert str(path) in told.value.sentence
    other.close()


def test_a_full_disk_is_a_sentence_and_the_act_before_it_is_still_there(tmp_path: Path) -> None:
    tray = open_outbox(tmp_path, HandClock())
    act = post("the last that fits")
    kept = tray.store.hold(act, review(act), server_date=None)
    with tray.database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    tray.database.execute(f"PRAGMA max_page_count={pages}")
    big = post("one too many " * 2000)
    with pytest.raises(DiskFull) as told:
        tray.store.hold(big, review(big), server_date=None)
    assert str(tmp_path / DATABASE) in told.value.sentence
    assert told.value.next_step
    with pytest.raises(DiskFull):
        tray.store.save_draft(big)
    assert [item.id for item in tray.store.items()] == [kept.id]
    tray.database.execute("PRAGMA max_page_count=100000")
    tray.store.hold(big, review(big), server_date=None)
    tray.close()


def test_a_read_only_database_can_be_read_and_says_it_cannot_be_written(tmp_path: Path) -> None:
    tray = open_outbox(tmp_path, HandClock())
    act = post()
    tray.store.hold(act, review(act), server_date=None)
    tray.database.execute("PRAGMA query_only=ON")
    with pytest.raises(NotWritable) as told:
        tray.store.discard(tray.store.items()[0].id)
    assert str(tmp_path / DATABASE) in told.value.sentence
    assert len(tray.store.items()) == 1
    tray.close()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(NotWritable) as told:
        open_outbox(folder, HandClock())
    assert str(folder) in told.value.sentence


def test_a_file_where_a_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as told:
        open_outbox(tmp_path / "file" / "tray", HandClock())
    assert "file" in told.value.sentence


# Atomic files


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_file_is_replaced_whole(tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes) -> None:
    path = tmp_path_factory.mktemp("atomic") / "f"
    atomic.write_bytes(path, old)
    atomic.write_bytes(path, new)
    assert path.read_bytes() == new
    assert [entry.name for entry in path.parent.iterdir()] == ["f"]


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, DiskFull), (errno.EROFS, NotWritable), (errno.EIO, StorageError)]
)
def test_a_write_that_fails_keeps_the_old_file_and_leaves_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[StorageError]
) -> None:
    path = tmp_path / "f"
    atomic.write_text(path, "old")

    def fails(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(kind) as told:
        atomic.write_text(path, "new")
    assert str(path) in told.value.sentence
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["f"]


def test_what_is_written_once_stays_as_the_first_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key"
    assert atomic.write_once(path, lambda: b"first") == b"first"
    assert atomic.write_once(path, lambda: b"second") == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["key"]


# Locks


def test_a_lock_has_one_holder_and_passes_on(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with one:
        one.acquire()
        assert one.held
        with pytest.raises(LockHeld):
            other.acquire()
        assert not other.held
    with other:
        assert other.held


def test_a_killed_holder_leaves_no_stale_lock(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from outtray.storage.lock import FileLock\n"
        f"FileLock(Path({str(tmp_path / 'lock')!r})).acquire(); print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(LockHeld):
        lock.acquire()
    child.kill()
    child.communicate()
    lock.acquire()
    lock.release()
