"""Finding out what became of an act whose answer never came, by looking at the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.request import References
from outtray.base.translation import gettext as _
from outtray.mastodon.confirming import (
    features,
    has_source,
    has_words,
    is_this_status,
    profile_differs,
    remark,
    sent_as,
)
from outtray.mastodon.errors import NotFound, NotMastodon, RateLimited, Refused, Unauthorised
from outtray.mastodon.models import Status
from outtray.mastodon.session import Session
from outtray.mastodon.truth import Truth
from outtray.outbox.protocol import ReleasingStore
from outtray_rules.draft import ActKind

EARLY = timedelta(seconds=5)
"""Within this time before the release a status may be the act even though it shows other words (Markdown):
its source is asked for. Before that only a status that shows the words is looked at more closely."""

CLOCK_SLACK = timedelta(seconds=120)
"""How much earlier than the release an act may seem to have been created: a proxy tells the time of the
release, and the clock of the server behind it may be minutes slower."""

HARMLESS_TWICE = frozenset(
    {
        ActKind.EDIT,
        ActKind.BOOST,
        ActKind.FAVOURITE,
        ActKind.PIN,
        ActKind.FEATURE,
        ActKind.FOLLOW,
        ActKind.PROFILE,
    }
)
"""Kinds whose repetition changes nothing on any server: the second request finds it done."""


@dataclass(frozen=True, slots=True)
class Found:
    """The act is there; ``copies`` counts how many statuses look like it."""

    sent: Sent
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Absent:
    """Looked twice; it is not there."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Looking cannot tell; the sentence says why."""

    sentence: str


Answer = Found | Absent | Unclear


class Resolver:
    """Looks for acts on their server. ``gap`` is the time between the two looks, in seconds."""

    def __init__(
        self,
        store: ReleasingStore,
        *,
        gap: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._gap = gap
        self._sleep = sleep

    async def find(self, item: Item, session: Session) -> Answer:
        """What became of an act; absent only after two looks. Raises ``ServerError`` when it cannot look."""
        first = await self.look(item, session)
        if not isinstance(first, Absent):
            return first
        await self._sleep(self._gap)
        return await self.look(item, session)

    async def look(self, item: Item, session: Session) -> Answer:
        """Look once."""
        truth = Truth(session.wire)
        act = item.act
        try:
            match act.kind:
                case ActKind.EDIT:
                    return await _look_at_edit(act, truth)
                case ActKind.BOOST | ActKind.FAVOURITE | ActKind.PIN:
                    return await _look_at_flag(act, truth)
                case ActKind.FOLLOW:
                    relation = await truth.relationship(_target_id(act))
                    done = relation.following or relation.requested
                    return Found(Sent(relation.id)) if done else Absent()
                case ActKind.VOTE:
                    poll = await truth.poll(_target_id(act))
                    return Found(Sent(poll.id)) if poll.voted else Absent()
                case ActKind.FEATURE:
                    return await _look_at_features(act, truth)
                case ActKind.PROFILE:
                    return await _look_at_profile(act, truth)
                case ActKind.REPORT:
                    return Unclear(_("Only the people who run the server can see whether this arrived."))
                case _:
                    return await self._look_for_status(item, truth)
        except NotFound:
            return Unclear(_("The post this was about is gone, so nothing can be compared."))

    async def _look_for_status(self, item: Item, truth: Truth) -> Answer:
        if item.sending is None:
            return Unclear(_("This act has not been released."))
        act = item.act
        references = await asyncio.to_thread(self._store.references, item)
        known = await asyncio.to_thread(self._store.known_ids, act.account, apart_from=item.id)
        released = item.sending.released_server_at
        candidates = [
            status
            for status in await truth.own_since(act.account.id, released - CLOCK_SLACK)
            if status.id not in known
            and is_this_status(act, references, status)
            and (has_words(act, status) or _made_since(status, released - EARLY))
        ]
        matches = [status for status in candidates if await _says(act, status, truth)]
        if not matches:
            return Absent()
        as_sent = [status for status in matches if not remark(act, references, status)]
        alike = as_sent or matches
        return Found(sent_as(act, references, alike[-1]), copies=len(alike))


def _made_since(status: Status, moment: datetime) -> bool:
    return status.created_at is not None and status.created_at >= moment


async def _look_at_flag(act: Act, truth: Truth) -> Answer:
    status = await truth.status(_target_id(act))
    flag = {
        ActKind.BOOST: status.reblogged,
        ActKind.FAVOURITE: status.favourited,
        ActKind.PIN: status.pinned,
    }[act.kind]
    return Found(Sent(status.id, status.url or status.uri)) if flag else Absent()


async def _look_at_edit(act: Act, truth: Truth) -> Answer:
    """Done when the source is ours and the status was edited since; absent when nothing was edited."""
    status = await truth.status(_target_id(act))
    before = act.target.edited_at if act.target is not None else None
    if status.edited_at == before:
        return Absent()
    source = await truth.source(_target_id(act))
    if has_source(act, source.text):
        return Found(sent_as(act, References(), status))
    return Unclear(_("The post was edited, but not into what you wrote: somebody else may have edited it."))


async def _look_at_features(act: Act, truth: Truth) -> Answer:
    for featured in await truth.featured_tags():
        if features(act, featured):
            return Found(Sent(featured.id, featured.url))
    return Absent()


async def _look_at_profile(act: Act, truth: Truth) -> Answer:
    """Done when all words come back as sent; pictures come back too changed to be compared."""
    account = (await truth.identity()).account
    if not act.profile_changes:
        return Unclear(_("Look at your profile on the server: this program cannot tell whether it changed."))
    if profile_differs(act, account):
        return Absent()
    return Found(Sent(account.id, account.url or ""))


async def _says(act: Act, status: Status, truth: Truth) -> bool:
    """Whether a status says what the act says: by its source, else by the words it shows."""
    try:
        source = await truth.source(status.id)
    except (RateLimited, Unauthorised):
        raise
    except (Refused, NotMastodon):
        # Servers without sources say so in many ways, web pages included.
        return has_words(act, status)
    return has_source(act, source.text) if source.id == status.id else has_words(act, status)


def _target_id(act: Act) -> str:
    return act.target.id if act.target is not None else ""
