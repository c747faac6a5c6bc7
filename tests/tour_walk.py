"""Walks the tour in one language and keeps what each screen shows, at each size and in each theme.

A program of its own, since a process chooses its language once and words its commands when they are imported.
``tour_walk.py LANGUAGE FILE [SCENE…]`` writes the frames to a file; with ``--pictures FOLDER`` every one is
drawn as an SVG as well, to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outtray.base.translation import use_languages

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from frames import Frame
    from practice_process import PracticeServer

SIZES = ((60, 20), (100, 40), (160, 50))
THEMES = ("registry", "foolscap")
_STILL_TURNS = 1_600
# fmt: off
_BRIEF = frozenset({
    "abroad", "attach", "autosave", "complete", "connect", "count", "doctor", "files", "health", "items",
    "layout", "list", "load", "look", "notices", "place", "prepare", "profile", "recall", "recipients",
    "preview", "relationship", "review", "rule", "search", "sizes", "sources", "unread", "verify",
})
# fmt: on
"""Work that fills a screen and ends; other work watches, or waits for a card to be answered."""


class Camera:
    """Takes every frame of a screen: resized and coloured while it stays where it is."""

    def __init__(self, home: str, file: Path, pictures: Path | None) -> None:
        self.taken: dict[str, dict[str, dict[str, Any]]] = {}
        self.kinds: dict[str, str] = {}
        self.missed: list[str] = []
        self._home = home
        self._file = file
        self._pictures = pictures
        self._themes = THEMES

    @contextmanager
    def missing(self, name: str) -> Iterator[None]:
        """Go on when a scene fails; say at the end which did."""
        began = time.monotonic()
        try:
            yield
        except AssertionError as error:
            self.missed.append(f"{name}: {error}")
        print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)

    async def take(self, pilot: Pilot[Any], name: str) -> None:
        """All frames of the screen in front."""
        from frames import without_chance

        sizes: dict[str, dict[str, Any]] = {}
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            rows: tuple[str, ...] | None = None
            frame: Frame | None = None
            colours: dict[str, Any] = {}
            for theme in self._themes:
                pilot.app.theme = theme
                frame = await self._still(pilot, before=frame)
                if rows is not None and rows != frame.rows:
                    raise AssertionError(
                        f"it says something else in another theme:\n{_both(rows, frame.rows)}"
                    )
                rows = frame.rows
                colours[theme] = frame.runs
                if self._pictures is not None:
                    self._draw(pilot, f"{name}-{width}-{theme}")
            assert rows is not None
            if len({json.dumps(runs) for runs in colours.values()}) < len(self._themes):
                raise AssertionError(f"it has the same colours in {' and '.join(self._themes)}")
            # The next size begins in the colours this one ended with: one change fewer.
            self._themes = (self._themes[1], self._themes[0])
            text = [without_chance(row, self._home) for row in rows]
            sizes[f"{width}×{height}"] = {"rows": text, "runs": colours}
        self.taken[name] = sizes
        self.kinds[name] = type(pilot.app.screen).__name__
        walked = {"screens": self.taken, "kinds": self.kinds}
        self._file.write_text(json.dumps(walked), encoding="utf-8")

    async def _still(self, pilot: Pilot[Any], *, before: Frame | None) -> Frame:
        """The frame once nothing moves any more; ``before`` is the same in another theme."""
        from frames import frame_of

        last = None
        for _turn in range(_STILL_TURNS):
            await pilot.pause()
            if _at_work(pilot):
                # Drawing costs more than looking whether somebody still works.
                await asyncio.sleep(0.01)
                continue
            frame = frame_of(pilot.app)
            recoloured = before is not None and frame.rows == before.rows and frame.runs != before.runs
            if frame == last or recoloured:
                return frame
            last = frame
        raise AssertionError(f"it is never still: {_at_work(pilot)}\n" + "\n".join(frame_of(pilot.app).rows))

    def _draw(self, pilot: Pilot[Any], name: str) -> None:
        assert self._pictures is not None
        picture = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", pilot.app.export_screenshot(title=name))
        (self._pictures / f"{name}.svg").write_text(picture, encoding="utf-8")


def _without_painting() -> None:
    """Let screens lay out but not paint for a terminal nobody looks at: a third of what a walk costs."""
    from textual._compositor import Compositor

    def paint_nothing(self: Compositor, *_arguments: object, **_options: object) -> None:
        self._dirty_regions.clear()

    Compositor.render_update = paint_nothing  # type: ignore[method-assign]  # on purpose


def _without_blinking() -> None:
    """Let no cursor blink, in a screen below a card neither: it would be seen or not, by chance."""
    from textual.widgets import Input, TextArea

    def stand(_field: Any) -> None:
        """Neither show nor hide the cursor: who has the keys shows it, who loses them hides it."""

    Input._toggle_cursor = stand  # type: ignore[method-assign, assignment]  # on purpose
    TextArea._toggle_cursor_blink_visible = stand  # type: ignore[method-assign, assignment]  # on purpose


def _at_work(pilot: Pilot[Any]) -> list[str]:
    """What goes on beside the keys and will end."""
    return [
        worker.group
        for worker in pilot.app.workers
        if worker.is_running and worker.group.partition(" ")[0] in _BRIEF
    ]


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    return "\n".join(f"{one}\n{other}" for one, other in zip(first, second, strict=True) if one != other)


async def walk(names: list[str], camera: Camera, folder: Path) -> None:
    """Play these scenes, one after the other, in one program, and those of a first start in another."""
    from practice_process import PracticeServer
    from tour import SCENES
    from tour_beginnings import BEGINNINGS
    from tour_kit import MORNING

    # What looks back goes first: it shall see the past that was laid down, and nothing of this walk.
    in_order = sorted(SCENES, key=lambda name: name not in {"register", "lessons"})
    inside = [name for name in in_order if not names or name in names]
    with PracticeServer("--seed-now", MORNING.isoformat(), "--clock-stands") as server:
        if inside:
            await _inside(inside, camera, folder / "house", server)
        if not names or any(name in BEGINNINGS for name in names):
            await _first_start(names, camera, folder / "newcomer", server)


async def _inside(names: list[str], camera: Camera, folder: Path, server: PracticeServer) -> None:
    from flow_kit import program
    from outtray.config.locations import locations
    from tour import SCENES
    from tour_beginnings import lay_down_a_past
    from tour_kit import StandingClock, at_home

    places = locations({"OUTTRAY_HOME": str(folder)}, practice=True)
    places.make()
    lay_down_a_past(places.outbox, server)
    async with program(folder, server, SIZES[1], clock=StandingClock()) as flow:
        await flow.until(lambda: flow.main.header.connection.words in {"live", "en direct"}, "the stream")
        for name in names:
            if not flow.app.is_running:
                break  # what ended it is told when the program is left
            with camera.missing(name):
                await at_home(flow)
                await SCENES[name](flow)
                await camera.take(flow.pilot, name)


async def _first_start(names: list[str], camera: Camera, folder: Path, server: PracticeServer) -> None:
    from outtray.config.locations import locations
    from outtray.welcome import WelcomeApp
    from tour_beginnings import BEGINNINGS, Newcomer

    places = locations({"OUTTRAY_HOME": str(folder)})
    places.make()
    app = WelcomeApp(places)
    async with app.run_test(size=SIZES[1]) as pilot:
        app.register_themes()
        newcomer = Newcomer(pilot, app, server)
        for name, scene in BEGINNINGS.items():
            if not app.is_running:
                break
            with camera.missing(name):
                await scene(newcomer)
                if not names or name in names:
                    await camera.take(pilot, name)


def main() -> int:
    """Walk and write."""
    from style_kit import read_each_sheet_once

    options = argparse.ArgumentParser()
    options.add_argument("language")
    options.add_argument("file", type=Path)
    options.add_argument("scenes", nargs="*")
    options.add_argument("--pictures", type=Path)
    given = options.parse_args()
    use_languages([given.language])
    _without_blinking()
    read_each_sheet_once()
    gc.disable()
    if given.pictures is not None:
        given.pictures.mkdir(parents=True, exist_ok=True)
    else:
        _without_painting()
    # A name of one length in one place, whatever the machine: paths stand on some screens.
    with tempfile.TemporaryDirectory(prefix="outtray-", dir="/tmp") as home:
        camera = Camera(home, given.file, given.pictures)
        asyncio.run(walk(given.scenes, camera, Path(home)))
    print("\n\n".join(camera.missed), file=sys.stderr)
    return 1 if camera.missed else 0


if __name__ == "__main__":
    sys.exit(main())
