"""Favourites, boosts, bookmarks, pins and muted conversations."""

from __future__ import annotations

import json

from outtray.practice import delivery, notices, posting
from outtray.practice.errors import Forbidden, Invalid, NotFound
from outtray.practice.world import Json, World


def is_marked(world: World, account_id: int, kind: str, status_id: int) -> bool:
    """Whether an account has put this mark on a status."""
    found = world.row(
        "SELECT 1 FROM marks WHERE account_id = ? AND kind = ? AND status_id = ?", account_id, kind, status_id
    )
    return found is not None


def mark(
    world: World, account_id: int, kind: str, status_id: int, *, on: bool, at: int | None = None
) -> bool:
    """Put a mark on a status or take it off; answers whether anything changed."""
    if not on:
        sql = "DELETE FROM marks WHERE account_id = ? AND kind = ? AND status_id = ?"
        return world.run(sql, account_id, kind, status_id) > 0
    sql = "INSERT OR IGNORE INTO marks (id, account_id, kind, status_id) VALUES (?, ?, ?, ?)"
    return world.run(sql, world.next_id(at), account_id, kind, status_id) > 0


def favourite(world: World, account_id: int, status_id: int, *, at: int | None = None) -> None:
    """Favourite a status; a second time changes nothing."""
    with world.transaction():
        if not mark(world, account_id, "favourite", status_id, on=True, at=at):
            return
        world.run("UPDATE statuses SET favourites_count = favourites_count + 1 WHERE id = ?", status_id)
        author = world.value("SELECT account_id FROM statuses WHERE id = ?", status_id)
        notices.notify(world, author, "favourite", account_id, status_id, at=at)


def unfavourite(world: World, account_id: int, status_id: int) -> None:
    """Take a favourite back, and its notification with it."""
    with world.transaction():
        if mark(world, account_id, "favourite", status_id, on=False):
            world.run(
                "UPDATE statuses SET favourites_count = max(0, favourites_count - 1) WHERE id = ?", status_id
            )
            notices.withdraw(world, "favourite", account_id, status_id)


def reblog(
    world: World,
    account_id: int,
    status_id: int,
    visibility: str = "public",
    application: Json | None = None,
    *,
    at: int | None = None,
) -> tuple[int, bool]:
    """Boost a status; answers the boost's id and whether it is new."""
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if row is None:
        raise NotFound
    if row["visibility"] == "direct" or (row["visibility"] == "private" and row["account_id"] != account_id):
        raise Forbidden
    if visibility not in {"public", "unlisted", "private"}:
        raise Invalid("Validation failed: Visibility is not included in the list")
    existing = world.value(
        "SELECT id FROM statuses WHERE account_id = ? AND reblog_of_id = ?", account_id, status_id
    )
    if existing is not None:
        return int(existing), False
    moment = world.clock.millis() if at is None else at
    with world.transaction():
        boost = world.next_id(at)
        world.run(
            "INSERT INTO statuses (id, account_id, created_at, text, content, visibility, language,"
            " thread_id,"
            " reblog_of_id, application) VALUES (?, ?, ?, '', '', ?, ?, ?, ?, ?)",
            boost,
            account_id,
            moment,
            row["visibility"] if row["visibility"] == "private" else visibility,
            row["language"],
            boost,
            status_id,
            json.dumps(application) if application else None,
        )
        world.run("UPDATE statuses SET reblogs_count = reblogs_count + 1 WHERE id = ?", status_id)
        world.run(
            "UPDATE accounts SET statuses_count = statuses_count + 1,"
            " last_status_at = max(coalesce(last_status_at, 0), ?) WHERE id = ?",
            moment,
            account_id,
        )
        notices.notify(world, row["account_id"], "reblog", account_id, status_id, at=at)
    if at is None:
        delivery.announce(world, boost)
    return boost, True


def unreblog(world: World, account_id: int, boost: int, status_id: int) -> None:
    """Take a boost back, and its notification with it."""
    with world.transaction():
        notices.withdraw(world, "reblog", account_id, status_id)
        posting.delete(world, boost)
