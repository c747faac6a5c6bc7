"""Somebody drops the first part of a thread: the next one tells what to do, and that can be done."""

from __future__ import annotations

from pathlib import Path

from flow_kit import program
from outtray.acts.states import State
from outtray.screens.look import LookScreen
from outtray.services import acting
from practice_process import PracticeServer


async def test_a_part_whose_earlier_part_was_discarded_is_edited_held_and_sent(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        tray = flow.workspace.tray
        parts = acting.thread_of(flow.post("x"), ("The ferry runs again.", "The timetable follows."))
        first, second = await tray.hold_thread(parts, flow.workspace.review.review)
        await tray.discard(first.id)
        flow.pass_time(600)
        flow.main.tray_changed()
        await flow.until(lambda: flow.main.header.out_tray.ready, "the part that is left")
        await flow.look()
        assert "it is a post of its own then" in flow.picture()
        await flow.press("s")
        await flow.until(lambda: "post of its own" in flow.told, "why it cannot be sent")
        assert isinstance(flow.app.screen, LookScreen)
        await flow.press("e")
        await flow.until(lambda: "DeskScreen" in flow.screens and flow.area.has_focus, "the desk")
        assert flow.area.text == "The timetable follows."
        await flow.press("f5")
        await flow.until(lambda: "DeskScreen" not in flow.screens, "the hold")
        held = await tray.item(second.id)
        assert (held.state, held.act.after, held.note) == (State.HELD, "", None)
        practice_server.shift_clock(1200)
        flow.clock.skew *= 2
        flow.main.tray_changed()
        await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act")
        await flow.look()
        await flow.press("s")
        await flow.until(lambda: practice_server.writes("/api/v1/statuses$"), "the post on the server")


async def test_a_draft_that_became_a_post_of_its_own_says_so_on_the_desk(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        tray = flow.workspace.tray
        parts = acting.thread_of(flow.post("x"), ("The ferry runs again.", "The timetable follows."))
        first, second = await tray.hold_thread(parts, flow.workspace.review.review)
        await tray.edit(second.id)
        await tray.discard(first.id)
        await flow.press("d")
        await flow.until(lambda: "The timetable follows." in flow.picture(), "the draft")
        await flow.press("enter")
        await flow.until(lambda: "DeskScreen" in flow.screens and flow.area.has_focus, "the desk")
        await flow.until(lambda: "this is a post of its own" in flow.told, "what became of it")
        assert flow.area.text == "The timetable follows."
