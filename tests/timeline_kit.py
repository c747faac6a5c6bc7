"""What the tests of the timeline read off it."""

from __future__ import annotations

from textual.pilot import Pilot

from outtray.widgets.timeline.view import TimelineView

SIZE = (80, 30)


def screen(view: TimelineView) -> list[str]:
    """What stands on the rows of the timeline, without trailing space."""
    rows = [view.row_at(y) for y in range(view.seen.height)]
    return ["" if row is None else row.strip.text.rstrip() for row in rows]


def row_of(view: TimelineView, words: str) -> int:
    """The first row with these words."""
    return next(y for y, text in enumerate(screen(view)) if words in text)


async def settle(pilot: Pilot[None]) -> None:
    """Let everything that was begun be drawn."""
    await pilot.pause()
