"""Private acts: what nobody but the account itself can see. They may leave without a release.

The egress door lets exactly these addresses pass; anything public belongs to the out-tray.
"""

from __future__ import annotations

import httpx

from outtray.base.clock import Clock
from outtray.mastodon import errors
from outtray.mastodon.asking import Asking
from outtray.mastodon.decode import decode_map, decode_one
from outtray.mastodon.features import Feature, missing
from outtray.mastodon.keeping import ConversationEntry, Translation
from outtray.mastodon.models import Marker, Status, Tag
from outtray.mastodon.timelines import segment
from outtray.mastodon.wire import Wire


class Actions(Asking):
    """Performs private acts as one account; every method raises errors of `mastodon.errors`."""

    def __init__(self, client: httpx.AsyncClient, *, clock: Clock) -> None:
        super().__init__(Wire(client, clock=clock))

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

    async def translate(self, status_id: str, language: str = "") -> Translation:
        """A status in another language (the user's own on the server when left out).

        Raises Unsupported where the server has no translator, or not for these languages.
        """
        path = f"/api/v1/statuses/{segment(status_id)}/translate"
        try:
            return await self._write(path, Translation, {"lang": language} if language else None)
        except errors.NotFound as error:
            raise missing(Feature.TRANSLATION, self.host) from error

    async def read_conversation(self, conversation_id: str) -> ConversationEntry:
        """Note that a direct conversation was read."""
        path = f"/api/v1/conversations/{segment(conversation_id)}/read"
        return await self._write(path, ConversationEntry)

    async def drop_conversation(self, conversation_id: str) -> None:
        """Take a direct conversation off the list; its posts stay."""
        await self._order(f"/api/v1/conversations/{segment(conversation_id)}", method="DELETE")

    async def dismiss_announcement(self, announcement_id: str) -> None:
        """Note that an announcement was read."""
        await self._order(f"/api/v1/announcements/{segment(announcement_id)}/dismiss")

    async def follow_tag(self, name: str) -> Tag:
        """Have posts with a hashtag on the home timeline; nobody else can see that."""
        with self._offered(Feature.FOLLOWED_TAGS):
            return await self._write(f"/api/v1/tags/{segment(name)}/follow", Tag)

    async def unfollow_tag(self, name: str) -> Tag:
        """Follow a hashtag no longer."""
        with self._offered(Feature.FOLLOWED_TAGS):
            return await self._write(f"/api/v1/tags/{segment(name)}/unfollow", Tag)

    async def save_marker(self, timeline: str, last_read_id: str) -> Marker:
        """Tell the server how far "home" or "notifications" was read."""
        answer = await self._wire.post("/api/v1/markers", json={timeline: {"last_read_id": last_read_id}})
        markers = decode_map(answer.body, Marker, host=self._wire.host)
        return markers.get(timeline, Marker(last_read_id=last_read_id))

    async def _on_status(self, status_id: str, act: str) -> Status:
        answer = await self._wire.post(f"/api/v1/statuses/{segment(status_id)}/{act}")
        return decode_one(answer.body, Status, host=self._wire.host)
