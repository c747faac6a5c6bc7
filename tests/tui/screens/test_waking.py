"""After sleep, or on another network, the client is live again without being asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_kit import Flow, program
from hold_kit import HandClock
from outtray.base.boot import Boot
from outtray.screens.home.waking import Waking
from outtray.services.surroundings import Surroundings
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


class Laptop:
    """A machine that sleeps and travels when a test says so."""

    def __init__(self) -> None:
        self.asleep = 0.0
        self.looks = 0
        self.addresses = frozenset({"192.168.1.7"})
        clock = HandClock()
        self.surroundings = Surroundings(
            clock,
            boot=lambda: Boot("run", clock.monotonic() + self.asleep),
            addresses=self._told,
        )

    def _told(self) -> frozenset[str]:
        self.looks += 1
        return self.addresses


async def live(flow: Flow, what: str) -> None:
    """Wait for the header to say that the stream is there."""
    await flow.until(lambda: flow.main.header.connection.words == "live", what)


@pytest.mark.feature("live.sleep")
async def test_a_machine_that_slept_or_travelled_is_live_again_by_itself(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Waking, "_is_here", False)  # as if the server were not on this machine
    async with program(tmp_path, practice_server, (110, 40)) as flow:
        await live(flow, "the stream")
        laptop, part = Laptop(), flow.main.part(Waking)
        part.surroundings = laptop.surroundings
        watch = part.watch
        assert watch is not None

        before = flow.workspace.connection
        laptop.asleep = 3_600
        practice_server.make_post("anouk", "Said while you slept.")
        watch.soon()
        await flow.until(lambda: flow.workspace.connection is not before, "another connection")
        await live(flow, "the stream after sleep")
        await flow.until(lambda: flow.main.timeline.waiting or "Said while" in flow.picture(), "the post")
        await flow.press("g")
        await flow.until(lambda: "Said while you slept." in flow.picture(), "what was missed")

        laptop.addresses = frozenset()
        watch.soon()
        await flow.until(lambda: flow.main.header.connection.words == "offline", "no network")
        before = flow.workspace.connection
        laptop.addresses = frozenset({"10.9.8.7"})
        watch.soon()
        await flow.until(lambda: flow.workspace.connection is not before, "a connection there")
        await live(flow, "the stream on the train")

        before = flow.workspace.connection
        looks = laptop.looks
        watch.soon()
        await flow.until(lambda: laptop.looks > looks, "the look")
        await flow.pilot.pause()
        assert flow.workspace.connection is before, "nothing changed, nothing is done"
