"""The only place that reads the machine's clocks, so that every other module can be given another."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Protocol

from outtray.base.zone import machine_zone


class Clock(Protocol):
    """Where time comes from. Wall time is aware UTC; monotonic time is in seconds."""

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for measuring intervals."""
        ...

    def local_zone(self) -> tzinfo:
        """The user's zone, for showing times and for rules about the hour."""
        ...


_ZONE_SECONDS = 30.0


class SystemClock:
    """The machine's own clocks. A zone the machine is set to meanwhile is noticed within half a minute."""

    _zone: tuple[float, str | None, tzinfo] | None = None

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def local_zone(self) -> tzinfo:
        """The zone the machine is set to at this moment, with its daylight saving where it can be known."""
        named, moment = os.environ.get("TZ"), time.monotonic()
        if self._zone is not None and self._zone[1] == named and moment - self._zone[0] < _ZONE_SECONDS:
            return self._zone[2]
        now = datetime.now(UTC)
        zone = machine_zone(os.environ, Path("/etc"), now.astimezone().tzinfo or UTC, now)
        self._zone = (moment, named, zone)
        return zone
