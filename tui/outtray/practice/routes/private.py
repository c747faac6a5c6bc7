"""What an account keeps for itself: preferences, read markers, filters, lists, blocked domains."""

from __future__ import annotations

import json
import sqlite3

from aiohttp import web

from outtray.practice import delivery
from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.params import Params
from outtray.practice.views_account import show_accounts
from outtray.practice.views_status import filter_head
from outtray.practice.world import Json, World

_TIMELINES = ("home", "notifications")
_CONTEXTS = ("home", "notifications", "public", "thread", "account")
_ACTIONS = ("warn", "hide", "blur")
_REPLIES_POLICIES = ("list", "followed", "none")


async def preferences(call: Call) -> web.StreamResponse:
    """GET /api/v1/preferences."""
    row = call.world.row("SELECT * FROM accounts WHERE id = ?", call.me)
    assert row is not None
    return call.answer(
        {
            "posting:default:visibility": row["default_privacy"],
            "posting:default:sensitive": bool(row["default_sensitive"]),
            "posting:default:language": row["default_language"],
            "posting:default:quote_policy": row["default_quote_policy"],
            "reading:expand:media": "default",
            "reading:expand:spoilers": False,
            "reading:autoplay:gifs": False,
        }
    )


def _markers(world: World, me: int, timelines: list[str]) -> Json:
    rows = world.rows("SELECT * FROM markers WHERE account_id = ?", me)
    return {
        row["timeline"]: {
            "last_read_id": row["last_read_id"],
            "version": row["version"],
            "updated_at": iso(row["updated_at"]),
        }
        for row in rows
        if row["timeline"] in timelines
    }


async def show_markers(call: Call) -> web.StreamResponse:
    """GET /api/v1/markers?timeline[]=…"""
    return call.answer(_markers(call.world, call.me, call.params.texts("timeline")))


async def save_markers(call: Call) -> web.StreamResponse:
    """POST /api/v1/markers."""
    saved: list[str] = []
    for timeline in _TIMELINES:
        given = call.params.branch(timeline)
        last = given.text("last_read_id") if given is not None else None
        if last is None:
            continue
        saved.append(timeline)
        call.world.run(
            "INSERT INTO markers VALUES (?, ?, ?, 0, ?) ON CONFLICT (account_id, timeline) DO UPDATE SET"
            " last_read_id = excluded.last_read_id, version = version + 1, updated_at = excluded.updated_at",
            call.me,
            timeline,
            last,
            call.world.clock.millis(),
        )
    return call.answer(_markers(call.world, call.me, saved))


# Filters


def _filter_json(world: World, row: sqlite3.Row) -> Json:
    words = world.rows("SELECT * FROM filter_keywords WHERE filter_id = ? ORDER BY id", row["id"])
    statuses = world.rows("SELECT * FROM filter_statuses WHERE filter_id = ? ORDER BY id", row["id"])
    return {
        **filter_head(row),
        "keywords": [_keyword_json(word) for word in words],
        "statuses": [{"id": str(s["id"]), "status_id": str(s["status_id"])} for s in statuses],
    }


def _keyword_json(row: sqlite3.Row) -> Json:
    return {"id": str(row["id"]), "keyword": row["keyword"], "whole_word": bool(row["whole_word"])}


def _filter(call: Call) -> sqlite3.Row:
    row = call.world.row("SELECT * FROM filters WHERE id = ? AND account_id = ?", call.id(), call.me)
    if row is None:
        raise NotFound
    return row


def _filter_fields(call: Call, before: sqlite3.Row | None) -> tuple[str, str, str, int | None]:
    params = call.params
    title = params.text("title") or (before["title"] if before is not None else "")
    context = params.texts("context") or (json.loads(before["context"]) if before is not None else [])
    action = params.text("filter_action") or (before["action"] if before is not None else "warn")
    if not title.strip():
        raise Invalid("Validation failed: Title can't be blank")
    if not context or any(one not in _CONTEXTS for one in context):
        raise Invalid("Validation failed: Context None or invalid context supplied")
    if action not in _ACTIONS:
        raise Invalid("Validation failed: Action is not included in the list")
    expires = before["expires_at"] if before is not None else None
    if params.has("expires_in"):
        seconds = params.number("expires_in")
        expires = None if not seconds else call.world.clock.millis() + seconds * 1000
    return title, json.dumps(context), action, expires


def _save_keywords(world: World, filter_id: int, keywords: list[Params]) -> None:
    for word in keywords:
        text, known = word.text("keyword"), word.number("id")
        if known is not None and word.flag("_destroy"):
            world.run("DELETE FROM filter_keywords WHERE id = ? AND filter_id = ?", known, filter_id)
        elif known is not None:
            world.run(
                "UPDATE filter_keywords SET keyword = coalesce(?, keyword), whole_word = coalesce(?,"
                " whole_word)"
                " WHERE id = ? AND filter_id = ?",
                text,
                word.flag("whole_word"),
                known,
                filter_id,
            )
        elif text:
            _add_keyword(world, filter_id, text, whole_word=word.flag("whole_word") is not False)


def _add_keyword(world: World, filter_id: int, text: str, *, whole_word: bool) -> int:
    keyword_id = world.next_id()
    world.run("INSERT INTO filter_keywords VALUES (?, ?, ?, ?)", keyword_id, filter_id, text, whole_word)
    return keyword_id


async def list_filters(call: Call) -> web.StreamResponse:
    """GET /api/v2/filters."""
    rows = call.world.rows("SELECT * FROM filters WHERE account_id = ? ORDER BY id", call.me)
    return call.answer([_filter_json(call.world, row) for row in rows])


async def show_filter(call: Call) -> web.StreamResponse:
    """GET /api/v2/filters/:id."""
    return call.answer(_filter_json(call.world, _filter(call)))


async def create_filter(call: Call) -> web.StreamResponse:
    """POST /api/v2/filters."""
    world, filter_id = call.world, call.world.next_id()
    with world.transaction():
        title, context, action, expires = _filter_fields(call, None)
        world.run(
            "INSERT INTO filters VALUES (?, ?, ?, ?, ?, ?)",
            filter_id,
            call.me,
            title,
            context,
            action,
            expires,
        )
        _save_keywords(world, filter_id, call.params.branches("keywords_attributes"))
    delivery.announce_filters(world, call.me)
    row = world.row("SELECT * FROM filters WHERE id = ?", filter_id)
    assert row is not None
    return call.answer(_filter_json(world, row))


async def edit_filter(call: Call) -> web.StreamResponse:
    """PUT /api/v2/filters/:id."""
    world, row = call.world, _filter(call)
    with world.transaction():
        fields = _filter_fields(call, row)
        sql = "UPDATE filters SET title = ?, context = ?, action = ?, expires_at = ? WHERE id = ?"
        world.run(sql, *fields, row["id"])
        _save_keywords(world, row["id"], call.params.branches("keywords_attributes"))
    delivery.announce_filters(world, call.me)
    return call.answer(_filter_json(world, _filter(call)))


async def delete_filter(call: Call) -> web.StreamResponse:
    """DELETE /api/v2/filters/:id."""
    call.world.run("DELETE FROM filters WHERE id = ?", _filter(call)["id"])
    delivery.announce_filters(call.world, call.me)
    return call.answer({})


async def add_keyword(call: Call) -> web.StreamResponse:
    """POST /api/v2/filters/:id/keywords."""
    text = call.params.text("keyword")
    if not text:
        raise Invalid("Validation failed: Keyword can't be blank")
    whole = call.params.flag("whole_word") is not False
    keyword_id = _add_keyword(call.world, _filter(call)["id"], text, whole_word=whole)
    delivery.announce_filters(call.world, call.me)
    return call.answer({"id": str(keyword_id), "keyword": text, "whole_word": whole})


# Lists


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


# Domains


async def blocked_domains(call: Call) -> web.StreamResponse:
    """GET /api/v1/domain_blocks."""
    rows = call.world.rows("SELECT domain FROM domain_blocks WHERE account_id = ? ORDER BY domain", call.me)
    return call.answer([row[0] for row in rows])


async def block_domain(call: Call) -> web.StreamResponse:
    """POST /api/v1/domain_blocks."""
    domain = (call.params.text("domain") or "").strip().lower()
    if not domain or " " in domain:
        raise Invalid("Validation failed: Domain is not a valid domain name")
    call.world.run("INSERT OR IGNORE INTO domain_blocks VALUES (?, ?)", call.me, domain)
    return call.answer({})


async def unblock_domain(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/domain_blocks."""
    domain = (call.params.text("domain") or "").strip().lower()
    call.world.run("DELETE FROM domain_blocks WHERE account_id = ? AND domain = ?", call.me, domain)
    return call.answer({})


ROUTES = (
    Route("GET", "/api/v1/preferences", preferences, "read:accounts"),
    Route("GET", "/api/v1/markers", show_markers, "read:statuses"),
    Route("POST", "/api/v1/markers", save_markers, "write:statuses"),
    Route("GET", "/api/v2/filters", list_filters, "read:filters"),
    Route("POST", "/api/v2/filters", create_filter, "write:filters"),
    Route("GET", "/api/v2/filters/{id}", show_filter, "read:filters"),
    Route("PUT", "/api/v2/filters/{id}", edit_filter, "write:filters"),
    Route("DELETE", "/api/v2/filters/{id}", delete_filter, "write:filters"),
    Route("POST", "/api/v2/filters/{id}/keywords", add_keyword, "write:filters"),
    Route("GET", "/api/v1/lists", all_lists, "read:lists"),
    Route("POST", "/api/v1/lists", create_list, "write:lists"),
    Route("GET", "/api/v1/lists/{id}", show_list, "read:lists"),
    Route("PUT", "/api/v1/lists/{id}", edit_list, "write:lists"),
    Route("DELETE", "/api/v1/lists/{id}", delete_list, "write:lists"),
    Route("GET", "/api/v1/lists/{id}/accounts", list_members, "read:lists"),
    Route("POST", "/api/v1/lists/{id}/accounts", add_members, "write:lists"),
    Route("DELETE", "/api/v1/lists/{id}/accounts", remove_members, "write:lists"),
    Route("GET", "/api/v1/accounts/{id}/lists", lists_with, "read:lists"),
    Route("GET", "/api/v1/domain_blocks", blocked_domains, "read:blocks"),
    Route("POST", "/api/v1/domain_blocks", block_domain, "write:blocks"),
    Route("DELETE", "/api/v1/domain_blocks", unblock_domain, "write:blocks"),
)
