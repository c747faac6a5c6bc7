"""The desk as one page: at every size, in every theme, without colour and in ASCII."""

from __future__ import annotations

import dataclasses

import pytest
from rich.segment import Segment
from textual.color import Color as TextualColor
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from desk_kit import (
    AUDIENCE,
    BLOCK,
    FINDINGS,
    HEADLINES,
    PAGE,
    PROFILE,
    TEXT,
    WARN,
    DeskApp,
    HandClock,
    heard,
    hold,
    review,
    screen_segments,
    screen_text,
)
from outtray.widgets.colourless import Colourless
from outtray.widgets.desk.composer import Composer
from outtray.widgets.desk.confirm import ConfirmBody
from outtray.widgets.desk.desk_body import DeskBody
from outtray.widgets.desk.draft_area import DraftArea, MarkKind
from outtray.widgets.desk.messages import DraftEdited, OverrideRequested
from outtray.widgets.desk.release_pane import ReleasePane
from outtray.widgets.desk.review_pane import ReviewPane
from outtray.widgets.desk.values import (
    EMPTY_PAGE,
    Answer,
    Counts,
    HeldAct,
    HeldRow,
    HoldState,
    Parent,
    Recipient,
    Review,
    ReviewedFinding,
)
from outtray.widgets.icons import ASCII, UNICODE, Icons
from outtray.widgets.outtray.table import OutTrayTable
from outtray.widgets.scrollbar import use_plain_scroll_bars
from outtray_rules.draft import ActKind
from outtray_themes.colour import Colour, contrast
from outtray_themes.loader import DEFAULT_DARK, DEFAULT_LIGHT, SHIPPED

ACT = HeldAct("1", ActKind.POST, TEXT, AUDIENCE, hold(-5), review(*FINDINGS).findings, profile=PROFILE)
ROWS = [
    HeldRow(state.value, ActKind.BOOST, "words", counts, hold(at, stored=stored), "me@town.example", index)
    for index, (state, at, stored, counts) in enumerate(
        [
            (HoldState.COOLING, 60, None, Counts()),
            (HoldState.READY, -5, None, Counts(1, 1, 1)),
            (HoldState.EXPIRED, -400_000, None, Counts(0, 0, 1)),
            *((state, -5, state, Counts()) for state in (HoldState.UNSURE, HoldState.FAILED, HoldState.SENT)),
        ]
    )
]
ANSWERED = Review(
    (
        ReviewedFinding(BLOCK, Answer.OVERRIDDEN, "it is a test number"),
        ReviewedFinding(WARN, Answer.ACKNOWLEDGED),
    ),
    None,
    PAGE,
    TEXT,
)


def desk(icons: Icons = UNICODE) -> DeskBody:
    return DeskBody(clock=HandClock(), icons=icons)


def fill(body: DeskBody) -> None:
    """Put a whole reply with a whole review on the desk."""
    body.composer.show_audience(AUDIENCE)
    body.composer.show_parent(Parent("Minister Oduya", "minister@gov.example", "Our new rollout plan.", "cw"))
    body.composer.load(TEXT, "office")
    body.composer.show_recipients([Recipient("minister", known=True), Recipient("mnister", known=False)])
    body.pane.show_profile(PROFILE)
    body.show_review(review(*FINDINGS), body.composer.version)
    body.composer.focus_text()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 40), (160, 50)])
@pytest.mark.parametrize("icons", [UNICODE, ASCII])
async def test_at_every_size_the_text_the_finding_and_the_headline_can_be_seen(
    size: tuple[int, int], icons: Icons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScrollBar, "renderer", ScrollBar.renderer)
    if icons is ASCII:
        use_plain_scroll_bars()
    body = desk(icons)
    app = DeskApp(body)
    async with app.running(*size) as pilot:
        fill(body)
        await pilot.pause()
        shown = screen_text(app)
        assert "Honestly the rollout plan" in shown
        assert "left" in shown
        assert BLOCK.title in shown
        assert f"{icons.block} block" in shown
        body.pane.next_headline()
        await pilot.pause()
        shown = screen_text(app)
        assert "Reckless" in shown
        assert "L E D G E R" in shown or "LEDGER" in shown
        body.pane.bring_forward(body.pane.lost)
        await pilot.pause()
        assert "you were answering" in screen_text(app)
        body.pane.show_hold(hold(250))
        await pilot.pause()
        assert "4:10" in screen_text(app)
        if icons is ASCII:
            others = {c for c in screen_text(app) if not c.isascii()}
            assert others == set(), "only what a person wrote may be outside ASCII"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 40)])
async def test_what_a_long_finding_asks_is_in_sight(size: tuple[int, int]) -> None:
    body = desk()
    app = DeskApp(body)
    long = dataclasses.replace(
        WARN, message="This says a great deal about it. " * 8, advice="leave it. " * 20
    )
    async with app.running(*size) as pilot:
        fill(body)
        body.show_review(review(long), body.composer.version)
        await pilot.pause()
        assert "› to acknowledge  F6" in screen_text(app)


async def test_a_closed_section_leaves_its_title_and_nothing_else() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running(80, 24) as pilot:
        fill(body)
        body.pane.findings.answer()
        body.pane.bring_forward(body.pane.lost)
        await pilot.pause()
        for section in (body.pane.findings, body.pane.front_page):
            assert section.region.height == 1, section.title
        body.pane.bring_forward(body.pane.front_page)
        await pilot.pause()
        assert body.pane.front_page.region.height > 10


async def test_the_whole_audience_is_in_sight_on_an_ordinary_terminal() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running(80, 24) as pilot:
        fill(body)
        await pilot.pause()
        shown = " ".join(row[: app.query_one(Composer).region.right] for row in screen_text(app).splitlines())
        together = " ".join(shown.replace("│", " ").split())
        assert "public: anyone, for ever · 1,204 followers · English" in together
        assert "@mnister ? unknown here" in together


async def test_wide_it_stands_side_by_side_and_narrow_it_is_stacked() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running(100, 40) as pilot:
        await pilot.pause()
        composer, pane = app.query_one(Composer).region, app.query_one(ReviewPane).region
        assert composer.y == pane.y
        assert composer.right <= pane.x
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        composer, pane = app.query_one(Composer).region, app.query_one(ReviewPane).region
        assert composer.bottom <= pane.y
        assert composer.width == pane.width == 60
        assert pane.bottom <= 20


async def test_choosing_a_finding_jumps_and_choosing_a_headline_highlights() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        fill(body)
        await pilot.pause()
        area = app.query_one(DraftArea)
        body.pane.next_finding()
        await pilot.pause()
        assert area.cursor_location == (0, WARN.span.end)
        body.pane.next_headline()
        await pilot.pause()
        lifted = [mark.span for mark in area.marks if mark.kind is MarkKind.LIFTED]
        assert lifted == list(HEADLINES[0].quotes)
        body.show_review(review(*FINDINGS), body.composer.version)
        await pilot.pause()
        assert [mark.span for mark in area.marks if mark.kind is MarkKind.LIFTED] == lifted


async def test_replacing_the_lifted_words_takes_the_highlight_and_the_story_away() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        fill(body)
        body.pane.next_headline()
        await pilot.pause()
        body.composer.load("A fine day.")
        body.show_review(Review((), None, EMPTY_PAGE, "A fine day."), body.composer.version)
        await pilot.pause()
        assert app.query_one(DraftArea).marks == ()
        assert "Nothing here makes a headline." in screen_text(app)
        assert "Before: ‘Reckless’" in screen_text(app)


async def test_a_review_that_was_overtaken_is_ignored() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        fill(body)
        old = body.composer.version
        body.composer.load("A fine day.")
        body.show_review(Review((), None, EMPTY_PAGE, "A fine day."), body.composer.version)
        body.show_review(review(*FINDINGS), old)
        await pilot.pause()
        assert body.pane.findings.in_view is None
        assert app.query_one(DraftArea).marks == ()


async def test_a_review_never_moves_the_cursor_or_the_focus() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        fill(body)
        await pilot.pause()
        area = app.query_one(DraftArea)
        area.move_cursor((0, 3))
        body.show_review(review(WARN), body.composer.version)
        await pilot.pause()
        assert area.cursor_location == (0, 3)
        assert area.has_focus


async def test_after_a_reason_the_cursor_is_back_in_the_text() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        fill(body)
        await pilot.pause()
        body.pane.answer_finding()
        await pilot.pause()
        assert not app.query_one(DraftArea).has_focus
        await pilot.press(*"mine", "space", *"indeed", "enter")
        assert [m.reason for m in heard(app, OverrideRequested)] == ["mine indeed"]
        assert app.query_one(DraftArea).has_focus


async def test_typing_is_told_before_any_review_comes() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running() as pilot:
        body.composer.focus_text()
        await pilot.press("h", "i")
        assert [message.text for message in heard(app, DraftEdited)] == ["h", "hi"]
        assert "hi" in screen_text(app)


async def test_clicking_a_title_opens_its_section() -> None:
    body = desk()
    app = DeskApp(body)
    async with app.running(80, 24) as pilot:
        fill(body)
        await pilot.pause()
        await pilot.click(body.pane.front_page.heading)
        await pilot.pause()
        assert body.pane.front is body.pane.front_page
        assert "LEDGER" in screen_text(app)


def colours_of(segment: Segment) -> tuple[Colour, Colour] | None:
    """Foreground and background of a piece of the screen, where both are known."""
    style = segment.style
    if style is None or style.color is None or style.bgcolor is None:
        return None
    front, back = (TextualColor.from_rich_color(color) for color in (style.color, style.bgcolor))
    return Colour(*front.rgb), Colour(*back.rgb)


def hard_to_read(app: DeskApp) -> set[str]:
    """Words on the screen with less contrast than WCAG AA asks of text."""
    found = set()
    for segment in screen_segments(app):
        colours = colours_of(segment)
        if colours is None or not any(character.isalnum() for character in segment.text):
            continue
        ratio = contrast(*colours)
        if ratio < 4.5:
            found.add(f"{segment.text.strip()!r}: {ratio:.2f}")
    return found


@pytest.mark.parametrize("theme", [DEFAULT_DARK, DEFAULT_LIGHT])
async def test_without_colour_weight_lines_and_reversal_say_the_same(theme: str) -> None:
    body = desk()
    app = DeskApp(body, theme)
    app._filters = [Colourless(lambda: app.theme_variables)]
    async with app.running(100, 40) as pilot:
        fill(body)
        body.pane.next_headline()
        await pilot.pause()
        seen = [(part.text, part.style) for part in screen_segments(app) if part.style is not None]
        assert not [text for text, style in seen if style.color or style.bgcolor]
        assert any(style.underline and "reckless" in text for text, style in seen), "a finding is marked"
        assert any(style.reverse and "reckless" in text for text, style in seen), "what a headline lifts"
        assert any(style.bold for _text, style in seen)
        upright = sum(len(text) for text, style in seen if not style.reverse)
        assert upright > 0.5 * sum(len(text) for text, _style in seen)


@pytest.mark.parametrize("theme", SHIPPED)
@pytest.mark.parametrize(
    "state", ["open", "headline", "answered", "held", "reason", "clean", "question", "tray", "look"]
)
async def test_everything_written_on_the_screen_can_be_read(theme: str, state: str) -> None:
    """WCAG AA on the colours as they come out in the end, washes and highlights included."""
    body: Widget = desk()
    if state == "question":
        body = ConfirmBody("Discard?", "Its words go.", safe="Keep", danger="Discard")
    elif state == "tray":
        body = OutTrayTable(clock=HandClock())
    elif state == "look":
        body = ReleasePane(ACT, clock=HandClock(), page=PAGE)
    app = DeskApp(body, theme)
    async with app.running(100, 40) as pilot:
        if isinstance(body, DeskBody):
            fill(body)
            if state == "headline":
                body.pane.next_headline()
            elif state == "answered":
                body.show_review(ANSWERED, body.composer.version)
            elif state == "held":
                body.pane.show_hold(hold(250))
            elif state == "reason":
                body.pane.answer_finding()
            elif state == "clean":
                body.show_review(Review((), None, EMPTY_PAGE, TEXT), body.composer.version)
        elif isinstance(body, OutTrayTable):
            body.show(ROWS)
        await pilot.pause()
        assert hard_to_read(app) == set()


@pytest.mark.parametrize("theme", SHIPPED)
async def test_every_severity_has_its_sign_and_its_word(theme: str) -> None:
    body = desk()
    app = DeskApp(body, theme)
    async with app.running(100, 40) as pilot:
        fill(body)
        seen = ""
        for _ in FINDINGS:
            await pilot.pause()
            seen += screen_text(app)
            body.pane.next_finding()
        for words in ("■ block", "▲ warning", "• note"):
            assert words in seen
