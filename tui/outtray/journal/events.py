"""What the journal records: events as values, and their one spelling in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec


class EventName(StrEnum):
    """What happened to an act; stable words, used in exports."""

    HELD = "held"
    REVIEWED = "reviewed"
    LOOKED = "looked"
    ACKNOWLEDGED = "acknowledged"
    OVERRIDDEN = "overridden"
    EDITED = "edited"
    DISCARDED = "discarded"
    RELEASED = "released"
    ATTEMPTED = "attempted"
    UPLOADED = "uploaded"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNSURE = "unsure"
    RESENDING = "resending"
    ABSENT = "absent"
    RETRIED = "retried"
    TAKEN_BACK = "taken-back"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True)
class JournalledFinding:
    """A finding without the words that caused it; ``answer`` is ``open``, ``acknowledged`` or
    ``overridden``, ``reason`` the override's, with sensitive matches masked."""

    rule: str
    severity: str
    answer: str = "open"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``text`` is the keyed digest of the act, never its words.

    ``seconds`` and ``reasons`` are the cooling-off and the codes of its terms; ``key`` the idempotency
    key; ``detail`` small facts such as a status code or a server's id.
    """

    name: EventName
    act_id: str
    account: str
    kind: str
    at: datetime
    text: str = ""
    findings: tuple[JournalledFinding, ...] = ()
    seconds: int | None = None
    reasons: tuple[str, ...] = ()
    key: str = ""
    url: str = ""
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Row:
    """One link of the chain: its number, the hash of the row before, the event's exact JSON, its own hash."""

    number: int
    previous: str
    body: str
    hash: str

    @property
    def event(self) -> Event:
        """The event this row records."""
        return event_from_json(self.body)


def event_to_json(event: Event) -> str:
    """The one spelling of an event: sorted keys, no spaces, ASCII, empty parts left out."""
    plain: dict[str, Any] = {
        name: value
        for name, value in msgspec.to_builtins(
            {
                **{name: getattr(event, name) for name in Event.__dataclass_fields__},
                "detail": dict(event.detail),
            }
        ).items()
        if value not in ("", None, [], {})
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def event_from_json(body: str) -> Event:
    """Read an event back; raises ``ValueError`` when the body is not one."""
    return msgspec.convert(json.loads(body), Event)
