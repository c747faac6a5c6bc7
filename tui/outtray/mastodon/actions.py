"""Private acts: what nobody but the account itself can see. They may leave without a release.

The egress door lets exactly these addresses pass; anything public belongs to the out-tray.
"""

from __future__ import annotations

import httpx

from outtray.base.clock import Clock
from outtray.mastodon.decode import decode_map, decode_one
from outtray.mastodon.models import Marker, Status
from outtray.mastodon.timelines import segment
from outtray.mastodon.wire import Wire


class Actions:
    """Performs private acts as one account; every method raises errors of `mastodon.errors`."""

    def __init__(self, client: httpx.AsyncClient, *, clock: Clock) -> None:
        self._wire = Wire(client, clock=clock)

    async def bookmark(self, status_id: str) -> Status:
        """Keep a status among the bookmarks; returns it as it then is."""
        return await self._on_status(status_id, "bookmark")

    async def unbookmark(self, status_id: str) -> Status:
        """Take a status off the bookmarks."""
        return await self._on_status(status_id, "unbookmark")

    async def unboost(self, status_id: str) -> Status:
        """Take a boost back; the caller has asked the user and journals it."""
        return await self._on_status(status_id, "unreblog")

    async def unfavourite(self, status_id: str) -> Status:
        """Take a favourite back; the caller has asked the user and journals it."""
        return await self._on_status(status_id, "unfavourite")

    async def delete(self, status_id: str) -> None:
        """Delete an own status; the caller has asked the user and journals it."""
        path = f"/api/v1/statuses/{segment(status_id)}"
        await self._wire.post(path, method="DELETE", may_be_empty=True)

    async def mute_thread(self, status_id: str) -> Status:
        """Ask for no more notifications of a conversation."""
        return await self._on_status(status_id, "mute")

    async def unmute_thread(self, status_id: str) -> Status:
        """Take notifications of a conversation again."""
        return await self._on_status(status_id, "unmute")

    async def save_marker(self, timeline: str, last_read_id: str) -> Marker:
        """Tell the server how far "home" or "notifications" was read."""
        answer = await self._wire.post("/api/v1/markers", json={timeline: {"last_read_id": last_read_id}})
        markers = decode_map(answer.body, Marker, host=self._wire.host)
        return markers.get(timeline, Marker(last_read_id=last_read_id))

    async def _on_status(self, status_id: str, act: str) -> Status:
        answer = await self._wire.post(f"/api/v1/statuses/{segment(status_id)}/{act}")
        return decode_one(answer.body, Status, host=self._wire.host)
