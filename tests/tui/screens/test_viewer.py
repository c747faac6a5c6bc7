"""The viewer: alt text first, a picture when it is wanted, files to the user's own programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from flow_kit import Flow, program
from outtray.practice.pictures import landscape
from outtray.screens.address import AddressScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.clearing import Clearing
from outtray.screens.main import MainScreen
from outtray.screens.viewer import ViewerScreen
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

ALT = "A hand-drawn map of the harbour, with every bollard numbered."


def attach(server: PracticeServer, *described: str, **options: Any) -> dict[str, Any]:
    """A post by the minister with a picture for each description."""
    headers = {"Authorization": f"Bearer {server.token_for('minister')}"}
    ids = []
    for number, words in enumerate(described):
        made = server.api(
            "POST",
            "/api/v2/media",
            files={"file": (f"{number}.png", landscape(f"#{number}48822", 320, 180), "image/png")},
            data={"description": words, "focus": "-0.9,0.8"},
            headers=headers,
        ).json()
        ids.append(made["id"])
    post = {"status": "Look.", "media_ids": ids, **options}
    found: dict[str, Any] = server.api("POST", "/api/v1/statuses", json=post, headers=headers).json()
    return found


@asynccontextmanager
async def viewer(
    folder: Path,
    server: PracticeServer,
    made: dict[str, Any],
    settings: str = "",
    size: tuple[int, int] = (100, 40),
) -> AsyncIterator[tuple[Flow, ViewerScreen]]:
    """The program with these settings and the media of a post in front."""
    config = folder / "config" / "practice"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(f"[media]\n{settings}\n")
    async with program(folder, server, size) as flow:
        view = flow.main.timeline
        await flow.until(lambda: view.waiting or made["id"] in view.book, "the post")
        await flow.press("g")
        await flow.until(lambda: view.select(made["id"]), "the post under the cursor")
        await flow.press("v")
        await flow.shows(ViewerScreen)
        screen = flow.app.screen
        assert isinstance(screen, ViewerScreen)
        await flow.until(lambda: said(screen, "facts"), "the first medium")
        yield flow, screen


def said(screen: ViewerScreen, name: str) -> str:
    """The words of one part of the viewer."""
    return str(screen.query_one(f"#{name}", Static).render())


def media_folder(folder: Path) -> list[str]:
    """What was fetched."""
    place = folder / "cache" / "practice" / "media"
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


@pytest.mark.feature("post.media")
async def test_the_media_of_a_post_are_read_one_by_one_and_nothing_is_fetched_unasked(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = attach(practice_server, ALT, "")
    async with viewer(tmp_path, practice_server, made) as (flow, screen):
        assert "image 1 of 2" in said(screen, "facts")
        assert "320×180" in said(screen, "facts")
        assert "cut around the top left" in said(screen, "facts")
        assert said(screen, "alt") == ALT
        assert "/original" in said(screen, "where")
        await flow.press("right")
        await flow.until(lambda: "2 of 2" in said(screen, "facts"), "the next medium")
        assert "Nobody wrote" in said(screen, "alt")
        await flow.press("h")
        await flow.until(lambda: "1 of 2" in said(screen, "facts"), "the medium before")
        await flow.press("escape")
        await flow.shows(MainScreen)
    assert media_folder(tmp_path) == []


async def test_a_post_without_media_says_so(tmp_path: Path, practice_server: PracticeServer) -> None:
    async with program(tmp_path, practice_server) as flow:
        view = flow.main.timeline
        bare = next(
            view.book.status(n)
            for n in range(len(view.book))
            if not view.book.status(n).shown.media_attachments
        )
        view.select(bare.id)
        await flow.press("v")
        await flow.until(lambda: "no media" in flow.told, "a sentence")


async def test_a_small_picture_is_drawn_when_it_is_wanted(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    made = attach(practice_server, ALT)
    async with viewer(tmp_path, practice_server, made, 'previews = "blocks"') as (flow, screen):
        await flow.until(lambda: screen.query("#holder > *"), "the picture")
        await flow.until(lambda: "▀" in flow.picture(), "coloured blocks")
        assert ALT.partition(",")[0] in flow.picture(), "the words stay above it"
        assert len(media_folder(tmp_path)) == 1
        picture = screen.query_one("#holder > *")
        assert picture.size.width <= screen.size.width - 4
        assert picture.size.height < screen.size.height


async def test_a_sensitive_picture_stays_hidden_until_it_is_asked_for(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    made = attach(practice_server, ALT, sensitive=True)
    async with viewer(tmp_path, practice_server, made, 'previews = "blocks"') as (flow, screen):
        await flow.until(lambda: "x shows the picture" in said(screen, "state"), "why there is none")
        assert media_folder(tmp_path) == [], "nothing was fetched"
        await flow.press("x")
        await flow.until(lambda: "▀" in flow.picture(), "the picture")
        await flow.press("x")
        await flow.until(lambda: "▀" not in flow.picture(), "no picture")


async def test_what_cannot_be_fetched_or_drawn_is_a_sentence_in_its_place(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    made = attach(practice_server, ALT)
    practice_server.set_fault("status", path_regex="^/media/", times=None, code=503)
    async with viewer(tmp_path, practice_server, made, 'previews = "blocks"') as (flow, screen):
        await flow.until(lambda: "503" in said(screen, "state"), "a sentence")
        assert said(screen, "alt") == ALT
    assert media_folder(tmp_path) == []


async def test_a_file_goes_to_the_program_of_the_settings(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = attach(practice_server, ALT)
    shown = tmp_path / "shown"
    script = tmp_path / "look"
    script.write_text(f'#!/bin/sh\nhead -c 4 "$2" > {shown}\n')
    script.chmod(0o700)
    async with viewer(tmp_path, practice_server, made, f'image = ["{script}", "--big", "{{file}}"]') as (
        flow,
        screen,
    ):
        await flow.press("enter")
        await flow.until(lambda: "Opened with" in said(screen, "state"), "the program")
    assert shown.read_bytes() == b"\x89PNG"
    assert len(media_folder(tmp_path)) == 1


async def test_a_program_that_fails_is_a_sentence_and_the_address_can_be_copied(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = attach(practice_server, ALT)
    settings = 'image = ["outtray-no-such-program", "{url}"]'
    async with viewer(tmp_path, practice_server, made, settings) as (flow, _screen):
        await flow.press("o")
        await flow.until(lambda: "no such program" in flow.told, "a sentence")
        assert media_folder(tmp_path) == [], "a program that asks for the address fetches by itself"
        await flow.press("escape", "y")
        await flow.until(lambda: "Address copied" in flow.told, "the copy")
        assert flow.app.clipboard.startswith(practice_server.url)
        await flow.press("Y")
        await flow.until(lambda: flow.app.clipboard == ALT, "the words")


async def test_without_a_program_the_browser_is_asked_and_without_one_the_address_shown(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outtray.services.browser.open_in_browser", lambda address: False)
    made = attach(practice_server, ALT)
    async with viewer(tmp_path, practice_server, made) as (flow, _screen):
        await flow.press("enter")
        await flow.shows(AddressScreen)


@pytest.mark.parametrize("size", [(60, 20), (160, 50)])
async def test_everything_can_be_reached_in_a_small_terminal(
    tmp_path: Path, practice_server: PracticeServer, size: tuple[int, int]
) -> None:
    made = attach(practice_server, "Many words. " * 100)
    async with viewer(tmp_path, practice_server, made, size=size) as (flow, screen):
        scroll = screen.query_one("#scroll")
        for _page in range(40):
            await flow.press("space")
            if scroll.scroll_y >= scroll.max_scroll_y:
                break
        await flow.until(lambda: scroll.scroll_y == scroll.max_scroll_y, "the end")
        assert "/media/" in flow.picture()


@pytest.mark.feature("cache.limit")
async def test_what_was_read_is_forgotten_when_that_is_asked_for_and_only_then(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    made = attach(practice_server, ALT)
    script = tmp_path / "look"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o700)
    async with viewer(tmp_path, practice_server, made, f'image = ["{script}"]') as (flow, screen):
        await flow.press("enter")
        await flow.until(lambda: "Opened with" in said(screen, "state"), "the program")
        await flow.press("escape")
        await flow.shows(MainScreen)
        clearing = flow.main.part(Clearing)
        clearing.action_clear_cache()
        await flow.shows(ConfirmScreen)
        assert "0.0 MB of their files" in flow.picture(), "what would go is told first"
        await flow.press("enter")
        await flow.shows(MainScreen)
        assert len(media_folder(tmp_path)) == 1, "the safe answer has the focus"
        assert await flow.main.reading.seen("Look.")
        clearing.action_clear_cache()
        await flow.shows(ConfirmScreen)
        await flow.press("tab", "enter")
        await flow.until(lambda: "Nothing of what was read" in flow.told, "a sentence")
        assert media_folder(tmp_path) == []
        assert not await flow.main.reading.seen("Look.")
        assert len(flow.main.timeline.book), "what stands on the screen stays"


async def test_small_pictures_stand_among_the_posts_when_they_are_wanted(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    hidden = attach(practice_server, "Behind a curtain.", sensitive=True)
    made = attach(practice_server, ALT)
    config = tmp_path / "config" / "practice"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('[media]\npreviews = "blocks"\n')
    async with program(tmp_path, practice_server) as flow:
        view = flow.main.timeline
        await flow.until(lambda: view.waiting or made["id"] in view.book, "the post")
        await flow.press("g")
        await flow.until(lambda: view.select(made["id"]), "the post under the cursor")
        await flow.until(lambda: "▀" in flow.picture(), "the picture")
        assert len(media_folder(tmp_path)) == 1, "what its author hides is not fetched"
        view.select(hidden["id"])
        await flow.press("x")
        await flow.until(lambda: len(media_folder(tmp_path)) == 2, "the other picture")
