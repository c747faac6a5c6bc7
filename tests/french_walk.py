"""Walks through the screens of the program in French and prints what each shows: one JSON object.

A program of its own, since a process chooses its language once and words its commands when they are imported.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from outtray.base.translation import use_languages

WORDS = "Franchement, le plan du ministre est irresponsable."


async def walk(folder: Path) -> dict[str, list[str]]:
    """The rows of the screen at each place of a walk: written, held, seen in every list, set up."""
    from flow_kit import program
    from outtray.widgets.desk.findings_panel import FindingsPanel
    from practice_process import PracticeServer

    seen: dict[str, list[str]] = {}
    with PracticeServer() as server:
        async with program(folder, server, (100, 40)) as flow:

            def look(name: str) -> None:
                strips = flow.app.screen._compositor.render_strips()
                seen[name] = ["".join(part.text for part in strip).replace("\xa0", " ") for strip in strips]

            async def at(kind: str) -> None:
                await flow.until(lambda: flow.screens[-1] == kind, kind)

            look("timeline")
            await flow.press("question_mark")
            await at("HelpScreen")
            look("help")
            await flow.press("escape")
            await at("MainScreen")
            area = await flow.open_desk()
            area.insert(WORDS)
            await flow.until(lambda: flow.desk.query_one(FindingsPanel).in_view is not None, "a finding")
            look("desk")
            await flow.press("ctrl+o")
            await at("OptionsScreen")
            look("options")
            await flow.press("escape")
            await at("DeskScreen")
            await flow.press("escape")
            await at("MainScreen")
            await flow.hold("Il pleut.")
            await flow.out_tray()
            look("out-tray")
            await flow.press("escape")
            await at("MainScreen")
            await flow.look()
            look("second look")
            await flow.press("escape")
            await at("MainScreen")
            for key, screen in (("R", "RegisterScreen"), ("L", "LessonsScreen"), ("comma", "SettingsScreen")):
                await flow.press(key)
                await at(screen)
                look(screen)
                await flow.press("escape")
                await at("MainScreen")
    return seen


if __name__ == "__main__":
    use_languages(["fr"])
    print(json.dumps(asyncio.run(walk(Path(sys.argv[1])))))
