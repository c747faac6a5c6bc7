"""Does private acts: written down first, then sent in their order, again when the server is back.

What is asked for shows at once; this says later whether the server took it. It never decides what is public:
it can only send what `mastodon.errands` spells, through the same client and the same egress door as all else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.mastodon import errors
from outtray.mastodon.decode import decode_one
from outtray.mastodon.errands import (
    ABOUT_ACCOUNT,
    ABOUT_STATUS,
    Errand,
    request_of,
    shown_on,
)
from outtray.mastodon.models import Relationship, Status
from outtray.services.errand_book import ErrandBook, Waiting
from outtray.storage.errors import LockHeld
from outtray.storage.lock import FileLock

if TYPE_CHECKING:
    from outtray.acts.act import AccountKey
    from outtray.services.connection import Connection

DATABASE: Final = "private-acts.sqlite3"
LOCK: Final = "private-acts.lock"

AGAIN_SECONDS: Final = 15.0
"""How long a server that did not answer, or a file that could not be used, is left alone; a sign of life
from the server ends the wait."""

MOST_FAULTS: Final = 8
"""So often a server that is well may break over one errand before the others get their turn."""

_DOWN: Final = frozenset({502, 503, 504})
"""What a proxy says of a server that is away or in maintenance, perhaps for hours."""

_PERHAPS: Final = frozenset({408, 409})
"""Refusals after which it may be done all the same: the server lost patience, or another try was quicker."""


class ErrandDone(msgspec.Struct, frozen=True):
    """The server took it; ``status`` or ``relation`` is how the thing then is, where the server says."""

    account: AccountKey
    errand: Errand
    status: Status | None = None
    relation: Relationship | None = None


class ErrandRefused(msgspec.Struct, frozen=True):
    """The server will not do it, for certain: what was shown meanwhile has to be undone."""

    account: AccountKey
    errand: Errand
    error: errors.ServerError


class ErrandKept(msgspec.Struct, frozen=True):
    """The server could not be asked; the errand waits in the file, one of ``waiting`` of this account."""

    account: AccountKey
    errand: Errand
    error: errors.ServerError
    waiting: int


ErrandNews = ErrandDone | ErrandRefused | ErrandKept


class Errands:
    """The private acts of every account of one world; each is sent as the account that asked for it."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        find: Callable[[str, str], Connection | None],
    ) -> None:
        """Open the file in ``folder``; ``find`` gives the open connection of a host and account id, if any.

        Raises ``StorageError``.
        """
        self._book = ErrandBook(folder / DATABASE, clock)
        self._lock = FileLock(folder / LOCK)
        self._find = find
        self._awake = asyncio.Event()
        self._shown: dict[tuple[str, str], tuple[Waiting, ...]] = {}
        self._sending = asyncio.Lock()
        self._book.drop_unreadable()
        for host, account_id, _many in self._book.accounts():
            self._shown[host, account_id] = self._book.waiting(host, account_id)

    async def ask(self, account: AccountKey, errand: Errand) -> None:
        """Write a private act down and have it sent; returns as soon as no kill can lose it.

        Raises ``StorageError``, or ``DeniedByDoor`` for what is not private.
        """
        await asyncio.to_thread(self._book.add, account, errand)
        await self._look(account.host, account.id)
        self.wake()

    def wake(self) -> None:
        """Try at once: a server has shown a sign of life."""
        self._awake.set()

    def waiting(self, host: str, account_id: str) -> int:
        """How many private acts of an account its server has not taken yet."""
        return len(self._shown.get((host, account_id), ()))

    def listed(self, host: str, account_id: str) -> tuple[Errand, ...]:
        """Those acts, in the order they are sent in."""
        return tuple(one.errand for one in self._shown.get((host, account_id), ()))

    def accounts(self) -> tuple[tuple[str, str], ...]:
        """Host and id of every account whose server has to be told something."""
        return tuple(self._shown)

    async def forget(self, host: str, account_id: str) -> None:
        """Drop what an account that is logged out wanted done; nobody could do it any more."""
        await asyncio.to_thread(self._book.forget, host, account_id)
        self._shown.pop((host, account_id), None)

    def overlay(self, host: str, account_id: str, status: Status) -> Status:
        """A status as it is once everything that waits is done, so that no refresh shows an older state."""
        for one in self._shown.get((host, account_id), ()):
            errand = one.errand
            if errand.kind in ABOUT_STATUS and errand.subject == status.shown.id:
                changed = shown_on(errand, status.shown)
                boosted = status.reblog is not None
                status = msgspec.structs.replace(status, reblog=changed) if boosted else changed
        return status

    async def run(
        self,
        tell: Callable[[ErrandNews], None],
        hindered: Callable[[OuttrayError], None],
        *,
        again: float = AGAIN_SECONDS,
    ) -> None:
        """Send what waits, and go on doing so until cancelled; ``tell`` hears what became of each.

        What keeps all of it from being sent, such as a full disk, is told to ``hindered``, once until it is
        over. Without a ``wake``, the next try is ``again`` seconds later.
        """
        is_hindered = False
        while True:
            self._awake.clear()
            try:
                await self.send(tell)
            except OuttrayError as error:
                if not is_hindered:
                    hindered(error)
                is_hindered = True
            else:
                is_hindered = False
            with suppress(TimeoutError):
                async with asyncio.timeout(again):
                    await self._awake.wait()

    async def send(self, tell: Callable[[ErrandNews], None]) -> None:
        """Send what waits, once: of each account in its order, up to where its server cannot be asked.

        Does nothing while another process of this program sends.
        """
        async with self._sending:
            try:
                await asyncio.to_thread(self._lock.acquire)
            except LockHeld:
                for host, account_id in tuple(self._shown):
                    await self._look(host, account_id)
                return
            try:
                await self._send_all(tell)
            finally:
                self._lock.release()

    def close(self) -> None:
        """Close the file."""
        self._lock.release()
        self._book.close()

    async def _send_all(self, tell: Callable[[ErrandNews], None]) -> None:
        accounts = await asyncio.to_thread(self._book.accounts)
        for host, account_id, _many in accounts:
            connection = self._find(host, account_id)
            waiting = await self._look(host, account_id)
            if connection is not None:
                await self._send_of(connection, waiting, tell)
        for gone in self._shown.keys() - {(host, account_id) for host, account_id, _many in accounts}:
            self._shown.pop(gone, None)

    async def _send_of(
        self, connection: Connection, waiting: Iterable[Waiting], tell: Callable[[ErrandNews], None]
    ) -> None:
        account = connection.account
        for one in waiting:
            if not await asyncio.to_thread(self._book.begin, one):
                continue  # taken back meanwhile
            try:
                done = await _perform(connection, one.errand)
            except errors.ServerError as error:
                if await self._put_off(connection, one, error):
                    many = len(await self._look(account.host, account.id))
                    tell(ErrandKept(account, one.errand, error, many))
                    return
                await asyncio.to_thread(self._book.refused, one, heard=may_be_done(error))
                await self._look(account.host, account.id)
                tell(ErrandRefused(account, one.errand, error))
            else:
                await asyncio.to_thread(self._book.done, one)
                await self._look(account.host, account.id)
                tell(done)

    async def _put_off(self, connection: Connection, one: Waiting, error: errors.ServerError) -> bool:
        """Keep an errand for later when the error says nothing about it; false when it is refused."""
        if not waits_for(error):
            return False
        # Only a server that answers everything else has broken over this one thing.
        fault = _is_broken(error) and await connection.server_time() is not None
        if fault and one.faults + 1 >= MOST_FAULTS:
            return False
        heard = may_be_done(error)
        await asyncio.to_thread(lambda: self._book.put_off(one, heard=heard, fault=fault))
        return True

    async def _look(self, host: str, account_id: str) -> tuple[Waiting, ...]:
        waiting = await asyncio.to_thread(self._book.waiting, host, account_id)
        if waiting:
            self._shown[host, account_id] = waiting
        else:
            self._shown.pop((host, account_id), None)
        return waiting


def waits_for(error: errors.ServerError) -> bool:
    """Whether an error says nothing of the errand itself: no answer, a fault, a pause, an ended login."""
    later = (
        errors.Unreachable,
        errors.ServerFault,
        errors.RateLimited,
        errors.NotMastodon,  # the sign-in page of a public network, as likely as not
        errors.TooLarge,
    )
    if isinstance(error, errors.Unauthorised):
        return error.status == 401  # a 403 says that the token is too narrow for this one thing
    if isinstance(error, errors.Refused) and error.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    return isinstance(error, later)


def may_be_done(error: errors.ServerError) -> bool:
    """Whether the server may have done what it was asked for, whatever its answer: nobody could read that
    one, or something on the way gave another instead."""
    match error:
        case errors.Unreachable():
            return error.maybe_accepted
        case errors.Refused():
            return error.status in _PERHAPS
        case errors.DeniedByDoor() | errors.Unsupported():
            return False
        case _:
            return True


def _is_broken(error: errors.ServerError) -> bool:
    """Whether the answer is one that only a broken server or something on the way to it gives."""
    if isinstance(error, errors.ServerFault):
        return error.status not in _DOWN
    return isinstance(error, errors.NotMastodon | errors.TooLarge)


async def _perform(connection: Connection, errand: Errand) -> ErrandDone:
    request = request_of(errand)
    answer = await connection.wire.post(
        request.path, json=request.fields, method=request.method, may_be_empty=True
    )
    status = relation = None
    try:
        if errand.kind in ABOUT_STATUS:
            status = decode_one(answer.body, Status, host=connection.wire.host)
        elif errand.kind in ABOUT_ACCOUNT:
            relation = decode_one(answer.body, Relationship, host=connection.wire.host)
    except errors.NotMastodon as error:
        # It said yes, in words that were spoilt on the way or are not its own: asked again, it does no harm.
        raise errors.ServerFault(
            error.sentence, error.next_step, host=error.host, status=answer.status
        ) from error
    return ErrandDone(connection.account, errand, status, relation)
