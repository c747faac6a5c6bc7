"""The right-hand side of the desk: findings, cooling-off, front page and what is lost, as one page."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.widgets.desk.cooling_panel import CoolingPanel
from outtray.widgets.desk.findings_panel import FindingsPanel
from outtray.widgets.desk.front_page import FrontPagePanel, LostList
from outtray.widgets.desk.messages import FindingChosen, HeadlineChosen
from outtray.widgets.desk.section import Section, SectionTitle
from outtray.widgets.desk.tab_strip import TabStrip
from outtray.widgets.desk.values import DEFAULT_KEYS, DeskKeys, Hold, ProfileLine, Review
from outtray.widgets.icons import UNICODE, Icons

_ROOMY_FROM = 44
"""Inner height from which every section is open and says everything it has to say."""
_ALL_FROM = 34
"""Inner height from which every section is open."""
_TWO_FROM = 28
"""Inner height from which findings and front page are open together."""
_COOLING_TOO_FROM = 16
"""Inner height from which the cooling-off stays open beside the section in front."""
_TITLES_FROM = 12
"""Inner height from which every section shows at least its title line; below, tabs take their place."""


class ReviewPane(Vertical):
    """Everything a review says. Short of room it opens one section and leaves a line of each other."""

    DEFAULT_CSS = """
    ReviewPane {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        & Section.-closed > * { display: none; }
        & Section.-closed > SectionTitle { display: block; }
        & #tabs { display: none; }
        & Section { margin-bottom: 0; }
        &.-roomy Section { margin-bottom: 1; }
        &.-roomy LostList { margin-bottom: 0; }
        &.-roomy FrontPagePanel { height: auto; }
        &.-roomy FrontPagePanel > VerticalScroll { height: auto; max-height: 18; }
        &.-tabs #tabs { display: block; }
        &.-tabs Section.-closed { display: none; }
        &.-tabs SectionTitle { display: none; }
        &.-ascii { border: ascii $ot-border; }
        &.-tabs, &.-ascii.-tabs { border: none; }
        &.-tabs #tabs { background: $ot-raised; }
        & LostList.-none { display: none; }
    }
    """

    def __init__(
        self,
        *,
        clock: Clock,
        icons: Icons = UNICODE,
        keys: DeskKeys = DEFAULT_KEYS,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__()
        self.findings = FindingsPanel(clock=clock, icons=icons, keys=keys, offers_words=True)
        self.cooling = CoolingPanel(clock=clock, icons=icons, reduced_motion=reduced_motion)
        self.front_page = FrontPagePanel(clock=clock, icons=icons)
        self.lost = LostList(icons=icons)
        self._sections: tuple[Section, ...] = (self.findings, self.cooling, self.front_page, self.lost)
        self._tabs = TabStrip(icons)
        self._tabs.id = "tabs"
        self._front: Section = self.findings
        self.set_class(icons.ascii_only, "-ascii")
        self.border_title = Content(_("Review"))

    def compose(self) -> ComposeResult:
        """Tabs for when there is no room for titles, then the sections."""
        yield self._tabs
        yield from self._sections

    def on_mount(self) -> None:
        """Start with nothing lost."""
        self._arrange()

    # What the screen gives.

    def show_review(self, review: Review) -> None:
        """Show the review of the draft as it stands."""
        self.findings.show(tuple(review.findings))
        self.front_page.show(review.page, review.text)
        self.lost.show(review.page.lost)
        if self.cooling.state is None:
            self.cooling.show_forecast(review.cooling)
        self._arrange()

    def show_hold(self, hold: Hold | None) -> None:
        """Count down for a held act; None goes back to saying what the wait would be."""
        if hold is not None:
            self.cooling.show_hold(hold)
            self.bring_forward(self.cooling)
        else:
            self.cooling.show_forecast(None)

    def show_profile(self, profile: ProfileLine) -> None:
        """Print this account beside its words on the front page."""
        self.front_page.show_profile(profile)

    # What the user does.

    def answer_finding(self) -> None:
        """Answer the finding in view."""
        self.bring_forward(self.findings)
        self.findings.answer()

    def next_finding(self) -> None:
        """Go to the next finding."""
        self.bring_forward(self.findings)
        self.findings.go_next()

    def previous_finding(self) -> None:
        """Go to the finding before this one."""
        self.bring_forward(self.findings)
        self.findings.go_previous()

    def next_headline(self) -> None:
        """Choose the next headline; where the page is closed, open it first."""
        self.bring_forward(self.front_page)
        self.front_page.next_headline()

    def leave_reason(self) -> bool:
        """Close the field for a reason if it is open, keeping what was typed; true if it was.

        A screen whose Escape has priority asks this first, so that Escape leaves one thing at a time.
        """
        return self.findings.leave_reason()

    def bring_forward(self, section: Section) -> None:
        """Open this section where not all can be open."""
        if section is self._front:
            return
        if section is not self.findings:
            self.findings.leave_reason()
        self._front = section
        self._arrange()

    @property
    def front(self) -> Section:
        """The section that is open where not all can be."""
        return self._front

    @on(SectionTitle.Clicked)
    def _title_clicked(self, event: SectionTitle.Clicked) -> None:
        event.stop()
        for section in self._sections:
            if section.heading is event.title:
                self.bring_forward(section)

    @on(TabStrip.Picked)
    def _tab_picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.bring_forward(self._shown()[event.index])

    @on(FindingChosen)
    @on(HeadlineChosen)
    def _content_changed(self) -> None:
        self._name_tabs()

    def on_resize(self, event: events.Resize) -> None:
        """Open what there is room for."""
        self._arrange()

    def _shown(self) -> list[Section]:
        return [section for section in self._sections if section is not self.lost or not self.lost.empty]

    def _arrange(self) -> None:
        height = self.content_size.height
        self.lost.set_class(self.lost.empty, "-none")
        if self._front is self.lost and self.lost.empty:
            self._front = self.front_page
        opened = self._opened(height)
        fills = self.front_page if self.front_page in opened else self._front
        for section in self._sections:
            section.set_class(section not in opened, "-closed")
            section.set_class(section is fills, "-fill")
        self.front_page.heading.silence(silent=self.front_page in opened)
        self.set_class(height >= _ROOMY_FROM, "-roomy")
        self.set_class(height < _TITLES_FROM, "-tabs")
        self.cooling.show_terse(terse=height < _ROOMY_FROM and self._front is not self.cooling)
        self.front_page.set_class(height < _ROOMY_FROM, "-terse")
        self._name_tabs()

    def _opened(self, height: int) -> set[Section]:
        """Which sections are open at this height. It follows from the height alone, not from what they
        hold, so that nothing opens and closes while one types."""
        if height >= _ALL_FROM:
            return set(self._sections)
        opened = {self._front}
        if height >= _TWO_FROM:
            opened |= {self.findings, self.cooling, self.front_page}
        elif height >= _COOLING_TOO_FROM:
            opened.add(self.cooling)
        return opened

    def _name_tabs(self) -> None:
        shown = self._shown()
        names = tuple(_tab_name(section) for section in shown)
        front = shown.index(self._front) if self._front in shown else 0
        self._tabs.show(names, front, chosen=False)


def _tab_name(section: Section) -> str:
    summary = section.heading.summary.plain
    if isinstance(section, FrontPagePanel):
        return _("headline")
    if isinstance(section, LostList):
        return _("lost {n}").format(n=summary)
    return summary or section.title
