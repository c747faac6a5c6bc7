"""Sending what was released, one process at a time, and finding out what became of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from outtray.acts.act import AccountKey
from outtray.acts.approval import Approval
from outtray.acts.errors import ActError
from outtray.acts.item import Item, Note, Sending
from outtray.acts.outcome import NeverLeft, Outcome, RefusedForCertain, Sent, Unknown
from outtray.acts.request import References, upload_key
from outtray.acts.states import State
from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.errors import ServerError
from outtray.mastodon.publisher import Publisher, outcome_of
from outtray.mastodon.session import Session, Sessions
from outtray.mastodon.truth import Truth
from outtray.outbox.errors import ChangedSince, MediaProblem
from outtray.outbox.gate import Gate
from outtray.outbox.opening import Outbox
from outtray.outbox.protocol import ReleasingStore
from outtray.outbox.proving import prove
from outtray.outbox.redrafts import Redrafts
from outtray.outbox.refusals import NotHeld
from outtray.outbox.resolver import HARMLESS_TWICE, Absent, Found, Resolver, Unclear
from outtray.storage.errors import LockHeld, StorageError
from outtray_rules.draft import ActKind


@dataclass(frozen=True, slots=True)
class DispatchSettings:
    """Times of the dispatcher.

    ``unsure_wait``: before looking, because a proxy can give up before the server has recorded the key.
    ``look_gap``: between the two looks. ``look_again``: before looking again at a server that gave no answer.
    ``poll``: how often other processes' releases are noticed. ``rest``: how long a sender that has nothing to
    do, and is told of changes, goes without looking all the same. ``release_lapses``: a release of which
    nothing left within this time (the program was closed) needs another look. ``resend_within``: how long a
    server remembers an ``Idempotency-Key`` (Mastodon: one hour) less a margin. ``most_attempts``: requests
    for one release before the user is asked.
    """

    unsure_wait: timedelta = timedelta(seconds=90)
    look_gap: timedelta = timedelta(seconds=5)
    look_again: timedelta = timedelta(seconds=30)
    poll: timedelta = timedelta(seconds=1)
    rest: timedelta = timedelta(seconds=30)
    release_lapses: timedelta = timedelta(minutes=10)
    resend_within: timedelta = timedelta(minutes=55)
    most_attempts: int = 3


class Dispatcher:
    """The one sender of an out-tray; several may exist, the lock lets one of them work at a time."""

    def __init__(
        self,
        outbox: Outbox,
        gate: Gate,
        sessions: Sessions,
        clock: Clock,
        *,
        settings: DispatchSettings | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store: ReleasingStore = outbox.sending
        self._media = outbox.media
        self._lock = outbox.lock
        self._gate = gate
        self._sessions = sessions
        self._clock = clock
        self._settings = settings if settings is not None else DispatchSettings()
        self._sleep = sleep
        self._resolver = Resolver(self._store, gap=self._settings.look_gap.total_seconds(), sleep=sleep)
        self._limited: dict[AccountKey, datetime] = {}
        self._look_at: dict[str, float] = {}
        self._one_at_a_time = asyncio.Lock()
        self._rounds: set[asyncio.Task[bool]] = set()
        self._leaving = False
        self._others_wanted = False
        self._is_tidy = False
        self.has_work = True
        """Whether something was to be sent or found when this was last asked, or it could not be asked."""
        self._wanted = asyncio.Event()
        self._redrafts = Redrafts(
            self._store, self._session, clock, again=self._settings.look_again.total_seconds()
        )

    async def run(self, *, is_told: bool = False) -> None:
        """Send and look until cancelled; while another process does, wait for its place.

        ``is_told`` says that somebody calls ``look_soon`` whenever the out-tray has changed.
        """
        self._leaving = False
        try:
            while True:
                await self.round()
                if is_told and not self.has_work:
                    await self._rest()
                else:
                    await self._sleep(self._settings.poll.total_seconds())
        finally:
            self.stop()

    def look_soon(self) -> None:
        """The out-tray has changed, here or in another process: end a rest."""
        self._wanted.set()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.rest.total_seconds()):
                await self._wanted.wait()
        self._wanted.clear()

    async def round(self) -> bool:
        """Send everything released and look for everything unsure whose time has come.

        False when another process is the sender and nothing was done. Raises ``StorageError``. A round that
        is broken off, by an error or by being cancelled, lets the lock go: whoever takes it next puts in
        order what was left, as after a crash.
        """
        async with self._working():
            self.has_work = True
            if not self._take_over():
                return False
            await self._tidy()
            # One question in the usual round, in which there is nothing to do.
            released, unsure = await asyncio.to_thread(lambda: (self._store.sending(), self._store.unsure()))
            for item in released:
                await self._send(item)
            if released:
                unsure = await asyncio.to_thread(self._store.unsure)
            for item in unsure:
                if item.sending is not None and not item.sending.asked and self._may_look(item):
                    await self._resolve(item)
            await self._redrafts.delete_replaced()
            looking = [item for item in unsure if item.sending is not None and not item.sending.asked]
            self.has_work = bool(released or looking or self._redrafts.is_under_way)
            return True

    async def resolve(self, item_id: str) -> Item:
        """Look for an unsure act at once, even when the user was asked before; returns what became of it."""
        async with self._working():
            item = await asyncio.to_thread(self._store.item, item_id)
            if item.state is State.UNSURE and self._take_over():
                await self._resolve(item)
            return await asyncio.to_thread(self._store.item, item_id)

    async def settled(self, item_id: str, seconds: float) -> Item:
        """Send, or wait for the process that does, until an act has left ``sending``; returns it then.

        After this many seconds it is returned as it is. A caller that gives up, or is cancelled, breaks
        nothing off: a request on its way is still waited for in the background.
        """
        deadline = self._clock.monotonic() + seconds
        while True:
            await self._background_round(deadline - self._clock.monotonic())
            item = await asyncio.to_thread(self._store.item, item_id)
            if item.state is not State.SENDING or self._clock.monotonic() >= deadline:
                return item
            await self._sleep(self._settings.poll.total_seconds())

    async def _background_round(self, seconds: float) -> None:
        """Wait at most this long for a round that goes on by itself; raises what it raised by then."""
        task = asyncio.create_task(self.round(), name="outtray-dispatch")
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)
        done, _waiting = await asyncio.wait({task}, timeout=max(0.0, seconds))
        for finished in done:
            finished.result()

    def stop(self) -> None:
        """Let another process be the sender, once what this one has on its way is answered."""
        if self._one_at_a_time.locked():
            self._leaving = True
        else:
            self._lock.release()

    @contextlib.asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """Be the one who works; afterwards the lock goes when it broke off, or when others want it."""
        async with self._one_at_a_time:
            self._others_wanted = False
            try:
                yield
            except BaseException:
                self._lock.release()
                raise
            if self._leaving or self._others_wanted:
                self._leaving = False
                self._lock.release()

    async def _tidy(self) -> None:
        """Once in the life of this process, delete old copies of attachments that no act needs any more."""
        if self._is_tidy:
            return
        self._is_tidy = True
        used = await asyncio.to_thread(self._store.media_in_use)
        await asyncio.to_thread(self._media.collect, used)

    def _take_over(self) -> bool:
        """Become the sender unless another process is."""
        if self._lock.held:
            return True
        try:
            self._lock.acquire()
        except LockHeld:
            return False
        return True

    def _lapses(self, sending: Sending) -> bool:
        """Whether a release is too old, or from too far in the future, to be the decision of this moment."""
        return abs(self._clock.now() - sending.released_at) >= self._settings.release_lapses

    # Sending

    async def _send(self, item: Item) -> None:
        """Send one released act, or put in order what another left of it."""
        item = await asyncio.to_thread(self._store.item, item.id)
        sending = item.sending
        if item.state is not State.SENDING or sending is None:
            return
        if sending.in_flight or sending.attempts:
            # The one sender is here and sends nothing: whoever sent this is dead.
            await self._settle(item, Unknown(_("The program stopped while this was being sent.")))
            return
        session = self._session(item)
        if self._lapses(sending):
            sentence = _("This was released, but could not leave in time. Release it again if it still fits.")
            if not isinstance(session, Session):
                sentence = str(session)
            await self._take_back(item, Note("lapsed", sentence))
            return
        if not isinstance(session, Session) or self._is_limited(item.act.account):
            return
        try:
            approval = await self._gate.resume(item.id)
            outcome = await self._attempt(item, approval, session)
        except (NotHeld, ChangedSince):
            # Somebody took it back since: it is theirs.
            return
        except StorageError:
            raise
        except OuttrayError as error:
            await self._take_back(item, Note("not-sent", str(error)))
            return
        await self._settle(item, outcome)

    def _session(self, item: Item) -> Session | OuttrayError:
        """The act's session; without one the act is left to a process that has it."""
        try:
            return self._sessions.session(item.act.account)
        except OuttrayError as error:
            self._others_wanted = True
            return error

    async def _settle(self, item: Item, outcome: Outcome) -> None:
        """Record an outcome, unless the act was taken back before anything of it left."""
        with contextlib.suppress(ChangedSince):
            await asyncio.to_thread(self._store.settle, item, outcome)

    async def _attempt(self, item: Item, approval: Approval, session: Session) -> Outcome:
        """Upload what is missing, commit that a request leaves, and let it leave."""
        publisher = Publisher(session.wire, session.account, sleep=self._sleep)
        try:
            await prove(item.act.account, session)
            await self._upload(item, approval, publisher)
            references = await asyncio.to_thread(self._references, item)
        except ServerError as error:
            return self._noticed(item, _before_sending(error))
        except (MediaProblem, ActError) as error:
            return NeverLeft(str(error))
        await asyncio.to_thread(self._store.attempt, item)
        try:
            outcome = await publisher.publish(approval, item.act, references)
        except ActError as error:
            return NeverLeft(str(error))
        if isinstance(outcome, Sent) and await self._is_another(item, outcome):
            outcome = Unknown(_("The server answered with a status that another act has become."))
        if isinstance(outcome, RefusedForCertain) and item.act.media:
            await asyncio.to_thread(self._store.forget_uploads, item.id)
        return self._noticed(item, outcome)

    async def _is_another(self, item: Item, sent: Sent) -> bool:
        """Whether a new status is one the journal already knows as that of another act."""
        if not item.act.makes_status:
            return False
        known = await asyncio.to_thread(self._store.known_ids, item.act.account, apart_from=item.id)
        return sent.id in known

    async def _upload(self, item: Item, approval: Approval, publisher: Publisher) -> None:
        if item.act.kind is ActKind.PROFILE:
            return  # its pictures go along in the request itself
        done = (await asyncio.to_thread(self._store.references, item)).media
        for attachment in item.act.media:
            upload = upload_key(attachment)
            if attachment.id or upload in done:
                continue
            content = await asyncio.to_thread(self._media.read, attachment)
            media_id = await publisher.upload(approval, item.act, attachment, content)
            await asyncio.to_thread(self._store.record_upload, item.id, upload, media_id)

    def _references(self, item: Item) -> References:
        """What the act's references have become; raises ``MediaProblem`` for a copy that is gone."""
        references = self._store.references(item)
        if item.act.kind is not ActKind.PROFILE:
            return references
        files = {picture.sha256: self._media.read(picture) for picture in item.act.media}
        return replace(references, files=MappingProxyType(files))

    def _noticed(self, item: Item, outcome: Outcome) -> Outcome:
        """Remember a rate limit for the account's other acts; every outcome passes through unchanged."""
        if isinstance(outcome, RefusedForCertain) and outcome.until is not None:
            self._limited[item.act.account] = outcome.until
        return outcome

    def _is_limited(self, account: AccountKey) -> bool:
        until = self._limited.get(account)
        return until is not None and self._clock.now() < until

    async def _take_back(self, item: Item, note: Note) -> None:
        with contextlib.suppress(ChangedSince):
            await asyncio.to_thread(self._store.take_back_release, item.id, note, seen=item.revision)

    # Looking

    def _may_look(self, item: Item) -> bool:
        """Whether the wait before looking is over; measured so that no change of the clock prolongs it."""
        if item.id not in self._look_at:
            wait = self._settings.unsure_wait
            attempted = item.sending.attempted_at if item.sending is not None else None
            left = wait if attempted is None else attempted + wait - self._clock.now()
            seconds = min(max(left, timedelta(0)), wait).total_seconds()
            self._look_at[item.id] = self._clock.monotonic() + seconds
        return self._clock.monotonic() >= self._look_at[item.id]

    async def _resolve(self, item: Item) -> None:
        """Look for one unsure act and act on the answer; when looking fails, look again later."""
        session = self._session(item)
        if not isinstance(session, Session):
            return
        try:
            answer = await self._resolver.find(item, session)
            may_resend = isinstance(answer, Absent) and await self._may_resend(item, session)
        except StorageError:
            raise
        except OuttrayError:
            self._look_at[item.id] = self._clock.monotonic() + self._settings.look_again.total_seconds()
            return
        # What the user decided while this looked stands.
        with contextlib.suppress(ChangedSince):
            if isinstance(answer, Found):
                await self._found(item, answer)
            elif isinstance(answer, Unclear):
                await self._ask(item, answer.sentence)
            elif may_resend:
                await self._send_again(item, session)
            else:
                await self._ask(item, _("It is not on the server as far as this program can see."))

    async def _ask(self, item: Item, sentence: str) -> None:
        await asyncio.to_thread(self._store.ask, item.id, sentence, seen=item.revision)

    async def _found(self, item: Item, answer: Found) -> None:
        found = await asyncio.to_thread(
            self._store.found, item.id, answer.sent, by="looking", seen=item.revision
        )
        if answer.copies > 1:
            sentence = _("The server shows {count} copies of this; delete those too many.").format(
                count=answer.copies
            )
            told = " ".join(part for part in (sentence, answer.sent.remark) if part)
            await asyncio.to_thread(self._store.annotate, found, Note("copies", told))

    async def _may_resend(self, item: Item, session: Session) -> bool:
        """Only where a second request cannot make a second status, and while the server remembers.

        What was released on another machine is not sent from here.
        """
        sending = item.sending
        if sending is None or sending.elsewhere or sending.attempts >= self._settings.most_attempts:
            return False
        if not (item.act.kind in HARMLESS_TWICE or (item.act.makes_status and session.honours_idempotency)):
            return False
        identity = await Truth(session.wire).identity()
        if identity.date is None or identity.account.id != item.act.account.id:
            return False
        return identity.date - sending.released_server_at < self._settings.resend_within

    async def _send_again(self, item: Item, session: Session) -> None:
        """Repeat a request under its first key, then look again, whatever the answer was."""
        item = await asyncio.to_thread(self._store.resend, item)
        self._look_at.pop(item.id, None)
        try:
            approval = await self._gate.resume(item.id)
            outcome = await self._attempt(item, approval, session)
            answer = await self._resolver.look(item, session)
        except StorageError:
            raise
        except OuttrayError as error:
            await self._settle(item, Unknown(error.sentence))
            return
        if isinstance(answer, Found) and not isinstance(outcome, Sent):
            outcome = answer.sent
        if not isinstance(outcome, Sent):
            outcome = Unknown(outcome.sentence)
        await self._settle(item, outcome)


def _before_sending(error: ServerError) -> Outcome:
    """What a failed upload means: whatever happened, nothing was made public."""
    outcome = outcome_of(error)
    return NeverLeft(outcome.sentence) if isinstance(outcome, Unknown) else outcome
