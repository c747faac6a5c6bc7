"""Wherever a key is named, it is the one the user gave the command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from flow_kit import Flow, program
from outtray.commands import outtray as commands
from outtray.commands.keys import AS_THEY_CAME, Remapping
from outtray.commands.remapping import remap
from outtray.mastodon.models import Poll, PollOption
from outtray.screens.address import AddressScreen
from outtray.screens.ask import AskScreen
from outtray.screens.drafts import DraftsScreen
from outtray.screens.help import HelpScreen
from outtray.screens.links import LinksScreen
from outtray.screens.look import Looked, LookEnd, LookScreen, no_words_to_edit, outcome_words
from outtray.screens.main import MainScreen
from outtray.screens.menu import MenuScreen
from outtray.screens.outtray import OutTrayScreen, what_is_unsure
from outtray.screens.settings.changes import ChangesScreen
from outtray.screens.settings.entries import EntriesScreen
from outtray.screens.settings.field import FieldScreen, Judged
from outtray.screens.settings.page import PageScreen
from outtray.screens.settings.pick import PickScreen
from outtray.screens.settings.screen import SettingsScreen
from outtray.screens.vote import VoteScreen
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

SOURCES = Path(__file__).parents[3] / "tui" / "outtray"

FIXED = {
    # Fields and lists hear Enter by themselves, and so do questions on the command line.
    "Enter goes on · {discard} discards · {leave} closes",
    "Enter takes it · {leave} leaves it as it was",
    "Enter chooses · {leave} leaves it as it was",
    "Enter keeps the reason, {leave} goes back. It goes into the journal.",
    "{add} adds · Enter changes · {discard} takes out · {leave} goes back",
    "number or {mark} marks · Enter votes · {leave} closes",
    "its letter, or Enter · {leave} closes",
    "its number, or Enter · {leave} closes",
    "Server, e.g. social.example, then Enter",
    "The code the server shows, then Enter",
    "Write what you look for and press Enter.",
    "Write what you look for and press Enter. What you read before is searched at once.",
    "Edit again? Enter does, n leaves the settings as they were: ",
    "{command} cannot have Enter: what goes out or is dropped is never done by Enter alone.",
    "Enter",
    "Space",
    # Letters of a menu are its own; what a setting means is always the same.
    "In a profile, {actions} and then l puts somebody on it.",
    "Nobody is on it yet. In a profile, {actions} and then l puts somebody on it.",
    "vi: j, k and other letters move, too; arrows: only arrows and page keys do.",
    # The page for another key hears every key; a text field undoes; a terminal ends a text.
    "Esc leaves it as it was",
    "Backspace: no key at all. Del: the key it came with.",
    "Put the words suggested for the finding in view into the text; ^Z takes that back.",
    "Type the text; Ctrl+D on an empty line ends it.",
    "Waiting for the browser… (Ctrl+C stops; --code works on another machine)",
}
"""Sentences that name a key nobody can change."""

_KEY = re.compile(
    r"\b(Esc|Escape|Enter|Tab|Space|Backspace|F\d+|(Ctrl|Alt|Shift)\+\w+)\b|\^[A-Z]\b"
    r"|(^|[Pp]ress |under |and |: |with |then |· |where |, )([a-zA-Z0-9.,?/])"
    r" (and |adds|closes|copies|saves|drops|discards|shows|folds|jumps|begins|brings|opens|goes|puts|moves)"
)


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the program with its file."""
    for file, _line, message, _comments, _context in extract_from_dir(SOURCES):
        for one in (message,) if isinstance(message, str) else message:
            yield file, one


def test_no_sentence_names_a_key_that_could_be_another() -> None:
    found = list(sentences())
    assert len(found) > 1_000
    named = {(file, one) for file, one in found if _KEY.search(one) and one not in FIXED}
    assert not named
    assert {one for _file, one in found} >= FIXED, "sentences that are gone"


def test_the_search_for_keys_finds_them() -> None:
    for sentence in ("O shows it.", "j and k move · Esc closes", "s saves", "Nothing yet: a adds one.", "F2"):
        assert _KEY.search(sentence)


OTHERS = {
    "reading.back": "ctrl+x", "reading.compose": "ctrl+y", "reading.out-tray": "ctrl+z",
    "reading.drafts": "ctrl+d", "reading.register": "ctrl+e", "reading.lessons": "ctrl+f",
    "reading.settings": "ctrl+k", "reading.notifications": "ctrl+n", "reading.home": "alt+a",
    "reading.local": "alt+b", "reading.expand": "alt+c", "reading.open-link": "alt+d",
    "reading.newest": "alt+e",
}  # fmt: skip
"""Other keys for commands of the timeline."""

CARDS = {
    f"{place}.{command}": f"f{number}"
    for number, (place, command) in enumerate(
        (
            ("address", "leave"), ("address", "copy"), ("ask", "leave"), ("drafts", "leave"),
            ("drafts", "discard"), ("help", "leave"), ("help", "down"), ("help", "up"), ("links", "leave"),
            ("menu", "leave"), ("vote", "leave"), ("vote", "mark-here"), ("entries", "leave"),
            ("entries", "add"), ("entries", "discard"), ("field", "leave"), ("changes", "leave"),
            ("changes", "save"), ("changes", "drop"), ("outtray", "back"), ("outtray", "discard"),
        ),
        start=2,
    )
}  # fmt: skip
"""Other keys for commands of the cards: each one that no other has."""


@pytest.fixture
def others() -> Remapping:
    """All of them, and nothing refused."""
    remapping = remap({**OTHERS, **CARDS, "look.send": "f2", "look.discard": "f3"})
    assert not remapping.refusals
    return remapping


async def test_cards_name_the_keys_that_hold(
    tmp_path: Path, practice_server: PracticeServer, others: Remapping
) -> None:
    async with program(tmp_path, practice_server) as flow:
        flow.app.use_keys(others)
        icons, workspace = flow.main.icons, flow.workspace
        form = SettingsScreen(workspace, icons=icons).form
        await flow.press("j")
        status = flow.main.selected
        assert status is not None
        poll = Poll(id="1", options=(PollOption(title="Tea"), PollOption(title="Coffee")))
        cards: dict[Callable[[], Screen[Any]], str] = {
            lambda: AddressScreen("https://social.example"): "F3 copies · F2 closes",
            lambda: AskScreen("Title", "Meaning"): "Enter takes it · F4 leaves it as it was",
            lambda: DraftsScreen(workspace, ()): "Enter goes on · F6 discards · F5 closes",
            lambda: HelpScreen((), None, others): "F8 and F9 move · F7 closes",
            lambda: LinksScreen(status): "its number, or Enter · F10 closes",
            lambda: MenuScreen("Title", ()): "its letter, or Enter · F11 closes",
            lambda: VoteScreen(poll, icons): "number or F13 marks · Enter votes · F12 closes",
            lambda: PageScreen("Title", Content("Text"), icons=icons): "F11 closes",
            lambda: PickScreen("Title", "", (), "", icons=icons): "Enter chooses · F11 leaves it as it was",
            lambda: EntriesScreen(form, "rules.mute", icons=icons): (
                "F15 adds · Enter changes · F16 takes out · F14 goes back"
            ),
            lambda: FieldScreen("Title", "", (), lambda answers: Judged(), icons=icons): (
                "Enter takes it · F17 leaves it as it was"
            ),
            lambda: ChangesScreen(form, "file", icons=icons): "F19 saves · F20 drops all · F18 goes on",
        }
        for card, words in cards.items():
            screen = card()
            await flow.app.push_screen(screen)
            assert str(screen.query_one("#card").border_subtitle) == words
            await flow.app.pop_screen()


async def test_the_main_screen_names_the_keys_that_hold(
    tmp_path: Path, practice_server: PracticeServer, others: Remapping
) -> None:
    async with program(tmp_path, practice_server) as flow:
        home = flow.main
        home.tell("Something is so.")
        assert "Esc to dismiss" in flow.told
        flow.app.use_keys(others)
        home.tell("Something is so.")
        assert "^X to dismiss" in flow.told
        keys = places_of(home)
        assert [keys[name] for name in ("Home", "Local", "Federated")] == ["Alt+a", "Alt+b", "3"]
        named = [
            keys[name] for name in ("Notifications", "Out-tray", "Drafts", "Register", "Lessons", "Settings")
        ]
        assert named == ["^N", "^Z", "^D", "^E", "^F", "^K"]
        hints = home.timeline.look().hints
        assert (hints.expand, hints.browser, hints.newest, hints.retry) == (
            "Alt+c",
            "Alt+d",
            "Alt+e",
            "Enter",
        )
        assert home.new_view().look().hints == hints, "what is opened later"
        flow.app.use_keys(remap({"reading.out-tray": "none"}))
        keys = places_of(home)
        assert (keys["Out-tray"], keys["Drafts"]) == ("", "d")


async def test_the_out_tray_and_the_second_look_name_the_keys_that_hold(
    tmp_path: Path, practice_server: PracticeServer, others: Remapping
) -> None:
    async with program(tmp_path, practice_server) as flow:
        flow.app.use_keys(others)
        await flow.press("ctrl+z")
        await flow.shows(OutTrayScreen)
        await flow.until(
            lambda: "F21 goes back to the timeline, where ^Y begins" in one_line(flow), "the hint"
        )
        item = await flow.hold("Nobody has looked at this.")
        sent = Looked(LookEnd.UNDER_WAY, item)
        assert outcome_words(flow.app, sent)[1] == "^Z shows what becomes of it."
        assert outcome_words(flow.app, replace(sent, end=LookEnd.GONE))[1] == "^D shows the drafts."
        assert what_is_unsure(replace(item, note=None)).startswith("Look at your profile"), "no empty line"
        assert no_words_to_edit(flow.app, commands.DISCARD)[1] == "F22 discards it."
        await flow.press("f21")
        await flow.shows(MainScreen)
        await flow.press("full_stop")
        await flow.shows(LookScreen)
        await flow.until(lambda: "F2 sends it." in flow.picture(), "the hint")


async def test_pages_that_are_open_name_the_keys_a_command_is_given_meanwhile(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    def named(**keys: str) -> Remapping:
        remapping = remap({command.replace("__", "."): key for command, key in keys.items()})
        assert not remapping.refusals
        return remapping

    async with program(tmp_path, practice_server) as flow:
        await flow.press("O")
        await flow.shows(OutTrayScreen)
        await flow.until(lambda: "where c begins" in one_line(flow), "the hint of the out-tray")
        flow.app.use_keys(named(outtray__back="f7", reading__compose="f8"))
        await flow.until(
            lambda: "F7 goes back to the timeline, where F8 begins" in one_line(flow), "its other keys"
        )
        await flow.press("f7")
        await flow.shows(MainScreen)

        def empty() -> str:
            return flow.main.timeline._empty

        await flow.until(lambda: "or c to write one" in empty() or "or F8 to" in empty(), "a connection")
        flow.app.use_keys(named(reading__local="f9", reading__compose="f6"))
        assert "Press F9 for the posts of this server, or F6 to write one" in empty()
        flow.app.use_keys(AS_THEY_CAME)

        await flow.hold("Nobody has looked at this.")
        await flow.press("full_stop")
        await flow.shows(LookScreen)
        flow.app.use_keys(named(look__send="f9"))
        await flow.until(lambda: "F9 sends it." in flow.picture(), "the hint of the second look")
        flow.app.use_keys(AS_THEY_CAME)
        await flow.press("escape")
        await flow.shows(MainScreen)

        area = await flow.open_desk()
        area.text = "Our IBAN is DE89 3704 0044 0532 0130 00."
        panel = flow.desk.body.pane.findings
        await flow.until(lambda: panel.asks, "a finding to answer")
        flow.app.use_keys(named(desk__acknowledge="f11"))
        await flow.until(lambda: "F11" in str(panel.query_one("#state", Static).content), "its other key")


def one_line(flow: Flow) -> str:
    """What is on the screen, frames and ends of lines aside."""
    return " ".join(flow.picture().replace("│", " ").split())


def places_of(home: MainScreen) -> dict[str, str]:
    """The keys beside the places of the navigation."""
    return {place.label: place.key for section in home.navigation._sections for place in section.places}
