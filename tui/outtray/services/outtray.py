"""The out-tray as screens and the command line use it: keep, hold, look, release, find out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from outtray.acts.act import AccountKey, Act
from outtray.acts.item import HeldView, Item
from outtray.acts.modes import DEFAULT_MODES, Modes
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.services.waiting import Waiting
from outtray_rules.cooling import Quiet, worked_wait
from outtray_rules.draft import ActKind
from outtray_rules.finding import Severity

if TYPE_CHECKING:
    # Screens that only show an out-tray are drawn before the machinery behind it is loaded.
    from outtray.outbox.dispatcher import Dispatcher
    from outtray.outbox.gate import Gate
    from outtray.outbox.opening import Outbox
    from outtray_rules.cooling import CoolingSettings

WORDLESS = frozenset({ActKind.BOOST, ActKind.FAVOURITE, ActKind.PIN, ActKind.FOLLOW, ActKind.VOTE})
"""Acts about somebody or something that have no words of their own."""

WRITTEN_ELSEWHERE = frozenset({ActKind.REPORT, ActKind.PROFILE})
"""Acts whose words are not written on the desk; there they are read and held."""

SEND_SECONDS = 25.0
"""How long a release waits for the server's answer before the screen goes on without it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user has answered to findings, by finding key."""

    acknowledged: frozenset[str] = frozenset()
    overrides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def acknowledge(self, key: str) -> Answers:
        """These answers with one warning acknowledged."""
        return replace(self, acknowledged=self.acknowledged | {key})

    def override(self, key: str, reason: str) -> Answers:
        """These answers with one block overridden for a reason."""
        return replace(self, overrides=MappingProxyType({**self.overrides, key: reason}))

    def within(self, review: Review) -> Answers:
        """Only the answers to findings this review still has."""
        keys = {finding.key for finding in review.findings}
        return Answers(
            self.acknowledged & keys,
            MappingProxyType({key: why for key, why in self.overrides.items() if key in keys}),
        )


class ServerClock(Protocol):
    """Asks an account's server for its time."""

    async def server_time(self, account: AccountKey) -> datetime | None:
        """The server's clock at this moment; None when it cannot be asked."""
        ...


class OutTray:
    """One out-tray. Everything that touches the disk runs in a thread; nothing here blocks a key."""

    def __init__(
        self,
        outbox: Outbox,
        gate: Gate,
        dispatcher: Dispatcher,
        *,
        server_clock: ServerClock,
        clock: Clock,
        cooling: Callable[[], CoolingSettings],
        modes: Callable[[], Modes] = lambda: DEFAULT_MODES,
        overrides: Callable[[], bool] = lambda: True,
        cooling_of: Callable[[AccountKey], CoolingSettings] | None = None,
        skew: Callable[[AccountKey], timedelta | None] = lambda _account: None,
    ) -> None:
        """``cooling`` are the terms for all; ``cooling_of`` those of an account, where they differ.

        ``skew`` is how far an account's server is ahead of this machine, None while that is not known.
        """
        self._skew = skew
        self._cooling_of = cooling_of or (lambda _account: cooling())
        self._modes = modes
        self._store = outbox.store
        self._sending = outbox.sending
        self._gate = gate
        self._dispatcher = dispatcher
        self._server_clock = server_clock
        self._clock = clock
        self._cooling = cooling
        self._overrides = overrides

    @property
    def cooling(self) -> CoolingSettings:
        """The cooling-off terms that hold."""
        return self._cooling()

    # Keeping

    async def save_draft(self, act: Act, item_id: str = "") -> str:
        """Keep an unfinished act and return its id; raises ``StorageError``."""
        item = await asyncio.to_thread(self._store.save_draft, act, item_id=item_id)
        return item.id

    async def drafts(self, account: AccountKey) -> tuple[Item, ...]:
        """This account's drafts, the latest first."""
        drafts = await asyncio.to_thread(self._store.drafts)
        own = [item for item in drafts if _same(item.act.account, account)]
        return tuple(sorted(own, key=lambda item: item.updated_at, reverse=True))

    async def discard(self, item_id: str) -> None:
        """Drop an act."""
        await asyncio.to_thread(self._store.discard, item_id)

    async def edit(self, item_id: str) -> Item:
        """Take a held act back to the desk."""
        return await asyncio.to_thread(self._store.edit, item_id)

    # Holding

    async def hold(
        self, act: Act, review: Review, answers: Answers | None = None, *, item_id: str = ""
    ) -> Item:
        """Hold an act with the review of exactly these bytes; a clean checked act is released at once.

        Raises ``OverridesForbidden`` when a block was overridden where the policy allows nobody to, and what
        the out-tray and the gate raise.
        """
        kept = (answers or Answers()).within(review)
        self._check_overrides(review, kept.overrides)
        server_date = await self._server_clock.server_time(act.account)
        item = await asyncio.to_thread(
            lambda: self._store.hold(
                act,
                review,
                server_date=server_date,
                item_id=item_id,
                acknowledged=kept.acknowledged,
                overrides=kept.overrides,
                window=self.cooling.ready_window,
                keep_small_edit=not self.cooling.restart_on_edit,
            )
        )
        return await self.release(item) if self.goes_at_once(act, review) else self.standing(item)

    async def hold_thread(
        self,
        parts: Sequence[Act],
        review: Callable[[Act], Review],
        answers: Answers | None = None,
        *,
        draft: str = "",
    ) -> tuple[Item, ...]:
        """Hold the parts of a thread in order, each tied to the one before it; all of them or none.

        ``review`` judges each part as it is held. ``draft`` is the draft that has the whole text: it is
        discarded with the same stroke. When one part cannot be held the error is raised and nothing has
        changed: the draft, or what the caller has, is all there is. Raises as ``hold``.
        """
        given = answers or Answers()

        def within(judged: Review) -> tuple[frozenset[str], Mapping[str, str]]:
            kept = given.within(judged)
            self._check_overrides(judged, kept.overrides)
            return kept.acknowledged, kept.overrides

        server_date = await self._server_clock.server_time(parts[0].account)
        return await asyncio.to_thread(
            lambda: self._store.hold_thread(
                parts,
                review,
                server_date=server_date,
                answers=within,
                window=self.cooling.ready_window,
                draft=draft,
            )
        )

    def goes_at_once(self, act: Act, review: Review) -> bool:
        """Whether this act needs no cooling-off: a favourite and the like, with nothing found."""
        return self._modes().goes_at_once(act.kind, review)

    # Looking and deciding

    async def item(self, item_id: str) -> Item:
        """One act as it is now."""
        return self.standing(await asyncio.to_thread(self._store.item, item_id))

    async def waiting(self) -> tuple[Item, ...]:
        """Everything held, being sent or unsure, oldest first."""
        return tuple(self.standing(item) for item in await asyncio.to_thread(self._store.items))

    def read_since(self, version: tuple[int, int] | None) -> tuple[tuple[int, int], tuple[Item, ...]] | None:
        """What waits, and the version it has, when anything changed since ``version``; else None.

        For a thread that looks now and then. Raises ``StorageError``.
        """
        present = self._store.version()
        if present == version:
            return None
        return present, tuple(self.standing(item) for item in self._store.items())

    def standing(self, item: Item) -> Item:
        """The act with its wait as the gate counts it at this moment, on the local clock, for showing.

        All that this object hands out stands so; what is shown for long is asked about again, since a clock
        that is set while it stands there moves nothing.
        """
        skew = self._skew(item.act.account)
        return self._store.standing(item, None if skew is None else self._clock.now() + skew)

    async def twin(self, act: Act) -> Item | None:
        """What waits already to do the same to the same post; None for acts with words of their own."""
        if act.kind not in WORDLESS or act.target is None:
            return None
        for item in await self.waiting():
            other = item.act
            same = other.kind is act.kind and _same(other.account, act.account)
            if same and other.target is not None and other.target.id == act.target.id:
                return item
        return None

    async def unreadable(self) -> tuple[str, ...]:
        """A sentence for each act that is there and cannot be read, so that no list shows it."""
        found = await asyncio.to_thread(self._store.unreadable)
        return tuple(
            _("The act {id} is not shown. {reason}").format(id=item_id, reason=error)
            for item_id, error in found
        )

    async def sent(self) -> tuple[Item, ...]:
        """Everything that was sent, oldest first."""
        return await asyncio.to_thread(self._store.sent)

    async def look(self, item: Item, review: Review) -> Item:
        """Record a look at a held act whose moment passed or whose surroundings changed."""
        server_date = await self._server_clock.server_time(item.act.account)
        return await asyncio.to_thread(
            lambda: self.standing(
                self._store.look(item.id, review, server_date=server_date, seen=item.revision)
            )
        )

    async def acknowledge(self, item_id: str, key: str) -> Item:
        """Answer a warning of a held act."""
        return self.standing(await asyncio.to_thread(self._store.acknowledge, item_id, key))

    def _check_overrides(self, review: Review | None, overrides: Mapping[str, str]) -> None:
        if self._overrides() or review is None:
            return
        blocks = [found for found in review.findings if found.severity is Severity.BLOCK]
        if any(found.key in overrides for found in blocks):
            from outtray.outbox.refusals import OverridesForbidden

            raise OverridesForbidden(tuple(found for found in blocks if found.key in overrides))

    async def override(self, item_id: str, key: str, reason: str) -> Item:
        """Answer a block of a held act; raises ``OverridesForbidden`` where the policy allows nobody to."""
        self._check_overrides((await self.item(item_id)).review, {key: reason})
        return self.standing(await asyncio.to_thread(self._store.override, item_id, key, reason))

    async def release(self, item: Item) -> Item:
        """Release the act exactly as ``item`` shows it, and wait for what becomes of it.

        Raises a ``ReleaseRefused``, ``ChangedSince`` or ``ServerError``; the act stays held then.
        """
        await self._gate.release(item)
        return self.standing(await self._dispatcher.settled(item.id, SEND_SECONDS))

    async def resolve(self, item_id: str) -> Item:
        """Find out now what became of an act that may have been sent."""
        return self.standing(await self._dispatcher.resolve(item_id))

    async def confirm_absent(self, item_id: str) -> Item:
        """The user has looked, and it is not on the server: hold it again."""
        return self.standing(await asyncio.to_thread(self._sending.confirm_absent, item_id))

    async def record_taken_back(self, account: AccountKey, kind: ActKind, status_id: str, url: str) -> None:
        """Journal that something public was taken back."""
        await asyncio.to_thread(self._store.record_taken_back, account, kind, status_id, url)

    async def retry(self, item_id: str) -> Item:
        """Put a failed act back among the held ones."""
        return self.standing(await asyncio.to_thread(self._store.retry, item_id))

    async def dispatch(self) -> None:
        """Send what other processes release and resolve what is unsure, until cancelled.

        Whoever runs this says with ``dispatch_soon`` when the out-tray has changed.
        """
        await self._dispatcher.run(is_told=True)

    def dispatch_soon(self) -> None:
        """Let what has changed be sent, or looked for, without delay."""
        self._dispatcher.look_soon()

    async def version(self) -> tuple[int, int]:
        """Differs from an earlier answer when anything in the out-tray changed, here or elsewhere."""
        return await asyncio.to_thread(self._store.version)

    def summary(self, items: tuple[Item, ...]) -> Waiting:
        """What the header says of these acts."""
        now = self._clock.now()
        items = tuple(self.standing(item) for item in items)
        due = [
            self.quiet_of(item).until(item.hold.due()) or item.hold.due()
            for item in items
            if item.state is State.HELD and item.hold is not None and item.hold.due() > now
        ]
        due += [end for item in items if (end := self._quiet_end(item, now)) is not None]
        asked = [item for item in items if item.sending is not None and item.sending.asked]
        failed = [item for item in items if item.state is State.FAILED]
        return Waiting(
            count=len(items),
            ready=len(self.ready(items)),
            next_due=min(due, default=None),
            trouble=len(asked) + len(failed),
        )

    def ready(self, items: tuple[Item, ...]) -> frozenset[str]:
        """The ids of those acts that could be released now."""
        return frozenset(item.id for item in items if self.view(item) is HeldView.READY)

    def quiet_of(self, item: Item) -> Quiet:
        """The quiet hours that hold for the account of an act, in the user's zone of this moment."""
        return Quiet(self._cooling_of(item.act.account).quiet_hours, self._clock.local_zone())

    def view(self, item: Item) -> HeldView | None:
        """What an act looks like at this moment, quiet hours counted; None for one that is not held."""
        return self.standing(item).view(self._clock.now(), self.quiet_of(item))

    def remaining(self, item: Item) -> timedelta:
        """How much of the cooling-off is left, quiet hours that were set since the hold included."""
        now, item = self._clock.now(), self.standing(item)
        left = item.remaining(now)
        if item.hold is None or not left or not item.hold.waits:
            return left
        end = self.quiet_of(item).until(item.hold.due())
        return left if end is None else max(left, end - now)

    def quiet_end(self, items: tuple[Item, ...]) -> datetime | None:
        """When the quiet hours end that keep some of these acts from being ready; None when none waits so."""
        now = self._clock.now()
        ends = [end for item in items if (end := self._quiet_end(item, now)) is not None]
        return min(ends, default=None)

    def worked(self, item: Item) -> str:
        """The wait of a held act worked out in one line, as `outtray_rules.cooling.worked_wait`."""
        if item.review is None or item.hold is None:
            return ""
        cooling = item.review.cooling
        if not item.hold.waits:
            cooling = replace(cooling, reasons=(), not_before=None)
        now = self._clock.now().astimezone(self._clock.local_zone())
        return worked_wait(cooling, language(), answered=not item.open_findings, at=now)

    def _quiet_end(self, item: Item, now: datetime) -> datetime | None:
        return self.quiet_of(item).until(now) if self.view(item) is HeldView.QUIET else None


def _same(first: AccountKey, second: AccountKey) -> bool:
    return (first.host, first.id) == (second.host, second.id)
