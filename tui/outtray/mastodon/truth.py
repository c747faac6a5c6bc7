"""What the server itself says: who acts and when, what a target is like, what became of an act.

Nothing here is cached: the gate and the dispatcher decide by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from outtray.acts.act import Attachment, Target
from outtray.acts.comparing import target_digest
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.decode import decode_list, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.featured import FeaturedTag
from outtray.mastodon.models import Account, Poll, Relationship, Status, StatusSource
from outtray.mastodon.wire import Answer, Params, Wire
from outtray_rules.draft import Visibility

_PAGE = 40
_MOST_PAGES = 5
_FRESH = {"Cache-Control": "no-cache"}

_EntityT = TypeVar("_EntityT", bound=Entity)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token belongs to, and the server's time when it said so (None without a ``Date``)."""

    account: Account
    date: datetime | None


class Truth:
    """Reads over one account's wire; every method raises ``ServerError``."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._host = wire.host

    async def identity(self) -> Identity:
        """The account of the token and the server's time, uncached."""
        answer = await self._get("/api/v1/accounts/verify_credentials")
        return Identity(decode_one(answer.body, Account, host=self._host), answer.date)

    async def status(self, status_id: str) -> Status:
        """One status as it is at this moment; raises ``NotFound`` when it is gone."""
        return await self._one(f"/api/v1/statuses/{_segment(status_id)}", Status)

    async def source(self, status_id: str) -> StatusSource:
        """An own status as typed; raises ``NotFound`` when it is gone or the server has no sources."""
        return await self._one(f"/api/v1/statuses/{_segment(status_id)}/source", StatusSource)

    async def poll(self, poll_id: str) -> Poll:
        """One poll, with whether this account has voted."""
        return await self._one(f"/api/v1/polls/{_segment(poll_id)}", Poll)

    async def relationship(self, account_id: str) -> Relationship:
        """How this account stands to another."""
        answer = await self._get("/api/v1/accounts/relationships", {"id[]": account_id})
        found = decode_list(answer.body, Relationship, host=self._host)
        return found[0] if found else Relationship()

    async def featured_tags(self) -> tuple[FeaturedTag, ...]:
        """The hashtags this account shows on its profile."""
        answer = await self._get("/api/v1/featured_tags")
        return tuple(decode_list(answer.body, FeaturedTag, host=self._host))

    async def own_since(self, account_id: str, since: datetime) -> tuple[Status, ...]:
        """The account's own statuses created at or after ``since``, newest first, replies included."""
        found: list[Status] = []
        cursor = ""
        for _page in range(_MOST_PAGES):
            parameters: dict[str, str | int | bool | list[str] | None] = {
                "limit": str(_PAGE),
                "exclude_reblogs": "true",
            }
            if cursor:
                parameters["max_id"] = cursor
            answer = await self._get(f"/api/v1/accounts/{_segment(account_id)}/statuses", parameters)
            page = decode_list(answer.body, Status, host=self._host)
            readable = [status for status in page if not status.unreadable]
            found.extend(s for s in readable if s.created_at is not None and s.created_at >= since)
            oldest = readable[-1] if readable else None
            if (
                oldest is None
                or oldest.created_at is None
                or oldest.created_at < since
                or oldest.id == cursor
            ):
                break
            cursor = oldest.id
        return tuple(found)

    async def _one(self, path: str, kind: type[_EntityT]) -> _EntityT:
        answer = await self._get(path)
        return decode_one(answer.body, kind, host=self._host)

    async def _get(self, path: str, parameters: Params | None = None) -> Answer:
        return await self._wire.get(path, parameters, headers=_FRESH)


def target_of(status: Status) -> Target:
    """A status as the target of an act: all its readers see, and the digest release will compare."""
    account = status.account
    bio = plain_text(parse(account.note))
    return Target(
        id=status.id,
        url=status.url or status.uri,
        acct=account.acct,
        edited_at=status.edited_at,
        digest=_digest_of(status),
        text=_words(status),
        content_warning=status.spoiler_text,
        visibility=_visibility(status.visibility),
        profile="\n".join(part for part in (account.name, bio) if part),
        media=tuple(
            Attachment(id=medium.id, mime=medium.type, description=medium.description or "")
            for medium in status.media_attachments
        ),
        poll_options=_options(status),
        quoted=_quoted_words(status),
    )


def is_the_same(found: Target, stored: Target) -> bool:
    """Whether a status is as it was: its words and media, and the time of its last change."""
    return found.digest == stored.digest and found.edited_at == stored.edited_at


def _digest_of(status: Status) -> str:
    quote = status.quote
    quoted = None
    if quote is not None:
        inner = quote.quoted_status
        quoted = f"{quote.state} {_digest_of(inner) if inner is not None else ''}"
    return target_digest(
        status.content,
        status.spoiler_text,
        [(medium.id, medium.description or "") for medium in status.media_attachments],
        poll_options=_options(status),
        quoted=quoted,
    )


def _words(status: Status) -> str:
    """The text as timelines show it: the link in place of a quote is hidden only where there is a quote."""
    return plain_text(parse(status.content, hide_quote_fallback=status.quote is not None))


def _options(status: Status) -> tuple[str, ...]:
    return () if status.poll is None else tuple(option.title for option in status.poll.options)


def _quoted_words(status: Status) -> str:
    quoted = status.quote.quoted_status if status.quote is not None else None
    if quoted is None:
        return ""
    alts = (medium.description or "" for medium in quoted.media_attachments)
    parts = (quoted.spoiler_text, _words(quoted), *_options(quoted), *alts)
    return "\n".join(part for part in parts if part)


def _visibility(value: str) -> Visibility:
    try:
        return Visibility(value)
    except ValueError:
        return Visibility.DIRECT


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")
