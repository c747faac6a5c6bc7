"""What another account left under way is looked for as soon as there is a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flow_kit import program
from outtray.acts.act import AccountKey
from outtray.acts.states import State
from outtray.mastodon.errors import ServerError
from outtray.screens import messages
from outtray.screens.home.standing import Standing
from practice_process import PracticeServer


async def test_each_account_with_an_act_under_way_is_reached_whichever_server_is_down(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program(tmp_path, practice_server) as flow:
        act = flow.post("The ferry runs again.")
        held = await flow.workspace.tray.hold(act, flow.workspace.review.review(act))
        others = [AccountKey("down.example", "1", "clerk"), AccountKey("up.example", "2", "clerk")]
        left = [replace(held, state=State.UNSURE, act=replace(held.act, account=one)) for one in others]
        asked: list[AccountKey] = []

        async def reach(account: AccountKey) -> None:
            asked.append(account)
            if account.host == "down.example":
                raise ServerError("Nobody answers there.", host=account.host)

        monkeypatch.setattr(flow.workspace, "reach", reach)
        flow.main.part(Standing).waiting = (*left, left[1])
        flow.main.post_message(messages.Connected())
        await flow.until(lambda: asked == others, "both accounts")
        assert "Nobody answers there." in flow.told
