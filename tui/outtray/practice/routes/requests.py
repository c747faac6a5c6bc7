"""Notifications set aside: what is done with whose, and deciding about them."""

from __future__ import annotations

import sqlite3

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.views_account import show_account
from outtray.practice.views_status import show_statuses
from outtray.practice.withholding import ANSWERS, KINDS, policy
from outtray.practice.world import Json, World, among


def _policy_json(world: World, me: int) -> Json:
    waiting = world.row(
        "SELECT count(DISTINCT from_id) AS people, count(*) AS notices FROM notifications"
        " WHERE account_id = ? AND filtered = 1",
        me,
    )
    assert waiting is not None
    return {
        **policy(world, me),
        "summary": {
            "pending_requests_count": waiting["people"],
            "pending_notifications_count": waiting["notices"],
        },
    }


async def show_policy(call: Call) -> web.StreamResponse:
    """GET /api/v2/notifications/policy."""
    return call.answer(_policy_json(call.world, call.me))


async def change_policy(call: Call) -> web.StreamResponse:
    """PATCH /api/v2/notifications/policy: what is not named stays."""
    for kind in KINDS:
        answer = call.params.text(kind)
        if answer is None:
            continue
        if answer not in ANSWERS:
            raise Invalid(f"'{answer}' is not a valid {kind}")
        call.world.run("INSERT OR REPLACE INTO notification_policies VALUES (?, ?, ?)", call.me, kind, answer)
    return call.answer(_policy_json(call.world, call.me))


def _request_json(call: Call, row: sqlite3.Row) -> Json:
    world = call.world
    kept = world.rows(
        "SELECT status_id FROM notifications WHERE account_id = ? AND from_id = ? AND filtered = 1"
        " ORDER BY id DESC",
        call.me,
        row["from_id"],
    )
    about = [notice["status_id"] for notice in kept if notice["status_id"] is not None]
    shown = show_statuses(world, about[:1], call.me)
    return {
        "id": str(row["id"]),
        "created_at": iso(row["created_at"]),
        "updated_at": iso(row["updated_at"]),
        "notifications_count": str(len(kept)),
        "account": show_account(world, row["from_id"]),
        "last_status": shown[0] if shown else None,
    }


async def listing(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications/requests."""
    page = feeds.page_of(call.params, 40, 80)
    where = [
        "r.account_id = :me",
        "EXISTS (SELECT 1 FROM notifications n WHERE n.account_id = :me AND n.from_id = r.from_id"
        " AND n.filtered = 1)",
    ]
    ids = page.select(call.world, "notification_requests r", where, {"me": call.me}, "r.id")
    rows = call.world.rows(
        "SELECT * FROM notification_requests WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
        among(ids),
    )
    return call.page([_request_json(call, row) for row in rows], ids, page)


async def merged(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications/requests/merged: accepted ones are let in at once here."""
    return call.answer({"merged": True})


def _request(call: Call) -> sqlite3.Row:
    row = call.world.row(
        "SELECT * FROM notification_requests WHERE id = ? AND account_id = ?", call.id(), call.me
    )
    if row is None:
        raise NotFound
    return row


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/notifications/requests/:id."""
    return call.answer(_request_json(call, _request(call)))


def _settle(call: Call, row: sqlite3.Row, *, accept: bool) -> None:
    world = call.world
    with world.transaction():
        if accept:
            world.run("INSERT OR IGNORE INTO notification_permissions VALUES (?, ?)", call.me, row["from_id"])
            sql = "UPDATE notifications SET filtered = 0 WHERE account_id = ? AND from_id = ?"
        else:
            sql = "DELETE FROM notifications WHERE account_id = ? AND from_id = ? AND filtered = 1"
        world.run(sql, call.me, row["from_id"])
        world.run("DELETE FROM notification_requests WHERE id = ?", row["id"])


async def accept(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/requests/:id/accept."""
    _settle(call, _request(call), accept=True)
    return call.answer({})


async def dismiss(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/requests/:id/dismiss."""
    _settle(call, _request(call), accept=False)
    return call.answer({})


def _several(call: Call, *, accept: bool) -> web.StreamResponse:
    rows = call.world.rows(
        "SELECT * FROM notification_requests WHERE account_id = ? AND id IN (SELECT value FROM json_each(?))",
        call.me,
        among(call.ids("id")),
    )
    for row in rows:
        _settle(call, row, accept=accept)
    return call.answer({})


async def accept_several(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/requests/accept."""
    return _several(call, accept=True)


async def dismiss_several(call: Call) -> web.StreamResponse:
    """POST /api/v1/notifications/requests/dismiss."""
    return _several(call, accept=False)


ROUTES = (
    Route("GET", "/api/v2/notifications/policy", show_policy, "read:notifications"),
    Route("PATCH", "/api/v2/notifications/policy", change_policy, "write:notifications"),
    Route("GET", "/api/v1/notifications/requests", listing, "read:notifications"),
    Route("GET", "/api/v1/notifications/requests/merged", merged, "read:notifications"),
    Route("POST", "/api/v1/notifications/requests/accept", accept_several, "write:notifications"),
    Route("POST", "/api/v1/notifications/requests/dismiss", dismiss_several, "write:notifications"),
    Route("GET", "/api/v1/notifications/requests/{id}", show, "read:notifications"),
    Route("POST", "/api/v1/notifications/requests/{id}/accept", accept, "write:notifications"),
    Route("POST", "/api/v1/notifications/requests/{id}/dismiss", dismiss, "write:notifications"),
)
