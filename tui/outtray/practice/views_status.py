"""Statuses as Mastodon shows them to one viewer; a page of forty costs a handful of queries."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from outtray.practice.clock import iso, iso_or_none
from outtray.practice.pictures import blurhash
from outtray.practice.text import plain
from outtray.practice.views_account import accounts_by_id, emojis_in, profile_url
from outtray.practice.world import Json, World, among


class _Page:
    """Everything a set of statuses refers to, fetched at once."""

    def __init__(self, world: World, rows: list[sqlite3.Row], viewer: int | None) -> None:
        self.world = world
        self.viewer = viewer
        inner = {r[key] for r in rows for key in ("reblog_of_id", "quote_of_id") if r[key] is not None}
        # A boosted post may itself quote another.
        extra = _fetch(world, inner)
        deeper = {r["quote_of_id"] for r in extra if r["quote_of_id"] is not None}
        everything = [*rows, *extra, *_fetch(world, deeper)]
        self.statuses: dict[int, sqlite3.Row] = {r["id"]: r for r in everything}
        ids = list(self.statuses)
        people = {r["account_id"] for r in everything}
        self.accounts = accounts_by_id(world, people)
        self.media: dict[int, list[Json]] = {}
        listed = (
            "SELECT * FROM media_facts WHERE status_id IN (SELECT value FROM json_each(?)) ORDER BY position"
        )
        for row in world.rows(listed, among(ids)):
            self.media.setdefault(row["status_id"], []).append(media_json(world, row))
        self.polls = {
            row["status_id"]: poll_json(world, row, viewer)
            for row in world.rows(
                "SELECT * FROM polls WHERE status_id IN (SELECT value FROM json_each(?))", among(ids)
            )
        }
        self.marks: set[tuple[str, int]] = set()
        self.reblogged: set[int] = set()
        self.muted: set[int] = set()
        self.follows: set[int] = set()
        self.filters: list[Json] = []
        if viewer is not None:
            self._fetch_own(viewer, ids)

    def _fetch_own(self, viewer: int, ids: list[int]) -> None:
        world, listed = self.world, among(ids)
        self.marks = {
            (row["kind"], row["status_id"])
            for row in world.rows(
                "SELECT kind, status_id FROM marks WHERE account_id = ? AND status_id IN (SELECT"
                " value FROM json_each(?))",
                viewer,
                listed,
            )
        }
        self.muted = {
            row[0]
            for row in world.rows(
                "SELECT status_id FROM marks WHERE account_id = ? AND kind = 'mute'", viewer
            )
        }
        self.reblogged = {
            row[0]
            for row in world.rows(
                "SELECT reblog_of_id FROM statuses WHERE account_id = ? AND reblog_of_id IN (SELECT"
                " value FROM json_each(?))",
                viewer,
                listed,
            )
        }
        self.follows = {
            row[0]
            for row in world.rows(
                "SELECT target_id FROM follows WHERE account_id = ? AND state = 'following'", viewer
            )
        }
        self.filters = active_filters(world, viewer)

    def show(self, row: sqlite3.Row, depth: int = 0) -> Json:
        world = self.world
        account = self.accounts[row["account_id"]]
        original = self.statuses.get(row["reblog_of_id"]) if row["reblog_of_id"] is not None else None
        body = original if original is not None else row
        here = account["acct"] == account["username"]
        uri = f"{account['uri']}/statuses/{row['id']}" + ("/activity" if original is not None else "")
        shown: Json = {
            "id": str(row["id"]),
            "created_at": iso(row["created_at"]),
            "in_reply_to_id": _text_or_none(row["in_reply_to_id"]),
            "in_reply_to_account_id": _text_or_none(row["in_reply_to_account_id"]),
            "sensitive": bool(body["sensitive"]),
            "spoiler_text": body["spoiler_text"],
            "visibility": row["visibility"],
            "language": body["language"],
            "uri": uri,
            "url": uri if original is not None else f"{account['url']}/{row['id']}",
            "replies_count": body["replies_count"],
            "reblogs_count": body["reblogs_count"],
            "favourites_count": body["favourites_count"],
            "quotes_count": body["quotes_count"],
            "edited_at": iso_or_none(body["edited_at"]),
            "content": world.with_base(body["content"]),
            "reblog": None,
            "account": account,
            "media_attachments": self.media.get(body["id"], []),
            "mentions": [
                {
                    "id": str(m["id"]),
                    "username": m["username"],
                    "url": profile_url(world, m["username"], _domain(m["acct"])),
                    "acct": m["acct"],
                }
                for m in json.loads(body["mentions"])
            ],
            "tags": [{"name": t, "url": f"{world.base_url}/tags/{t}"} for t in json.loads(body["tags"])],
            "emojis": emojis_in(world, body["text"], body["spoiler_text"]),
            "tagged_collections": [],
            "quote": self._quote(body, depth),
            "card": None if body["card"] is None else card_json(world, body["card"]),
            "poll": self.polls.get(body["id"]),
            "quote_approval": self._quote_approval(body),
        }
        if here:
            shown["application"] = json.loads(row["application"]) if row["application"] else None
        if self.viewer is not None:
            self._show_own(shown, row, body)
        if original is not None:
            shown["reblog"] = self.show(original, depth)
        return shown

    def _show_own(self, shown: Json, row: sqlite3.Row, body: sqlite3.Row) -> None:
        shown["favourited"] = ("favourite", body["id"]) in self.marks
        shown["reblogged"] = body["id"] in self.reblogged
        shown["muted"] = body["thread_id"] in self.muted
        shown["bookmarked"] = ("bookmark", body["id"]) in self.marks
        if row["account_id"] == self.viewer and row["reblog_of_id"] is None:
            shown["pinned"] = ("pin", row["id"]) in self.marks
        shown["filtered"] = _filtered(self.filters, body)

    def _quote(self, body: sqlite3.Row, depth: int) -> Json | None:
        if body["quote_of_id"] is None:
            return None
        quoted = self.statuses.get(body["quote_of_id"])
        if quoted is None:
            return {"state": "deleted", "quoted_status": None}
        if depth > 0:
            return {"state": "accepted", "quoted_status_id": str(quoted["id"])}
        return {"state": "accepted", "quoted_status": self.show(quoted, depth + 1)}

    def _quote_approval(self, body: sqlite3.Row) -> Json:
        policy = body["quote_policy"] if body["visibility"] in {"public", "unlisted"} else "nobody"
        automatic = [] if policy == "nobody" else [policy]
        allowed = (
            policy == "public"
            or body["account_id"] == self.viewer
            or (policy == "followers" and body["account_id"] in self.follows)
        )
        return {"automatic": automatic, "manual": [], "current_user": "automatic" if allowed else "denied"}


def _fetch(world: World, ids: Iterable[int]) -> list[sqlite3.Row]:
    wanted = list(ids)
    return (
        world.rows("SELECT * FROM statuses WHERE id IN (SELECT value FROM json_each(?))", among(wanted))
        if wanted
        else []
    )


def show_statuses(world: World, ids: Iterable[int], viewer: int | None) -> list[Json]:
    """Statuses in the order asked for; those that are gone are left out."""
    order = list(ids)
    rows = {row["id"]: row for row in _fetch(world, order)}
    page = _Page(world, list(rows.values()), viewer)
    return [page.show(rows[one]) for one in order if one in rows]


def show_status(world: World, status_id: int, viewer: int | None) -> Json:
    """One status that is known to exist."""
    return show_statuses(world, [status_id], viewer)[0]


def _text_or_none(value: int | None) -> str | None:
    return None if value is None else str(value)


def _domain(acct: str) -> str | None:
    return acct.partition("@")[2] or None


def card_json(world: World, stored: str) -> Json:
    """A PreviewCard from what is stored of it."""
    card = json.loads(stored)
    image = f"{world.base_url}/pictures/{card['colour'][1:]}.png" if card.get("colour") else None
    return {
        "url": card["url"],
        "title": card["title"],
        "description": card.get("description", ""),
        "language": card.get("language", "en"),
        "type": "link",
        "author_name": card.get("author", ""),
        "author_url": "",
        "provider_name": card.get("provider", ""),
        "provider_url": "",
        "html": "",
        "width": 160 if image else 0,
        "height": 90 if image else 0,
        "image": image,
        "image_description": "",
        "embed_url": "",
        "blurhash": blurhash(card["colour"]) if image else None,
        "published_at": None,
        "missing_attribution": False,
        "authors": [{"name": card["author"], "url": "", "account": None}] if card.get("author") else [],
    }


def media_json(world: World, row: sqlite3.Row) -> Json:
    """A MediaAttachment."""
    ready = row["looks_until_ready"] <= 0
    base = f"{world.base_url}/media/{row['id']}"
    meta: dict[str, Any] = {}
    if row["focus_x"] is not None:
        meta["focus"] = {"x": row["focus_x"], "y": row["focus_y"]}
    if row["width"]:
        size = {
            "width": row["width"],
            "height": row["height"],
            "size": f"{row['width']}x{row['height']}",
            "aspect": row["width"] / row["height"] if row["height"] else 1.0,
        }
        meta["original"] = size
        meta["small"] = dict(size)
    return {
        "id": str(row["id"]),
        "type": row["type"],
        "url": f"{base}/original" if ready else None,
        "preview_url": f"{base}/small",
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": row["description"],
        "blurhash": blurhash(row["colour"]),
    }


def poll_json(world: World, row: sqlite3.Row, viewer: int | None) -> Json:
    """A Poll; the counts stay hidden until the end when its author wished so."""
    counts: list[int] = json.loads(row["counts"])
    titles: list[str] = json.loads(row["options"])
    expired = row["expires_at"] is not None and row["expires_at"] <= world.clock.millis()
    hidden = bool(row["hide_totals"]) and not expired
    shown: Json = {
        "id": str(row["id"]),
        "expires_at": iso_or_none(row["expires_at"]),
        "expired": expired,
        "multiple": bool(row["multiple"]),
        "votes_count": sum(counts),
        "voters_count": row["voters"],
        "options": [
            {"title": title, "votes_count": None if hidden else count}
            for title, count in zip(titles, counts, strict=True)
        ],
        "emojis": emojis_in(world, *titles),
    }
    if viewer is not None:
        own = world.rows(
            "SELECT choice FROM votes WHERE poll_id = ? AND account_id = ? ORDER BY choice", row["id"], viewer
        )
        author = world.value("SELECT account_id FROM statuses WHERE id = ?", row["status_id"])
        shown["voted"] = bool(own) or author == viewer
        shown["own_votes"] = [choice[0] for choice in own]
    return shown


def active_filters(world: World, viewer: int) -> list[Json]:
    """The viewer's filters in force, with keywords compiled and statuses listed."""
    found: list[Json] = []
    for row in world.rows(
        "SELECT * FROM filters WHERE account_id = ? AND (expires_at IS NULL OR expires_at > ?)",
        viewer,
        world.clock.millis(),
    ):
        words = world.rows("SELECT * FROM filter_keywords WHERE filter_id = ?", row["id"])
        statuses = world.rows("SELECT status_id FROM filter_statuses WHERE filter_id = ?", row["id"])
        found.append(
            {
                "shown": filter_head(row),
                "words": [
                    (w["keyword"], _keyword_pattern(w["keyword"], bool(w["whole_word"]))) for w in words
                ],
                "statuses": {s[0] for s in statuses},
            }
        )
    return found


def filter_head(row: sqlite3.Row) -> Json:
    """A Filter without its keywords."""
    return {
        "id": str(row["id"]),
        "title": row["title"],
        "context": json.loads(row["context"]),
        "expires_at": iso_or_none(row["expires_at"]),
        "filter_action": row["action"],
    }


def _keyword_pattern(keyword: str, whole_word: bool) -> re.Pattern[str]:
    escaped = re.escape(keyword)
    return re.compile(rf"(?<!\w){escaped}(?!\w)" if whole_word else escaped, re.IGNORECASE)


def _filtered(filters: list[Json], body: sqlite3.Row) -> list[Json]:
    if not filters:
        return []
    words = f"{body['spoiler_text']}\n{plain(body['content'])}"
    found: list[Json] = []
    for one in filters:
        hits = [keyword for keyword, pattern in one["words"] if pattern.search(words)]
        by_id = body["id"] in one["statuses"]
        if hits or by_id:
            found.append(
                {
                    "filter": one["shown"],
                    "keyword_matches": hits or None,
                    "status_matches": [str(body["id"])] if by_id else None,
                }
            )
    return found
