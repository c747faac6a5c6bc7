"""A timeline from disk, from the server and live, with nothing missing, doubled or out of order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from feed_kit import Screen
from outtray.base.clock import SystemClock
from outtray.cache.store import AccountCache, Cache
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.events import Pace
from outtray.mastodon.reader import Reader
from outtray.mastodon.timelines import HOME, Timeline
from outtray.mastodon.transport import EgressTransport
from outtray.services.feeds import (
    Feed,
    LoginEnded,
    NotificationArrived,
    Restarted,
)
from practice_process import PracticeServer
from raw_server import answer, raw_server


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--heartbeat", "0.2") as server:
        for number in range(60):
            server.make_post(("clerk", "minister")[number % 2], f"Item {number} of the agenda.")
        yield server


@pytest.fixture
async def client(town: PracticeServer) -> AsyncIterator[httpx.AsyncClient]:
    town.clear_faults()
    async with make_client(town.url, EgressTransport(), token=town.token) as opened:
        yield opened
    town.clear_faults()


@pytest.fixture
def reader(client: httpx.AsyncClient) -> Reader:
    return Reader(client, clock=SystemClock())


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[AccountCache]:
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    yield cache.for_account("clerk@practice")
    cache.close()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@asynccontextmanager
async def running(feed: Feed, reader: Reader, pace: Pace | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """Run a feed in the background while the block lasts."""
    task = asyncio.create_task(
        feed.run(address=str(reader.client.base_url), clock=SystemClock(), random=Random(1), pace=pace)
    )
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def home_of(town: PracticeServer, limit: int = 40, **params: str) -> list[str]:
    posts = town.api("GET", "/api/v1/timelines/home", params={"limit": limit, **params}).json()
    return [post["id"] for post in posts]


# From the server, by pages


async def test_a_first_visit_shows_the_newest_page_and_keeps_it(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    assert feed.stored() == ()
    await feed.refresh()
    assert screen.ids == home_of(town)
    again = Feed(HOME, reader, stored, emit=screen.take)
    assert [status.id for status in again.stored()] == screen.ids


async def test_older_pages_follow_without_a_hole_to_the_very_end(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    await feed.refresh()
    await screen.load_all(feed)
    everything = home_of(town)
    while page := home_of(town, max_id=everything[-1]):
        everything += page
    assert len(everything) > 60
    assert screen.ids == everything
    assert [entry.status.id for entry in stored.recent(HOME, 1_000)] == everything


async def test_what_was_missed_is_fetched_from_below(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    await feed.refresh()
    missed = [town.make_post("minister", f"Missed {number}.")["id"] for number in range(95)]
    await feed.refresh()
    assert screen.ids[:95] == missed[::-1]
    assert not [update for update in screen.updates[1:] if isinstance(update, Restarted)]
    assert [entry.status.id for entry in stored.recent(HOME, 96)][:95] == missed[::-1]
    assert not any(entry.gap_below for entry in stored.recent(HOME, 96))


async def test_a_refresh_brings_changes_and_deletions_of_what_is_shown(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    kept = town.make_post("minister", "Before.")["id"]
    gone = town.make_post("minister", "Regretted.")["id"]
    last = town.make_post("minister", "After.")["id"]
    feed = Feed(HOME, reader, stored, emit=screen.take)
    await feed.refresh()
    screen.updates.clear()
    await feed.refresh()
    assert screen.updates == []
    town.edit(kept, "Before, corrected.")
    town.delete(gone)
    await feed.refresh()
    assert "corrected" in screen.words[kept]
    assert screen.ids[:2] == [last, kept]
    assert len(screen.updates) == 2
    assert stored.status(gone) is None


async def test_the_end_of_what_a_screen_kept_can_be_loaded_again(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    await feed.refresh()
    first = await feed.load_older()
    again = await feed.load_older(below=screen.ids[-1])
    assert [status.id for status in again.statuses] == [status.id for status in first.statuses]


async def test_a_conversation_is_read_whole(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    root = town.make_post("minister", "A question.")["id"]
    reply = town.make_post("clerk", "An answer.", in_reply_to_id=root)["id"]
    leaf = town.make_post("minister", "Thanks.", in_reply_to_id=reply)["id"]
    conversation = await Feed(HOME, reader, stored, emit=screen.take).thread(reply)
    assert conversation.status.id == reply
    assert [status.id for status in conversation.ancestors] == [root]
    assert [status.id for status in conversation.descendants] == [leaf]
    kept = stored.status(leaf)
    assert kept is not None


# Without a server


@pytest.mark.feature("cache.offline")
async def test_the_disk_answers_when_the_server_does_not(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    online = Feed(HOME, reader, stored, emit=screen.take)
    await online.refresh()
    await online.load_older()
    town.set_fault("drop_before", times=None, path_regex="timelines")
    feed = Feed(HOME, reader, stored, emit=screen.take)
    shown = feed.stored(limit=10)
    with pytest.raises(errors.Unreachable):
        await feed.refresh()
    older = await feed.load_older()
    assert [status.id for status in (*shown, *older.statuses)] == home_of_cache(stored, 50)
    assert older.stored
    assert older.why is not None
    while True:
        try:
            await feed.load_older()
        except errors.Unreachable:
            break


def home_of_cache(stored: AccountCache, limit: int) -> list[str]:
    return [entry.status.id for entry in stored.recent(HOME, limit)]


# Live


async def test_posts_edits_and_deletions_reach_the_screen_and_the_disk(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    feed.stored()
    async with running(feed, reader):
        await screen.until(lambda: bool(screen.ids))
        new = town.make_post("minister", "A live word.")["id"]
        await screen.until(lambda: screen.ids[0] == new)
        town.edit(new, "A better word.")
        await screen.until(lambda: "better" in screen.words[new])
        kept = stored.status(new)
        assert kept is not None
        assert "better" in kept.content
        town.delete(new)
        await screen.until(lambda: new not in screen.ids)
    assert stored.status(new) is None
    assert screen.modes == ["connecting", "live"]
    assert len(screen.ids) == len(set(screen.ids))


@pytest.mark.feature("live.catch-up")
async def test_what_happens_while_a_stream_is_cut_is_not_lost(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    async with running(feed, reader, Pace(shortest_pause=0.01)):
        await screen.until(lambda: bool(screen.ids))
        town.set_fault("status", path_regex="streaming", code=503, times=1)
        town.cut_streams()
        await screen.until(lambda: "offline" in screen.modes)
        missed = town.make_post("minister", "Said into the gap.")["id"]
        await screen.until(lambda: missed in screen.ids and screen.modes[-1] == "live")
    assert screen.ids[:40] == home_of(town)


async def test_a_mention_is_told(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, reader, stored, emit=screen.take)
    async with running(feed, reader):
        await screen.until(lambda: "live" in screen.modes)
        town.make_post("minister", "Have you seen this, @clerk?")
        await screen.until(lambda: any(isinstance(update, NotificationArrived) for update in screen.updates))


async def test_a_login_that_ends_stops_the_feed_and_says_so(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    town.set_fault("status", code=401, times=None, path_regex="/api/")
    feed = Feed(HOME, reader, stored, emit=screen.take)
    async with running(feed, reader) as task, asyncio.timeout(10):
        await task
    assert isinstance(screen.updates[-1], LoginEnded)


# A server with other habits: ids in no order, no links, no min_id, filters


class OddServer:
    """Serves a list of statuses whose ids say nothing about their order; knows max_id, perhaps min_id."""

    def __init__(self, *, min_id: bool, links: bool) -> None:
        self.posts: list[dict[str, object]] = []
        self.asked: list[str] = []
        self._min_id = min_id
        self._links = links

    def add(self, status_id: str, **fields: object) -> None:
        post = {"id": status_id, "content": status_id, "account": {"id": "1", "acct": "a"}, **fields}
        self.posts.insert(0, post)

    async def serve(self, head: bytes, sink: asyncio.StreamWriter) -> None:
        target = head.split(b" ")[1].decode()
        self.asked.append(target)
        if "timelines/home" not in target:
            sink.write(answer(b'{"error": "Not found"}', status="404 Not Found"))
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        ids = [post.get("id") for post in self.posts]
        limit = int(asked.get("limit", "20"))
        page = self.posts[:limit]
        if "max_id" in asked:
            start = ids.index(asked["max_id"]) + 1
            page = self.posts[start : start + limit]
        elif "min_id" in asked and self._min_id:
            end = ids.index(asked["min_id"])
            page = self.posts[max(0, end - limit) : end]
        links = []
        if self._links and page:
            links = [f'Link: </api/v1/timelines/home?limit=40&max_id={page[-1]["id"]}>; rel="next"']
        sink.write(answer(json.dumps(page).encode(), *links))


@asynccontextmanager
async def visiting(odd: OddServer, stored: AccountCache, screen: Screen) -> AsyncIterator[Feed]:
    async with raw_server(odd.serve) as url, make_client(url, httpx.AsyncHTTPTransport()) as client:
        yield Feed(HOME, Reader(client, clock=SystemClock()), stored, emit=screen.take)


def unordered(number: int) -> str:
    """Ids that sort in no useful way."""
    return f"{'9ZaA'[number % 4]}{(number * 7919) % 1000}x{number}"


@pytest.mark.parametrize("links", [True, False])
async def test_ids_without_an_order_keep_the_servers_order(
    stored: AccountCache, screen: Screen, links: bool
) -> None:
    odd = OddServer(min_id=True, links=links)
    for number in range(100):
        odd.add(unordered(number))
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
        for number in range(100, 190):
            odd.add(unordered(number))
        await feed.refresh()
        await screen.load_all(feed)
    expected = [post["id"] for post in odd.posts]
    assert screen.ids == expected
    assert home_of_cache(stored, 1_000) == expected


async def test_where_min_id_is_unknown_a_hole_is_never_shown_as_none(
    stored: AccountCache, screen: Screen
) -> None:
    odd = OddServer(min_id=False, links=False)
    for number in range(50):
        odd.add(unordered(number))
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
        for number in range(50, 150):
            odd.add(unordered(number))
        await feed.refresh()
        assert screen.gaps == {screen.ids[39]}
        while screen.gaps:
            screen.take(await feed.fill_gap(next(iter(screen.gaps))))
        await screen.load_all(feed)
    expected = [str(post["id"]) for post in odd.posts]
    assert screen.ids == expected
    assert home_of_cache(stored, 1_000) == expected
    assert not any(entry.gap_below for entry in stored.recent(HOME, 1_000))


async def test_after_a_long_absence_the_newest_come_first_and_the_gap_is_remembered(
    stored: AccountCache, screen: Screen
) -> None:
    odd = OddServer(min_id=True, links=True)
    odd.add("old")
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
        for number in range(600):
            odd.add(unordered(number))
        await feed.refresh()
        expected = [str(post["id"]) for post in odd.posts]
        assert screen.ids == [*expected[:40], *expected[-401:]]
        assert screen.gaps == {expected[39]}
        fresh_start = Feed(HOME, nobody(), stored, emit=screen.take)
        assert [status.id for status in fresh_start.stored(limit=500)] == screen.ids[:40]
        told = fresh_start.stored_with_gaps(limit=500)
        assert [entry.status.id for entry in told] == screen.ids
        assert {entry.status.id for entry in told if entry.gap_below} == screen.gaps
        with pytest.raises(errors.Unreachable):
            await fresh_start.fill_gap(expected[39])
        while screen.gaps:
            screen.take(await feed.fill_gap(next(iter(screen.gaps))))
    assert screen.ids == expected
    assert home_of_cache(stored, 1_000) == expected
    assert not any(entry.gap_below for entry in stored.recent(HOME, 1_000))


def nobody() -> Reader:
    """A reader whose server does not answer."""
    return Reader(make_client("http://127.0.0.1:9", httpx.AsyncHTTPTransport()), clock=SystemClock())


async def gapped(odd: OddServer, feed: Feed, *, above: int = 600) -> None:
    """Read the oldest post, then come back after so many others."""
    await feed.refresh()
    for number in range(above):
        odd.add(unordered(number))
    await feed.refresh()


async def test_a_gap_is_filled_from_a_later_start_too(stored: AccountCache, screen: Screen) -> None:
    odd = OddServer(min_id=True, links=True)
    odd.add("old")
    async with visiting(odd, stored, screen) as feed:
        await gapped(odd, feed)
    async with visiting(odd, stored, screen) as later:
        told = later.stored_with_gaps(limit=500)
        screen.ids = [entry.status.id for entry in told]
        screen.gaps = {entry.status.id for entry in told if entry.gap_below}
        while screen.gaps:
            screen.take(await later.fill_gap(next(iter(screen.gaps))))
    assert screen.ids == [post["id"] for post in odd.posts]


async def test_a_refresh_that_reaches_across_a_gap_fills_it(stored: AccountCache, screen: Screen) -> None:
    odd = OddServer(min_id=False, links=True)
    odd.add("old")
    async with visiting(odd, stored, screen) as feed:
        await gapped(odd, feed, above=45)
        assert screen.gaps == {screen.ids[39]}
        for number in (1, 2, 3, 4, 5, 6, 7):
            odd.posts.pop(number)
        await feed.refresh()
        assert screen.gaps == set()
    assert screen.ids == [post["id"] for post in odd.posts]


async def test_a_gap_outlives_the_status_above_it_and_what_filters_hide(
    stored: AccountCache, screen: Screen
) -> None:
    rule = {"filter": {"id": "1", "title": "noise", "context": ["home"], "filter_action": "hide"}}
    odd = OddServer(min_id=False, links=True)
    odd.add("old")
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
        for number in range(150):
            odd.add(unordered(number), filtered=[rule] if number < 108 else [])
        await feed.refresh()
        anchor = screen.ids[39]
        assert screen.gaps == {anchor}
        odd.posts = [post for post in odd.posts if post["id"] != anchor]
        await feed.remove(anchor)
        screen.gaps = {screen.ids[38]}
        while screen.gaps:
            screen.take(await feed.fill_gap(next(iter(screen.gaps))))
    visible = [str(post["id"]) for post in odd.posts if not post.get("filtered")]
    assert screen.ids == visible
    assert home_of_cache(stored, 1_000) == [post["id"] for post in odd.posts]


async def test_bookmarks_are_paged_by_the_servers_links_alone(stored: AccountCache, screen: Screen) -> None:
    bookmarks = [{"id": unordered(number), "account": {"id": "1", "acct": "a"}} for number in range(90)]
    asked: list[str] = []

    async def serve(head: bytes, sink: asyncio.StreamWriter) -> None:
        target = head.split(b" ")[1].decode()
        asked.append(target)
        # The position is of the bookmark, not of the status.
        start = int(parse_qs(urlsplit(target).query).get("max_id", ["0"])[0])
        page = bookmarks[start : start + 40]
        link = f'Link: <https://x.example/api/v1/bookmarks?limit=40&max_id={start + 40}>; rel="next"'
        sink.write(answer(json.dumps(page).encode(), *([link] if start + 40 < 90 else [])))

    async with raw_server(serve) as url, make_client(url, httpx.AsyncHTTPTransport()) as client:
        reader = Reader(client, clock=SystemClock())
        first = Feed(Timeline("bookmarks"), reader, stored, emit=screen.take)
        await first.refresh()
        await first.load_older()
        # Later, from disk: no link is known, and no id of a status is a position here.
        feed = Feed(Timeline("bookmarks"), reader, stored, emit=screen.take)
        shown = [status.id for status in feed.stored(limit=50)]
        more = True
        while more:
            older = await feed.load_older()
            shown += [status.id for status in older.statuses]
            more = older.more
    assert shown == [bookmark["id"] for bookmark in bookmarks]
    assert not [target for target in asked if "max_id=" in target and not target.endswith(("=40", "=80"))]


@pytest.mark.feature("filters.honoured")
async def test_what_the_user_told_the_server_to_hide_is_hidden_where_it_applies(
    stored: AccountCache, screen: Screen
) -> None:
    odd = OddServer(min_id=True, links=True)
    odd.add("plain")
    for name, action, place in [
        ("hid", "hide", "home"),
        ("warned", "warn", "home"),
        ("elsewhere", "hide", "thread"),
    ]:
        rule = {"filter": {"id": "1", "title": "noise", "context": [place], "filter_action": action}}
        odd.add(name, filtered=[rule])
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
    assert screen.ids == ["elsewhere", "warned", "plain"]


async def test_placeholders_are_never_used_as_a_position(stored: AccountCache, screen: Screen) -> None:
    odd = OddServer(min_id=True, links=False)
    odd.add("a")
    odd.posts.insert(0, {"content": "no id"})
    odd.posts.append({"content": "no id either"})
    async with visiting(odd, stored, screen) as feed:
        await feed.refresh()
        await feed.load_older()
    assert len(screen.ids) == 3
    assert "max_id=a&" in odd.asked[-1]


async def test_the_place_read_is_kept_between_visits(
    reader: Reader, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(Timeline("tag", "tide"), reader, stored, emit=screen.take)
    assert feed.place_read() is None
    await feed.save_place_read("01JCK")
    assert Feed(Timeline("tag", "tide"), reader, stored, emit=screen.take).place_read() == "01JCK"


# Everything at once


@pytest.mark.parametrize("seed", [3, 6])
async def test_whatever_the_network_does_the_screen_ends_up_as_the_server_is(
    town: PracticeServer, reader: Reader, stored: AccountCache, screen: Screen, seed: int
) -> None:
    dice = Random(seed)
    feed = Feed(HOME, reader, stored, emit=screen.take)
    pace = Pace(
        shortest_pause=0.02, longest_pause=0.1, between_polls=0.1, before_streaming_again=0.3, silence=0.5
    )
    ids: list[str] = []
    async with running(feed, reader, pace):
        for turn in range(50):
            # Each step waits for the server in a thread, so that the feed works meanwhile.
            choice = dice.random()
            if choice < 0.5 or not ids:
                post = await asyncio.to_thread(town.make_post, "minister", f"Turn {turn}.")
                ids.append(post["id"])
            elif choice < 0.6:
                await asyncio.to_thread(town.delete, ids.pop(dice.randrange(len(ids))))
            elif choice < 0.7:
                await asyncio.to_thread(town.edit, dice.choice(ids), f"Changed in turn {turn}.")
            elif choice < 0.8:
                await asyncio.to_thread(town.cut_streams)
            else:
                await asyncio.to_thread(
                    town.set_fault,
                    dice.choice(["drop_before", "truncate", "status"]),
                    path_regex=dice.choice(["streaming", "timelines"]),
                    times=dice.randint(1, 3),
                    code=dice.choice([500, 503, 404, 429]),
                )
        town.clear_faults()
        expected = home_of(town)
        await screen.until(lambda: screen.ids[:40] == expected and screen.modes[-1] == "live")
        async with asyncio.timeout(30):  # a post is shown before it is written down
            while home_of_cache(stored, 40) != expected:  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.02)
    await feed.refresh()
    posts = town.api("GET", "/api/v1/timelines/home", params={"limit": 40}).json()
    assert [screen.words[post["id"]] for post in posts] == [post["content"] for post in posts]
    assert len(screen.ids) == len(set(screen.ids))
    assert home_of_cache(stored, 40) == expected
