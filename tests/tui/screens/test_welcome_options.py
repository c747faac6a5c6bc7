"""The first start, the options card and the small dialogues, in the real program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select

from outtray.config.accounts import StoredAccount
from outtray.config.load import load_settings
from outtray.config.locations import Locations, locations
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.login import LoginScreen
from outtray.screens.welcome import Way, Welcomed, WelcomeScreen
from outtray.welcome import Choice, WelcomeApp

STRICT = {"base": "10m", "warn": "1h", "reply": "20m"}


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    """The directories of a newcomer."""
    made = locations({"OUTTRAY_HOME": str(tmp_path / "home")})
    made.make()
    return made


async def test_a_crash_of_the_welcome_prints_a_sentence_and_no_local_variable(
    places: Locations, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode() -> None:
        token = "-".join(["the", "access", "token"])
        raise ZeroDivisionError(f"{len(token)}")

    app = WelcomeApp(places)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            app.call_later(explode)
    printed = capsys.readouterr().err
    assert "Outtray had to stop: ZeroDivisionError" in printed
    assert "the-access-token" not in printed
    kept = (places.data / "crash.txt").read_text()
    assert "explode" in kept
    assert "the-access-token" not in kept


async def _until(pilot: Pilot[Any], true: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    for _turn in range(300):
        await pilot.pause(0.02)
        if true():
            return
    pytest.fail(f"waited in vain for {what}; on screen: {type(pilot.app.screen).__name__}")


def _answering(account: StoredAccount | None) -> Callable[[LoginScreen], None]:
    """A login that ends as soon as it begins: which browser answers is not what is tried here."""

    def answer(screen: LoginScreen) -> None:
        screen.dismiss(account)

    return answer


async def test_settings_that_cannot_be_saved_after_the_login_are_asked_about(
    places: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.settings_file.write_text("profile = 3\n", encoding="utf-8")
    account = StoredAccount(server="https://town.example", account_id="1", acct="clerk")
    monkeypatch.setattr(LoginScreen, "on_mount", _answering(account))
    app = WelcomeApp(places)
    async with app.run_test() as pilot:
        await _until(pilot, lambda: isinstance(app.screen, WelcomeScreen), "the welcome")
        app.screen.dismiss(Welcomed(Way.LOG_IN, "town.example", {"profile": {"jurisdiction": "ca"}}))
        await _until(pilot, lambda: isinstance(app.screen, ConfirmScreen), "the question")
        places.settings_file.unlink()
        await pilot.press("enter")
        await _until(pilot, lambda: app.return_value is not None, "the end")
    assert app.return_value is Choice.LOGGED_IN
    assert load_settings(places.settings_file).profile.jurisdiction == "ca"


async def test_a_login_given_up_leads_back_to_the_answers(
    places: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LoginScreen, "on_mount", _answering(None))
    app = WelcomeApp(places)
    answers = {"profile": {"jurisdiction": "uk", "organisation": "Ofgem"}, "cooling": dict(STRICT)}
    async with app.run_test() as pilot:
        await _until(pilot, lambda: isinstance(app.screen, WelcomeScreen), "the welcome")
        first = app.screen
        first.dismiss(Welcomed(Way.LOG_IN, "town.example", answers))
        await _until(pilot, lambda: isinstance(app.screen, WelcomeScreen) and app.screen is not first, "back")
        server = app.screen.query_one("#server", Input)
        await _until(pilot, lambda: server.has_focus, "the server's field")
        assert (server.value, server.display) == ("town.example", True)
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen.query_one("#jurisdiction").has_focus, "the second step")
        assert app.screen.query_one("#jurisdiction", Select).value == "uk"
        await pilot.press("tab")
        assert app.screen.query_one("#organisation", Input).value == "Ofgem"
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen.query_one("#strictness").has_focus, "the third step")
        assert app.screen.query_one("#strictness", OptionList).highlighted == 2
