"""The tables of the out-tray, and rows as items."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from outtray.acts.canonical import from_json
from outtray.acts.errors import UnreadableAct
from outtray.acts.item import Hold, Item, Note, Sending
from outtray.acts.review import review_from_json
from outtray.acts.states import State
from outtray.base.translation import gettext as _
from outtray.storage.sqlite import Migration

MIGRATIONS = (
    Migration(
        "outbox-1",
        (
            """CREATE TABLE items (
                ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                state TEXT NOT NULL CHECK
                    (state IN ('draft', 'held', 'sending', 'unsure', 'sent', 'failed', 'discarded')),
                revision INTEGER NOT NULL,
                host TEXT NOT NULL,
                account_id TEXT NOT NULL,
                act TEXT NOT NULL,
                digest TEXT NOT NULL,
                review TEXT,
                answers TEXT,
                hold TEXT,
                note TEXT,
                sending TEXT,
                earlier TEXT,
                sent_id TEXT NOT NULL DEFAULT '',
                sent_url TEXT NOT NULL DEFAULT '',
                ever_held INTEGER NOT NULL DEFAULT 0,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL
            )""",
            "CREATE INDEX items_by_state ON items (state)",
            "CREATE INDEX items_by_sent_id ON items (host, sent_id)",
            """CREATE TABLE uploads (
                item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
                upload TEXT NOT NULL,
                media_id TEXT NOT NULL,
                PRIMARY KEY (item_id, upload)
            )""",
        ),
    ),
)

_T = TypeVar("_T")


def plain(value: object) -> str | None:
    """A small value as JSON for a column; None stays NULL."""
    return None if value is None else json.dumps(msgspec.to_builtins(value), sort_keys=True)


class _Answers(msgspec.Struct, frozen=True):
    acknowledged: frozenset[str] = frozenset()
    overrides: dict[str, str] = msgspec.field(default_factory=dict)


def item_of(row: sqlite3.Row) -> Item:
    """One row as an item; raises ``UnreadableAct`` when any part of it cannot be read."""
    try:
        answers = value(row["answers"], _Answers) or _Answers()
        return Item(
            id=row["id"],
            order=row["ordinal"],
            state=State(row["state"]),
            act=from_json(row["act"]),
            digest=row["digest"],
            revision=row["revision"],
            created_at=datetime.fromisoformat(row["created_at"]),
            updated_at=datetime.fromisoformat(row["updated_at"]),
            review=review_from_json(row["review"]) if row["review"] else None,
            acknowledged=answers.acknowledged,
            overrides=MappingProxyType(answers.overrides),
            hold=value(row["hold"], Hold),
            note=value(row["note"], Note),
            sending=value(row["sending"], Sending),
            sent_id=row["sent_id"],
            sent_url=row["sent_url"],
        )
    except (ValueError, msgspec.ValidationError) as error:
        raise UnreadableAct(
            _("A stored act cannot be read."), _("Its file may be damaged; see `outtray doctor`.")
        ) from error


def answers_json(acknowledged: frozenset[str], overrides: dict[str, str]) -> str:
    """The user's answers to findings as JSON for their column."""
    return json.dumps({"acknowledged": sorted(acknowledged), "overrides": overrides}, sort_keys=True)


def value(stored: Any, kind: type[_T]) -> _T | None:
    """Read back what ``plain`` wrote; raises ``ValueError`` or ``msgspec.ValidationError`` for others."""
    return None if stored is None else msgspec.convert(json.loads(stored), kind)
