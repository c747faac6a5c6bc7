"""The second look made binding: the only code that approves an act for sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from outtray.acts.act import AccountKey, Act, Target
from outtray.acts.approval import Approval, Release
from outtray.acts.item import LOOK_AGAIN, PARENT_GONE, TARGET_GONE, Hold, Item, Note
from outtray.acts.review import Review
from outtray.acts.seal import stamp
from outtray.acts.states import State
from outtray.acts.turn import Turn
from outtray.base.clock import Clock
from outtray.mastodon.errors import NotFound
from outtray.mastodon.session import Session, Sessions
from outtray.mastodon.truth import Truth, is_the_same, target_of
from outtray.outbox.demands import Demands
from outtray.outbox.errors import ChangedSince, StaleReview
from outtray.outbox.protocol import ReleasingStore
from outtray.outbox.proving import prove
from outtray.outbox.refusals import (
    Expired,
    InQuietHours,
    Limited,
    NeedsAcknowledgement,
    NeedsLook,
    NeedsOverride,
    NewFindings,
    NoRelease,
    NoServerTime,
    NotHeld,
    NotItsTurn,
    OverridesForbidden,
    PredecessorChanged,
    StillCooling,
    TargetChanged,
    TargetGone,
    ThreadBroken,
)
from outtray_rules.draft import ActKind
from outtray_rules.finding import Severity

Reviewer = Callable[[Act], Review]
"""Reviews the bytes of an act with today's packs, calendar and clock. May raise ``OuttrayError``: nothing is
released then (a malformed policy fails closed this way)."""

_TARGET_IS_STATUS = frozenset({ActKind.QUOTE, ActKind.EDIT, ActKind.BOOST, ActKind.FAVOURITE, ActKind.PIN})


QuietUntil = Callable[[datetime, AccountKey], datetime | None]
"""The end of an account's quiet hours a moment (aware) lies in, in the user's zone; None outside them."""


class Gate:
    """Turns a user's decision to send into an ``Approval``, or says in a typed refusal why not.

    ``sessions`` gives the way to the act's own server; ``reviewer`` judges the stored bytes again;
    ``quiet_until`` knows the quiet hours; ``demands`` what the organisation's policy asks at this moment,
    and raises ``OuttrayError`` while the policy cannot be relied on: then nothing is released.
    """

    def __init__(
        self,
        store: ReleasingStore,
        sessions: Sessions,
        reviewer: Reviewer,
        clock: Clock,
        *,
        quiet_until: QuietUntil = lambda _moment, _account: None,
        demands: Callable[[], Demands] = Demands,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._reviewer = reviewer
        self._quiet_until = quiet_until
        self._demands = demands
        self._clock = clock

    async def release(self, item: Item) -> Approval:
        """Release the act as the user has just looked at it, and commit that before returning.

        ``item`` is the very value that was shown: anything changed since refuses the release. Raises one
        of ``outbox.refusals``, ``ChangedSince``, ``ServerError`` or what the reviewer raises; the act
        stays held then.
        """
        demands = await asyncio.to_thread(self._demands)
        current = await asyncio.to_thread(self._store.item, item.id)
        self._check_here(current, item, demands)
        await asyncio.to_thread(self._check_others, current)
        session = self._sessions.session(current.act.account)
        server_now = await self._ask_server(current, session)
        current = await asyncio.to_thread(self._store.anchored, current, server_now)
        self._check_time(current, demands, server_now)
        current = await self._check_targets(current, session, server_now)
        review = await self._review(current, demands, server_now)
        key = await asyncio.to_thread(
            self._store.idempotency_key, current, anew_when_refused=not session.honours_idempotency
        )
        release = _release(current, review, key, server_now)
        await asyncio.to_thread(self._store.release, current, review, release)
        return _sealed(release)

    async def resume(self, item_id: str) -> Approval:
        """Approve again what the journal says was released: for another process, or after looking.

        Raises ``NoRelease`` when the journal has no release of exactly these bytes; ``OuttrayError`` for a
        policy that cannot be relied on.
        """
        await asyncio.to_thread(self._demands)
        item = await asyncio.to_thread(self._store.item, item_id)
        if item.state is not State.SENDING or item.sending is None or item.review is None:
            raise NotHeld(item.state)
        event = await asyncio.to_thread(self._store.journalled_release, item)
        if event is None:
            raise NoRelease
        return _sealed(
            _release(item, item.review, item.sending.idempotency_key, item.sending.released_server_at)
        )

    def _check_here(self, current: Item, seen: Item, demands: Demands) -> None:
        """Everything that can be refused without asking anybody."""
        if current.state is not State.HELD or current.review is None or current.hold is None:
            raise NotHeld(current.state)
        if current.revision != seen.revision or current.digest != seen.digest:
            raise ChangedSince(NeedsLook().sentence, NeedsLook().next_step)
        if demands.asks_answers(current):
            _check_answers(current)
        forbidden = demands.forbidden(current)
        if forbidden:
            raise OverridesForbidden(forbidden)
        note = current.note
        if note is not None and note.code in LOOK_AGAIN:
            raise NeedsLook

    def _check_others(self, item: Item) -> None:
        """What other acts say: a pause the account's server asked for, an earlier part not sent yet.

        A release is a decision of the moment; one that could only wait would outlive it.
        """
        until = self._store.limited_until(item.act.account)
        if until is not None and self._clock.now() < until:
            raise Limited(until)
        turn = self._store.turn(item)
        if turn is Turn.NEVER:
            raise ThreadBroken
        if turn is Turn.LATER:
            raise NotItsTurn

    async def _ask_server(self, item: Item, session: Session) -> datetime:
        identity = await prove(item.act.account, session)
        if identity.date is None:
            raise NoServerTime(session.wire.host)
        return identity.date

    def _check_time(self, item: Item, demands: Demands, server_now: datetime) -> None:
        """Only the server's clock decides; the local one could have been set to anything.

        An act without any wait, such as a favourite, is not measured.
        """
        hold = replace(_held(item), wait=demands.wait_of(item, _reviewed(item)))
        remaining = hold.due(by_server=True) - server_now
        waits = hold.waits
        if waits and remaining > timedelta(0):
            raise StillCooling(remaining)
        quiet_until = self._quiet_until(server_now, item.act.account) if waits else None
        if quiet_until is not None:
            raise InQuietHours(quiet_until)
        if server_now >= hold.expires(by_server=True):
            raise Expired

    async def _check_targets(self, item: Item, session: Session, server_now: datetime) -> Item:
        """Look at the posts this act is about; a change is stored, reviewed and refused.

        Returns the act as it stands then: one whose predecessor is gone takes the place of nothing more.
        """
        predecessor = None
        if item.act.replaces is not None:
            predecessor = await self._fresh_predecessor(item.act.replaces, session)
            if predecessor is None:
                item = await asyncio.to_thread(self._store.replaces_nothing, item)
        act = item.act
        fresh = act
        if act.reply_to is not None:
            fresh = replace(fresh, reply_to=await self._fresh_target(item, act.reply_to, session))
        if act.target is not None and act.kind in _TARGET_IS_STATUS:
            fresh = replace(fresh, target=await self._fresh_target(item, act.target, session))
        if act.replaces is not None:
            fresh = replace(fresh, replaces=predecessor)
        if act.target is not None and act.kind is ActKind.VOTE:
            fresh = replace(fresh, target=await self._fresh_poll(item, act.target, session))
        if fresh == act:
            return item
        review = self._reviewer(fresh)
        refusal = TargetChanged() if fresh.replaces == act.replaces else PredecessorChanged()
        await asyncio.to_thread(
            self._store.reviewed_again,
            item,
            fresh,
            review,
            Note("target-changed", str(refusal)),
            server_date=server_now,
        )
        raise refusal

    async def _fresh_target(self, item: Item, stored: Target, session: Session) -> Target:
        """The stored target when it is still the same, else the new version of it."""
        try:
            found = target_of(await Truth(session.wire).status(stored.id))
        except NotFound as error:
            raise await self._gone(item, stored) from error
        return stored if is_the_same(found, stored) else found

    async def _fresh_predecessor(self, stored: Target, session: Session) -> Target | None:
        """The own post that is to go once this act is there, as it is now; None when it is gone already."""
        try:
            found = target_of(await Truth(session.wire).status(stored.id))
        except NotFound:
            return None
        return stored if is_the_same(found, stored) else found

    async def _fresh_poll(self, item: Item, stored: Target, session: Session) -> Target:
        """The poll voted in, with the options it has at this moment: a vote only counts their places."""
        try:
            poll = await Truth(session.wire).poll(stored.id)
        except NotFound as error:
            raise await self._gone(item, stored) from error
        return replace(stored, poll_options=tuple(option.title for option in poll.options))

    async def _gone(self, item: Item, stored: Target) -> TargetGone:
        """Say with the act that what it is about is gone; returns the refusal."""
        refusal = TargetGone()
        code = PARENT_GONE if stored == item.act.reply_to else TARGET_GONE
        await asyncio.to_thread(self._store.annotate, item, Note(code, str(refusal)))
        return refusal

    async def _review(self, item: Item, demands: Demands, server_now: datetime) -> Review:
        """Today's rules on the stored bytes; anything new is stored and refused.

        What is not new was answered before, at the same severity or a higher one.
        """
        review = self._reviewer(item.act)
        if review.digest != item.digest:
            raise StaleReview(NeedsLook().sentence, NeedsLook().next_step)
        news = review.news_since(_reviewed(item))
        if news and demands.asks_answers(item):
            refusal = NewFindings(news)
            await asyncio.to_thread(
                self._store.reviewed_again,
                item,
                item.act,
                review,
                Note("new-findings", str(refusal)),
                server_date=server_now,
            )
            raise refusal
        return review


def _check_answers(item: Item) -> None:
    blocks = tuple(found for found in item.open_findings if found.severity is Severity.BLOCK)
    if blocks:
        raise NeedsOverride(blocks)
    if item.open_findings:
        raise NeedsAcknowledgement(item.open_findings)


def _release(item: Item, review: Review, key: str, released_at: datetime) -> Release:
    answers = []
    for found in review.serious:
        if found.key in item.overrides:
            answers.append((found.rule, item.overrides[found.key]))
        elif found.key in item.acknowledged:
            answers.append((found.rule, "acknowledged"))
    return Release(
        item_id=item.id,
        account=item.act.account,
        digest=item.digest,
        idempotency_key=key,
        not_before=_held(item).due(by_server=True),
        released_at=released_at,
        findings=tuple((found.rule, str(found.severity)) for found in review.findings),
        answers=tuple(answers),
    )


def _sealed(release: Release) -> Approval:
    return Approval(release, stamp(release.content()))


def _held(item: Item) -> Hold:
    if item.hold is None:
        raise NotHeld(item.state)
    return item.hold


def _reviewed(item: Item) -> Review:
    if item.review is None:
        raise NotHeld(item.state)
    return item.review
