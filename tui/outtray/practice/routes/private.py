"""What an account keeps for itself: preferences, read markers, blocked domains."""

from __future__ import annotations

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.errors import Invalid
from outtray.practice.world import Json, World

_TIMELINES = ("home", "notifications")


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
    Route("GET", "/api/v1/domain_blocks", blocked_domains, "read:blocks"),
    Route("POST", "/api/v1/domain_blocks", block_domain, "write:blocks"),
    Route("DELETE", "/api/v1/domain_blocks", unblock_domain, "write:blocks"),
)
