"""The second look: everything is shown, and nothing leaves by a slip of a key."""

from __future__ import annotations

import dataclasses

import pytest
from textual.widgets import Button

from desk_kit import (
    AUDIENCE,
    BLOCK,
    HOSTILE,
    NOTE,
    PAGE,
    PROFILE,
    TEXT,
    WARN,
    DeskApp,
    HandClock,
    heard,
    hold,
    screen_text,
)
from outtray.widgets.desk.confirm import ConfirmBody
from outtray.widgets.desk.messages import EditRequested, LookClosed, SendRequested
from outtray.widgets.desk.release_pane import ReleasePane
from outtray.widgets.desk.values import (
    Answer,
    Attachment,
    HeldAct,
    Parent,
    Predecessor,
    ProfileLine,
    ReviewedFinding,
)
from outtray_rules.draft import ActKind
from outtray_rules.headline.model import FrontPage, Headline

READY = HeldAct(
    "act-1",
    ActKind.REPLY,
    TEXT,
    AUDIENCE,
    hold(-5),
    (
        ReviewedFinding(BLOCK, Answer.OVERRIDDEN, "it is a test number"),
        ReviewedFinding(WARN, Answer.ACKNOWLEDGED),
        ReviewedFinding(NOTE),
    ),
    "office politics",
    (Attachment("image", "A chart"), Attachment("image")),
    ("Yes", "No"),
    Parent("Minister Oduya", "minister@gov.example", "Our new rollout plan."),
    PROFILE,
)
COOLING_STILL = dataclasses.replace(READY, hold=hold(250))
UNANSWERED = dataclasses.replace(READY, findings=(ReviewedFinding(WARN),))


async def test_everything_that_would_become_public_is_shown() -> None:
    app = DeskApp(ReleasePane(READY, clock=HandClock(), page=PAGE))
    async with app.running(160, 50) as pilot:
        await pilot.pause()
        shown = " ".join(screen_text(app).split())
        for words in (
            "↩ reply as @clerk@practice.example", "public: anyone, for ever · 1,204 followers · English",
            "Minister Oduya", "Our new rollout plan.", "Warning: office politics", "image: A chart",
            "image: no description", "Yes", "No", "overridden: it is a test number",
            "T H E M O R N I N G L E D G E R", "What the reader will not see", "Ready since 11:59",
        ):  # fmt: skip
            assert words in shown
        assert "Honestly the rollout plan is reckless" in shown


async def test_the_post_that_would_be_deleted_is_shown_with_all_its_words() -> None:
    old = Predecessor(
        "https://practice.example/9",
        "The old words.\nAnd what was learned since.",
        "old warning",
        (Attachment("image", "The old map"),),
        ("Old option",),
    )
    pane = ReleasePane(dataclasses.replace(READY, replaces=old), clock=HandClock(), page=PAGE)
    app = DeskApp(pane)
    async with app.running(160, 50) as pilot:
        await pilot.pause()
        shown = " ".join(screen_text(app).split())
        for words in (
            "Once it is sent, this post is deleted:", "https://practice.example/9", "The old words.",
            "And what was learned since.", "Warning: old warning", "image: The old map", "Old option",
        ):  # fmt: skip
            assert words in shown
        pane.show(READY, PAGE)
        await pilot.pause()
        assert "is deleted" not in screen_text(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 40)])
async def test_the_answers_are_in_sight_at_every_size(size: tuple[int, int]) -> None:
    app = DeskApp(ReleasePane(READY, clock=HandClock(), page=PAGE))
    async with app.running(*size) as pilot:
        await pilot.pause()
        shown = screen_text(app)
        assert "Back" in shown
        assert "Edit" in shown
        assert "Send" in shown
        assert "Honestly" in shown


@pytest.mark.parametrize("size", [(60, 20), (100, 30)])
async def test_the_whole_act_can_be_read_by_keys_from_the_answers(size: tuple[int, int]) -> None:
    act = dataclasses.replace(READY, text="\n".join(f"line {number}" for number in range(40)) + "\nthe end")
    app = DeskApp(ReleasePane(act, clock=HandClock(), page=PAGE))
    async with app.running(*size) as pilot:
        await pilot.pause()
        seen = screen_text(app)
        assert "the end" not in seen
        for _ in range(30):
            await pilot.press("pagedown")
            seen += screen_text(app)
        assert "the end" in seen
        assert "What the reader will not see" in seen
        assert app.query_one("#back", Button).has_focus
        await pilot.press(*["pageup"] * 30)
        await pilot.pause()
        assert "line 1" in screen_text(app)


async def test_enter_alone_never_sends() -> None:
    app = DeskApp(ReleasePane(READY, clock=HandClock(), page=PAGE))
    async with app.running() as pilot:
        await pilot.press("enter")
        assert heard(app, SendRequested) == []
        assert [message.act_id for message in heard(app, LookClosed)] == ["act-1"]


async def test_the_key_that_opened_the_pane_cannot_send_while_it_is_held_down() -> None:
    clock = HandClock()
    pane = ReleasePane(READY, clock=clock, page=PAGE, opened_by_send=True)
    app = DeskApp(pane)
    async with app.running() as pilot:
        for _ in range(100):
            pane.send()
            clock.pass_time(0.03)
        await pilot.pause()
        assert heard(app, SendRequested) == []
        clock.pass_time(1)
        pane.send()
        await pilot.pause()
        assert [message.act_id for message in heard(app, SendRequested)] == ["act-1"]


async def test_where_another_key_opened_the_pane_one_press_sends_once() -> None:
    pane = ReleasePane(READY, clock=HandClock(), page=PAGE)
    app = DeskApp(pane)
    async with app.running() as pilot:
        await pilot.pause()
        for _ in range(20):
            pane.send()
        await pilot.pause()
        assert len(heard(app, SendRequested)) == 1


async def test_send_can_be_reached_and_pressed_on_purpose() -> None:
    app = DeskApp(ReleasePane(READY, clock=HandClock(), page=PAGE))
    async with app.running() as pilot:
        app.query_one("#send", Button).focus()
        await pilot.press("enter")
        assert [message.act_id for message in heard(app, SendRequested)] == ["act-1"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (COOLING_STILL, "It is still cooling."),
        (UNANSWERED, "1 finding needs an answer first"),
        (dataclasses.replace(READY, hold=hold(-(73 * 3600))), "It expired"),
        (dataclasses.replace(READY, hold=hold(-5, needs_review=True)), "It needs another look first."),
    ],
)
async def test_an_act_that_may_not_go_cannot_be_sent_and_says_why(act: HeldAct, why: str) -> None:
    clock = HandClock()
    pane = ReleasePane(act, clock=clock, page=PAGE)
    app = DeskApp(pane)
    async with app.running() as pilot:
        await pilot.pause()
        assert why in screen_text(app)
        assert app.query_one("#send", Button).disabled
        clock.pass_time(2)
        pane.send()
        await pilot.click("#send")
        await pilot.pause()
        assert heard(app, SendRequested) == []


async def test_send_becomes_possible_when_the_wait_is_over_and_impossible_when_it_expires() -> None:
    clock = HandClock()
    pane = ReleasePane(COOLING_STILL, clock=clock, page=PAGE)
    app = DeskApp(pane)
    async with app.running() as pilot:
        clock.pass_time(250)
        pane.refresh_state()
        assert not app.query_one("#send", Button).disabled
        app.query_one("#send", Button).focus()
        await pilot.pause()
        clock.pass_time(73 * 3600)
        pane.refresh_state()
        await pilot.pause()
        assert app.query_one("#send", Button).disabled
        assert app.query_one("#back", Button).has_focus


async def test_editing_is_asked_for() -> None:
    app = DeskApp(ReleasePane(READY, clock=HandClock(), page=PAGE))
    async with app.running() as pilot:
        await pilot.click("#edit")
        assert [message.act_id for message in heard(app, EditRequested)] == ["act-1"]


async def test_a_hostile_act_is_shown_as_letters() -> None:
    act = dataclasses.replace(
        READY,
        text=HOSTILE,
        warning=HOSTILE,
        attachments=(Attachment(HOSTILE, HOSTILE),),
        poll_options=(HOSTILE,),
        parent=Parent(HOSTILE, HOSTILE, HOSTILE),
        profile=ProfileLine(HOSTILE, HOSTILE),
    )
    page = FrontPage((Headline("wire", "en", HOSTILE),), (HOSTILE,))
    app = DeskApp(ReleasePane(act, clock=HandClock(), page=page))
    async with app.running() as pilot:
        await pilot.pause()
        shown = screen_text(app)
        assert "[/nothing]" in shown
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]


@pytest.mark.parametrize(
    ("keys", "confirmed"),
    [(("enter",), False), (("escape",), False), (("tab", "enter"), True), (("right", "enter"), True)],
)
async def test_a_question_has_a_safe_default(keys: tuple[str, ...], confirmed: bool) -> None:
    app = DeskApp(ConfirmBody("Discard?", f"Gone. {HOSTILE}", safe="Keep", danger="Discard"))
    async with app.running() as pilot:
        await pilot.press(*keys)
        assert [message.confirmed for message in heard(app, ConfirmBody.Answered)] == [confirmed]
