"""Reading the journal: walking its chain to check it, and finding rows with the words kept for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from outtray.base.translation import gettext as _
from outtray.journal.chain import GENESIS, Words, row_hash, seal, words_digest
from outtray.journal.errors import BrokenChain, UnreadableRow
from outtray.journal.events import Event, EventName, Row

ERASED_BEFORE = "words_before"
"""The detail of a ``pruned`` row that says up to when kept words were erased."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A whole chain: how many rows were walked, the number of the first row still kept, the last hash."""

    rows: int
    first: int
    head: str = GENESIS


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it is read: its event, and the words kept for it (empty when there are none)."""

    row: Row
    event: Event
    words: str = ""


def verify(connection: sqlite3.Connection, key: bytes) -> Verified:
    """Walk the chain from its anchor to its head; raises ``BrokenChain`` naming the first bad row.

    Words kept beside it are checked too; they may be missing only where a row says they were erased.
    """
    number, previous = _anchor(connection, key)
    first = number + 1
    missing: list[tuple[int, datetime]] = []
    erased: datetime | None = None
    for row in connection.execute(
        "SELECT journal.*, journal_texts.act_id AS text_of, words, masked"
        " FROM journal LEFT JOIN journal_texts USING (number) ORDER BY number"
    ):
        number += 1
        if row["number"] != number:
            raise _broken(number, _("row {row} is missing"))
        if row["previous"] != previous:
            raise _broken(number, _("row {row} does not follow the row before it"))
        if row["hash"] != row_hash(number, previous, row["body"]):
            raise _broken(number, _("row {row} was changed"))
        event = _event_of(row)
        if event is None:
            raise _broken(number, _("row {row} was changed"))
        if row["words"] is None and event.words:
            missing.append((number, event.at))
        elif row["words"] is not None and not _words_agree(key, row, event):
            raise _broken(number, _("the words kept for row {row} were changed"))
        erased = _erased_before(event) or erased
        previous = row["hash"]
    _check_head(connection, key, number, previous)
    for place, at in missing:
        if erased is None or at >= erased:
            raise _broken(place, _("the words kept for row {row} are missing"))
    return Verified(rows=number - first + 1, first=first, head=previous)


def rows(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    act_id: str = "",
) -> Iterator[Row]:
    """Rows in order, within ``[since, until)`` and of one act when asked."""
    where, values = _conditions(since, until, act_id)
    found = connection.execute(
        f"SELECT number, previous, body, hash FROM journal WHERE {where} ORDER BY number",  # noqa: S608 - fixed words only
        values,
    )
    for row in found:
        yield _row(row)


def records(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    account: str = "",
    masked: bool = True,
) -> Iterator[Record]:
    """Rows with their words, in order, within ``[since, until)`` and of one account (its handle, its
    handle without the first ``@``, or ``host/id``). Raises ``UnreadableRow``."""
    where, values = _conditions(since, until, "")
    column = "masked" if masked else "words"
    found = connection.execute(
        "SELECT journal.number, previous, body, hash,"  # noqa: S608 - fixed words only
        f" coalesce({column}, '') AS kept FROM journal LEFT JOIN journal_texts USING (number)"
        f" WHERE {where} ORDER BY journal.number",
        values,
    )
    for each in found:
        row = _row(each)
        read = Record(row, row.event, each["kept"])
        if is_of_account(read.event, account):
            yield read


def is_of_account(event: Event, account: str) -> bool:
    """Whether an event is of this account, named as a person or as the journal names it; empty is any."""
    wanted = account.casefold().removeprefix("@")
    return not wanted or wanted in {event.account.casefold(), event.handle.casefold().removeprefix("@")}


def last(connection: sqlite3.Connection, act_id: str, name: EventName) -> Row | None:
    """The latest row of this event for this act."""
    row = connection.execute(
        "SELECT number, previous, body, hash FROM journal WHERE act_id = ? AND event = ? "
        "ORDER BY number DESC LIMIT 1",
        (act_id, name),
    ).fetchone()
    return None if row is None else _row(row)


def words(connection: sqlite3.Connection, *, masked: bool = True) -> dict[int, str]:
    """The words kept for rows, by row number; sensitive matches masked unless asked otherwise."""
    column = "masked" if masked else "words"
    return {row[0]: row[1] for row in connection.execute(f"SELECT number, {column} FROM journal_texts")}  # noqa: S608


def _conditions(since: datetime | None, until: datetime | None, act_id: str) -> tuple[str, list[str]]:
    conditions, values = ["1"], []
    if since is not None:
        conditions.append("at >= ?")
        values.append(_as_kept(since))
    if until is not None:
        conditions.append("at < ?")
        values.append(_as_kept(until))
    if act_id:
        conditions.append("act_id = ?")
        values.append(act_id)
    return " AND ".join(conditions), values


def _as_kept(moment: datetime) -> str:
    """A moment as rows tell theirs; on the first and last day of the calendar UTC may have none for it."""
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:
        nearest = datetime.max if moment.year == datetime.max.year else datetime.min
        return nearest.replace(tzinfo=UTC).isoformat()


def _row(row: sqlite3.Row) -> Row:
    return Row(row["number"], row["previous"], row["body"], row["hash"])


def _event_of(row: sqlite3.Row) -> Event | None:
    """The event of a row whose columns repeat it truly; None of any other."""
    try:
        event = _row(row).event
    except UnreadableRow:
        return None
    columns = (row["act_id"], row["event"], row["at"])
    return event if columns == (event.act_id, event.name, event.at.isoformat()) else None


def _words_agree(key: bytes, row: sqlite3.Row, event: Event) -> bool:
    kept = Words(row["words"], row["masked"])
    return row["text_of"] == event.act_id and event.words == words_digest(key, kept)


def _erased_before(event: Event) -> datetime | None:
    moment = event.detail.get(ERASED_BEFORE, "") if event.name is EventName.PRUNED else ""
    return datetime.fromisoformat(moment) if moment else None


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
