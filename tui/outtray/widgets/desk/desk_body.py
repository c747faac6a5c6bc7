"""Composer and review pane as one page: side by side when wide, stacked when narrow."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from outtray.base.clock import Clock
from outtray.widgets.desk.composer import Composer
from outtray.widgets.desk.messages import DraftEdited, FindingChosen, HeadlineChosen, ReasonClosed
from outtray.widgets.desk.parent_post import ParentPost
from outtray.widgets.desk.review_pane import ReviewPane
from outtray.widgets.desk.values import DEFAULT_KEYS, DeskKeys, Review
from outtray.widgets.icons import UNICODE, Icons

_SIDE_BY_SIDE_FROM = 74
_TALL_FROM = 30


class DeskBody(Container):
    """Holds ``composer`` and ``pane``, and carries what is chosen in one over to the other.

    The screen answers ``DraftEdited`` with ``show_review`` whenever a review is ready; it handles
    ``AcknowledgeRequested`` and ``OverrideRequested``, and binds its keys to the methods of ``pane``.
    """

    DEFAULT_CSS = """
    DeskBody {
        layout: horizontal;
        background: $ot-ground;
        & Composer { width: 1fr; height: 1fr; }
        & ReviewPane { width: 48%; min-width: 38; max-width: 76; height: 1fr; }
        &.-stacked { layout: vertical; }
        &.-stacked Composer { width: 1fr; height: 55%; min-height: 8; }
        &.-stacked ReviewPane { width: 1fr; max-width: 999; height: 1fr; }
    }
    """

    def __init__(
        self,
        *,
        clock: Clock,
        icons: Icons = UNICODE,
        keys: DeskKeys = DEFAULT_KEYS,
        reduced_motion: bool = False,
        limit: int = 500,
        url_weight: int = 23,
    ) -> None:
        super().__init__()
        self.composer = Composer(icons=icons, limit=limit, url_weight=url_weight)
        self.pane = ReviewPane(clock=clock, icons=icons, keys=keys, reduced_motion=reduced_motion)

    def compose(self) -> ComposeResult:
        """The sheet and the review beside or below it."""
        yield self.composer
        yield self.pane

    def show_review(self, review: Review, version: int) -> None:
        """Show the review of this version of the draft; one that was overtaken by a newer one is ignored."""
        if version < self._reviewed:
            return
        self._reviewed = version
        self.pane.show_review(review)
        chosen = self.pane.front_page.headline if self.pane.front_page.chosen else None
        in_view = self.pane.findings.in_view
        self.composer.show_review(
            [reviewed.finding for reviewed in review.findings],
            version,
            in_view=in_view.finding if in_view is not None else None,
            lifted=chosen.quotes if chosen is not None else (),
        )

    _reviewed = 0

    def next_finding(self) -> None:
        """Go to the next finding, the cursor with it."""
        self._go(self.pane.next_finding)

    def previous_finding(self) -> None:
        """Go to the finding before this one, the cursor with it."""
        self._go(self.pane.previous_finding)

    def _go(self, go: Callable[[], None]) -> None:
        """The cursor goes at once: what is typed next must not come before it."""
        with self.pane.findings.prevent(FindingChosen):
            go()
        in_view = self.pane.findings.in_view
        self.composer.show_in_view(None if in_view is None else in_view.finding, jump=True)

    def close_open(self) -> bool:
        """Close what is open over the page, one thing at a time, the latest first; true if there was any."""
        return self.composer.completions.close() or self.pane.leave_reason()

    def on_resize(self, event: events.Resize) -> None:
        """Put the two side by side or one over the other."""
        stacked = event.size.width < _SIDE_BY_SIDE_FROM
        short = event.size.height < _TALL_FROM
        self.set_class(stacked, "-stacked")
        self.composer.set_class(short, "-short")
        self.composer.set_class(stacked and short, "-tight")
        self.composer.query_one(ParentPost).set_class(short, "-short")

    @on(DraftEdited)
    def _draft_edited(self) -> None:
        self.pane.findings.key_pressed()

    @on(FindingChosen)
    def _finding_chosen(self, event: FindingChosen) -> None:
        self.composer.show_in_view(event.finding, jump=event.by_user)

    @on(ReasonClosed)
    def _reason_closed(self) -> None:
        self.composer.focus_text()

    @on(HeadlineChosen)
    def _headline_chosen(self, event: HeadlineChosen) -> None:
        self.composer.show_lifted(event.headline.quotes if event.headline is not None else ())
