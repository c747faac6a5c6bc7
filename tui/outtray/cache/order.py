"""The order of a timeline on disk: pages are merged into it; ids are compared for equality only."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec


class Place(msgspec.Struct, frozen=True):
    """One entry of a timeline; `gap_below`: the server has more between this one and the next older."""

    status_id: str
    gap_below: bool = False


def merged(order: Sequence[Place], above: str | None, page: Sequence[str], *, gap: bool) -> list[Place]:
    """Return the order with a page of it put in, both newest first.

    The page begins right below `above`, or at the top. Where it names an entry that is there already, it
    goes on below that one. Within a page nothing is missing; `gap` says whether the server has more below
    it, which matters only above an entry that it did not reach.
    """
    ids = [place.status_id for place in order]
    gaps = {place.status_id: place.gap_below for place in order}
    if above is not None and above not in gaps:
        return list(order)
    at = 0 if above is None else ids.index(above) + 1
    hole_here = gap and (above is None or gaps[above])
    last = above
    for status_id in page:
        if last is not None:
            gaps[last] = False
        if status_id not in gaps:
            ids.insert(at, status_id)
            at += 1
        elif status_id in ids[at:]:
            at = ids.index(status_id, at) + 1
            hole_here = gaps[status_id]
        last = status_id
    if last is not None:
        gaps[last] = hole_here and at < len(ids)
    return [Place(status_id, gaps.get(status_id, False)) for status_id in ids]


def read_order(connection: sqlite3.Connection, account: int, timeline: str) -> list[Place]:
    """The whole order of a timeline, newest first."""
    rows = connection.execute(
        """
        SELECT status_id, gap_below FROM entries WHERE account = ? AND timeline = ? ORDER BY position DESC
        """,
        (account, timeline),
    )
    return [Place(row["status_id"], bool(row["gap_below"])) for row in rows]


def write_order(
    connection: sqlite3.Connection,
    account: int,
    timeline: str,
    before: Sequence[Place],
    after: Sequence[Place],
) -> None:
    """Write the difference; additions at either end, the usual case, touch nothing else."""
    if after == before:
        return
    added = len(after) - len(before)
    ends = connection.execute(
        "SELECT MIN(position) AS low, MAX(position) AS high FROM entries WHERE account = ? AND timeline = ?",
        (account, timeline),
    ).fetchone()
    if before and after[added:] == before:
        start, places = ends["high"] + added, after[:added]
    elif before and after[: len(before)] == before:
        start, places = ends["low"] - 1, after[len(before) :]
    else:
        connection.execute("DELETE FROM entries WHERE account = ? AND timeline = ?", (account, timeline))
        start, places = len(after), after
    connection.executemany(
        "INSERT INTO entries (account, timeline, position, status_id, gap_below) VALUES (?, ?, ?, ?, ?)",
        [
            (account, timeline, start - index, place.status_id, place.gap_below)
            for index, place in enumerate(places)
        ],
    )


def remove_place(
    connection: sqlite3.Connection, account: int, status_id: str, *, leaves_gap: bool = False
) -> None:
    """Take a status out of every timeline; a hole below it is from then on below the one above it.

    One that only had to make room (`leaves_gap`) leaves a hole itself.
    """
    rows = connection.execute(
        "SELECT timeline, position, gap_below FROM entries WHERE account = ? AND status_id = ?",
        (account, status_id),
    ).fetchall()
    for row in rows:
        place = {"account": account, "timeline": row["timeline"], "position": row["position"]}
        if row["gap_below"] or leaves_gap:
            connection.execute(
                """
                UPDATE entries SET gap_below = 1
                WHERE account = :account AND timeline = :timeline AND position = (
                    SELECT MIN(position) FROM entries
                    WHERE account = :account AND timeline = :timeline AND position > :position
                )
                """,
                place,
            )
        connection.execute(
            "DELETE FROM entries WHERE account = :account AND timeline = :timeline AND position = :position",
            place,
        )
