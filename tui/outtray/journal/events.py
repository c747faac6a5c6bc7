"""What the journal records: events as values, and their one spelling in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec

from outtray.base.translation import gettext as _
from outtray.journal.errors import UnreadableRow


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
    SPARED = "spared"
    PRUNED = "pruned"
    IMPORTED = "imported"


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

    ``account`` is the lasting ``host/id``, ``handle`` what people read. ``seconds`` and ``reasons`` are the
    cooling-off and the codes of its terms; ``key`` the idempotency key; ``words`` the keyed digest of words
    kept beside the chain; ``detail`` small facts such as a status code or a server's id.
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
    handle: str = ""
    words: str = ""


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
    """The one spelling of an event: sorted keys, no spaces, ASCII, optional parts left out when empty."""
    parts: dict[str, Any] = {}
    for part in fields(Event):
        value = getattr(event, part.name)
        if value or part.name in _ALWAYS:
            parts[part.name] = dict(value) if part.name == "detail" else value
    return json.dumps(msgspec.to_builtins(parts), sort_keys=True, separators=(",", ":"))


def event_from_json(body: str) -> Event:
    """Read an event back; raises ``UnreadableRow`` when the body is not one."""
    try:
        return _EVENT.decode(body)
    except msgspec.MsgspecError:
        pass  # half a surrogate pair in a reason, which only the slower reader takes, or no event at all
    try:
        return msgspec.convert(json.loads(body), Event)
    except (ValueError, msgspec.ValidationError) as error:
        raise UnreadableRow(
            _("A row of the journal cannot be read."), _("Run `outtray register verify`.")
        ) from error


_EVENT = msgspec.json.Decoder(Event)
_ALWAYS = frozenset({"name", "act_id", "account", "kind", "at", "seconds"})
"""Parts written even when they are empty."""
