"""The composer: what it tells, what it underlines, and what cannot get into it."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from desk_kit import (
    AUDIENCE,
    BLOCK,
    FINDINGS,
    HOSTILE,
    NOTE,
    TEXT,
    WARN,
    DeskApp,
    finding,
    heard,
    screen_text,
)
from outtray.widgets.desk.composer import Composer
from outtray.widgets.desk.draft_area import DraftArea, MarkKind
from outtray.widgets.desk.messages import DraftEdited
from outtray.widgets.desk.values import Parent, Recipient
from outtray_rules.finding import Finding, Severity, Span


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text as keys."""
    await pilot.press(*("space" if character == " " else character for character in text))


def marked(area: DraftArea) -> dict[MarkKind, list[str]]:
    """The marked words by kind of mark."""
    found: dict[MarkKind, list[str]] = {}
    for mark in area.marks:
        found.setdefault(mark.kind, []).append(area.text[mark.span.start : mark.span.end])
    return found


def underlined(line: Text) -> list[str]:
    """The words of a rendered line that carry any underline."""
    return [
        line.plain[span.start : span.end]
        for span in line.spans
        if not isinstance(span.style, str) and span.style.underline
    ]


async def test_every_edit_is_told_with_a_version_of_its_own() -> None:
    app = DeskApp(Composer())
    async with app.running() as pilot:
        app.query_one(DraftArea).focus()
        await write(pilot, "hi")
        told = [(message.text, message.version) for message in heard(app, DraftEdited)]
        assert [text for text, _ in told] == ["h", "hi"]
        assert len({version for _, version in told}) == 2
        assert told[-1][1] == app.query_one(Composer).version


async def test_loading_a_draft_tells_once_and_puts_the_cursor_at_its_end() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load("two\nlines", "politics")
        await pilot.pause()
        told = heard(app, DraftEdited)
        assert [(message.text, message.warning) for message in told] == [("two\nlines", "politics")]
        assert composer.query_one(DraftArea).cursor_location == (1, 5)
        assert composer.query_one("#warning", Input).display


async def test_a_warning_edit_is_told_with_the_text() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load("text")
        composer.show_warning_field(shown=True)
        composer.query_one("#warning", Input).focus()
        await pilot.pause()
        await write(pilot, "cw")
        assert (heard(app, DraftEdited)[-1].text, heard(app, DraftEdited)[-1].warning) == ("text", "cw")
        composer.show_warning_field(shown=False)
        assert composer.query_one("#warning", Input).display, "a warning with words is never hidden"


async def test_a_warning_set_from_elsewhere_is_told_and_leaves_the_text_alone() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load("one two")
        area = composer.query_one(DraftArea)
        area.move_cursor((0, 3))
        composer.show_warning("politics")
        await pilot.pause()
        last = heard(app, DraftEdited)[-1]
        assert (last.text, last.warning) == ("one two", "politics")
        assert area.cursor_location == (0, 3)
        composer.show_warning("")
        await pilot.pause()
        assert heard(app, DraftEdited)[-1].warning == ""
        assert not composer.query_one("#warning", Input).display


async def test_findings_are_underlined_by_severity() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running():
        composer.load(TEXT)
        composer.show_review(FINDINGS, composer.version)
        area = composer.query_one(DraftArea)
        assert marked(area) == {
            MarkKind.NOTE: [NOTE.match],
            MarkKind.WARN: [WARN.match],
            MarkKind.BLOCK: [BLOCK.match],
        }
        assert sorted(underlined(area.get_line(0))) == sorted(
            word for piece in (NOTE.match, WARN.match, BLOCK.match) for word in _as_wrapped(area, piece)
        )


def _as_wrapped(area: DraftArea, words: str) -> list[str]:
    """The words as the screen breaks them, without the blank at each break."""
    start = area.text.index(words)
    end = start + len(words)
    breaks = [offset for offset in area.wrapped_document.get_offsets(0) if start < offset < end]
    pieces, position = [], start
    for stop in [*breaks, end]:
        pieces.append(area.text[position:stop].rstrip() if stop in breaks else area.text[position:stop])
        position = stop
    return pieces


async def test_marks_move_with_the_words_while_no_review_has_come() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load(TEXT)
        composer.show_review(FINDINGS, composer.version)
        area = composer.query_one(DraftArea)
        area.focus()
        area.move_cursor((0, 0))
        await write(pilot, "So ")
        assert marked(area)[MarkKind.WARN] == [WARN.match]
        area.move_cursor((0, area.text.index("reckless") + 3))
        await write(pilot, "x")
        assert MarkKind.WARN not in marked(area), "words that were changed lose their mark at once"
        assert marked(area)[MarkKind.BLOCK] == [BLOCK.match]


async def test_a_late_review_is_placed_where_its_words_are() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load(TEXT)
        version = composer.version
        area = composer.query_one(DraftArea)
        area.focus()
        area.move_cursor((0, 0))
        await write(pilot, "Well then ")
        composer.show_review(FINDINGS, version)
        assert marked(area)[MarkKind.BLOCK] == [BLOCK.match]


async def test_undo_moves_the_marks_back() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load(TEXT)
        composer.show_review(FINDINGS, composer.version)
        area = composer.query_one(DraftArea)
        area.focus()
        area.move_cursor((0, 0))
        await write(pilot, "a")
        await pilot.press("ctrl+z")
        assert area.text == TEXT
        assert marked(area)[MarkKind.WARN] == [WARN.match]
        await pilot.press("ctrl+y")
        assert area.text == f"a{TEXT}"
        assert marked(area)[MarkKind.WARN] == [WARN.match]


async def test_choosing_a_finding_moves_the_cursor_to_its_words_and_a_review_does_not() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running():
        composer.load(TEXT)
        composer.show_review(FINDINGS, composer.version)
        area = composer.query_one(DraftArea)
        before = area.cursor_location
        composer.show_in_view(WARN, jump=False)
        assert area.cursor_location == before
        composer.show_in_view(WARN, jump=True)
        assert area.cursor_location == (0, WARN.span.end)
        assert marked(area)[MarkKind.IN_VIEW] == [WARN.match]


async def test_lifted_words_are_painted_over_everything_else() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running():
        composer.load(TEXT)
        composer.show_review(FINDINGS, composer.version)
        composer.show_lifted([Span(*WARN.span)])
        area = composer.query_one(DraftArea)
        assert [mark.kind for mark in area.marks][-1] is MarkKind.LIFTED


async def test_f6_and_f7_do_nothing_and_ctrl_a_and_e_go_to_the_line_ends() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load("one two\nthree four")
        area = composer.query_one(DraftArea)
        area.focus()
        await pilot.press("f6", "f7")
        assert area.selection.is_empty
        await pilot.press("ctrl+a")
        assert area.cursor_location == (1, 0)
        await pilot.press("ctrl+e")
        assert area.cursor_location == (1, 10)
        assert area.text == "one two\nthree four"


@pytest.mark.parametrize("way", ["paste", "load", "insert", "warning"])
async def test_control_characters_never_get_into_the_draft(way: str) -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        area = composer.query_one(DraftArea)
        area.focus()
        if way == "paste":
            app.post_message(events.Paste(HOSTILE))
        elif way == "load":
            composer.load(HOSTILE, HOSTILE)
        elif way == "insert":
            area.insert(HOSTILE)
        else:
            composer.query_one("#warning", Input).value = HOSTILE
        await pilot.pause()
        everything = composer.text + composer.warning + screen_text(app)
        assert "[@click=app.quit]" in composer.text + composer.warning, "the letters themselves stay"
        assert not [c for c in everything if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
        assert "\u202e" not in everything


async def test_a_combining_mark_typed_alone_joins_its_letter() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running():
        area = composer.query_one(DraftArea)
        area.insert("न")
        area.insert("\u0941")
        assert composer.text == "न\u0941"


async def test_the_counter_counts_text_and_warning_and_says_when_it_is_too_long() -> None:
    composer = Composer(limit=30)
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.load("see https://canada.ca/x")
        await pilot.pause()
        assert composer.left == 3
        assert "3 left" in screen_text(app)
        composer.load("see https://canada.ca/x", "office")
        await pilot.pause()
        assert "3 over the limit" in screen_text(app)
        composer.show_limit(500, 23)
        await pilot.pause()
        assert "467 left" in screen_text(app)


async def test_audience_account_recipients_and_parent_are_in_sight() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.show_audience(AUDIENCE)
        composer.show_parent(Parent("Minister Oduya", "minister@gov.example", "Our plan.", age="12 min"))
        composer.show_recipients([Recipient("minister", known=True), Recipient("mnister", known=False)])
        await pilot.pause()
        shown = screen_text(app)
        assert "public: anyone, for ever · 1,204 followers · English" in shown
        assert "@clerk@practice.example" in shown
        assert "Reply to @minister@gov.example" in shown
        assert "Minister Oduya" in shown
        assert "Our plan." in shown
        assert "@mnister ? unknown here" in shown
        composer.show_parent(None)
        composer.show_recipients([])
        await pilot.pause()
        assert "Minister" not in screen_text(app)


async def test_a_finding_in_the_warning_is_underlined_there() -> None:
    composer = Composer()
    app = DeskApp(composer)
    found: Finding = finding("reckless", Severity.WARN, text="so reckless", field="content_warning")
    async with app.running() as pilot:
        composer.load(TEXT, "so reckless")
        composer.show_review([found], composer.version)
        await pilot.pause()
        assert marked(composer.query_one(DraftArea)) == {}
        field = composer.query_one("#warning", Input)
        pieces = [segment for segment in field.render_line(0) if segment.style and segment.style.underline]
        assert "".join(segment.text for segment in pieces) == "reckless"


async def test_hostile_names_are_shown_as_letters() -> None:
    composer = Composer()
    app = DeskApp(composer)
    async with app.running() as pilot:
        composer.show_parent(Parent(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
        composer.show_recipients([Recipient(HOSTILE, known=False)])
        composer.show_title(HOSTILE)
        await pilot.pause()
        shown = screen_text(app)
        assert "[/nothing]" in shown
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
