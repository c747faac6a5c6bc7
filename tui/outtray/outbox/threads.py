"""Parts of a thread: whose turn it is, and how a part goes on whose earlier part is gone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from outtray.acts.act import Act
from outtray.acts.errors import UnreadableAct
from outtray.acts.item import PREDECESSOR_STAYS, THREAD_BROKEN, Item, Note
from outtray.acts.states import State
from outtray.acts.turn import Turn
from outtray.base.translation import gettext as _
from outtray.journal.events import EventName
from outtray.outbox.ledger import Change
from outtray.outbox.refusals import ThreadBroken
from outtray.outbox.schema import item_of


def turn(connection: sqlite3.Connection, item_id: str, act: Act) -> Turn:
    """Whether what ``act`` follows lets it be sent; a part answers only what the same account has sent."""
    if not act.after:
        return Turn.COME
    row = connection.execute(
        "SELECT state, sent_id FROM items WHERE id = ? AND host = ? AND account_id = ?",
        (act.after, act.account.host, act.account.id),
    ).fetchone()
    if row is None or row["state"] == State.DISCARDED or act.after == item_id:
        return Turn.NEVER
    if row["state"] != State.SENT:
        return Turn.LATER
    return Turn.COME if row["sent_id"] else Turn.NEVER


def let_go(change: Change) -> None:
    """Make a draft that follows what is gone an act of its own, and tell so with it.

    Held acts keep their bytes: those are what was reviewed.
    """
    if turn(change.connection, change.item.id, change.item.act) is Turn.NEVER:
        _stand_alone(change)


def let_followers_go(change: Change) -> None:
    """Go on without an act that is being discarded: drafts after it stand alone, held parts tell how.

    What a later part was to take the place of stays: not all of its words stand elsewhere any more.
    """
    for item in _later(change):
        with change.also(item) as later:
            if item.act.after == change.item.id:
                if item.state is State.DRAFT:
                    _stand_alone(later)
                elif item.note is None:
                    later.note(Note(THREAD_BROKEN, str(ThreadBroken())))
            if item.act.replaces is not None:
                _replace_nothing(later)


def _stand_alone(change: Change) -> None:
    change.act(change.item.act.on_its_own())
    change.note(
        Note(THREAD_BROKEN, _("The part of the thread before this one is gone: this is a post of its own."))
    )


def _replace_nothing(change: Change) -> None:
    change.act(replace(change.item.act, replaces=None))
    if change.item.review is not None:
        change.review(replace(change.item.review, digest=change.item.digest))
    told = _(
        "The post that the thread takes the place of stays where it is: a part of the thread was discarded."
    )
    before = change.item.note
    code, first = (PREDECESSOR_STAYS, "") if before is None else (before.code, before.sentence)
    change.note(Note(code, f"{first} {told}".lstrip()))
    if change.item.state is State.HELD:
        change.journal(EventName.REVIEWED, detail={"note": PREDECESSOR_STAYS})


def _later(change: Change) -> list[Item]:
    """Every draft and held part that follows an act, or follows one that does, in order."""
    rows = change.connection.execute(
        "SELECT * FROM items WHERE state IN ('draft', 'held') ORDER BY ordinal"
    ).fetchall()
    by_earlier: dict[str, list[Item]] = {}
    for row in rows:
        try:
            item = item_of(row)
        except UnreadableAct:
            continue
        by_earlier.setdefault(item.act.after, []).append(item)
    found: list[Item] = []
    ends = [change.item.id]
    while ends:
        more = by_earlier.pop(ends.pop(0), [])
        found.extend(more)
        ends.extend(item.id for item in more)
    return found
