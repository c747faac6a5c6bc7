"""The journal as screens and the command line use it: search, verify, export."""

from __future__ import annotations

import asyncio
import io
import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from outtray import __version__
from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.journal import wording
from outtray.journal.errors import BrokenChain
from outtray.journal.export import write_csv, write_json_lines
from outtray.journal.history import History, histories, within
from outtray.journal.journal import Journal
from outtray.journal.reading import Verified
from outtray.journal.report import Heading, write_report
from outtray.storage.atomic import write_text

Each = Callable[[int], None]
"""Hears how far a long reading or writing has come, in rows or acts."""


class Format(StrEnum):
    """What the journal can be written out as."""

    JSON_LINES = "jsonl"
    CSV = "csv"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Query:
    """Which acts are wanted. ``text`` is looked for in everything a person could remember of an act, however
    cased or accented; the moments are ``[since, until)``; ``account`` is a handle or ``host/id``."""

    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    account: str = ""


class Register:
    """One journal. Reading and writing run in a thread; every method raises ``StorageError``."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    async def find(self, query: Query | None = None, *, masked: bool = True) -> tuple[History, ...]:
        """The acts asked for, those that began last first. Raises ``UnreadableRow``."""
        return await asyncio.to_thread(self._find, query or Query(), masked, None)

    async def verify(self) -> Verified:
        """Walk the whole chain; raises ``BrokenChain`` naming the first bad row."""
        return await asyncio.to_thread(self._journal.verify)

    async def export(
        self,
        path: Path,
        kind: Format,
        query: Query | None = None,
        *,
        masked: bool = True,
        each: Each | None = None,
    ) -> int:
        """Write a file only its owner can read, whole or not at all; returns how many rows or acts it has.

        ``each`` is called in another thread; what it raises breaks the export off.
        """

        def write() -> int:
            text = io.StringIO(newline="")
            count = self.write(text, kind, query, masked=masked, each=each)
            # Spreadsheets take a CSV for an old code page without the mark at its start.
            mark = "\ufeff" if kind is Format.CSV else ""
            write_text(path, mark + text.getvalue())
            return count

        return await asyncio.to_thread(write)

    def write(
        self,
        out: TextIO,
        kind: Format,
        query: Query | None = None,
        *,
        masked: bool = True,
        each: Each | None = None,
    ) -> int:
        """Write rows (JSON Lines, CSV) or acts (HTML) to ``out`` and return how many.

        Rows are those of the period; the page shows each act of the period whole. ``masked`` keeps what a
        rule called sensitive out of it.
        """
        query = query or Query()
        if kind is Format.HTML:
            found = self._find(query, masked, each)[::-1]
            return write_report(found, self._heading(query, found, masked), out)
        records = self._journal.records(
            since=query.since, until=query.until, account=query.account, masked=masked, each=each
        )
        if query.text:
            wanted = {
                id(record) for h in histories(records) if mentions(h, query.text) for record in h.records
            }
            records = tuple(record for record in records if id(record) in wanted)
        return write_csv(records, out) if kind is Format.CSV else write_json_lines(records, out)

    def _find(self, query: Query, masked: bool, each: Each | None) -> tuple[History, ...]:
        records = self._journal.records(account=query.account, masked=masked, each=each)
        found = within(histories(records), query.since, query.until)
        return tuple(history for history in reversed(found) if mentions(history, query.text))

    def _heading(self, query: Query, found: Iterable[History], masked: bool) -> Heading:
        zone = self._clock.local_zone()
        accounts = ", ".join(sorted({history.account for history in found}))
        whole, verification = self._verification()
        return Heading(
            made_at=self._clock.now(),
            program=f"Outtray {__version__}",
            period=_period(query, lambda moment: f"{_in_zone(moment, zone):%Y-%m-%d %H:%M %z}"),
            accounts=query.account or accounts or _("all"),
            verification=verification,
            is_whole=whole,
            is_masked=masked,
            zone=zone,
            language=language(),
        )

    def _verification(self) -> tuple[bool, str]:
        try:
            found = self._journal.verify()
        except BrokenChain as error:
            return False, error.sentence
        return True, verified_words(found)


def verified_words(found: Verified) -> str:
    """What a whole chain says of itself."""
    if not found.rows:
        return _("The journal is empty.")
    return _("The chain is whole: rows {first} to {last}, ending in {head}.").format(
        first=found.first, last=found.first + found.rows - 1, head=found.head[:16]
    )


def mentions(history: History, text: str) -> bool:
    """Whether every word of ``text`` stands somewhere in what the journal tells of an act."""
    wanted = _folded(text).split()
    if not wanted:
        return True
    told = _folded("\n".join(_told(history)))
    return all(word in told for word in wanted)


def _told(history: History) -> Iterable[str]:
    yield from (history.act_id, history.account, history.kind, history.state, history.url, history.about)
    yield from (wording.kind_words(history.kind), wording.state_words(history.state))
    for record in history.records:
        yield record.words
        yield from (f"{found.rule} {found.answer} {found.reason}" for found in record.event.findings)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in a zone; as it is where the calendar ends before that zone has come to it."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def _period(query: Query, spell: Callable[[datetime], str]) -> str:
    if query.since is not None and query.until is not None:
        return _("from {since} until before {until}").format(
            since=spell(query.since), until=spell(query.until)
        )
    if query.since is not None:
        return _("from {since} on").format(since=spell(query.since))
    if query.until is not None:
        return _("until before {until}").format(until=spell(query.until))
    return _("everything that is kept")


def format_of(path: str | os.PathLike[str], default: Format = Format.JSON_LINES) -> Format:
    """The format a file's name asks for by its ending."""
    ending = Path(path).suffix.lower()
    return {
        ".csv": Format.CSV,
        ".html": Format.HTML,
        ".htm": Format.HTML,
        ".jsonl": Format.JSON_LINES,
        ".ndjson": Format.JSON_LINES,
    }.get(ending, default)
