"""Keeps a held-down key from answering more than once."""

from __future__ import annotations

from collections.abc import Callable


class RepeatGuard:
    """Lets one press through, then none until the key has rested or another key was pressed.

    A terminal reports no key releases, only presses, and repeats them while the key is down. So each
    press inside ``rest`` seconds of the last one counts as the same press going on, however long that
    lasts. ``rest`` is longer than the usual delay before repeating starts.
    """

    REST = 0.75

    def __init__(self, monotonic: Callable[[], float], rest: float = REST) -> None:
        self._monotonic = monotonic
        self._rest = rest
        self._last: float | None = None

    def press(self) -> bool:
        """Report a press of the guarded key; true when it is a press of its own."""
        now = self._monotonic()
        fresh = self._last is None or now - self._last >= self._rest
        self._last = now
        return fresh

    def arm(self) -> None:
        """Treat the key as pressed at this moment: what opens a pane must not also act in it."""
        self._last = self._monotonic()

    def other_key(self) -> None:
        """Report that another key was pressed, so the guarded one has been let go."""
        self._last = None
