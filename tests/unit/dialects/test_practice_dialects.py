"""What the practice town says when it poses as another make of server."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.practice.dialects.spelling import UNKNOWN, Flakes, Numbers, Spelling, Ulids
from practice_process import PracticeServer

NUMBERS = st.integers(0, 2**59)
WIDE: tuple[Spelling, ...] = (Ulids(), Flakes())


@given(NUMBERS, NUMBERS)
def test_spelt_ids_sort_as_their_numbers_do_and_are_read_back(first: int, second: int) -> None:
    for spelling in WIDE:
        spelt = [spelling.write(str(number)) for number in (first, second)]
        assert (spelt[0] < spelt[1]) == (first < second)
        assert [spelling.read(one) for one in spelt] == [str(first), str(second)]


@given(st.text(max_size=40))
def test_what_was_never_given_reads_as_unknown(spelt: str) -> None:
    for spelling in WIDE:
        assert spelling.read(spelt) == UNKNOWN
    assert Numbers().read(spelt) == spelt


def test_a_number_is_no_id_here(town: PracticeServer) -> None:
    assert town.api("GET", "/api/v1/statuses/1").status_code == 404
    mine = town.api("POST", "/api/v1/statuses", json={"status": "a", "in_reply_to_id": "1"})
    assert mine.status_code == 404


def test_no_number_is_left_anywhere_an_id_belongs(town: PracticeServer) -> None:
    root = town.make_post("minister", "A root. @clerk")
    town.api("POST", "/api/v1/statuses", json={"status": "A leaf.", "in_reply_to_id": root["id"]})

    def ids(value: Any) -> list[str]:
        if isinstance(value, list):
            return [found for item in value for found in ids(item)]
        if not isinstance(value, dict):
            return []
        own = [str(inner) for key, inner in value.items() if re.search(r"(^|_)id$", key) and inner]
        return own + [found for inner in value.values() for found in ids(inner)]

    for path in (
        "/api/v1/timelines/home?limit=40",
        "/api/v1/notifications",
        "/api/v1/accounts/verify_credentials",
        f"/api/v1/statuses/{root['id']}/context",
        f"/api/v1/statuses/{root['id']}/source",
        "/api/v1/bookmarks",
        "/api/v2/search?q=minister",
    ):
        answer = town.api("GET", path)
        found = [one for one in ids(answer.json()) if len(one) > 10]
        assert not any(one.isdigit() for one in found), path
        assert not re.search(r"_id=\d+[>&]", answer.headers.get("link", ""))


def test_a_page_leads_to_the_next_by_its_link(town: PracticeServer) -> None:
    page = town.api("GET", "/api/v1/timelines/home?limit=7")
    link = re.search(r'<([^>]+)>; rel="next"', page.headers["link"])
    assert link is not None
    following = httpx.get(link[1], headers=town.headers, trust_env=False).json()
    both = [post["id"] for post in (*page.json(), *following)]
    assert both == sorted(set(both), reverse=True)
    assert len(both) == 14


@pytest.mark.parametrize("stream", ["user", "public", "public/local", "hashtag?tag=tide"])
def test_there_are_no_event_streams(town: PracticeServer, stream: str) -> None:
    answer = town.api("GET", f"/api/v1/streaming/{stream}", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 404
    assert "error" in answer.json()


async def test_the_socket_speaks_the_dialect(town: PracticeServer) -> None:
    import aiohttp

    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{town.url}/api/v1/streaming?stream=user&access_token={town.token}") as socket,
    ):
        posted = town.make_post("minister", "Through the socket.")
        update = await socket.receive_json(timeout=5)
        assert update["event"] == "update"
        assert posted["id"] in update["payload"]
        town.delete(posted["id"])
        gone = await socket.receive_json(timeout=5)
        assert (gone["event"], gone["payload"]) == ("delete", posted["id"])


def test_gotosocial_forgets_keys_and_wants_everybody_logged_in() -> None:
    with PracticeServer("--dialect", "gotosocial") as server:
        for _try in range(2):
            answer = server.api(
                "POST", "/api/v1/statuses", json={"status": "twice"}, headers={"Idempotency-Key": "k"}
            )
            assert answer.status_code == 200
        assert len(server.writes("/api/v1/statuses$")) == 2
        anonymous = httpx.get(f"{server.url}/api/v1/timelines/public", trust_env=False)
        assert (anonymous.status_code, anonymous.json()["error"][:13]) == (401, "Unauthorized:")
        post = server.api("GET", "/api/v1/timelines/home").json()[0]
        assert "filtered" not in post
        assert post["interaction_policy"]["can_reply"]["with_approval"] == []
        too_long = server.api("POST", "/api/v1/statuses", json={"status": ""})
        assert (too_long.status_code, too_long.json()["error"][:12]) == (400, "Bad Request:")
        assert httpx.get(f"{server.url}/api/v2/instance", trust_env=False).json()["version"].startswith("0.")


def test_akkoma_shows_its_web_page_where_nothing_else_is() -> None:
    with PracticeServer("--dialect", "akkoma") as server:
        page = httpx.get(f"{server.url}/.well-known/oauth-authorization-server", trust_env=False)
        assert (page.status_code, page.headers["content-type"][:9]) == (200, "text/html")
        missing = server.api("GET", "/api/v2/instance")
        assert (missing.status_code, missing.json()) == (404, {"error": "Not implemented"})
        quoting = server.make_post("minister", "The original.")["id"]
        server.make_post("anouk", "Quoted.", quoted_status_id=quoting)
        post = server.api("GET", "/api/v1/timelines/home").json()[0]
        assert (post["quote_id"], post["quote"]["id"]) == (quoting, quoting)
        assert post["pleroma"]["content"]["text/plain"]
        refused = server.api("GET", "/api/v1/timelines/home", headers={"Authorization": "Bearer x"})
        assert (refused.status_code, refused.json()) == (403, {"error": "Invalid credentials."})
