"""Timelines, bookmarks, favourites and conversations: lists of statuses."""

from __future__ import annotations

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.errors import NotFound
from outtray.practice.views_account import show_accounts
from outtray.practice.views_status import show_status, show_statuses
from outtray.practice.world import Json, among


async def home(call: Call) -> web.StreamResponse:
    """GET /api/v1/timelines/home."""
    page = feeds.page_of(call.params)
    ids = feeds.home(call.world, call.me, page)
    return call.page(show_statuses(call.world, ids, call.me), ids, page)


async def public(call: Call) -> web.StreamResponse:
    """GET /api/v1/timelines/public: federated, or local with ``local``."""
    page, params = feeds.page_of(call.params), call.params
    ids = feeds.public(
        call.world,
        call.viewer,
        page,
        local=params.flag("local") or False,
        remote=params.flag("remote") or False,
        only_media=params.flag("only_media") or False,
    )
    return call.page(show_statuses(call.world, ids, call.viewer), ids, page)


def _tags(texts: list[str]) -> tuple[str, ...]:
    return tuple(text.lstrip("#").lower() for text in texts[:5])


async def tag(call: Call) -> web.StreamResponse:
    """GET /api/v1/timelines/tag/:hashtag, several at once with ``any[]``, ``all[]``, ``none[]``."""
    page, params = feeds.page_of(call.params), call.params
    name = call.request.match_info["tag"]
    query = feeds.TagQuery(
        any=_tags([name, *params.texts("any")]),
        every=_tags(params.texts("all")),
        none=_tags(params.texts("none")),
    )
    ids = feeds.tagged(
        call.world,
        call.viewer,
        page,
        query,
        local=params.flag("local") or False,
        only_media=params.flag("only_media") or False,
    )
    return call.page(show_statuses(call.world, ids, call.viewer), ids, page)


async def in_list(call: Call) -> web.StreamResponse:
    """GET /api/v1/timelines/list/:id."""
    page, list_id = feeds.page_of(call.params), call.id()
    if call.world.row("SELECT 1 FROM lists WHERE id = ? AND account_id = ?", list_id, call.me) is None:
        raise NotFound
    ids = feeds.of_list(call.world, call.me, list_id, page)
    return call.page(show_statuses(call.world, ids, call.me), ids, page)


async def bookmarks(call: Call) -> web.StreamResponse:
    """GET /api/v1/bookmarks."""
    return _marked(call, "bookmark")


async def favourites(call: Call) -> web.StreamResponse:
    """GET /api/v1/favourites."""
    return _marked(call, "favourite")


def _marked(call: Call, kind: str) -> web.StreamResponse:
    page = feeds.page_of(call.params)
    where = ["m.account_id = :me", "m.kind = :kind"]
    ids = page.select(call.world, "marks m", where, {"me": call.me, "kind": kind}, "m.id")
    found = {
        row["id"]: row["status_id"]
        for row in call.world.rows(
            "SELECT id, status_id FROM marks WHERE id IN (SELECT value FROM json_each(?))", among(ids)
        )
    }
    statuses = feeds.visible_ids(call.world, call.me, [found[one] for one in ids])
    return call.page(show_statuses(call.world, statuses, call.me), ids, page)


async def conversations(call: Call) -> web.StreamResponse:
    """GET /api/v1/conversations."""
    page = feeds.page_of(call.params)
    ids = page.select(call.world, "conversations c", ["c.account_id = :me"], {"me": call.me}, "c.id")
    shown = [_conversation(call, one) for one in ids]
    return call.page([one for one in shown if one["last_status"] is not None], ids, page)


def _conversation(call: Call, conversation_id: int) -> Json:
    world = call.world
    row = world.row("SELECT * FROM conversations WHERE id = ? AND account_id = ?", conversation_id, call.me)
    if row is None:
        raise NotFound
    listed = world.rows(
        "SELECT id, account_id FROM statuses WHERE thread_id = ? AND visibility = 'direct' ORDER BY id",
        row["thread_id"],
    )
    seen = set(feeds.visible_ids(world, call.me, [one["id"] for one in listed]))
    thread = [one for one in listed if one["id"] in seen]
    people = {one["account_id"] for one in thread}
    for one in thread:
        mentioned = world.rows("SELECT account_id FROM status_mentions WHERE status_id = ?", one["id"])
        people.update(m["account_id"] for m in mentioned)
    return {
        "id": str(row["id"]),
        "unread": bool(row["unread"]),
        "accounts": show_accounts(world, sorted(people - {call.me})),
        "last_status": show_status(world, thread[-1]["id"], call.me) if thread else None,
    }


async def read_conversation(call: Call) -> web.StreamResponse:
    """POST /api/v1/conversations/:id/read."""
    _conversation(call, call.id())
    call.world.run("UPDATE conversations SET unread = 0 WHERE id = ?", call.id())
    return call.answer(_conversation(call, call.id()))


async def drop_conversation(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/conversations/:id."""
    _conversation(call, call.id())
    call.world.run("DELETE FROM conversations WHERE id = ?", call.id())
    return call.answer({})


ROUTES = (
    Route("GET", "/api/v1/timelines/home", home, "read:statuses"),
    Route("GET", "/api/v1/timelines/public", public),
    Route("GET", "/api/v1/timelines/tag/{tag}", tag),
    Route("GET", "/api/v1/timelines/list/{id}", in_list, "read:lists"),
    Route("GET", "/api/v1/bookmarks", bookmarks, "read:bookmarks"),
    Route("GET", "/api/v1/favourites", favourites, "read:favourites"),
    Route("GET", "/api/v1/conversations", conversations, "read:statuses"),
    Route("POST", "/api/v1/conversations/{id}/read", read_conversation, "write:conversations"),
    Route("DELETE", "/api/v1/conversations/{id}", drop_conversation, "write:conversations"),
)
