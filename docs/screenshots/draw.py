"""Draws the pictures of the docs by driving the program on a practice server; see ``make screenshots``.

The pictures are SVG. Links to web fonts that the exporter writes are taken out, so that looking at one
asks nobody for anything.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from outtray.app import Ended, OuttrayApp
from outtray.base.clock import SystemClock
from outtray.cli.practice import practice_server
from outtray.config.locations import HOME_VARIABLE, locations
from outtray.config.settings import PRACTICE_SETTINGS
from outtray.services.workspace import Login, Workspace
from outtray.widgets.timeline.view import TimelineView

HERE = Path(__file__).parent
WORDS = "Honestly the OneForm rollout is reckless, and everyone at the department knows it."

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


async def desk(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """An answer to the minister, with what the review says of it."""
    await timeline(pilot, app)
    view = app.screen.query_one("#timeline", TimelineView)
    for _turn in range(60):
        status = view.selected
        if status is not None and status.shown.account.acct == "minister":
            break
        await pilot.press("j")
    await pilot.press("r")
    await until(pilot, lambda: app.screen.query("DraftArea").first().has_focus, "the desk")
    await pilot.press(*["space" if letter == " " else letter for letter in WORDS])
    await pilot.pause(0.5)


async def front_page(pilot: Pilot[Ended], app: OuttrayApp) -> None:
    """The same answer with a headline chosen: the words it lifts are highlighted in the draft."""
    await desk(pilot, app)
    await pilot.press("f9", "f9", "f9")
    await pilot.pause(0.5)


SCENES: dict[str, tuple[Scene, tuple[int, int], str]] = {
    "timeline": (timeline, (110, 34), "registry"),
    "desk": (desk, (120, 40), "registry"),
    "desk-light": (desk, (120, 40), "foolscap"),
    "front-page": (front_page, (120, 44), "newsprint"),
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
    (HERE / f"{name}.svg").write_text(picture, encoding="utf-8")
    print(f"docs/screenshots/{name}.svg")


def main(names: list[str]) -> None:
    """Draw the pictures named, or all."""
    for name in names or list(SCENES):
        asyncio.run(draw(name))


if __name__ == "__main__":
    main(sys.argv[1:])
