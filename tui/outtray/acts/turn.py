"""Whether the part of a thread before an act lets that act be sent."""

from __future__ import annotations

from enum import StrEnum


class Turn(StrEnum):
    """``COME``: it follows nothing, or what it follows is on the server. ``LATER``: that still waits.
    ``NEVER``: that was discarded, is missing or has no known place on the server: nothing can follow it."""

    COME = "come"
    LATER = "later"
    NEVER = "never"
