"""Posts in another language."""

from __future__ import annotations

import json

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.errors import Forbidden, NotFound
from outtray.practice.translating import LANGUAGES, PROVIDER, translate
from outtray.practice.world import Json, among


async def translate_status(call: Call) -> web.StreamResponse:
    """POST /api/v1/statuses/:id/translate: public posts, between languages the town knows."""
    world = call.world
    row = feeds.visible(world, call.me, call.id())
    if row["visibility"] not in {"public", "unlisted"}:
        raise Forbidden("This action is not allowed")
    source = row["language"] or "en"
    own = world.value("SELECT default_language FROM accounts WHERE id = ?", call.me) or "en"
    target = (call.params.text("lang") or own).partition("-")[0].lower()
    if target not in LANGUAGES.get(source, ()):
        raise NotFound
    media = world.rows(
        "SELECT id, description FROM media_facts WHERE status_id IN (SELECT value FROM json_each(?))"
        " ORDER BY position",
        among([row["id"]]),
    )
    poll = world.row("SELECT * FROM polls WHERE status_id = ?", row["id"])
    answer: Json = {
        "content": translate(world.with_base(row["content"]), source, target),
        "spoiler_text": translate(row["spoiler_text"], source, target),
        "language": target,
        "detected_source_language": source,
        "provider": PROVIDER,
        "media_attachments": [
            {"id": str(m["id"]), "description": translate(m["description"] or "", source, target)}
            for m in media
        ],
        "poll": None
        if poll is None
        else {
            "id": str(poll["id"]),
            "options": [{"title": translate(title, source, target)} for title in json.loads(poll["options"])],
        },
    }
    return call.answer(answer)


async def languages(call: Call) -> web.StreamResponse:
    """GET /api/v1/instance/translation_languages."""
    return call.answer(LANGUAGES)


ROUTES = (
    Route("POST", "/api/v1/statuses/{id}/translate", translate_status, "read:statuses"),
    Route("GET", "/api/v1/instance/translation_languages", languages),
)
