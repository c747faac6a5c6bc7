"""The whole program without a terminal: the real app and workspace, at a practice server of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from compiled_kit import started_before
from hold_kit import SkewedClock
from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.app import Ended, OuttrayApp
from outtray.config.locations import locations
from outtray.config.settings import PRACTICE_SETTINGS
from outtray.outbox.dispatcher import DispatchSettings
from outtray.screens.desk import DeskScreen
from outtray.screens.look import LookScreen
from outtray.screens.main import MainScreen
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.place import PlaceScreen
from outtray.services import acting
from outtray.services.workspace import Login, Workspace
from outtray.widgets.desk.draft_area import DraftArea
from practice_process import PracticeServer

_TURNS = 1_600
_TURN_SECONDS = 0.025


@dataclass
class Flow:
    """The program as somebody at the keys has it before them."""

    pilot: Pilot[Ended]
    app: OuttrayApp
    workspace: Workspace
    server: PracticeServer
    clock: SkewedClock

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for the program to get somewhere; fails when it does not."""
        for _turn in range(_TURNS):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(_TURN_SECONDS)
        raise AssertionError(f"waited in vain for {what}; in front: {self.screens}")

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def shows(self, kind: type[Screen[Any]]) -> None:
        """Wait until a screen of this kind is in front."""
        await self.until(lambda: isinstance(self.app.screen, kind), kind.__name__)

    @property
    def screens(self) -> list[str]:
        """The kinds of the screens there are, the one in front last."""
        return [type(screen).__name__ for screen in self.app.screen_stack]

    @property
    def main(self) -> MainScreen:
        """The timeline, wherever it stands."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))

    @property
    def desk(self) -> DeskScreen:
        """The desk, which must be in front."""
        assert isinstance(self.app.screen, DeskScreen), self.screens
        return self.app.screen

    @property
    def told(self) -> str:
        """The notice of the screen in front; empty when there is none."""
        place = self.app.screen
        assert isinstance(place, PlaceScreen), self.screens
        return str(place.notice.render()) if place.notice.is_told else ""

    @property
    def area(self) -> DraftArea:
        """The page of the desk in front."""
        return self.desk.query_one(DraftArea)

    async def open_desk(self, key: str = "c") -> DraftArea:
        """Begin to write, and wait for the page."""
        await self.press(key)
        await self.shows(DeskScreen)
        await self.until(lambda: self.desk.query(DraftArea) and self.area.has_focus, "the page")
        return self.area

    async def hold(self, text: str) -> Item:
        """Have a post in the out-tray, held from another window, with its cooling-off over."""
        item = await self.hold_act(self.post(text))
        self.pass_time(600)
        self.main.tray_changed()
        await self.until(lambda: self.main.header.out_tray.ready, "a ready act in the header")
        return item

    async def hold_act(self, act: Act, item_id: str = "") -> Item:
        """Hold this act as another window of the program would."""
        return await self.workspace.tray.hold(act, self.workspace.review.review(act), item_id=item_id)

    def picture(self) -> str:
        """All that is on the screen, as text."""
        return re.sub(r"&#160;|\xa0", " ", re.sub(r"<[^>]*>", "", self.app.export_screenshot()))

    def struck(self, fault: str) -> bool:
        """Whether a fault of the server has struck."""
        return any(entry["id"] == fault and entry["hits"] for entry in self.server.faults())

    def under_way(self, group: str) -> bool:
        """Whether background work of this kind goes on."""
        return any(
            worker.group.partition(" ")[0] == group and worker.is_running for worker in self.app.workers
        )

    def pass_time(self, seconds: float) -> None:
        """Let time pass, here and at the server."""
        self.clock.skew += timedelta(seconds=seconds)
        self.server.shift_clock(seconds)

    def post(self, text: str) -> Act:
        """A post of these words."""
        author = self.workspace.author
        assert author is not None
        return replace(acting.new_post(author), text=text)

    async def look(self) -> LookScreen:
        """Take the second look at the act that is ready."""
        await self.press("full_stop")
        await self.shows(LookScreen)
        screen = self.app.screen
        assert isinstance(screen, LookScreen)
        await self.until(lambda: screen.is_mounted and not self._send_disabled(), "an act that can be sent")
        return screen

    def _send_disabled(self) -> bool:
        buttons = self.app.screen.query("#send")
        return not buttons or buttons.first().disabled

    async def out_tray(self) -> OutTrayScreen:
        """Open the out-tray and wait for its rows."""
        await self.press("O")
        await self.shows(OutTrayScreen)
        screen = self.app.screen
        assert isinstance(screen, OutTrayScreen)
        await self.until(lambda: screen.table.chosen is not None, "a row of the out-tray")
        return screen

    async def saved(self) -> None:
        """Wait until what stands on the desk is on disk as the only draft."""
        for _turn in range(_TURNS):
            if await self.drafts() == [self.area.text]:
                return
            await self.pilot.pause(_TURN_SECONDS)
        raise AssertionError("waited in vain for the draft")

    async def drafts(self) -> list[str]:
        """The words of the drafts on disk."""
        author = self.workspace.author
        assert author is not None
        return [item.act.text for item in await self.workspace.tray.drafts(author.account)]

    async def waiting(self) -> tuple[Item, ...]:
        """What the out-tray holds on disk."""
        return await self.workspace.tray.waiting()


@asynccontextmanager
async def program(
    folder: Path,
    server: PracticeServer,
    size: tuple[int, int] = (110, 40),
    *,
    policy: Path | None = None,
    keep_notice: bool = False,
    clock: SkewedClock | None = None,
) -> AsyncIterator[Flow]:
    """The program, connected, with the home timeline of the practice town in front.

    ``policy`` is an organisation's, added to any there is; ``keep_notice`` leaves what the start says;
    ``clock`` is another one than the machine's.
    """
    environment = {"OUTTRAY_HOME": str(folder), "OUTTRAY_POLICY": str(policy or "")}
    places = locations(environment, practice=True)
    places.make()
    login = Login(server.url, "practice", server.account, lambda: server.token, practice=True)
    dispatch = DispatchSettings(unsure_wait=timedelta(seconds=0.2), look_gap=timedelta(0))
    clock = clock or SkewedClock(timedelta(0))
    workspace = Workspace(places, clock, login=login, defaults=PRACTICE_SETTINGS, dispatch=dispatch)
    app = OuttrayApp(workspace, login)
    try:
        with started_before(places):
            async with app.run_test(size=size) as pilot:
                flow = Flow(pilot, app, workspace, server, clock)
                await flow.shows(MainScreen)
                await flow.until(lambda: len(flow.main.timeline.book) > 5, "posts")
                await flow.until(lambda: flow.workspace.rules.ready, "the rules")
                if not keep_notice:
                    await flow.press("escape")
                yield flow
    finally:
        await workspace.close()
