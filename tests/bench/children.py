"""The programs that floors are measured with, and a timeline of a given length; run by ``rows``.

``children.py empty`` is an empty Textual app; ``area TEXT`` one plain text area with that text in it;
``timeline N`` our timeline widget with N posts, and nothing around it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def empty() -> None:
    """The floor of start-up, memory and idling."""
    from textual.app import App

    App[None]().run()


def area(text: str) -> None:
    """The floor of typing."""
    from textual.app import App, ComposeResult
    from textual.widgets import TextArea

    class AreaApp(App[None]):
        def compose(self) -> ComposeResult:
            yield TextArea(text)

        def on_mount(self) -> None:
            page = self.query_one(TextArea)
            page.move_cursor(page.document.end)

    AreaApp().run()


def timeline(posts: int) -> None:
    """Our timeline with so many posts, filled page by page as reading does."""
    sys.path[:0] = [str(ROOT / part) for part in ("tui", "rules", "themes", "tests", "tests/bench")]
    from itertools import islice

    from outtray.widgets.timeline.view import TimelineView
    from reading_town import ReadingApp, SetClock, many

    app = ReadingApp(TimelineView(clock=SetClock()))

    def fill() -> None:
        statuses = many(posts)
        app.view.replace(list(islice(statuses, 40)))
        while page := list(islice(statuses, 40)):
            app.view.append_older(page)

    app.call_later(fill)
    app.run()


if __name__ == "__main__":
    what, *more = sys.argv[1:]
    if what == "empty":
        empty()
    elif what == "area":
        area(more[0])
    else:
        timeline(int(more[0]))
