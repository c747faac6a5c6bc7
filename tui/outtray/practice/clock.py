"""The server's own clock, which tests may shift, and the ids it stamps on what is written."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class ServerClock:
    """Wall time as this server tells it: the machine's, plus an offset; or one moment, when it stands.

    Its own class rather than the client's clock, because the server stands alone in its own process.
    """

    def __init__(self, start: datetime | None = None, *, stands: bool = False) -> None:
        """``stands``: time passes only when it is shifted, so that the same day can be met twice."""
        began = datetime.now(UTC)
        self._stood_at = (start or began) if stands else None
        self._offset = timedelta(0) if stands or start is None else start - began

    def now(self) -> datetime:
        """The server's time, aware, in UTC."""
        return (self._stood_at or datetime.now(UTC)) + self._offset

    def millis(self) -> int:
        """The server's time in milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)

    def seconds(self) -> int:
        """The server's time in whole seconds since 1970."""
        return self.millis() // 1000

    def http_date(self) -> str:
        """The value of a Date header."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)

    def shift(self, seconds: float) -> None:
        """Move the clock by this many seconds, forwards or (negative) backwards."""
        self._offset += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        """Seconds that never run backwards, for intervals."""
        return time.monotonic()


def iso(millis: int) -> str:
    """Milliseconds since 1970 as Mastodon writes them: ``2026-08-01T13:49:56.578Z``."""
    moment = datetime.fromtimestamp(millis / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}Z"


def iso_or_none(millis: int | None) -> str | None:
    """As ``iso``, for a moment that may not have come."""
    return None if millis is None else iso(millis)


def day(millis: int) -> str:
    """The UTC day, ``2026-08-01``."""
    return iso(millis)[:10]


class Snowflakes:
    """Ids in the manner of Mastodon: milliseconds shifted by 16 bits, then a running number.

    Each id is greater than the one before even when the clock stands still or is set back, because
    clients page by comparing ids.
    """

    def __init__(self, last: int = 0) -> None:
        self._last = last
        self._dated = 0

    def at(self, millis: int) -> int:
        """The next id for something that happens at this moment."""
        self._last = max(millis << 16, self._last + 1)
        return self._last

    def dated(self, millis: int) -> int:
        """An id that tells of this moment though later ones were given out already: for the town's past."""
        self._dated = (self._dated + 1) & 0xFFFF
        return (millis << 16) + self._dated
