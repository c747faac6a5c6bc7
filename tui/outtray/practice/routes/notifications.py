"""Notifications, one by one (v1) and grouped (v2)."""

from __future__ import annotations

import sqlite3

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.errors import NotFound
from outtray.practice.notices import TYPES, close_polls, group_key, show_notifications
from outtray.practice.views_account import accounts_by_id, show_accounts
from outtray.practice.views_status import show_statuses
from outtray.practice.world import Json, among

_MOST_UNREAD = 1000
_PARTIAL = ("id", "acct", "locked", "bot", "url", "avatar", "avatar_static")


def _wanted(call: Call) -> tuple[list[str], dict[str, object]]:
    """The conditions of a listing: whose, and which types."""
    close_polls(call.world)
    params = call.params
    kinds = [kind for kind in params.texts("types") if kind in TYPES] or list(TYPES)
    kinds = [kind for kind in kinds if kind not in params.texts("exclude_types")]
    where = ["n.account_id = :me", "n.type IN (SELECT value FROM json_each(:kinds))"]
    values: dict[str, object] = {"me": call.me, "kinds": among(kinds)}
    if not params.flag("include_filtered"):
        where.append("n.filtered = 0")
    if params.number("account_id") is not None:
        where.append("n.from_id = :other")
        values["other"] = params.number("account_id")
    return where, values


async def listing(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications."""
    page = feeds.page_of(call.params, 40, 80)
    ids = page.select(call.world, "notifications n", *_wanted(call), "n.id")
    return call.page(show_notifications(call.world, ids, call.me), ids, page)


async def grouped(call: Call) -> web.StreamResponse:
    """GET /api/v2/notifications: favourites, boosts and follows of one hour told as one."""
    world, page = call.world, feeds.page_of(call.params, 40, 80)
    ids = page.select(world, "notifications n", *_wanted(call), "n.id")
    rows = _rows(call, ids)
    groups: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(group_key(row), []).append(row)
    people = accounts_by_id(world, {row["from_id"] for row in rows})
    partial: list[Json] = []
    if call.params.text("expand_accounts") == "partial_avatars":
        first = {members[0]["from_id"] for members in groups.values()}
        partial = [{name: people[one][name] for name in _PARTIAL} for one in people if one not in first]
        people = {one: shown for one, shown in people.items() if one in first}
    about = [row["status_id"] for row in rows if row["status_id"] is not None]
    answer: Json = {
        "accounts": list(people.values()),
        "statuses": show_statuses(world, dict.fromkeys(about), call.me),
        "notification_groups": [_group(key, members) for key, members in groups.items()],
    }
    if call.params.text("expand_accounts") == "partial_avatars":
        answer["partial_accounts"] = partial
    return call.page(answer, ids, page)


def _rows(call: Call, ids: list[int]) -> list[sqlite3.Row]:
    sql = "SELECT * FROM notifications WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC"
    return call.world.rows(sql, among(ids))


def _group(key: str, members: list[sqlite3.Row]) -> Json:
    newest, oldest = members[0], members[-1]
    shown: Json = {
        "group_key": key,
        "notifications_count": len(members),
        "type": newest["type"],
        "most_recent_notification_id": newest["id"],
        "page_min_id": str(oldest["id"]),
        "page_max_id": str(newest["id"]),
        "latest_page_notification_at": iso(newest["created_at"]),
        "sample_account_ids": [str(row["from_id"]) for row in members[:8]],
    }
    if newest["status_id"] is not None:
        shown["status_id"] = str(newest["status_id"])
    return shown


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications/:id."""
    return call.answer(show_notifications(call.world, [_own(call)], call.me)[0])


def _own(call: Call) -> int:
    found = call.world.value(
        "SELECT id FROM notifications WHERE id = ? AND account_id = ?", call.id(), call.me
    )
    if found is None:
        raise NotFound
    return int(found)


async def dismiss(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/:id/dismiss."""
    call.world.run("DELETE FROM notifications WHERE id = ?", _own(call))
    return call.answer({})


async def clear(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/clear."""
    call.world.run("DELETE FROM notifications WHERE account_id = ?", call.me)
    return call.answer({})


async def unread_count(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications/unread_count: those above the marker of the notifications timeline."""
    limit = max(1, min(call.params.number("limit") or 100, _MOST_UNREAD))
    read = call.world.value(
        "SELECT CAST(last_read_id AS INTEGER) FROM markers WHERE account_id = ? AND timeline ="
        " 'notifications'",
        call.me,
    )
    where, values = _wanted(call)
    where.append("n.id > :read")
    values["read"] = read or 0
    ids = feeds.Page(limit).select(call.world, "notifications n", where, values, "n.id")
    return call.answer({"count": len(ids)})


async def group_accounts(call: Call) -> web.StreamResponse:
    """GET /api/v2/notifications/:group_key/accounts."""
    members = _members(call)
    return call.answer(show_accounts(call.world, dict.fromkeys(row["from_id"] for row in members)))


async def dismiss_group(call: Call) -> web.StreamResponse:
    """POST /api/v2/notifications/:group_key/dismiss."""
    for row in _members(call):
        call.world.run("DELETE FROM notifications WHERE id = ?", row["id"])
    return call.answer({})


def _members(call: Call) -> list[sqlite3.Row]:
    wanted = call.request.match_info["key"]
    rows = call.world.rows("SELECT * FROM notifications WHERE account_id = ? ORDER BY id DESC", call.me)
    return [row for row in rows if group_key(row) == wanted]


ROUTES = (
    Route("GET", "/api/v1/notifications", listing, "read:notifications"),
    Route("GET", "/api/v2/notifications", grouped, "read:notifications"),
    Route("GET", "/api/v1/notifications/unread_count", unread_count, "read:notifications"),
    Route("GET", "/api/v2/notifications/unread_count", unread_count, "read:notifications"),
    Route("GET", "/api/v2/notifications/{key}/accounts", group_accounts, "read:notifications"),
    Route("POST", "/api/v2/notifications/{key}/dismiss", dismiss_group, "write:notifications"),
    Route("POST", "/api/v1/notifications/clear", clear, "write:notifications"),
    Route("GET", "/api/v1/notifications/{id}", show, "read:notifications"),
    Route("POST", "/api/v1/notifications/{id}/dismiss", dismiss, "write:notifications"),
)
