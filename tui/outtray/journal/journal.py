"""The journal of one out-tray as a value to hand around: its file and its key, and how to read both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from outtray.journal import reading
from outtray.journal.reading import Record, Verified
from outtray.storage.sqlite import Database


@dataclass(frozen=True, slots=True)
class Journal:
    """One chain in one database. Every method is one consistent look and raises ``StorageError``."""

    database: Database
    key: bytes

    def verify(self) -> Verified:
        """Walk the whole chain; raises ``BrokenChain`` naming the first bad row."""
        with self.database.reading() as connection:
            return reading.verify(connection, self.key)

    def records(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        account: str = "",
        masked: bool = True,
        each: Callable[[int], None] | None = None,
    ) -> tuple[Record, ...]:
        """Rows with their words, as ``reading.records``; ``each`` hears how many were read so far."""
        found: list[Record] = []
        with self.database.reading() as connection:
            for record in reading.records(
                connection, since=since, until=until, account=account, masked=masked
            ):
                found.append(record)
                if each is not None:
                    each(len(found))
        return tuple(found)
