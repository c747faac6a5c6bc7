"""An out-tray in one file: a backup, and the way to another machine.

The file is a ZIP: a manifest with the SHA-256 of everything else, the database (acts, drafts, journal), the
journal's key and the copies of attached media. No token is ever in it: an out-tray has none.

Whatever waited comes in as a draft: a wait served elsewhere counts for nothing here, and no review is
trusted that was not made here. What may have been sent stays a question to the user.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from outtray import __version__
from outtray.acts.errors import UnreadableAct
from outtray.acts.states import State
from outtray.base.clock import Clock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.journal.chain import KEY_BYTES
from outtray.journal.errors import BrokenChain
from outtray.outbox.errors import BackupUnusable, TrayInUse
from outtray.outbox.opening import DATABASE, KEY, MEDIA, Outbox, open_outbox
from outtray.storage.atomic import disk_errors, make_private_folder, sync_folder, write_bytes
from outtray.storage.errors import Damaged, DiskFull, LockHeld, StorageError
from outtray.storage.lock import FileLock
from outtray.storage.sqlite import database_errors

FORMAT = 1
MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 16 * 1024 * 1024
_MEMBER = re.compile(rf"{re.escape(DATABASE)}|{re.escape(KEY)}|{MEDIA}/[0-9a-f]{{64}}")
_TABLES = ("journal", "journal_head", "journal_anchor", "journal_texts", "items")
_UNPACKED = ".import-"
_WRITTEN = ".outtray-export-"
_LOCK = "lock"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: acts that waited, drafts, acts that are over, rows of the journal, media.

    ``whole`` says whether the journal's chain was whole when the backup was made.
    """

    waiting: int
    drafts: int
    over: int
    rows: int
    media: int
    whole: bool
    made_at: datetime
    left_out: int = 0
    """Acts that cannot be read, which no import brings in."""


class _Manifest(msgspec.Struct, frozen=True):
    format: int
    program: str
    practice: bool
    contents: Contents
    files: dict[str, str] = field(default_factory=dict)


def export_outbox(outbox: Outbox, folder: Path, path: Path, *, practice: bool) -> Contents:
    """Write everything of an open out-tray in ``folder`` into one file only its owner can read.

    The file is written whole or not at all, and never over another. Raises ``BackupUnusable`` when the name
    is taken, ``StorageError``.
    """
    if path.exists():
        raise BackupUnusable(
            _("{path} exists already and is not overwritten.").format(path=path), _("Choose another name.")
        )
    with disk_errors(path), _aside(path.parent) as made:
        snapshot = made / DATABASE
        _copy_database(outbox, snapshot, path)
        members = {DATABASE: snapshot, KEY: folder / KEY}
        for name in sorted(outbox.sending.media_in_use()):
            copy = folder / MEDIA / name[:2] / name
            if copy.is_file():
                members[f"{MEDIA}/{name}"] = copy
        contents = _contents(outbox, media=len(members) - 2)
        files = {name: _sum_of(place) for name, place in members.items()}
        manifest = _Manifest(FORMAT, f"Outtray {__version__}", practice, contents, files)
        packed = made / "packed"
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
            for name, place in members.items():
                archive.write(place, name)
        packed.chmod(0o600)
        packed.rename(path)
        sync_folder(path.parent)
    return contents


def read_manifest(path: Path) -> Contents:
    """What a backup says it holds; raises ``BackupUnusable`` for any other file."""
    _must_be_a_file(path)
    with disk_errors(path), _archive(path) as archive:
        return _manifest(archive, path).contents


def import_outbox(folder: Path, path: Path, clock: Clock, *, practice: bool) -> Contents:
    """Bring a backup into the empty out-tray in ``folder`` and return what it held.

    Everything is checked before anything is changed, and the acts appear in one transaction. Raises
    ``BackupUnusable`` for a file that is damaged or of the other world (practice, real), ``TrayInUse`` when
    there is anything in the out-tray or another process works in it, ``NewerFormat`` for one of a later
    version, ``StorageError``.
    """
    read_manifest(path)
    with closing(open_outbox(folder, clock)) as target:
        _must_be_free(target)
        for left in folder.glob(f"{_UNPACKED}*"):
            # Whoever was killed while unpacking left the words of drafts there; nobody else is at work here.
            shutil.rmtree(left, ignore_errors=True)
        make_private_folder(folder)
        with disk_errors(folder), tempfile.TemporaryDirectory(prefix=_UNPACKED, dir=folder) as made:
            place = Path(made)
            with _archive(path) as archive:
                manifest = _manifest(archive, path)
                if manifest.practice != practice:
                    raise _of_the_other_world(path, practice=manifest.practice)
                _unpack(archive, manifest, place, path)
            left_out = _put_in_order(place, manifest, path, clock)
            for name in manifest.files:
                if name.startswith(f"{MEDIA}/"):
                    target.media.take_over(place / name)
            write_bytes(folder / KEY, (place / KEY).read_bytes())
            _copy_rows(target, place / DATABASE)
    return replace(manifest.contents, left_out=left_out)


# Writing


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A private folder to write in, beside where the file will be; what killed exports left there goes."""
    for left in folder.glob(f"{_WRITTEN}*"):
        if left.is_dir() and not left.is_symlink() and (left / _LOCK).exists():
            # Words of drafts stand in it. One that another process is writing is locked, and stays.
            with suppress(StorageError), FileLock(left / _LOCK):
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_WRITTEN, dir=folder) as made, FileLock(Path(made) / _LOCK):
        yield Path(made)


def _copy_database(outbox: Outbox, snapshot: Path, path: Path) -> None:
    """A consistent copy, whatever other processes do meanwhile; what is full then is where it is written."""
    try:
        outbox.database.execute("VACUUM INTO ?", (str(snapshot),))
    except DiskFull as error:
        raise DiskFull(
            _("There is no room left to write {path}.").format(path=path),
            _("Free some space, or choose another place; nothing was changed."),
            path=path,
        ) from error


def _contents(outbox: Outbox, *, media: int) -> Contents:
    with outbox.database.reading() as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM items GROUP BY state").fetchall())
        rows = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    try:
        outbox.journal.verify()
        whole = True
    except BrokenChain:
        whole = False
    over = states.get(State.SENT, 0) + states.get(State.DISCARDED, 0)
    drafts = states.get(State.DRAFT, 0)
    return Contents(
        waiting=sum(states.values()) - over - drafts,
        drafts=drafts,
        over=over,
        rows=rows,
        media=media,
        whole=whole,
        made_at=outbox.clock.now(),
    )


def _sum_of(place: Path) -> str:
    digest = sha256()
    with place.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


# Reading


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unusable(path) from error


def _must_be_a_file(path: Path) -> None:
    with disk_errors(path):
        if path.is_file():
            return
    raise BackupUnusable(
        _("There is no file {path}.").format(path=path), _("Name the file that the export wrote.")
    )


def _manifest(archive: zipfile.ZipFile, path: Path) -> _Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise _unusable(path)
        stored = json.loads(archive.read(MANIFEST))
        if isinstance(stored, dict) and isinstance(stored.get("format"), int) and stored["format"] > FORMAT:
            raise BackupUnusable(
                _("{path} was written by a later version of Outtray.").format(path=path),
                _("Update Outtray, then import it."),
            )
        manifest = msgspec.convert(stored, _Manifest)
    except (KeyError, ValueError, msgspec.ValidationError) as error:
        raise _unusable(path) from error
    names = set(manifest.files)
    if not {DATABASE, KEY} <= names or any(_MEMBER.fullmatch(name) is None for name in names):
        raise _unusable(path)
    return manifest


def _unpack(archive: zipfile.ZipFile, manifest: _Manifest, place: Path, path: Path) -> None:
    """Write the members the manifest names, each checked against its sum; nothing else is looked at."""
    _must_fit(archive, manifest, place, path)
    (place / MEDIA).mkdir(mode=0o700)
    for name, expected in manifest.files.items():
        digest = sha256()
        try:
            source = archive.open(name)
        except KeyError as error:
            raise _unusable(path) from error
        with source, (place / name).open("xb") as copy:
            (place / name).chmod(0o600)
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        if digest.hexdigest() != expected:
            raise _unusable(path)
        if name.startswith(f"{MEDIA}/") and name != f"{MEDIA}/{expected}":
            raise _unusable(path)


def _must_fit(archive: zipfile.ZipFile, manifest: _Manifest, place: Path, path: Path) -> None:
    """Refuse before writing what would fill the disk: a small file can unpack to a very large one.

    No more of a member is ever unpacked than the size it declares. All is there twice for a moment.
    """
    try:
        sizes = {name: archive.getinfo(name).file_size for name in manifest.files}
    except KeyError as error:
        raise _unusable(path) from error
    if sizes[KEY] != KEY_BYTES:
        raise _unusable(path)
    if 2 * sum(sizes.values()) > _room(place):
        raise DiskFull(
            _("There is no room left to unpack {path}.").format(path=path),
            _("Free some space, then try again; nothing was changed."),
            path=path,
        )


def _room(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _put_in_order(place: Path, manifest: _Manifest, path: Path, clock: Clock) -> int:
    """Check the unpacked out-tray and make drafts of what waited in it.

    How many acts were left out because they cannot be read.
    """
    try:
        with closing(open_outbox(place, clock)) as moved:
            if manifest.contents.whole:
                moved.journal.verify()
            left_out = [name for name, _why in moved.store.unreadable()]
            moved.arrivals.leave_out(left_out)
            for item in (*moved.store.items(), *moved.store.drafts(), *moved.store.sent()):
                moved.arrivals.come_in(item.id)
            told = {
                "acts": str(manifest.contents.waiting),
                "made_at": manifest.contents.made_at.isoformat(),
                "program": manifest.program,
            }
            if left_out:
                told["left_out"] = " ".join(sanitise(name, single_line=True) for name in left_out)
            moved.arrivals.record_import(told)
            return len(left_out)
    except (Damaged, BrokenChain, UnreadableAct) as error:
        raise _unusable(path) from error


def _must_be_free(target: Outbox) -> None:
    try:
        target.lock.acquire()
    except LockHeld as error:
        raise TrayInUse(_("Outtray is open on this out-tray."), _("Close it, then import.")) from error
    with target.database.reading() as connection:
        _must_be_empty(connection)


def _must_be_empty(connection: sqlite3.Connection) -> None:
    for table in ("main.items", "main.journal"):
        if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:  # noqa: S608 - fixed words
            raise TrayInUse(
                _("There is something in this out-tray already; a backup would double or replace it."),
                _("Import before anything is written here, or into another directory: OUTTRAY_HOME."),
            )


def _copy_rows(target: Outbox, source: Path) -> None:
    """All rows of the unpacked database into the empty one, at once or not at all."""
    target.database.execute("ATTACH DATABASE ? AS moved", (str(source),))
    try:
        with target.database.transaction() as connection, database_errors(target.database.path):
            _must_be_empty(connection)
            for table in _TABLES:
                columns = ", ".join(row["name"] for row in connection.execute(f"PRAGMA table_info({table})"))
                connection.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM moved.{table}"  # noqa: S608
                )
    finally:
        target.database.execute("DETACH DATABASE moved")


def _unusable(path: Path) -> BackupUnusable:
    return BackupUnusable(
        _("{path} is no whole backup of an out-tray.").format(path=path),
        _("Nothing was changed. Copy the file again from where it was made."),
    )


def _of_the_other_world(path: Path, *, practice: bool) -> BackupUnusable:
    told = _("{path} is a backup of practice.") if practice else _("{path} is a backup of a real out-tray.")
    return BackupUnusable(
        told.format(path=path), _("Practice and real accounts never share an out-tray. Nothing was changed.")
    )
