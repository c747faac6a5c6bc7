"""Rows of the journal put together by act: what became of each, from its first hold to its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outtray.journal.events import EventName, JournalledFinding
from outtray.journal.reading import Record

_ENDS = {
    EventName.SENT: "sent",
    EventName.DISCARDED: "discarded",
    EventName.FAILED: "failed",
    EventName.UNSURE: "unsure",
    EventName.EDITED: "draft",
}
_ON_ITS_WAY = frozenset({EventName.RELEASED, EventName.ATTEMPTED, EventName.UPLOADED, EventName.RESENDING})
_AFTERWARDS = frozenset({EventName.IMPORTED, EventName.SPARED})
"""What is told of an act without changing where it stands."""
_ALONE = "row "
_PUBLIC = frozenset({"public", "unlisted"})


@dataclass(frozen=True, slots=True)
class History:
    """One act as the journal tells it; ``records`` are its rows in order, never none.

    A deletion or an undoing stands with what it took back; one of something that was not sent from here has a
    history of its own, with an empty ``act_id``.
    """

    act_id: str
    records: tuple[Record, ...]

    @property
    def first(self) -> Record:
        """The row it begins with."""
        return self.records[0]

    @property
    def last(self) -> Record:
        """The row it ends with, so far."""
        return self.records[-1]

    @property
    def account(self) -> str:
        """Who: the handle, or ``host/id`` where only that was journalled."""
        return self.first.event.handle or self.first.event.account

    @property
    def kind(self) -> str:
        """What kind of act."""
        return self.first.event.kind

    @property
    def started_at(self) -> datetime:
        """When it was first held."""
        return self.first.event.at

    @property
    def words(self) -> str:
        """The words kept for it last; empty when none are."""
        return next((record.words for record in reversed(self.records) if record.words), "")

    @property
    def versions(self) -> tuple[Record, ...]:
        """The first row of each wording that is kept, in order; the last is that of ``words``."""
        found: list[Record] = []
        for record in self.records:
            if record.words and (not found or found[-1].words != record.words):
                found.append(record)
        return tuple(found)

    @property
    def sent(self) -> Record | None:
        """The row that says it is on the server."""
        return next((r for r in reversed(self.records) if r.event.name is EventName.SENT), None)

    @property
    def url(self) -> str:
        """Where it stands on the server; empty when it was not sent."""
        return next((record.event.url for record in reversed(self.records) if record.event.url), "")

    @property
    def status_id(self) -> str:
        """What it has become on the server; empty when it was not sent."""
        sent = self.sent
        return "" if sent is None else sent.event.detail.get("id", "")

    @property
    def visibility(self) -> str:
        """For whom it is: Mastodon's word; empty for acts that are no post."""
        return self._told("visibility")

    @property
    def is_public(self) -> bool:
        """Whether anybody could read it."""
        return self.visibility in _PUBLIC

    @property
    def about(self) -> str:
        """The address of the post it answers, spreads or changes; empty when there is none."""
        return self._told("about")

    @property
    def taken_back_at(self) -> datetime | None:
        """When it was deleted or undone, if it was."""
        found = (r.event.at for r in self.records if r.event.name is EventName.TAKEN_BACK)
        return next(found, None)

    @property
    def was_replaced(self) -> bool:
        """Whether it was deleted because a new version of it had been sent."""
        gone = (r.event.detail.get("by") for r in self.records if r.event.name is EventName.TAKEN_BACK)
        return "redraft" in gone

    @property
    def state(self) -> str:
        """Where it was left: held, draft, sending, unsure, sent, failed, discarded or taken-back."""
        if self.taken_back_at is not None:
            return "taken-back"
        for record in reversed(self.records):
            name = record.event.name
            if name in _ON_ITS_WAY:
                return "sending"
            if name in _ENDS:
                return _ENDS[name]
            if name not in _AFTERWARDS:
                break
        return "held"

    @property
    def findings(self) -> tuple[JournalledFinding, ...]:
        """The findings and answers of its latest review."""
        reviewed = (r for r in reversed(self.records) if r.event.findings or _reviews(r))
        return next((record.event.findings for record in reviewed), ())

    @property
    def cooling(self) -> Record | None:
        """The row that says how long it was to wait last, and why."""
        return next((r for r in reversed(self.records) if r.event.seconds is not None), None)

    def _told(self, name: str) -> str:
        told = (r.event.detail[name] for r in reversed(self.records) if name in r.event.detail)
        return next(told, "")


def histories(records: Iterable[Record]) -> tuple[History, ...]:
    """All acts these rows tell of, in the order in which they began; rows of no act are left out."""
    rows: dict[str, list[Record]] = {}
    of_status: dict[tuple[str, str], str] = {}
    for record in records:
        event = record.event
        name = event.act_id
        status = (event.account, event.detail.get("id", ""))
        if event.name is EventName.TAKEN_BACK:
            name = of_status.get(status, f"{_ALONE}{record.row.number}")
        elif not name:
            continue
        elif event.name is EventName.SENT:
            of_status[status] = name
        rows.setdefault(name, []).append(record)
    return tuple(
        History("" if name.startswith(_ALONE) else name, tuple(found)) for name, found in rows.items()
    )


def regretted(history: History, within: timedelta) -> bool:
    """Whether what was sent was taken back within this time of being sent, and not only to be replaced."""
    sent, taken_back = history.sent, history.taken_back_at
    if sent is None or taken_back is None or history.was_replaced:
        return False
    return taken_back - sent.event.at <= within


def within(found: Sequence[History], since: datetime | None, until: datetime | None) -> tuple[History, ...]:
    """Those to which something happened in ``[since, until)``, with all that ever happened to them."""

    def falls(at: datetime) -> bool:
        return (since is None or at >= since) and (until is None or at < until)

    return tuple(each for each in found if any(falls(record.event.at) for record in each.records))


def _reviews(record: Record) -> bool:
    return record.event.name in {EventName.HELD, EventName.REVIEWED, EventName.LOOKED, EventName.SENT}
