"""Featured hashtags: those an account shows on its profile."""

from __future__ import annotations

import re
import sqlite3

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.routes.accounts import found
from outtray.practice.world import Json, World

MOST = 10
"""How many an account can show."""


async def own(call: Call) -> web.StreamResponse:
    """GET /api/v1/featured_tags."""
    return call.answer(_all(call.world, call.me))


async def of_account(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id/featured_tags."""
    return call.answer(_all(call.world, found(call)))


async def feature(call: Call) -> web.StreamResponse:
    """POST /api/v1/featured_tags: once for each hashtag."""
    name = (call.params.text("name") or "").strip().removeprefix("#")
    if not re.fullmatch(r"\w*[^\W\d_]\w*", name):
        raise Invalid("Validation failed: Tag name is invalid")
    world, me = call.world, call.me
    tag = name.lower()
    if world.row("SELECT 1 FROM featured_tags WHERE account_id = ? AND tag = ?", me, tag) is not None:
        raise Invalid("Validation failed: Tag has already been taken")
    if world.value("SELECT count(*) FROM featured_tags WHERE account_id = ?", me) >= MOST:
        raise Invalid("Validation failed: You have already featured the maximum number of hashtags")
    made = world.next_id()
    world.run("INSERT INTO featured_tags VALUES (?, ?, ?, ?)", made, me, tag, name)
    return call.answer(_shown(world, _row(call, made)))


async def unfeature(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/featured_tags/:id."""
    row = _row(call, call.id())
    call.world.run("DELETE FROM featured_tags WHERE id = ?", row["id"])
    return call.answer({})


def _row(call: Call, featured: int) -> sqlite3.Row:
    row = call.world.row("SELECT * FROM featured_tags WHERE id = ? AND account_id = ?", featured, call.me)
    if row is None:
        raise NotFound
    return row


def _all(world: World, account: int) -> list[Json]:
    rows = world.rows("SELECT * FROM featured_tags WHERE account_id = ? ORDER BY id", account)
    return [_shown(world, row) for row in rows]


def _shown(world: World, row: sqlite3.Row) -> Json:
    used = world.value(
        "SELECT count(*) FROM status_tags t JOIN statuses s ON s.id = t.status_id"
        " WHERE t.tag = ? AND s.account_id = ?",
        row["tag"],
        row["account_id"],
    )
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "url": f"{world.base_url}/tags/{row['tag']}",
        "statuses_count": str(used),
        "last_status_at": None,
    }


ROUTES = (
    Route("GET", "/api/v1/featured_tags", own, "read:accounts"),
    Route("POST", "/api/v1/featured_tags", feature, "write:accounts"),
    Route("DELETE", "/api/v1/featured_tags/{id}", unfeature, "write:accounts"),
    Route("GET", "/api/v1/accounts/{id}/featured_tags", of_account),
)
