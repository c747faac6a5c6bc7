"""Opening an out-tray: one database with its journal, its key, its lock and its media, in one folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from outtray.acts.modes import DEFAULT_MODES, Modes
from outtray.base.boot import Boot, read_boot
from outtray.base.clock import Clock
from outtray.journal import chain
from outtray.journal.journal import Journal
from outtray.journal.retention import Retained, retain
from outtray.outbox.arriving import Arrivals
from outtray.outbox.ledger import Ledger
from outtray.outbox.media import MediaStore
from outtray.outbox.schema import MIGRATIONS
from outtray.outbox.sending import SendingStore
from outtray.outbox.store import OutboxStore
from outtray.storage.lock import FileLock
from outtray.storage.sqlite import Database, open_database
from outtray_rules.durations import COOLING_FLOOR

DATABASE = "outbox.sqlite3"
KEY = "journal.key"
LOCK = "sender.lock"
MEDIA = "media"


def _new_id() -> str:
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Outbox:
    """An open out-tray: ``store`` for people, ``sending`` for the gate and the dispatcher, ``arrivals`` for
    an import."""

    store: OutboxStore
    sending: SendingStore
    arrivals: Arrivals
    media: MediaStore
    lock: FileLock
    database: Database
    journal_key: bytes
    clock: Clock

    @property
    def journal(self) -> Journal:
        """The record of everything that happened here."""
        return Journal(self.database, self.journal_key)

    def retain(self, keep_for: timedelta | None, *, keep_words_for: timedelta | None = None) -> Retained:
        """Erase from the journal what is older than it is to be kept, except of acts that are not over."""
        waiting = [item.id for item in (*self.store.items(), *self.store.drafts())]
        return retain(
            self.journal,
            self.clock.now(),
            keep_for,
            keep_words_for=keep_words_for,
            still_waiting=waiting,
        )

    def close(self) -> None:
        """Close the database and let the lock go."""
        self.lock.release()
        self.database.close()


def open_outbox(
    folder: Path,
    clock: Clock,
    *,
    keep_drafts: bool = False,
    floor: timedelta = COOLING_FLOOR,
    modes: Callable[[], Modes] = lambda: DEFAULT_MODES,
    boot: Callable[[], Boot | None] = read_boot,
    new_id: Callable[[], str] = _new_id,
    trace: Callable[[str], None] | None = None,
) -> Outbox:
    """Open or create the out-tray in ``folder``; raises ``StorageError`` with a sentence that names the file.

    Nothing that must be held is held for less than ``floor``; ``modes`` says how much each checked act is
    held back; ``boot`` reads the clock that nobody can set. ``trace`` sees each SQL statement before it
    runs.
    """
    key = chain.load_key(folder / KEY)
    database = open_database(
        folder / DATABASE,
        (*chain.MIGRATIONS, *MIGRATIONS),
        clock=clock,
        journal_mode="TRUNCATE",
        synchronous="FULL",
        trace=trace,
    )
    ledger = Ledger(database, key, clock, new_id, keep_drafts=keep_drafts, modes=modes, boot=boot)
    return Outbox(
        store=OutboxStore(ledger, floor=floor),
        sending=SendingStore(ledger),
        arrivals=Arrivals(ledger),
        media=MediaStore(folder / MEDIA, clock),
        lock=FileLock(folder / LOCK),
        database=database,
        journal_key=key,
        clock=clock,
    )
