"""The whole client through each fault on the way to the server: no crash, no loss, an honest state line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Tried
from flow_kit import Flow, program
from outtray.screens.home.standing import Standing
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

GARBAGE = '{"error": \x00\x1b]52;c;aGk=\x07 not JSON'
FAULTS: dict[str, Callable[[PracticeServer], object]] = {
    "latency of 3 s": lambda town: town.set_fault("delay", seconds=3, times=None, path_regex="/api/"),
    "reset before the answer": lambda town: town.set_fault("drop_before", times=None, path_regex="/api/"),
    "reset after it was done": lambda town: town.set_fault("drop_after", times=None, path_regex="/api/"),
    "truncation": lambda town: town.set_fault("truncate", times=None, path_regex="/api/", keep_bytes=9),
    "corruption": lambda town: town.set_fault("body", body=GARBAGE, times=None, path_regex="/api/"),
    "captive portal": lambda town: town.set_fault(
        "body", body="<html>Sign in</html>", content_type="text/html", times=None, path_regex="/api/"
    ),
    "server fault 503": lambda town: town.set_fault("status", code=503, times=None, path_regex="/api/"),
    "pause asked for": lambda town: town.set_fault(
        "status", code=429, times=None, path_regex="/api/", headers={"Retry-After": "2"}
    ),
}


@pytest.mark.feature("network.faults")
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_client_comes_through(
    tmp_path: Path, practice_server: PracticeServer, tried: Tried, fault: str
) -> None:
    def state(flow: Flow) -> str:
        return flow.main.header.connection.words

    async with program(tmp_path, practice_server, (100, 30)) as flow:
        await flow.until(lambda: state(flow) == "live", "the stream")
        posts = len(flow.main.timeline.book)
        status = flow.main.timeline.selected
        assert status is not None
        area = await flow.open_desk()
        await flow.press(*"Kept")
        await flow.until(lambda: area.text == "Kept", "the words")

        FAULTS[fault](practice_server)
        practice_server.cut_streams()
        await flow.press("escape")
        await flow.until(lambda: flow.screens == ["MainScreen"], "home, the draft parked")
        if not fault.startswith("latency"):
            await flow.until(lambda: state(flow) != "live", "no claim of being live")
        told = state(flow)
        await flow.press("escape", "m", "n")  # a bookmark, and a place that asks the server
        await flow.until(lambda: flow.main.header.title == "Notifications", "a place that opens at once")
        while flow.main.header.title != "Home":
            await flow.press("escape")
        assert len(flow.main.timeline.book) >= posts, "what was read stays"
        assert await flow.drafts() == ["Kept"], "what was written stays"

        practice_server.clear_faults()
        await flow.press("f5")
        flow.main.part(Standing).reconnect()
        await flow.until(lambda: state(flow) == "live", "live again")
        shown = status.shown.id
        await flow.until(
            lambda: practice_server.api("GET", f"/api/v1/statuses/{shown}").json()["bookmarked"],
            "the bookmark, in the end",
        )
        tried(f"client: {fault}", f"said “{told}”, then live; nothing lost")
