"""Akkoma (and Pleroma): flake ids, ``pleroma`` keys, a web page wherever no endpoint is.

Facts: https://docs.akkoma.dev/stable/development/API/differences_in_mastoapi_responses/. A token that is
not good is answered with 403, as is every question that needs one; limits come without headers.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, ClassVar

from aiohttp import web

from outtray.practice.dialects.mastodon import Json, OtherMake, whole_links
from outtray.practice.dialects.spelling import Flakes, Spelling
from outtray.practice.errors import ApiError

VERSION = "2.7.2 (compatible; Akkoma 3.13.2)"
MAX_CHARACTERS = 5000

_MISSING = re.compile(
    r"/api/v2/instance|/api/v1/streaming/.+|/api/v2/notifications.*|/api/v2/filters.*|/api/v1/trends.*"
    r"|/api/v1/notifications/(?:unread_count|requests.*)|/api/v1/profile/.*|/oauth/userinfo"
    r"|/api/v1/statuses/\{id\}/translate|/api/v1/instance/translation_languages"
    r"|/api/v1/statuses/\{id\}/(?:quotes|interaction_policy)|/\.well-known/oauth-authorization-server"
    r"|/health|/"
)
_FROM_MASTODON = ("quotes_count", "quote_approval", "tagged_collections", "filtered")
_FRONT = (
    "<!DOCTYPE html><html lang=en><head><title>Akkoma</title></head><body><div id=app></div></body></html>"
)


class Akkoma(OtherMake):
    """The manners of Akkoma."""

    name: ClassVar[str] = "akkoma"
    server: ClassVar[str] = "Cowboy"
    ids: ClassVar[Spelling] = Flakes()
    checks_challenge: ClassVar[bool] = False
    sockets_read_authorization: ClassVar[bool] = False
    always_links_on: ClassVar[bool] = True

    def offers(self, method: str, path: str) -> bool:
        """No event streams, version 2 of the description, grouped notifications, filters or trends."""
        del method
        return _MISSING.fullmatch(path) is None

    def show(self, value: Any, path: str = "", method: str = "GET") -> Any:
        """An answer with flake ids and Akkoma's own keys."""
        shown = super().show(value, path, method)
        if path.rstrip("/") == "/api/v1/instance":
            return _instance(shown)
        return shown

    def dress_status(self, status: Json) -> Json:
        """Content without paragraphs, the quoted status itself as ``quote``, and the make's own keys."""
        for name in _FROM_MASTODON:
            status.pop(name, None)
        if "content" in status:
            status["content"] = _content(status["content"])
        quoted = (status.get("quote") or {}).get("quoted_status")
        plain = re.sub(r"<[^>]+>", "", status.get("content", ""))
        return {
            **status,
            "text": status.get("text"),
            "quote": quoted,
            "quote_id": None if quoted is None else quoted["id"],
            "emoji_reactions": [],
            "akkoma": {"source": {"content": plain, "mediaType": "text/plain"}},
            "pleroma": {
                "local": "@" not in status["account"]["acct"],
                "conversation_id": 1,
                "content": {"text/plain": plain},
                "spoiler_text": {"text/plain": status["spoiler_text"]},
                "emoji_reactions": [],
                "parent_visible": True,
                "thread_muted": False,
                "pinned_at": None,
            },
        }

    def dress_account(self, account: Json) -> Json:
        """With the account's own ``pleroma`` keys, and the old spelling of its last day."""
        for name in ("indexable", "noindex", "roles", "feature_approval", "hide_collections", "uri"):
            account.pop(name, None)
        if account.get("last_status_at"):
            account["last_status_at"] = f"{account['last_status_at']}T00:00:00"
        if "source" in account:
            source = {name: account["source"][name] for name in ("privacy", "sensitive", "note", "fields")}
            account["source"] = {**source, "pleroma": {"show_role": True, "actor_type": "Person"}}
            account.pop("role", None)
        return {
            **account,
            "fqn": account["acct"],
            "pleroma": {"ap_id": account["url"], "relationship": {}, "is_admin": False, "tags": []},
            "akkoma": {"instance": None},
        }

    def dress_medium(self, medium: Json) -> Json:
        """Pictures are not looked into: no sizes, no blurhash."""
        del medium["meta"], medium["blurhash"]
        return {**medium, "pleroma": {"mime_type": "image/png"}}

    def refuse(self, refusal: ApiError) -> tuple[int, Json]:
        """403 with one of two sentences for whatever is wrong with the login."""
        if refusal.description:
            return refusal.status, refusal.body()
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            return 403, {"error": "Invalid credentials."}
        if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
            return 429, {"error": "Throttled"}
        return refusal.status, refusal.body()

    def nothing_at(self, method: str, path: str) -> web.Response:
        """Below /api a sentence; anywhere else the page in which the web client lives."""
        if path.startswith("/api/") or method != "GET":
            return web.json_response({"error": "Not implemented"}, status=404)
        return web.Response(text=_FRONT, content_type="text/html")

    def rate_headers(self, limit: int, left: int, reset: int) -> dict[str, str]:
        """None."""
        return {}


def _content(content: str) -> str:
    content = whole_links(content).replace("</p><p>", "<br/><br/>").replace("<br />", "<br/>")
    return re.sub(r"</?p[^>]*>", "", content)


def _instance(answer: Json) -> Json:
    kept = ("title", "email", "urls", "stats", "thumbnail", "languages", "registrations", "approval_required")
    return {
        **{name: answer[name] for name in kept},
        "uri": f"https://{answer['uri']}",
        "description": answer["short_description"],
        "version": VERSION,
        "max_toot_chars": MAX_CHARACTERS,
        "poll_limits": {"max_options": 20, "max_option_chars": 200, "min_expiration": 0},
        "upload_limit": 16_000_000,
        "description_limit": 5000,
        "pleroma": {"metadata": {"features": ["pleroma_api", "mastodon_api", "editing"]}},
    }
