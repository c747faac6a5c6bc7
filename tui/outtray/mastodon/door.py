"""Which writes may leave without a permit: a short list, everything else is denied.

The list holds what nobody else can see (bookmarks, mutes, filters …), what the program needs to log in,
and what takes something back. An address that is spelt in any unusual way matches nothing here.
Source: the method list of the Mastodon API documentation, read for who can see the effect.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_to_bytes

SAFE_METHODS = frozenset({"GET", "HEAD"})

OVERRIDING_HEADERS = ("x-http-method-override", "x-http-method", "x-method-override")
"""Headers by which some servers read another method than the request line's."""

_ID = r"[0-9A-Za-z_-]+"
_TAG = r"(?:[0-9A-Za-z_-]|%[0-9A-Fa-f]{2})+"

_PRIVATE = {
    "POST": (
        # logging in and out
        r"/api/v1/apps",
        r"/oauth/token",
        r"/oauth/revoke",
        # what only the account itself sees
        rf"/api/v1/statuses/{_ID}/(?:bookmark|unbookmark|mute|unmute|translate)",
        rf"/api/v1/accounts/{_ID}/(?:mute|unmute|block|unblock|note)",
        r"/api/v1/domain_blocks",
        r"/api/v1/markers",
        r"/api/v1/filters",
        r"/api/v2/filters",
        rf"/api/v2/filters/{_ID}/(?:keywords|statuses)",
        r"/api/v1/lists",
        rf"/api/v1/lists/{_ID}/accounts",
        rf"/api/v1/conversations/{_ID}/read",
        rf"/api/v1/announcements/{_ID}/dismiss",
        r"/api/v1/notifications/clear",
        rf"/api/v1/notifications/{_ID}/dismiss",
        rf"/api/v2/notifications/{_ID}/dismiss",
        rf"/api/v1/notifications/requests/{_ID}/(?:accept|dismiss)",
        r"/api/v1/notifications/requests/(?:accept|dismiss)",
        rf"/api/v1/tags/{_TAG}/(?:follow|unfollow)",
        # who may follow is the account's own decision, told to the one who asked
        rf"/api/v1/follow_requests/{_ID}/(?:authorize|reject)",
        # what takes something back
        rf"/api/v1/statuses/{_ID}/(?:unreblog|unfavourite|unpin)",
        rf"/api/v1/statuses/{_ID}/quotes/{_ID}/revoke",
        rf"/api/v1/accounts/{_ID}/(?:unfollow|unpin|unendorse|remove_from_followers)",
        rf"/api/v1/tags/{_TAG}/unfeature",
    ),
    "PUT": (
        rf"/api/v1/filters/{_ID}",
        rf"/api/v2/filters/{_ID}",
        rf"/api/v2/filters/keywords/{_ID}",
        rf"/api/v1/lists/{_ID}",
        r"/api/v1/notifications/policy",
    ),
    "PATCH": (r"/api/v2/notifications/policy",),
    "DELETE": (
        rf"/api/v1/filters/{_ID}",
        rf"/api/v2/filters/{_ID}",
        rf"/api/v2/filters/(?:keywords|statuses)/{_ID}",
        rf"/api/v1/lists/{_ID}",
        rf"/api/v1/lists/{_ID}/accounts",
        rf"/api/v1/conversations/{_ID}",
        rf"/api/v1/suggestions/{_ID}",
        r"/api/v1/domain_blocks",
        # what takes something back
        rf"/api/v1/statuses/{_ID}",
        rf"/api/v1/scheduled_statuses/{_ID}",
        rf"/api/v1/media/{_ID}",
        rf"/api/v1/featured_tags/{_ID}",
    ),
}

_PATTERNS = {
    method: re.compile("(?:" + "|".join(patterns) + r")\Z", re.ASCII) for method, patterns in _PRIVATE.items()
}
_TAG_PATH = re.compile(r"/api/v1/tags/(?P<name>[^/]+)/")
_HARMFUL_IN_TAG = set("/\\.%?#;") | {chr(code) for code in range(0x21)}


def overrides_method(query: bytes, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a request asks the server to read it with another method than its own."""
    if any(name in headers for name in OVERRIDING_HEADERS):
        return True
    if _names_method(query.decode("latin-1")):
        return True
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _json_names_method(body)
    if kind.startswith("multipart/"):
        return re.search(rb"name\*?=[\"']?[^\r\n]*_method", body) is not None
    return _names_method(body.decode("latin-1"))


def is_private(method: str, path: bytes, query: bytes) -> bool:
    """Whether a write may leave without a permit; ``path`` and ``query`` are the bytes that will be sent."""
    pattern = _PATTERNS.get(method)
    spelt = path.decode("latin-1")
    if pattern is None or pattern.match(spelt) is None:
        return False
    if query and method != "DELETE":
        return False
    tag = _TAG_PATH.match(spelt)
    return tag is None or _is_plain_tag(tag["name"])


def _is_plain_tag(name: str) -> bool:
    try:
        read = unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(read) and not _HARMFUL_IN_TAG & set(read)


def _names_method(form: str) -> bool:
    return any(key.strip() == "_method" for key, _value in parse_qsl(form, keep_blank_values=True))


def _json_names_method(body: bytes) -> bool:
    if not body.strip():
        return False
    try:
        fields = json.loads(body)
    except ValueError:
        return True
    return isinstance(fields, dict) and "_method" in fields


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
