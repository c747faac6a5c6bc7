"""What came of sending an act: sent, refused for certain, never left, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has it: its id there and its address (empty when the server gave none).

    ``remark`` is for the user: what the server made of it otherwise than it was sent; mostly empty.
    """

    id: str
    url: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RefusedForCertain:
    """The server said no and did nothing. ``until`` is its own time for the next try, after a 429."""

    status: int
    sentence: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NeverLeft:
    """The act did not reach the server: no connection, or something it needs is missing here."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The server may or may not have done it; only looking can tell."""

    sentence: str


Outcome = Sent | RefusedForCertain | NeverLeft | Unknown
"""Everything sending can come to."""
