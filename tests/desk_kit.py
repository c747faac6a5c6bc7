"""What tests of the desk share: a clock they move, a review to show, an app to show it in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from rich.segment import Segment
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from outtray.widgets.desk.values import Audience, Hold, HoldState, ProfileLine, Review, ReviewedFinding
from outtray.widgets.theming import textual_themes, variable_defaults
from outtray_rules.cooling import Cooling, Reason
from outtray_rules.draft import Visibility
from outtray_rules.finding import Finding, Severity, Source, Span
from outtray_rules.headline.model import FrontPage, Headline

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J[@click=app.quit]x[/] [/nothing] \u202eevil\u2069 \x9b31m\u0301\u0301[red"
"""Clipboard write, clear screen, markup with an action, an unmatched tag, bidi override, C1."""

TEXT = (
    "Honestly the rollout plan is reckless and everyone at the department knows it. My number is 046 454 286."
)


class HandClock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.wall = NOON
        self.seconds = 100.0

    def now(self) -> datetime:
        """Wall time as the test set it."""
        return self.wall

    def monotonic(self) -> float:
        """Interval time as the test set it."""
        return self.seconds

    def local_zone(self) -> tzinfo:
        """UTC, so that times in tests read as written."""
        return UTC

    def pass_time(self, seconds: float) -> None:
        """Move both clocks forward."""
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


def span_of(words: str, text: str = TEXT) -> Span:
    """Where these words are in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def finding(
    words: str, severity: Severity, *, rule: str = "", text: str = TEXT, field: str = "text"
) -> Finding:
    """A finding on these words."""
    return Finding(
        rule=rule or f"rule-{severity.value}",
        category="test",
        severity=severity,
        span=span_of(words, text),
        match=words,
        title=f"A title for {words}",
        message=f"The message about {words}.",
        advice="leave it out.",
        source=Source("A statute", "s. 4", "https://law.example/4"),
        field=field,
    )


BLOCK = finding("046 454 286", Severity.BLOCK)
WARN = finding("the rollout plan is reckless", Severity.WARN)
NOTE = finding("everyone at the department", Severity.NOTE)
FINDINGS = (BLOCK, WARN, NOTE)

COOLING = Cooling(
    900,
    (
        Reason("warn", 900, "at least one acknowledged warning", decides=True),
        Reason("reply", 300, "answering somebody"),
        Reason("base", 120, "every held act"),
    ),
)
HEADLINES = (
    Headline(
        "broadsheet",
        "en",
        "‘Reckless’: public servant’s post on rollout plan",
        (span_of("reckless"), span_of("rollout plan")),
        reasons=("“reckless” weighs most",),
    ),
    Headline("wire", "en", "Public servant criticizes rollout plan", (span_of("rollout plan"),)),
    Headline("tabloid", "en", "Public servant BLASTS ‘reckless’ plan", (span_of("reckless"),)),
    Headline(
        "french", "fr", "« Irresponsable » : une fonctionnaire critique le plan", (span_of("reckless"),)
    ),
)
PAGE = FrontPage(HEADLINES, ("you were answering a joke by @minister", "you wrote this at 23:41"))
PROFILE = ProfileLine("clerk@practice.example", "Policy analyst. Views are my own. Bilingual.")
AUDIENCE = Audience(Visibility.PUBLIC, "clerk@practice.example", 0, 1204, "English")


def review(*findings: Finding, page: FrontPage = PAGE, text: str = TEXT) -> Review:
    """A review with these findings, none of them answered."""
    return Review(tuple(ReviewedFinding(each) for each in findings), COOLING, page, text)


def hold(
    seconds: float,
    *,
    window: timedelta = timedelta(hours=72),
    needs_review: bool = False,
    stored: HoldState | None = None,
    detail: str = "",
) -> Hold:
    """A hold due this many seconds after noon."""
    due = NOON + timedelta(seconds=seconds)
    return Hold(due, due + window, COOLING, needs_review, stored, detail)


class DeskApp(App[None]):
    """One widget, the program's themes, and every message it posted."""

    def __init__(self, widget: Widget, theme: str = "registry") -> None:
        super().__init__()
        for each in textual_themes():
            self.register_theme(each)
        self.theme = theme
        self.widget = widget
        self.heard: list[Message] = []

    def running(self, width: int = 100, height: int = 40) -> AbstractAsyncContextManager[Pilot[None]]:
        """Run without a terminal, listening to every message."""
        return self.run_test(size=(width, height), message_hook=self.heard.append)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The variables our style sheets refer to."""
        return variable_defaults()

    def compose(self) -> Iterator[Widget]:
        """The widget under test."""
        yield self.widget


T = TypeVar("T", bound=Message)


def heard(app: DeskApp, kind: type[T]) -> list[T]:
    """The messages of this kind that were posted, in order, each once however far it bubbled."""
    found = {id(message): message for message in app.heard if isinstance(message, kind)}
    return list(found.values())


def screen_text(app: App[None]) -> str:
    """What stands on the screen, line by line."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def screen_segments(app: App[None]) -> Iterator[Segment]:
    """Every piece of text on the screen with its final style."""
    for strip in app.screen._compositor.render_strips():
        yield from strip
