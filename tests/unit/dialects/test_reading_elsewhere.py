"""Timelines, conversations and live updates on servers that are not Mastodon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from feed_kit import Screen
from outtray.base.clock import SystemClock
from outtray.cache.store import AccountCache, Cache
from outtray.mastodon import errors
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.events import Pace
from outtray.mastodon.instance import streaming_address
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.services.connection import Connection
from outtray.services.feeds import (
    Feed,
    LoginEnded,
    NotificationArrived,
)
from practice_process import PracticeServer

OFTEN = Pace(between_polls=0.02)


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[AccountCache]:
    cache = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    yield cache.for_account("clerk@elsewhere.example")
    cache.close()


def listed(town: PracticeServer, timeline: Timeline, **position: str) -> list[str]:
    params = {"limit": "40", **timeline.params, **position}
    return [post["id"] for post in town.api("GET", timeline.path, params=params).json()]


@pytest.mark.parametrize("timeline", [HOME, LOCAL, PUBLIC, Timeline("tag", "crossword")], ids=lambda t: t.key)
async def test_a_timeline_is_read_to_its_very_end(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen, timeline: Timeline
) -> None:
    town.make_post("minister", "About the #crossword.")
    feed = Feed(timeline, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    await screen.load_all(feed)
    everything = listed(town, timeline)
    while page := listed(town, timeline, max_id=everything[-1]):
        everything += page
    assert screen.ids == everything
    assert [entry.status.id for entry in stored.recent(timeline, 1_000)] == everything
    assert not any(status_id.isdigit() for status_id in everything)


async def test_every_post_of_the_town_can_be_understood(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(PUBLIC, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    page = await connection.reader.timeline(PUBLIC)
    while page.older is not None and page.items:
        for status in page.items:
            assert not status.unreadable
            assert status.account.acct
            assert status.created_at is not None
            assert status.visibility == "public"
            assert plain_text(parse(status.shown.content)) or status.shown.media_attachments
        page = await connection.reader.follow(page.older)


async def test_what_was_missed_is_fetched_from_below(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    missed = [town.make_post("minister", f"Missed {number}.")["id"] for number in range(95)]
    await feed.refresh()
    assert screen.ids[:95] == missed[::-1]
    assert not any(entry.gap_below for entry in stored.recent(HOME, 96))


async def test_a_conversation_is_read_whole(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    root = town.make_post("minister", "A question.")["id"]
    reply = town.make_post("clerk", "An answer.", in_reply_to_id=root)["id"]
    leaf = town.make_post("minister", "Thanks.", in_reply_to_id=reply)["id"]
    conversation = await Feed(HOME, connection.reader, stored, emit=screen.take).thread(reply)
    assert [status.id for status in conversation.ancestors] == [root]
    assert conversation.status.in_reply_to_id == root
    assert [status.id for status in conversation.descendants] == [leaf]


@asynccontextmanager
async def followed(
    feed: Feed, connection: Connection, town: PracticeServer, pace: Pace = OFTEN
) -> AsyncIterator[None]:
    """Run a feed while the block lasts."""
    address = streaming_address(connection.instance, town.url)
    running = asyncio.create_task(feed.run(address=address, clock=SystemClock(), random=Random(1), pace=pace))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def what_happens_is_shown(town: PracticeServer, screen: Screen) -> None:
    new = town.make_post("minister", "A word.")["id"]
    await screen.until(lambda: screen.ids[0] == new)
    town.edit(new, "A better word.")
    await screen.until(lambda: "better" in screen.words[new])
    town.delete(new)
    await screen.until(lambda: new not in screen.ids)


async def test_servers_that_stream_over_a_socket_only_are_live(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    async with followed(feed, connection, town, Pace(shortest_pause=0.01)):
        await screen.until(lambda: bool(screen.ids) and "live" in screen.modes)
        await what_happens_is_shown(town, screen)
        town.make_post("mum", "@clerk Are you there?")
        await screen.until(lambda: any(isinstance(update, NotificationArrived) for update in screen.updates))
        assert screen.modes == ["connecting", "live"]
        town.set_fault("status", code=503, times=1, path_regex="streaming")
        assert town.cut_streams() == 1
        await screen.until(lambda: "offline" in screen.modes)
        missed = town.make_post("minister", "Said into the gap.")["id"]
        await screen.until(lambda: missed in screen.ids and screen.modes[-1] == "live")
    assert len(screen.ids) == len(set(screen.ids))


async def test_other_timelines_stream_over_the_socket_too(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    for timeline in (LOCAL, Timeline("tag", "crossword")):
        shown = Screen()
        feed = Feed(timeline, connection.reader, stored, emit=shown.take)
        async with followed(feed, connection, town):
            await shown.until(lambda shown=shown: "live" in shown.modes)  # type: ignore[misc]  # bound at once
            new = town.make_post("anouk", "About the #crossword again.")["id"]
            await shown.until(lambda shown=shown, new=new: new in shown.ids)  # type: ignore[misc]  # as above


async def test_without_any_stream_polling_says_so_and_brings_everything(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    town.set_fault("status", code=404, times=None, path_regex="streaming", body='{"error":"Not found"}')
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    async with followed(feed, connection, town):
        await screen.until(lambda: bool(screen.ids) and "polling" in screen.modes)
        await what_happens_is_shown(town, screen)
        assert screen.modes == ["connecting", "polling"]
        town.set_fault("status", code=500, times=2, path_regex="timelines")
        await screen.until(lambda: screen.modes[-2:] == ["offline", "polling"])


async def test_a_pause_is_understood_in_seconds_since_1970(
    town: PracticeServer, connection: Connection
) -> None:
    with PracticeServer("--dialect", "gotosocial", "--rate-limit", "1") as strict:
        strict.api("GET", "/api/v1/timelines/home")
        refused = strict.api("GET", "/api/v1/timelines/home")
    assert (refused.status_code, refused.json()) == (429, {"error": "rate limit reached"})
    end = refused.headers["x-ratelimit-reset"]
    assert end.isdecimal()
    town.set_fault(
        "status", code=429, path_regex="timelines", body=refused.text, headers={"X-Ratelimit-Reset": end}
    )
    with pytest.raises(errors.RateLimited) as caught:
        await connection.reader.timeline(HOME)
    assert caught.value.until is not None
    assert abs(caught.value.until.timestamp() - int(end)) < 3


async def test_a_login_that_ends_stops_the_feed(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    refusal = town.api("GET", "/api/v1/timelines/home", headers={"Authorization": "Bearer worthless"})
    town.set_fault("status", code=refusal.status_code, body=refusal.text, times=None, path_regex="timelines")
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    async with asyncio.timeout(10):
        await feed.run(address=town.url, clock=SystemClock(), random=Random(1), pace=OFTEN)
    assert isinstance(screen.updates[-1], LoginEnded)


async def test_content_of_other_makes_reads_as_it_was_written(
    town: PracticeServer, connection: Connection
) -> None:
    words = "One.\nTwo, @minister & <co>.\n\nThree: https://example.org/a-rather-long-path/that-goes-on #tide"
    posted = town.make_post("anouk", words)
    status = await connection.reader.status(posted["id"])
    shown = plain_text(parse(status.content))
    assert [line.strip() for line in shown.splitlines() if line.strip()] == [
        "One.",
        "Two, @minister & <co>.",
        "Three: https://example.org/a-rather-long-path/that-goes-on #tide",
    ]


async def test_what_a_server_lacks_is_said_and_nothing_else_breaks(connection: Connection) -> None:
    with pytest.raises(errors.NotFound):
        await connection.reader.timeline(Timeline("trending"))
    assert (await connection.reader.timeline(HOME)).items


def emptied(town: PracticeServer, query: str, *, below: str, times: int | None = 1) -> None:
    """Let a page come out empty with a link onwards, as GoToSocial does when nothing on it may be shown."""
    link = f'<{town.url}/api/v1/timelines/home?limit=40&max_id={below}>; rel="next"'
    town.set_fault("body", path_regex=query, body="[]", headers={"Link": link}, times=times)


async def test_an_empty_page_with_a_link_onwards_is_not_the_end(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    everything = listed(town, HOME) + listed(town, HOME, max_id=screen.ids[-1])
    emptied(town, "timelines/home.*max_id=", below=screen.ids[-1], times=2)
    older = await feed.load_older()
    assert [status.id for status in older.statuses] == everything[len(screen.ids) :]
    assert older.more


async def test_an_empty_newest_page_wipes_nothing(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    before = list(screen.ids)
    town.set_fault("body", path_regex="timelines/home", body="[]")
    await feed.refresh()
    assert screen.ids == before
    assert [entry.status.id for entry in stored.recent(HOME, 40)] == before
    new = town.make_post("minister", "After the empty page.")["id"]
    await feed.refresh()
    assert screen.ids == [new, *before]


async def test_a_first_page_that_is_empty_is_followed_onwards(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    everything = listed(town, HOME)
    emptied(town, "timelines/home", below=everything[0])
    await Feed(HOME, connection.reader, stored, emit=screen.take).refresh()
    assert screen.ids[:39] == everything[1:]


async def test_links_that_lead_nowhere_come_to_an_end(
    town: PracticeServer, connection: Connection, stored: AccountCache, screen: Screen
) -> None:
    feed = Feed(HOME, connection.reader, stored, emit=screen.take)
    await feed.refresh()
    emptied(town, "timelines/home", below=screen.ids[-1], times=None)
    assert not (await feed.load_older()).more
    town.clear_faults()
    last = town.api("GET", f"/api/v1/timelines/home?limit=1&max_id={screen.ids[-2]}")
    town.set_fault(
        "body",
        path_regex="timelines/home",
        body=last.text,
        headers={"Link": last.headers["link"]},
        times=None,
    )
    loaded = [await feed.load_older() for _try in range(3)]
    assert not loaded[-1].more
    assert not any(older.statuses for older in loaded)
