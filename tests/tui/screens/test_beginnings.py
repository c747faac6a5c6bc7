"""Acts begun from the timeline and written at the desk: quotes, redrafts, changes of the own profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, Static, TextArea

from flow_kit import Flow, program
from outtray.mastodon.models import Instance, QuoteApproval, Status
from outtray.screens.acting.flows import Acting
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen
from outtray.screens.home.acts import Acts
from outtray.screens.main import MainScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.profile_form import ProfileFormScreen
from outtray.services.acting import CannotQuote, check_quotable
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests; each has a house of its own."""
    with PracticeServer() as server:
        yield server


def _flows(flow: Flow) -> Acting:
    return flow.main.part(Acts).flows


@pytest.mark.feature("write.options")
async def test_a_quote_shows_what_it_quotes_and_is_held_with_who_may_quote_it(
    tmp_path: Path, town: PracticeServer
) -> None:
    made = town.make_post("minister", "The bridge opens in May.")
    async with program(tmp_path, town) as flow:
        connection = flow.workspace.connection
        assert connection is not None
        _flows(flow).quote(await connection.reader.status(made["id"]))
        await flow.shows(DeskScreen)
        await flow.until(lambda: "Quote of @minister" in flow.picture(), "what it is")
        await flow.until(lambda: "The bridge opens in May." in flow.picture(), "the quoted words")
        flow.area.insert("Late, but there.")
        await flow.press("ctrl+o")
        await flow.shows(OptionsScreen)
        await flow.until(lambda: bool(flow.app.screen.query("#quotes")), "who may quote it")
        flow.app.screen.query_one("#quotes").value = "nobody"  # type: ignore[attr-defined]  # a Select
        await flow.press("ctrl+o")
        await flow.shows(DeskScreen)
        await flow.press("f5")
        await flow.shows(MainScreen)
        (held,) = await flow.waiting()
        assert (held.act.kind, held.act.quote_policy) == (ActKind.QUOTE, "nobody")
        assert held.act.target is not None
        assert held.act.target.id == made["id"]


def test_a_quote_that_would_be_dropped_or_widen_a_post_is_refused() -> None:
    status, quoting = Status(id="1", visibility="public"), Instance(api_version=7)
    check_quotable(status, quoting)
    with pytest.raises(CannotQuote, match="does not know quotes"):
        check_quotable(status, Instance(api_version=6))
    with pytest.raises(CannotQuote, match="not public"):
        check_quotable(Status(id="1", visibility="private"), quoting)
    denied = Status(id="1", visibility="public", quote_approval=QuoteApproval(current_user="denied"))
    with pytest.raises(CannotQuote, match="does not let others"):
        check_quotable(denied, quoting)


@pytest.mark.feature("write.redraft")
async def test_a_post_is_written_anew_and_the_old_one_stays_meanwhile(
    tmp_path: Path, town: PracticeServer
) -> None:
    made = town.make_post(town.account, "The ferry runs at noon.")
    async with program(tmp_path, town) as flow:
        connection = flow.workspace.connection
        assert connection is not None
        _flows(flow).redraft(await connection.reader.status(made["id"]))
        await flow.shows(ConfirmScreen)
        await flow.press("right", "enter")
        await flow.shows(DeskScreen)
        await flow.until(lambda: flow.area.text == "The ferry runs at noon.", "its words")
        flow.area.insert(" Or one.")
        await flow.press("f5")
        await flow.shows(MainScreen)
        (held,) = await flow.waiting()
        assert held.act.replaces is not None
        assert held.act.replaces.id == made["id"]
        assert (await connection.reader.status(made["id"])).id == made["id"]


async def test_a_change_of_the_profile_is_filled_in_reviewed_and_held(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        await flow.press("M")
        await flow.shows(ProfileFormScreen)
        form = flow.app.screen
        await flow.until(lambda: isinstance(form.focused, Input), "the card")
        await flow.press("ctrl+o")
        problem = form.query_one("#problem", Static)
        await flow.until(lambda: "would not change" in str(problem.render()), "what is missing")
        form.query_one("#note", TextArea).text = "I review ferries. Views are my own."
        form.query_one("#avatar", Input).value = "notes.txt"
        await flow.press("ctrl+o")
        await flow.until(lambda: "no picture" in str(problem.render()), "what is wrong")
        form.query_one("#avatar", Input).value = ""
        await flow.press("escape")
        await flow.shows(ConfirmScreen)
        await flow.press("enter")
        await flow.until(lambda: flow.app.screen is form, "the card again")
        await flow.press("ctrl+o")
        await flow.shows(DeskScreen)
        await flow.until(lambda: "I review ferries." in flow.picture(), "the bio on the desk")
        await flow.press("f5")
        await flow.shows(MainScreen)
        (held,) = await flow.waiting()
        assert held.act.profile_changes == (("note", "I review ferries. Views are my own."),)


async def test_a_narrow_start_is_explained(tmp_path: Path, town: PracticeServer) -> None:
    made = town.make_post("minister", "For followers.", visibility="private")
    async with program(tmp_path, town) as flow:
        connection = flow.workspace.connection
        assert connection is not None
        _flows(flow).reply(await connection.reader.status(made["id"]))
        await flow.shows(DeskScreen)
        await flow.until(lambda: "No wider than the post it answers" in flow.picture(), "the reason")
        await flow.press("escape")
        await flow.shows(MainScreen)
        act = replace(flow.post("x"), text="", visibility=Visibility.PRIVATE)
        flow.workspace.connection = None
        flow.app.push_screen(DeskScreen(flow.workspace, act, icons=flow.main.icons))
        await flow.shows(DeskScreen)
        await flow.until(lambda: "Offline your account" in flow.picture(), "the other reason")
        flow.workspace.connection = connection
