"""Which statuses of a timeline are shown, in which order, and how each looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from outtray.mastodon.decode import MADE_HERE
from outtray.mastodon.models import Status


class Shown:
    """What is shown, newest first, by id; with a mark of each status to see whether it changed.

    A gap below an id says that the server has statuses between it and the next older one shown.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []  # oldest first, because most additions come at the newest end
        self._marks: dict[str, int] = {}
        self._gaps: set[str] = set()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def newest(self) -> str | None:
        """The newest id a server would know."""
        return next((known for known in reversed(self._ids) if not known.startswith(MADE_HERE)), None)

    @property
    def oldest(self) -> str | None:
        """The oldest id a server would know."""
        return next((known for known in self._ids if not known.startswith(MADE_HERE)), None)

    def first_of(self, statuses: Sequence[Status]) -> int | None:
        """Where the first known status stands in a page; None when none is known."""
        return next((place for place, status in enumerate(statuses) if status.id in self._marks), None)

    def unknown(self, statuses: Iterable[Status]) -> list[Status]:
        """Those not shown yet, once each."""
        fresh = {status.id: status for status in statuses if status.id not in self._marks}
        return list(fresh.values())

    def differing(self, statuses: Iterable[Status]) -> list[Status]:
        """Those shown otherwise than they are."""
        return [s for s in statuses if s.id in self._marks and self._marks[s.id] != _mark(s)]

    def mark(self, statuses: Iterable[Status]) -> None:
        """Note how statuses are shown from here on."""
        self._marks.update({s.id: _mark(s) for s in statuses if s.id in self._marks})

    def top(self, count: int) -> list[str]:
        """The newest ids, newest first."""
        return self._ids[: -count - 1 : -1]

    def missing_from(self, page: Sequence[Status], newest_before: Sequence[str]) -> list[str]:
        """The ids shown before, down to the last known one of the newest page, that are not in that page."""
        there = {status.id for status in page}
        places = [place for place, known in enumerate(newest_before) if known in there]
        if not places:
            return []
        return [known for known in newest_before[: places[-1]] if known in self._marks and known not in there]

    def restart(self, statuses: Sequence[Status], gaps: Iterable[str] = ()) -> None:
        """Show only these, with gaps below some of them."""
        self._ids.clear()
        self._marks.clear()
        self._gaps = set(gaps)
        self.add_on_top(statuses)

    def add_on_top(self, statuses: Sequence[Status], *, gap: bool = False) -> list[Status]:
        """Add those not shown yet above all, with a gap below them if so; returns them."""
        fresh = self.unknown(statuses)
        if fresh and gap and self._ids:
            self._gaps.add(fresh[-1].id)
        self._ids.extend([status.id for status in reversed(fresh)])
        self._marks.update({status.id: _mark(status) for status in fresh})
        return fresh

    def upwards(self, status_id: str) -> Iterator[str]:
        """The ids from this one to the newest."""
        return iter(self._ids[self._ids.index(status_id) :] if status_id in self._marks else ())

    # Gaps

    @property
    def gaps(self) -> tuple[str, ...]:
        """The ids with a gap below them, newest first."""
        return tuple([known for known in reversed(self._ids) if known in self._gaps])

    def gap_from(self, status_id: str) -> str | None:
        """The nearest id with a gap below it, from this one downwards; None when there is none."""
        if status_id not in self._marks:
            return None
        place = self._ids.index(status_id)
        return next((known for known in self._ids[place::-1] if known in self._gaps), None)

    def fill_gap(self, above: str, statuses: Sequence[Status], *, more: bool) -> tuple[list[Status], bool]:
        """Put statuses (newest first) into the gap below `above`, up to the first that is shown already.

        Returns those that went in, and whether a gap remains below them: it does when `more` exist and no
        shown one was reached.
        """
        reached = self.first_of(statuses)
        fresh = self.unknown(statuses[:reached] if reached is not None else statuses)
        self._gaps.discard(above)
        last = fresh[-1].id if fresh else above
        remains = reached is None and more
        if remains:
            self._gaps.add(last)
        place = self._ids.index(above)
        self._ids[place:place] = [status.id for status in reversed(fresh)]
        self._marks.update({status.id: _mark(status) for status in fresh})
        return fresh, remains

    def add_below(self, statuses: Sequence[Status]) -> list[Status]:
        """Add those not shown yet below all; returns them."""
        fresh = self.unknown(statuses)
        self._ids[:0] = [status.id for status in reversed(fresh)]
        self._marks.update({status.id: _mark(status) for status in fresh})
        return fresh

    def forget_below(self, status_id: str) -> bool:
        """Forget what a screen no longer shows below a status; true when something was forgotten."""
        if not self._ids or self._ids[0] == status_id or status_id not in self._marks:
            return False
        place = self._ids.index(status_id)
        for forgotten in self._ids[:place]:
            del self._marks[forgotten]
            self._gaps.discard(forgotten)
        self._gaps.discard(status_id)
        del self._ids[:place]
        return True

    def remove(self, status_id: str) -> None:
        """Forget one; a gap below it is from then on below the one above it."""
        if self._marks.pop(status_id, None) is None:
            return
        place = self._ids.index(status_id)
        if status_id in self._gaps:
            self._gaps.discard(status_id)
            self._gaps.update(self._ids[place + 1 : place + 2])
        del self._ids[place]


def _mark(status: Status) -> int:
    """A number that changes with what is shown of a status; the counts of its author's profile are not."""
    shown = status.shown
    words = (shown.content, shown.spoiler_text, shown.edited_at, shown.media_attachments)
    parts = (shown.poll, shown.card, status.filtered, shown.account.display_name)
    counts = (shown.replies_count, shown.reblogs_count, shown.favourites_count, shown.quotes_count)
    own = (shown.favourited, shown.reblogged, shown.bookmarked, shown.muted, shown.pinned, shown.filtered)
    return hash((words, parts, counts, own))
