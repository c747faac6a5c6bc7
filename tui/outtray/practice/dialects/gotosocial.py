"""GoToSocial: ULIDs, no server-sent events, errors led by the words of their code, nearly nothing in public.

Facts: https://docs.gotosocial.org/en/latest/api/ (swagger, authentication, ratelimiting) and the behaviour
of versions 0.17 to 0.20. Where versions differ, the one that is harder on a client was taken: a repeated
Idempotency-Key makes a second status, PKCE is accepted and not checked, no login metadata is published.
"""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from typing import Any, ClassVar

from aiohttp import web

from outtray.practice.dialects.mastodon import Json, OtherMake, whole_links
from outtray.practice.dialects.spelling import Spelling, Ulids
from outtray.practice.errors import ApiError

VERSION = "0.19.1+git-1a2b3c4"
SOURCE = "https://codeberg.org/superseriousbusiness/gotosocial"

_MISSING = re.compile(
    r"/health|/api/v1/streaming/.+|/api/v1/trends.*|/api/v2/notifications.*|/api/v2/suggestions"
    r"|/api/v1/notifications/(?:unread_count|requests.*)|/api/v1/accounts/familiar_followers"
    r"|/api/v1/instance/translation_languages|/api/v1/endorsements|/api/v1/profile/.*|/oauth/userinfo"
    r"|/api/v1/statuses/\{id\}/(?:translate|quotes)|/\.well-known/oauth-authorization-server"
    r"|/api/v1/(?:statuses|accounts)|/api/v1/conversations.*|/api/v1/domain_blocks"
)
_ALSO_WRITTEN = frozenset({("POST", "/api/v1/statuses")})
_IN_PUBLIC = re.compile(r"/api/v[12]/instance.*|/api/v1/apps|/api/v1/streaming")
_FROM_MASTODON = ("quote", "quotes_count", "quote_approval", "tagged_collections", "filtered")
_ACCOUNT_FROM_MASTODON = (
    "indexable", "noindex", "uri", "hide_collections", "feature_approval", "avatar_description",
    "header_description", "show_media", "show_media_replies", "show_featured",
)  # fmt: skip
_EVERYBODY = {"always": ["public", "me"], "with_approval": []}


class GoToSocial(OtherMake):
    """The manners of GoToSocial."""

    name: ClassVar[str] = "gotosocial"
    server: ClassVar[str] = "gotosocial"
    ids: ClassVar[Spelling] = Ulids()
    remembers_keys: ClassVar[bool] = False
    checks_challenge: ClassVar[bool] = False
    always_links_on: ClassVar[bool] = True

    def offers(self, method: str, path: str) -> bool:
        """No event streams, trends, grouped notifications, translations, quotes."""
        if method == "PUT" and path.endswith("/interaction_policy"):
            return False
        return (method, path) in _ALSO_WRITTEN or _MISSING.fullmatch(path) is None

    def scope(self, path: str, scope: str | None) -> str | None:
        """Whoever reads anything is logged in."""
        if scope is None and path.startswith("/api/") and _IN_PUBLIC.fullmatch(path) is None:
            return ""
        return scope

    def show(self, value: Any, path: str = "", method: str = "GET") -> Any:
        """An answer with ULIDs, and without what GoToSocial does not know."""
        shown = super().show(value, path, method)
        if path.startswith("/api/v1/instance") and isinstance(shown, dict):
            return _instance_v1(shown)
        if path.startswith("/api/v2/instance") and isinstance(shown, dict):
            return _instance_v2(shown)
        if path.startswith("/api/v2/media") and method == "POST":
            # The address is given by GET /api/v1/media/:id alone, although the file is ready.
            return {**shown, "url": None}
        return shown

    def dress_status(self, status: Json) -> Json:
        """Every flag always there, no filters when none hit, an interaction policy, plain links."""
        filters = status.get("filtered")
        for name in _FROM_MASTODON:
            status.pop(name, None)
        if filters:
            status["filtered"] = filters
        if status.get("application") is None:
            status.pop("application", None)
        for flag in ("favourited", "reblogged", "muted", "bookmarked", "pinned"):
            status.setdefault(flag, False)
        content = whole_links(status.get("content", ""))
        content = content.replace("</p><p>", "<br><br>").replace("<br />", "<br>")
        if "content" in status:
            status["content"] = content
        # Read as HTML since 0.19, and given out as the plain text of that.
        status["spoiler_text"] = html.unescape(re.sub(r"<[^>]*>", "", status["spoiler_text"])).strip()
        status["interaction_policy"] = {
            "can_favourite": _EVERYBODY,
            "can_reply": _EVERYBODY,
            "can_reblog": _EVERYBODY,
        }
        return {**status, "content_type": "text/plain", "local_only": False}

    def dress_account(self, account: Json) -> Json:
        """Without the fields of recent Mastodons; the source tells the format statuses are written in."""
        for name in _ACCOUNT_FROM_MASTODON:
            account.pop(name, None)
        if "roles" in account:
            account["roles"] = account["roles"] or None
        if "source" in account:
            kept = ("privacy", "sensitive", "language", "note", "fields", "follow_requests_count")
            source = {name: account["source"][name] for name in kept}
            account["source"] = {**source, "status_content_type": "text/plain", "also_known_as_uris": []}
            account["role"] = {"id": "user", "name": "user", "color": "", "permissions": "0"}
        return {**account, "enable_rss": True, "theme": ""}

    def refuse(self, refusal: ApiError) -> tuple[int, Json]:
        """The words of the code, then the reason; wrong parameters are a bad request."""
        if refusal.description:
            return refusal.status, {
                **refusal.body(),
                "error_description": f"Bad Request: {refusal.description}",
            }
        if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
            return refusal.status, {"error": "rate limit reached"}
        status = 400 if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY else refusal.status
        words = HTTPStatus(status).phrase
        return status, {"error": words if status == HTTPStatus.NOT_FOUND else f"{words}: {refusal.sentence}"}

    def nothing_at(self, method: str, path: str) -> web.Response:
        """Not Found."""
        return web.json_response({"error": "Not Found: 404 page not found"}, status=404)

    def rate_headers(self, limit: int, left: int, reset: int) -> dict[str, str]:
        """The end of the window in seconds since 1970."""
        return {
            "X-Ratelimit-Limit": str(limit),
            "X-Ratelimit-Remaining": str(left),
            "X-Ratelimit-Reset": str(reset // 1000),
        }


def _limits(configuration: Json) -> Json:
    return {
        "statuses": {
            "max_characters": 5000,
            "max_media_attachments": 6,
            "characters_reserved_per_url": 25,
            "supported_mime_types": ["text/plain", "text/markdown"],
        },
        "media_attachments": configuration["media_attachments"],
        "polls": {
            "max_options": 6,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "accounts": {"allow_custom_css": True, "max_featured_tags": 10, "max_profile_fields": 6},
        "emojis": {"emoji_size_limit": 51_200},
    }


def _instance_v1(answer: Json) -> Json:
    if "configuration" not in answer:
        return answer
    return {
        **answer,
        "account_domain": answer["uri"],
        "version": VERSION,
        "configuration": _limits(answer["configuration"]),
        "max_toot_chars": 5000,
    }


def _instance_v2(answer: Json) -> Json:
    kept = ("domain", "title", "description", "thumbnail", "languages", "contact", "rules")
    configuration = answer["configuration"]
    streaming = configuration["urls"]["streaming"]
    return {
        **{name: answer[name] for name in kept},
        "account_domain": answer["domain"],
        "version": VERSION,
        "source_url": SOURCE,
        "usage": {"users": {"active_month": 0}},
        "configuration": {
            "urls": {"streaming": streaming},
            **_limits(configuration),
            "translation": {"enabled": False},
        },
        "registrations": {"enabled": False, "approval_required": True, "message": None},
        "terms": "",
    }
