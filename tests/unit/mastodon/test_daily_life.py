"""What a client does all day beside reading timelines: lists, people, filters, notifications, trends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.features import Feature
from outtray.mastodon.filtered import hidden_in, warnings_in
from outtray.mastodon.filters import FilterDraft, KeywordDraft
from outtray.mastodon.models import Account
from outtray.mastodon.timelines import LOCAL, PUBLIC, Timeline, timeline_of
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import Connection, connect
from practice_process import PracticeServer


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def clerk(town: PracticeServer) -> AsyncIterator[Connection]:
    town.clear_faults()
    opened = await connect(
        town.url, town.token, host="practice", transport=EgressTransport(), clock=SystemClock()
    )
    yield opened
    await opened.close()


async def account(clerk: Connection, acct: str) -> Account:
    return await clerk.reader.lookup(acct)


# Timelines


@pytest.mark.parametrize(
    "timeline",
    [Timeline("account", "12"), Timeline("account", "01HX?x", "media"), Timeline("tag", "a b"), PUBLIC],
    ids=lambda timeline: timeline.key,
)
def test_a_timeline_is_found_again_by_its_key(timeline: Timeline) -> None:
    if timeline.kind == "account" and "?" in timeline.argument:
        # No server gives such an id; the key is then another account's, never another kind of timeline.
        assert timeline_of(Timeline("account", "01HX", "media").key).view == "media"
    else:
        assert timeline_of(timeline.key) == timeline


async def test_an_account_is_read_in_four_ways(clerk: Connection, town: PracticeServer) -> None:
    me = clerk.me.id
    everything = await clerk.reader.timeline(Timeline("account", me))
    posts = await clerk.reader.timeline(Timeline("account", me, "posts"))
    media = await clerk.reader.timeline(Timeline("account", (await account(clerk, "crumb")).id, "media"))
    pinned = await clerk.reader.timeline(Timeline("account", me, "pinned"))
    assert any(status.in_reply_to_id for status in everything.items)
    assert not any(s.in_reply_to_account_id not in {None, me} for s in posts.items if s.reblog is None)
    assert media.items
    assert all(status.media_attachments for status in media.items)
    assert [status.pinned for status in pinned.items] == [True]


async def test_several_hashtags_make_one_timeline(clerk: Connection) -> None:
    both = await clerk.reader.timeline(Timeline("tag", "oneform civicstack"))
    tags = {tag.name.lower() for status in both.items for tag in status.tags}
    assert {"oneform", "civicstack"} <= tags


async def test_trends_are_read_to_their_end_by_the_servers_links(clerk: Connection) -> None:
    page = await clerk.reader.timeline(Timeline("trending"))
    seen = [status.id for status in page.items]
    while page.older is not None:
        page = await clerk.reader.follow(page.older)
        seen += [status.id for status in page.items]
    assert len(seen) == len(set(seen)) > 80
    tags = await clerk.reader.trending_tags()
    assert tags[0].name == "oneform"
    assert sum(day.uses for day in tags[0].history) >= 10
    assert tags[0].history[0].day > tags[0].history[1].day
    links = await clerk.reader.trending_links()
    assert links[0].title
    assert links[0].history
    assert len({link.url for link in links}) == len(links)


# A post


async def test_who_liked_and_who_passed_on_and_what_it_said_before(
    clerk: Connection, town: PracticeServer
) -> None:
    post = town.make_post("anouk", "First wording.")
    town.favourite("desmond", post["id"])
    town.boost("margot", post["id"])
    town.edit(post["id"], "Second wording.", poll=None)
    liked = await clerk.reader.favourited_by(post["id"])
    passed = await clerk.reader.reblogged_by(post["id"])
    assert [one.acct for one in liked.items] == ["desmond"]
    assert [one.acct for one in passed.items] == ["margot"]
    versions = await clerk.reader.status_history(post["id"])
    assert [plain_text(parse(version.content)) for version in versions] == [
        "First wording.",
        "Second wording.",
    ]
    raw = json.loads(await clerk.reader.status_json(post["id"]))
    assert raw["edited_at"]
    assert raw["id"] == post["id"]


async def test_raw_answers_cannot_write_to_the_terminal(clerk: Connection, town: PracticeServer) -> None:
    town.set_fault("body", path_regex="/statuses/1$", body='{"id":"1","x":"\u009b31m\\u001b]52;c;x\\u0007"}')
    shown = await clerk.reader.status_json("1")
    assert not any((ord(letter) < 32 and letter != "\n") or 127 <= ord(letter) < 160 for letter in shown)


async def test_a_post_is_translated_and_where_it_cannot_be_a_sentence_says_so(
    clerk: Connection, town: PracticeServer
) -> None:
    post = town.make_post("anouk", "Hello, the form is here. #OneForm", spoiler_text="the form")
    told = await clerk.actions.translate(post["id"], "fr")
    assert plain_text(parse(told.content)) == "Bonjour, le formulaire est ici. #OneForm"
    assert told.spoiler_text == "le formulaire"
    assert (told.detected_source_language, told.language) == ("en", "fr")
    assert told.provider
    with pytest.raises(errors.Unsupported, match="does not translate") as caught:
        await clerk.actions.translate(post["id"], "ja")
    assert caught.value.feature == Feature.TRANSLATION


async def test_a_vote_can_be_confirmed_by_reading_the_poll(clerk: Connection, town: PracticeServer) -> None:
    found = await clerk.reader.search("one more reading group", kind="statuses")
    assert found.statuses[0].poll is not None
    before = await clerk.reader.poll(found.statuses[0].poll.id)
    town.api("POST", f"/api/v1/polls/{before.id}/votes", json={"choices": [1]})
    after = await clerk.reader.poll(before.id)
    assert (before.voted, after.voted, after.own_votes) == (False, True, (1,))
    assert after.options[1].votes_count == (before.options[1].votes_count or 0) + 1


# People


async def test_muting_for_a_while_blocking_and_a_private_note(
    clerk: Connection, town: PracticeServer
) -> None:
    other = await account(clerk, "just_asking")
    muted = await clerk.people.mute(other.id, seconds=3600)
    assert muted.muting
    assert muted.muting_notifications
    assert muted.muting_expires_at is not None
    assert [one.acct for one in (await clerk.people.muted()).items] == ["just_asking"]
    town.shift_clock(3_700)
    assert not (await clerk.people.relationship(other.id)).muting
    town.shift_clock(-3_700)
    assert not (await clerk.people.unmute(other.id)).muting
    assert (await clerk.people.block(other.id)).blocking
    assert [one.acct for one in (await clerk.people.blocked()).items] == ["just_asking"]
    assert not (await clerk.people.unblock(other.id)).blocking
    assert (await clerk.people.set_note(other.id, "Asks, and asks.")).note == "Asks, and asks."
    assert (await clerk.people.set_note(other.id, "")).note == ""


async def test_a_whole_server_is_blocked_and_seen_again(clerk: Connection) -> None:
    await clerk.people.block_domain("harbour.example")
    assert await clerk.people.blocked_domains() == ("harbour.example",)
    page = await clerk.reader.timeline(PUBLIC)
    assert not any(status.account.acct.endswith("@harbour.example") for status in page.items)
    await clerk.people.unblock_domain("harbour.example")
    assert await clerk.people.blocked_domains() == ()


async def test_followers_are_read_page_by_page_and_can_be_let_in_or_turned_away(
    clerk: Connection, town: PracticeServer
) -> None:
    minister = await account(clerk, "minister")
    page = await clerk.reader.followers(minister.id)
    assert any(one.acct == "clerk" for one in page.items)
    assert (await clerk.reader.following(clerk.me.id)).items
    familiar = await clerk.reader.familiar_followers(minister.id)
    assert {one.acct for one in familiar} <= {one.acct for one in page.items}
    weekend = await connect(
        town.url, town.token_for("weekend"), host="practice", transport=EgressTransport(), clock=SystemClock()
    )
    (asking,) = (await weekend.people.follow_requests()).items
    assert asking.acct == "newcomer"
    assert (await weekend.people.answer_request(asking.id, accept=True)).followed_by
    with pytest.raises(errors.NotFound):
        await weekend.people.answer_request(asking.id, accept=False)
    assert not (await weekend.people.remove_follower(asking.id)).followed_by
    await weekend.close()


# Lists, hashtags, conversations, announcements


async def test_a_list_from_its_making_to_its_end(clerk: Connection) -> None:
    assert [one.title for one in await clerk.lists.all()] == ["Press", "Departments"]
    made = await clerk.lists.create("Bakers", replies_policy="none")
    baker = await account(clerk, "crumb")
    await clerk.lists.add(made.id, baker.id)
    assert [one.acct for one in (await clerk.lists.members(made.id)).items] == ["crumb"]
    assert [one.title for one in await clerk.lists.of(baker.id)] == ["Bakers"]
    page = await clerk.reader.timeline(Timeline("list", made.id))
    assert page.items
    assert {status.account.acct for status in page.items} == {"crumb"}
    changed = await clerk.lists.edit(made.id, "Bread", replies_policy="list", exclusive=True)
    assert (changed.title, changed.exclusive) == ("Bread", True)
    await clerk.lists.remove(made.id, baker.id)
    assert (await clerk.lists.members(made.id)).items == ()
    await clerk.lists.delete(made.id)
    assert [one.title for one in await clerk.lists.all()] == ["Press", "Departments"]


async def test_a_hashtag_is_followed_and_let_go(clerk: Connection) -> None:
    assert (await clerk.actions.follow_tag("OneForm")).following
    followed = [tag.name for tag in (await clerk.reader.followed_tags()).items]
    assert followed == ["oneform", "civicstack"]
    assert (await clerk.reader.tag("oneform")).following
    assert not (await clerk.actions.unfollow_tag("OneForm")).following


async def test_direct_conversations_are_listed_read_and_dropped(clerk: Connection) -> None:
    page = await clerk.reader.conversations()
    assert len(page.items) == 2
    newest = page.items[0]
    assert newest.last_status is not None
    assert [one.acct for one in newest.accounts] == ["colin"]
    assert newest.unread
    assert not (await clerk.actions.read_conversation(newest.id)).unread
    await clerk.actions.drop_conversation(newest.id)
    assert [one.id for one in (await clerk.reader.conversations()).items] == [page.items[1].id]


async def test_announcements_are_read_once(clerk: Connection) -> None:
    (told,) = await clerk.reader.announcements()
    assert "lift" in plain_text(parse(told.content))
    assert not told.read
    await clerk.actions.dismiss_announcement(told.id)
    assert (await clerk.reader.announcements())[0].read


async def test_a_search_goes_on_where_it_stopped(clerk: Connection) -> None:
    first = await clerk.reader.search("the", kind="statuses", limit=10)
    second = await clerk.reader.search("the", kind="statuses", limit=10, offset=10)
    assert len(first.statuses) == len(second.statuses) == 10
    assert not {s.id for s in first.statuses} & {s.id for s in second.statuses}


# Filters


async def test_a_filter_from_its_making_to_its_end(clerk: Connection, town: PracticeServer) -> None:
    made = await clerk.filters.create(
        FilterDraft("Work", ("public", "home"), keywords=(KeywordDraft("stapler crisis"),))
    )
    post = town.make_post("anouk", "The Stapler Crisis of 1998.")
    (shown, *_) = (await clerk.reader.timeline(LOCAL, limit=1)).items
    assert shown.id == post["id"]
    assert warnings_in(shown, "public") == ("Work",)
    assert not hidden_in(shown, "public")
    assert warnings_in(shown, "thread") == ()
    await clerk.filters.edit(
        made.id, FilterDraft("Work", ("home",), "hide", keywords=(KeywordDraft("fern"),))
    )
    (kept,) = await clerk.filters.all()
    assert [word.keyword for word in kept.keywords] == ["stapler crisis", "fern"]
    again = await clerk.reader.status(post["id"])
    assert hidden_in(again, "home")
    assert not hidden_in(again, "public")
    await clerk.filters.remove_keyword(kept.keywords[0].id)
    word = await clerk.filters.add_keyword(made.id, "lift", whole_word=False)
    (kept,) = await clerk.filters.all()
    assert [word.keyword for word in kept.keywords] == ["fern", "lift"]
    assert not word.whole_word
    await clerk.filters.delete(made.id)
    assert await clerk.filters.all() == ()
    with pytest.raises(errors.Invalid, match="Title"):
        await clerk.filters.create(FilterDraft(" "))


# Notifications


async def test_favourites_of_one_post_are_told_as_one(clerk: Connection, town: PracticeServer) -> None:
    post = town.api("POST", "/api/v1/statuses", json={"status": "Much liked."}).json()
    for name in ("anouk", "desmond", "margot"):
        town.favourite(name, post["id"])
    town.make_post("mum", "@clerk Call me.")
    page = await clerk.notices.groups()
    assert [group.kind for group in page.items[:2]] == ["mention", "favourite"]
    liked = page.items[1]
    assert liked.count == 3
    assert [one.acct for one in liked.accounts] == ["margot", "desmond", "anouk"]
    assert liked.status is not None
    assert liked.status.id == post["id"]
    only = await clerk.notices.groups(kinds=("favourite",))
    assert {group.kind for group in only.items} == {"favourite"}
    but = await clerk.notices.groups(without=("favourite", "mention"))
    assert not {"favourite", "mention"} & {group.kind for group in but.items}
    older = await clerk.notices.groups(max_id=liked.oldest_id)
    assert liked.key not in {group.key for group in older.items}
    await clerk.notices.dismiss(liked)
    assert liked.key not in {group.key for group in (await clerk.notices.groups()).items}


async def test_without_groups_from_the_server_they_are_made_here(
    clerk: Connection, town: PracticeServer
) -> None:
    by_server = await clerk.notices.groups()
    town.set_fault(
        "status", path_regex=r"^/api/v2/notifications", code=404, body='{"error":"Not found"}', times=None
    )
    made_here = await clerk.notices.groups()
    assert [(g.kind, g.count, g.newest_id) for g in made_here.items] == [
        (g.kind, g.count, g.newest_id) for g in by_server.items
    ]
    asked = sum(fault["hits"] for fault in town.faults())
    await clerk.notices.groups(kinds=("follow",))
    assert sum(fault["hits"] for fault in town.faults()) == asked == 1


async def test_the_unread_are_counted_from_the_marker(clerk: Connection, town: PracticeServer) -> None:
    newest = (await clerk.notices.groups()).items[0].newest_id
    await clerk.actions.save_marker("notifications", newest)
    assert await clerk.notices.unread() == 0
    town.make_post("mum", "@clerk Still waiting.")
    town.make_post("mum", "@clerk I have made soup.")
    assert await clerk.notices.unread() == 2
    town.set_fault("status", path_regex="unread_count", code=404, body='{"error":"Not found"}', times=None)
    assert await clerk.notices.unread() == 2


async def test_strangers_are_set_aside_until_one_decides(clerk: Connection, town: PracticeServer) -> None:
    policy = await clerk.notices.policy()
    assert policy.for_not_following == "accept"
    changed = await clerk.notices.set_policy(for_not_following="filter")
    assert changed.for_not_following == "filter"
    town.make_post("just_asking", "@clerk Just asking.")
    first = (await clerk.notices.groups()).items[0]
    assert first.accounts[0].acct != "just_asking"
    (waiting,) = (await clerk.notices.requests()).items
    assert waiting.account.acct == "just_asking"
    assert waiting.notifications_count == 1
    assert waiting.last_status is not None
    within = await clerk.notices.of_request(waiting.account.id)
    assert within.items[0].kind == "mention"
    await clerk.notices.accept_request(waiting.id)
    assert (await clerk.notices.groups()).items[0].accounts[0].acct == "just_asking"
    assert (await clerk.notices.requests()).items == ()
    town.make_post("newcomer", "@clerk Which bin?")
    (waiting,) = (await clerk.notices.requests()).items
    await clerk.notices.dismiss_request(waiting.id)
    assert (await clerk.notices.requests()).items == ()
    await clerk.notices.set_policy(for_not_following="accept")


async def test_every_notification_can_be_forgotten(town: PracticeServer) -> None:
    other = await connect(
        town.url, town.token_for("anouk"), host="practice", transport=EgressTransport(), clock=SystemClock()
    )
    town.make_post("mum", "@anouk Lovely post.")
    assert (await other.notices.groups()).items
    await other.notices.clear()
    assert (await other.notices.groups()).items == ()
    await other.close()


# What a server cannot do


ASKS: dict[str, tuple[Feature, Callable[[Connection], Awaitable[object]]]] = {
    "/lists": (Feature.LISTS, lambda one: one.lists.all()),
    "/conversations": (Feature.CONVERSATIONS, lambda one: one.reader.conversations()),
    "/trends/tags": (Feature.TRENDS, lambda one: one.reader.trending_tags()),
    "/trends/links": (Feature.TRENDS, lambda one: one.reader.trending_links()),
    "/followed_tags": (Feature.FOLLOWED_TAGS, lambda one: one.reader.followed_tags()),
    "/announcements": (Feature.ANNOUNCEMENTS, lambda one: one.reader.announcements()),
    "/filters": (Feature.FILTERS, lambda one: one.filters.all()),
    "/policy": (Feature.NOTIFICATION_POLICY, lambda one: one.notices.policy()),
    "/requests": (Feature.NOTIFICATION_REQUESTS, lambda one: one.notices.requests()),
    "/domain_blocks": (Feature.DOMAIN_BLOCKS, lambda one: one.people.blocked_domains()),
    "/markers": (Feature.MARKERS, lambda one: one.reader.markers("home")),
}


@pytest.mark.parametrize("code", [404, 405, 501])
@pytest.mark.parametrize("path", ASKS)
async def test_a_missing_endpoint_is_a_sentence_about_the_server(
    clerk: Connection, town: PracticeServer, path: str, code: int
) -> None:
    feature, ask = ASKS[path]
    town.set_fault(
        "status", path_regex=rf"{path}(\?|$)", code=code, body='{"error":"No such thing"}', times=None
    )
    with pytest.raises(errors.Unsupported) as caught:
        await ask(clerk)
    assert caught.value.feature == feature
    assert clerk.reader.host in caught.value.sentence
    assert caught.value.next_step


async def test_many_questions_at_once_get_their_own_answers(clerk: Connection) -> None:
    names = ("minister", "anouk", "desmond", "crumb", "library", "museum", "colin", "margot")
    found = await asyncio.gather(*[account(clerk, name) for name in names])
    assert [one.acct for one in found] == list(names)
