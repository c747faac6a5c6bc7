"""What is done at the desk beside typing: other words taken, long texts cut into threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.config.locations import locations
from outtray.mastodon.counting import counted_length
from outtray.screens.main import MainScreen
from outtray.screens.thread_parts import ThreadScreen
from outtray_rules.draft import ActKind
from outtray_rules.starting import starting_pack
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

LONG = (
    "The harbour plan has three parts, and none of them is secret. The first is the quay, which the town "
    "owns. The second is the crane, and the crane is old.\n\nNobody on the council has said what the third "
    "part is. I asked on Tuesday, and again on Friday, and the answer was that an answer would come. "
    "The papers are at https://www.canada.ca/en/services/benefits/student-aid and anybody can read them, "
    "which I would recommend to everybody, because the numbers on page nine do not add up. We wait. And "
    "meanwhile the ferry runs, which is good, since most of us need it every day to get to work and home."
)


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests; each has a house of its own."""
    with PracticeServer() as server:
        yield server


def _in_picture(flow: Flow, words: str) -> bool:
    return words in flow.picture()


def _told_of_rules(flow: Flow) -> bool:
    """Whether rules that were saved are in use; asking for them is what makes them be looked at."""
    flow.workspace.rules()
    return "rules were saved" in flow.told


async def test_suggested_words_are_put_in_by_a_key_and_taken_out_again_by_undo(
    tmp_path: Path, town: PracticeServer
) -> None:
    packs = locations({"OUTTRAY_HOME": str(tmp_path)}, practice=True).packs
    packs.mkdir(parents=True)
    (packs / "house.toml").write_text(starting_pack("house"), encoding="utf-8")
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        area.insert("Please utilise the quay, and utilise it well.")
        pane = flow.desk.body.pane.findings
        await flow.until(lambda: pane.in_view is not None, "the finding")
        await flow.until(lambda: _in_picture(flow, "Would read:"), "the suggestion")
        await flow.press("f3")
        await flow.until(lambda: area.text == "Please use the quay, and utilise it well.", "one of the two")
        await flow.until(
            lambda: pane.in_view is not None and pane.in_view.finding.span.start > 20, "the other"
        )
        await flow.press("f3")
        await flow.until(lambda: area.text == "Please use the quay, and use it well.", "the other replaced")
        await flow.until(lambda: pane.in_view is None, "nothing found")
        await flow.press("f3")
        assert area.text == "Please use the quay, and use it well."
        await flow.press("ctrl+z")
        await flow.until(lambda: area.text == "Please use the quay, and utilise it well.", "the undo")
        await flow.until(lambda: pane.in_view is not None, "the finding again")


@pytest.mark.feature("write.thread")
async def test_a_text_over_the_limit_is_held_as_a_thread_that_was_seen_before(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        area.insert(LONG)
        await flow.saved()
        await flow.press("f5")
        await flow.until(lambda: "^T shows it as a thread of 2 parts" in flow.told, "the offer")
        await flow.press("ctrl+t")
        await flow.shows(ThreadScreen)
        await flow.until(lambda: _in_picture(flow, "1/2"), "the first part")
        await flow.press("enter")
        assert not await flow.waiting()
        await flow.press("escape")
        await flow.until(lambda: area.has_focus, "the desk again")
        await flow.press("ctrl+t")
        await flow.shows(ThreadScreen)
        await flow.press("f5")
        await flow.shows(MainScreen)
        await flow.until(lambda: "thread of 2 parts" in flow.told, "what was done")
        first, second = [item.act for item in await flow.waiting()]
        ids = [item.id for item in await flow.waiting()]
        assert f"{first.text} {second.text}".split() == LONG.split()
        assert (first.after, second.after) == ("", ids[0])
        assert {first.kind, second.kind} == {ActKind.THREAD}
        assert max(counted_length(first.text), counted_length(second.text)) <= 500
        assert await flow.drafts() == []


async def test_three_dashes_make_a_thread_of_a_reply_unless_one_post_is_wanted(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk("r")
        begun = area.text
        area.insert("Yes.\n---\nAnd no.")
        await flow.press("f5")
        await flow.shows(ThreadScreen)
        await flow.until(lambda: _in_picture(flow, "Hold as one post"), "the choice")
        await flow.press("f5")
        await flow.shows(MainScreen)
        first, second = await flow.waiting()
        assert (first.act.text, second.act.text) == (f"{begun}Yes.", "And no.")
        assert first.act.reply_to is not None
        assert (first.act.kind, second.act.kind) == (ActKind.REPLY, ActKind.THREAD)
        assert (second.act.reply_to, second.act.after) == (None, first.id)
        area = await flow.open_desk()
        area.insert("One\n---\nstays")
        await flow.press("f5")
        await flow.shows(ThreadScreen)
        await flow.until(lambda: bool(flow.app.screen.query("#one")), "the choice")
        await flow.pilot.click("#one")
        await flow.shows(MainScreen)
        assert [item.act.text for item in await flow.waiting()][-1] == "One\n---\nstays"


async def test_a_rule_that_is_saved_while_one_writes_finds_what_is_written(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        packs = flow.workspace.places.packs
        packs.mkdir(parents=True, exist_ok=True)
        area = await flow.open_desk()
        area.insert("Please utilise the quay.")
        await flow.saved()
        (packs / "house.toml").write_text(starting_pack("house"), encoding="utf-8")
        await flow.until(lambda: _told_of_rules(flow), "the news")
        pane = flow.desk.body.pane.findings
        await flow.until(lambda: pane.in_view is not None, "the finding, without another letter")
