"""Whether the machine slept or changed its network: both end every connection without a word.

Nothing is sent to find out. A datagram socket that is connected, and never written to, makes the system say
which of its addresses it would send from.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from outtray.base.boot import Boot, read_boot
from outtray.base.clock import Clock

SLEPT: Final = 20.0
"""Seconds of sleep after which connections are taken for dead: streams are silent for as long at most."""

_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses kept for documentation (RFC 5737, RFC 3849): nobody is there, and nothing is sent."""


class Change(Enum):
    """What has happened since the last look."""

    SLEPT = "slept"
    OTHER_NETWORK = "other network"
    NO_NETWORK = "no network"


class Surroundings:
    """Looks now and then; each look says what changed since the one before."""

    def __init__(
        self,
        clock: Clock,
        *,
        boot: Callable[[], Boot | None] = read_boot,
        addresses: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        """``boot`` runs on while the machine sleeps; ``addresses`` are the machine's own, none offline."""
        self._clock = clock
        self._boot = boot
        self._addresses = addresses or own_addresses
        self._asleep = self._time_asleep()
        self._known = self._addresses()

    def look(self) -> Change | None:
        """What has changed; None when nothing did. Takes no network and well under a millisecond."""
        asleep, before = self._time_asleep(), self._asleep
        addresses, known = self._addresses(), self._known
        self._asleep, self._known = asleep, addresses
        if addresses != known:
            return Change.OTHER_NETWORK if addresses else Change.NO_NETWORK
        return Change.SLEPT if asleep - before > SLEPT and addresses else None

    def _time_asleep(self) -> float:
        """Seconds the machine has slept, from any beginning.

        Where no clock runs on through sleep, the clock on the wall does, which may also have been set.
        """
        boot = self._boot()
        if boot is not None:
            return boot.seconds - self._clock.monotonic()
        passed: timedelta = self._clock.now() - _BEGINNING
        return passed.total_seconds() - self._clock.monotonic()


_BEGINNING: Final = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def own_addresses() -> frozenset[str]:
    """The addresses this machine would send from; empty when there is no way out."""
    return frozenset(_own_addresses())


def _own_addresses() -> Iterator[str]:
    for family, elsewhere in _ELSEWHERE:
        # No way out by this kind of address, or none of it on this system.
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            yield str(probe.getsockname()[0])
