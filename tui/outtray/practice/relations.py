"""Follows, mutes and blocks between accounts."""

from __future__ import annotations

from outtray.practice import notices
from outtray.practice.errors import Forbidden, NotFound
from outtray.practice.world import World


def follow(
    world: World,
    account_id: int,
    target: int,
    *,
    reblogs: bool | None = None,
    notify: bool | None = None,
    at: int | None = None,
) -> None:
    """Follow, or change how one follows; a locked account is asked first."""
    if (
        world.row("SELECT 1 FROM blocks WHERE account_id = ? AND target_id = ?", target, account_id)
        is not None
    ):
        raise Forbidden
    existing = world.row("SELECT * FROM follows WHERE account_id = ? AND target_id = ?", account_id, target)
    with world.transaction():
        if existing is None:
            locked = bool(world.value("SELECT locked FROM accounts WHERE id = ?", target))
            world.run(
                "INSERT INTO follows (id, account_id, target_id, state, reblogs, notify) VALUES (?,"
                " ?, ?, ?, ?, ?)",
                world.next_id(at),
                account_id,
                target,
                "requested" if locked else "following",
                reblogs is not False,
                bool(notify),
            )
            notices.notify(world, target, "follow_request" if locked else "follow", account_id, None, at=at)
            if not locked:
                _count(world, account_id, target, 1)
            return
        world.run(
            "UPDATE follows SET reblogs = ?, notify = ? WHERE id = ?",
            existing["reblogs"] if reblogs is None else reblogs,
            existing["notify"] if notify is None else notify,
            existing["id"],
        )


def _count(world: World, account_id: int, target: int, by: int) -> None:
    world.run(
        "UPDATE accounts SET following_count = max(0, following_count + ?) WHERE id = ?", by, account_id
    )
    world.run("UPDATE accounts SET followers_count = max(0, followers_count + ?) WHERE id = ?", by, target)


def unfollow(world: World, account_id: int, target: int) -> None:
    """End a follow, or withdraw the request for one."""
    row = world.row("SELECT * FROM follows WHERE account_id = ? AND target_id = ?", account_id, target)
    if row is None:
        return
    with world.transaction():
        world.run("DELETE FROM follows WHERE id = ?", row["id"])
        if row["state"] == "following":
            _count(world, account_id, target, -1)
        else:
            notices.withdraw(world, "follow_request", account_id, None, target)


def mute(world: World, account_id: int, target: int, *, notifications: bool, duration: int) -> None:
    """Mute, for ``duration`` seconds or for good (0)."""
    expires = world.clock.millis() + duration * 1000 if duration > 0 else None
    world.run("INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?)", account_id, target, notifications, expires)


def block(world: World, account_id: int, target: int) -> None:
    """Block, which ends follows in both directions."""
    with world.transaction():
        unfollow(world, account_id, target)
        unfollow(world, target, account_id)
        world.run("INSERT OR IGNORE INTO blocks VALUES (?, ?)", account_id, target)


def decide_request(world: World, account_id: int, target: int, *, accept: bool) -> None:
    """Answer a follow request; NotFound when there is none."""
    row = world.row(
        "SELECT * FROM follows WHERE account_id = ? AND target_id = ? AND state = 'requested'",
        account_id,
        target,
    )
    if row is None:
        raise NotFound
    with world.transaction():
        notices.withdraw(world, "follow_request", account_id, None, target)
        if accept:
            world.run("UPDATE follows SET state = 'following' WHERE id = ?", row["id"])
            _count(world, account_id, target, 1)
            notices.notify(world, target, "follow", account_id, None)
        else:
            world.run("DELETE FROM follows WHERE id = ?", row["id"])
