"""Rate limits as Mastodon keeps them: so many requests per account and five minutes."""

from __future__ import annotations

from outtray.practice.clock import ServerClock, iso

WINDOW_MS = 300_000


class RateLimit:
    """Counts requests by account (or by "anonymous") in fixed windows of five minutes."""

    def __init__(self, clock: ServerClock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._window = 0
        self._used: dict[str, int] = {}

    def take(self, who: str) -> tuple[bool, dict[str, str]]:
        """Count one request; whether it is allowed, and the headers that say how things stand."""
        window = self._clock.millis() // WINDOW_MS
        if window != self._window:
            self._window = window
            self._used.clear()
        used = self._used[who] = self._used.get(who, 0) + 1
        return used <= self._limit, {
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(0, self._limit - used)),
            "X-RateLimit-Reset": iso((window + 1) * WINDOW_MS),
        }
