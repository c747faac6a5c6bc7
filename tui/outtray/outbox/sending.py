"""What the gate and the dispatcher do to acts: release, attempt, settle. Each is one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from outtray.acts.act import Act
from outtray.acts.approval import Release
from outtray.acts.errors import MalformedAct
from outtray.acts.item import STILL_THERE, Item, Note, Sending
from outtray.acts.outcome import NeverLeft, Outcome, RefusedForCertain, Sent, Unknown
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.acts.words import state_word
from outtray.base.translation import gettext as _
from outtray.journal.events import EventName
from outtray.outbox.asking import SenderQuestions
from outtray.outbox.changes import forget_hold, spare, take_back
from outtray.outbox.errors import ChangedSince
from outtray.outbox.ledger import Change
from outtray.outbox.schema import plain
from outtray.outbox.threads import let_go
from outtray.outbox.waiting import fresh_hold, waited

_LOGIN_PROBLEM = frozenset({401, 403})


class SendingStore(SenderQuestions):
    """The out-tray as the gate and the dispatcher use it."""

    # The gate

    def reviewed_again(
        self,
        item: Item,
        act: Act,
        review: Review,
        note: Note,
        *,
        server_date: datetime,
    ) -> Item:
        """Store what a release found instead of releasing: a new version of the target, or new findings.

        Either is something nobody has slept on: the wait starts again.
        """
        with self._ledger.changing(item.id, seen=item.revision) as change:
            change.act(act)
            change.review(review)
            keys = {found.key for found in review.findings}
            change.answers(
                change.item.acknowledged & keys,
                {key: why for key, why in change.item.overrides.items() if key in keys},
            )
            if item.hold is not None:
                window = item.hold.window
                change.hold(
                    fresh_hold(
                        act,
                        review,
                        modes=self._ledger.modes(),
                        now=change.now,
                        server_date=server_date,
                        window=window,
                    )
                )
                change.remember(None)
            change.note(note)
            change.journal(EventName.REVIEWED, cooling=True, detail={"note": note.code})
        return change.item

    def anchored(self, item: Item, server_now: datetime) -> Item:
        """The act with the start of its wait on the server's clock, which now says ``server_now``.

        How long it has waited is settled by ``waited`` at the first contact and kept, so that no
        later change of the local clock counts; the user has decided nothing, so the revision stays.
        """
        hold = item.hold
        if hold is None or hold.server_at is not None:
            return item
        has_waited = waited(
            hold,
            now=self._ledger.clock.now(),
            server_now=server_now,
            here=self._ledger.held_here(item.id, hold.at),
            boot=self._ledger.boot(),
        )
        settled = replace(hold, server_at=server_now - has_waited)
        with self._ledger.database.transaction() as connection:
            connection.execute(
                "UPDATE items SET hold = ? WHERE id = ? AND revision = ?",
                (plain(settled), item.id, item.revision),
            )
        return replace(item, hold=settled)

    def replaces_nothing(self, item: Item) -> Item:
        """The post a held act was to take the place of is gone already: there is nothing left to delete.

        Nothing more becomes public by that, so the wait and the answers stay.
        """
        with self._ledger.changing(item.id, seen=item.revision) as change:
            change.act(replace(change.item.act, replaces=None))
            if change.item.review is not None:
                change.review(replace(change.item.review, digest=change.item.digest))
            change.journal(EventName.REVIEWED, detail={"note": "predecessor-gone"})
        return change.item

    def annotate(self, item: Item, note: Note) -> Item:
        """Keep a sentence with an act without changing anything else about it."""
        with self._ledger.changing(item.id, seen=item.revision) as change:
            change.note(note)
        return change.item

    def release(self, item: Item, review: Review, release: Release) -> Item:
        """Commit a release before anything leaves: held becomes sending, with its idempotency key."""
        with self._ledger.changing(item.id, seen=item.revision) as change:
            change.to(State.SENDING)
            change.review(review)
            change.note(None)
            change.sending(
                Sending(
                    idempotency_key=release.idempotency_key,
                    released_at=change.now,
                    released_server_at=release.released_at,
                )
            )
            change.journal(EventName.RELEASED, key=release.idempotency_key, cooling=True)
        return change.item

    # The dispatcher

    def attempt(self, item: Item) -> Item:
        """Commit that a request is about to leave: from here on a crash means not knowing.

        Raises ``ChangedSince`` when the act was taken back or released anew since ``item`` was read.
        """
        with self._ledger.changing(item.id) as change:
            sending = _same_release(change, item)
            if change.item.state is not State.SENDING or sending.in_flight:
                raise MalformedAct(_("Only a released act can be sent, and only by one request at a time."))
            change.sending(
                replace(sending, attempts=sending.attempts + 1, attempted_at=change.now, in_flight=True)
            )
            change.journal(EventName.ATTEMPTED, key=sending.idempotency_key)
        return change.item

    def settle(self, item: Item, outcome: Outcome) -> Item:
        """Record what came of the release that ``item`` shows; raises ``ChangedSince`` when it is over."""
        with self._ledger.changing(item.id) as change:
            key = _same_release(change, item).idempotency_key
            match outcome:
                case Sent():
                    _to_sent(change, outcome)
                case RefusedForCertain():
                    change.to(State.HELD)
                    change.sending(None)
                    change.note(_refusal(outcome))
                    change.journal(EventName.REFUSED, key=key, detail={"status": str(outcome.status)})
                case NeverLeft():
                    change.to(State.FAILED)
                    change.sending(replace(_sending(change), in_flight=False))
                    change.note(Note("never-left", outcome.sentence))
                    change.journal(EventName.FAILED, key=key)
                case Unknown():
                    change.to(State.UNSURE)
                    change.sending(replace(_sending(change), in_flight=False, asked=False))
                    change.note(Note("unsure", outcome.sentence))
                    change.journal(EventName.UNSURE, key=key)
        return change.item

    def take_back_release(self, item_id: str, note: Note, *, seen: int | None = None) -> Item:
        """Put a released act of which nothing has left back among the held ones, with the reason.

        Raises ``MalformedAct`` when something may have left.
        """
        with self._ledger.changing(item_id, seen=seen) as change:
            key = _sending(change).idempotency_key
            take_back(change)
            change.note(note)
            change.journal(EventName.REFUSED, key=key, detail={"note": note.code})
        return change.item

    def resend(self, item: Item) -> Item:
        """Looked, absent, safe to resend: unsure becomes sending again, under the same key.

        Raises ``ChangedSince`` when anything happened to the act since the look at ``item`` began.
        """
        with self._ledger.changing(item.id, seen=item.revision) as change:
            _must_be(change, State.UNSURE)
            change.to(State.SENDING)
            change.note(None)
            change.journal(EventName.RESENDING, key=_sending(change).idempotency_key)
        return change.item

    def found(self, item_id: str, sent: Sent, *, by: str, seen: int | None = None) -> Item:
        """The act is on the server after all; ``by`` says who found it (``looking``, ``user``).

        Raises ``ChangedSince`` when the act is no longer at the revision ``seen``.
        """
        with self._ledger.changing(item_id, seen=seen) as change:
            _must_be(change, State.UNSURE)
            _to_sent(change, sent, by=by)
        return change.item

    def ask(self, item_id: str, sentence: str, *, seen: int | None = None) -> Item:
        """Looking gave no answer: only the user can say what happened.

        Raises ``ChangedSince`` when the act is no longer at the revision ``seen``.
        """
        with self._ledger.changing(item_id, seen=seen) as change:
            _must_be(change, State.UNSURE)
            change.sending(replace(_sending(change), asked=True))
            change.note(Note("ask", sentence))
        return change.item

    def confirm_absent(self, item_id: str) -> Item:
        """The user has looked and it is not there: unsure becomes held again.

        What came from another machine becomes a draft: no review and no wait of there counts.
        """
        with self._ledger.changing(item_id) as change:
            _must_be(change, State.UNSURE)
            sending = _sending(change)
            key = sending.idempotency_key
            change.to(State.HELD)
            change.sending(None)
            change.journal(EventName.ABSENT, key=key, detail={"by": "user"})
            if sending.elsewhere:
                change.to(State.DRAFT)
                change.journal(EventName.EDITED, detail={"by": "import"})
                forget_hold(change)
                let_go(change)
            else:
                told = _("You said it is not on the server; release it to send it again.")
                change.note(Note("confirmed-absent", told))
        return change.item

    def record_upload(self, item_id: str, upload: str, media_id: str) -> None:
        """Remember what an attachment has become on the server, so that a retry need not upload it again."""
        with self._ledger.changing(item_id) as change:
            change.connection.execute(
                "INSERT OR REPLACE INTO uploads (item_id, upload, media_id) VALUES (?, ?, ?)",
                (item_id, upload, media_id),
            )
            change.journal(EventName.UPLOADED, detail={"id": media_id})

    def replaced(self, item: Item) -> Item:
        """The post that a sent act takes the place of is gone; the journal says so."""
        with self._ledger.changing(item.id, seen=item.revision) as change:
            gone = change.item.act.replaces
            if change.item.state is not State.SENT or gone is None:
                raise MalformedAct(_("This act takes the place of no other post."))
            change.reduce(replace(change.item.act, replaces=None))
            change.journal(EventName.TAKEN_BACK, url=gone.url, detail={"id": gone.id, "by": "redraft"})
            if change.item.note is not None and change.item.note.code == STILL_THERE:
                change.note(None)
        return change.item

    def spared(self, item: Item, why: str) -> Item:
        """The post that a sent act takes the place of stays, and whoever looks at the act is told why."""
        with self._ledger.changing(item.id, seen=item.revision) as change:
            spare(change, why)
        return change.item

    def forget_uploads(self, item_id: str) -> None:
        """Forget uploads the server no longer has."""
        with self._ledger.changing(item_id) as change:
            change.connection.execute("DELETE FROM uploads WHERE item_id = ?", (item_id,))


def _must_be(change: Change, state: State) -> None:
    if change.item.state is not state:
        raise MalformedAct(
            _("This act is {found}, not {wanted}.").format(
                found=state_word(change.item.state), wanted=state_word(state)
            ),
            _("Look at the out-tray: it may have changed elsewhere."),
        )


def _same_release(change: Change, item: Item) -> Sending:
    sending, seen = change.item.sending, item.sending
    if (
        change.item.state is not State.SENDING
        or sending is None
        or seen is None
        or change.item.digest != item.digest
        or (sending.idempotency_key, sending.released_at) != (seen.idempotency_key, seen.released_at)
    ):
        raise ChangedSince(
            _("This act was taken back or released anew while it was being prepared."),
            _("Nothing of it was sent."),
        )
    return sending


def _to_sent(change: Change, sent: Sent, *, by: str = "") -> None:
    key = _sending(change).idempotency_key
    change.to(State.SENT)
    change.sending(replace(_sending(change), in_flight=False))
    change.note(Note("changed-by-server", sent.remark) if sent.remark else None)
    change.sent(sent.id, sent.url)
    told = {"id": sent.id, "by": by, "remark": sent.remark}
    detail = {name: words for name, words in told.items() if words}
    change.journal(EventName.SENT, key=key, url=sent.url, detail=detail, words=True)
    act = change.item.act
    if act.spread is not None and not act.spread.is_public and change.item.review is not None:
        change.review(change.item.review.without_words())
        # An answer is kept under its finding's key, which quotes the words.
        change.answers(frozenset(), {})
    change.reduce(act.without_words_of_others())
    change.remember(None)


def _refusal(outcome: RefusedForCertain) -> Note:
    if outcome.status in _LOGIN_PROBLEM:
        return Note("log-in-again", outcome.sentence)
    if outcome.status == 429:
        return Note("limited", outcome.sentence, outcome.until)
    return Note("refused", outcome.sentence)


def _sending(change: Change) -> Sending:
    if change.item.sending is None:
        raise MalformedAct(_("This act has not been released."))
    return change.item.sending
