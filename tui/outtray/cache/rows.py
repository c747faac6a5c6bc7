"""Statuses as rows: written once, read back, searched for, and dropped when there are too many."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from outtray.cache.order import remove_place
from outtray.mastodon.models import Status

_decoder: Final = msgspec.json.Decoder(Status)
_encoder: Final = msgspec.json.Encoder()


class Limits(msgspec.Struct, frozen=True):
    """How much is kept: entries of one timeline, statuses and bytes of statuses over all accounts."""

    entries: int = 2_000
    statuses: int = 20_000
    size: int = 64 * 1024 * 1024


def read(row: sqlite3.Row) -> Status | None:
    """Read a stored status; one that somebody or something spoilt is as good as not stored."""
    try:
        own = _decoder.decode(row["own"])
        if row["boosted"] is not None:
            return msgspec.structs.replace(own, reblog=_decoder.decode(row["boosted"]))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return own


def write(connection: sqlite3.Connection, account: int, statuses: Sequence[Status]) -> None:
    """Write statuses as they are; what is stored word for word already is not touched."""
    from outtray.cache.search import index  # the first frame only reads

    wanted: dict[str, tuple[str | None, bytes, Status]] = {}
    for status in statuses:
        boosted = status.reblog
        if boosted is None:
            wanted[status.id] = (None, _encoder.encode(status), status)
        else:
            bare = msgspec.structs.replace(status, reblog=None)
            wanted[boosted.id] = (None, _encoder.encode(boosted), boosted)
            wanted[status.id] = (boosted.id, _encoder.encode(bare), bare)
    for status_id, (reblog_id, encoded, status) in wanted.items():
        row = connection.execute(
            "SELECT number, json FROM statuses WHERE account = ? AND id = ?", (account, status_id)
        ).fetchone()
        if row is not None and bytes(row["json"]) == encoded:
            continue
        created = int(status.created_at.timestamp()) if status.created_at is not None else 0
        if row is None:
            number = connection.execute(
                "INSERT INTO statuses (account, id, reblog_id, created_at, json) VALUES (?, ?, ?, ?, ?)",
                (account, status_id, reblog_id, created, encoded),
            ).lastrowid
        else:
            number = row["number"]
            connection.execute(
                "UPDATE statuses SET reblog_id = ?, created_at = ?, json = ? WHERE number = ?",
                (reblog_id, created, encoded, number),
            )
        if reblog_id is None and number is not None:
            index(connection, number, status)


def prune(connection: sqlite3.Connection, limits: Limits) -> None:
    """Drop the oldest entries over the limit, then the oldest statuses, those no timeline shows first."""
    for account, timeline in [
        (row["account"], row["timeline"])
        for row in connection.execute(
            "SELECT account, timeline FROM entries GROUP BY account, timeline HAVING COUNT(*) > ?",
            (limits.entries,),
        )
    ]:
        connection.execute(
            """
            DELETE FROM entries WHERE account = :account AND timeline = :timeline AND position <= (
                SELECT position FROM entries WHERE account = :account AND timeline = :timeline
                ORDER BY position DESC LIMIT 1 OFFSET :kept
            )
            """,
            {"account": account, "timeline": timeline, "kept": limits.entries},
        )
    total, size = connection.execute(
        "SELECT COUNT(*) AS total, COALESCE(SUM(LENGTH(json)), 0) AS size FROM statuses"
    ).fetchone()
    spare = total - limits.statuses
    if size > limits.size:
        spare = max(spare, total - total * limits.size // size)
    if spare > 0:
        _drop_unshown(connection, spare)
    if size > limits.size:
        _drop_shown(connection, limits.size)


def _drop_unshown(connection: sqlite3.Connection, count: int) -> None:
    connection.execute(
        """
        DELETE FROM statuses WHERE number IN (
            SELECT number FROM statuses AS old
            WHERE NOT EXISTS (
                SELECT 1 FROM entries WHERE entries.account = old.account AND entries.status_id = old.id
            ) AND NOT EXISTS (
                SELECT 1 FROM statuses AS boost
                JOIN entries ON entries.account = boost.account AND entries.status_id = boost.id
                WHERE boost.account = old.account AND boost.reblog_id = old.id
            )
            ORDER BY number LIMIT ?
        )
        """,
        (count,),
    )


def _drop_shown(connection: sqlite3.Connection, most: int) -> None:
    """Cut timelines from their old end until everything fits; what a status leaves behind is a gap."""
    kept = 0
    for row in connection.execute(
        """
        SELECT statuses.number, LENGTH(statuses.json) AS size, statuses.account, statuses.id FROM statuses
        LEFT JOIN entries ON entries.account = statuses.account AND entries.status_id = statuses.id
        GROUP BY statuses.number
        ORDER BY MAX(COALESCE(entries.position, 0)) DESC, statuses.number DESC
        """
    ).fetchall():
        kept += row["size"]
        if kept > most:
            connection.execute("DELETE FROM statuses WHERE number = ?", (row["number"],))
            remove_place(connection, row["account"], row["id"], leaves_gap=True)
