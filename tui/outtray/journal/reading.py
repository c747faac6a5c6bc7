"""Reading the journal: walking its chain, finding rows, and writing them out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from outtray.base.translation import gettext as _
from outtray.journal.chain import GENESIS, row_hash, seal
from outtray.journal.errors import BrokenChain, UnreadableRow
from outtray.journal.events import EventName, Row


@dataclass(frozen=True, slots=True)
class Verified:
    """A whole chain: how many rows were walked, and the number of the first row still kept."""

    rows: int
    first: int


def verify(connection: sqlite3.Connection, key: bytes) -> Verified:
    """Walk the chain from its anchor to its head; raises ``BrokenChain`` naming the first bad row."""
    number, previous = _anchor(connection, key)
    first = number + 1
    for row in connection.execute("SELECT * FROM journal ORDER BY number"):
        number += 1
        if row["number"] != number:
            raise _broken(number, _("row {row} is missing"))
        if row["previous"] != previous:
            raise _broken(number, _("row {row} does not follow the row before it"))
        if row["hash"] != row_hash(number, previous, row["body"]):
            raise _broken(number, _("row {row} was changed"))
        if not _columns_agree(row):
            raise _broken(number, _("row {row} was changed"))
        previous = row["hash"]
    _check_head(connection, key, number, previous)
    return Verified(rows=number - first + 1, first=first)


def rows(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    act_id: str = "",
) -> Iterator[Row]:
    """Rows in order, within ``[since, until)`` and of one act when asked."""
    conditions, values = ["1"], []
    if since is not None:
        conditions.append("at >= ?")
        values.append(since.astimezone(UTC).isoformat())
    if until is not None:
        conditions.append("at < ?")
        values.append(until.astimezone(UTC).isoformat())
    if act_id:
        conditions.append("act_id = ?")
        values.append(act_id)
    found = connection.execute(
        f"SELECT number, previous, body, hash FROM journal WHERE {' AND '.join(conditions)} ORDER BY number",  # noqa: S608 - fixed words only
        values,
    )
    for row in found:
        yield Row(row["number"], row["previous"], row["body"], row["hash"])


def last(connection: sqlite3.Connection, act_id: str, name: EventName) -> Row | None:
    """The latest row of this event for this act."""
    row = connection.execute(
        "SELECT number, previous, body, hash FROM journal WHERE act_id = ? AND event = ? "
        "ORDER BY number DESC LIMIT 1",
        (act_id, name),
    ).fetchone()
    return None if row is None else Row(row["number"], row["previous"], row["body"], row["hash"])


def words(connection: sqlite3.Connection, *, masked: bool = True) -> dict[int, str]:
    """The words kept for rows, by row number; sensitive matches masked unless asked otherwise."""
    column = "masked" if masked else "words"
    return {row[0]: row[1] for row in connection.execute(f"SELECT number, {column} FROM journal_texts")}  # noqa: S608


def export_json_lines(
    connection: sqlite3.Connection,
    out: TextIO,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    masked: bool = True,
) -> int:
    """Write one JSON object a row, with the words kept for it, and return how many were written."""
    kept = words(connection, masked=masked)
    count = 0
    for row in rows(connection, since=since, until=until):
        plain: dict[str, Any] = {
            "number": row.number,
            **json.loads(row.body),
            "previous": row.previous,
            "hash": row.hash,
        }
        if row.number in kept:
            plain["words"] = kept[row.number]
        out.write(json.dumps(plain, ensure_ascii=False) + "\n")
        count += 1
    return count


def _columns_agree(row: sqlite3.Row) -> bool:
    try:
        event = Row(row["number"], row["previous"], row["body"], row["hash"]).event
    except UnreadableRow:
        return False
    return (row["act_id"], row["event"], row["at"]) == (event.act_id, event.name, event.at.isoformat())


def _anchor(connection: sqlite3.Connection, key: bytes) -> tuple[int, str]:
    anchor = connection.execute("SELECT number, hash, seal FROM journal_anchor").fetchone()
    if anchor is None:
        return 0, GENESIS
    if anchor["seal"] != seal(key, anchor["number"], anchor["hash"]):
        raise _broken(anchor["number"], _("the anchor before row {row} was changed"))
    return int(anchor["number"]), str(anchor["hash"])


def _check_head(connection: sqlite3.Connection, key: bytes, number: int, last_hash: str) -> None:
    head = connection.execute("SELECT number, hash, seal FROM journal_head").fetchone()
    if head is None:
        if number:
            raise _broken(number, _("the end of the chain, row {row}, is not sealed"))
        return
    if head["number"] != number or head["hash"] != last_hash:
        raise _broken(min(int(head["number"]), number + 1), _("rows are missing from row {row} on"))
    if head["seal"] != seal(key, number, last_hash):
        raise _broken(number, _("the seal of row {row} does not fit"))


def _broken(row: int, what: str) -> BrokenChain:
    return BrokenChain(
        _("The journal is not whole: {what}.").format(what=what.format(row=row)),
        _("Keep a copy of the file as it is; it was changed outside Outtray."),
        row=row,
    )
