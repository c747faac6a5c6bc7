"""Appending to the journal inside somebody else's transaction, and the keyed digests in it."""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from outtray.acts.act import Act
from outtray.acts.canonical import canonical_bytes
from outtray.journal.events import Event, Row, event_to_json
from outtray.storage import atomic
from outtray.storage.sqlite import Migration

GENESIS = "0" * 64
"""What the first row of a journal points back to."""

KEY_BYTES = 32
"""The size of a journal's key."""

MIGRATIONS = (
    Migration(
        "journal-1",
        (
            """CREATE TABLE journal (
                number INTEGER PRIMARY KEY,
                previous TEXT NOT NULL,
                body TEXT NOT NULL,
                hash TEXT NOT NULL,
                act_id TEXT NOT NULL,
                event TEXT NOT NULL,
                at TEXT NOT NULL
            )""",
            "CREATE INDEX journal_by_act ON journal (act_id, number)",
            "CREATE INDEX journal_by_time ON journal (at)",
            """CREATE TABLE journal_head (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                number INTEGER NOT NULL,
                hash TEXT NOT NULL,
                seal TEXT NOT NULL
            )""",
            """CREATE TABLE journal_anchor (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                number INTEGER NOT NULL,
                hash TEXT NOT NULL,
                seal TEXT NOT NULL
            )""",
            """CREATE TABLE journal_texts (
                number INTEGER PRIMARY KEY REFERENCES journal (number),
                act_id TEXT NOT NULL,
                words TEXT NOT NULL,
                masked TEXT NOT NULL
            )""",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words kept beside the chain: as they were, and without what a rule called sensitive."""

    said: str
    masked: str


def load_key(path: Path) -> bytes:
    """The key of this journal's digests, made on first use; a file only its owner can read.

    It keeps short texts from being guessed from their digests. Raises ``StorageError``.
    """
    return atomic.write_once(path, lambda: token_bytes(KEY_BYTES))


def keyed_digest(key: bytes, act: Act) -> str:
    """HMAC-SHA-256 in hex over the act's canonical bytes."""
    return hmac.digest(key, canonical_bytes(act), "sha256").hex()


def row_hash(number: int, previous: str, body: str) -> str:
    """SHA-256 in hex that ties a row to its number and to the row before."""
    return sha256(f"{number}\n{previous}\n{body}".encode()).hexdigest()


def seal(key: bytes, number: int, row: str) -> str:
    """HMAC of an end of the chain, so that rows cannot be cut off unnoticed."""
    return hmac.digest(key, f"{number}\n{row}".encode(), "sha256").hex()


def words_digest(key: bytes, words: Words) -> str:
    """HMAC-SHA-256 in hex over kept words, so that none can be changed unnoticed."""
    spelt = f"{len(words.said)}\n{words.said}{words.masked}"
    return hmac.digest(key, spelt.encode("utf-8", "surrogatepass"), "sha256").hex()


def append(connection: sqlite3.Connection, key: bytes, event: Event, words: Words | None = None) -> Row:
    """Add one row at the end of the chain; the caller's transaction decides whether it stays.

    ``words`` are kept in a table beside it, where retention can erase them without breaking the chain.
    """
    head = connection.execute("SELECT number, hash FROM journal_head").fetchone()
    number, previous = (int(head[0]) + 1, str(head[1])) if head is not None else (1, GENESIS)
    if words is not None:
        event = replace(event, words=words_digest(key, words))
    body = event_to_json(event)
    row = Row(number, previous, body, row_hash(number, previous, body))
    connection.execute(
        "INSERT INTO journal (number, previous, body, hash, act_id, event, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, previous, body, row.hash, event.act_id, event.name, event.at.isoformat()),
    )
    connection.execute(
        "INSERT OR REPLACE INTO journal_head (one, number, hash, seal) VALUES (1, ?, ?, ?)",
        (number, row.hash, seal(key, number, row.hash)),
    )
    if words is not None:
        connection.execute(
            "INSERT INTO journal_texts (number, act_id, words, masked) VALUES (?, ?, ?, ?)",
            (number, event.act_id, words.said, words.masked),
        )
    return row
