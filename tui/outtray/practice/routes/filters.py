"""Filters of what an account does not want to see, in both versions of the API."""

from __future__ import annotations

import json
import sqlite3

from aiohttp import web

from outtray.practice import delivery
from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso_or_none
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.params import Params
from outtray.practice.views_status import filter_head
from outtray.practice.world import Json, World

_CONTEXTS = ("home", "notifications", "public", "thread", "account")
_ACTIONS = ("warn", "hide", "blur")


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


async def list_keywords(call: Call) -> web.StreamResponse:
    """GET /api/v2/filters/:id/keywords."""
    rows = call.world.rows(
        "SELECT * FROM filter_keywords WHERE filter_id = ? ORDER BY id", _filter(call)["id"]
    )
    return call.answer([_keyword_json(row) for row in rows])


def _keyword(call: Call) -> sqlite3.Row:
    sql = (
        "SELECT k.* FROM filter_keywords k JOIN filters f ON f.id = k.filter_id"
        " WHERE k.id = ? AND f.account_id = ?"
    )
    row = call.world.row(sql, call.id(), call.me)
    if row is None:
        raise NotFound
    return row


async def show_keyword(call: Call) -> web.StreamResponse:
    """GET /api/v2/filters/keywords/:id."""
    return call.answer(_keyword_json(_keyword(call)))


async def edit_keyword(call: Call) -> web.StreamResponse:
    """PUT /api/v2/filters/keywords/:id."""
    row, whole = _keyword(call), call.params.flag("whole_word")
    call.world.run(
        "UPDATE filter_keywords SET keyword = ?, whole_word = ? WHERE id = ?",
        call.params.text("keyword") or row["keyword"],
        row["whole_word"] if whole is None else whole,
        row["id"],
    )
    delivery.announce_filters(call.world, call.me)
    return call.answer(_keyword_json(_keyword(call)))


async def delete_keyword(call: Call) -> web.StreamResponse:
    """DELETE /api/v2/filters/keywords/:id."""
    call.world.run("DELETE FROM filter_keywords WHERE id = ?", _keyword(call)["id"])
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


# The first version: one phrase a filter


def _old_json(row: sqlite3.Row) -> Json:
    return {
        "id": str(row["keyword_id"]),
        "phrase": row["keyword"],
        "context": json.loads(row["context"]),
        "whole_word": bool(row["whole_word"]),
        "expires_at": iso_or_none(row["expires_at"]),
        "irreversible": row["action"] == "hide",
    }


_OLD = (
    "SELECT f.*, k.id AS keyword_id, k.keyword, k.whole_word FROM filter_keywords k"
    " JOIN filters f ON f.id = k.filter_id WHERE f.account_id = ?"
)


def _old(call: Call, keyword_id: int) -> sqlite3.Row:
    row = call.world.row(f"{_OLD} AND k.id = ?", call.me, keyword_id)
    if row is None:
        raise NotFound
    return row


async def list_old(call: Call) -> web.StreamResponse:
    """GET /api/v1/filters: each word as a filter of its own."""
    return call.answer([_old_json(row) for row in call.world.rows(f"{_OLD} ORDER BY k.id", call.me)])


async def show_old(call: Call) -> web.StreamResponse:
    """GET /api/v1/filters/:id."""
    return call.answer(_old_json(_old(call, call.id())))


async def create_old(call: Call) -> web.StreamResponse:
    """POST /api/v1/filters."""
    world, params, filter_id = call.world, call.params, call.world.next_id()
    phrase, context = params.text("phrase") or "", params.texts("context")
    if not phrase.strip() or not context or any(one not in _CONTEXTS for one in context):
        raise Invalid("Validation failed: Phrase can't be blank, Context None or invalid context supplied")
    seconds = params.number("expires_in")
    expires = world.clock.millis() + seconds * 1000 if seconds else None
    action = "hide" if params.flag("irreversible") else "warn"
    with world.transaction():
        sql = "INSERT INTO filters VALUES (?, ?, ?, ?, ?, ?)"
        world.run(sql, filter_id, call.me, phrase, json.dumps(context), action, expires)
        keyword_id = _add_keyword(world, filter_id, phrase, whole_word=params.flag("whole_word") is not False)
    delivery.announce_filters(world, call.me)
    return call.answer(_old_json(_old(call, keyword_id)))


async def delete_old(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/filters/:id."""
    row = _old(call, call.id())
    with call.world.transaction():
        call.world.run("DELETE FROM filter_keywords WHERE id = ?", row["keyword_id"])
        call.world.run(
            "DELETE FROM filters WHERE id = ? AND id NOT IN (SELECT filter_id FROM filter_keywords)",
            row["id"],
        )
    delivery.announce_filters(call.world, call.me)
    return call.answer({})


ROUTES = (
    Route("GET", "/api/v2/filters", list_filters, "read:filters"),
    Route("POST", "/api/v2/filters", create_filter, "write:filters"),
    Route("GET", "/api/v2/filters/keywords/{id}", show_keyword, "read:filters"),
    Route("PUT", "/api/v2/filters/keywords/{id}", edit_keyword, "write:filters"),
    Route("DELETE", "/api/v2/filters/keywords/{id}", delete_keyword, "write:filters"),
    Route("GET", "/api/v2/filters/{id}", show_filter, "read:filters"),
    Route("PUT", "/api/v2/filters/{id}", edit_filter, "write:filters"),
    Route("DELETE", "/api/v2/filters/{id}", delete_filter, "write:filters"),
    Route("GET", "/api/v2/filters/{id}/keywords", list_keywords, "read:filters"),
    Route("POST", "/api/v2/filters/{id}/keywords", add_keyword, "write:filters"),
    Route("GET", "/api/v1/filters", list_old, "read:filters"),
    Route("POST", "/api/v1/filters", create_old, "write:filters"),
    Route("GET", "/api/v1/filters/{id}", show_old, "read:filters"),
    Route("DELETE", "/api/v1/filters/{id}", delete_old, "write:filters"),
)
