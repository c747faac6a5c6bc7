"""Completion under the cursor, and whom a text names: at a real server, with its log as the witness."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from flow_kit import Flow, program
from outtray.cache.store import AccountCache, Entry
from outtray.mastodon.models import SearchResults
from outtray.mastodon.reader import Reader
from outtray.mastodon.timelines import Timeline
from outtray.mastodon.tokens import Token
from outtray.services.completing import Candidate, Completer
from outtray.services.emoji import EMOJI, emoji_named
from outtray.widgets.desk.completions import CompletionList
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    """One practice town for all of these tests; each has a house of its own."""
    with PracticeServer() as server:
        yield server


def _list(flow: Flow) -> CompletionList:
    return flow.desk.body.composer.completions


def _names(flow: Flow) -> list[str]:
    offered = _list(flow)
    return [str(offered.get_option_at_index(n).prompt) for n in range(offered.option_count)]


def _to(flow: Flow) -> str:
    return str(flow.desk.query_one("#recipients", Static).render())


@pytest.mark.feature("write.completion")
async def test_enter_takes_a_mention_while_the_list_is_open_and_ends_the_line_when_it_is_not(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        await flow.press(*"Hi", "space", "@", *"mini")
        await flow.until(lambda: _list(flow).is_open, "the list")
        assert "@minister" in _names(flow)[0]
        await flow.press("enter")
        await flow.until(lambda: area.text == "Hi @minister ", "the mention")
        assert not _list(flow).is_open
        await flow.press("enter", "x")
        await flow.until(lambda: area.text == "Hi @minister \nx", "a line")
        await flow.press("ctrl+z", "ctrl+z")
        await flow.until(lambda: "@minister" not in area.text or area.text == "Hi @minister ", "an undo")


async def test_escape_closes_the_list_alone_and_tab_takes_or_goes_on(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town, size=(60, 20)) as flow:
        area = await flow.open_desk()
        await flow.press("@", *"mini")
        await flow.until(lambda: _list(flow).is_open, "the list")
        await flow.press("escape")
        assert not _list(flow).is_open
        assert area.has_focus
        assert area.text == "@mini"
        await flow.press("s")
        await flow.until(lambda: _list(flow).is_open, "the list again")
        await flow.press("tab")
        await flow.until(lambda: area.text == "@minister ", "the mention")
        assert area.has_focus


async def test_a_server_is_told_the_token_alone_from_two_letters_and_nothing_when_that_is_off(
    tmp_path: Path, town: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    search = Reader.search

    async def spied(reader: Reader, query: str, **how: Any) -> SearchResults:
        asked.append(query)
        return await search(reader, query, **how)

    monkeypatch.setattr(Reader, "search", spied)
    async with program(tmp_path, town) as flow:
        completer = Completer(flow.workspace)
        await completer.load()
        await completer.asked(Token("@", "m"))
        assert asked == []
        area = await flow.open_desk()
        area.insert("Between us: ")
        await flow.press("#", *"civic")
        await flow.until(lambda: "civic" in asked, "the question")
        await flow.until(lambda: any("#civic" in name for name in _names(flow)), "the hashtag")
        assert all("civic".startswith(query) and len(query) > 1 for query in asked)
        flow.workspace.config.save({"posting": {"complete": "cache"}})
        told = len(asked)
        assert not completer.asks
        assert await completer.look_up("nobody_here") is None
        found = await completer.asked(Token("@", "minist"))
        assert [one.insert for one in found] == ["@minister "]
        assert len(asked) == told


async def test_who_is_offered_first_does_not_hang_on_whether_the_cache_or_the_server_answers_first(
    tmp_path: Path, town: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = threading.Event()
    asked: list[str] = []
    recent, search = AccountCache.recent, Reader.search

    async def spied(reader: Reader, query: str, **how: Any) -> SearchResults:
        asked.append(query)
        return await search(reader, query, **how)

    def held_back(cache: AccountCache, timeline: Timeline, limit: int) -> tuple[Entry, ...]:
        assert may_read.wait(60)
        return recent(cache, timeline, limit)

    async with program(tmp_path, town) as flow:
        usual = Completer(flow.workspace)
        await usual.load()
        expected = await usual.asked(Token("@", "de"))
        assert len(expected) > 2
        monkeypatch.setattr(AccountCache, "recent", held_back)
        monkeypatch.setattr(Reader, "search", spied)
        hasty = Completer(flow.workspace)
        first = asyncio.create_task(hasty.load())
        await asyncio.sleep(0)
        first.cancel()  # as the next letter does

        async def next_letter() -> tuple[Candidate, ...]:
            await hasty.load()
            return await hasty.asked(Token("@", "de"))

        second = asyncio.create_task(next_letter())
        for _turn in range(50):
            await asyncio.sleep(0)
        told_before_reading = list(asked)
        may_read.set()
        assert await second == expected
        assert told_before_reading == []


async def test_whom_a_text_names_stands_below_it_and_nobody_is_flagged(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        area.insert("Thank you @nobody_here and @minister, again.")
        await flow.until(lambda: "@minister ✓" in _to(flow), "the minister")
        await flow.until(lambda: "@nobody_here ? unknown here" in _to(flow), "nobody")
        assert _to(flow).index("@nobody_here") < _to(flow).index("@minister")
        area.load_text("")
        area.insert("Thank you.")
        await flow.until(lambda: flow.desk.query_one("#recipients").has_class("-none"), "nobody named")


async def test_an_emoji_is_chosen_by_a_key_or_by_the_beginning_of_its_name(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town) as flow:
        area = await flow.open_desk()
        await flow.press(*"at12", "ctrl+s")
        await flow.until(lambda: _list(flow).is_open and _list(flow).option_count > 50, "all of them")
        await flow.press(*"ferr")
        await flow.until(lambda: _list(flow).option_count == 1, "the ferry")
        await flow.press("enter")
        await flow.until(lambda: area.text == "at12 ⛴️", "the ferry in the text")
        await flow.press("space", ":", "d")
        assert not _list(flow).is_open
        await flow.press("u", "c", "k")
        await flow.until(lambda: _list(flow).is_open, "the duck")
        await flow.press("tab")
        await flow.until(lambda: area.text == "at12 ⛴️ 🦆", "the duck in the text")


def test_every_emoji_is_found_by_each_of_its_names() -> None:
    signs = [sign for sign, _names in EMOJI]
    assert len(signs) == len(set(signs))
    assert all((sign, name) in emoji_named(name) for sign, names in EMOJI for name in names)


async def test_what_is_offered_stays_below_the_cursor_in_a_window_of_another_size(
    tmp_path: Path, town: PracticeServer
) -> None:
    async with program(tmp_path, town, size=(160, 50)) as flow:
        area = await flow.open_desk()
        await flow.press("@", *"mini")
        await flow.until(lambda: _list(flow).is_open and not flow.under_way("complete"), "the list")
        for width, height in ((60, 20), (100, 40)):
            await flow.pilot.resize_terminal(width, height)
            await flow.until(
                lambda: _list(flow).region.y == area.cursor_screen_offset.y + 1, "the list below the cursor"
            )
