"""Polls: look and vote."""

from __future__ import annotations

import json
import sqlite3

from aiohttp import web

from outtray.practice import delivery, feeds
from outtray.practice.calls import Call, Route
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.views_status import poll_json


def _poll(call: Call) -> sqlite3.Row:
    row = call.world.row("SELECT * FROM polls WHERE id = ?", call.id())
    if row is None:
        raise NotFound
    feeds.visible(call.world, call.viewer, row["status_id"])
    return row


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/polls/:id."""
    return call.answer(poll_json(call.world, _poll(call), call.viewer))


async def vote(call: Call) -> web.StreamResponse:
    """POST /api/v1/polls/:id/votes: once per account, several choices where the poll allows it."""
    world, row, me = call.world, _poll(call), call.me
    titles = json.loads(row["options"])
    texts = call.params.texts("choices")
    if not texts or any(not t.isascii() or not t.isdigit() or int(t) >= len(titles) for t in texts):
        raise Invalid("Validation failed: The chosen vote option does not exist")
    choices = sorted({int(t) for t in texts})
    if len(choices) > 1 and not row["multiple"]:
        raise Invalid("Validation failed: You can only vote for one option")
    if row["expires_at"] is not None and row["expires_at"] <= world.clock.millis():
        raise Invalid("Validation failed: The poll has already ended")
    author = world.value("SELECT account_id FROM statuses WHERE id = ?", row["status_id"])
    if author == me:
        raise Invalid("Validation failed: You cannot vote in your own poll")
    if world.row("SELECT 1 FROM votes WHERE poll_id = ? AND account_id = ?", row["id"], me) is not None:
        raise Invalid("Validation failed: You have already voted on this poll")
    counts = json.loads(row["counts"])
    with world.transaction():
        for choice in choices:
            counts[choice] += 1
            world.run("INSERT INTO votes VALUES (?, ?, ?)", row["id"], me, choice)
        sql = "UPDATE polls SET counts = ?, voters = voters + 1 WHERE id = ?"
        world.run(sql, json.dumps(counts), row["id"])
    delivery.announce(world, row["status_id"], "status.update")
    return call.answer(poll_json(world, _poll(call), me))


ROUTES = (
    Route("GET", "/api/v1/polls/{id}", show),
    Route("POST", "/api/v1/polls/{id}/votes", vote, "write:statuses"),
)
