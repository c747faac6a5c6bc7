"""How the acting account stands to others, where only it can see or where it takes something back.

Following is a public act and goes through the out-tray; unfollowing, muting, blocking and notes do not.
"""

from __future__ import annotations

from typing import Final

import msgspec

from outtray.base.sanitise import sanitise
from outtray.mastodon.asking import Asking
from outtray.mastodon.decode import decode_one
from outtray.mastodon.features import Feature
from outtray.mastodon.models import Account, Relationship
from outtray.mastodon.timelines import Page, segment

_PAGE: Final = 80
_MOST_DOMAINS: Final = 200


class People(Asking):
    """Relations of one account to others; every method raises errors of `mastodon.errors`."""

    async def relationship(self, account_id: str) -> Relationship:
        """How the acting account stands to one other."""
        found = await self._many("/api/v1/accounts/relationships", Relationship, {"id[]": [account_id]})
        return next((one for one in found if one.id == account_id), Relationship(id=account_id))

    async def mute(self, account_id: str, *, seconds: int = 0, notifications: bool = True) -> Relationship:
        """Hide an account for so many seconds (0: for good), its notifications too unless told otherwise."""
        return await self._on(account_id, "mute", {"duration": seconds, "notifications": notifications})

    async def unmute(self, account_id: str) -> Relationship:
        """Show an account again."""
        return await self._on(account_id, "unmute")

    async def block(self, account_id: str) -> Relationship:
        """Block an account: neither sees the other, and follows end both ways."""
        return await self._on(account_id, "block")

    async def unblock(self, account_id: str) -> Relationship:
        """End a block; follows do not come back."""
        return await self._on(account_id, "unblock")

    async def unfollow(self, account_id: str) -> Relationship:
        """Follow no longer, or take a request back."""
        return await self._on(account_id, "unfollow")

    async def remove_follower(self, account_id: str) -> Relationship:
        """Make an account follow the acting one no longer; it is not told."""
        return await self._on(account_id, "remove_from_followers")

    async def set_note(self, account_id: str, comment: str) -> Relationship:
        """Keep a note about an account that nobody else sees; an empty one takes it away."""
        return await self._on(account_id, "note", {"comment": comment})

    async def muted(self) -> Page[Account]:
        """Whom the account muted, the latest first; go on with `Reader.follow(page.older, Account)`."""
        return await self._page("/api/v1/mutes", Account, {"limit": _PAGE})

    async def blocked(self) -> Page[Account]:
        """Whom the account blocked, the latest first."""
        return await self._page("/api/v1/blocks", Account, {"limit": _PAGE})

    # Whole servers

    async def blocked_domains(self) -> tuple[str, ...]:
        """The servers the account wants to see nothing of; raises Unsupported where there are none."""
        with self._offered(Feature.DOMAIN_BLOCKS):
            answer = await self._wire.get("/api/v1/domain_blocks", {"limit": _MOST_DOMAINS})
        try:
            listed = msgspec.json.decode(answer.body, type=list[object])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return ()
        texts = [text for text in listed[:_MOST_DOMAINS] if isinstance(text, str)]
        return tuple([sanitise(text, single_line=True, limit=255) for text in texts])

    async def block_domain(self, domain: str) -> None:
        """See nothing of a server any more; its accounts stop following."""
        with self._offered(Feature.DOMAIN_BLOCKS):
            await self._order("/api/v1/domain_blocks", {"domain": domain})

    async def unblock_domain(self, domain: str) -> None:
        """See a server again."""
        with self._offered(Feature.DOMAIN_BLOCKS):
            await self._order("/api/v1/domain_blocks", {"domain": domain}, method="DELETE")

    # Who asks to follow

    async def follow_requests(self) -> Page[Account]:
        """Who waits to be let in, the latest first."""
        return await self._page("/api/v1/follow_requests", Account, {"limit": _PAGE})

    async def answer_request(self, account_id: str, *, accept: bool) -> Relationship:
        """Let an account follow, or turn it away; raises NotFound when it asks no longer."""
        act = "authorize" if accept else "reject"
        answer = await self._wire.post(f"/api/v1/follow_requests/{segment(account_id)}/{act}")
        return decode_one(answer.body, Relationship, host=self.host)

    async def _on(self, account_id: str, act: str, json: object = None) -> Relationship:
        return await self._write(f"/api/v1/accounts/{segment(account_id)}/{act}", Relationship, json)
