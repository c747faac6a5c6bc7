"""The first seconds, and a server that is away: what is kept is read, and a draft can be begun at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_kit import program
from outtray.widgets.standing import Reach
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


@pytest.mark.feature("cache.offline")
async def test_a_post_is_written_and_held_while_the_server_is_away(tmp_path: Path) -> None:
    with PracticeServer() as server:
        async with program(tmp_path, server) as flow:
            await flow.until(lambda: flow.main.header.connection.reach is Reach.LIVE, "the connection")
            known = flow.workspace.author
    async with program(tmp_path, server) as flow:
        assert flow.main.header.connection.reach in {Reach.CONNECTING, Reach.OFFLINE}, "it is not called live"
        area = await flow.open_desk("c")
        assert flow.workspace.author == known, "with the account's own audience and language"
        area.text = "Written before the network came back."
        await flow.press("f5")
        await flow.until(lambda: flow.main.is_current, "the timeline")
        assert [item.act.text for item in await flow.waiting()] == ["Written before the network came back."]


@pytest.mark.feature("cache.offline")
async def test_the_header_says_connecting_until_somebody_has_answered(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server):
        pass
    slow = practice_server.set_fault("delay", path_regex="verify_credentials", seconds=6, times=None)
    async with program(tmp_path, practice_server) as flow:
        await flow.until(lambda: flow.struck(slow) or "connecting" in flow.picture(), "the first question")
        assert flow.main.header.connection.reach is Reach.CONNECTING
        practice_server.clear_faults()
        await flow.until(lambda: flow.main.header.connection.reach is Reach.LIVE, "the connection")
        assert flow.workspace.connection is not None
