"""Searching what was seen, keeping it within bounds, and keeping other values for an offline start."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray.base.clock import SystemClock
from outtray.cache.rows import Limits
from outtray.cache.search import expression
from outtray.cache.store import AccountCache, Cache
from outtray.mastodon.models import Account, MediaAttachment, Poll, PollOption, Status
from outtray.mastodon.notices import NoticeGroup
from outtray.mastodon.timelines import HOME, LOCAL

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "timelines.sqlite3", clock=SystemClock())
    yield opened
    opened.close()


@pytest.fixture
def mine(cache: Cache) -> AccountCache:
    return cache.for_account("clerk@harbour.example")


def post(number: int, content: str, **fields: object) -> Status:
    made = Status(
        id=str(number),
        content=f"<p>{content}</p>",
        account=Account(id="7", acct="odile@quay.example", display_name="Odile"),
        created_at=START + timedelta(hours=number),
    )
    return msgspec.structs.replace(made, **fields)


def found(mine: AccountCache, typed: str) -> list[str]:
    return [status.id for status in mine.search(typed)]


SEEN = [
    post(1, "The ferry was late, <b>again</b>. It&#39;s the tide."),
    post(2, "Le traversier à l’été : en retard."),
    post(3, "市役所の窓口は三時まで。"),
    post(4, "Look at this.", media_attachments=(MediaAttachment(id="1", description="A ferry in fog"),)),
    post(5, "Which one?", poll=Poll(id="1", options=(PollOption("Ferry"), PollOption("Bridge")))),
    post(6, "Nothing to see.", spoiler_text="ferries, mostly"),
    post(7, "A tide table, late as ever.", account=Account(id="8", acct="colin", display_name="Colin H.")),
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("ferry", ["5", "4", "1"]),
        ("FERR", ["6", "5", "4", "1"]),
        ("late tide", ["7", "1"]),
        ('"late again"', ["1"]),
        ('"tide late"', []),
        ("ete", ["2"]),
        ("été", ["2"]),
        ("窓口", ["3"]),
        ("窓三", []),
        ("from:odile ferry", ["5", "4", "1"]),
        ("from:colin", ["7"]),
        ("colin", ["7"]),
        ("has:media", ["4"]),
        ("has:poll ferry", ["5"]),
        ("", []),
        ("   ", []),
        ('"', []),
        ("* OR NOT ^ ( -", []),
        ("body : ferry", []),
        ("strong", []),
    ],
)
def test_what_was_seen_is_found_by_its_words(mine: AccountCache, typed: str, ids: list[str]) -> None:
    mine.put_on_top(HOME, SEEN[::-1])
    assert found(mine, typed) == ids


def test_a_search_follows_edits_deletions_and_accounts(cache: Cache, mine: AccountCache) -> None:
    mine.put_on_top(HOME, SEEN[::-1])
    mine.update(post(1, "The train was late."))
    assert found(mine, "ferry") == ["5", "4"]
    assert found(mine, "train") == ["1"]
    mine.remove("4")
    assert found(mine, "ferry") == ["5"]
    other = cache.for_account("weekend@harbour.example")
    assert found(other, "ferry") == []
    mine.clear()
    other.put_on_top(HOME, [post(9, "Another ferry.")])
    assert found(mine, "ferry") == []
    assert found(other, "ferry") == ["9"]


def test_a_boosted_post_is_found_once_as_itself(mine: AccountCache) -> None:
    boost = Status(id="99", account=Account(id="9", acct="anouk"), reblog=SEEN[0], created_at=START)
    mine.put_on_top(HOME, [boost])
    assert found(mine, "ferry") == ["1"]
    assert mine.recent(HOME)[0].status.reblog == SEEN[0]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_question(typed: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (body, author, marks)")
    asked = expression(typed)
    if asked:
        database.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked,)).fetchall()
    database.close()


def test_ten_thousand_posts_are_searched_at_once(mine: AccountCache) -> None:
    words = ["tide", "ferry", "minutes", "agenda", "harbour", "bread", "form", "fern", "lift", "onion"]
    for start in range(0, 10_000, 500):
        page = [
            post(n, " ".join(words[(n * step) % 10] for step in (1, 3, 7, 9)))
            for n in range(start, start + 500)
        ]
        mine.update(*page)
    before = perf_counter()
    answer = mine.search("ferry agenda")
    assert len(answer) == 40
    fitting = [n for n in range(9_999, -1, -1) if n % 10 in {1, 3, 7, 9}]
    assert [int(status.id) for status in answer] == fitting[:40]
    assert perf_counter() - before < 2.0


# Bounds


@pytest.mark.feature("cache.limit")
def test_the_cache_keeps_within_so_many_bytes_and_marks_what_it_dropped(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock(), limits=Limits(size=60_000))
    mine = cache.for_account("clerk@harbour.example")
    pages = [post(number, "x" * 1_000) for number in range(200)]
    for status in pages:
        mine.put_on_top(HOME, [status])
    mine.put_on_top(LOCAL, [pages[3], pages[150]])
    cache.prune()
    kept = mine.recent(HOME, 500)
    assert 30 <= len(kept) <= 58
    assert kept[0].status.id == "199"
    ids = [int(entry.status.id) for entry in kept]
    for entry, newer, older in zip(kept, ids, [*ids[1:], None], strict=True):
        assert older is None or newer == older + 1 or entry.gap_below
    assert mine.search("x" * 1_000)
    cache.close()


@pytest.mark.feature("cache.limit")
def test_clearing_gives_the_room_back_to_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    cache = Cache(path, clock=SystemClock())
    mine = cache.for_account("clerk@harbour.example")
    mine.put_on_top(HOME, [post(number, f"secret{number} " * 200) for number in range(200)])
    assert cache.size > 300_000
    cache.clear()
    assert cache.size < 200_000
    cache.close()
    assert b"secret7" not in path.read_bytes()


# Other values


def test_the_newest_notifications_are_there_before_the_network(mine: AccountCache) -> None:
    group = NoticeGroup("g", "favourite", 3, (Account(id="7", acct="odile"),), SEEN[0], START, "9", "4")
    assert mine.kept("notices", tuple[NoticeGroup, ...]) is None
    mine.keep("notices", (group,))
    assert mine.kept("notices", tuple[NoticeGroup, ...]) == (group,)
    assert mine.kept("notices", list[int]) is None
    mine.clear()
    assert mine.kept("notices", tuple[NoticeGroup, ...]) is None
