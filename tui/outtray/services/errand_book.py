"""The file of private acts that wait for a server, written before anything is sent: a kill loses none.

It is a file of its own. The out-tray never reads it, and it holds no words that could become public: what
stands in it can only become one of the private requests of `mastodon.errands`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from outtray.acts.act import AccountKey
from outtray.base.clock import Clock
from outtray.mastodon.errands import Errand, ErrandKind, request_of
from outtray.mastodon.errors import DeniedByDoor
from outtray.storage.sqlite import Migration, open_database

_MIGRATIONS: Final = (
    Migration(
        "errands",
        (
            # The number is the order they were asked for in. under_way: the server may have it already.
            """
            CREATE TABLE errands (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                host TEXT NOT NULL,
                account_id TEXT NOT NULL,
                about TEXT NOT NULL,
                errand BLOB NOT NULL,
                asked_at TEXT NOT NULL,
                under_way INTEGER NOT NULL DEFAULT 0,
                faults INTEGER NOT NULL DEFAULT 0
            )
            """,
            "CREATE INDEX errands_by_account ON errands (host, account_id, number)",
        ),
    ),
)

_SETTLED: Final = frozenset({ErrandKind.BOOKMARK, ErrandKind.MUTE_THREAD, ErrandKind.BLOCK_SERVER,
                             ErrandKind.LIST_MEMBER, ErrandKind.FOLLOW_TAG, ErrandKind.BLOCK,
                             ErrandKind.MUTE})  # fmt: skip
"""Kinds that are one of two things: what is undone before the server knew of it need not be told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An errand in the file; ``number`` orders them, ``faults`` counts how often the server broke over it."""

    number: int
    errand: Errand
    under_way: bool = False
    faults: int = 0


class ErrandBook:
    """What every account of one world still has to tell its server; any thread may call, none waits long.

    Raises ``StorageError``.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._database = open_database(path, _MIGRATIONS, clock=clock)

    def add(self, account: AccountKey, errand: Errand) -> bool:
        """Write an errand down; false when it only takes back one the server has not heard of.

        An earlier one about the same gives way, unless it is on its way already. Raises ``DeniedByDoor``
        for one that is not private.
        """
        request_of(errand)
        with self._database.transaction() as connection:
            # The oldest of them says how it stands at the server, or will once what is under way is done.
            found = connection.execute(
                "SELECT number, errand FROM errands"
                " WHERE host = ? AND account_id = ? AND about = ? AND under_way = 0 ORDER BY number",
                (account.host, account.id, errand.about),
            ).fetchall()
            earlier = next((read for row in found if (read := _read(row["errand"])) is not None), None)
            connection.executemany(
                "DELETE FROM errands WHERE number = ?", [(row["number"],) for row in found]
            )
            if earlier is not None:
                if errand.kind in _SETTLED and errand.wish is earlier.before and not errand.detail_counts:
                    return False
                errand = msgspec.structs.replace(errand, before=earlier.before)
            connection.execute(
                "INSERT INTO errands (host, account_id, about, errand, asked_at) VALUES (?, ?, ?, ?, ?)",
                (
                    account.host,
                    account.id,
                    errand.about,
                    msgspec.json.encode(errand),
                    self._clock.now().isoformat(),
                ),
            )
        return True

    def waiting(self, host: str, account_id: str) -> tuple[Waiting, ...]:
        """What one account has to tell, in the order it was asked for; what cannot be read is left out."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number, errand, under_way, faults FROM errands"
                " WHERE host = ? AND account_id = ? ORDER BY number",
                (host, account_id),
            ).fetchall()
        return tuple(_listed(rows))

    def accounts(self) -> tuple[tuple[str, str, int], ...]:
        """Host and id of every account with something to tell, and how many errands that is."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT host, account_id, count(*) AS many FROM errands GROUP BY host, account_id"
            ).fetchall()
        return tuple((str(row["host"]), str(row["account_id"]), int(row["many"])) for row in rows)

    def begin(self, waiting: Waiting) -> bool:
        """Note that an errand is on its way; false when it has gone meanwhile."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE errands SET under_way = 1 WHERE number = ?", (waiting.number,)
            ).rowcount
        return changed == 1

    def put_off(self, waiting: Waiting, *, heard: bool, fault: bool = False) -> Waiting:
        """Note that an errand has to be sent again: whether the server may have ``heard`` of it all the same
        (then nothing asked for later makes it unsaid, nor does another try that never reached the server),
        and whether the server broke over it."""
        later = replace(waiting, under_way=heard or waiting.under_way, faults=waiting.faults + fault)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE errands SET under_way = ?, faults = ? WHERE number = ?",
                (later.under_way, later.faults, later.number),
            )
        return later

    def done(self, waiting: Waiting) -> None:
        """Take out an errand the server has taken."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM errands WHERE number = ?", (waiting.number,))

    def refused(self, waiting: Waiting, *, heard: bool) -> None:
        """Take out an errand the server will never take.

        What waits about the same was asked for in the belief that this one would be taken: before it, things
        stand as they stood before this one; nobody knows how, when the server has ``heard`` of it in any try.
        """
        known = None if heard or waiting.under_way else waiting.errand.before
        with self._database.transaction() as connection:
            later = connection.execute(
                "SELECT later.number, later.errand FROM errands AS later JOIN errands AS gone"
                " USING (host, account_id, about) WHERE gone.number = ? AND later.number > gone.number"
                " ORDER BY later.number LIMIT 1",
                (waiting.number,),
            ).fetchone()
            connection.execute("DELETE FROM errands WHERE number = ?", (waiting.number,))
            errand = None if later is None else _read(later["errand"])
            if errand is not None:
                corrected = msgspec.json.encode(msgspec.structs.replace(errand, before=known))
                connection.execute(
                    "UPDATE errands SET errand = ? WHERE number = ?", (corrected, later["number"])
                )

    def forget(self, host: str, account_id: str) -> None:
        """Take out everything of one account."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM errands WHERE host = ? AND account_id = ?", (host, account_id))

    def drop_unreadable(self) -> int:
        """Take out what is no errand, such as what a later version wrote; returns how many there were."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT number, errand FROM errands").fetchall()
            broken = [(row["number"],) for row in rows if _read(row["errand"]) is None]
            connection.executemany("DELETE FROM errands WHERE number = ?", broken)
        return len(broken)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _listed(rows: Sequence[sqlite3.Row]) -> Iterator[Waiting]:
    for row in rows:
        errand = _read(row["errand"])
        if errand is not None:
            yield Waiting(int(row["number"]), errand, bool(row["under_way"]), int(row["faults"]))


def _read(stored: bytes) -> Errand | None:
    """An errand from the file; None for what is none, or would not be private."""
    try:
        errand = msgspec.json.decode(stored, type=Errand)
        request_of(errand)
    except (msgspec.MsgspecError, UnicodeDecodeError, DeniedByDoor):
        return None
    return errand
