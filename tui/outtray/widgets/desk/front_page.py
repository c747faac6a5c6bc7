"""How the draft could read as a headline, as a cutting from an invented paper."""

from __future__ import annotations

from datetime import date

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.widgets.calm import say
from outtray.widgets.desk.clipping import Story, clipping
from outtray.widgets.desk.hanging import HangingRows
from outtray.widgets.desk.messages import HeadlineChosen
from outtray.widgets.desk.section import Section
from outtray.widgets.desk.tab_strip import TabStrip
from outtray.widgets.desk.values import EMPTY_PAGE, ProfileLine
from outtray.widgets.icons import UNICODE, Icons
from outtray_rules.headline.model import FrontPage, Headline


class Clipping(Widget):
    """The cutting itself."""

    class Pointed(Message):
        """The pointer came onto the cutting, or left it."""

        def __init__(self, *, inside: bool) -> None:
            super().__init__()
            self.inside = inside

    DEFAULT_CSS = """
    Clipping { height: auto; width: 1fr; background: $ot-sheet; }
    """

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._story: Story | None = None

    def show(self, story: Story | None) -> None:
        """Print this story, or nothing."""
        if story == self._story:
            return
        width = self.content_size.width
        before = self._lines(width)
        self._story = story
        self.display = story is not None
        after = self._lines(width)
        if len(before) != len(after) or any(
            not old.is_same(new) for old, new in zip(before, after, strict=True)
        ):
            self.refresh(layout=len(before) != len(after))

    def on_enter(self) -> None:
        """Say that the pointer is on the cutting."""
        self.post_message(self.Pointed(inside=True))

    def on_leave(self) -> None:
        """Say that the pointer has left it."""
        self.post_message(self.Pointed(inside=False))

    def render(self) -> RenderResult:
        """The lines at the width there is."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the story takes at this width."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        return clipping(self._story, width, self._icons) if self._story is not None else []


class FrontPagePanel(Section):
    """The headlines of a draft, one of each outlet at a time; always marked as one way it could be read.

    Choosing a headline posts ``HeadlineChosen``, so that the composer highlights the words it lifts;
    so does pointing at one, for as long as the pointer stays.
    """

    DEFAULT_CSS = """
    FrontPagePanel {
        & > VerticalScroll {
            height: auto;
            background: $ot-sheet;
            scrollbar-size-vertical: 1;
        }
        &.-fill { height: 1fr; }
        &.-fill > VerticalScroll { height: 1fr; }
        & TabStrip.-none { display: none; }
        & Clipping { margin: 0 1; }
        & #story { padding: 0 1; }
        & #why { padding: 0 1; color: $ot-muted; }
        & #why.-none { display: none; }
        &.-terse #why { display: none; }
    }
    """

    def __init__(self, *, clock: Clock, icons: Icons = UNICODE) -> None:
        super().__init__(_("How this could read"), icons)
        self._clock = clock
        self._page = EMPTY_PAGE
        self._text = ""
        self._profile = ProfileLine()
        self._index = 0
        self._chosen = False
        self._before = ""
        self._tabs = TabStrip(icons)
        self._clipping = Clipping(icons)
        self.heading.silence(silent=True)

    def compose(self) -> ComposeResult:
        """Title, outlets, cutting, and why it says what it says."""
        yield self.heading
        yield self._tabs
        with VerticalScroll():
            yield self._clipping
            yield Static(Content(""), id="story", markup=False)
            yield Static(Content(""), id="why", markup=False)

    def on_mount(self) -> None:
        """Say that there is no story yet."""
        self._paint()

    # What the screen gives.

    def show(self, page: FrontPage, text: str) -> None:
        """Print the headlines of this text; the outlet on the page stays if it still has something."""
        page = FrontPage(page.best_of_each(), page.lost)
        before = self.headline
        if before is not None and not page.headlines:
            self._before = before.text
        elif page.headlines:
            self._before = ""
        self._page, self._text = page, text
        outlets = [(headline.outlet, headline.lang) for headline in page.headlines]
        wanted = (before.outlet, before.lang) if before is not None else None
        self._index = outlets.index(wanted) if wanted in outlets else 0
        self._chosen = self._chosen and bool(page.headlines)
        self._paint()
        if self._chosen or (before is not None and not page.headlines):
            self.post_message(HeadlineChosen(self.headline if self._chosen else None))

    def show_profile(self, profile: ProfileLine) -> None:
        """Print this account beside its words."""
        self._profile = profile
        self._paint()

    # What the screen asks.

    @property
    def headline(self) -> Headline | None:
        """The headline on the page."""
        return self._page.headlines[self._index] if self._page.headlines else None

    @property
    def chosen(self) -> bool:
        """Whether the user picked it, so that its words are to be highlighted in the draft."""
        return self._chosen

    # What the user does.

    def next_headline(self) -> None:
        """Choose the headline on the page; then each next one; after the last, none."""
        count = len(self._page.headlines)
        if not count:
            return
        if not self._chosen:
            self._chosen = True
        elif self._index + 1 < count:
            self._index += 1
        else:
            self._chosen = False
            self._index = 0
        self._paint()
        self.post_message(HeadlineChosen(self.headline if self._chosen else None))

    @on(TabStrip.Picked)
    def _outlet_picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        if event.index < len(self._page.headlines):
            self._index, self._chosen = event.index, True
            self._paint()
            self.post_message(HeadlineChosen(self.headline))

    @on(TabStrip.Pointed)
    def _outlet_pointed(self, event: TabStrip.Pointed) -> None:
        event.stop()
        if event.index is not None and event.index < len(self._page.headlines):
            self._point(self._page.headlines[event.index])
        else:
            self._point(None)

    @on(Clipping.Pointed)
    def _clipping_pointed(self, event: Clipping.Pointed) -> None:
        event.stop()
        self._point(self.headline if event.inside else None)

    def _point(self, headline: Headline | None) -> None:
        """Show what a headline under the pointer lifts; without one, what the chosen headline lifts."""
        self.post_message(HeadlineChosen(headline or (self.headline if self._chosen else None)))

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        headline = self.headline
        lead = self._page.headlines[0].lang if self._page.headlines else ""
        names = tuple(outlet_word(each, lead) for each in self._page.headlines)
        self._tabs.show(names, self._index, chosen=self._chosen)
        self._tabs.set_class(not names, "-none")
        self._clipping.show(
            Story(headline, self._text, self._profile, self._today()) if headline is not None else None
        )
        self._clipping.display = headline is not None
        story, why = self.query_one("#story", Static), self.query_one("#why", Static)
        story.display = headline is None
        say(story, self._no_story())
        reasons = headline.reasons if headline is not None else ()
        why.set_class(not reasons, "-none")
        say(why, Content.assemble((_("Why: "), "$ot-muted"), self.say("; ".join(reasons), "$ot-muted")))
        self.heading.show_summary(self._summary())

    def _today(self) -> date:
        return self._clock.now().astimezone(self._clock.local_zone()).date()

    def _summary(self) -> Content:
        headline = self.headline
        if headline is None:
            return Content.styled(f"{self.icons.good} " + _("no headline"), "$ot-good")
        return self.say(headline.text, "$ot-muted")

    def _no_story(self) -> Content:
        nothing = Content.styled(f"{self.icons.good} " + _("Nothing here makes a headline."), "$ot-good")
        if not self._before:
            return nothing
        return Content.assemble(
            nothing, "\n", (_("Before: "), "$ot-muted"), self.say(self._before, "strike $ot-muted")
        )


class LostList(Section):
    """What a reader of the cutting will not see."""

    def __init__(self, *, icons: Icons = UNICODE) -> None:
        super().__init__(_("What the reader will not see"), icons)
        self._rows = HangingRows()

    def compose(self) -> ComposeResult:
        """Title and list."""
        yield self.heading
        yield self._rows

    def show(self, lost: tuple[str, ...]) -> None:
        """List these; nothing is shown when nothing is lost."""
        lead = Content.styled(f"{self.icons.bullet} ", "$ot-muted")
        self._rows.show([(lead, self.say(each, "$ot-ink")) for each in lost])
        self.heading.show_summary(Content.styled(str(len(lost)) if lost else "", "$ot-muted"))
        self.empty = not lost

    empty = True
    """Whether there is nothing to list."""


def outlet_word(headline: Headline, lead: str) -> str:
    """The name of a headline's kind of outlet; that of its language where the lead speaks another."""
    if headline.lang != lead:
        return _("French press") if headline.lang == "fr" else _("English press")
    return {
        "wire": _("wire"),
        "broadsheet": _("broadsheet"),
        "tabloid": _("tabloid"),
        "trade": _("trade press"),
        "question": _("question"),
        "french": _("French press"),
    }.get(headline.outlet, headline.outlet)
