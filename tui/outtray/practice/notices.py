"""Notifications: writing them down and telling whoever listens."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from outtray.practice import withholding
from outtray.practice.clock import iso
from outtray.practice.hub import Channel, Message
from outtray.practice.views_account import accounts_by_id
from outtray.practice.views_status import show_statuses
from outtray.practice.world import Json, World, among

TYPES = (
    "mention",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quote",
    "quoted_update",
)

_GROUPED = {"favourite", "reblog", "follow"}


def group_key(row: sqlite3.Row) -> str:
    """Favourites and boosts of one post, and follows, are grouped by hour; the rest stand alone."""
    if row["type"] not in _GROUPED:
        return f"ungrouped-{row['id']}"
    subject = f"-{row['status_id']}" if row["status_id"] is not None else ""
    return f"{row['type']}{subject}-{row['created_at'] // 3_600_000}"


def show_notifications(world: World, ids: Iterable[int], viewer: int) -> list[Json]:
    """Notifications in the order asked for."""
    order = list(ids)
    rows = {
        row["id"]: row
        for row in world.rows(
            "SELECT * FROM notifications WHERE id IN (SELECT value FROM json_each(?))", among(order)
        )
    }
    people = accounts_by_id(world, {row["from_id"] for row in rows.values()})
    about = {row["status_id"] for row in rows.values() if row["status_id"] is not None}
    statuses = {int(s["id"]): s for s in show_statuses(world, about, viewer)}
    shown: list[Json] = []
    for one in order:
        row = rows.get(one)
        if row is None:
            continue
        notice: Json = {
            "id": str(row["id"]),
            "type": row["type"],
            "created_at": iso(row["created_at"]),
            "group_key": group_key(row),
            "account": people[row["from_id"]],
        }
        if row["status_id"] is not None:
            notice["status"] = statuses.get(row["status_id"])
        shown.append(notice)
    return shown


def notify(
    world: World, account_id: int, kind: str, from_id: int, status_id: int | None, *, at: int | None = None
) -> None:
    """Tell a local account about something, unless it muted or blocked the other side.

    ``at`` backdates a seeded notification, which is then not streamed.
    """
    if account_id == from_id and kind != "poll":
        return
    if world.value("SELECT domain FROM accounts WHERE id = ?", account_id) is not None:
        return
    if (
        world.row("SELECT 1 FROM blocks WHERE account_id = ? AND target_id = ?", account_id, from_id)
        is not None
    ):
        return
    moment = world.clock.millis() if at is None else at
    muted = world.row(
        "SELECT 1 FROM mutes WHERE account_id = ? AND target_id = ? AND notifications = 1"
        " AND (expires_at IS NULL OR expires_at > ?)",
        account_id,
        from_id,
        moment,
    )
    if muted is not None or _thread_muted(world, account_id, status_id):
        return
    answer = withholding.decide(world, account_id, from_id, kind, status_id)
    if answer == "drop":
        return
    if answer == "filter":
        withholding.set_aside(world, account_id, from_id)
    notice = world.next_id(at)
    world.run(
        "INSERT INTO notifications (id, account_id, type, from_id, status_id, created_at, filtered)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        notice,
        account_id,
        kind,
        from_id,
        status_id,
        moment,
        answer == "filter",
    )
    if at is None and answer == "accept":
        stream_notice(world, account_id, notice)


def _thread_muted(world: World, account_id: int, status_id: int | None) -> bool:
    if status_id is None:
        return False
    thread = world.value("SELECT thread_id FROM statuses WHERE id = ?", status_id)
    return (
        world.row(
            "SELECT 1 FROM marks WHERE account_id = ? AND kind = 'mute' AND status_id = ?", account_id, thread
        )
        is not None
    )


def stream_notice(world: World, account_id: int, notice: int) -> None:
    """Send a notification to the account's open streams."""
    payload = ""
    for listener in world.hub.listeners():
        if listener.viewer != account_id:
            continue
        for channel in (Channel("user"), Channel("user:notification")):
            if channel in listener.channels:
                shown = world.dialect.show(show_notifications(world, [notice], account_id)[0])
                payload = payload or json.dumps(shown, ensure_ascii=False)
                listener.push(Message(channel.label(), "notification", payload))


def close_polls(world: World) -> None:
    """Tell authors and voters of polls that have ended since the last look."""
    ended = world.rows(
        "SELECT p.id, p.status_id, s.account_id FROM polls p JOIN statuses s ON s.id = p.status_id"
        " WHERE p.announced = 0 AND p.expires_at <= ?",
        world.clock.millis(),
    )
    for poll in ended:
        voters = {v["account_id"] for v in world.rows("SELECT * FROM votes WHERE poll_id = ?", poll["id"])}
        with world.transaction():
            world.run("UPDATE polls SET announced = 1 WHERE id = ?", poll["id"])
            for account_id in sorted(voters | {poll["account_id"]}):
                notify(world, account_id, "poll", poll["account_id"], poll["status_id"])


def withdraw(
    world: World, kind: str, from_id: int, status_id: int | None, account_id: int | None = None
) -> None:
    """Remove a notification whose cause was taken back."""
    world.run(
        "DELETE FROM notifications WHERE type = ? AND from_id = ? AND status_id IS ?"
        " AND (? IS NULL OR account_id = ?)",
        kind,
        from_id,
        status_id,
        account_id,
        account_id,
    )
