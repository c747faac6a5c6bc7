"""What is much talked of: hashtags, posts and links."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.routes.tags import history_of, tag_json, tags_like
from outtray.practice.views_status import card_json, show_statuses


def _cut(call: Call, usual: int, most: int) -> tuple[int, int]:
    limit = max(1, min(call.params.number("limit") or usual, most))
    return limit, max(0, call.params.number("offset") or 0)


def _answer(call: Call, items: list[object], limit: int, offset: int, *, more: bool) -> web.Response:
    """A page by offset: trends have no ids to page by."""
    url = f"{call.world.base_url}{call.request.path}"
    links = []
    if more:
        links.append(f'<{url}?{urlencode({"limit": limit, "offset": offset + limit})}>; rel="next"')
    if offset:
        links.append(f'<{url}?{urlencode({"limit": limit, "offset": max(0, offset - limit)})}>; rel="prev"')
    return call.answer(items, headers={"Link": ", ".join(links)} if links else None)


async def trending_tags(call: Call) -> web.StreamResponse:
    """GET /api/v1/trends/tags: the most used hashtags of the past days."""
    limit, offset = _cut(call, 10, 20)
    names = tags_like(call.world, "", limit + offset + 1)[offset:]
    shown: list[object] = [tag_json(call.world, name, call.viewer) for name in names[:limit]]
    return _answer(call, shown, limit, offset, more=len(names) > limit)


async def trending_statuses(call: Call) -> web.StreamResponse:
    """GET /api/v1/trends/statuses: what was favourited and boosted most."""
    limit, offset = _cut(call, 20, 40)
    rows = call.world.rows(
        "SELECT id FROM statuses WHERE visibility = 'public' AND reblog_of_id IS NULL AND"
        " in_reply_to_id IS NULL"
        " ORDER BY favourites_count + 2 * reblogs_count DESC, id DESC LIMIT ? OFFSET ?",
        limit + 1,
        offset,
    )
    shown: list[object] = [*show_statuses(call.world, [row["id"] for row in rows[:limit]], call.viewer)]
    return _answer(call, shown, limit, offset, more=len(rows) > limit)


async def trending_links(call: Call) -> web.StreamResponse:
    """GET /api/v1/trends/links: what public posts link to, the most favoured first."""
    limit, offset = _cut(call, 10, 20)
    world = call.world
    rows = world.rows(
        "SELECT json_extract(card, '$.url') AS url, card, json_group_array(id) AS ids,"
        " sum(favourites_count + 2 * reblogs_count) AS weight FROM statuses"
        " WHERE card IS NOT NULL AND visibility = 'public'"
        " GROUP BY url ORDER BY weight DESC, url LIMIT ? OFFSET ?",
        limit + 1,
        offset,
    )
    shown: list[object] = [
        {**card_json(world, row["card"]), "history": history_of(world, json.loads(row["ids"]))}
        for row in rows[:limit]
    ]
    return _answer(call, shown, limit, offset, more=len(rows) > limit)


ROUTES = (
    Route("GET", "/api/v1/trends", trending_tags),
    Route("GET", "/api/v1/trends/tags", trending_tags),
    Route("GET", "/api/v1/trends/statuses", trending_statuses),
    Route("GET", "/api/v1/trends/links", trending_links),
)
