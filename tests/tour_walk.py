"""Walks the tour in one language and keeps what each screen shows, at each size and in each theme.

A program of its own, since a process chooses its language once and words its commands when they are imported.
``tour_walk.py LANGUAGE FILE [SCENE…]`` writes the frames to a file; with ``--pictures FOLDER`` every one is
drawn as an SVG as well, to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outtray.base.translation import use_languages

if TYPE_CHECKING:
    from textual.pilot import Pilot

SIZES = ((60, 20), (100, 40), (160, 50))
THEMES = ("registry", "foolscap")
_STILL_TURNS = 400
_BRIEF = frozenset(
    """abroad attach autosave complete connect count doctor files health items layout list load look notices
    place prepare profile recall recipients relationship review rule search sizes sources tray unread
    verify""".split()
)
"""Work that fills a screen and ends; other work watches, or waits for a card to be answered."""


class Camera:
    """Takes every frame of a screen: resized and coloured while it stays where it is."""

    def __init__(self, home: str, pictures: Path | None) -> None:
        self.taken: dict[str, dict[str, dict[str, Any]]] = {}
        self.missed: list[str] = []
        self._home = home
        self._pictures = pictures
        self._themes = THEMES

    async def take(self, pilot: Pilot[Any], name: str) -> None:
        """All frames of the screen in front."""
        from frames import Frame, without_chance

        sizes: dict[str, dict[str, Any]] = {}
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            rows: tuple[str, ...] | None = None
            colours: dict[str, Any] = {}
            for theme in self._themes:
                pilot.app.theme = theme
                frame: Frame = await self._still(pilot)
                if rows is not None and rows != frame.rows:
                    raise AssertionError(f"it says something else in another theme:\n{_both(rows, frame.rows)}")
                rows = frame.rows
                colours[theme] = frame.runs
                if self._pictures is not None:
                    self._draw(pilot, f"{name}-{width}-{theme}")
            assert rows is not None
            # The next size begins in the colours this one ended with: one change fewer.
            self._themes = (self._themes[1], self._themes[0])
            text = [without_chance(row, self._home) for row in rows]
            sizes[f"{width}×{height}"] = {"rows": text, "runs": colours}
        self.taken[name] = sizes

    async def _still(self, pilot: Pilot[Any]) -> Any:
        """The frame once nothing moves any more."""
        from frames import frame_of

        last = None
        for _turn in range(_STILL_TURNS):
            await pilot.pause()
            frame = frame_of(pilot.app)
            if frame == last and not _at_work(pilot):
                return frame
            last = frame
            await asyncio.sleep(0.01)
        raise AssertionError(f"this screen is never still: {_at_work(pilot)}\n" + "\n".join(frame.rows))

    def _draw(self, pilot: Pilot[Any], name: str) -> None:
        assert self._pictures is not None
        picture = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", pilot.app.export_screenshot(title=name))
        (self._pictures / f"{name}.svg").write_text(picture, encoding="utf-8")


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
    """Play these scenes, one after the other, in as few programs as they need."""
    from tour import MORNING, SCENES, StandingClock, at_home

    from flow_kit import program
    from practice_process import PracticeServer

    inside = [name for name in SCENES if not names or name in names]
    if inside:
        with PracticeServer("--seed-now", MORNING.isoformat(), "--clock-stands") as server:
            async with program(folder, server, SIZES[1], clock=StandingClock()) as flow:
                await flow.until(lambda: flow.main.header.connection.words in {"live", "en direct"}, "the stream")
                for name in inside:
                    if not flow.app.is_running:
                        break  # what ended it is told when the program is left
                    began = time.monotonic()
                    played = began
                    try:
                        await at_home(flow)
                        await SCENES[name](flow)
                        played = time.monotonic()
                        await camera.take(flow.pilot, name)
                    except AssertionError as error:
                        camera.missed.append(f"{name}: {error}")
                    print(f"{name}: {played - began:.1f} + {time.monotonic() - played:.1f} s", file=sys.stderr)


def main() -> int:
    """Walk and write."""
    options = argparse.ArgumentParser()
    options.add_argument("language")
    options.add_argument("file", type=Path)
    options.add_argument("scenes", nargs="*")
    options.add_argument("--pictures", type=Path)
    given = options.parse_args()
    use_languages([given.language])
    if given.pictures is not None:
        given.pictures.mkdir(parents=True, exist_ok=True)
    # A name of one length in one place, whatever the machine: paths stand on some screens.
    with tempfile.TemporaryDirectory(prefix="outtray-", dir="/tmp") as home:  # noqa: S108 - unique all the same
        camera = Camera(home, given.pictures)
        asyncio.run(walk(given.scenes, camera, Path(home)))
    given.file.write_text(json.dumps(camera.taken), encoding="utf-8")
    print("\n\n".join(camera.missed), file=sys.stderr)
    return 1 if camera.missed else 0


if __name__ == "__main__":
    sys.exit(main())
