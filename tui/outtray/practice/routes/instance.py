"""What the server says about itself."""

from __future__ import annotations

from aiohttp import web

from outtray.practice import drafts
from outtray.practice.calls import Call, Route
from outtray.practice.routes.media import IMAGE_LIMIT, MIME_TYPES, VIDEO_LIMIT
from outtray.practice.views_account import emoji_json, show_account
from outtray.practice.world import DOMAIN, VERSION, Json, World

TITLE = "The Practice Town"
DESCRIPTION = (
    "A small town to practise in. Everybody here is invented, everything stays on this machine, and nothing"
    " you say can be quoted anywhere but here."
)

_MATRIX_LIMIT = 33_177_600
_RULES = (
    ("Be as kind as you would be in the lift with the person.", "The lift here is slow."),
    ("Mark spoilers, salaries and crosswords.", "The crossword club has long memories."),
    ("No posting the embargoed thing before it stops being embargoed.", "You know which one."),
)


def _rules() -> list[Json]:
    return [
        {"id": str(number), "text": text, "hint": hint, "translations": {}}
        for number, (text, hint) in enumerate(_RULES, start=1)
    ]


def _host(world: World) -> str:
    return world.base_url.split("://", 1)[1]


def _contact(world: World) -> Json | None:
    contact = world.value("SELECT id FROM accounts WHERE acct = 'town_hall'")
    return None if contact is None else show_account(world, contact)


def _media_limits() -> Json:
    return {
        "supported_mime_types": list(MIME_TYPES),
        "image_size_limit": IMAGE_LIMIT,
        "image_matrix_limit": _MATRIX_LIMIT,
        "video_size_limit": VIDEO_LIMIT,
        "video_frame_rate_limit": 120,
        "video_matrix_limit": 8_294_400,
    }


def _status_limits() -> Json:
    return {
        "max_characters": drafts.MAX_CHARACTERS,
        "max_media_attachments": drafts.MAX_MEDIA,
        "characters_reserved_per_url": 23,
    }


def _poll_limits() -> Json:
    return {
        "max_options": drafts.MAX_POLL_OPTIONS,
        "max_characters_per_option": drafts.MAX_OPTION_LENGTH,
        "min_expiration": drafts.MIN_POLL_SECONDS,
        "max_expiration": drafts.MAX_POLL_SECONDS,
    }


async def instance_v1(call: Call) -> web.StreamResponse:
    """GET /api/v1/instance."""
    world = call.world
    return call.answer(
        {
            "uri": DOMAIN,
            "title": TITLE,
            "short_description": DESCRIPTION,
            "description": "",
            "email": f"town.hall@{DOMAIN}.example",
            "version": VERSION,
            "urls": {"streaming_api": f"ws://{_host(world)}"},
            "stats": {
                "user_count": world.value("SELECT count(*) FROM accounts WHERE domain IS NULL"),
                "status_count": world.value("SELECT count(*) FROM statuses"),
                "domain_count": world.value("SELECT count(DISTINCT domain) FROM accounts"),
            },
            "thumbnail": f"{world.base_url}/pictures/7a8b6f.png",
            "languages": ["en", "fr"],
            "registrations": False,
            "approval_required": False,
            "invites_enabled": False,
            "configuration": {
                "accounts": {"max_featured_tags": 10},
                "statuses": _status_limits(),
                "media_attachments": _media_limits(),
                "polls": _poll_limits(),
            },
            "contact_account": _contact(world),
            "rules": _rules(),
        }
    )


async def instance_v2(call: Call) -> web.StreamResponse:
    """GET /api/v2/instance."""
    world = call.world
    everyone = {"local": "public", "remote": "public"}
    return call.answer(
        {
            "domain": DOMAIN,
            "title": TITLE,
            "version": VERSION,
            "source_url": f"{world.base_url}/",
            "description": DESCRIPTION,
            "usage": {
                "users": {"active_month": world.value("SELECT count(*) FROM accounts WHERE domain IS NULL")}
            },
            "thumbnail": {
                "url": f"{world.base_url}/pictures/7a8b6f.png",
                "description": "Hills behind a town at sunrise",
            },
            "icon": [{"src": f"{world.base_url}/pictures/7a8b6f.png", "size": "160x90"}],
            "languages": ["en", "fr"],
            "configuration": {
                "urls": {
                    "streaming": f"ws://{_host(world)}",
                    "status": None,
                    "about": f"{world.base_url}/about",
                    "privacy_policy": None,
                    "terms_of_service": None,
                },
                "vapid": {"public_key": ""},
                "accounts": {
                    "max_display_name_length": 40,
                    "max_note_length": 500,
                    "max_avatar_description_length": 150,
                    "max_header_description_length": 150,
                    "max_featured_tags": 10,
                    "max_pinned_statuses": 5,
                    "max_profile_fields": 4,
                    "profile_field_name_limit": 255,
                    "profile_field_value_limit": 255,
                },
                "statuses": _status_limits(),
                "media_attachments": {"description_limit": 1500, **_media_limits()},
                "polls": _poll_limits(),
                "translation": {"enabled": True},
                "timelines_access": {
                    "live_feeds": everyone,
                    "hashtag_feeds": everyone,
                    "trending_link_feeds": everyone,
                },
                "limited_federation": False,
            },
            "registrations": {
                "enabled": False,
                "approval_required": False,
                "reason_required": False,
                "message": None,
                "min_age": None,
                "url": None,
            },
            "api_versions": {"mastodon": 7},
            "wrapstodon": None,
            "contact": {"email": f"town.hall@{DOMAIN}.example", "account": _contact(world)},
            "rules": _rules(),
        }
    )


async def rules(call: Call) -> web.StreamResponse:
    """GET /api/v1/instance/rules."""
    return call.answer(_rules())


async def nodeinfo_links(call: Call) -> web.StreamResponse:
    """GET /.well-known/nodeinfo."""
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    return call.answer({"links": [{"rel": rel, "href": f"{call.world.base_url}/nodeinfo/2.0"}]})


async def nodeinfo(call: Call) -> web.StreamResponse:
    """GET /nodeinfo/2.0."""
    world = call.world
    people = world.value("SELECT count(*) FROM accounts WHERE domain IS NULL")
    return call.answer(
        {
            "version": "2.0",
            "software": {"name": "mastodon", "version": VERSION},
            "protocols": ["activitypub"],
            "services": {"outbound": [], "inbound": []},
            "usage": {
                "users": {"total": people, "activeMonth": people, "activeHalfyear": people},
                "localPosts": world.value(
                    "SELECT count(*) FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE"
                    " a.domain IS NULL"
                ),
            },
            "openRegistrations": False,
            "metadata": {"nodeName": TITLE, "nodeDescription": DESCRIPTION},
        }
    )


async def custom_emojis(call: Call) -> web.StreamResponse:
    """GET /api/v1/custom_emojis."""
    world = call.world
    return call.answer([emoji_json(world, code) | {"category": "Town"} for code in sorted(world.emoji)])


async def streaming_health(_call: Call) -> web.StreamResponse:
    """GET /api/v1/streaming/health."""
    return web.Response(text="OK")


async def health(_call: Call) -> web.StreamResponse:
    """GET /health."""
    return web.Response(text="OK")


async def front(call: Call) -> web.StreamResponse:
    """GET /: a sentence for somebody who opens the address in a browser."""
    return web.Response(text=f"{TITLE}. {DESCRIPTION}\n")


async def empty_list(call: Call) -> web.StreamResponse:
    """Lists that this town never fills: suggestions."""
    return call.answer([])


ROUTES = (
    Route("GET", "/", front),
    Route("GET", "/health", health),
    Route("GET", "/api/v1/streaming/health", streaming_health),
    Route("GET", "/api/v1/instance", instance_v1),
    Route("GET", "/api/v2/instance", instance_v2),
    Route("GET", "/api/v1/instance/rules", rules),
    Route("GET", "/.well-known/nodeinfo", nodeinfo_links),
    Route("GET", "/nodeinfo/2.0", nodeinfo),
    Route("GET", "/api/v1/custom_emojis", custom_emojis),
    Route("GET", "/api/v1/endorsements", empty_list, "read:accounts"),
    Route("GET", "/api/v2/suggestions", empty_list, "read"),
)
