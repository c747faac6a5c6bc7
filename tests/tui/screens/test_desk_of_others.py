"""On the desk, an act without words of its own to write is read and held exactly as it was begun."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flow_kit import Flow, program
from outtray.screens.desk import DeskScreen
from outtray.services import acting, checking
from outtray.widgets.icons import UNICODE
from practice_process import PracticeServer


def in_picture(flow: Flow, words: str) -> bool:
    """Whether these words are on the screen."""
    return words in flow.picture()


async def test_what_is_typed_over_an_act_written_elsewhere_changes_nothing_of_it(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    seen = practice_server.make_post("minister", "The bridge opens in May.")
    async with program(tmp_path, practice_server) as flow:
        connection, author = flow.workspace.connection, flow.workspace.author
        assert connection is not None
        assert author is not None
        status = await connection.reader.status(seen["id"])
        acts = {
            "Pin: the words of @minister": checking.pin(author, status),
            "Follow: @minister": checking.follow(author, status.account),
            "Report: @minister": checking.report(author, status.account, "Sells ferries."),
            "Profile": acting.profile_change(author, connection.me, note="I review ferries."),
        }
        # Held by a policy, so that nothing of it leaves while this looks.
        flow.workspace.config.save({"modes": {"pin": "hold", "follow": "hold", "report": "hold"}})
        for title, act in acts.items():
            flow.app.push_screen(DeskScreen(flow.workspace, act, icons=UNICODE))
            await flow.shows(DeskScreen)
            await flow.until(partial(in_picture, flow, title), title)
            await flow.press("x", "y")
            await flow.press("f5")
            await flow.until(lambda: not isinstance(flow.app.screen, DeskScreen), "the act to be held")
        held = [item.act for item in await flow.waiting()]
        assert held == list(acts.values())
