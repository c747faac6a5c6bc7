"""Mastodon 4.2, which many servers still run: no grouped notifications, no requests, no quotes.

Facts: https://docs.joinmastodon.org/, by what its "Version history" adds after 4.2.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from outtray.practice.dialects.mastodon import Json, OtherMake

VERSION = "4.2.29"

_LATER = re.compile(
    r"/api/v2/notifications.*|/api/v1/notifications/(?:unread_count|requests.*)"
    r"|/api/v1/statuses/\{id\}/(?:quotes.*|interaction_policy)|/oauth/userinfo"
    r"|/\.well-known/oauth-authorization-server"
)


class EarlierMastodon(OtherMake):
    """The manners of Mastodon 4.2."""

    name: ClassVar[str] = "mastodon-4.2"
    checks_challenge: ClassVar[bool] = False

    def offers(self, method: str, path: str) -> bool:
        """Nothing that came with 4.3 or later."""
        del method
        return _LATER.fullmatch(path) is None

    def show(self, value: Any, path: str = "", method: str = "GET") -> Any:
        """An answer without what came later."""
        shown = super().show(value, path, method)
        if isinstance(shown, dict) and "/instance" in path and "version" in shown:
            shown = {key: inner for key, inner in shown.items() if key != "api_versions"}
            shown["version"] = VERSION
        if isinstance(shown, dict) and "software" in shown and path.startswith("/nodeinfo"):
            shown = {**shown, "software": {"name": "mastodon", "version": VERSION}}
        return shown

    def dress_status(self, status: Json) -> Json:
        """A status that knows nothing of quotes."""
        later = ("quote", "quotes_count", "quote_approval", "tagged_collections")
        return {key: value for key, value in status.items() if key not in later}
