"""Lists of accounts, and who is on them."""

from __future__ import annotations

import sqlite3

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.views_account import show_accounts
from outtray.practice.world import Json

_REPLIES_POLICIES = ("list", "followed", "none")


def _list_json(row: sqlite3.Row) -> Json:
    return {
        "id": str(row["id"]),
        "title": row["title"],
        "replies_policy": row["replies_policy"],
        "exclusive": bool(row["exclusive"]),
    }


def _list(call: Call) -> sqlite3.Row:
    row = call.world.row("SELECT * FROM lists WHERE id = ? AND account_id = ?", call.id(), call.me)
    if row is None:
        raise NotFound
    return row


def _list_fields(call: Call, before: sqlite3.Row | None) -> tuple[str, str, bool]:
    params = call.params
    title = params.text("title") or (before["title"] if before is not None else "")
    policy = params.text("replies_policy") or (before["replies_policy"] if before is not None else "list")
    exclusive = params.flag("exclusive")
    if not title.strip():
        raise Invalid("Validation failed: Title can't be blank")
    if policy not in _REPLIES_POLICIES:
        raise Invalid("Validation failed: Replies policy is not included in the list")
    kept = bool(before["exclusive"]) if before is not None else False
    return title, policy, kept if exclusive is None else exclusive


async def all_lists(call: Call) -> web.StreamResponse:
    """GET /api/v1/lists."""
    rows = call.world.rows("SELECT * FROM lists WHERE account_id = ? ORDER BY id", call.me)
    return call.answer([_list_json(row) for row in rows])


async def show_list(call: Call) -> web.StreamResponse:
    """GET /api/v1/lists/:id."""
    return call.answer(_list_json(_list(call)))


async def create_list(call: Call) -> web.StreamResponse:
    """POST /api/v1/lists."""
    list_id = call.world.next_id()
    title, policy, exclusive = _list_fields(call, None)
    call.world.run("INSERT INTO lists VALUES (?, ?, ?, ?, ?)", list_id, call.me, title, policy, exclusive)
    row = call.world.row("SELECT * FROM lists WHERE id = ?", list_id)
    assert row is not None
    return call.answer(_list_json(row))


async def edit_list(call: Call) -> web.StreamResponse:
    """PUT /api/v1/lists/:id."""
    row = _list(call)
    sql = "UPDATE lists SET title = ?, replies_policy = ?, exclusive = ? WHERE id = ?"
    call.world.run(sql, *_list_fields(call, row), row["id"])
    return call.answer(_list_json(_list(call)))


async def delete_list(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/lists/:id."""
    call.world.run("DELETE FROM lists WHERE id = ?", _list(call)["id"])
    return call.answer({})


async def list_members(call: Call) -> web.StreamResponse:
    """GET /api/v1/lists/:id/accounts."""
    rows = call.world.rows("SELECT account_id FROM list_accounts WHERE list_id = ?", _list(call)["id"])
    return call.answer(show_accounts(call.world, [row[0] for row in rows]))


async def add_members(call: Call) -> web.StreamResponse:
    """POST /api/v1/lists/:id/accounts: accounts one follows."""
    world, row = call.world, _list(call)
    for account_id in call.ids("account_ids"):
        followed = world.row(
            "SELECT 1 FROM follows WHERE account_id = ? AND target_id = ? AND state = 'following'",
            call.me,
            account_id,
        )
        if followed is None:
            raise NotFound
        world.run("INSERT OR IGNORE INTO list_accounts VALUES (?, ?)", row["id"], account_id)
    return call.answer({})


async def remove_members(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/lists/:id/accounts."""
    row = _list(call)
    for account_id in call.ids("account_ids"):
        call.world.run(
            "DELETE FROM list_accounts WHERE list_id = ? AND account_id = ?", row["id"], account_id
        )
    return call.answer({})


async def lists_with(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id/lists."""
    rows = call.world.rows(
        "SELECT l.* FROM lists l JOIN list_accounts a ON a.list_id = l.id"
        " WHERE l.account_id = ? AND a.account_id = ? ORDER BY l.id",
        call.me,
        call.id(),
    )
    return call.answer([_list_json(row) for row in rows])


ROUTES = (
    Route("GET", "/api/v1/lists", all_lists, "read:lists"),
    Route("POST", "/api/v1/lists", create_list, "write:lists"),
    Route("GET", "/api/v1/lists/{id}", show_list, "read:lists"),
    Route("PUT", "/api/v1/lists/{id}", edit_list, "write:lists"),
    Route("DELETE", "/api/v1/lists/{id}", delete_list, "write:lists"),
    Route("GET", "/api/v1/lists/{id}/accounts", list_members, "read:lists"),
    Route("POST", "/api/v1/lists/{id}/accounts", add_members, "write:lists"),
    Route("DELETE", "/api/v1/lists/{id}/accounts", remove_members, "write:lists"),
    Route("GET", "/api/v1/accounts/{id}/lists", lists_with, "read:lists"),
)
