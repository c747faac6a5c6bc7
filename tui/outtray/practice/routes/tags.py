"""Hashtags: how much they are used, and following them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.errors import NotFound
from outtray.practice.world import Json, World, among

_DAY = 86400


def tags_like(world: World, text: str, limit: int) -> list[str]:
    """Hashtags that begin so, the most used first."""
    like = re.sub(r"([%_\\])", r"\\\1", text) + "%"
    rows = world.rows(
        "SELECT tag, count(*) AS uses FROM status_tags WHERE tag LIKE ? ESCAPE '\\'"
        " GROUP BY tag ORDER BY uses DESC, tag LIMIT ?",
        like,
        limit,
    )
    return [row["tag"] for row in rows]


def tag_json(world: World, name: str, viewer: int | None) -> Json:
    """A Tag with its use over the past week, newest day first."""
    rows = world.rows("SELECT status_id FROM status_tags WHERE tag = ?", name)
    shown: Json = {
        "id": str(sum(ord(c) << (i % 8) for i, c in enumerate(name))),
        "name": name,
        "url": f"{world.base_url}/tags/{name}",
        "history": history_of(world, [row["status_id"] for row in rows]),
    }
    if viewer is not None:
        sql = "SELECT 1 FROM followed_tags WHERE account_id = ? AND tag = ?"
        shown["following"] = world.row(sql, viewer, name) is not None
        shown["featuring"] = False
    return shown


def history_of(world: World, status_ids: Iterable[int]) -> list[Json]:
    """How many posts and accounts used something on each of seven days, numbers as text."""
    today = world.clock.seconds() // _DAY
    used = world.rows(
        "SELECT created_at / 86400000 AS day, count(*) AS uses, count(DISTINCT account_id) AS accounts"
        " FROM statuses WHERE id IN (SELECT value FROM json_each(?)) GROUP BY day",
        among(status_ids),
    )
    by_day = {row["day"]: row for row in used}
    history: list[Json] = []
    for day in range(today, today - 7, -1):
        row = by_day.get(day)
        accounts, uses = (row["accounts"], row["uses"]) if row is not None else (0, 0)
        history.append({"day": str(day * _DAY), "accounts": str(accounts), "uses": str(uses)})
    return history


def _tag_name(call: Call) -> str:
    name = call.request.match_info["tag"].lower()
    if not re.fullmatch(r"\w*[^\W\d_]\w*", name):
        raise NotFound
    return name


async def show_tag(call: Call) -> web.StreamResponse:
    """GET /api/v1/tags/:name."""
    return call.answer(tag_json(call.world, _tag_name(call), call.viewer))


async def follow_tag(call: Call) -> web.StreamResponse:
    """POST /api/v1/tags/:name/follow."""
    call.world.run(
        "INSERT OR IGNORE INTO followed_tags (id, account_id, tag) VALUES (?, ?, ?)",
        call.world.next_id(),
        call.me,
        _tag_name(call),
    )
    return call.answer(tag_json(call.world, _tag_name(call), call.me))


async def unfollow_tag(call: Call) -> web.StreamResponse:
    """POST /api/v1/tags/:name/unfollow."""
    call.world.run("DELETE FROM followed_tags WHERE account_id = ? AND tag = ?", call.me, _tag_name(call))
    return call.answer(tag_json(call.world, _tag_name(call), call.me))


async def followed_tags(call: Call) -> web.StreamResponse:
    """GET /api/v1/followed_tags."""
    page = feeds.page_of(call.params, 100, 200)
    ids = page.select(call.world, "followed_tags t", ["t.account_id = :me"], {"me": call.me}, "t.id")
    names = {
        row["id"]: row["tag"]
        for row in call.world.rows(
            "SELECT id, tag FROM followed_tags WHERE id IN (SELECT value FROM json_each(?))", among(ids)
        )
    }
    return call.page([tag_json(call.world, names[one], call.me) for one in ids], ids, page)


ROUTES = (
    Route("GET", "/api/v1/tags/{tag}", show_tag),
    Route("POST", "/api/v1/tags/{tag}/follow", follow_tag, "write:follows"),
    Route("POST", "/api/v1/tags/{tag}/unfollow", unfollow_tag, "write:follows"),
    Route("GET", "/api/v1/followed_tags", followed_tags, "read:follows"),
)
