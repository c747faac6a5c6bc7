"""What people do with statuses: favourite, boost, bookmark, pin, mute; and who did."""

from __future__ import annotations

from aiohttp import web

from outtray.practice import feeds, marking
from outtray.practice.calls import REPLAYED, Call, Route
from outtray.practice.errors import Invalid
from outtray.practice.routes.statuses import application_shown
from outtray.practice.views_account import show_accounts
from outtray.practice.views_status import show_status
from outtray.practice.world import World, among


def _target(call: Call) -> int:
    """The status to act on; acting on a boost means acting on what it boosts."""
    row = feeds.visible(call.world, call.me, call.id())
    return int(row["reblog_of_id"] if row["reblog_of_id"] is not None else row["id"])


async def favourite(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/favourite."""
    target = _target(call)
    marking.favourite(call.world, call.me, target)
    return call.answer(show_status(call.world, target, call.me))


async def unfavourite(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/unfavourite."""
    target = _target(call)
    marking.unfavourite(call.world, call.me, target)
    return call.answer(show_status(call.world, target, call.me))


async def reblog(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/reblog: answers the boost; a second time the same one."""
    visibility = call.params.text("visibility") or "public"
    boost, fresh = marking.reblog(
        call.world, call.me, _target(call), visibility, application_shown(call.application)
    )
    if not fresh:
        call.request[REPLAYED] = True
    return call.answer(show_status(call.world, boost, call.me))


async def unreblog(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/unreblog."""
    target = _target(call)
    boost = call.world.value(
        "SELECT id FROM statuses WHERE account_id = ? AND reblog_of_id = ?", call.me, target
    )
    if boost is not None:
        marking.unreblog(call.world, call.me, boost, target)
    return call.answer(show_status(call.world, target, call.me))


async def bookmark(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/bookmark."""
    return _mark(call, "bookmark", on=True)


async def unbookmark(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/unbookmark."""
    return _mark(call, "bookmark", on=False)


async def pin(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/pin: own posts only, five at most."""
    row = feeds.visible(call.world, call.me, call.id())
    if row["account_id"] != call.me:
        raise Invalid("Validation failed: Someone else's post cannot be pinned")
    if row["reblog_of_id"] is not None:
        raise Invalid("Validation failed: A boost cannot be pinned")
    if row["visibility"] == "direct":
        raise Invalid("Validation failed: Posts that are only visible to mentioned users cannot be pinned")
    pinned = call.world.value("SELECT count(*) FROM marks WHERE account_id = ? AND kind = 'pin'", call.me)
    if pinned >= 5 and not marking.is_marked(call.world, call.me, "pin", row["id"]):
        raise Invalid("Validation failed: You have already pinned the maximum number of posts")
    return _mark(call, "pin", on=True)


async def unpin(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/unpin."""
    return _mark(call, "pin", on=False)


async def mute_thread(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/mute: no more notifications from this conversation."""
    return _mute(call, on=True)


async def unmute_thread(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/unmute."""
    return _mute(call, on=False)


def _mute(call: Call, *, on: bool) -> web.StreamResponse:
    row = feeds.visible(call.world, call.me, call.id())
    marking.mark(call.world, call.me, "mute", row["thread_id"], on=on)
    return call.answer(show_status(call.world, row["id"], call.me))


def _mark(call: Call, kind: str, *, on: bool) -> web.StreamResponse:
    target = _target(call)
    marking.mark(call.world, call.me, kind, target, on=on)
    return call.answer(show_status(call.world, target, call.me))


async def reblogged_by(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/reblogged_by."""
    row = feeds.visible(call.world, call.viewer, call.id())
    page = feeds.page_of(call.params, 40, 80)
    ids = page.select(call.world, "statuses s", ["s.reblog_of_id = :of"], {"of": row["id"]})
    people = _authors(call.world, _BY_STATUS, ids)
    return call.page(show_accounts(call.world, people), ids, page)


async def favourited_by(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/favourited_by."""
    row = feeds.visible(call.world, call.viewer, call.id())
    page = feeds.page_of(call.params, 40, 80)
    where = ["m.kind = 'favourite'", "m.status_id = :of"]
    ids = page.select(call.world, "marks m", where, {"of": row["id"]}, "m.id")
    people = _authors(call.world, _BY_MARK, ids)
    return call.page(show_accounts(call.world, people), ids, page)


_BY_STATUS = "SELECT id, account_id FROM statuses WHERE id IN (SELECT value FROM json_each(?))"
_BY_MARK = "SELECT id, account_id FROM marks WHERE id IN (SELECT value FROM json_each(?))"


def _authors(world: World, sql: str, ids: list[int]) -> list[int]:
    found = {r["id"]: r["account_id"] for r in world.rows(sql, among(ids))}
    return [found[one] for one in ids]


_ACTIONS = {
    "favourite": (favourite, "write:favourites"),
    "unfavourite": (unfavourite, "write:favourites"),
    "reblog": (reblog, "write:statuses"),
    "unreblog": (unreblog, "write:statuses"),
    "bookmark": (bookmark, "write:bookmarks"),
    "unbookmark": (unbookmark, "write:bookmarks"),
    "pin": (pin, "write:accounts"),
    "unpin": (unpin, "write:accounts"),
    "mute": (mute_thread, "write:mutes"),
    "unmute": (unmute_thread, "write:mutes"),
}

ROUTES = (
    Route("GET", "/api/v1/statuses/{id}/reblogged_by", reblogged_by),
    Route("GET", "/api/v1/statuses/{id}/favourited_by", favourited_by),
    *(
        Route("POST", f"/api/v1/statuses/{{id}}/{name}", handler, scope)
        for name, (handler, scope) in _ACTIONS.items()
    ),
)
