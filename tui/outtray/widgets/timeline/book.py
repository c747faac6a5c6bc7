"""The posts of one timeline in order, with what is known of their heights; no terminal in sight.

Posts are asked for by position or by id; adding at either end is cheap, whatever the number of
posts. A height is an estimate until the post has been drawn at the present width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import NamedTuple

from outtray.mastodon.models import Status
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.heights import HeightIndex
from outtray.widgets.timeline.shelf import Shelf

_TAG = re.compile(r"<[^>]*>")


class Placement(NamedTuple):
    """Where a post stands in a thread.

    ``guides`` says, for each level above it, whether a line passes by on that level; ``last`` is true for the
    last answer of its parent; ``focus`` marks the post the thread was opened for; ``adrift`` one whose parent
    is not here; ``hidden`` counts the answers folded away below it.
    """

    depth: int = 0
    guides: tuple[bool, ...] = ()
    last: bool = False
    focus: bool = False
    adrift: bool = False
    hidden: int = 0


@dataclass(slots=True)
class Entry:
    """One post of the timeline, packed; ``weight`` and ``fixed`` are what its estimated height comes from.

    An entry without anything packed is a ``block``, or else a gap: between its neighbours there are posts
    that are not here.
    """

    id: str
    packed: bytes
    moment: datetime | None
    weight: int
    fixed: int
    placement: Placement | None = None
    version: int = 0
    """Another number for every state a post was given in, so that drawn rows are never of an older one."""
    block: Block | None = None

    @property
    def is_gap(self) -> bool:
        """Whether this stands for posts that are not loaded."""
        return not self.packed and self.block is None


_GAP_MARK = "\0gap below "
"""Begins the id of a gap; no id of a server holds the character, so none can be taken for one."""


def gap_below(status_id: str) -> Entry:
    """A gap under a post."""
    return Entry(_GAP_MARK + status_id, b"", None, 0, 2)


class Book:
    """The posts, top to bottom, each with a height in lines."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.heights = HeightIndex()
        self._above: list[Entry] = []
        self._below: list[Entry] = []
        self._serials: dict[str, int] = {}
        self._measure = 80
        self._versions = count(1)

    def __len__(self) -> int:
        return len(self._above) + len(self._below)

    def __getitem__(self, index: int) -> Entry:
        split = len(self._above)
        return self._above[split - 1 - index] if index < split else self._below[index - split]

    def __iter__(self) -> Iterator[Entry]:
        yield from reversed(self._above)
        yield from self._below

    def __contains__(self, status_id: object) -> bool:
        return status_id in self._serials

    def index_of(self, status_id: str) -> int | None:
        """The position of a post, or None when it is not in this timeline."""
        serial = self._serials.get(status_id)
        return None if serial is None else serial + len(self._above)

    def status(self, index: int) -> Status:
        """The post at a position, decoded."""
        return self.shelf.unpack(self[index].packed)

    def entry(self, status: Status | Block, placement: Placement | None = None) -> Entry:
        """Make an entry of a post, or of what stands among posts, without adding it."""
        if isinstance(status, Block):
            return Entry(status.id, b"", None, 0, status.lines, None, next(self._versions), status)
        weight, fixed = hint(status)
        moment = status.shown.created_at
        packed = self.shelf.pack(status)
        return Entry(status.id, packed, moment, weight, fixed, placement, next(self._versions))

    def replace(self, posts: Iterable[tuple[Status | Block, Placement | None]]) -> None:
        """Start again with these posts; of two with one id the first stays. Entries made before are void."""
        self.shelf = Shelf()
        self._above = []
        self._below = []
        self._serials = {}
        for status, placement in posts:
            if status.id not in self._serials:
                self._serials[status.id] = len(self._below)
                self._below.append(self.entry(status, placement))
        self.heights.replace([self.estimate(entry) for entry in self._below])

    def prepend(self, entries: Sequence[Entry]) -> int:
        """Add posts above the first; ``entries`` are in reading order. Known ids are left out."""
        added = 0
        for entry in reversed(entries):
            if entry.id in self._serials:
                continue
            self._above.append(entry)
            self._serials[entry.id] = -len(self._above)
            self.heights.prepend(self.estimate(entry))
            added += 1
        return added

    def append(self, entries: Iterable[Entry]) -> int:
        """Add posts below the last. Known ids are left out; the number added is returned."""
        added = 0
        for entry in entries:
            if entry.id in self._serials:
                continue
            self._serials[entry.id] = len(self._below)
            self._below.append(entry)
            self.heights.append(self.estimate(entry))
            added += 1
        return added

    def splice(self, index: int, removed: int, entries: Sequence[Entry] = ()) -> None:
        """Replace posts in the middle. O(n)."""
        everything = list(self)
        values = self.heights.values()
        everything[index : index + removed] = entries
        values[index : index + removed] = [self.estimate(entry) for entry in entries]
        self._above = []
        self._below = everything
        self._serials = {entry.id: position for position, entry in enumerate(everything)}
        self.heights.replace(values)

    def rewrite(self, index: int, status: Status) -> None:
        """Take a newer version of the post at a position; its height is measured again when it is drawn."""
        entry = self[index]
        fresh = self.entry(status)
        entry.packed, entry.moment = fresh.packed, fresh.moment
        entry.weight, entry.fixed = fresh.weight, fresh.fixed
        entry.version = fresh.version

    def redraw(self, index: int, block: Block) -> None:
        """Take a newer state of the block at a position; its height is measured again when it is drawn."""
        entry = self[index]
        entry.block, entry.version = block, next(self._versions)

    def containing(self, status_id: str) -> list[int]:
        """Positions of a post and of the boosts of it. O(n): only for events, never for keys."""
        needle = status_id.encode()
        return [
            index
            for index, entry in enumerate(self)
            if entry.id == status_id or (needle in entry.packed and self.status(index).shown.id == status_id)
        ]

    def set_measure(self, measure: int) -> None:
        """Estimate every height again for lines of ``measure`` cells. O(n)."""
        self._measure = max(1, measure)
        self.heights.replace([self.estimate(entry) for entry in self])

    def measured(self, index: int, height: int) -> None:
        """Take the true height of a post that has been drawn."""
        self.heights.set(index, height)

    def estimate(self, entry: Entry) -> int:
        """A guess at the height of a post, in lines, at least two."""
        return max(2, entry.fixed + -(-entry.weight // self._measure))


def hint(status: Status) -> tuple[int, int]:
    """What the height of a post depends on: characters that wrap with the width, and lines that do not."""
    post = status.shown
    fixed = 2 + (status.reblog is not None) + (post.in_reply_to_id is not None)
    if post.spoiler_text:
        return len(post.spoiler_text), fixed + 2
    content = post.content
    weight = len(_TAG.sub("", content))
    fixed += max(1, 2 * content.count("</p>") - 1) - 1 + content.count("<br")
    for medium in post.media_attachments:
        weight += 0 if medium.description is None else len(medium.description)
        fixed += 1
    if post.poll is not None:
        fixed += len(post.poll.options) + 2
    if post.card is not None and not post.media_attachments:
        fixed += 3
    if post.quote is not None:
        fixed += 5
    if post.replies_count or post.reblogs_count or post.favourites_count:
        fixed += 1
    return weight, fixed
