"""The first start, the options card and the small dialogues, in the real program."""

from __future__ import annotations

import re
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Checkbox, Input, OptionList, Select, Static

from outtray.acts.act import Act, Target
from outtray.app import OuttrayApp
from outtray.base.clock import SystemClock
from outtray.config.accounts import StoredAccount
from outtray.config.credentials import KeyringCredentials
from outtray.config.load import read_settings
from outtray.config.locations import Locations, locations
from outtray.screens.address import AddressScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen
from outtray.screens.help import HelpScreen
from outtray.screens.login import LoginScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.program import Program
from outtray.screens.welcome import Way, Welcomed, WelcomeScreen
from outtray.services.acting import new_post
from outtray.services.rescuing import Left
from outtray.services.workspace import Login, Workspace
from outtray.welcome import Choice, WelcomeApp
from outtray.widgets.desk.draft_area import DraftArea
from outtray.widgets.icons import UNICODE
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

_UNANSWERED = object()
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
    for _turn in range(2_000):
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
    assert read_settings(places.settings_file)[0].profile.jurisdiction == "ca"


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
        await _until(
            pilot,
            lambda: (
                app.screen is not first and isinstance(app.screen, WelcomeScreen) and app.screen.is_mounted
            ),
            "them again",
        )
        await _until(pilot, lambda: bool(app.screen.query("#server")), "its fields")
        server = app.screen.query_one("#server", Input)
        await _until(pilot, lambda: server.has_focus, "the server's field")
        assert (server.value, server.display) == ("town.example", True)
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen.query_one("#jurisdiction").has_focus, "the second step")
        assert app.screen.query_one("#jurisdiction", Select).value == "uk"
        organisation = app.screen.query_one("#organisation", Input)
        assert organisation.value == "Ofgem"
        organisation.focus()
        await _until(pilot, lambda: organisation.has_focus, "the organisation")
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen.query_one("#strictness").has_focus, "the third step")
        assert app.screen.query_one("#strictness", OptionList).highlighted == 2


# A screen over a workspace that has never seen a network


class Alone(Program[None]):
    """One screen of the program, and what it answered with."""

    def __init__(self, places: Locations) -> None:
        super().__init__(places.data)
        self.answer: object = _UNANSWERED

    def answered(self, answer: object) -> None:
        """Take the answer of the screen."""
        self.answer = answer


@pytest.fixture
def workspace(places: Locations) -> Iterator[Workspace]:
    """What is on disk, and nothing else."""
    login = Login("http://127.0.0.1:9", "town.example", "clerk", lambda: "", "1")
    opened = Workspace(places, SystemClock(), login=login)
    yield opened
    opened.close_files()


def _post(workspace: Workspace, text: str = "Fresh bread.") -> Act:
    assert workspace.author is not None
    return replace(new_post(workspace.author), text=text)


def _text(screen: Screen[Any]) -> str:
    """What a screen shows, line by line."""
    lines = screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in lines)


async def test_an_editor_that_cannot_have_the_terminal_leaves_the_text_on_the_desk(
    places: Locations, workspace: Workspace
) -> None:
    app = Alone(places)
    async with app.run_test(size=(100, 40)) as pilot:
        desk = DeskScreen(workspace, _post(workspace), icons=UNICODE)
        await app.push_screen(desk)
        await pilot.press("f4")
        await _until(pilot, lambda: desk.notice.is_told, "a notice")
        assert "cannot be given to another program" in " ".join(_text(desk).split())
        assert desk.query_one(DraftArea).text == "Fresh bread."


async def test_what_a_killed_process_left_in_the_editor_becomes_a_draft(workspace: Workspace) -> None:
    workspace.places.editor.mkdir()
    (workspace.places.editor / "draft-1.txt").write_text("later words", encoding="utf-8")
    (workspace.places.editor / "draft-2.txt").write_text("known words", encoding="utf-8")
    await workspace.tray.save_draft(_post(workspace, "known words"))
    await workspace.rescue_texts()
    drafts = await workspace.tray.drafts(_post(workspace).account)
    assert sorted(draft.act.text for draft in drafts) == ["known words", "later words"]
    assert list(workspace.places.editor.iterdir()) == []


@pytest.mark.parametrize("changed_since", [False, True])
async def test_promise_2_a_rescued_answer_stays_an_answer(workspace: Workspace, changed_since: bool) -> None:
    parent = Target(id="42", acct="anouk", text="Kettle at four?", visibility=Visibility.PRIVATE)
    answer = replace(
        _post(workspace, "@anouk Yes"), kind=ActKind.REPLY, reply_to=parent, visibility=Visibility.PRIVATE
    )
    draft = await workspace.tray.save_draft(answer)
    workspace.places.editor.mkdir()
    (workspace.places.editor / "draft-1.txt").write_text("@anouk Yes, at four", encoding="utf-8")
    (workspace.places.editor / "draft-1.about").write_text(Left(answer, draft).to_text(), encoding="utf-8")
    if changed_since:
        await workspace.tray.save_draft(replace(answer, text="@anouk No"), draft)
    await workspace.rescue_texts()
    drafts = {item.act.text: item.act for item in await workspace.tray.drafts(answer.account)}
    assert set(drafts) == {"@anouk Yes, at four"} | ({"@anouk No"} if changed_since else set())
    rescued = drafts["@anouk Yes, at four"]
    assert rescued == replace(answer, text="@anouk Yes, at four")
    assert list(workspace.places.editor.iterdir()) == []


# The options of a draft


async def _fill(pilot: Pilot[Any], field: str, words: str) -> None:
    pilot.app.screen.query_one(field, Input).value = words
    await pilot.pause()


async def _options(pilot: Pilot[None], app: Alone, act: Act) -> OptionsScreen:
    screen = OptionsScreen(act)
    app.push_screen(screen, app.answered)
    await _until(pilot, lambda: app.screen is screen and screen.is_mounted, "the options")
    await pilot.pause()
    return screen


async def test_escape_asks_before_it_throws_options_away(places: Locations, workspace: Workspace) -> None:
    app = Alone(places)
    async with app.run_test(size=(100, 50)) as pilot:
        screen = await _options(pilot, app, _post(workspace))
        await _fill(pilot, "#warning", "ducks")
        await pilot.press("escape")
        await _until(pilot, lambda: isinstance(app.screen, ConfirmScreen), "the question")
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen is screen, "the card again")
        assert screen.query_one("#warning", Input).value == "ducks"
        await pilot.press("escape")
        await _until(pilot, lambda: isinstance(app.screen, ConfirmScreen), "the question again")
        await pilot.press("right", "enter")
        await _until(pilot, lambda: app.answer is None, "the answer")


async def test_escape_leaves_unchanged_options_at_once(places: Locations, workspace: Workspace) -> None:
    app = Alone(places)
    async with app.run_test(size=(100, 50)) as pilot:
        await _options(pilot, app, _post(workspace))
        await pilot.press("escape")
        await _until(pilot, lambda: app.answer is None, "the answer")


async def test_the_options_begin_on_a_field_and_an_empty_box_looks_empty(
    places: Locations, workspace: Workspace
) -> None:
    app = Alone(places)
    async with app.run_test(size=(100, 50)) as pilot:
        screen = await _options(pilot, app, _post(workspace))
        await _until(pilot, lambda: screen.focused is not None, "the focus")
        assert screen.focused is screen.query_one("#visibility")
        box = screen.query_one("#sensitive", Checkbox)
        assert "X" not in str(box.render())
        box.toggle()
        await pilot.pause()
        assert "X" in str(box.render())


# Logging in


async def _login(pilot: Pilot[None], app: Alone, places: Locations, server: str) -> LoginScreen:
    screen = LoginScreen(server, places, SystemClock())
    app.push_screen(screen, app.answered)
    await _until(pilot, lambda: app.screen is screen and bool(screen.query("#code")), "the login")
    return screen


def _is_live(screen: LoginScreen, button: str) -> bool:
    return not screen.query_one(button, Button).disabled


async def test_nothing_of_an_attempt_that_failed_can_be_opened_or_copied(places: Locations) -> None:
    app = Alone(places)
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await _login(pilot, app, places, "127.0.0.1:9")
        assert not _is_live(screen, "#copy")
        await _until(pilot, lambda: screen.notice.is_told, "the failure")
        assert not _is_live(screen, "#open")
        assert not _is_live(screen, "#copy")
        assert _is_live(screen, "#code")
        await pilot.press("escape")
        await pilot.pause()
        assert not screen.notice.is_told
        assert app.answer is _UNANSWERED
        await pilot.press("escape")
        await _until(pilot, lambda: app.answer is None, "the end")


async def test_a_wrong_code_can_be_followed_by_a_right_one(
    places: Locations, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyringCredentials, "available", lambda: False)
    app = Alone(places)
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await _login(pilot, app, places, practice_server.url)
        await _until(pilot, lambda: _is_live(screen, "#code"), "the address for the browser")
        first = str(screen.query_one("#address", Static).render())
        screen.query_one("#code", Button).press()
        pasted = screen.query_one("#pasted", Input)
        await _until(pilot, lambda: pasted.has_focus, "the field for the code")
        address = str(screen.query_one("#address", Static).render())
        assert address != first
        pasted.value = "notthecode"
        await pilot.press("enter")
        await _until(pilot, lambda: screen.notice.is_told, "the refusal")
        async with httpx.AsyncClient(trust_env=False) as browser:
            fields = dict(parse_qsl(urlsplit(address).query))
            answers = {**fields, "decision": "approve", "account": "clerk"}
            page = await browser.post(address.partition("?")[0], data=answers)
        found = re.search(r'<code id="code">([^<]+)</code>', page.text)
        assert found is not None
        pasted.value = found[1]
        await pilot.press("enter")
        await _until(pilot, lambda: bool(screen.query_one("#consent").display), "where to keep it")
        screen.query_one("#file", Button).press()
        await _until(pilot, lambda: isinstance(app.answer, StoredAccount), "the account")
    assert isinstance(app.answer, StoredAccount)
    assert app.answer.acct == "clerk"


async def test_an_address_nothing_can_open_is_shown_whole_and_copied(
    places: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "get", _no_browser)
    address = "https://town.example/" + "far/" * 30
    app = Alone(places)
    async with app.run_test(size=(60, 20)) as pilot:
        app.open_url(address)
        await _until(pilot, lambda: isinstance(app.screen, AddressScreen), "the card")
        await _until(
            pilot, lambda: address in "".join(_text(app.screen).replace("│", "").split()), "the whole address"
        )
        await pilot.press("c")
        await _until(pilot, lambda: app.clipboard == address, "the copy")
        await pilot.press("escape")
        await _until(pilot, lambda: not isinstance(app.screen, AddressScreen), "the end")


def _no_browser() -> webbrowser.BaseBrowser:
    raise webbrowser.Error("could not locate runnable browser")


# What a narrow terminal still shows


@pytest.fixture
def program(workspace: Workspace) -> OuttrayApp:
    """The whole program, at a server that does not answer."""
    login = workspace.login
    assert login is not None
    return OuttrayApp(workspace, login)


def _footer(app: App[Any]) -> str:
    return _text(app.screen).splitlines()[-1]


async def test_at_sixty_columns_each_screen_says_where_one_is_and_which_key_helps(
    program: OuttrayApp,
) -> None:
    async with program.run_test(size=(60, 20)) as pilot:
        await _until(pilot, lambda: ". Look" in _footer(program), "the timeline")
        assert "Home" in _text(program.screen).splitlines()[0]
        assert "? Keys" in _footer(program)
        assert "q Quit" in _footer(program)
        await pilot.press("2")
        await _until(pilot, lambda: "Local" in _text(program.screen).splitlines()[0], "its title")
        await pilot.press("O")
        await _until(pilot, lambda: "? Keys" in _footer(program) and "D Discard" in _footer(program), "keys")
        empty = _text(program.screen)
        assert "Press c" not in empty
        assert "Esc goes back" in " ".join(empty.replace("│", " ").split())


async def test_the_desk_names_the_key_that_helps_while_a_question_mark_is_a_letter(
    program: OuttrayApp,
) -> None:
    async with program.run_test(size=(60, 20)) as pilot:
        await _until(pilot, lambda: ". Look" in _footer(program), "the timeline")
        await pilot.press("c")
        await _until(pilot, lambda: "Esc Park" in _footer(program), "the desk")
        assert "F1 Keys" in _footer(program)
        assert "? Keys" not in _footer(program)
        assert "q Quit" not in _footer(program)
        await pilot.press("question_mark")
        desk = program.screen
        assert isinstance(desk, DeskScreen)
        await _until(pilot, lambda: desk.query_one(DraftArea).text == "?", "the letter")
        await pilot.press("f1")
        await _until(pilot, lambda: isinstance(program.screen, HelpScreen), "help")


async def test_the_palette_carries_out_what_works_everywhere(program: OuttrayApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await _until(pilot, lambda: ". Look" in _footer(program), "the timeline")
        await pilot.press("ctrl+p", *"keys")
        await _until(pilot, lambda: "Show every key" in _text(program.screen), "the command")
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(program.screen, HelpScreen), "help")
