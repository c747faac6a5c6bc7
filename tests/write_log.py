"""Reads the practice server's log of writes by rules of its own: the door does not judge itself."""

from __future__ import annotations

import re
from typing import Any

_HARMLESS = (
    *("/bookmark", "/unbookmark", "/mute", "/unmute", "/block", "/unblock", "/note", "/unfollow", "/unpin"),
    *("/unreblog", "/unfavourite", "/translate", "/dismiss", "/clear", "/read", "/accept", "/unendorse"),
    *(
        "/api/v1/markers",
        "/api/v1/domain_blocks",
        "/oauth/revoke",
        "/oauth/token",
        "/api/v1/apps",
        "/remove_from_followers",
    ),
)
_PRIVATE_PLACES = frozenset({"filters", "lists", "notifications", "conversations", "suggestions"})

_PUBLIC = {
    ("POST", r"/api/v1/statuses/([^/]+)/reblog"): "boost",
    ("POST", r"/api/v1/statuses/([^/]+)/favourite"): "favourite",
    ("POST", r"/api/v1/statuses/([^/]+)/pin"): "pin",
    ("PUT", r"/api/v1/statuses/([^/]+)"): "edit",
    ("POST", r"/api/v1/accounts/([^/]+)/follow"): "follow",
    ("POST", r"/api/v1/polls/([^/]+)/votes"): "vote",
    ("PATCH", r"/api/v1/accounts/(update_credentials)"): "profile",
    ("POST", r"/api/v1/(reports)"): "report",
}


def is_harmless(method: str, path: str) -> bool:
    """Whether nobody else sees a write, or it only takes something back."""
    parts = path.strip("/").split("/")
    if parts[2:3] and parts[2] in _PRIVATE_PLACES:
        return True
    if parts[2:3] == ["tags"] and parts[-1] in {"follow", "unfollow", "unfeature"}:
        return True
    return method == "DELETE" or path.endswith(_HARMLESS)


def public_write(entry: dict[str, Any]) -> tuple[str, str] | None:
    """What a logged write made public: a post by its idempotency key, anything else by its kind and target.

    None for a write that nobody sees; what is not known here is ``unknown`` with its path.
    """
    method, path = entry["method"], entry["path"]
    if (method, path) == ("POST", "/api/v1/statuses"):
        return "post", str(entry["idempotency_key"])
    if is_harmless(method, path):
        return None
    for (verb, pattern), kind in _PUBLIC.items():
        found = re.fullmatch(pattern, path)
        if found is not None and verb == method:
            return kind, found.group(1)
    return "unknown", f"{method} {path}"
