"""Draws the pictures of the docs by driving the program on a practice server; see ``make screenshots``.

``draw.py`` draws all, in every language there is a catalogue for; ``draw.py --language fr desk look`` draws
these. English pictures lie beside this file, others in a folder named for their language.

The pictures are SVG. Links to web fonts that the exporter writes are taken out, so that looking at one
asks nobody for anything.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from outtray.base.translation import use_languages

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")
WORDS = {
    "en": "Honestly the OneForm rollout is reckless, and everyone at the department knows it.",
    "fr": "Franchement, OneForm est un échec honteux, et tout le ministère le sait.",
}
CLEAN = {
    "en": "Which question of OneForm is the hardest? I will pass it on.",
    "fr": "Quelle question du formulaire est la plus difficile ? Je la transmettrai.",
}
_CHOICES = argparse.ArgumentParser(description="Draw the pictures of the docs.")
_CHOICES.add_argument("--language", choices=LANGUAGES, help="only this one (default: all)")
_CHOICES.add_argument("scenes", nargs="*", metavar="SCENE", help="only these (default: all)")
CHOSEN = _CHOICES.parse_args()
LANGUAGE: str = CHOSEN.language or "en"
# Before the screens are imported: what stands beside each key is worded then.
use_languages([LANGUAGE])

from outtray.app import Ended, OuttrayApp  # noqa: E402
from outtray.base.clock import SystemClock  # noqa: E402
from outtray.cli.practice import practice_server  # noqa: E402
from outtray.config.locations import HOME_VARIABLE, locations  # noqa: E402
from outtray.config.settings import PRACTICE_SETTINGS  # noqa: E402
from outtray.services.workspace import Login, Workspace  # noqa: E402
from outtray.widgets.timeline.view import TimelineView  # noqa: E402

Scene = Callable[[Pilot[Ended], OuttrayApp], Awaitable[None]]


async def until(pilot: Pilot[Ended], holds: Callable[[], bool], what: str) -> None:
    """Wait for the program to get somewhere."""
    for _turn in range(400):
        if holds():
            await pilot.pause()
            return
        await pilot.pause(0.05)
    raise SystemExit(f"waited in vain for {what}")


async def timeline(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """Home, read."""
    await until(pilot, lambda: len(app.screen.query_one("#timeline", TimelineView).book) > 5, "posts")
    await pilot.press("escape", "j", "j")


async def by_the_minister(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """Home, with a post of the minister's selected."""
    await timeline(pilot, app)
    view = app.screen.query_one("#timeline", TimelineView)
    for _turn in range(60):
        status = view.selected
        if status is not None and status.shown.account.acct == "minister":
            return
        await pilot.press("j")


async def thread(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """What was answered to the minister."""
    await by_the_minister(pilot, app)
    await pilot.press("enter")
    await pilot.pause(1.5)


async def profile(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """Who the minister is, and what she wrote."""
    await by_the_minister(pilot, app)
    await pilot.press("p")
    await pilot.pause(1.5)


async def columns(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """Three timelines side by side."""
    await timeline(pilot, app)
    for source in ("2", "3"):
        await opened_beside(pilot, app, source)
    await pilot.pause(1.5)


async def opened_beside(pilot: Pilot[Ended], app: OuttrayApp, source: str) -> None:
    """Open one more column from the menus."""
    main = app.screen
    for key in ("C", "a", source):
        before = app.screen
        await pilot.press(key)
        await until(pilot, lambda before=before: app.screen is not before, "the menu of columns")
    await until(pilot, lambda: app.screen is main, "the columns")


async def write(pilot: Pilot[Ended], app: OuttrayApp, words: str) -> None:
    """Type on the desk that opens."""
    await until(pilot, lambda: bool(app.screen.query("DraftArea")), "the desk")
    await until(pilot, lambda: app.screen.query("DraftArea").first().has_focus, "the desk")
    await pilot.press(*["space" if letter == " " else letter for letter in words])
    await pilot.pause(0.8)


async def desk(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """An answer to the minister, with what the review says of it."""
    await by_the_minister(pilot, app)
    await pilot.press("r")
    await write(pilot, app, WORDS[LANGUAGE])


async def front_page(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """The same answer with a headline chosen: the words it lifts are highlighted in the draft."""
    await desk(pilot, app)
    await pilot.press("f9", "f9", "f9")
    await pilot.pause(0.5)


async def out_tray(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """Two acts that wait."""
    await timeline(pilot, app)
    main = app.screen
    for words in (CLEAN[LANGUAGE], WORDS[LANGUAGE]):
        await pilot.press("c")
        await write(pilot, app, words)
        await pilot.press("f5")
        await until(pilot, lambda: app.screen is main, "the timeline")
    await pilot.press("O")
    await until(pilot, lambda: app.screen is not main, "the out-tray")
    await pilot.pause(0.5)


async def look(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """The second look at an act that still cools."""
    await out_tray(pilot, app)
    tray = app.screen
    await pilot.press("j", "enter")
    await until(pilot, lambda: app.screen is not tray, "the second look")
    await pilot.pause(0.5)


def pressed(key: str) -> Scene:
    """A screen that one key opens, over an out-tray with something in it."""

    async def scene(pilot: Pilot[Ended], app: OuttrayApp) -> None:
        await out_tray(pilot, app)
        tray = app.screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not tray, "the timeline")
        main = app.screen
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not main, f"what {key} opens")
        await pilot.pause(1)

    return scene


SCENES: dict[str, tuple[Scene, tuple[int, int], str]] = {
    "timeline": (timeline, (110, 34), "registry"),
    "timeline-light": (timeline, (110, 34), "foolscap"),
    "narrow": (timeline, (60, 30), "registry"),
    "thread": (thread, (150, 36), "registry"),
    "profile": (profile, (150, 36), "registry"),
    "columns": (columns, (170, 36), "registry"),
    "desk": (desk, (120, 40), "registry"),
    "desk-light": (desk, (120, 40), "foolscap"),
    "front-page": (front_page, (120, 44), "newsprint"),
    "out-tray": (out_tray, (120, 20), "registry"),
    "look": (look, (120, 36), "registry"),
    "register": (pressed("R"), (120, 34), "registry"),
    "lessons": (pressed("L"), (120, 40), "registry"),
    "settings": (pressed("comma"), (120, 40), "registry"),
}


async def draw(name: str) -> None:
    """Play one scene and save its last frame."""
    scene, size, theme = SCENES[name]
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        places = locations(os.environ, practice=True)
        places.make()
        with practice_server(places.practice_server) as server:
            login = Login(server.url, "practice", server.account, lambda: server.token, practice=True)
            workspace = Workspace(places, SystemClock(), login=login, defaults=PRACTICE_SETTINGS)
            app = OuttrayApp(workspace, login)
            try:
                async with app.run_test(size=size) as pilot:
                    app.register_themes()
                    app.theme = theme
                    await scene(pilot, app)
                    picture = app.export_screenshot(title="Outtray")
                await workspace.connections.close()
            finally:
                workspace.close_files()
    picture = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", picture)
    folder = HERE if LANGUAGE == "en" else HERE / LANGUAGE
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
    print((folder / f"{name}.svg").relative_to(HERE.parent.parent))


def main() -> int:
    """Draw what was asked for; another process for each language, whose words are chosen once."""
    if CHOSEN.language is None:
        command = [sys.executable, __file__, *CHOSEN.scenes]
        done = [subprocess.run([*command, "--language", code], check=False) for code in LANGUAGES]  # noqa: S603
        return max(one.returncode for one in done)
    for name in CHOSEN.scenes or list(SCENES):
        asyncio.run(draw(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
