"""The cache keeps the server's order, each status once, and never stands in the way."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray.base.clock import SystemClock
from outtray.cache.rows import Limits
from outtray.cache.store import AccountCache, Cache
from outtray.mastodon.models import Account, Status
from outtray.mastodon.timelines import HOME, PUBLIC, Timeline
from outtray.storage.errors import Damaged, StorageError

CLERK = "clerk@harbour.example"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "private" / "timelines.sqlite3", clock=SystemClock())
    yield opened
    opened.close()


@pytest.fixture
def mine(cache: Cache) -> AccountCache:
    return cache.for_account(CLERK)


def post(status_id: str, text: str = "") -> Status:
    return Status(id=status_id, content=text or f"<p>{status_id}</p>", account=Account(id="7", acct="odile"))


def posts(*ids: str) -> list[Status]:
    return [post(status_id) for status_id in ids]


def shape(mine: AccountCache, timeline: Timeline = HOME) -> str:
    """Ids newest first, with … where statuses are missing."""
    return " ".join(
        entry.status.id + (" …" if entry.gap_below else "") for entry in mine.recent(timeline, 1_000)
    )


def test_statuses_come_back_as_they_were_in_the_order_given(mine: AccountCache) -> None:
    # Sorting these ids in any way would give another order.
    page = posts("01JCK9", "7", "zz", "1000", "01ABC")
    mine.put_on_top(HOME, page)
    assert [entry.status for entry in mine.recent(HOME)] == page
    assert [entry.status.id for entry in mine.recent(HOME, 2)] == ["01JCK9", "7"]


def test_newer_ones_go_on_top_and_those_already_there_stay_in_place(mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("c", "b", "a"))
    mine.put_on_top(HOME, posts("e", "d", "c"))
    assert shape(mine) == "e d c b a"


def test_a_gap_is_marked_filled_in_part_and_closed(mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("b", "a"))
    mine.put_on_top(HOME, posts("j", "i"), gap=True)
    assert shape(mine) == "j i … b a"
    mine.put_below(HOME, "i", posts("h", "g"), gap=True)
    assert shape(mine) == "j i h g … b a"
    mine.put_below(HOME, "g", posts("f", "c", "b"), gap=True)
    assert shape(mine) == "j i h g f c b a"


def test_a_gap_that_turns_out_empty_is_closed(mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("b", "a"))
    mine.put_on_top(HOME, posts("d"), gap=True)
    mine.put_below(HOME, "d", [], gap=False)
    assert shape(mine) == "d b a"
    mine.put_on_top(HOME, posts("f"), gap=True)
    mine.put_below(HOME, "f", posts("d"), gap=True)
    assert shape(mine) == "f d b a"


def test_the_first_page_of_a_timeline_has_no_gap_below_it(mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("b", "a"), gap=True)
    assert shape(mine) == "b a"


def test_older_pages_go_below(mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("d", "c"))
    mine.put_below(HOME, "c", posts("b", "a"), gap=False)
    assert shape(mine) == "d c b a"
    assert [entry.status.id for entry in mine.older(HOME, "d", 2)] == ["c", "b"]
    assert mine.older(HOME, "unknown") == ()


def test_an_edit_is_seen_in_every_timeline_and_inside_boosts(mine: AccountCache) -> None:
    original = post("1", "<p>first words</p>")
    boost = Status(id="2", reblog=original, account=Account(id="8", acct="pilot"))
    mine.put_on_top(HOME, [boost])
    mine.put_on_top(PUBLIC, [original])
    mine.update(post("1", "<p>better words</p>"))
    (boosted,) = mine.recent(HOME)
    assert boosted.status.account.acct == "pilot"
    assert boosted.status.shown.content == "<p>better words</p>"
    assert mine.recent(PUBLIC)[0].status.content == "<p>better words</p>"
    assert mine.status("2") == boosted.status


def test_a_deleted_status_disappears_with_its_boosts(mine: AccountCache) -> None:
    boost = Status(id="2", reblog=post("1"))
    mine.put_on_top(HOME, [boost, *posts("1", "0")])
    mine.remove("1")
    assert shape(mine) == "0"
    assert mine.status("1") is None


def test_accounts_share_nothing(cache: Cache, mine: AccountCache) -> None:
    other = cache.for_account("pilot@harbour.example")
    mine.put_on_top(HOME, [post("1", "<p>as clerk</p>")])
    other.put_on_top(HOME, [post("1", "<p>as pilot</p>")])
    other.clear()
    assert [entry.status.content for entry in mine.recent(HOME)] == ["<p>as clerk</p>"]
    assert other.recent(HOME) == ()
    cache.clear()
    assert mine.recent(HOME) == ()


def test_the_place_read_is_kept(mine: AccountCache) -> None:
    assert mine.place_read(HOME) is None
    mine.save_place_read(HOME, "01JCK9")
    mine.save_place_read(HOME, "01JCKA")
    assert mine.place_read(HOME) == "01JCKA"
    assert mine.place_read(PUBLIC) is None


def test_everything_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    path = tmp_path / "timelines.sqlite3"
    first = Cache(path, clock=SystemClock())
    first.for_account(CLERK).put_on_top(HOME, posts("b", "a"))
    first.close()
    second = Cache(path, clock=SystemClock())
    assert shape(second.for_account(CLERK)) == "b a"
    second.close()


def test_only_the_owner_can_read_the_file(tmp_path: Path, mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("a"))
    folder = tmp_path / "private"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock(), limits=Limits(10, 12))
    mine = cache.for_account(CLERK)
    for page in range(10):
        mine.put_on_top(HOME, posts(*[f"{page}-{number}" for number in range(5)]))
        mine.update(post(f"thread-{page}"))
    mine.put_on_top(HOME, [Status(id="boost", reblog=post("original"))])
    cache.prune()
    assert len(mine.recent(HOME, 100)) == 10
    boost = mine.recent(HOME, 1)[0].status
    assert boost.reblog is not None
    assert boost.reblog.id == "original"
    cache.close()
    with sqlite3.connect(tmp_path / "t.sqlite3") as file:
        assert file.execute("SELECT COUNT(*) FROM statuses").fetchone()[0] <= 12
    file.close()


def damaged(path: Path) -> None:
    file = path.read_bytes()
    path.write_bytes(file[:100] + b"\xff" * (len(file) - 100))


def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    path.write_bytes(b"this is no database at all" * 400)
    told: list[StorageError] = []
    cache = Cache(path, clock=SystemClock(), on_trouble=told.append)
    mine = cache.for_account(CLERK)
    mine.put_on_top(HOME, posts("a"))
    assert shape(mine) == "a"
    (error,) = told
    assert isinstance(error, Damaged)
    assert error.aside is not None
    assert error.aside.read_bytes().startswith(b"this is no database")
    assert cache.trouble is None
    cache.close()


def test_damage_found_while_reading_is_treated_the_same(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    first = Cache(path, clock=SystemClock())
    for number in range(30):
        first.for_account(CLERK).put_on_top(HOME, [post(str(number), "<p>" + "x" * 5_000 + "</p>")])
    first.close()
    damaged(path)
    told: list[StorageError] = []
    cache = Cache(path, clock=SystemClock(), on_trouble=told.append)
    mine = cache.for_account(CLERK)
    assert mine.recent(HOME) == ()
    mine.put_on_top(HOME, posts("again"))
    assert shape(mine) == "again"
    assert told
    assert list(tmp_path.glob("*damaged*"))
    cache.close()


def test_a_spoilt_row_is_left_out(tmp_path: Path, cache: Cache, mine: AccountCache) -> None:
    mine.put_on_top(HOME, posts("b", "a"))
    with sqlite3.connect(tmp_path / "private" / "timelines.sqlite3") as file:
        file.execute("UPDATE statuses SET json = x'ff' WHERE id = 'b'")
    file.close()
    assert shape(mine) == "a"
    assert mine.status("b") is None


def test_without_a_place_to_write_everything_still_works_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told: list[StorageError] = []
    cache = Cache(tmp_path / "file" / "t.sqlite3", clock=SystemClock(), on_trouble=told.append)
    mine = cache.for_account(CLERK)
    mine.put_on_top(HOME, posts("a"))
    mine.put_below(HOME, "a", posts("b"), gap=True)
    mine.update(post("a"))
    mine.remove("a")
    mine.save_place_read(HOME, "a")
    assert (mine.recent(HOME), mine.older(HOME, "a"), mine.status("a"), mine.place_read(HOME)) == (
        (),
        (),
        None,
        None,
    )
    assert told == [cache.trouble]
    assert told[0].next_step
    cache.clear()
    cache.close()


def test_a_full_disk_ends_the_cache_with_a_sentence(tmp_path: Path) -> None:
    told: list[StorageError] = []
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock(), on_trouble=told.append)
    mine = cache.for_account(CLERK)
    mine.put_on_top(HOME, posts("a"))
    with cache.writing() as connection:
        assert connection is not None
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way of having no room left
    mine.put_on_top(HOME, [post(str(number), "x" * 10_000) for number in range(20)])
    (error,) = told
    assert "room" in error.sentence
    assert mine.recent(HOME) == ()
    cache.close()


def test_two_programs_can_use_one_file(tmp_path: Path) -> None:
    first = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    second = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    first.for_account(CLERK).put_on_top(HOME, posts("a"))
    second.for_account(CLERK).put_on_top(HOME, posts("b"))
    assert shape(first.for_account(CLERK)) == "b a"
    first.close()
    second.close()


KIND = st.sampled_from(["post", "post", "live", "newest", "older", "delete"])
STEP = st.tuples(KIND, st.integers(0, 40), st.integers(1, 5))


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=30))
def test_the_order_is_the_servers_and_every_hole_is_marked(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    cache = Cache(tmp_path_factory.mktemp("c") / "t.sqlite3", clock=SystemClock())
    mine = cache.for_account(CLERK)
    server: list[str] = []
    for turn, (step, place, size) in enumerate(steps):
        kept = [entry.status.id for entry in mine.recent(HOME, 1_000)]
        if step == "post":
            server[:0] = [f"{'azM'[turn % 3]}{turn}-{number}" for number in range(size)]
        elif step == "live" and kept[:1] == server[:1]:
            server.insert(0, f"Z{turn}")
            mine.put_on_top(HOME, posts(server[0]))
        elif step == "newest":
            mine.put_on_top(HOME, posts(*server[:size]), gap=len(server) > size)
        elif step == "older" and kept:
            above = kept[place % len(kept)]
            start = server.index(above) + 1
            page = server[start : start + size]
            mine.put_below(HOME, above, posts(*page), gap=start + size < len(server))
        elif step == "delete" and server:
            mine.remove(server.pop(place % len(server)))
    entries = mine.recent(HOME, 1_000)
    cache.close()
    kept = [entry.status.id for entry in entries]
    assert kept == [status_id for status_id in server if status_id in kept]
    for entry, older in pairwise(entries):
        neighbours = server.index(older.status.id) == server.index(entry.status.id) + 1
        assert neighbours or entry.gap_below


def test_a_stored_status_is_cleaned_again_when_it_is_read(
    cache: Cache, mine: AccountCache, tmp_path: Path
) -> None:
    mine.put_on_top(HOME, posts("a"))
    tampered = msgspec.json.encode({"id": "a", "content": "x\x1b[2J"})
    with sqlite3.connect(tmp_path / "private" / "timelines.sqlite3") as file:
        file.execute("UPDATE statuses SET json = ?", (tampered,))
    file.close()
    assert mine.recent(HOME)[0].status.content == "x[2J"
