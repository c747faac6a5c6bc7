"""What people do to acts in the out-tray: draft, hold, answer findings, look, edit, discard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from outtray.acts.act import AccountKey, Act
from outtray.acts.canonical import check, digest, from_json, to_json
from outtray.acts.edits import is_small_edit
from outtray.acts.errors import MalformedAct, UnreadableAct
from outtray.acts.item import LASTING, PARENT_GONE, TARGET_GONE, Hold, Item
from outtray.acts.mode import Mode
from outtray.acts.review import Review, review_from_json, review_to_json
from outtray.acts.states import State
from outtray.acts.turn import Turn
from outtray.acts.words import state_word
from outtray.base.translation import gettext as _
from outtray.journal import chain
from outtray.journal.events import Event, EventName
from outtray.outbox.changes import take_back
from outtray.outbox.errors import NoSuchFinding, ReasonNeeded, StaleReview, WaitTooShort
from outtray.outbox.ledger import Change, Ledger
from outtray.outbox.schema import plain, value
from outtray.outbox.threads import let_followers_go, let_go, turn
from outtray.outbox.waiting import fresh_hold, on_this_clock, waited
from outtray_rules.draft import ActKind
from outtray_rules.durations import COOLING_FLOOR
from outtray_rules.finding import Finding

READY_WINDOW = timedelta(hours=72)
"""How long a ready act waits for its release before it must be looked at again, unless settings differ."""

_WAITING = "state IN ('held', 'sending', 'unsure', 'failed')"


class OutboxStore:
    """The out-tray as people and screens use it. Every method is one transaction with its journal row."""

    def __init__(self, ledger: Ledger, *, floor: timedelta = COOLING_FLOOR) -> None:
        """``floor`` is the least wait of an act that must be held."""
        self._ledger = ledger
        self._floor = floor

    def item(self, item_id: str) -> Item:
        """One act by its id; raises ``NoSuchItem``."""
        return self._ledger.item(item_id)

    def items(self) -> tuple[Item, ...]:
        """Everything that still waits for something: held, sending, unsure, failed; oldest first."""
        return self._ledger.items(_WAITING)

    def drafts(self) -> tuple[Item, ...]:
        """Every draft, oldest first."""
        return self._ledger.items("state = 'draft'")

    def sent(self) -> tuple[Item, ...]:
        """Everything that was sent, oldest first."""
        return self._ledger.items("state = 'sent'")

    def unreadable(self) -> tuple[tuple[str, UnreadableAct], ...]:
        """The ids of acts a damaged or newer file keeps from being read, each with why; no list has them."""
        return self._ledger.unreadable()

    def version(self) -> tuple[int, int]:
        """Differs from an earlier answer when anything was changed since, here or in another process."""
        return self._ledger.version()

    def standing(self, item: Item, server_now: datetime | None) -> Item:
        """The act with its wait as the gate counts it, on the local clock of this moment: for showing.

        ``server_now`` is the clock of its server, None while nobody knows it.
        """
        hold = item.hold
        if hold is None:
            return item
        now = self._ledger.clock.now()
        here, boot = self._ledger.held_here(item.id, hold.at), self._ledger.boot()
        has_waited = waited(hold, now=now, server_now=server_now, here=here, boot=boot)
        return replace(item, hold=on_this_clock(hold, has_waited, now=now, server_now=server_now))

    def save_draft(self, act: Act, *, item_id: str = "") -> Item:
        """Keep an unfinished act as it stands; nothing about it needs to be right yet.

        Only a part of a thread whose earlier part is gone is kept as an act of its own.
        """
        if not item_id:
            with self._ledger.adding(act) as change:
                let_go(change)
            return change.item
        with self._ledger.changing(item_id) as change:
            _must_be_draft(change)
            change.act(act)
            let_go(change)
        return change.item

    def hold(
        self,
        act: Act,
        review: Review,
        *,
        server_date: datetime | None,
        item_id: str = "",
        acknowledged: Iterable[str] = (),
        overrides: Mapping[str, str] | None = None,
        window: timedelta = READY_WINDOW,
        keep_small_edit: bool = False,
    ) -> Item:
        """Hold an act, new or drafted as ``item_id``, with the review of exactly these bytes.

        ``server_date`` is the server's ``Date`` at this moment, None when offline. ``acknowledged`` and
        ``overrides`` (to their reasons) answer findings by their ``key``. ``keep_small_edit`` lets an edit
        of fewer than three characters that adds no finding keep the time already waited.
        Raises ``MalformedAct``, ``StaleReview``, ``WaitTooShort``, ``NoSuchFinding``, ``ReasonNeeded``,
        ``StorageError``.
        """
        check(act)
        self._check_wait(act, review)
        if review.digest != digest(act):
            raise StaleReview(_("The text changed after it was reviewed."), _("Hold it again."))
        answered = frozenset(acknowledged)
        reasons = dict(overrides or {})
        _check_answers(review, answered, reasons)
        adding = self._ledger.changing(item_id) if item_id else self._ledger.adding(act)
        with adding as change:
            _must_be_draft(change)
            _check_thread(change, act)
            change.act(act)
            change.to(State.HELD)
            change.review(review)
            change.answers(answered, reasons)
            kept = _kept_wait(change, act, review) if keep_small_edit else None
            if kept is None:
                change.remember(None)
            change.hold(
                kept
                or fresh_hold(
                    act,
                    review,
                    modes=self._ledger.modes(),
                    now=change.now,
                    server_date=server_date,
                    window=window,
                )
            )
            change.note(None)
            change.sending(None)
            change.journal(EventName.HELD, cooling=True)
        return change.item

    def hold_thread(
        self,
        parts: Sequence[Act],
        review: Callable[[Act], Review],
        *,
        server_date: datetime | None,
        answers: Callable[[Review], tuple[frozenset[str], Mapping[str, str]]],
        window: timedelta = READY_WINDOW,
        draft: str = "",
    ) -> tuple[Item, ...]:
        """Hold the parts of a thread in order, each tied to the one before it, in one transaction.

        ``review`` judges each part, which names the part before it; ``answers`` gives what the user has
        answered to a review: warnings acknowledged, and blocks overridden with their reasons. ``draft`` is
        the draft with the whole text; it goes when the parts are there. Raises as ``hold``; nothing has
        changed then.
        """
        held: list[Item] = []
        with self._ledger.database.together():
            for part in parts:
                act = replace(part, after=held[-1].id) if held else part
                judged = review(act)
                acknowledged, overrides = answers(judged)
                held.append(
                    self.hold(
                        act,
                        judged,
                        server_date=server_date,
                        acknowledged=acknowledged,
                        overrides=overrides,
                        window=window,
                    )
                )
            if draft:
                self.discard(draft)
        return tuple(held)

    def acknowledge(self, item_id: str, finding_key: str) -> Item:
        """Answer a warning: seen, and meant so."""
        with self._ledger.changing(item_id) as change:
            found = _held_finding(change, finding_key)
            item = change.item
            change.answers(item.acknowledged | {finding_key}, item.overrides)
            change.journal(EventName.ACKNOWLEDGED, detail={"rule": found.rule})
        return change.item

    def override(self, item_id: str, finding_key: str, reason: str) -> Item:
        """Answer a block with a reason in words, which is journalled without any sensitive match."""
        with self._ledger.changing(item_id) as change:
            found = _held_finding(change, finding_key)
            item = change.item
            overrides = {**item.overrides, finding_key: reason}
            _check_answers(_reviewed(item), item.acknowledged, overrides)
            change.answers(item.acknowledged, overrides)
            change.journal(EventName.OVERRIDDEN, detail={"rule": found.rule})
        return change.item

    def look(
        self, item_id: str, review: Review, *, server_date: datetime | None, seen: int | None = None
    ) -> Item:
        """Record that the user has looked at a held act again, with a fresh review of its bytes.

        An expired act becomes ready again; the cooling-off it has served is not repeated, unless the review
        has found something new. What only an edit mends is told as before. Raises ``ChangedSince`` when the
        act is no longer at the revision ``seen``.
        """
        with self._ledger.changing(item_id, seen=seen) as change:
            item = change.item
            if item.state is not State.HELD or item.hold is None:
                raise MalformedAct(_("Only a held act can be looked at again."))
            if review.digest != item.digest:
                raise StaleReview(_("The text changed after it was reviewed."), _("Look at it again."))
            news = item.review is None or review.news_since(item.review)
            change.review(review)
            if news:
                change.hold(
                    fresh_hold(
                        item.act,
                        review,
                        modes=self._ledger.modes(),
                        now=change.now,
                        server_date=server_date,
                        window=item.hold.window,
                    )
                )
                change.remember(None)
            else:
                looked_there = server_date or item.hold.looked_server_at
                change.hold(replace(item.hold, looked_at=change.now, looked_server_at=looked_there))
            if item.note is None or item.note.code not in LASTING:
                change.note(None)
            change.journal(EventName.LOOKED, cooling=bool(news))
        return change.item

    def edit(self, item_id: str) -> Item:
        """Take an act back to the desk: a draft again, its cooling-off over.

        It must be held, or released with nothing of it on its way; raises ``MalformedAct`` after that. What
        followed, answered or quoted something that is known to be gone comes back as a post of its own.
        """
        with self._ledger.changing(item_id) as change:
            if change.item.state is State.SENDING:
                take_back(change)
            item = change.item
            change.to(State.DRAFT)
            change.journal(EventName.EDITED)
            change.remember(_measured(change, item))
            change.review(None)
            change.hold(None)
            change.note(None)
            if item.note is not None and item.note.code == PARENT_GONE:
                change.act(item.act.answering_nobody())
            if item.note is not None and item.note.code == TARGET_GONE:
                change.act(item.act.about_nothing())
            let_go(change)
        return change.item

    def retry(self, item_id: str) -> Item:
        """Put a failed act back among the held ones, to be released again."""
        with self._ledger.changing(item_id) as change:
            change.to(State.HELD)
            change.sending(None)
            change.journal(EventName.RETRIED)
        return change.item

    def discard(self, item_id: str) -> None:
        """Throw an act away: its words are erased, that it was held stays in the journal.

        A draft that was never held leaves no trace at all. What followed it in a thread goes on without it.
        """
        with self._ledger.changing(item_id) as change:
            let_followers_go(change)
            if change.item.state is State.DRAFT and not change.ever_held:
                change.delete()
                return
            if change.item.state is State.FAILED:
                change.to(State.HELD)
            elif change.item.state is State.SENDING:
                take_back(change)
            change.to(State.DISCARDED)
            change.journal(EventName.DISCARDED)
            change.act(change.item.act.without_words())
            change.review(None)
            change.answers(frozenset(), {})
            change.note(None)
            change.remember(None)
            change.connection.execute("DELETE FROM uploads WHERE item_id = ?", (item_id,))

    def record_taken_back(self, account: AccountKey, kind: ActKind, status_id: str, url: str = "") -> None:
        """Journal a confirmed deletion or undoing of something public."""
        with self._ledger.journalling() as connection:
            chain.append(
                connection,
                self._ledger.key,
                Event(
                    name=EventName.TAKEN_BACK,
                    act_id="",
                    account=f"{account.host}/{account.id}",
                    handle=account.handle,
                    kind=kind,
                    at=self._ledger.clock.now(),
                    url=url,
                    detail={"id": status_id},
                ),
            )

    def _check_wait(self, act: Act, review: Review) -> None:
        """Whatever set the wait away, settings or a fault: nothing that must be held is held for nothing."""
        must_wait = self._ledger.modes().of(act.kind) is Mode.HOLD
        if must_wait and timedelta(seconds=review.cooling.seconds) < self._floor:
            raise WaitTooShort(
                _("This act would wait for less than {seconds} s.").format(
                    seconds=int(self._floor.total_seconds())
                ),
                _("Check the section [cooling] of the settings."),
            )


def _check_thread(change: Change, act: Act) -> None:
    if turn(change.connection, change.item.id, act) is Turn.NEVER:
        raise MalformedAct(
            _("The part of the thread before this one is gone."),
            _("Close this draft and open it again: it is a post of its own then."),
        )


def _kept_wait(change: Change, act: Act, review: Review) -> Hold | None:
    """The wait of the act this draft was, when it is nearly the same still: nearly that which was measured,
    however many small edits lie between."""
    measured = change.earlier()
    if measured is None:
        return None
    earlier = json.loads(measured)
    small = is_small_edit(from_json(earlier["act"]), act)
    if not small or review.news_since(review_from_json(earlier["review"])):
        return None
    return value(earlier["hold"], Hold)


def _measured(change: Change, item: Item) -> str:
    """The act and review the wait was measured for, and the wait, as kept with a draft."""
    kept = change.earlier()
    measured = (
        json.loads(kept)
        if kept is not None
        else {"act": to_json(item.act), "review": review_to_json(_reviewed(item))}
    )
    return json.dumps({**measured, "hold": plain(item.hold)})


def _must_be_draft(change: Change) -> None:
    if change.item.state is not State.DRAFT:
        raise MalformedAct(
            _("This act is {state}, not a draft.").format(state=state_word(change.item.state)),
            _("Take it back to the desk first (edit), then change it."),
        )


def _reviewed(item: Item) -> Review:
    if item.review is None:
        raise NoSuchFinding(_("This act has not been reviewed."), _("Hold it first."))
    return item.review


def _held_finding(change: Change, key: str) -> Finding:
    if change.item.state is not State.HELD:
        raise NoSuchFinding(_("Only the findings of a held act are answered here."))
    for found in _reviewed(change.item).findings:
        if found.key == key:
            return found
    raise NoSuchFinding(_("The review of this act has no such finding."), _("Look at it again."))


def _check_answers(review: Review, acknowledged: frozenset[str], overrides: Mapping[str, str]) -> None:
    keys = {found.key for found in review.findings}
    if (acknowledged | set(overrides)) - keys:
        raise NoSuchFinding(_("An answer belongs to a finding the review does not have."), _("Review again."))
    if any(not reason.strip() for reason in overrides.values()):
        raise ReasonNeeded(_("Overriding a finding needs a reason."), _("Write why it should be sent so."))
