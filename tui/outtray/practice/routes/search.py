"""Search for accounts, statuses and hashtags, and following hashtags."""

from __future__ import annotations

import re

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.errors import NotFound
from outtray.practice.routes.accounts import find_by_handle, search_accounts
from outtray.practice.views_account import show_accounts
from outtray.practice.views_status import show_statuses
from outtray.practice.world import Json, World

_DAY = 86400


async def search(call: Call) -> web.StreamResponse:
    """GET /api/v2/search: words, a handle, or the address of an account or a post."""
    params, world = call.params, call.world
    query = (params.text("q") or "").strip()
    kind = params.text("type")
    limit = max(1, min(params.number("limit") or 20, 40))
    accounts: list[int] = []
    statuses: list[int] = []
    tags: list[str] = []
    if re.match(r"https?://", query):
        accounts, statuses = _by_address(call, query)
    elif query:
        if kind in (None, "accounts"):
            only = params.flag("following") or False
            accounts = search_accounts(world, call.viewer, query.split()[0], limit, following=only)
        if kind in (None, "statuses") and call.viewer is not None:
            like = "%" + re.sub(r"([%_\\])", r"\\\1", query) + "%"
            page = feeds.Page(limit, params.number("max_id"), None, params.number("min_id"))
            statuses = feeds.searched(world, call.viewer, page, like, params.number("account_id"))
        if kind in (None, "hashtags"):
            tags = _tags_like(world, query.removeprefix("#").lower(), limit)
    return call.answer(
        {
            "accounts": show_accounts(world, accounts),
            "statuses": show_statuses(world, statuses, call.viewer),
            "hashtags": [tag_json(world, name, call.viewer) for name in tags],
            "collections": [],
        }
    )


def _by_address(call: Call, url: str) -> tuple[list[int], list[int]]:
    """What a pasted address names: somebody's profile, or one post."""
    found = re.fullmatch(r"https?://([^/]+)/(?:@|users/)([\w.-]+)(?:/(?:statuses/)?(\d{1,18}))?/?", url)
    if found is None:
        return [], []
    account = find_by_handle(call.world, f"{found[2]}@{found[1]}")
    if account is None:
        return [], []
    if found[3] is None:
        return [account], []
    return [], feeds.visible_ids(call.world, call.viewer, [int(found[3])])


def _tags_like(world: World, text: str, limit: int) -> list[str]:
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
    today = world.clock.seconds() // _DAY
    history = []
    for back in range(7):
        start = (today - back) * _DAY * 1000
        row = world.row(
            "SELECT count(*) AS uses, count(DISTINCT s.account_id) AS accounts FROM status_tags t"
            " JOIN statuses s ON s.id = t.status_id WHERE t.tag = ? AND s.created_at >= ? AND"
            " s.created_at < ?",
            name,
            start,
            start + _DAY * 1000,
        )
        assert row is not None
        history.append(
            {"day": str((today - back) * _DAY), "accounts": str(row["accounts"]), "uses": str(row["uses"])}
        )
    shown: Json = {
        "id": str(sum(ord(c) << (i % 8) for i, c in enumerate(name))),
        "name": name,
        "url": f"{world.base_url}/tags/{name}",
        "history": history,
    }
    if viewer is not None:
        sql = "SELECT 1 FROM followed_tags WHERE account_id = ? AND tag = ?"
        shown["following"] = world.row(sql, viewer, name) is not None
        shown["featuring"] = False
    return shown


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
    rows = call.world.rows("SELECT tag FROM followed_tags WHERE account_id = ? ORDER BY id DESC", call.me)
    return call.answer([tag_json(call.world, row["tag"], call.me) for row in rows])


async def trending_tags(call: Call) -> web.StreamResponse:
    """GET /api/v1/trends/tags: the most used hashtags of the past days."""
    limit = max(1, min(call.params.number("limit") or 10, 20))
    return call.answer(
        [tag_json(call.world, name, call.viewer) for name in _tags_like(call.world, "", limit)]
    )


ROUTES = (
    Route("GET", "/api/v2/search", search),
    Route("GET", "/api/v1/tags/{tag}", show_tag),
    Route("POST", "/api/v1/tags/{tag}/follow", follow_tag, "write:follows"),
    Route("POST", "/api/v1/tags/{tag}/unfollow", unfollow_tag, "write:follows"),
    Route("GET", "/api/v1/followed_tags", followed_tags, "read:follows"),
    Route("GET", "/api/v1/trends/tags", trending_tags),
    Route("GET", "/api/v1/trends", trending_tags),
)
