"""Scenes of the tour: what is held, and what came of it. Time passes in these."""

from __future__ import annotations

from flow_kit import Flow
from outtray.screens.ask import AskScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.lessons import LessonsScreen
from outtray.screens.look import LookScreen
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.register import RegisterScreen
from outtray.services.outtray import Answers
from tour_kit import Scene, at_minute, listed_in, words

SCENES: dict[str, Scene] = {}
scene = listed_in(SCENES)


async def hold_two(flow: Flow) -> None:
    """A clean post and a risky one, held a minute apart."""
    for text in (words("clean"), words("risky")):
        act = flow.post(text)
        review = flow.workspace.review.review(act)
        warned = frozenset(one.key for one in review.findings if one.severity == "warn")
        await flow.workspace.tray.hold(act, review, Answers(warned))
        flow.pass_time(2)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.held == 2, "both in the header")


@scene
async def out_tray_empty(flow: Flow) -> None:
    """Nothing waits."""
    at_minute(flow, 20)
    await flow.press("O")
    await flow.shows(OutTrayScreen)


@scene
async def out_tray(flow: Flow) -> None:
    """One act that is ready, one that cools."""
    at_minute(flow, 25)
    await hold_two(flow)
    flow.pass_time(9)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.ready == 1, "a ready act in the header")
    await flow.out_tray()


@scene
async def look_cooling(flow: Flow) -> None:
    """The second look, too early."""
    at_minute(flow, 30)
    await hold_two(flow)
    tray = await flow.out_tray()
    await flow.press("j", "enter")
    await flow.until(lambda: flow.app.screen is not tray, "the look")


@scene
async def look_ready(flow: Flow) -> None:
    """The second look, with an act that can be sent."""
    at_minute(flow, 35)
    await hold_two(flow)
    flow.pass_time(600)
    flow.main.tray_changed()
    await flow.until(lambda: flow.main.header.out_tray.ready, "a ready act")
    await flow.press("full_stop")
    await flow.shows(LookScreen)


@scene
async def quit_question(flow: Flow) -> None:
    """Leaving while something waits."""
    at_minute(flow, 60)
    await hold_two(flow)
    await flow.press("q")
    await flow.shows(ConfirmScreen)


@scene
async def register(flow: Flow) -> None:
    """All that happened so far."""
    await flow.press("R")
    await flow.shows(RegisterScreen)


@scene
async def register_export(flow: Flow) -> None:
    """Where to write it: a question answered with a line."""
    await register(flow)
    await flow.press("w")
    await flow.shows(AskScreen)


@scene
async def lessons(flow: Flow) -> None:
    """What review did."""
    await flow.press("L")
    await flow.shows(LessonsScreen)
