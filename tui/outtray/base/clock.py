"""The only place that reads the machine's clocks, so that every other module can be given another."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo
from typing import Protocol


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


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def local_zone(self) -> tzinfo:
        """The zone the machine is set to at this moment, daylight saving included."""
        zone = datetime.now().astimezone().tzinfo
        return zone if zone is not None else UTC
