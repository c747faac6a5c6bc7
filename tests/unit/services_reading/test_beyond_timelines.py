"""Finding what was pasted, reading other servers as nobody, and notifications that keep up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from feed_kit import Screen
from outtray.base.clock import SystemClock
from outtray.cache.store import Cache
from outtray.mastodon import errors
from outtray.mastodon.features import Feature
from outtray.mastodon.models import Account, Status, Tag
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import Connection, connect
from outtray.services.elsewhere import Elsewhere
from outtray.services.feeds import Feed, NotificationArrived
from outtray.services.finding import find
from outtray.services.notices import NoticeFeed
from practice_process import PracticeServer
from raw_server import answer, raw_server


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--heartbeat", "0.2") as server:
        yield server


@pytest.fixture
async def clerk(town: PracticeServer) -> AsyncIterator[Connection]:
    opened = await connect(
        town.url, town.token, host="practice", transport=EgressTransport(), clock=SystemClock()
    )
    yield opened
    await opened.close()
    town.clear_faults()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    yield opened
    opened.close()


# Finding


async def test_an_address_opens_what_it_leads_to(clerk: Connection, town: PracticeServer) -> None:
    post = town.make_post("anouk", "Look me up.")
    for address in (post["url"], f"{post['url']}?utm_source=share", f"  {post['url']}#top "):
        found = await find(clerk.reader, address)
        assert isinstance(found, Status)
        assert found.id == post["id"]
    someone = await find(clerk.reader, f"{town.url}/@anouk")
    assert isinstance(someone, Account)
    assert someone.acct == "anouk"
    tag = await find(clerk.reader, f"{town.url}/tags/oneform")
    assert isinstance(tag, Tag)
    assert tag.name == "oneform"


async def test_handles_and_hashtags_are_found_and_nothing_is_a_sentence(clerk: Connection) -> None:
    for typed in ("@bram@evening-bell.example", "bram@evening-bell.example"):
        found = await find(clerk.reader, typed)
        assert isinstance(found, Account)
        assert found.acct == "bram@evening-bell.example"
    tag = await find(clerk.reader, "#OneForm")
    assert isinstance(tag, Tag)
    assert tag.history
    nowhere = ("@nobody_at_all", "x@nowhere.example", "https://nowhere.example/@x/1?y=1")
    for typed in (*nowhere, "two words", "https:// broken", "http://[::1"):
        with pytest.raises(errors.NotFound, match="finds nothing"):
            await find(clerk.reader, typed)


# Elsewhere


async def test_another_servers_public_timeline_is_read_without_a_token(cache: Cache) -> None:
    heads: list[bytes] = []
    posts = [{"id": str(n), "content": f"<p>{n}</p>", "account": {"id": "1", "acct": "a"}} for n in range(3)]

    async def serve(head: bytes, sink: asyncio.StreamWriter) -> None:
        heads.append(head)
        sink.write(answer(json.dumps(posts).encode()))

    screen = Screen()
    async with raw_server(serve) as address:
        places = Elsewhere(cache, clock=SystemClock(), transport=EgressTransport)
        feed = places.feed(address.removeprefix("http://"), emit=screen.take)
        await feed.refresh()
        assert places.reader(address) is places.reader(address)
        await places.close()
    assert screen.ids == ["0", "1", "2"]
    assert b"GET /api/v1/timelines/public?local=true" in heads[0]
    assert not any(b"authorization" in head.lower() or b"cookie" in head.lower() for head in heads)
    host = address.removeprefix("http://")
    assert [e.status.id for e in cache.for_account(f"@{host}").recent(LOCAL)] == screen.ids


async def test_the_practice_town_is_read_from_outside_and_only_what_is_public(
    cache: Cache, town: PracticeServer
) -> None:
    town.make_post("anouk", "Not for strangers.", visibility="private")
    screen = Screen()
    places = Elsewhere(cache, clock=SystemClock(), transport=EgressTransport)
    feed = places.feed(town.url, PUBLIC, emit=screen.take)
    await feed.refresh()
    await screen.load_all(feed)
    assert len(screen.ids) > 80
    assert not any("Not for strangers" in words for words in screen.words.values())
    await places.close()


@pytest.mark.parametrize("code", [401, 403, 404, 422])
async def test_a_server_that_is_closed_to_strangers_is_no_ended_login(cache: Cache, code: int) -> None:
    async def serve(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b'{"error":"This method requires an authenticated user"}', status=f"{code} No"))

    async with raw_server(serve) as address:
        places = Elsewhere(cache, clock=SystemClock(), transport=EgressTransport)
        with pytest.raises(errors.Unsupported, match="own accounts only") as caught:
            await places.feed(address, emit=Screen().take).refresh()
        await places.close()
    assert caught.value.feature == Feature.PUBLIC_READING


# Notifications


async def test_notifications_are_there_before_the_network_and_then_up_to_date(
    clerk: Connection, cache: Cache, town: PracticeServer
) -> None:
    mine = cache.for_account("clerk@practice")
    first = NoticeFeed(clerk.notices, mine)
    assert first.stored() == ()
    page = await first.refresh()
    assert page.groups
    offline = NoticeFeed(clerk.notices, mine)
    assert offline.stored() == page.groups
    town.set_fault("drop_before", path_regex="notifications", times=None)
    with pytest.raises(errors.Unreachable):
        await offline.refresh()
    assert offline.groups == page.groups


async def test_what_happens_joins_its_group_and_is_counted_once(
    clerk: Connection, cache: Cache, town: PracticeServer
) -> None:
    mine = cache.for_account("clerk@practice")
    post = town.api("POST", "/api/v1/statuses", json={"status": "Soon to be liked."}).json()
    town.favourite("anouk", post["id"])
    notices = NoticeFeed(clerk.notices, mine)
    await notices.refresh()
    position = notices.read()
    assert position is not None
    await clerk.actions.save_marker("notifications", position)
    assert notices.unread == 0
    screen = Screen()
    feed = Feed(HOME, clerk.reader, mine, emit=screen.take)
    task = asyncio.create_task(feed.run(address=clerk.server, clock=SystemClock(), random=Random(1)))
    await screen.until(lambda: "live" in screen.modes)
    town.favourite("desmond", post["id"])
    await screen.until(lambda: any(isinstance(update, NotificationArrived) for update in screen.updates))
    (arrived,) = [update for update in screen.updates if isinstance(update, NotificationArrived)]
    await notices.arrived(arrived.notification)
    await notices.arrived(arrived.notification)
    liked = notices.groups[0]
    assert (liked.kind, liked.count, notices.unread) == ("favourite", 2, 1)
    assert [one.acct for one in liked.accounts] == ["desmond", "anouk"]
    refreshed = await notices.refresh()
    assert (refreshed.groups[0].count, notices.unread) == (2, 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_notifications_of_some_kinds_are_a_list_of_their_own(
    clerk: Connection, cache: Cache, town: PracticeServer
) -> None:
    mine = cache.for_account("clerk@practice")
    town.make_post("mum", "@clerk Dinner?")
    mentions = NoticeFeed(clerk.notices, mine, kinds=("mention",))
    page = await mentions.refresh()
    assert {group.kind for group in page.groups} == {"mention"}
    assert NoticeFeed(clerk.notices, mine, kinds=("mention",)).stored() == page.groups
    assert NoticeFeed(clerk.notices, mine, kinds=("poll",)).stored() == ()
    await mentions.dismiss(page.groups[0])
    assert page.groups[0] not in mentions.groups
    assert page.groups[0].key not in {group.key for group in (await mentions.refresh()).groups}


async def test_older_notifications_follow_to_the_end(cache: Cache, town: PracticeServer) -> None:
    other = await connect(
        town.url, town.token_for("desmond"), host="practice", transport=EgressTransport(), clock=SystemClock()
    )
    for number in range(95):
        town.make_post("mum", f"@desmond Message {number}.")
    notices = NoticeFeed(other.notices, cache.for_account("desmond@practice"), kinds=("mention",))
    page = await notices.refresh()
    while page.more:
        page = await notices.load_older()
    keys = [group.newest_id for group in notices.groups]
    assert len(keys) == len(set(keys)) >= 95
    await notices.clear()
    assert (await notices.refresh()).groups == ()
    await other.close()


async def test_a_client_that_is_nobody_has_no_token(cache: Cache) -> None:
    places = Elsewhere(cache, clock=SystemClock(), transport=EgressTransport)
    client = places.reader("harbour.example").client
    assert isinstance(client, httpx.AsyncClient)
    assert client.auth is None
    await places.close()
