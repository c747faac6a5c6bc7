"""Rate limits as Mastodon keeps them: so many requests per account and five minutes."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.practice.clock import ServerClock

WINDOW_MS = 300_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands after a request; ``reset``, the window's end, in milliseconds since 1970."""

    allowed: bool
    limit: int
    left: int
    reset: int


class RateLimit:
    """Counts requests by account (or by "anonymous") in fixed windows of five minutes."""

    def __init__(self, clock: ServerClock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._window = 0
        self._used: dict[str, int] = {}

    def take(self, who: str) -> Standing:
        """Count one request and say how things stand."""
        window = self._clock.millis() // WINDOW_MS
        if window != self._window:
            self._window = window
            self._used.clear()
        used = self._used[who] = self._used.get(who, 0) + 1
        return Standing(
            allowed=used <= self._limit,
            limit=self._limit,
            left=max(0, self._limit - used),
            reset=(window + 1) * WINDOW_MS,
        )
