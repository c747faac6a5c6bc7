"""Accounts as Mastodon shows them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from outtray.practice.clock import day, iso
from outtray.practice.text import note_html, shortcodes
from outtray.practice.world import Json, World, among

_KINDS = {"kettle": ("gif", "png"), "onion": ("webp", "webp"), "lift": ("gif", "gif")}


def emojis_in(world: World, *texts: str) -> list[Json]:
    """The town's custom emoji used in these texts."""
    return [emoji_json(world, code) for code in shortcodes(*texts) if code in world.emoji]


def emoji_json(world: World, code: str) -> Json:
    """A CustomEmoji. One of the town's moves, and stands still at another address; one is a WebP."""
    moving, still = _KINDS.get(code, ("png", "png"))
    place = f"{world.base_url}/emoji/{code}"
    return {
        "shortcode": code,
        "url": f"{place}.{moving}",
        "static_url": f"{place}.{still}",
        "visible_in_picker": True,
    }


def profile_url(world: World, username: str, domain: str | None) -> str:
    """Where a browser would find the account."""
    return f"https://{domain}/@{username}" if domain else f"{world.base_url}/@{username}"


def account_json(world: World, row: sqlite3.Row) -> Json:
    """An Account from its row."""
    username, domain = row["username"], row["domain"]
    avatar = f"{world.base_url}/avatars/{row['id']}.png"
    header = f"{world.base_url}/headers/{row['id']}.png"
    if row["avatar_media"] is not None:
        avatar = f"{world.base_url}/media/{row['avatar_media']}/original"
    if row["header_media"] is not None:
        header = f"{world.base_url}/media/{row['header_media']}/original"
    uri = f"https://{domain}/users/{username}" if domain else f"{world.base_url}/users/{username}"
    fields = [
        {"name": f["name"], "value": note_html(f["value"])[3:-4], "verified_at": f.get("verified_at")}
        for f in json.loads(row["fields"])
    ]
    shown: Json = {
        "id": str(row["id"]),
        "username": username,
        "acct": row["acct"],
        "display_name": row["display_name"],
        "locked": bool(row["locked"]),
        "bot": bool(row["bot"]),
        "discoverable": bool(row["discoverable"]),
        "indexable": bool(row["discoverable"]),
        "group": False,
        "created_at": f"{day(row['created_at'])}T00:00:00.000Z",
        "note": note_html(row["note"]),
        "url": profile_url(world, username, domain),
        "uri": uri,
        "avatar": avatar,
        "avatar_static": avatar,
        "avatar_description": "",
        "header": header,
        "header_static": header,
        "header_description": "",
        "followers_count": row["followers_count"],
        "following_count": row["following_count"],
        "statuses_count": row["statuses_count"],
        "last_status_at": day(row["last_status_at"]) if row["last_status_at"] else None,
        "hide_collections": False,
        "show_media": True,
        "show_media_replies": True,
        "show_featured": True,
        "emojis": emojis_in(world, row["display_name"], row["note"]),
        "fields": fields,
    }
    if domain is None:
        shown["noindex"] = False
        shown["roles"] = json.loads(row["roles"])
        shown["feature_approval"] = {"automatic": ["public"], "manual": [], "current_user": "automatic"}
    return shown


def accounts_by_id(world: World, ids: Iterable[int]) -> dict[int, Json]:
    """Many accounts in one query, by id."""
    wanted = list(set(ids))
    found = world.rows("SELECT * FROM accounts WHERE id IN (SELECT value FROM json_each(?))", among(wanted))
    return {row["id"]: account_json(world, row) for row in found}


def show_accounts(world: World, ids: Iterable[int]) -> list[Json]:
    """Accounts in the order asked for."""
    order = list(ids)
    found = accounts_by_id(world, order)
    return [found[one] for one in order if one in found]


def show_account(world: World, account_id: int) -> Json:
    """One account that is known to exist."""
    return accounts_by_id(world, [account_id])[account_id]


def credential_account(world: World, account_id: int) -> Json:
    """A CredentialAccount: the account with the source of its own profile."""
    shown = show_account(world, account_id)
    row = world.row("SELECT * FROM accounts WHERE id = ?", account_id)
    assert row is not None
    requests = world.value(
        "SELECT count(*) FROM follows WHERE target_id = ? AND state = 'requested'", account_id
    )
    shown["source"] = {
        "privacy": row["default_privacy"],
        "sensitive": bool(row["default_sensitive"]),
        "language": row["default_language"],
        "note": row["note"],
        "fields": [
            {"name": f["name"], "value": f["value"], "verified_at": f.get("verified_at")}
            for f in json.loads(row["fields"])
        ],
        "follow_requests_count": requests,
        "hide_collections": False,
        "discoverable": bool(row["discoverable"]),
        "indexable": bool(row["discoverable"]),
        "attribution_domains": [],
        "quote_policy": row["default_quote_policy"],
    }
    shown["role"] = {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": False}
    return shown


def relationship(world: World, viewer: int, target: int) -> Json:
    """How the viewer stands to another account."""
    out = world.row("SELECT * FROM follows WHERE account_id = ? AND target_id = ?", viewer, target)
    back = world.row("SELECT * FROM follows WHERE account_id = ? AND target_id = ?", target, viewer)
    mute = active_mute(world, viewer, target)
    following = out is not None and out["state"] == "following"

    def blocks(one: int, other: int) -> bool:
        return (
            world.row("SELECT 1 FROM blocks WHERE account_id = ? AND target_id = ?", one, other) is not None
        )

    domain = world.value("SELECT domain FROM accounts WHERE id = ?", target)
    return {
        "id": str(target),
        "following": following,
        "showing_reblogs": bool(following and out is not None and out["reblogs"]),
        "notifying": bool(following and out is not None and out["notify"]),
        "languages": None,
        "followed_by": back is not None and back["state"] == "following",
        "blocking": blocks(viewer, target),
        "blocked_by": blocks(target, viewer),
        "muting": mute is not None,
        "muting_notifications": bool(mute is not None and mute["notifications"]),
        "muting_expires_at": iso(mute["expires_at"]) if mute is not None and mute["expires_at"] else None,
        "requested": out is not None and out["state"] == "requested",
        "requested_by": back is not None and back["state"] == "requested",
        "domain_blocking": domain is not None
        and world.row("SELECT 1 FROM domain_blocks WHERE account_id = ? AND domain = ?", viewer, domain)
        is not None,
        "endorsed": False,
        "note": world.value(
            "SELECT comment FROM notes WHERE account_id = ? AND target_id = ?", viewer, target
        )
        or "",
    }


def active_mute(world: World, viewer: int, target: int) -> sqlite3.Row | None:
    """The mute in force, if any; one that has run out does not count."""
    return world.row(
        "SELECT * FROM mutes WHERE account_id = ? AND target_id = ? AND (expires_at IS NULL OR"
        " expires_at > ?)",
        viewer,
        target,
        world.clock.millis(),
    )
