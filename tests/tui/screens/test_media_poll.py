"""Attachments and polls of a draft, from the key to the out-tray."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Select

from flow_kit import Flow, program
from outtray.acts.act import Attachment, Poll
from outtray.screens.main import MainScreen
from outtray.screens.media import MediaScreen
from outtray.screens.poll import PollScreen
from outtray.services.acting import of_its_kind, with_poll
from outtray.services.files import NoSuchFolder, NoSuchHome, entries, path_of
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests; each has a house of its own."""
    with PracticeServer() as server:
        yield server


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with pictures, and with things that cannot be attached."""
    folder = tmp_path / "pictures"
    (folder / "old").mkdir(parents=True)
    for number, name in enumerate(("duck.png", "goose.png", ".hidden.png", "evil\x1b[2J.png")):
        (folder / name).write_bytes(PIXEL + b" " * number)
    (folder / "notes.txt").write_text("words", encoding="utf-8")
    return folder


def test_a_path_that_is_begun_offers_folders_and_what_can_be_attached(pictures: Path) -> None:
    names = [entry.name for entry in entries(f"{pictures}/")]
    assert names[0] == "old"
    assert {"duck.png", "goose.png"} < set(names)
    assert "\x1b" not in "".join(names)
    assert "notes.txt" not in names
    assert [entry.name for entry in entries(f"{pictures}/DU")] == ["duck.png"]
    assert [entry.name for entry in entries(f"{pictures}/.h")] == [".hidden.png"]
    with pytest.raises(NoSuchFolder, match="nowhere"):
        entries(f"{pictures}/nowhere/")
    with pytest.raises(NoSuchHome, match="no home directory for ~nosuchuser"):
        path_of("~nosuchuser/x.png")


async def _media(flow: Flow) -> MediaScreen:
    await flow.press("ctrl+g")
    await flow.shows(MediaScreen)
    screen = flow.app.screen
    assert isinstance(screen, MediaScreen)
    await flow.until(lambda: screen.focused is not None, "the card")
    return screen


async def _pick(flow: Flow, beginning: Path) -> None:
    """Type the beginning of a path and take the first that is offered."""
    field = flow.app.screen.query_one("#file", Input)
    field.focus()
    field.value = str(beginning)
    files = flow.app.screen.query_one("#files", OptionList)
    await flow.until(lambda: files.option_count == 1, "the one file")
    await flow.press("down", "enter")
    alt = flow.app.screen.query_one("#alt", Input)
    await flow.until(lambda: alt.has_focus, "the description to be asked for")


@pytest.mark.feature("write.options")
async def test_files_are_picked_described_put_in_order_and_taken_off(
    tmp_path: Path, town: PracticeServer, pictures: Path
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        area.insert("Birds.")
        screen = await _media(flow)
        await _pick(flow, pictures / "du")
        await flow.press(*"duck")
        await _pick(flow, pictures / "goo")
        attached = screen.query_one("#attached", OptionList)
        assert attached.option_count == 2
        await flow.pilot.click("#earlier")
        await flow.until(lambda: attached.highlighted == 0, "the goose in front")
        focus: Select[tuple[float, float]] = screen.query_one("#focus", Select)
        focus.value = (0.0, 1.0)
        await flow.press("ctrl+g")
        await flow.until(lambda: "What does it show?" in flow.picture(), "the question")
        await flow.press("ctrl+g")
        await flow.until(lambda: flow.app.screen is not screen, "the desk")
        await flow.until(lambda: "without description" in flow.picture(), "the goose on the page")
        screen = await _media(flow)
        screen.query_one("#alt", Input).value = "a goose, not amused"
        await flow.press("ctrl+g")
        await flow.until(lambda: "not amused" in flow.picture(), "the description on the page")
        await flow.press("f5")
        await flow.shows(MainScreen)
        (held,) = await flow.waiting()
        assert [(one.name, one.description, one.focus) for one in held.act.media] == [
            ("goose.png", "a goose, not amused", (0.0, 1.0)),
            ("duck.png", "duck", None),
        ]


async def test_any_attachment_is_taken_off_and_one_too_many_is_refused(
    tmp_path: Path, town: PracticeServer, pictures: Path
) -> None:
    async with program(tmp_path, town, size=(60, 20)) as flow:
        await flow.open_desk()
        most = flow.workspace.instance.max_media
        media = tuple(Attachment(sha256=f"{n:064x}", mime="image/png", name=f"{n}.png") for n in range(most))
        flow.desk.change(replace(flow.desk.act, media=media))
        screen = await _media(flow)
        attached = screen.query_one("#attached", OptionList)
        field = screen.query_one("#file", Input)
        field.value = str(pictures / "duck.png")
        field.focus()
        await flow.press("enter")
        await flow.until(lambda: f"at most {most} files" in str(screen.query_one("#problem").render()), "no")
        field.value = ""
        attached.focus()
        await flow.press("down")
        screen.query_one("#remove").focus()
        await flow.press("enter")
        await flow.until(lambda: attached.option_count == most - 1, "one fewer")
        await flow.press("ctrl+g")
        await flow.press("ctrl+g")
        await flow.until(lambda: flow.app.screen is not screen, "the desk")
        assert [one.name for one in flow.desk.act.media] == [f"{n}.png" for n in range(most) if n != 1]


@pytest.mark.feature("write.options")
async def test_a_poll_is_built_shown_and_held(tmp_path: Path, town: PracticeServer) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        area.insert("Which day?")
        await flow.press("ctrl+b")
        await flow.shows(PollScreen)
        screen = flow.app.screen
        await flow.until(lambda: isinstance(screen.focused, Input), "the first answer")
        await flow.press(*"Monday", "enter", "ctrl+b")
        await flow.until(lambda: "at least two answers" in flow.picture(), "what is missing")
        await flow.press(*"monday", "ctrl+b")
        await flow.until(lambda: "are the same" in flow.picture(), "what is wrong")
        await flow.press("backspace", "backspace", "backspace", *"key", "enter")
        await flow.until(lambda: len(screen.query(".answer")) == 3, "room for a third")
        screen.query_one("#runs", Select).value = 3 * 86_400
        await flow.press("ctrl+b")
        await flow.until(lambda: flow.app.screen is not screen, "the desk")
        await flow.until(
            lambda: "Monday" in flow.picture() and "3 d" in flow.picture(), "the poll on the page"
        )
        await flow.press("ctrl+g")
        await flow.until(lambda: "both a poll and media" in flow.told, "why not")
        await flow.press("escape", "f5")
        await flow.shows(MainScreen)
        (held,) = await flow.waiting()
        assert held.act.kind is ActKind.POLL
        assert held.act.poll == Poll(("Monday", "monkey"), 3 * 86_400)


async def test_the_kind_of_an_act_follows_what_is_chosen(tmp_path: Path, town: PracticeServer) -> None:
    async with program(tmp_path, town) as flow:
        act = flow.post("x")
        poll = with_poll(act, Poll(("a", "b"), 300))
        assert (poll.kind, with_poll(poll, None).kind) == (ActKind.POLL, ActKind.POST)
        direct = of_its_kind(replace(poll, visibility=Visibility.DIRECT))
        assert direct.kind is ActKind.DIRECT
        assert of_its_kind(replace(act, kind=ActKind.EDIT)).kind is ActKind.EDIT
