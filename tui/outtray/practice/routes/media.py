"""Pictures and other files: upload, describe, fetch; and the pictures the town draws itself."""

from __future__ import annotations

import re
import sqlite3
from hashlib import sha256

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.emoji import MIME, emoji_file
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.params import Upload
from outtray.practice.pictures import identicon, landscape, size_of
from outtray.practice.posting import MediaChange, describe_media
from outtray.practice.views_status import media_json
from outtray.practice.world import World

IMAGE_LIMIT = 16 * 1024 * 1024
VIDEO_LIMIT = 40 * 1024 * 1024
DESCRIPTION_LIMIT = 1500

_IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_VIDEOS = ("video/webm", "video/mp4", "video/quicktime")
_SOUNDS = ("audio/wav", "audio/ogg", "audio/mpeg", "audio/mp3", "audio/flac", "audio/aac", "audio/mp4")
MIME_TYPES = (*_IMAGES, *_VIDEOS, *_SOUNDS)


def focus_of(text: str | None) -> tuple[float, float] | None:
    """A focal point, ``x,y`` with both between -1 and 1."""
    if not text:
        return None
    found = re.fullmatch(r"\s*(-?\d*\.?\d+)\s*,\s*(-?\d*\.?\d+)\s*", text)
    if found is None or any(abs(float(part)) > 1 for part in found.groups()):
        raise Invalid("Validation failed: Focus must be two numbers between -1 and 1")
    return float(found[1]), float(found[2])


def _kind(upload: Upload) -> tuple[str, str, int, int]:
    """Type, true content type and size in pixels; Invalid for what Mastodon would not take."""
    mime = upload.mime
    picture = size_of(upload.data)
    if mime == "application/octet-stream" and picture is not None:
        mime = picture[0]
    if mime not in MIME_TYPES:
        raise Invalid("Validation failed: File content type is invalid")
    if not upload.data:
        raise Invalid("Validation failed: File can't be blank")
    if mime in _IMAGES:
        if len(upload.data) > IMAGE_LIMIT:
            raise Invalid("Validation failed: File file size must be less than or equal to 16 MB")
        if picture is None:
            raise Invalid("Validation failed: File has contents that are not what they are reported to be")
        return "image", picture[0], picture[1], picture[2]
    if len(upload.data) > VIDEO_LIMIT:
        raise Invalid("Validation failed: File file size must be less than or equal to 40 MB")
    return ("video" if mime in _VIDEOS else "audio"), mime, 0, 0


def store_media(
    world: World,
    account_id: int,
    upload: Upload,
    description: str | None,
    focus: tuple[float, float] | None,
    *,
    at: int | None = None,
) -> int:
    """Keep an upload with its SHA-256; anything but a picture needs processing before it can be used."""
    kind, mime, width, height = _kind(upload)
    if description is not None and len(description) > DESCRIPTION_LIMIT:
        raise Invalid(
            f"Validation failed: Description is too long (maximum is {DESCRIPTION_LIMIT} characters)"
        )
    digest = sha256(upload.data).hexdigest()
    media_id = world.next_id(at)
    world.run(
        "INSERT INTO media (id, account_id, type, mime, sha256, bytes, width, height, colour,"
        " description, focus_x,"
        " focus_y, looks_until_ready, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        media_id,
        account_id,
        kind,
        mime,
        digest,
        upload.data,
        width,
        height,
        f"#{digest[:6]}",
        description or None,
        None if focus is None else focus[0],
        None if focus is None else focus[1],
        0 if kind == "image" else 1,
        media_id >> 16,
    )
    return media_id


async def upload(call: Call) -> web.StreamResponse:
    """POST /api/v2/media: 200 for a picture, 202 for what is still being processed."""
    file = call.params.file("file")
    if file is None:
        raise Invalid("Validation failed: File can't be blank")
    focus = focus_of(call.params.text("focus"))
    media_id = store_media(call.world, call.me, file, call.params.text("description"), focus)
    row = call.world.row("SELECT * FROM media_facts WHERE id = ?", media_id)
    assert row is not None
    return call.answer(media_json(call.world, row), 202 if row["looks_until_ready"] else 200)


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/media/:id: 206 while it is processed, which takes one look."""
    row = _own(call)
    shown = media_json(call.world, row)
    if row["looks_until_ready"] > 0:
        call.world.run("UPDATE media SET looks_until_ready = looks_until_ready - 1 WHERE id = ?", row["id"])
        return call.answer(shown, 206)
    return call.answer(shown)


async def describe(call: Call) -> web.StreamResponse:
    """PUT /api/v1/media/:id."""
    row = _own(call)
    if row["status_id"] is not None:
        raise NotFound
    focus = focus_of(call.params.text("focus"))
    describe_media(call.world, MediaChange(row["id"], call.params.text("description"), focus))
    return call.answer(media_json(call.world, _own(call)))


async def discard(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/media/:id."""
    row = _own(call)
    if row["status_id"] is not None:
        raise Invalid("Media attachment is currently used by a status")
    call.world.run("DELETE FROM media WHERE id = ?", row["id"])
    return call.answer({})


def _own(call: Call) -> sqlite3.Row:
    row = call.world.row("SELECT * FROM media_facts WHERE id = ? AND account_id = ?", call.id(), call.me)
    if row is None:
        raise NotFound
    return row


def _bytes(data: bytes, mime: str) -> web.Response:
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=data, content_type=mime, headers=headers)


async def original(call: Call) -> web.StreamResponse:
    """GET /media/:id/original and /small: the bytes as uploaded."""
    row = call.world.row("SELECT bytes, mime, type FROM media WHERE id = ?", call.id())
    if row is None:
        raise NotFound
    return _bytes(row["bytes"], row["mime"])


async def avatar(call: Call) -> web.StreamResponse:
    """GET /avatars/:id.png: the pattern of somebody who never chose a picture."""
    row = call.world.row("SELECT acct, colour FROM accounts WHERE id = ?", call.id())
    if row is None:
        raise NotFound
    return _bytes(identicon(row["acct"], row["colour"]), "image/png")


async def header(call: Call) -> web.StreamResponse:
    """GET /headers/:id.png."""
    colour = call.world.value("SELECT colour FROM accounts WHERE id = ?", call.id())
    if colour is None:
        raise NotFound
    return _bytes(landscape(colour, 240, 80), "image/png")


async def picture(call: Call) -> web.StreamResponse:
    """GET /pictures/:colour.png: a landscape in that colour, for link cards."""
    return _bytes(landscape(f"#{call.request.match_info['colour']}"), "image/png")


async def emoji(call: Call) -> web.StreamResponse:
    """GET /emoji/:shortcode.:kind."""
    code, kind = call.request.match_info["code"], call.request.match_info["kind"]
    if code not in call.world.emoji:
        raise NotFound
    return _bytes(emoji_file(code, call.world.emoji[code], kind), MIME[kind])


ROUTES = (
    Route("POST", "/api/v2/media", upload, "write:media"),
    Route("POST", "/api/v1/media", upload, "write:media"),
    Route("GET", "/api/v1/media/{id}", show, "write:media"),
    Route("PUT", "/api/v1/media/{id}", describe, "write:media"),
    Route("DELETE", "/api/v1/media/{id}", discard, "write:media"),
    Route("GET", "/media/{id}/original", original),
    Route("GET", "/media/{id}/small", original),
    Route("GET", "/avatars/{id}.png", avatar),
    Route("GET", "/headers/{id}.png", header),
    Route("GET", "/pictures/{colour:[0-9a-f]{6}}.png", picture),
    Route("GET", "/emoji/{code}.{kind:png|gif|webp}", emoji),
)
