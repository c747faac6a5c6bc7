"""Posts that mean harm, or that nobody foresaw: none of it reaches the terminal, and nothing falls over."""

from __future__ import annotations

import logging
import re

import pytest
from textual.pilot import Pilot

from outtray.mastodon.models import (
    Account,
    MediaAttachment,
    Poll,
    PollOption,
    PreviewCard,
    Quote,
    Status,
)
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Line, Piece
from outtray.widgets.timeline.post import draw_post
from outtray.widgets.timeline.view import TimelineView
from reading_town import NOW, ReadingApp, SetClock, post, town

HOSTILE = [
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[H",
    "\x9b31mred\x9b0m",
    "\x90q\x9c",
    "\x07\x08\x00\x7f",
    "\u202egnp.exe\u202c",
    "\u2066left open",
    "\u2028\u2029",
    "[@click=app.quit]press[/]",
    "[/x]",
    "[bold red]not bold[/]",
    "&#27;[31m&#x9b;31m",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c",
    "\ud800",
]

OWN_SEQUENCES = re.compile(r"\x1b\[[0-9;]*[mH]|\r?\n")
"""What Textual itself writes for a screen: styles, cursor addresses, line ends."""


def written(app: ReadingApp) -> str:
    """The whole screen as it would be written to a terminal."""
    update = app.screen._compositor.render_full_update()
    return update.render_segments(app.console)


def foreign_controls(data: str) -> list[str]:
    """Everything that could command a terminal beyond what Textual writes."""
    rest = OWN_SEQUENCES.sub("", data)
    return re.findall("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", rest)


def hostile(text: str, number: int) -> Status:
    """A post with the same text in every field that is shown."""
    account = Account(id="9", username=text, acct=text, display_name=text)
    inner = Status(id="q", account=account, content=f"<p>{text}</p>", spoiler_text=text)
    return Status(
        id=str(number),
        account=account,
        content=f'<p>{text}</p><p><a href="https://x.example/{text}">{text}</a></p><pre>{text}</pre>',
        visibility=text,
        created_at=NOW,
        language=text,
        spoiler_text="" if number % 2 else text,
        media_attachments=(MediaAttachment(type=text, description=text),) if number % 3 else (),
        card=PreviewCard(url="https://x.example/", title=text, provider_name=text),
        poll=Poll(options=(PollOption(text, 1),), votes_count=1),
        quote=Quote("accepted", inner),
    )


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.feature("post.hostile")
async def test_nothing_of_a_hostile_post_commands_the_terminal(text: str) -> None:
    app = ReadingApp(TimelineView(clock=SetClock(), language="en"))
    async with app.run_test(size=(90, 60)) as pilot:
        app.view.replace([hostile(text, number) for number in range(6, 0, -1)], more=False)
        for number in range(1, 7):
            app.view.toggle_expanded(str(number))
            app.view.toggle_media(str(number))
        app.view.set_notice(text)
        await settle(pilot)
        data = written(app)
        assert "▣" in data
        assert foreign_controls(data) == []
        assert app.is_running


async def test_what_looks_like_markup_is_shown_as_it_was_written() -> None:
    app = ReadingApp()
    async with app.run_test(size=(90, 30)) as pilot:
        words = "[@click=app.quit]press[/] [/x] [bold]"
        app.view.replace(
            [post(1, Account(id="1", acct="a", display_name="[/x]"), f"<p>{words}</p>")], more=False
        )
        await settle(pilot)
        assert words in written(app)
        await pilot.click(app.view, offset=(8, 2), times=2)
        assert app.is_running


async def test_text_that_slipped_past_the_boundary_is_stopped_at_the_screen() -> None:
    raw = "".join(HOSTILE)

    def careless(status: Status, look: Look) -> list[Line]:
        return [(Piece(raw),), (Piece("still here"),)]

    app = ReadingApp(TimelineView(clock=SetClock(), draw=careless))
    async with app.run_test(size=(200, 30)) as pilot:
        app.view.replace([post(1)], more=False)
        await settle(pilot)
        data = written(app)
        assert "still here" in data
        assert foreign_controls(data) == []


@pytest.mark.parametrize("fault", [ValueError, KeyError, RecursionError, AttributeError, ZeroDivisionError])
async def test_a_post_that_breaks_the_drawing_is_a_placeholder_among_the_others(
    fault: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(status: Status, look: Look) -> list[Line]:
        if status.id == "995":
            raise fault("secret words of the post")
        return draw_post(status, look)

    app = ReadingApp(TimelineView(clock=SetClock(), draw=breaks))
    async with app.run_test(size=(80, 120)) as pilot:
        with caplog.at_level(logging.WARNING):
            app.view.replace(town(), more=False)
            await settle(pilot)
        data = written(app)
        assert "This post could not be drawn." in data
        assert "canal committee" in data
        assert "995" in caplog.text
        for _ in range(12):
            await pilot.press("j")
        assert app.is_running


async def test_a_post_that_measures_differently_each_time_does_not_hang_the_screen() -> None:
    heights = iter(range(1, 100_000))

    def restless(status: Status, look: Look) -> list[Line]:
        return [(Piece("x"),)] * (next(heights) % 7 + 1)

    clock = SetClock()
    app = ReadingApp(TimelineView(clock=clock, draw=restless))
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.replace([post(number) for number in range(200, 0, -1)], more=False)
        for number in range(60):
            clock.advance(minutes=1)
            app.view.tick()
            await pilot.press("j" if number % 3 else "pagedown")
        assert app.is_running


async def test_a_megabyte_of_text_in_one_post_costs_no_more_than_its_first_lines() -> None:
    app = ReadingApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.view.replace([post(2, content="<p>" + "long " * 200_000 + "</p>"), post(1)], more=False)
        await settle(pilot)
        assert app.view.book.heights.total < 450
