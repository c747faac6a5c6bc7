"""The town's database: one SQLite file, or none at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from outtray.practice.errors import DataDirectoryError

SCHEMA_VERSION = 3
FILE_NAME = "practice.sqlite3"

_DATA = Path(__file__).parent / "data"
_STEPS = (_DATA / "schema.sql", _DATA / "schema-2.sql", _DATA / "schema-3.sql")
"""The file that leads from each version to the next, an empty database being version 0."""


def open_database(directory: Path | None) -> tuple[sqlite3.Connection, bool]:
    """Open the town's database and say whether it is new and empty.

    Raises DataDirectoryError when the directory or file cannot be used, or comes from another version.
    """
    where = ":memory:"
    if directory is not None:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DataDirectoryError(
                f"The practice town cannot live in {directory}: {error.strerror}."
            ) from error
        file = directory / FILE_NAME
        try:
            file.touch(mode=0o600)
        except OSError as error:
            raise DataDirectoryError(f"The practice town cannot keep {file}: {error.strerror}.") from error
        where = str(file)
    try:
        database = sqlite3.connect(where, isolation_level=None)
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA foreign_keys = ON")
        if directory is not None:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        for reached, step in enumerate(_STEPS[version:], start=version + 1):
            database.executescript(
                f"BEGIN; {step.read_text('utf-8')} PRAGMA user_version = {reached}; COMMIT;"
            )
    except sqlite3.Error as error:
        raise DataDirectoryError(
            f"The practice town in {where} cannot be opened: {error}."
            " Move the file away to start a fresh town."
        ) from error
    if version > SCHEMA_VERSION:
        raise DataDirectoryError(
            f"The practice town in {where} belongs to a later version; move the file away."
        )
    return database, version == 0
