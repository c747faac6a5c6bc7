"""Findings are answered one by one, on purpose, and never by a key that is held down."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from desk_kit import BLOCK, FINDINGS, HOSTILE, NOTE, WARN, DeskApp, HandClock, finding, heard, screen_text
from outtray.widgets.desk.findings_panel import FindingsPanel
from outtray.widgets.desk.guard import RepeatGuard
from outtray.widgets.desk.messages import AcknowledgeRequested, FindingChosen, OverrideRequested
from outtray.widgets.desk.values import Answer, ReviewedFinding
from outtray.widgets.text import short_address
from outtray_rules.finding import Finding, Severity

OTHER = finding("public", Severity.WARN, rule="other", text="public")


def panel_with(*findings: Finding) -> tuple[DeskApp, FindingsPanel, HandClock, tuple[ReviewedFinding, ...]]:
    clock = HandClock()
    panel = FindingsPanel(clock=clock)
    return DeskApp(panel), panel, clock, tuple(ReviewedFinding(each) for each in findings)


async def test_everything_about_the_finding_in_view_is_shown() -> None:
    app, panel, _, reviewed = panel_with(*FINDINGS)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.go_next()
        await pilot.pause()
        shown = screen_text(app)
        for words in (
            "2 of 3", "▲ warning", WARN.title, WARN.message, "Try: leave it out.", "A statute, s. 4",
            "law.example/4", WARN.rule, "to acknowledge", "F6",
        ):  # fmt: skip
            assert words in shown


async def test_the_words_are_shown_where_the_message_does_not_name_them() -> None:
    app, panel, _, _ = panel_with()
    async with app.running() as pilot:
        panel.show([ReviewedFinding(dataclasses.replace(WARN, title="A title", message="Too harsh."))])
        await pilot.pause()
        assert f"“{WARN.match}”" in screen_text(app)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://law.example/4", "law.example/4"),
        ("http://law.example/4", "http://law.example/4"),
        (
            "https://www.canada.example/en/treasury/services/values/code/duty-loyalty.html",
            "canada.example/…/duty-loyalty.html",
        ),
        (f"https://{'long.' * 20}example/x/y", f"{'long.' * 20}example/…/…"),
    ],
)
def test_an_address_keeps_its_host_and_loses_its_middle(url: str, shown: str) -> None:
    assert short_address(url, "…") == shown


async def test_moving_tells_which_finding_is_in_view_and_goes_round() -> None:
    app, panel, _, reviewed = panel_with(*FINDINGS)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.go_next()
        panel.go_next()
        panel.go_next()
        panel.go_previous()
        await pilot.pause()
        told = heard(app, FindingChosen)
        assert [message.finding for message in told] == [BLOCK, WARN, NOTE, BLOCK, NOTE]
        assert [message.by_user for message in told] == [False, True, True, True, True]


async def test_only_the_finding_in_view_is_acknowledged() -> None:
    app, panel, _, reviewed = panel_with(WARN, OTHER)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.answer()
        await pilot.pause()
        assert [message.finding for message in heard(app, AcknowledgeRequested)] == [WARN]
        panel.show([ReviewedFinding(WARN, Answer.ACKNOWLEDGED), reviewed[1]])
        await pilot.pause()
        assert panel.in_view is not None
        assert panel.in_view.finding == WARN, "acknowledging does not move on by itself"
        assert "acknowledged" in screen_text(app)
        assert "1 more needs an answer: F8 goes on." in screen_text(app)


async def test_a_held_key_cannot_run_through_the_findings() -> None:
    app, panel, clock, reviewed = panel_with(WARN, OTHER)
    async with app.running() as pilot:
        panel.show(reviewed)
        for _ in range(100):
            panel.answer()
            clock.pass_time(0.03)
        await pilot.pause()
        assert len(heard(app, AcknowledgeRequested)) == 1
        assert "One press answers one finding" in screen_text(app)
        clock.pass_time(1)
        panel.answer()
        await pilot.pause()
        assert len(heard(app, AcknowledgeRequested)) == 2


async def test_after_moving_on_the_key_answers_again_at_once() -> None:
    app, panel, _, reviewed = panel_with(WARN, OTHER)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.answer()
        panel.go_next()
        panel.answer()
        await pilot.pause()
        assert [message.finding for message in heard(app, AcknowledgeRequested)] == [WARN, OTHER]


async def test_a_note_and_an_answered_finding_ask_nothing() -> None:
    app, panel, _, _ = panel_with()
    async with app.running() as pilot:
        panel.show([ReviewedFinding(NOTE)])
        panel.answer()
        panel.show([ReviewedFinding(WARN, Answer.ACKNOWLEDGED)])
        panel.answer()
        panel.show([])
        panel.answer()
        await pilot.pause()
        assert heard(app, AcknowledgeRequested) == []
        assert panel.asks == 0


async def test_a_block_is_not_acknowledged_but_asks_for_a_reason() -> None:
    app, panel, _, reviewed = panel_with(BLOCK)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.answer()
        await pilot.pause()
        assert panel.query_one("#reason", Input).has_focus
        await pilot.press(*"short", "enter")
        assert heard(app, OverrideRequested) == []
        assert "at least 10 characters" in screen_text(app)
        await pilot.press("space", *"no", "space", *"it", "space", *"must", "enter")
        assert [(m.finding, m.reason) for m in heard(app, OverrideRequested)] == [(BLOCK, "short no it must")]
        assert heard(app, AcknowledgeRequested) == []
        panel.show([ReviewedFinding(BLOCK, Answer.OVERRIDDEN, "short no it must")])
        await pilot.pause()
        assert "overridden: short no it must" in screen_text(app)


@pytest.mark.parametrize("reason", ["          ", "aaaaaaaaaaaa", "a b", ""])
async def test_a_reason_is_words(reason: str) -> None:
    app, panel, _, reviewed = panel_with(BLOCK)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.answer()
        panel.query_one("#reason", Input).value = reason
        await pilot.press("enter")
        assert heard(app, OverrideRequested) == []


async def test_a_typed_reason_is_kept_whatever_happens() -> None:
    app, panel, _, reviewed = panel_with(BLOCK, WARN)
    async with app.running() as pilot:
        panel.show(reviewed)
        panel.answer()
        await pilot.pause()
        await pilot.press(*"because")
        panel.show(reviewed)
        assert panel.query_one("#reason", Input).value == "because", "a new review keeps the field"
        await pilot.press("escape")
        assert not panel.query_one("#reason", Input).display
        panel.show(reviewed[1:])
        panel.show(reviewed)
        assert panel.in_view == reviewed[0], "the gravest is in view"
        panel.key_pressed()
        panel.answer()
        await pilot.pause()
        assert panel.query_one("#reason", Input).value == "because"
        panel.answer()
        assert panel.query_one("#reason", Input).value == "because", "asking twice loses nothing"


async def test_the_finding_in_view_stays_in_view_across_reviews() -> None:
    app, panel, _, reviewed = panel_with(*FINDINGS)
    async with app.running():
        panel.show(reviewed)
        panel.go_next()
        moved = dataclasses.replace(WARN, span=type(WARN.span)(0, 5))
        panel.show([ReviewedFinding(NOTE), ReviewedFinding(moved)])
        assert panel.in_view == ReviewedFinding(moved)


async def test_sensitive_words_are_not_repeated() -> None:
    app, panel, _, _ = panel_with()
    async with app.running() as pilot:
        panel.show(
            [ReviewedFinding(dataclasses.replace(BLOCK, sensitive=True, title="A number", message="m"))]
        )
        await pilot.pause()
        assert BLOCK.match not in screen_text(app)
        assert "not repeated here" in screen_text(app)


async def test_nothing_found_says_so() -> None:
    app, panel, _, _ = panel_with()
    async with app.running() as pilot:
        panel.show([])
        await pilot.pause()
        assert "✓ clean" in screen_text(app)
        assert "No rule has anything to say" in screen_text(app)


async def test_hostile_findings_are_shown_as_letters() -> None:
    app, panel, _, _ = panel_with()
    async with app.running() as pilot:
        source = dataclasses.replace(WARN.source, name=HOSTILE, clause=HOSTILE, url=HOSTILE)
        hostile = dataclasses.replace(
            BLOCK, rule=HOSTILE, match=HOSTILE, title=HOSTILE, message=HOSTILE, advice=HOSTILE, source=source
        )
        panel.show([ReviewedFinding(hostile, Answer.OVERRIDDEN, HOSTILE)])
        await pilot.pause()
        shown = screen_text(app)
        assert "[/nothing]" in shown
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]


@given(st.lists(st.floats(0, 2, allow_nan=False), max_size=40))
def test_the_guard_lets_a_press_through_only_after_a_rest(gaps: list[float]) -> None:
    clock = HandClock()
    guard = RepeatGuard(clock.monotonic, rest=0.75)
    assert guard.press()
    for gap in gaps:
        before = clock.seconds
        clock.pass_time(gap)
        assert guard.press() == (clock.seconds - before >= 0.75)


def test_another_key_ends_the_press_and_arming_starts_one() -> None:
    guard = RepeatGuard(HandClock().monotonic)
    guard.arm()
    assert not guard.press()
    guard.other_key()
    assert guard.press()


async def test_where_a_policy_forbids_reasons_none_is_asked_for() -> None:
    app, panel, _, reviewed = panel_with(BLOCK)
    async with app.running() as pilot:
        panel.may_override = False
        panel.show(reviewed)
        await pilot.pause()
        assert "change it: the policy does not allow it to be overridden" in screen_text(app)
        assert "F6" not in screen_text(app)
        panel.answer()
        await pilot.pause()
        assert not panel.query_one("#reason", Input).display
        assert "only other words help" in screen_text(app)
