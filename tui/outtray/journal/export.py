"""Writing the journal out row by row: JSON Lines for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO

from outtray.journal.events import JournalledFinding
from outtray.journal.reading import Record

COLUMNS = (
    "number",
    "at",
    "event",
    "account",
    "handle",
    "act",
    "kind",
    "visibility",
    "words",
    "findings",
    "cooling_seconds",
    "cooling_reasons",
    "url",
    "about",
    "detail",
    "idempotency_key",
    "text_digest",
    "words_digest",
    "previous",
    "hash",
)
"""The columns of the CSV, in order."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a cell as a formula."""


def write_json_lines(records: Iterable[Record], out: TextIO) -> int:
    """Write one JSON object a row, with the words kept for it, and return how many were written.

    The event's fields are those of its row, so that ``hash`` can be computed again: see ``body``.
    """
    count = 0
    for record in records:
        row = record.row
        plain: dict[str, Any] = {"number": row.number, **json.loads(row.body)}
        # The row's own digest of the words keeps its name in `body`; here the words themselves are wanted.
        plain.pop("words", None)
        if record.words:
            plain["words"] = record.words
        plain.update(previous=row.previous, hash=row.hash, body=row.body)
        out.write(_line(plain) + "\n")
        count += 1
    return count


def write_csv(records: Iterable[Record], out: TextIO) -> int:
    """Write a header and one line a row, and return how many rows were written.

    A cell that a spreadsheet would run as a formula begins with an apostrophe; the JSON Lines are exact.
    """
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    count = 0
    for record in records:
        lines.writerow([_cell(value) for value in _values(record)])
        count += 1
    return count


def _line(plain: dict[str, Any]) -> str:
    readable = json.dumps(plain, ensure_ascii=False)
    try:
        readable.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(plain)
    return readable


def _values(record: Record) -> tuple[str, ...]:
    event = record.event
    detail = {name: value for name, value in event.detail.items() if name not in {"visibility", "about"}}
    return (
        str(record.row.number),
        event.at.isoformat(),
        event.name,
        event.account,
        event.handle,
        event.act_id,
        event.kind,
        event.detail.get("visibility", ""),
        record.words,
        "; ".join(_finding(found) for found in event.findings),
        "" if event.seconds is None else str(event.seconds),
        " ".join(event.reasons),
        event.url,
        event.detail.get("about", ""),
        "; ".join(f"{name}={value}" for name, value in sorted(detail.items())),
        event.key,
        event.text,
        event.words,
        record.row.previous,
        record.row.hash,
    )


def _finding(found: JournalledFinding) -> str:
    told = f"{found.rule} ({found.severity}, {found.answer})"
    return f"{told}: {found.reason}" if found.reason else told


def _cell(value: str) -> str:
    # Half a surrogate pair, which a damaged file may hold, cannot be written as UTF-8.
    value = value.encode("utf-8", "replace").decode("utf-8")
    return f"'{value}" if value.startswith(_FORMULA) else value
