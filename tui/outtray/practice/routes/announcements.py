"""What the town hall tells everybody, and noting that it was read."""

from __future__ import annotations

import sqlite3

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso, iso_or_none
from outtray.practice.errors import NotFound
from outtray.practice.text import note_html
from outtray.practice.world import Json


def _shown(row: sqlite3.Row, *, read: bool) -> Json:
    return {
        "id": str(row["id"]),
        "content": note_html(row["text"]),
        "starts_at": iso_or_none(row["starts_at"]),
        "ends_at": iso_or_none(row["ends_at"]),
        "all_day": False,
        "published_at": iso(row["published_at"]),
        "updated_at": iso(row["published_at"]),
        "mentions": [],
        "statuses": [],
        "tags": [],
        "emojis": [],
        "reactions": [],
        "read": read,
    }


async def listing(call: Call) -> web.StreamResponse:
    """GET /api/v1/announcements: those in force."""
    world = call.world
    rows = world.rows(
        "SELECT a.*, r.account_id AS reader FROM announcements a LEFT JOIN announcement_reads r"
        " ON r.announcement_id = a.id AND r.account_id = ?"
        " WHERE a.ends_at IS NULL OR a.ends_at > ? ORDER BY a.id",
        call.me,
        world.clock.millis(),
    )
    return call.answer([_shown(row, read=row["reader"] is not None) for row in rows])


async def dismiss(call: Call) -> web.StreamResponse:
    """POST /api/v1/announcements/:id/dismiss."""
    if call.world.row("SELECT 1 FROM announcements WHERE id = ?", call.id()) is None:
        raise NotFound
    call.world.run("INSERT OR IGNORE INTO announcement_reads VALUES (?, ?)", call.me, call.id())
    return call.answer({})


ROUTES = (
    Route("GET", "/api/v1/announcements", listing, ""),
    Route("POST", "/api/v1/announcements/{id}/dismiss", dismiss, "write:accounts"),
)
