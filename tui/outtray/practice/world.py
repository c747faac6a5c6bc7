"""What every part of the server shares: database, clock, ids, streams and the address it answers on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from outtray.practice.clock import ServerClock, Snowflakes
from outtray.practice.dialects.mastodon import Mastodon
from outtray.practice.hub import Hub
from outtray.practice.text import BASE_MARK

DOMAIN = "practice"
"""The name of the town, as in ``@clerk@practice``."""

VERSION = "4.5.3+practice"
CLERK = "clerk"

Json = dict[str, Any]
"""A JSON object on its way out."""


@dataclass(slots=True)
class World:
    """The running town. ``base_url`` is known once the port is; ``emoji`` maps shortcode to colour.

    ``dialect`` is the make of server the town poses as.
    """

    db: sqlite3.Connection
    clock: ServerClock
    ids: Snowflakes
    hub: Hub = field(default_factory=Hub)
    base_url: str = "http://127.0.0.1"
    emoji: dict[str, str] = field(default_factory=dict)
    dialect: Mastodon = field(default_factory=Mastodon)

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.db.execute(sql, values).fetchall()

    def named(self, sql: str, values: Mapping[str, object]) -> list[sqlite3.Row]:
        """All rows of a query with named values."""
        return self.db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query."""
        found: sqlite3.Row | None = self.db.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, None when there is none."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def run(self, sql: str, *values: object) -> int:
        """Carry out one statement; answers how many rows it touched."""
        return self.db.execute(sql, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nests by joining the outer one."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def next_id(self, at: int | None = None) -> int:
        """A fresh id for something that happens at this moment, or happened at ``at`` (milliseconds)."""
        return self.ids.at(self.clock.millis()) if at is None else self.ids.dated(at)

    def with_base(self, text: str) -> str:
        """Stored HTML with this start's address in it."""
        return text.replace(BASE_MARK, self.base_url)


def among(values: Iterable[object]) -> str:
    """Values as one parameter, for ``IN (SELECT value FROM json_each(?))``."""
    return json.dumps(list(values), ensure_ascii=False)
