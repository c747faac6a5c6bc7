"""Taking back what was public: at once after the screen has asked, and journalled."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import quote

from outtray.acts.act import AccountKey
from outtray.mastodon.wire import Wire
from outtray.services.outtray import OutTray
from outtray_rules.draft import ActKind

_REQUESTS = MappingProxyType(
    {
        ActKind.POST: ("DELETE", "/api/v1/statuses/{id}"),
        ActKind.BOOST: ("POST", "/api/v1/statuses/{id}/unreblog"),
        ActKind.FAVOURITE: ("POST", "/api/v1/statuses/{id}/unfavourite"),
        ActKind.PIN: ("POST", "/api/v1/statuses/{id}/unpin"),
        ActKind.FOLLOW: ("POST", "/api/v1/accounts/{id}/unfollow"),
        ActKind.FEATURE: ("DELETE", "/api/v1/featured_tags/{id}"),
    }
)

CAN_BE_TAKEN_BACK = frozenset(_REQUESTS)
"""Kinds of acts a server can undo; a vote or a report stays."""


async def take_back(
    wire: Wire, tray: OutTray, account: AccountKey, kind: ActKind, target_id: str, *, url: str = ""
) -> None:
    """Undo an act and journal it; the caller has asked the user.

    ``target_id`` is the status deleted, unboosted, unfavourited or unpinned, the account unfollowed, or the
    featuring of a hashtag. Raises ``ServerError`` when the server did not do it, and ``StorageError``.
    """
    method, path = _REQUESTS[kind]
    await wire.post(path.format(id=quote(target_id, safe="")), method=method, may_be_empty=True)
    await tray.record_taken_back(account, kind, target_id, url)
