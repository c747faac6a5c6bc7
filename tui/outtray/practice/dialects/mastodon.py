"""Mastodon's manners, and what a server of another make may do otherwise."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from aiohttp import web

from outtray.practice.clock import iso
from outtray.practice.dialects.spelling import Numbers, Spelling
from outtray.practice.errors import ApiError

Json = dict[str, Any]

_IDS = frozenset(
    {
        "id", "in_reply_to_id", "in_reply_to_account_id", "quoted_status_id", "status_id", "account_id",
        "last_read_id", "page_min_id", "page_max_id", "max_id", "min_id", "since_id",
    }
)  # fmt: skip
_SHORTENING = re.compile(r'<span class="(?:invisible|ellipsis|)">(.*?)</span>')
_LISTS_OF_IDS = frozenset({"media_ids", "status_ids", "account_ids", "sample_account_ids", "status_matches"})


class Mastodon:
    """The answers as the handlers make them. Other makes override what they do otherwise."""

    name: ClassVar[str] = "mastodon"
    server: ClassVar[str] = "Mastodon"
    """The ``Server`` header."""
    ids: ClassVar[Spelling] = Numbers()
    remembers_keys: ClassVar[bool] = True
    """Whether a repeated ``Idempotency-Key`` is answered with the first status."""
    checks_challenge: ClassVar[bool] = True
    """Whether a login by code is held to its PKCE challenge."""
    sockets_read_authorization: ClassVar[bool] = True
    """Whether a WebSocket may give its token as any other request does, or only as a subprotocol."""
    always_links_on: ClassVar[bool] = False
    """Whether a page that is not full still has a link to an older one."""

    def offers(self, method: str, path: str) -> bool:
        """Whether this make has an endpoint; ``path`` is the pattern of its route."""
        del method, path
        return True

    def scope(self, path: str, scope: str | None) -> str | None:
        """The scope a route asks for here; None lets everybody in, "" any user."""
        del path
        return scope

    def show(self, value: Any, path: str = "", method: str = "GET") -> Any:
        """An answer (plain JSON values) as this make gives it."""
        del path, method
        return value

    def understand(self, tree: Any) -> Any:
        """Parameters (nested dicts and lists) with ids as the handlers know them."""
        return tree

    def refuse(self, refusal: ApiError) -> tuple[int, Json]:
        """A refusal as code and body."""
        return refusal.status, refusal.body()

    def nothing_at(self, method: str, path: str) -> web.Response:
        """The answer where no endpoint is; ``path`` is what was asked for."""
        del method, path
        return web.json_response({"error": "Not Found"}, status=404)

    def rate_headers(self, limit: int, left: int, reset: int) -> dict[str, str]:
        """How things stand with the rate limit; ``reset`` in milliseconds since 1970."""
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": iso(reset),
        }


class OtherMake(Mastodon):
    """What all other makes share: ids in their own spelling, wherever an entity or a request has one."""

    def show(self, value: Any, path: str = "", method: str = "GET") -> Any:
        """Spell the ids, then let the make dress each entity, the inner ones first."""
        del path, method
        return self._dressed(value)

    def understand(self, tree: Any) -> Any:
        """Read ids under every name that holds one."""
        if isinstance(tree, dict):
            return {key: self._read(key, value) for key, value in tree.items()}
        return [self.understand(item) for item in tree] if isinstance(tree, list) else tree

    def dress_status(self, status: Json) -> Json:
        """A status as this make gives it."""
        return status

    def dress_account(self, account: Json) -> Json:
        """An account as this make gives it."""
        return account

    def dress_medium(self, medium: Json) -> Json:
        """An attachment as this make gives it."""
        return medium

    def _dressed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._dressed(item) for item in value]
        if not isinstance(value, dict):
            return value
        entity = {key: self._written(key, inner) for key, inner in value.items()}
        if "spoiler_text" in entity and "reblog" in entity:
            return self.dress_status(entity)
        if "acct" in entity and "avatar" in entity:
            return self.dress_account(entity)
        if "preview_url" in entity and "blurhash" in entity:
            return self.dress_medium(entity)
        return entity

    def _written(self, key: str, value: Any) -> Any:
        if key in _IDS and isinstance(value, str):
            return self.ids.write(value)
        if key in _LISTS_OF_IDS and isinstance(value, list):
            return [self.ids.write(item) for item in value]
        return self._dressed(value)

    def _read(self, key: str, value: Any) -> Any:
        if key in _IDS | _LISTS_OF_IDS:
            if isinstance(value, str):
                return self.ids.read(value)
            if isinstance(value, list):
                return [self.ids.read(item) if isinstance(item, str) else item for item in value]
        return self.understand(value)


def whole_links(content: str) -> str:
    """HTML in which links are shown in full: only Mastodon cuts them for the eye."""
    return _SHORTENING.sub(r"\1", content)
