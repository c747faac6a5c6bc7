"""Statuses: write, read, edit, delete, and what people do with them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from outtray.practice import drafts, feeds, posting
from outtray.practice.calls import REPLAYED, Call, Route
from outtray.practice.clock import iso
from outtray.practice.drafts import PollDraft, StatusDraft
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.params import Params
from outtray.practice.posting import MediaChange
from outtray.practice.routes.media import focus_of
from outtray.practice.views_account import emojis_in, show_account
from outtray.practice.views_status import media_json, show_status, show_statuses
from outtray.practice.world import Json, World, among

IDEMPOTENCY_MS = 3_600_000
"""How long an Idempotency-Key is remembered: one hour, as on Mastodon."""


def _poll(params: Params) -> PollDraft | None:
    poll = params.branch("poll")
    if poll is None or not poll.texts("options"):
        return None
    return PollDraft(
        options=tuple(poll.texts("options")),
        expires_in=poll.number("expires_in"),
        multiple=poll.flag("multiple") or False,
        hide_totals=poll.flag("hide_totals") or False,
    )


def application_shown(application: Mapping[str, Any] | None) -> Json | None:
    """What a status says about the app it was written with."""
    return None if application is None else {"name": application["name"], "website": application["website"]}


def _draft(call: Call) -> StatusDraft:
    params, world, me = call.params, call.world, call.me
    row = world.row("SELECT * FROM accounts WHERE id = ?", me)
    assert row is not None
    if params.text("scheduled_at"):
        raise Invalid("Validation failed: Scheduled posts are not offered by this server")
    parent_id = params.number("in_reply_to_id")
    if params.text("in_reply_to_id") and (parent_id is None or not feeds.visible_ids(world, me, [parent_id])):
        raise NotFound("The post you are trying to reply to does not appear to exist.")
    policy = params.text("quote_approval_policy") or row["default_quote_policy"]
    visibility = params.text("visibility") or row["default_privacy"]
    sensitive = params.flag("sensitive")
    spoiler = params.text("spoiler_text") or ""
    return StatusDraft(
        account_id=me,
        text=params.text("status") or "",
        spoiler_text=spoiler,
        sensitive=bool(row["default_sensitive"]) if sensitive is None else sensitive,
        visibility=visibility,
        language=params.text("language") or row["default_language"],
        in_reply_to_id=parent_id,
        media_ids=tuple(call.ids("media_ids")),
        poll=_poll(params),
        quoted_status_id=_quotable(call),
        quote_policy=policy if visibility in {"public", "unlisted"} else "nobody",
        application=application_shown(call.application),
    )


def _quotable(call: Call) -> int | None:
    if not call.params.text("quoted_status_id"):
        return None
    quoted = call.params.number("quoted_status_id")
    if quoted is None:
        raise NotFound("The post you are trying to quote does not appear to exist.")
    row = feeds.visible(call.world, call.me, quoted)
    approval = show_status(call.world, row["id"], call.me)["quote_approval"]
    if approval["current_user"] != "automatic":
        raise Invalid("Validation failed: Quoted status cannot be quoted by you")
    return int(row["id"])


async def post(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses, answering a repeated Idempotency-Key with the status it made before."""
    world, me = call.world, call.me
    key = call.request.headers.get("Idempotency-Key") if world.dialect.remembers_keys else None
    if key:
        world.run("DELETE FROM idempotency WHERE created_at < ?", world.clock.millis() - IDEMPOTENCY_MS)
        earlier = world.value("SELECT status_id FROM idempotency WHERE account_id = ? AND key = ?", me, key)
        if earlier is not None:
            call.request[REPLAYED] = True
            return call.answer(show_status(world, earlier, me))
    draft = _draft(call)
    drafts.check(world, draft)
    with world.transaction():
        status_id = posting.create(world, draft)
        if key:
            world.run("INSERT INTO idempotency VALUES (?, ?, ?, ?)", me, key, status_id, world.clock.millis())
    return call.answer(show_status(world, status_id, me))


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id."""
    row = feeds.visible(call.world, call.viewer, call.id())
    return call.answer(show_status(call.world, row["id"], call.viewer))


async def show_many(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses?id[]=…"""
    ids = feeds.visible_ids(call.world, call.viewer, call.ids("id")[:40])
    return call.answer(show_statuses(call.world, ids, call.viewer))


async def context(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/context: parents up to the root, then all replies, depth first."""
    world = call.world
    row = feeds.visible(world, call.viewer, call.id())
    thread = {
        r["id"]: r["in_reply_to_id"]
        for r in world.rows(
            "SELECT id, in_reply_to_id FROM statuses WHERE thread_id = ? ORDER BY id", row["thread_id"]
        )
    }
    ancestors: list[int] = []
    at = thread.get(row["id"])
    while at is not None and at in thread and at not in ancestors:
        ancestors.insert(0, at)
        at = thread[at]
    answers: dict[int, list[int]] = {}
    for one, parent in thread.items():
        if parent is not None:
            answers.setdefault(parent, []).append(one)
    descendants: list[int] = []
    waiting = list(reversed(answers.get(row["id"], [])))
    while waiting:
        one = waiting.pop()
        descendants.append(one)
        waiting.extend(reversed(answers.get(one, [])))
    return call.answer(
        {
            name: show_statuses(world, feeds.visible_ids(world, call.viewer, ids), call.viewer)
            for name, ids in (("ancestors", ancestors), ("descendants", descendants))
        }
    )


def _own(call: Call) -> sqlite3.Row:
    row = feeds.visible(call.world, call.me, call.id())
    if row["account_id"] != call.me or row["reblog_of_id"] is not None:
        raise NotFound
    return row


async def edit(call: Call) -> web.StreamResponse:
    """PUT /api/v1/statuses/:id: the whole new state; what is left out is gone."""
    world, params, row = call.world, call.params, _own(call)
    sensitive = params.flag("sensitive")
    spoiler = params.text("spoiler_text") or ""
    draft = StatusDraft(
        account_id=call.me,
        text=params.text("status") or "",
        spoiler_text=spoiler,
        sensitive=bool(row["sensitive"]) if sensitive is None else sensitive,
        visibility=row["visibility"],
        language=params.text("language") or row["language"],
        media_ids=tuple(call.ids("media_ids")),
        poll=_poll(params),
        quoted_status_id=row["quote_of_id"],
        quote_policy=params.text("quote_approval_policy") or row["quote_policy"],
    )
    drafts.check(world, draft, editing=row["id"])
    changes = tuple(
        MediaChange(media_id, change.text("description"), focus_of(change.text("focus")))
        for change in params.branches("media_attributes")
        if (media_id := change.number("id")) is not None and media_id in draft.media_ids
    )
    posting.edit(world, row["id"], draft, changes)
    return call.answer(show_status(world, row["id"], call.me))


async def set_quote_policy(call: Call) -> web.StreamResponse:
    """PUT /api/v1/statuses/:id/interaction_policy."""
    row = _own(call)
    policy = call.params.text("quote_approval_policy")
    if policy not in drafts.QUOTE_POLICIES:
        raise Invalid("Validation failed: Quote approval policy is not included in the list")
    call.world.run("UPDATE statuses SET quote_policy = ? WHERE id = ?", policy, row["id"])
    return call.answer(show_status(call.world, row["id"], call.me))


async def delete(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/statuses/:id: answers the status with its source text, so that it can be redrafted."""
    row = _own(call)
    shown = show_status(call.world, row["id"], call.me)
    del shown["content"]
    shown["text"] = row["text"]
    posting.delete(call.world, row["id"], keep_media=not call.params.flag("delete_media"))
    return call.answer(shown)


async def source(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/source."""
    row = _own(call)
    return call.answer({"id": str(row["id"]), "text": row["text"], "spoiler_text": row["spoiler_text"]})


async def history(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/history: every version, oldest first, the present one last."""
    world = call.world
    row = feeds.visible(world, call.viewer, call.id())
    account = show_account(world, row["account_id"])
    versions = world.rows("SELECT * FROM edits WHERE status_id = ? ORDER BY id", row["id"])
    if not versions:
        listed = [m["id"] for m in world.rows("SELECT id FROM media WHERE status_id = ?", row["id"])]
        poll = world.value("SELECT options FROM polls WHERE status_id = ?", row["id"])
        present: list[Mapping[str, Any]] = [
            {**dict(zip(row.keys(), row, strict=True)), "media": json.dumps(listed), "poll": poll}
        ]
    else:
        present = [dict(zip(v.keys(), v, strict=True)) for v in versions]
    return call.answer([_version(world, version, account, row["text"]) for version in present])


def _version(world: World, version: Mapping[str, Any], account: Json, text: str) -> Json:
    ids: list[int] = json.loads(version["media"])
    found = {
        m["id"]: media_json(world, m)
        for m in world.rows(
            "SELECT * FROM media_facts WHERE id IN (SELECT value FROM json_each(?))", among(ids)
        )
    }
    shown: Json = {
        "content": world.with_base(version["content"]),
        "spoiler_text": version["spoiler_text"],
        "sensitive": bool(version["sensitive"]),
        "created_at": iso(version["created_at"]),
        "account": account,
        "media_attachments": [found[one] for one in ids if one in found],
        "emojis": emojis_in(world, text, version["spoiler_text"]),
    }
    if version["poll"] is not None:
        shown["poll"] = {"options": [{"title": title} for title in json.loads(version["poll"])]}
    return shown


async def quotes(call: Call) -> web.StreamResponse:
    """GET /api/v1/statuses/:id/quotes: for the author, who quoted this."""
    row = _own(call)
    page = feeds.page_of(call.params)
    ids = page.select(call.world, "statuses s", ["s.quote_of_id = :of"], {"of": row["id"]})
    seen = feeds.visible_ids(call.world, call.viewer, ids)
    return call.page(show_statuses(call.world, seen, call.viewer), ids, page)


ROUTES = (
    Route("POST", "/api/v1/statuses", post, "write:statuses"),
    Route("GET", "/api/v1/statuses", show_many),
    Route("GET", "/api/v1/statuses/{id}", show),
    Route("PUT", "/api/v1/statuses/{id}", edit, "write:statuses"),
    Route("DELETE", "/api/v1/statuses/{id}", delete, "write:statuses"),
    Route("GET", "/api/v1/statuses/{id}/context", context),
    Route("GET", "/api/v1/statuses/{id}/source", source, "read:statuses"),
    Route("GET", "/api/v1/statuses/{id}/history", history),
    Route("GET", "/api/v1/statuses/{id}/quotes", quotes, "read:statuses"),
    Route("PUT", "/api/v1/statuses/{id}/interaction_policy", set_quote_policy, "write:statuses"),
)
