"""The tables of the cache. Everything in them can be fetched again; nothing here is worth a backup."""

from __future__ import annotations

from typing import Final

from outtray.storage.sqlite import Migration

MIGRATIONS: Final = (
    Migration(
        "timelines",
        (
            "CREATE TABLE accounts (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
            # One row for one status as one account sees it (favourited, filtered …); a boost points to
            # the row of what it boosts, so that an edit is written once and seen everywhere.
            """
            CREATE TABLE statuses (
                number INTEGER PRIMARY KEY,
                account INTEGER NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
                id TEXT NOT NULL,
                reblog_id TEXT,
                json BLOB NOT NULL,
                UNIQUE (account, id)
            )
            """,
            "CREATE INDEX statuses_by_reblog ON statuses (account, reblog_id) WHERE reblog_id IS NOT NULL",
            # Order is the server's own: ids say nothing about it. The newest has the highest position.
            # gap_below: the server has statuses between this entry and the next older one.
            """
            CREATE TABLE entries (
                account INTEGER NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
                timeline TEXT NOT NULL,
                position INTEGER NOT NULL,
                status_id TEXT NOT NULL,
                gap_below INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (account, timeline, position),
                UNIQUE (account, timeline, status_id)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE places_read (
                account INTEGER NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
                timeline TEXT NOT NULL,
                status_id TEXT NOT NULL,
                PRIMARY KEY (account, timeline)
            ) WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        "search",
        (
            # What was stored before has no words to search; it is fetched again.
            "DELETE FROM accounts",
            "ALTER TABLE statuses ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0",
            # Words as people typed them, without marks: "ete" finds "été".
            """
            CREATE VIRTUAL TABLE words USING fts5 (
                body, author, marks, tokenize = "unicode61 remove_diacritics 2"
            )
            """,
            """
            CREATE TRIGGER words_go_with_status AFTER DELETE ON statuses BEGIN
                DELETE FROM words WHERE rowid = old.number;
            END
            """,
            # What stands beside timelines: the newest notifications, lists, emoji, by name.
            """
            CREATE TABLE shelves (
                account INTEGER NOT NULL REFERENCES accounts (number) ON DELETE CASCADE,
                name TEXT NOT NULL,
                json BLOB NOT NULL,
                PRIMARY KEY (account, name)
            ) WITHOUT ROWID
            """,
        ),
    ),
)
