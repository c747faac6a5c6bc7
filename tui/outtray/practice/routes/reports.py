"""Reports: kept with their words, and read by nobody, since nobody here is real."""

from __future__ import annotations

import json

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.errors import Forbidden, Invalid, NotFound
from outtray.practice.views_account import show_account

_CATEGORIES = ("spam", "legal", "violation", "other")
_LONGEST = 1000


async def report(call: Call) -> web.StreamResponse:
    """POST /api/v1/reports."""
    world, params = call.world, call.params
    account_id = params.number("account_id")
    target = None if account_id is None else world.value("SELECT id FROM accounts WHERE id = ?", account_id)
    if target is None:
        raise NotFound
    if target == call.me:
        raise Forbidden
    rules = params.texts("rule_ids")
    category = "violation" if rules else params.text("category") or "other"
    comment = params.text("comment") or ""
    if category not in _CATEGORIES:
        raise Invalid("Validation failed: Category is not included in the list")
    if len(comment) > _LONGEST:
        raise Invalid(f"Validation failed: Comment is too long (maximum is {_LONGEST} characters)")
    statuses = call.ids("status_ids")
    for one in statuses:
        if world.row("SELECT 1 FROM statuses WHERE id = ? AND account_id = ?", one, target) is None:
            raise NotFound
    report_id, now = world.next_id(), world.clock.millis()
    forwarded = params.flag("forward") or False
    ids = [str(one) for one in statuses]
    world.run(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        report_id,
        call.me,
        target,
        category,
        comment,
        forwarded,
        json.dumps(ids),
        json.dumps(rules),
        now,
    )
    return call.answer(
        {
            "id": str(report_id),
            "action_taken": False,
            "action_taken_at": None,
            "category": category,
            "comment": comment,
            "forwarded": forwarded,
            "created_at": iso(now),
            "status_ids": ids or None,
            "rule_ids": rules or None,
            "target_account": show_account(world, target),
        }
    )


ROUTES = (Route("POST", "/api/v1/reports", report, "write:reports"),)
