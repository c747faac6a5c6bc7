"""New, edited and deleted statuses on their way to the open streams."""

from __future__ import annotations

import json
import sqlite3

from outtray.practice import feeds
from outtray.practice.hub import Channel, Listener, Message
from outtray.practice.views_status import show_statuses
from outtray.practice.world import World


def _carries(world: World, listener: Listener, channel: Channel, row: sqlite3.Row, tags: set[str]) -> bool:
    """Whether a status belongs on this channel of this listener."""
    if channel.name == "user":
        return listener.viewer is not None and feeds.in_home(world, listener.viewer, row["id"])
    if channel.name == "direct":
        mentioned = world.row(
            "SELECT 1 FROM status_mentions WHERE account_id = ? AND status_id = ?", listener.viewer, row["id"]
        )
        return row["visibility"] == "direct" and (
            mentioned is not None or row["account_id"] == listener.viewer
        )
    if channel.name == "list":
        member = world.row(
            "SELECT 1 FROM list_accounts WHERE list_id = ? AND account_id = ?",
            channel.detail,
            row["account_id"],
        )
        return member is not None and row["visibility"] in {"public", "unlisted", "private"}
    if row["visibility"] != "public" or row["reblog_of_id"] is not None:
        return False
    domain = world.value("SELECT domain FROM accounts WHERE id = ?", row["account_id"])
    place_fits = not (channel.name.endswith(":local") and domain) and not (
        channel.name.endswith(":remote") and not domain
    )
    if channel.name.startswith("hashtag"):
        return place_fits and channel.detail.lower() in tags
    if ":media" in channel.name and world.row("SELECT 1 FROM media WHERE status_id = ?", row["id"]) is None:
        return False
    answers_other = row["in_reply_to_account_id"] not in (None, row["account_id"])
    return place_fits and not answers_other


def announce(world: World, status_id: int, event: str = "update") -> None:
    """Send a status to every stream it belongs on, as each viewer sees it."""
    if not world.hub.listeners():
        return
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if row is None:
        return
    tags = set(json.loads(row["tags"]))
    payloads: dict[int | None, str] = {}
    for listener in world.hub.listeners():
        for channel in listener.channels:
            if not _carries(world, listener, channel, row, tags):
                continue
            if listener.viewer not in payloads:
                shown = show_statuses(world, [status_id], listener.viewer)[0]
                payloads[listener.viewer] = json.dumps(world.dialect.show(shown), ensure_ascii=False)
            listener.push(Message(channel.label(), event, payloads[listener.viewer]))


def announce_deletion(world: World, status_id: int) -> None:
    """Tell every stream of statuses that one is gone; clients ignore ids they never had."""
    for listener in world.hub.listeners():
        for channel in listener.channels:
            if channel.name != "user:notification":
                spelt = world.dialect.ids.write(str(status_id))
                listener.push(Message(channel.label(), "delete", spelt))


def announce_filters(world: World, account_id: int) -> None:
    """Tell an account's streams that its filters changed."""
    for listener in world.hub.listeners():
        if listener.viewer == account_id and Channel("user") in listener.channels:
            listener.push(Message(("user",), "filters_changed", ""))
