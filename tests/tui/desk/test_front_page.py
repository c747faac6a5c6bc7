"""The clipping: a paper at every width, always marked as one way to read it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_kit import HEADLINES, HOSTILE, PAGE, PROFILE, TEXT, DeskApp, HandClock, heard, screen_text
from outtray.widgets.desk.clipping import Story, clipping
from outtray.widgets.desk.disclaimer import disclaimers
from outtray.widgets.desk.front_page import Clipping, FrontPagePanel, LostList
from outtray.widgets.desk.mastheads import masthead, printed_date
from outtray.widgets.desk.messages import HeadlineChosen
from outtray.widgets.desk.tab_strip import TabStrip
from outtray.widgets.desk.values import EMPTY_PAGE, ProfileLine
from outtray.widgets.icons import ASCII, UNICODE
from outtray_rules.finding import Span
from outtray_rules.headline.model import FrontPage, Headline

DAY = date(2026, 11, 22)


def lines_of(story: Story, width: int, *, ascii_only: bool = False) -> list[str]:
    return [line.plain for line in clipping(story, width, ASCII if ascii_only else UNICODE)]


@pytest.mark.parametrize("width", [34, 80])
@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_clipping_is_a_whole_paper(width: int, headline: Headline, ascii_only: bool) -> None:
    lines = clipping(Story(headline, TEXT, PROFILE, DAY), width, ASCII if ascii_only else UNICODE)
    assert {line.cell_length for line in lines} == {width}
    plain = [line.plain for line in lines]
    together = " ".join(" ".join(plain).split())
    assert printed_date(DAY, headline.lang) in together
    if width == 34 and not ascii_only:
        assert headline.text in " ".join(line.strip() for line in plain if line.strip())
    for word in headline.text.split():
        assert (word if not ascii_only else word.translate(str.maketrans("‘’“”«»", '\'\'""""'))) in together
    assert "@clerk@practice.example" in together
    if ascii_only:
        assert masthead(headline.outlet, "en").upper().isascii()
        shown = "".join(line for line in plain)
        assert headline.lang == "fr" or shown.isascii()


def test_the_disclaimer_is_struck_through() -> None:
    lines = clipping(Story(HEADLINES[0], TEXT, PROFILE, DAY), 34, UNICODE)
    struck = "".join(
        line.plain[span.start : span.end]
        for line in lines
        for span in line.spans
        if str(span.style).startswith("strike")
    )
    assert " ".join(struck.split()).replace("myown", "my own") in {"Views are my own.", "Views aremy own."}
    assert "--Views are my own.--" in " ".join(
        " ".join(lines_of(Story(HEADLINES[0], TEXT, PROFILE, DAY), 60, ascii_only=True)).split()
    )


def test_the_deck_lifts_the_words_and_nothing_more() -> None:
    story = Story(HEADLINES[0], TEXT, PROFILE, DAY)
    assert story.lifted == ("reckless", "rollout plan")
    assert "“reckless” · “rollout plan”" in " ".join(lines_of(story, 60))
    assert "046" not in " ".join(lines_of(story, 60))


@given(st.text(max_size=120), st.text(max_size=120), st.integers(12, 120), st.booleans())
def test_any_headline_and_profile_fit_any_width(text: str, bio: str, width: int, ascii_only: bool) -> None:
    story = Story(Headline("tabloid", "en", text, (Span(0, len(bio)),)), bio, ProfileLine(text, bio), DAY)
    for line in clipping(story, width, ASCII if ascii_only else UNICODE):
        assert line.cell_length >= width
        assert "\n" not in line.plain
        assert not [c for c in line.plain if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]


@pytest.mark.parametrize(
    ("bio", "struck"),
    [
        ("Policy analyst. Views are my own.", ["Views are my own."]),
        ("Opinions mine | RT not an endorsement", ["Opinions mine", "RT not an endorsement"]),
        ("Analyste. Mes propos n'engagent que moi.", ["Mes propos n'engagent que moi."]),
        ("Opinions personnelles · cycliste", ["Opinions personnelles"]),
        ("I enjoy lake views. Cyclist.", []),
        ("", []),
    ],
)
def test_disclaimers_are_found_in_english_and_french(bio: str, struck: list[str]) -> None:
    assert [bio[start:end] for start, end in disclaimers(bio)] == struck


def test_dates_are_printed_in_the_papers_language() -> None:
    assert printed_date(DAY, "en") == "Sunday, 22 November 2026"
    assert printed_date(date(2026, 8, 1), "fr") == "Samedi 1er août 2026"


def test_every_kind_of_outlet_has_a_paper_of_its_own() -> None:
    outlets = ("wire", "broadsheet", "tabloid", "trade", "question")
    for lang in ("en", "fr"):
        names = {masthead(outlet, lang) for outlet in outlets}
        assert len(names) == len(outlets)
    assert masthead("some-new-kind", "en")


async def test_it_is_always_headed_as_one_way_to_read_it() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        for page in (EMPTY_PAGE, PAGE):
            panel.show(page, TEXT)
            await pilot.pause()
            assert "How this could read" in screen_text(app)


async def test_headlines_are_chosen_in_turn_and_then_none() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(PAGE, TEXT)
        for _ in range(len(HEADLINES) + 1):
            panel.next_headline()
        await pilot.pause()
        assert [message.headline for message in heard(app, HeadlineChosen)] == [*HEADLINES, None]


async def test_a_click_on_an_outlet_chooses_its_headline() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(PAGE, TEXT)
        await pilot.pause()
        column = screen_text(app).splitlines()[panel.query_one(TabStrip).region.y].index("tabloid")
        await pilot.click(TabStrip, offset=(column + 1, 0))
        assert [message.headline for message in heard(app, HeadlineChosen)] == [HEADLINES[2]]
        assert "T H E   D A I L Y   C L A M O U R" in screen_text(app)


async def test_pointing_at_an_outlet_or_the_cutting_shows_what_it_lifts_and_leaving_takes_it_back() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(PAGE, TEXT)
        await pilot.pause()
        strip = panel.query_one(TabStrip)
        column = screen_text(app).splitlines()[strip.region.y].index("tabloid")
        await pilot.hover(TabStrip, offset=(column + 1, 0))
        await pilot.hover(TabStrip, offset=(column + 2, 0))
        assert [message.headline for message in heard(app, HeadlineChosen)] == [HEADLINES[2]]
        assert not panel.chosen
        await pilot.hover(Clipping, offset=(5, 3))
        assert heard(app, HeadlineChosen)[-1].headline == HEADLINES[0], "the one that is printed"
        await pilot.hover(offset=(0, 0))
        assert heard(app, HeadlineChosen)[-1].headline is None
        panel.next_headline()
        await pilot.hover(TabStrip, offset=(column + 1, 0))
        await pilot.hover(offset=(0, 0))
        assert heard(app, HeadlineChosen)[-1].headline == HEADLINES[0], "the chosen one is back"


async def test_one_headline_of_each_outlet_is_offered_and_one_of_the_other_press() -> None:
    second = Headline("wire", "en", "Public servant criticizes plan online")
    foreign = Headline("wire", "fr", "Un fonctionnaire critique le plan")
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(FrontPage((*HEADLINES, second, foreign), ()), TEXT)
        for _ in range(len(HEADLINES) + 1):
            panel.next_headline()
        await pilot.pause()
        assert [message.headline for message in heard(app, HeadlineChosen)] == [*HEADLINES, None]


async def test_the_outlet_on_the_page_stays_while_one_types() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(PAGE, TEXT)
        panel.next_headline()
        panel.next_headline()
        await pilot.pause()
        assert panel.headline == HEADLINES[1]
        panel.show(FrontPage((HEADLINES[2], HEADLINES[1]), ()), TEXT)
        assert panel.headline == HEADLINES[1]
        panel.show(FrontPage((HEADLINES[2],), ()), TEXT)
        assert panel.headline == HEADLINES[2]


async def test_when_the_story_is_gone_it_says_what_it_was() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        panel.show(EMPTY_PAGE, "")
        await pilot.pause()
        assert "Nothing here makes a headline." in screen_text(app)
        assert "Before:" not in screen_text(app)
        panel.show(PAGE, TEXT)
        panel.next_headline()
        panel.show(EMPTY_PAGE, "A fine day.")
        await pilot.pause()
        assert "Nothing here makes a headline." in screen_text(app)
        assert "Before: ‘Reckless’: public servant’s post on rollout plan" in screen_text(app)
        assert heard(app, HeadlineChosen)[-1].headline is None, "nothing stays highlighted in the draft"


async def test_hostile_headlines_and_losses_are_shown_as_letters() -> None:
    panel = FrontPagePanel(clock=HandClock())
    app = DeskApp(panel)
    async with app.running() as pilot:
        headline = Headline(HOSTILE, HOSTILE, HOSTILE, (Span(0, 999),), reasons=(HOSTILE,))
        panel.show(FrontPage((headline,), (HOSTILE,)), HOSTILE)
        panel.show_profile(ProfileLine(HOSTILE, HOSTILE))
        await pilot.pause()
        shown = screen_text(app)
        assert "[/nothing]" in shown
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]


async def test_what_is_lost_is_listed() -> None:
    lost = LostList()
    app = DeskApp(lost)
    async with app.running(40, 10) as pilot:
        lost.show(PAGE.lost)
        await pilot.pause()
        assert "What the reader will not see" in screen_text(app)
        assert "• you were answering a joke by" in screen_text(app)
        assert not lost.empty
