"""Reading from the practice server in its own process, and from servers that go wrong in every way."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import pytest

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.actions import Actions
from outtray.mastodon.client import make_client
from outtray.mastodon.filters import Filters
from outtray.mastodon.reader import Reader
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import Wire
from practice_process import PracticeServer


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        for number in range(24):
            server.make_post(("clerk", "minister")[number % 2], f"Minute {number} of the harbour meeting.")
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


async def test_the_token_is_verified_with_the_servers_own_time(reader: Reader, town: PracticeServer) -> None:
    town.shift_clock(7_200)
    identity = await reader.verify_credentials()
    town.shift_clock(-7_200)
    assert identity.account.acct == town.account.removeprefix("@").split("@")[0]
    assert identity.server_time is not None
    ahead = identity.server_time - SystemClock().now()
    assert timedelta(minutes=118) < ahead < timedelta(minutes=122)


@pytest.mark.parametrize("timeline", [HOME, LOCAL, PUBLIC, Timeline("bookmarks"), Timeline("favourites")])
async def test_each_timeline_is_read_newest_first(reader: Reader, timeline: Timeline) -> None:
    page = await reader.timeline(timeline, limit=10)
    moments = [status.created_at for status in page.items if status.created_at]
    if timeline.kind in {"home", "local", "public"}:
        assert len(page.items) == 10
        assert moments == sorted(moments, reverse=True)
    assert not any(status.unreadable for status in page.items)


async def test_older_pages_follow_the_servers_links_without_a_gap_or_a_double(reader: Reader) -> None:
    page = await reader.timeline(HOME, limit=5)
    seen = [status.id for status in page.items]
    for _turn in range(3):
        assert page.older is not None
        page = await reader.follow(page.older)
        seen += [status.id for status in page.items]
    whole = await reader.timeline(HOME, limit=20)
    assert seen == [status.id for status in whole.items]


async def test_positions_are_respected(reader: Reader) -> None:
    whole = [status.id for status in (await reader.timeline(HOME, limit=20)).items]
    older = await reader.timeline(HOME, max_id=whole[9], limit=5)
    assert [status.id for status in older.items] == whole[10:15]
    newest = await reader.timeline(HOME, since_id=whole[9], limit=5)
    assert [status.id for status in newest.items] == whole[:5]
    following = await reader.timeline(HOME, min_id=whole[9], limit=5)
    assert [status.id for status in following.items] == whole[4:9]


async def test_a_status_its_thread_source_and_history(reader: Reader, town: PracticeServer) -> None:
    me = town.account.removeprefix("@").split("@")[0]
    root = town.make_post(me, "The tide tables are **wrong**.")
    reply = town.make_post(me, "Page four.", in_reply_to_id=root["id"])
    town.edit(root["id"], "The tide tables were wrong.")
    status = await reader.status(root["id"])
    assert status.edited_at is not None
    context = await reader.context(reply["id"])
    assert [above.id for above in context.ancestors] == [root["id"]]
    below = await reader.context(root["id"])
    assert [answer.id for answer in below.descendants] == [reply["id"]]
    source = await reader.status_source(root["id"])
    assert source.text == "The tide tables were wrong."
    versions = await reader.status_history(root["id"])
    assert len(versions) == 2


async def test_accounts_relationships_and_what_they_posted(reader: Reader) -> None:
    me = (await reader.verify_credentials()).account
    others = {
        status.account.id: status.account
        for status in (await reader.timeline(PUBLIC)).items
        if status.account.id != me.id
    }
    other = next(iter(others.values()))
    assert (await reader.account(other.id)).acct == other.acct
    assert (await reader.lookup("@" + other.acct)).id == other.id
    (relationship,) = await reader.relationships([other.id])
    assert relationship.id == other.id
    posts = await reader.account_statuses(other.id, limit=5)
    assert {status.account.id for status in posts.items} == {other.id}
    assert await reader.relationships([]) == ()


def answer(town: PracticeServer, path: str, body: object) -> None:
    town.set_fault("body", path_regex=path, body=json.dumps(body))


async def test_search_results_are_read(reader: Reader, town: PracticeServer) -> None:
    found = {
        "accounts": [{"id": "1", "acct": "a"}, None],
        "statuses": [{"id": 2}],
        "hashtags": [{"name": "t"}],
    }
    answer(town, r"/api/v2/search\?q=tide&resolve=true&limit=20", found)
    results = await reader.search("tide", resolve=True)
    assert [account.acct for account in results.accounts] == ["a"]
    assert [status.id for status in results.statuses] == ["2"]
    assert [tag.name for tag in results.hashtags] == ["t"]


async def test_notifications_of_any_type_are_read(reader: Reader, town: PracticeServer) -> None:
    body = [{"id": 5, "type": "mention", "status": {"id": "9"}}, {"id": "6", "type": "weather"}, None]
    answer(town, "/api/v1/notifications", body)
    page = await reader.notifications(limit=5)
    assert [notification.type for notification in page.items] == ["mention", "weather", "unknown"]
    assert [notification.unreadable for notification in page.items] == [False, False, True]


async def test_markers_preferences_and_filters_are_read(reader: Reader, town: PracticeServer) -> None:
    answer(town, "/api/v1/markers", {"home": {"last_read_id": 44, "version": 3}, "odd": 7})
    markers = await reader.markers("home", "notifications")
    assert {name: marker.last_read_id for name, marker in markers.items()} == {"home": "44"}
    answer(
        town, "/api/v1/preferences", {"posting:default:visibility": "unlisted", "reading:expand:media": None}
    )
    preferences = await reader.preferences()
    assert (preferences.visibility, preferences.expand_media) == ("unlisted", "default")
    answer(town, "/api/v2/filters", [{"id": "1", "title": "noise", "context": ["home"], "keywords": None}])
    (kept,) = await Filters(Wire(reader.client, clock=SystemClock())).all()
    assert (kept.title, kept.context, kept.keywords) == ("noise", ("home",), ())


async def test_the_servers_own_emoji_are_read(reader: Reader) -> None:
    assert all(emoji.shortcode and emoji.url for emoji in await reader.custom_emojis())


async def test_the_server_describes_itself(reader: Reader, town: PracticeServer) -> None:
    newer = await reader.instance()
    assert newer.max_characters > 0
    assert newer.streaming_url
    town.set_fault("status", path_regex="/api/v2/instance", code=404, times=None)
    older = await reader.instance()
    assert (older.title, older.max_characters) == (newer.title, newer.max_characters)


async def test_private_acts_pass_the_door(client: httpx.AsyncClient, reader: Reader) -> None:
    actions = Actions(client, clock=SystemClock())
    first = (await reader.timeline(HOME)).items[0]
    target = first.shown.id
    assert (await actions.bookmark(target)).bookmarked
    assert target in [status.id for status in (await reader.timeline(Timeline("bookmarks"))).items]
    assert not (await actions.unbookmark(target)).bookmarked


async def test_the_place_reached_is_told_to_the_server(
    client: httpx.AsyncClient, town: PracticeServer
) -> None:
    answer(town, "/api/v1/markers", {"home": {"last_read_id": "44", "version": 1}})
    marker = await Actions(client, clock=SystemClock()).save_marker("home", "44")
    assert marker.last_read_id == "44"


@pytest.mark.parametrize(
    "hostile", ["1/reblog", "../statuses", "1?x=1", "1#", "..", "//evil.example", "%2e%2e", ""]
)
async def test_an_id_cannot_leave_its_place_in_the_path(reader: Reader, hostile: str) -> None:
    with pytest.raises(errors.ServerError):
        await reader.status(hostile)


# What a server can answer instead


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, errors.Refused),
        (401, errors.Unauthorised),
        (403, errors.Refused),
        (404, errors.NotFound),
        (410, errors.NotFound),
        (418, errors.Refused),
        (422, errors.Invalid),
        (429, errors.RateLimited),
        (500, errors.ServerFault),
        (502, errors.ServerFault),
        (503, errors.ServerFault),
    ],
)
async def test_each_refusal_has_its_own_error_with_host_and_next_step(
    reader: Reader, town: PracticeServer, code: int, kind: type[errors.ServerError]
) -> None:
    town.set_fault("status", path_regex="timelines/home", code=code)
    with pytest.raises(kind) as caught:
        await reader.timeline(HOME)
    assert reader.host in caught.value.sentence
    assert caught.value.next_step
    assert town.token not in str(caught.value)


async def test_a_403_about_the_token_asks_to_log_in_again(reader: Reader, town: PracticeServer) -> None:
    body = '{"error": "This action is outside the authorized scopes"}'
    town.set_fault("body", path_regex="timelines/home", code=403, body=body)
    with pytest.raises(errors.Unauthorised) as caught:
        await reader.timeline(HOME)
    assert caught.value.server_message == "This action is outside the authorized scopes"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<!doctype html><html>Sign in to the airport network</html>", errors.NotMastodon),
        ("", errors.NotMastodon),
        ("   ", errors.NotMastodon),
        ('[{"id": "1"', errors.NotMastodon),
        ('{"error": "in disguise"}', errors.NotMastodon),
        ("null", errors.NotMastodon),
        ("[" * 50_000, errors.NotMastodon),
        ("[" + "{}," * 150_000 + "{}]", errors.TooLarge),
    ],
)
async def test_an_answer_that_is_no_data_is_one_sentence(
    reader: Reader, town: PracticeServer, body: str, kind: type[errors.ServerError]
) -> None:
    town.set_fault("body", path_regex="timelines/home", body=body)
    with pytest.raises(kind) as caught:
        await reader.timeline(HOME)
    assert reader.host in caught.value.sentence
    assert caught.value.next_step


async def test_a_broken_status_among_good_ones_is_a_placeholder(reader: Reader, town: PracticeServer) -> None:
    town.set_fault("body", path_regex="timelines/home", body='[{"id": "1"}, 7, {"id": 3, "content": null}]')
    page = await reader.timeline(HOME)
    assert [status.unreadable for status in page.items] == [False, True, False]


@pytest.mark.parametrize("action", ["drop_before", "drop_after", "truncate"])
async def test_a_connection_that_breaks_says_so(reader: Reader, town: PracticeServer, action: str) -> None:
    town.set_fault(action, path_regex="timelines/home", times=None)
    with pytest.raises(errors.Unreachable) as caught:
        await reader.timeline(HOME)
    assert caught.value.maybe_accepted


async def test_a_server_that_drips_is_given_up_on(client: httpx.AsyncClient, town: PracticeServer) -> None:
    town.set_fault("slow_body", path_regex="timelines/home", seconds=0.2, chunk_bytes=1)
    impatient = Reader(client, clock=SystemClock(), deadline=0.6)
    with pytest.raises(errors.Unreachable):
        await impatient.timeline(HOME)


async def test_a_pause_that_a_server_asks_for_is_told_with_its_end(
    reader: Reader, town: PracticeServer
) -> None:
    reset = (SystemClock().now() + timedelta(seconds=90)).isoformat().replace("+00:00", "Z")
    town.set_fault(
        "body",
        path_regex="timelines/home",
        code=429,
        body='{"error": "Too many requests"}',
        headers={"X-RateLimit-Reset": reset},
    )
    with pytest.raises(errors.RateLimited) as caught:
        await reader.timeline(HOME)
    assert caught.value.until is not None
    assert timedelta(seconds=60) < caught.value.until - SystemClock().now() < timedelta(seconds=100)


async def test_a_redirect_on_the_same_server_is_followed(reader: Reader, town: PracticeServer) -> None:
    there = {"Location": "/api/v1/timelines/public"}
    town.set_fault("body", path_regex="timelines/home", code=302, body="", headers=there)
    assert (await reader.timeline(HOME)).items


async def test_redirects_in_circles_end(reader: Reader, town: PracticeServer) -> None:
    here = {"Location": "/api/v1/timelines/home"}
    town.set_fault("body", path_regex="timelines/home", code=302, body="", headers=here, times=None)
    with pytest.raises(errors.NotMastodon):
        await reader.timeline(HOME)


async def test_the_token_never_follows_a_redirect_to_another_server(
    reader: Reader, town: PracticeServer
) -> None:
    with PracticeServer() as other:
        there = {"Location": other.url + "/api/v1/timelines/home"}
        town.set_fault("body", path_regex="timelines/home", code=302, body="", headers=there)
        with pytest.raises(errors.Moved) as caught:
            await reader.timeline(HOME)
        assert caught.value.to == other.url.removeprefix("http://")


async def test_the_token_is_only_sent_to_its_own_server(
    client: httpx.AsyncClient, town: PracticeServer
) -> None:
    with PracticeServer() as other:
        elsewhere = await client.get(other.url + "/api/v1/accounts/verify_credentials")
        here = await client.get(town.url + "/api/v1/accounts/verify_credentials")
    assert "authorization" not in elsewhere.request.headers
    assert "authorization" in here.request.headers


async def test_a_link_to_another_host_is_read_from_the_own_server(
    reader: Reader, town: PracticeServer
) -> None:
    links = {"Link": '<https://evil.example/api/v1/timelines/home?max_id=5>; rel="next"'}
    town.set_fault("body", path_regex="timelines/home", body="[]", headers=links)
    page = await reader.timeline(HOME)
    assert page.older == "/api/v1/timelines/home?max_id=5"
    assert (page.items, page.newer) == ((), None)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example//evil.example/api/v1/timelines/home",
        "//evil.example/x",
        "///evil.example/x",
        "////evil.example",
        "https://evil.example",
        "?max_id=1",
        "https:\\\\evil.example\\x",
    ],
)
async def test_no_spelling_of_a_link_leads_to_another_host(
    reader: Reader, town: PracticeServer, link: str
) -> None:
    town.set_fault("body", path_regex="timelines/home", body="[]", headers={"Link": f'<{link}>; rel="next"'})
    page = await reader.timeline(HOME)
    town.set_fault("body", path_regex=".*", body="[]")
    if page.older is None:
        return  # nothing to follow is as good as an answer from home
    assert (await reader.follow(page.older)).items == ()


async def test_what_was_said_in_public_can_be_taken_back_and_threads_be_muted(
    client: httpx.AsyncClient, town: PracticeServer
) -> None:
    target = town.make_post("minister", "Worth repeating.")["id"]
    town.boost("clerk", target)
    town.favourite("clerk", target)
    actions = Actions(client, clock=SystemClock())
    assert not (await actions.unboost(target)).reblogged
    assert not (await actions.unfavourite(target)).favourited
    body = json.dumps({"id": target, "muted": True})
    town.set_fault("body", path_regex=f"{target}/mute", body=body)
    assert (await actions.mute_thread(target)).muted
    town.set_fault("body", path_regex=f"{target}/unmute", body=body.replace("true", "false"))
    assert not (await actions.unmute_thread(target)).muted
