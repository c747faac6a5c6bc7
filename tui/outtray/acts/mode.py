"""How much an act is held back, from the strictest on; settings and policies name these."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """What happens between deciding and sending, the strictest first."""

    HOLD = "hold"
    """Always held, cooled and looked at twice."""
    CHECK = "check"
    """Reviewed; at once when clean, held when a rule hits."""
    IMMEDIATE = "immediate"
    """At once; what the rules find is only journalled. Only an organisation's policy can allow it."""

    @property
    def strictness(self) -> int:
        """2 for hold, 1 for check, 0 for immediate."""
        return {Mode.HOLD: 2, Mode.CHECK: 1, Mode.IMMEDIATE: 0}[self]
