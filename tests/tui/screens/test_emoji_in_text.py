"""Emoji on the main screen: given to the terminal once, again when it has forgotten them, and taken back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.base.drawing import Drawing, Method
from outtray.screens.home import emoji as emoji_part
from outtray.screens.messages import Connected
from outtray.widgets.timeline import sheet
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]
pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")

CELL = "\U0010eeee"
GIVEN = re.compile(r"\x1b_Ga=T,[^;]*\bi=(\d+)")
PIXELS = re.compile(r"\x1b_Ga=T,[^;]*;([A-Za-z0-9+/=]+)")
GONE = re.compile(r"\x1b_Ga=d,[^\x1b]*\bi=(\d+)")


@asynccontextmanager
async def reading(
    folder: Path, server: PracticeServer, patch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Flow, list[str]]]:
    """The program in a terminal that draws pictures in text, and everything that is said to it of them."""
    config = folder / "config" / "practice"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text("[media]\npreviews = 'best'\n")
    patch.setenv("COLORTERM", "truecolor")
    patch.setattr("outtray.services.workspace.Drawing", lambda: Drawing(Method.KITTY, 10, 20))
    said: list[str] = []
    give = emoji_part.CustomEmoji._tell

    def tell(part: emoji_part.CustomEmoji, sequences: str) -> None:
        said.append(sequences)
        give(part, sequences)

    patch.setattr(emoji_part.CustomEmoji, "_tell", tell)
    async with program(folder, server) as flow:
        yield flow, said


def shown(flow: Flow) -> str:
    """The rows of the timeline."""
    view = flow.main.timeline
    return "\n".join(row.strip.text for row in map(view.row_at, range(view.seen.height)) if row is not None)


async def post(flow: Flow, words: str) -> None:
    """Have somebody post this, and go there."""
    made = flow.server.make_post("anouk", words)
    view = flow.main.timeline
    await flow.until(lambda: view.waiting or made["id"] in view.book, "the post")
    await flow.press("g")
    await flow.until(lambda: view.selected_id == made["id"], "the post under the cursor")


@pytest.mark.feature("post.emoji")
async def test_a_terminal_that_was_lent_to_another_program_is_given_them_again(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(tmp_path, practice_server, monkeypatch) as (flow, said):
        await post(flow, "An :onion: in a row.")
        await flow.until(lambda: f"An {CELL}" in shown(flow), "the picture")
        first = GIVEN.findall("".join(said))
        assert len(first) == len(set(first)) > 0, "each is given once"
        await flow.press("Y")
        assert "An :onion: in a row." in flow.app.clipboard, "what is copied are words"
        said.clear()
        flow.app.app_resume_signal.publish(flow.app)
        assert sorted(GIVEN.findall("".join(said))) == sorted(first)
        said.clear()
        await flow.press("ctrl+l")
        assert sorted(GIVEN.findall("".join(said))) == sorted(first), "and when all is drawn again"
    assert sorted(GONE.findall("".join(said))) == sorted(first), "and taken back at the end"


@pytest.mark.feature("post.emoji")
async def test_what_failed_has_its_name_and_is_asked_for_again_with_the_next_connection(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice_server.set_fault("status", path_regex=r"/emoji/", times=None, code=503)
    async with reading(tmp_path, practice_server, monkeypatch) as (flow, said):
        await post(flow, "An :onion: that is away.")
        await flow.until(lambda: any(one["hits"] for one in practice_server.faults()), "a question")
        tried = sum(one["hits"] for one in practice_server.faults())
        view = flow.main.timeline
        for _turn in range(5):
            view.scroll_by(1)
            view.scroll_by(-1)
        await flow.pilot.pause()
        assert "An :onion: that is away." in shown(flow)
        assert "".join(said) == ""
        practice_server.clear_faults()
        flow.main.post_message(Connected())
        await flow.pilot.pause()
        view.scroll_by(1)
        view.scroll_by(-1)
        await flow.until(lambda: f"An {CELL}" in shown(flow), "the picture")
        assert tried


@pytest.mark.feature("post.emoji")
async def test_what_is_under_way_at_the_next_connection_is_not_asked_for_twice(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice_server.set_fault("delay", path_regex=r"/emoji/onion", times=None, seconds=2)
    async with reading(tmp_path, practice_server, monkeypatch) as (flow, said):
        await post(flow, "An :onion: on its way.")

        def asked() -> int:
            return sum(one["hits"] for one in practice_server.faults())

        await flow.until(asked, "a question")
        flow.main.post_message(Connected())
        await flow.pilot.pause()
        view = flow.main.timeline
        view.scroll_by(1)
        view.scroll_by(-1)
        await flow.until(lambda: f"An {CELL}" in shown(flow), "the picture")
        await flow.until(lambda: not flow.under_way("emoji"), "whatever else was asked for")
        assert asked() == 1
        pixels = PIXELS.findall("".join(said))
        assert len(pixels) == len(set(pixels)) > 0, "no picture is given twice"


@pytest.mark.feature("post.emoji")
async def test_one_that_does_not_come_keeps_no_other_waiting(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emoji_part, "_LONGEST", 3_600.0)
    # A few bytes a second: no time runs out between them, and the whole takes many minutes.
    practice_server.set_fault("slow_body", path_regex=r"/emoji/lift", times=None, seconds=1, chunk_bytes=4)
    async with reading(tmp_path, practice_server, monkeypatch) as (flow, said):
        await post(flow, "The :lift: and an :onion: in it.")
        await flow.until(lambda: f"an {CELL}" in shown(flow), "the picture")
        assert "The :lift: and" in shown(flow)
        assert "".join(said).count("a=T") == len(GIVEN.findall("".join(said)))
        # What does not come is given up with the program, not waited for.


@pytest.mark.feature("post.emoji")
async def test_the_terminal_never_has_more_than_it_may(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet.EmojiSheet.__init__, "__defaults__", (2,))
    async with reading(tmp_path, practice_server, monkeypatch) as (flow, said):
        await post(flow, "One :onion: and :lift: and :kettle: and :stapler: and :stamp:.")
        await flow.until(lambda: shown(flow).count(CELL) >= 4, "two pictures")
        view = flow.main.timeline
        for _turn in range(3):
            view.scroll_by(30)
            await flow.pilot.pause(0.05)
            view.scroll_by(-30)
            await flow.pilot.pause(0.05)
        there: set[str] = set()
        for image, gone in re.findall(f"{GIVEN.pattern}|{GONE.pattern}", "".join(said)):
            there = there - {gone} | ({image} if image else set())
            assert len(there) <= 2 + 8, "those that make room go when what came with them is drawn"
        assert len(there) == 2
        line = next(line for line in shown(flow).splitlines() if "One " in line)
        assert line.count(":") >= 4, "the others have their names"
