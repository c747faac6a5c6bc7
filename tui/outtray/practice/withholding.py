"""Which notifications an account gets at once, which are set aside for it, and which are dropped."""

from __future__ import annotations

from typing import Final

from outtray.practice.world import World

KINDS: Final = (
    "for_not_following",
    "for_not_followers",
    "for_new_accounts",
    "for_private_mentions",
    "for_limited_accounts",
    "for_bots",
)
ANSWERS: Final = ("accept", "filter", "drop")

_NEW_MS = 30 * 86_400_000
"""An account is new for thirty days, a follower for three, as on Mastodon."""

_NEW_FOLLOWER_MS = 3 * 86_400_000


def policy(world: World, account_id: int) -> dict[str, str]:
    """What an account wants done, by kind; accept where it never said."""
    kept = world.rows("SELECT kind, answer FROM notification_policies WHERE account_id = ?", account_id)
    return {**dict.fromkeys(KINDS, "accept"), **{row["kind"]: row["answer"] for row in kept}}


def decide(world: World, account_id: int, from_id: int, kind: str, status_id: int | None) -> str:
    """accept, filter or drop: the strictest of the answers that apply."""
    if kind in {"poll", "update", "status", "follow_request"}:
        return "accept"
    permitted = world.row(
        "SELECT 1 FROM notification_permissions WHERE account_id = ? AND from_id = ?", account_id, from_id
    )
    if permitted is not None:
        return "accept"
    wanted = policy(world, account_id)
    applying = [wanted[name] for name in _reasons(world, account_id, from_id, kind, status_id)]
    return max(applying, key=ANSWERS.index, default="accept")


def _reasons(world: World, account_id: int, from_id: int, kind: str, status_id: int | None) -> list[str]:
    now = world.clock.millis()
    follows = "SELECT id FROM follows WHERE account_id = ? AND target_id = ? AND state = 'following'"
    following = world.value(follows, account_id, from_id) is not None
    if following:
        return []
    found = ["for_not_following"]
    follower = world.value(follows, from_id, account_id)
    if follower is None or _made(int(follower)) > now - _NEW_FOLLOWER_MS:
        found.append("for_not_followers")
    other = world.row("SELECT created_at, bot FROM accounts WHERE id = ?", from_id)
    assert other is not None
    if other["created_at"] > now - _NEW_MS:
        found.append("for_new_accounts")
    if other["bot"]:
        found.append("for_bots")
    if kind == "mention" and _is_direct_and_unasked(world, account_id, status_id):
        found.append("for_private_mentions")
    return found


def _made(snowflake: int) -> int:
    """The moment an id was given, in milliseconds."""
    return snowflake >> 16


def _is_direct_and_unasked(world: World, account_id: int, status_id: int | None) -> bool:
    row = world.row("SELECT visibility, in_reply_to_account_id FROM statuses WHERE id = ?", status_id)
    return row is not None and row["visibility"] == "direct" and row["in_reply_to_account_id"] != account_id


def set_aside(world: World, account_id: int, from_id: int) -> None:
    """Note that there is something to decide about an account."""
    now = world.clock.millis()
    world.run(
        "INSERT INTO notification_requests VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (account_id, from_id) DO UPDATE SET updated_at = excluded.updated_at",
        world.next_id(),
        account_id,
        from_id,
        now,
        now,
    )
