"""Timelines and the lists beside them: what is on them, in which order, cut into which pages."""

from __future__ import annotations

import statistics
import time
from datetime import datetime
from typing import Any

import httpx
import pytest

from practice_process import PracticeServer


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [status["id"] for status in answer.json()]


def walk(town: PracticeServer, path: str, rel: str) -> list[str]:
    found: list[str] = []
    url: str | None = path
    while url:
        answer = town.api("GET", url)
        page = ids(answer)
        found = found + page if rel == "next" else page + found
        url = answer.links.get(rel, {}).get("url") if page else None
    return found


def weekend(town: PracticeServer) -> dict[str, str]:
    return {"Authorization": f"Bearer {town.token_for('weekend')}"}


def test_the_link_header_leads_through_the_whole_home_timeline_and_back(town: PracticeServer) -> None:
    everything = walk(town, "/api/v1/timelines/home?limit=40", "next")
    assert len(everything) >= 150
    assert everything == sorted(set(everything), key=int, reverse=True)
    back = walk(town, f"/api/v1/timelines/home?limit=40&min_id={everything[-1]}", "prev")
    assert back[: len(everything) - 1] == everything[:-1]


def test_min_id_fills_a_gap_from_below_and_since_id_from_above(town: PracticeServer) -> None:
    everything = walk(town, "/api/v1/timelines/home?limit=40", "next")
    bottom = everything[20]
    assert ids(town.api("GET", f"/api/v1/timelines/home?limit=5&min_id={bottom}")) == everything[15:20]
    above = ids(town.api("GET", f"/api/v1/timelines/home?limit=5&since_id={bottom}"))
    assert above == everything[:5]
    assert ids(town.api("GET", f"/api/v1/timelines/home?limit=5&max_id={bottom}")) == everything[21:26]


@pytest.mark.parametrize("limit", ["0", "-3", "1000", "many", ""])
def test_an_odd_limit_gives_a_page_all_the_same(town: PracticeServer, limit: str) -> None:
    assert 1 <= len(ids(town.api("GET", f"/api/v1/timelines/home?limit={limit}"))) <= 40


def test_home_shows_followed_people_only_and_no_replies_to_strangers(town: PracticeServer) -> None:
    stranger = town.make_post("newcomer", "Not followed.")
    answer = town.make_post("anouk", "@newcomer hello", in_reply_to_id=stranger["id"])
    friend = town.make_post("anouk", "Followed.")
    page = ids(town.api("GET", "/api/v1/timelines/home?limit=40"))
    assert friend["id"] in page
    assert stranger["id"] not in page
    assert answer["id"] not in page


def test_public_timelines_hold_public_posts_without_boosts(town: PracticeServer) -> None:
    local = town.api("GET", "/api/v1/timelines/public?local=true&limit=40").json()
    remote = town.api("GET", "/api/v1/timelines/public?remote=true&limit=40").json()
    assert {s["visibility"] for s in local + remote} == {"public"}
    assert all(s["reblog"] is None for s in local + remote)
    assert all("@" not in s["account"]["acct"] for s in local)
    assert all("@" in s["account"]["acct"] for s in remote)


def test_public_timelines_can_be_read_without_a_token_and_home_cannot(town: PracticeServer) -> None:
    public = httpx.get(f"{town.url}/api/v1/timelines/public", trust_env=False)
    assert "favourited" not in public.json()[0]
    home = httpx.get(f"{town.url}/api/v1/timelines/home", trust_env=False)
    assert (home.status_code, home.json()) == (401, {"error": "The access token is invalid"})


def test_several_hashtags_at_once(town: PracticeServer) -> None:
    both = town.make_post("anouk", "#left #right")
    left = town.make_post("anouk", "#LEFT alone")
    right = town.make_post("anouk", "#right alone")

    def tagged(query: str) -> list[str]:
        return ids(town.api("GET", f"/api/v1/timelines/tag/left?{query}"))

    assert tagged("") == [left["id"], both["id"]]
    assert tagged("any[]=right") == [right["id"], left["id"], both["id"]]
    assert tagged("all[]=right") == [both["id"]]
    assert tagged("none[]=right") == [left["id"]]


def test_an_accounts_statuses_can_be_narrowed(town: PracticeServer) -> None:
    museum = town.api("GET", "/api/v1/accounts/lookup?acct=museum").json()["id"]

    def of(query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = town.api("GET", f"/api/v1/accounts/{museum}/statuses?{query}").json()
        return found

    assert all(s["media_attachments"] for s in of("only_media=true"))
    assert any(s["reblog"] for s in of(""))
    assert not any(s["reblog"] for s in of("exclude_reblogs=true"))
    assert not any(s["in_reply_to_id"] for s in of("exclude_replies=true"))
    clerk = town.api("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    pinned = town.api("GET", f"/api/v1/accounts/{clerk}/statuses?pinned=true").json()
    assert {s["pinned"] for s in pinned} == {True}


def test_muted_and_blocked_people_leave_the_timelines(practice_server: PracticeServer) -> None:
    town = practice_server
    muted = town.make_post("desmond", "Muted soon.")
    person = muted["account"]["id"]
    page = "/api/v1/timelines/home?limit=40"
    assert town.api("POST", f"/api/v1/accounts/{person}/mute", json={"duration": 60}).json()["muting"] is True
    assert muted["id"] not in ids(town.api("GET", page))
    town.shift_clock(61)
    assert muted["id"] in ids(town.api("GET", page))
    relation = town.api("POST", f"/api/v1/accounts/{person}/block").json()
    assert (relation["blocking"], relation["following"]) == (True, False)
    assert muted["id"] not in ids(town.api("GET", page))


def test_a_list_shows_its_members(town: PracticeServer) -> None:
    made = town.api("POST", "/api/v1/lists", json={"title": "Press", "replies_policy": "none"}).json()
    path = f"/api/v1/lists/{made['id']}"
    lena = town.api("GET", "/api/v1/accounts/lookup?acct=lena_ledger").json()["id"]
    assert town.api("POST", f"{path}/accounts", json={"account_ids": [lena]}).status_code == 200
    assert [a["acct"] for a in town.api("GET", f"{path}/accounts").json()] == ["lena_ledger"]
    shown = town.api("GET", f"/api/v1/timelines/list/{made['id']}").json()
    assert {s["account"]["acct"] for s in shown} == {"lena_ledger"}
    assert town.api("GET", path, headers=weekend(town)).status_code == 404
    assert town.api("PUT", path, json={"title": "The press"}).json()["title"] == "The press"
    assert town.api("DELETE", path).status_code == 200
    assert made["id"] not in [one["id"] for one in town.api("GET", "/api/v1/lists").json()]


def test_bookmarks_and_favourites_are_listed_newest_mark_first(practice_server: PracticeServer) -> None:
    town = practice_server
    older, newer = town.make_post("anouk", "older"), town.make_post("anouk", "newer")
    for mark, listing in (("bookmark", "bookmarks"), ("favourite", "favourites")):
        for status in (newer, older):
            town.api("POST", f"/api/v1/statuses/{status['id']}/{mark}")
        assert ids(town.api("GET", f"/api/v1/{listing}")) == [older["id"], newer["id"]]


def test_direct_messages_become_conversations(town: PracticeServer) -> None:
    sent = town.make_post("deputy", "@clerk A word?", visibility="direct")
    first = town.api("GET", "/api/v1/conversations").json()[0]
    assert first["unread"] is True
    assert first["last_status"]["id"] == sent["id"]
    assert [a["acct"] for a in first["accounts"]] == ["deputy"]
    read = town.api("POST", f"/api/v1/conversations/{first['id']}/read").json()
    assert read["unread"] is False
    assert town.api("GET", f"/api/v1/statuses/{sent['id']}", headers=weekend(town)).status_code == 404


def test_filters_are_applied_with_their_keywords(town: PracticeServer) -> None:
    body = {
        "title": "ducks",
        "context": ["home"],
        "filter_action": "hide",
        "keywords_attributes": [{"keyword": "duck", "whole_word": True}],
    }
    made = town.api("POST", "/api/v2/filters", json=body).json()
    hit = town.make_post("anouk", "The DUCK again.")
    miss = town.make_post("anouk", "A ducking stool.")
    shown = {s["id"]: s["filtered"] for s in town.api("GET", "/api/v1/timelines/home").json()}
    assert shown[hit["id"]][0]["keyword_matches"] == ["duck"]
    assert shown[hit["id"]][0]["filter"]["filter_action"] == "hide"
    assert shown[miss["id"]] == []
    assert town.api("DELETE", f"/api/v2/filters/{made['id']}").status_code == 200
    assert town.api("GET", "/api/v2/filters").json() == []


def test_markers_remember_what_was_read(practice_server: PracticeServer) -> None:
    town = practice_server
    assert town.api("GET", "/api/v1/notifications/unread_count").json()["count"] > 0
    newest = town.api("GET", "/api/v1/notifications?limit=1").json()[0]["id"]
    town.api("POST", "/api/v1/markers", json={"notifications": {"last_read_id": newest}})
    again = town.api("POST", "/api/v1/markers", data={"home[last_read_id]": "5"}).json()
    assert again["home"]["last_read_id"] == "5"
    both = town.api("GET", "/api/v1/markers?timeline[]=home&timeline[]=notifications").json()
    assert both["notifications"]["last_read_id"] == newest
    assert town.api("GET", "/api/v1/notifications/unread_count").json()["count"] == 0


def test_search_finds_people_posts_tags_and_pasted_addresses(town: PracticeServer) -> None:
    def search(query: str, **more: str) -> dict[str, Any]:
        found: dict[str, Any] = town.api("GET", "/api/v2/search", params={"q": query, **more}).json()
        return found

    assert search("@bram@evening-bell.example")["accounts"][0]["acct"] == "bram@evening-bell.example"
    assert search("ledger", type="accounts")["accounts"][0]["acct"] == "lena_ledger"
    assert search("foreign key")["statuses"][0]["account"]["acct"] == "priya_ops"
    assert search("#onef")["hashtags"][0]["name"] == "oneform"
    assert search("100%_")["statuses"] == []
    target = town.make_post("bram@evening-bell.example", "Find me by address.")
    assert search(target["url"])["statuses"][0]["id"] == target["id"]
    assert search(f"{town.url}/@minister")["accounts"][0]["acct"] == "minister"


def test_notifications_can_be_narrowed_dismissed_and_cleared(practice_server: PracticeServer) -> None:
    town = practice_server
    mine = town.api("POST", "/api/v1/statuses", json={"status": "Like me."}).json()
    town.favourite("anouk", mine["id"])
    town.boost("anouk", mine["id"])
    town.make_post("anouk", "@clerk done")
    kinds = [n["type"] for n in town.api("GET", "/api/v1/notifications?limit=3").json()]
    assert kinds == ["mention", "reblog", "favourite"]
    only = town.api("GET", "/api/v1/notifications?types[]=reblog").json()
    assert {n["type"] for n in only} == {"reblog"}
    assert town.api("POST", f"/api/v1/notifications/{only[0]['id']}/dismiss").json() == {}
    assert town.api("GET", f"/api/v1/notifications/{only[0]['id']}").status_code == 404
    assert town.api("POST", "/api/v1/notifications/clear").json() == {}
    assert town.api("GET", "/api/v1/notifications").json() == []


def test_grouped_notifications_refer_to_accounts_and_statuses(town: PracticeServer) -> None:
    mine = town.api("POST", "/api/v1/statuses", json={"status": "Like me."}).json()
    for name in ("anouk", "desmond"):
        town.favourite(name, mine["id"])
    answer = town.api("GET", "/api/v2/notifications?limit=2").json()
    group = answer["notification_groups"][0]
    assert (group["type"], group["notifications_count"], group["status_id"]) == ("favourite", 2, mine["id"])
    assert {a["id"] for a in answer["accounts"]} == set(group["sample_account_ids"])
    partly = town.api("GET", "/api/v2/notifications?limit=2&expand_accounts=partial_avatars").json()
    assert [a["acct"] for a in partly["accounts"]] == ["desmond"]
    assert [a["acct"] for a in partly["partial_accounts"]] == ["anouk"]
    assert [s["id"] for s in answer["statuses"]] == [mine["id"]]


def test_a_locked_account_is_asked_first(town: PracticeServer) -> None:
    hedge = town.api("GET", "/api/v1/accounts/lookup?acct=quiet_neighbour").json()
    asked = town.api("POST", f"/api/v1/accounts/{hedge['id']}/follow").json()
    assert (asked["requested"], asked["following"]) == (True, False)
    waiting = town.api("GET", "/api/v1/follow_requests", headers=weekend(town)).json()
    assert [a["acct"] for a in waiting] == ["newcomer"]
    path = f"/api/v1/follow_requests/{waiting[0]['id']}/authorize"
    assert town.api("POST", path, headers=weekend(town)).json()["followed_by"] is True


def test_the_profile_can_be_changed(practice_server: PracticeServer) -> None:
    town = practice_server
    body = {
        "note": "Views mine.",
        "fields_attributes[0][name]": "Tea",
        "fields_attributes[0][value]": "yes",
        "source[language]": "fr",
    }
    changed = town.api("PATCH", "/api/v1/accounts/update_credentials", data=body).json()
    assert changed["note"] == "<p>Views mine.</p>"
    assert changed["source"]["fields"] == [{"name": "Tea", "value": "yes", "verified_at": None}]
    assert town.api("GET", "/api/v1/preferences").json()["posting:default:language"] == "fr"
    long = town.api("PATCH", "/api/v1/accounts/update_credentials", json={"display_name": "x" * 41})
    assert long.status_code == 422


def test_followed_hashtags_bring_strangers_home(town: PracticeServer) -> None:
    assert town.api("POST", "/api/v1/tags/BinWeek/follow").json()["following"] is True
    found = town.make_post("newcomer", "Which one? #binweek")
    assert ids(town.api("GET", "/api/v1/timelines/home?limit=1")) == [found["id"]]
    followed = [t["name"] for t in town.api("GET", "/api/v1/followed_tags").json()]
    assert followed == ["binweek", "civicstack"]


@pytest.mark.parametrize(
    "path", ["/api/v1/statuses/01HZX3ULID", "/api/v1/statuses/0", "/api/v1/accounts/x/follow"]
)
def test_ids_of_another_make_name_nothing(town: PracticeServer, path: str) -> None:
    method = "POST" if path.endswith("follow") else "GET"
    assert town.api(method, path).status_code == 404


def test_a_trailing_slash_leads_to_the_same_place(town: PracticeServer) -> None:
    assert town.api("GET", "/api/v1/instance/").json()["title"] == "The Practice Town"
    assert town.api("GET", "/no/such/place/").json() == {"error": "Not Found"}


def test_every_answer_has_a_date_and_rate_limits(town: PracticeServer) -> None:
    for path in ("/api/v1/timelines/home", "/api/v1/statuses/0"):
        headers = town.api("GET", path).headers
        assert headers["Date"].endswith(" GMT")
        assert int(headers["X-RateLimit-Remaining"]) < int(headers["X-RateLimit-Limit"])
        assert headers["X-RateLimit-Reset"].endswith("Z")
    assert "Date" in town.api("GET", "/no/such/place").headers


def test_the_rate_limit_is_kept_and_lifted_after_five_minutes() -> None:
    with PracticeServer("--rate-limit", "3") as town:
        now = datetime.fromisoformat(town.shift_clock(0).replace("Z", "+00:00"))
        town.shift_clock(-(now.timestamp() % 300))
        codes = [town.api("GET", "/api/v1/instance").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert town.api("GET", "/api/v1/instance").json() == {"error": "Too many requests"}
        town.shift_clock(300)
        assert town.api("GET", "/api/v1/instance").status_code == 200


def test_a_page_of_forty_takes_less_than_thirty_milliseconds(town: PracticeServer) -> None:
    def measured() -> float:
        started = time.perf_counter()
        assert len(ids(town.api("GET", "/api/v1/timelines/home?limit=40"))) == 40
        return (time.perf_counter() - started) * 1000

    assert statistics.median(measured() for _ in range(9)) < 30
