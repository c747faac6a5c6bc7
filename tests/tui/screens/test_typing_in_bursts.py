"""Promise 2, typed words are never lost: keys that arrive all at once do what they do one by one.

On a busy machine, or from a fast hand, the terminal hands over many keys together. Here they are given to the
program as its terminal driver gives them, without a turn of the loop in between.
"""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from flow_kit import Flow, program
from outtray.acts.act import AccountKey
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.screens import keystrokes, opening
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen
from outtray.screens.keystrokes import KeyDone
from outtray.screens.look import LookScreen
from outtray.screens.main import MainScreen
from outtray.screens.opening import kept_back
from outtray.screens.options import OptionsScreen
from outtray.screens.program import Program
from outtray.widgets.desk.draft_area import DraftArea
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

LETTERS = string.ascii_letters + string.digits
BEGUN = "My SIN is 046 454 286 and yours 130 692 544 and so on."
"""Words in which the rules find two things, the second one thing before the end."""
FIRST, SECOND = len("My SIN is 046 454 286"), len("My SIN is 046 454 286 and yours 130 692 544")


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests; each has a house of its own."""
    with PracticeServer() as server:
        yield server


def burst(app: App[Any], *keys: str) -> None:
    """Give all of these to the program at once: names of keys, words as letters, ``paste:`` for a paste."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        if key.startswith("paste:"):
            driver.send_message(events.Paste(key.removeprefix("paste:")))
        elif key in NAMED or "+" in key:
            driver.send_message(events.Key(key, None))
        else:
            for letter in key:
                driver.send_message(events.Key(_character_to_key(letter), letter))


def click(app: App[Any], widget: Widget) -> None:
    """Click into the middle of a widget, as the terminal tells it."""
    driver = app._driver
    assert driver is not None
    x, y = widget.region.x + widget.region.width // 2, widget.region.y + widget.region.height // 2
    for kind in (events.MouseDown, events.MouseUp):
        driver.send_message(
            kind(None, x, y, 0, 0, button=1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
        )


NAMED = {"escape", "enter", "home", "end", "left", "backspace", "tab", *(f"f{n}" for n in range(1, 13))}


def is_the_text(area: DraftArea, text: str) -> bool:
    """Whether exactly this stands on the page."""
    return area.text == text


BURSTS: list[tuple[str, tuple[str, ...], str]] = [
    ("deleting first", ("f8", "f9", "ctrl+end", *["ctrl+u"] * 4, LETTERS), LETTERS),
    ("one delete", ("ctrl+u", LETTERS), LETTERS),
    ("from the beginning", ("ctrl+home", LETTERS), LETTERS + BEGUN),
    ("letters, beginning, letters", (LETTERS, "ctrl+home", "XYZ"), "XYZ" + BEGUN + LETTERS),
    ("taking letters back", (*["backspace"] * 3, LETTERS, "backspace"), BEGUN[:-3] + LETTERS[:-1]),
    ("two steps left", ("left", "left", LETTERS), BEGUN[:-2] + LETTERS + BEGUN[-2:]),
    ("at the next finding", ("f8", LETTERS), BEGUN[:SECOND] + LETTERS + BEGUN[SECOND:]),
    (
        "there and back",
        ("f8", " plum", "f7", " pear", "f8", " fig"),
        BEGUN[:FIRST] + " pear" + BEGUN[FIRST:SECOND] + " fig plum" + BEGUN[SECOND:],
    ),
    ("a paste between letters", ("abc", "paste:one\ntwo", "def"), BEGUN + "abcone\ntwodef"),
    ("a paste after a delete", ("ctrl+u", "paste:one", "two"), "onetwo"),
    ("other commands between", ("f9", "abc", "f2", "def", "ctrl+l", "ghi"), BEGUN + "abcdefghi"),
    ("undo and on", ("xyz", "ctrl+z", LETTERS), BEGUN + LETTERS),
]


async def desk_of(flow: Flow) -> DraftArea:
    """The desk with words on it in which two things were found."""
    area = await flow.open_desk()
    area.insert(BEGUN)
    pane = flow.desk.body.pane.findings
    await flow.until(lambda: pane.asks == 2, "both findings")
    return area


async def test_promise_2_no_letter_of_a_burst_is_lost_or_out_of_place(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town, (160, 40)) as flow:
        for name, keys, text in BURSTS:
            area = await desk_of(flow)
            burst(flow.app, *keys)
            await flow.until(partial(is_the_text, area, text), f"{name}: {text!r}")
            burst(flow.app, "escape", "escape")  # the first may only put a notice away
            await flow.shows(MainScreen)
            (kept,) = await flow.workspace.tray.drafts(flow.post("").account)
            assert kept.act.text == text, name
            await flow.workspace.tray.discard(kept.id)


async def test_promise_2_letters_typed_while_the_page_opens_stand_on_it(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        burst(flow.app, "jjkjc", LETTERS)
        await flow.shows(DeskScreen)
        await flow.until(lambda: flow.desk.query(DraftArea) and flow.area.text == LETTERS, "all letters")


async def test_promise_2_letters_before_holding_are_held(tmp_path: Path, town: PracticeServer) -> None:
    async with program(tmp_path, town) as flow:
        await flow.open_desk()
        burst(flow.app, "Fresh bread and ", "paste:a quiet ", "Sunday.", "f5")
        await flow.shows(MainScreen)
        (held,) = await flow.workspace.tray.waiting()
        assert (held.state, held.act.text) == (State.HELD, "Fresh bread and a quiet Sunday.")


async def test_promise_2_letters_typed_while_a_card_closes_stand_on_the_page(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await desk_of(flow)
        await flow.press("ctrl+o")
        await flow.shows(OptionsScreen)
        await flow.until(lambda: flow.app.focused is not None, "the card")
        burst(flow.app, "escape", LETTERS)
        await flow.until(lambda: area.text == BEGUN + LETTERS, "all letters")


async def test_promise_2_a_reason_is_typed_whole_where_it_is_asked_for(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await desk_of(flow)
        burst(flow.app, "f6", "It is a test number")
        reason = flow.desk.query_one("#reason", Input)
        await flow.until(lambda: reason.value == "It is a test number", "the whole reason")
        assert area.text == BEGUN


async def test_promise_2_letters_typed_while_a_draft_is_kept_are_kept(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        await flow.open_desk()
        for start in range(0, len(LETTERS), 4):
            burst(flow.app, LETTERS[start : start + 4])
            await flow.pilot.pause(0.1)  # several times through the pause after which a draft is kept
        burst(flow.app, "!", "escape")
        await flow.shows(MainScreen)
        kept = await flow.workspace.tray.drafts(flow.post("").account)
        assert [draft.act.text for draft in kept] == [f"{LETTERS}!"]


async def test_promise_1_a_key_pressed_before_the_look_stands_there_sends_nothing(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        item = await flow.hold("Nobody has looked at this.")
        burst(flow.app, ".", "s", "s")
        await flow.shows(LookScreen)
        await flow.until(lambda: "Nobody has looked" in flow.picture(), "the look")
        assert (await flow.workspace.tray.item(item.id)).state is State.HELD
        assert flow.told == ""
        await flow.press("s")
        await flow.shows(MainScreen)
        assert (await flow.workspace.tray.item(item.id)).state is State.SENT


async def test_no_question_is_answered_by_a_key_pressed_before_it_was_asked(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        item = await flow.hold("Kept.")
        await flow.press(".")
        await flow.shows(LookScreen)
        burst(flow.app, "D", "tab", "enter")
        await flow.shows(ConfirmScreen)
        await flow.pilot.pause()
        assert isinstance(flow.app.screen, ConfirmScreen)
        assert (await flow.workspace.tray.item(item.id)).state is State.HELD


class Fields(Program[None]):
    """Two fields; Enter in the first goes on to the second, and F9 takes both away."""

    BINDINGS = [("f9", "clear", "")]  # noqa: RUF012 - as Textual wants it

    def compose(self) -> ComposeResult:
        yield Input(id="first")
        yield Input(id="second")

    def on_input_submitted(self) -> None:
        self.query_one("#second").focus()

    async def action_clear(self) -> None:
        await self.query(Input).remove()
        await self.mount(Input(id="third"))
        self.query_one("#third").focus()


async def test_keys_go_where_the_focus_is_once_those_before_have_had_their_effect(tmp_path: Path) -> None:
    app = Fields(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "first", "home", ">", "enter", "second", "ctrl+u", "again")
        await until(pilot, lambda: values(app) == [">first", "again"], "both words in their fields")
        burst(app, "f9", "third")
        await until(pilot, lambda: values(app) == ["third"], "the word in the field that came last")


def values(app: Fields) -> list[str]:
    """What stands in the fields."""
    return [field.value for field in app.query(Input)]


class Deaf(Input):
    """A field that never says when a key has had its effect, as one that is taken away."""

    @on(KeyDone)
    def _swallow(self, message: KeyDone) -> None:
        message.stop()


async def test_keys_that_wait_for_a_widget_that_never_answers_are_dropped_and_later_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keystrokes, "_LOST_SECONDS", 0.05)
    app = Fields(tmp_path)
    async with app.run_test() as pilot:
        deaf = Deaf()
        await app.mount(deaf)
        deaf.focus()
        await pilot.pause()
        burst(app, "on", "home", "and ")
        await until(pilot, lambda: app._keystrokes._awaited is deaf, "the wait for the widget")
        await until(pilot, lambda: app._keystrokes._awaited is None, "the end of that wait")
        assert deaf.value == "on"
        burst(app, "!")
        await until(pilot, lambda: deaf.value != "on", "the key that was typed later")
        assert "!" in deaf.value


class Busy(Static, can_focus=True):
    """Goes to the second field when F9 was pressed, but takes its time; letters are commands to it."""

    BINDINGS = [("f9", "go_on", ""), ("x", "boast", "")]  # noqa: RUF012 - as Textual wants it

    boasted = False

    async def action_go_on(self) -> None:
        await asyncio.sleep(1.3)
        self.app.query_one("#second").focus()

    def action_boast(self) -> None:
        self.boasted = True


async def test_a_slow_widget_is_waited_for_and_keys_go_where_it_sends_them(tmp_path: Path) -> None:
    app = Fields(tmp_path)
    async with app.run_test() as pilot:
        busy = Busy()
        await app.mount(busy)
        busy.focus()
        await pilot.pause()
        burst(app, "f9", "xxfix")
        second = app.query_one("#second", Input)
        await until(pilot, lambda: busy.boasted or second.value == "xxfix", "the letters")
        assert (busy.boasted, second.value) == (False, "xxfix")


class Page(Screen[None]):
    """A page with a field."""

    def compose(self) -> ComposeResult:
        yield Input()


class Fetching(Program[None]):
    """``e`` opens a page when something has been fetched, ``n`` finds that there is none, ``f`` is public."""

    BINDINGS = [  # noqa: RUF012 - as Textual wants it
        ("e", "fetch(True)", ""),
        ("n", "fetch(False)", ""),
        ("f", "favour", ""),
        ("o", "open", ""),
        ("escape", "leave", ""),
        ("ctrl+q", "go", ""),
    ]

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.fetched = asyncio.Event()
        self.favoured = self.left = self.gone = self.given_up = 0

    def compose(self) -> ComposeResult:
        yield Button("A button", id="below")

    def action_fetch(self, shows: bool) -> None:
        begun = self.opening()
        begun.give_up = self.run_worker(kept_back(begun, self.fetch(shows))).cancel

    async def fetch(self, shows: bool) -> None:
        try:
            await self.fetched.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if shows:
            await self.push_screen_wait(Page())

    def action_open(self) -> None:
        self.push_screen(Page())

    def action_favour(self) -> None:
        self.favoured += 1

    @on(Button.Pressed)
    def pressed(self) -> None:
        self.favoured += 1

    def action_leave(self) -> None:
        self.left += 1

    def action_go(self) -> None:
        self.gone += 1


@pytest.mark.parametrize("at_once", [True, False])
async def test_promise_2_words_typed_while_a_page_is_fetched_stand_on_it(
    tmp_path: Path, at_once: bool
) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "e", *(["fix"] if at_once else []))
        await pilot.pause(0.7)
        burst(app, "ff")
        await pilot.pause(0.1)
        app.fetched.set()
        text = "fixff" if at_once else "ff"
        await until(pilot, lambda: isinstance(app.screen, Page), "the page")
        await until(pilot, lambda: app.screen.query_one(Input).value == text, "the words")
        burst(app, "!")
        await until(pilot, lambda: app.screen.query_one(Input).value == text + "!", "what follows")
        assert app.favoured == 0


async def test_words_and_clicks_meant_for_a_page_that_does_not_come_have_no_effect(tmp_path: Path) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "n", "fff")
        click(app, app.query_one("#below"))
        await pilot.pause(0.3)
        assert app.favoured == 0
        app.fetched.set()
        await until(pilot, lambda: not app.workers, "the end of the command")
        assert app.favoured == 0
        burst(app, "f")
        await until(pilot, lambda: app.favoured == 1, "the next key")


async def test_escape_gives_up_the_page_that_is_fetched_and_is_no_command_of_what_is_below(
    tmp_path: Path,
) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "e", "ff", "escape", "f")
        await until(pilot, lambda: app.favoured, "the key behind Escape")
        await until(pilot, lambda: app.given_up, "the end of the command")
        burst(app, "escape")
        await until(pilot, lambda: app.left, "an Escape for what is there")
        assert (app.favoured, app.left, app.given_up) == (1, 1, 1)
        assert len(app.screen_stack) == 1


async def test_what_quits_waits_for_no_page(tmp_path: Path) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "e", "ff", "ctrl+q")
        await until(pilot, lambda: app.gone, "the end")
        assert app.favoured == 0


async def test_a_page_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PATIENCE_SECONDS", 0.3)
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "e", "ff")
        await until(pilot, lambda: app._keystrokes._opening, "the command")
        await until(pilot, lambda: app._keystrokes._opening is None, "the end of patience")
        assert app.favoured == 0
        burst(app, "f")
        await until(pilot, lambda: app.favoured == 1, "the next key")


async def test_a_click_waits_for_the_keys_before_it(tmp_path: Path) -> None:
    app = Fields(tmp_path)
    async with app.run_test() as pilot:
        first, second = app.query_one("#first", Input), app.query_one("#second", Input)
        burst(app, "first", "home", ">")
        click(app, second)
        burst(app, "second")
        click(app, first)
        burst(app, "end", "!")
        await until(pilot, lambda: first.value.endswith("!"), "the last key")
        assert [first.value, second.value] == [">first!", "second"]


async def test_a_click_behind_a_key_does_not_land_on_the_page_which_that_opened(tmp_path: Path) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "o")
        click(app, app.query_one("#below"))
        burst(app, "fig")
        await until(pilot, lambda: isinstance(app.screen, Page), "the page")
        await until(pilot, lambda: app.screen.query_one(Input).value == "fig", "the words")
        assert app.favoured == 0
        assert app.screen.query_one(Input).has_focus
        await app.pop_screen()
        click(app, app.query_one("#below"))
        await until(pilot, lambda: app.favoured == 1, "a click on what is there")


async def test_a_click_while_a_page_is_fetched_does_not_land_on_it(tmp_path: Path) -> None:
    app = Fetching(tmp_path)
    async with app.run_test() as pilot:
        burst(app, "e")
        click(app, app.query_one("#below"))
        burst(app, "fig")
        await pilot.pause(0.3)
        assert app.favoured == 0
        app.fetched.set()
        await until(pilot, lambda: isinstance(app.screen, Page), "the page")
        await until(pilot, lambda: app.screen.query_one(Input).value == "fig", "the words")
        assert app.favoured == 0


async def test_that_something_is_fetched_is_told_and_that_escape_gives_it_up(
    tmp_path: Path, town: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def never(account: AccountKey) -> tuple[Item, ...]:
        asked.set()
        await asyncio.Event().wait()
        return ()

    async with program(tmp_path, town) as flow:
        monkeypatch.setattr(flow.workspace.tray, "drafts", never)
        await flow.press("d")
        await flow.until(lambda: "Fetching what you asked for… Esc gives it up" in flow.told, "the notice")
        assert asked.is_set()
        assert "to dismiss" not in flow.told
        await flow.press("escape")
        await flow.until(lambda: not flow.told, "no notice")
        assert flow.screens[-1] == "MainScreen"
        await flow.press("c")
        await flow.shows(DeskScreen)


async def test_promise_2_keys_typed_while_the_drafts_are_read_are_for_their_list(
    tmp_path: Path, town: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program(tmp_path, town) as flow:
        await flow.open_desk()
        burst(flow.app, BEGUN, "escape", "escape")
        await flow.shows(MainScreen)
        read = flow.workspace.tray.drafts

        async def slowly(account: AccountKey) -> tuple[Item, ...]:
            await asyncio.sleep(0.8)
            return await read(account)

        monkeypatch.setattr(flow.workspace.tray, "drafts", slowly)
        burst(flow.app, "d", "enter", "f9", "fix")
        await flow.until(
            lambda: len(flow.app.screen_stack) > 1 and flow.app.screen.query(DraftArea), "a desk"
        )
        await flow.until(lambda: flow.area.text in {BEGUN + "fix", "fix" + BEGUN}, "the words on the draft")


@pytest.mark.parametrize("keys", [("O", "e"), (".", "e")], ids=["the out-tray", "the second look"])
async def test_promise_2_words_typed_while_an_act_is_taken_back_stand_on_the_desk(
    tmp_path: Path, town: PracticeServer, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, str]
) -> None:
    async with program(tmp_path, town) as flow:
        await flow.hold("The ferry runs again.")
        take_back = flow.workspace.tray.edit

        async def slowly(item_id: str) -> Item:
            await asyncio.sleep(0.8)
            return await take_back(item_id)

        monkeypatch.setattr(flow.workspace.tray, "edit", slowly)
        await flow.press(keys[0])
        await flow.until(lambda: "The ferry" in flow.picture(), "the act")
        burst(flow.app, keys[1], "ctrl+end", "fbD")
        await flow.until(lambda: flow.screens[-1] == "DeskScreen" and flow.desk.query(DraftArea), "the desk")
        await flow.until(lambda: flow.area.text == "The ferry runs again.fbD", "the words on the draft")
        assert town.writes("favourite$|reblog$") == []


async def test_letters_for_a_menu_that_asks_the_server_first_are_no_commands_of_the_timeline(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        town.set_fault("delay", path_regex="relationships", seconds=0.8)
        await flow.press("j")
        burst(flow.app, "a", "w", "m")
        await flow.until(lambda: "for an hour" in flow.picture(), "the question how long to mute")
        assert town.writes("bookmark$") == []
        town.clear_faults()


async def until(pilot: Pilot[None], holds: Callable[[], object], what: str) -> None:
    """Wait for the program to get somewhere."""
    for _turn in range(800):
        if holds():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"waited in vain for {what}")
