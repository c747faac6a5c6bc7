"""What the header says of the out-tray."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Waiting(msgspec.Struct, frozen=True):
    """What the header says of the out-tray: how many acts wait, how many are ready, when the next is due."""

    count: int = 0
    ready: int = 0
    next_due: datetime | None = None
    trouble: int = 0
    """Acts that wait for the user because nobody else can tell what became of them."""
