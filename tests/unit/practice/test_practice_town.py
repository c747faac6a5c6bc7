"""The town itself: that it is big and varied enough to practise in, sound, and goes on living."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from typing import Any

import aiohttp
import pytest

from outtray.practice import drafts, posting, seed
from outtray.practice.clock import iso
from outtray.practice.drafts import StatusDraft
from outtray.practice.options import Options
from outtray.practice.server import open_world
from outtray.practice.text import length, shortcodes
from outtray.practice.town import Town
from outtray.practice.views_status import show_status
from outtray.practice.world import World
from practice_process import PracticeServer

PATIENCE = 10.0


@pytest.fixture(scope="module")
def people() -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = seed.read("accounts.toml")["account"]
    return accounts


@pytest.fixture(scope="module")
def posts() -> list[dict[str, Any]]:
    return [
        entry for name in sorted(seed.DATA.glob("posts-*.toml")) for entry in seed.read(name.name)["post"]
    ]


def test_there_are_enough_people_and_posts(people: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    assert len(people) >= 40
    assert len(posts) >= 150
    assert max(Counter(p["by"] for p in posts).values()) <= len(posts) // 8


def test_everything_a_client_must_cope_with_is_there(
    people: list[dict[str, Any]], posts: list[dict[str, Any]]
) -> None:
    assert any(p.get("locked") for p in people)
    assert sum(bool(p.get("bot")) for p in people) >= 3
    assert any(p.get("asks_to_follow") for p in people)
    kinds = ("poll", "cw", "media", "card", "edited", "boost", "quotes", "to", "pinned")
    assert [kind for kind in kinds if not any(kind in p for p in posts)] == []
    pictures = [m for p in posts for m in p.get("media", [])]
    assert any("alt" in m for m in pictures)
    assert any("alt" not in m for m in pictures)
    assert {p.get("lang", "en") for p in posts} >= {"en", "fr", "ja", "ar", "he"}
    assert {p.get("visibility", "public") for p in posts} == set(drafts.VISIBILITIES)
    texts = "\n".join(p.get("text", "") for p in posts)
    assert "\u200d" in texts
    assert "\n\n" in texts
    assert re.search(r"#\w+", texts)
    assert any(len(p.get("text", "")) > 1200 for p in posts)


def test_every_local_post_could_have_been_posted(posts: list[dict[str, Any]]) -> None:
    too_long = [
        p["text"][:40] for p in posts
        if "text" in p and "@" not in p["by"] and length(p["text"], p.get("cw", "")) > drafts.MAX_CHARACTERS
    ]  # fmt: skip
    assert too_long == []


def test_every_reference_leads_somewhere_and_every_emoji_exists(
    people: list[dict[str, Any]], posts: list[dict[str, Any]]
) -> None:
    known = {p["acct"] for p in people}
    lines = seed.read("beats.toml")
    spoken = [*lines["beat"], *lines["refrain"], *lines["reply"]]
    assert {entry["by"] for entry in [*posts, *spoken]} <= known
    codes = {code for e in [*posts, *spoken] for code in shortcodes(e.get("text", ""))}
    assert codes <= seed.load_emoji().keys()
    keys = Counter(p["key"] for p in posts if "key" in p)
    assert [key for key, count in keys.items() if count > 1] == []
    ages = {p["key"]: seed.seconds(p["ago"]) for p in posts if "key" in p}
    early = [p["ago"] for p in posts for to in [p.get("to")] if to and seed.seconds(p["ago"]) > ages[to]]
    assert early == []


def test_the_clerk_is_tempted_from_every_side(town: PracticeServer) -> None:
    notices = town.api("GET", "/api/v1/notifications?types[]=mention&limit=80").json()
    asking = {n["account"]["acct"] for n in notices}
    assert asking >= {"lena_ledger", "gareth_pell@harbour.example", "anouk", "just_asking", "colin", "mum"}


def test_the_clerks_notifications_are_of_many_kinds(town: PracticeServer) -> None:
    notices = town.api("GET", "/api/v1/notifications?limit=80").json()
    assert {n["type"] for n in notices} >= {"mention", "favourite", "reblog", "follow", "quote"}


def test_the_practising_user_is_believable(town: PracticeServer) -> None:
    me = town.api("GET", "/api/v1/accounts/verify_credentials").json()
    assert me["followers_count"] == 1204
    assert "Opinions are my own" in me["note"]
    assert town.api("GET", me["avatar"].removeprefix(town.url)).headers["Content-Type"] == "image/png"


def test_seeded_ids_tell_the_time_of_their_posts(town: PracticeServer) -> None:
    for status in town.api("GET", "/api/v1/timelines/public?limit=40").json():
        written = status["created_at"][:19]
        assert iso(int(status["id"]) >> 16)[:19] == written


@pytest.mark.parametrize(("text", "value"), [("2h", 7200), ("1d4h30m", 102_600), ("90m", 5400)])
def test_lengths_of_time_are_read_as_written(text: str, value: int) -> None:
    assert seed.seconds(text) == value


@pytest.mark.parametrize("text", ["", "2", "h2", "2h ", "soon"])
def test_other_lengths_of_time_are_errors(text: str) -> None:
    with pytest.raises(seed.SeedError):
        seed.seconds(text)


def world() -> World:
    return open_world(Options())


def test_every_line_of_the_day_can_be_played() -> None:
    here = world()
    town = Town(here, 40, random.Random(1))
    lines = seed.read("beats.toml")
    for line in [*lines["beat"], *lines["refrain"]]:
        assert town.play(line) is not None


def test_a_town_that_starts_again_goes_on_where_it_stopped() -> None:
    here = world()
    first = Town(here, 40, random.Random(1))
    said = [line for line in seed.read("beats.toml")["beat"] if "text" in line]
    for line in said[:3]:
        first.play(line)
    again = Town(here, 40, random.Random(1))
    assert not any(line in again.coming for line in said[:3])
    assert said[3] in again.coming


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "The minister's rollout was reckless.",
            {
                "lena_ledger", "gareth_pell@harbour.example", "bram@evening-bell.example", "colin",
                "harbour@harbour.example",
            },
        ),
        ("My sourdough loaf is flat.", {"crumb"}),
        ("The cycle lane is full of bins.", {"spoke_and_chain"}),
    ],
)  # fmt: skip
def test_words_call_up_those_who_care(text: str, who: set[str]) -> None:
    here = world()
    town = Town(here, 40, random.Random(3))
    clerk = here.value("SELECT id FROM accounts WHERE acct = 'clerk'")
    shown = show_status(here, posting.create(here, StatusDraft(clerk, text)), clerk)
    assert {line["by"] for line in town._answers_to(shown)} <= who


def test_a_direct_message_is_answered_by_those_it_was_for_only() -> None:
    here = world()
    town = Town(here, 40, random.Random(3))
    clerk = here.value("SELECT id FROM accounts WHERE acct = 'clerk'")
    draft = StatusDraft(clerk, "@anouk the minister was reckless", visibility="direct")
    shown = show_status(here, posting.create(here, draft), clerk)
    assert [line["by"] for line in town._answers_to(shown)] == ["anouk"]


async def heard(server: PracticeServer, wanted: int, status: str | None) -> list[tuple[str, Any]]:
    """So many events of the clerk's stream, after posting something."""
    found: list[tuple[str, Any]] = []
    url = f"{server.url}/api/v1/streaming/user"
    async with (
        aiohttp.ClientSession(read_bufsize=2**20) as session,
        session.get(url, headers=server.headers) as response,
        asyncio.timeout(PATIENCE),
    ):
        await response.content.readline()
        if status is not None:
            await asyncio.to_thread(server.api, "POST", "/api/v1/statuses", json={"status": status})
        name = ""
        while len(found) < wanted:
            line = (await response.content.readline()).decode()
            assert line, "the stream ended"
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                found.append((name, json.loads(line[5:])))
    return found


async def test_the_town_goes_on_posting_correcting_and_deleting() -> None:
    with PracticeServer("--pace", "0.02", quiet_town=False) as server:
        events = await heard(server, 60, None)
    names = Counter(name for name, _ in events)
    assert names["update"] >= 20
    assert names["status.update"] >= 1
    assert names["delete"] >= 1
    assert names["notification"] >= 3


async def test_somebody_answers_the_clerk_in_the_thread() -> None:
    with PracticeServer("--pace", "0.4", quiet_town=False) as server:
        events = await heard(server, 8, "The rollout was reckless, Minister.")
        mine = next(e["id"] for n, e in events if n == "update" and e["account"]["acct"] == "clerk")
        answers = [e for n, e in events if n == "notification" and e["type"] == "mention"]
        assert any(a["status"]["in_reply_to_id"] == mine for a in answers)


def test_the_same_dice_give_the_same_day() -> None:
    def day() -> list[str]:
        here = world()
        town = Town(here, 40, random.Random(5))
        clerk = here.value("SELECT id FROM accounts WHERE acct = 'clerk'")
        said: list[str] = []
        for text in ("bread", "law", "minister", "nothing much"):
            shown = show_status(here, posting.create(here, StatusDraft(clerk, text)), clerk)
            said += [line["text"] for line in town._answers_to(shown)]
        return said

    assert day() == day()
