"""Puts a conversation in reading order: what came before, the post itself, and the answers as a tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from outtray.mastodon.models import Status
from outtray.widgets.timeline.book import Placement
from outtray.widgets.timeline.look import Room
from outtray.widgets.timeline.pieces import Line, Piece, Role
from outtray.widgets.timeline.strokes import Strokes

LEAST_TEXT = 24
"""Cells of text that are left in the deepest answer; beyond that depth answers are not moved right."""


class ThreadRow(NamedTuple):
    """One post of a conversation and where it stands in it."""

    status: Status
    placement: Placement


def arrange_thread(
    focus: Status,
    ancestors: Iterable[Status],
    descendants: Iterable[Status],
    collapsed: Collection[str] = (),
) -> list[ThreadRow]:
    """Ancestors above, the post, then its answers depth first in the order they came in.

    Posts whose parent is missing (deleted, or not loaded) answer the post itself. Posts that name each
    other as parent are shown once. The answers to a post in ``collapsed`` are folded away and counted.
    """
    rows: list[ThreadRow] = []
    seen = {focus.id}
    for status in ancestors:
        if status.id not in seen:
            adrift = status.in_reply_to_id is not None and status.in_reply_to_id not in seen
            seen.add(status.id)
            rows.append(ThreadRow(status, Placement(adrift=adrift)))
    children: dict[str, list[Status]] = {}
    answers = {status.id: status for status in descendants if status.id not in seen}
    for status in answers.values():
        parent = status.in_reply_to_id
        known = parent is not None and (parent == focus.id or parent in answers) and parent != status.id
        children.setdefault(parent if known and parent is not None else focus.id, []).append(status)
    # A ring of answers hangs on nothing: its first member is hung on the post, so that none is lost.
    reached = _reached(focus.id, children)
    for status in answers.values():
        if status.id not in reached:
            children.setdefault(focus.id, []).append(status)
            reached |= _reached(status.id, children)
    hidden = len(answers) if focus.id in collapsed else 0
    alone = focus.in_reply_to_id is not None and focus.in_reply_to_id not in seen
    rows.append(ThreadRow(focus, Placement(focus=True, adrift=alone, hidden=hidden)))
    if not hidden:
        rows.extend(_descend(focus.id, children, frozenset(collapsed)))
    return rows


def _reached(start: str, children: dict[str, list[Status]]) -> set[str]:
    reached = {start}
    waiting = [start]
    while waiting:
        for status in children.get(waiting.pop(), ()):
            if status.id not in reached:
                reached.add(status.id)
                waiting.append(status.id)
    return reached


def _descend(root: str, children: dict[str, list[Status]], collapsed: frozenset[str]) -> list[ThreadRow]:
    rows: list[ThreadRow] = []
    placed = {root}
    # Depth first without recursion: a conversation may be thousands of answers deep.
    stack: list[tuple[Status, tuple[bool, ...], bool]] = [
        (status, (), number == 0) for number, status in enumerate(reversed(children.get(root, ())))
    ]
    while stack:
        status, guides, last = stack.pop()
        if status.id in placed:
            continue
        placed.add(status.id)
        below = children.get(status.id, ())
        hidden = len(_reached(status.id, children)) - 1 if below and status.id in collapsed else 0
        adrift = status not in children.get(status.in_reply_to_id or "", ())
        rows.append(ThreadRow(status, Placement(len(guides) + 1, guides, last, adrift=adrift, hidden=hidden)))
        if not hidden:
            deeper = (*guides, not last)
            stack.extend((child, deeper, number == 0) for number, child in enumerate(reversed(below)))
    return rows


def guide_cells(placement: Placement, room: Room) -> int:
    """How far a post is moved right, in cells; capped so that its text keeps room."""
    return 2 * min(placement.depth, max(0, (room.text - LEAST_TEXT) // 2))


def guides(placement: Placement, room: Room, strokes: Strokes) -> tuple[Line, Line]:
    """What stands left of the first line of a post, and left of every line below it."""
    levels = guide_cells(placement, room) // 2
    if not levels:
        return (), ()
    outer = placement.guides[len(placement.guides) - levels + 1 :] if levels > 1 else ()
    passing = "".join(f"{strokes.through} " if goes_on else "  " for goes_on in outer)
    branch = strokes.last if placement.last else strokes.branch
    first = (Piece(f"{passing}{branch}{strokes.rule}", Role.GUIDE),)
    below = (Piece(passing + ("  " if placement.last else f"{strokes.through} "), Role.GUIDE),)
    return first, below
