"""The practice server's answers beside those of a real server: the same fields, the same types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import recordings
from outtray.practice.pictures import landscape
from practice_process import PracticeServer

pytestmark = recordings.needs_recordings

# What real servers send to some people, on some posts or from some versions on: its absence is no difference.
OPTIONAL = {
    "Account": {
        "noinde"
        "x", "roles", "feature_approval", "moved", "limited", "suspended", "memorial", "mute_expires_at",
        "collection_limit", "role", "source", "avatar_description", "header_description", "show_media",
        "show_media_replies", "show_featured",
    },
    "Status": {
        "applicatio"
        "n", "favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered", "content", "text",
        "quote_approval", "tagged_collections", "quotes_count",
    },
    "Meta": {"focus", "original", "small", "colors"},
    "Size": {"frame_rate", "duration", "bitrate", "size", "aspect", "width", "height"},
    "Notification": {"status"},
    "Poll": {"voted", "own_votes"},
    "Tag": {"history", "following", "featuring", "id"},
    "History": {"poll"},
    "Quote": {"quoted_status", "quoted_status_id"},
    "Role": {"collection_limit", "permissions", "highlighted"},
    "Groups": {"partial_accounts"},
}  # fmt: skip


def kind_of(value: dict[str, Any]) -> str:
    """Which entity an object is, told by fields only that entity has."""
    signs = {
        "Status": {"visibility", "account", "spoiler_text"},
        "Account": {"acct", "display_name"},
        "Poll": {"votes_count", "expires_at", "options"},
        "Meta": {"original"},
        "Size": {"width", "height"},
        "Notification": {"type", "account", "group_key"},
        "History": {"content", "media_attachments", "created_at"},
        "Quote": {"state"},
        "Role": {"id", "name", "color"},
        "Groups": {"notification_groups"},
        "Tag": {"name", "url"},
    }
    for name, fields in signs.items():
        if fields <= value.keys():
            return name
    return "thing"


def differences(real: Any, ours: Any, path: str) -> Iterator[str]:
    """Where our answer lacks a field, has one of its own, or has another type; null fits every type."""
    if real is None or ours is None:
        return
    if isinstance(real, dict):
        if not isinstance(ours, dict):
            yield f"{path}: an object there, {type(ours).__name__} here"
            return
        kind = kind_of(real)
        free = OPTIONAL.get(kind, set())
        for name in sorted((real.keys() ^ ours.keys()) - free):
            yield f"{path}.{name}: only {'there' if name in real else 'here'} ({kind})"
        for name in sorted(real.keys() & ours.keys()):
            yield from differences(real[name], ours[name], f"{path}.{name}")
    elif isinstance(real, list):
        if not isinstance(ours, list):
            yield f"{path}: a list there, {type(ours).__name__} here"
        elif real and ours:
            yield from differences(real[0], ours[0], f"{path}[0]")
    elif json_type(real) != json_type(ours):
        yield f"{path}: {json_type(real)} there, {json_type(ours)} here"


def json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else type(value).__name__


def recorded(method: str, path_pattern: str, status: int = 200) -> list[dict[str, Any]]:
    """Recorded answers of servers of our time (the older ones lack what came later)."""
    return [
        answer
        for answer in recordings.answers()
        if answer["method"] == method
        and answer["status"] == status
        and re.fullmatch(path_pattern, answer["path"].partition("?")[0])
        and re.match(r"cassettes(_entity_tests)?/", answer["from"])
    ]


def compare(method: str, path_pattern: str, ours: Any, status: int = 200) -> list[str]:
    found = recorded(method, path_pattern, status)
    if not found:
        pytest.skip(f"no recording of {method} {path_pattern}")
    return sorted({line for answer in found for line in differences(answer["body"], ours, "$")})


def get(town: PracticeServer, path: str) -> Any:
    answer = town.api("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def account_id(town: PracticeServer, acct: str) -> str:
    return str(get(town, f"/api/v1/accounts/lookup?acct={acct}")["id"])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (r"/api/v1/accounts/verify_credentials", "/api/v1/accounts/verify_credentials"),
        (r"/api/v1/accounts/lookup", "/api/v1/accounts/lookup?acct=anouk"),
        (r"/api/v1/accounts", "/api/v1/accounts/search?q=anouk"),
        (r"/api/v2/instance/?", "/api/v2/instance"),
        (r"/nodeinfo/2\.0", "/nodeinfo/2.0"),
        (r"/\.well-known/nodeinfo", "/.well-known/nodeinfo"),
        (r"/api/v1/preferences", "/api/v1/preferences"),
        (r"/api/v1/timelines/public", "/api/v1/timelines/public?local=true"),
        (r"/api/v1/timelines/home", "/api/v1/timelines/home"),
        (r"/api/v1/timelines/tag/\w+", "/api/v1/timelines/tag/oneform"),
        (r"/api/v1/notifications", "/api/v1/notifications"),
        (r"/api/v1/notifications/unread_count", "/api/v1/notifications/unread_count"),
        (r"/api/v2/notifications", "/api/v2/notifications?expand_accounts=partial_avatars"),
        (r"/api/v2/notifications/policy", "/api/v2/notifications/policy"),
        (r"/api/v1/conversations/?", "/api/v1/conversations"),
        (r"/api/v2/search", "/api/v2/search?q=anouk"),
        (r"/api/v1/trends/statuses", "/api/v1/trends/statuses"),
        (r"/api/v1/trends/links", "/api/v1/trends/links"),
        (r"/api/v1/announcements", "/api/v1/announcements"),
        (r"/api/v1/lists", "/api/v1/lists"),
        (r"/api/v1/bookmarks", "/api/v1/bookmarks"),
        (r"/api/v1/instance/rules", "/api/v1/instance/rules"),
        (r"/api/v1/notifications/requests/merged", "/api/v1/notifications/requests/merged"),
    ],
)
def test_what_can_only_be_read_looks_like_the_real_thing(
    town: PracticeServer, pattern: str, path: str
) -> None:
    assert compare("GET", pattern, get(town, path)) == []


def test_instance_v1_looks_like_the_real_thing(town: PracticeServer) -> None:
    ours = get(town, "/api/v1/instance")
    assert [line for line in compare("GET", "/api/v1/instance/?", ours) if "translations" not in line] == []


def test_accounts_of_other_servers_look_like_the_real_thing(town: PracticeServer) -> None:
    path = f"/api/v1/accounts/{account_id(town, 'bram@evening-bell.example')}"
    assert compare("GET", r"/api/v1/accounts/\d+", get(town, path)) == []


def test_every_seeded_status_has_the_fields_of_a_real_one(town: PracticeServer) -> None:
    (public,) = recorded("GET", "/api/v1/timelines/public")
    real = public["body"][0]
    found: set[str] = set()
    for status in get(town, "/api/v1/timelines/home?limit=40"):
        for one in (status, status["reblog"]):
            if one is not None:
                found.update(differences({**real, "reblog": None}, {**one, "reblog": None}, "$"))
    assert found == set()


def test_writing_looks_like_the_real_thing(town: PracticeServer) -> None:
    body = {"status": "shape", "poll": {"options": ["a", "b"], "expires_in": 600}}
    posted = town.api("POST", "/api/v1/statuses", json=body).json()
    real = [a for a in recorded("POST", "/api/v1/statuses") if "visibility" in a["body"]]
    assert real
    assert {line for a in real for line in differences(a["body"], posted, "$")} == set()
    path = f"/api/v1/statuses/{posted['id']}"
    edited = town.api("PUT", path, json={"status": "shape, edited"}).json()
    assert compare("PUT", r"/api/v1/statuses/\d+", edited) == []
    assert compare("GET", r"/api/v1/statuses/\d+/source", get(town, f"{path}/source")) == []
    assert compare("GET", r"/api/v1/statuses/\d+/history", get(town, f"{path}/history")) == []
    gone = town.api("DELETE", path).json()
    assert compare("DELETE", r"/api/v1/statuses/\d+", gone) == []
    assert "text" in gone


@pytest.mark.parametrize(
    "action",
    ["favourite", "unfavourite", "bookmark", "unbookmark", "reblog", "mute", "unmute", "pin", "unpin"],
)
def test_what_people_do_with_statuses_looks_like_the_real_thing(town: PracticeServer, action: str) -> None:
    posted = town.api("POST", "/api/v1/statuses", json={"status": "to be marked"}).json()
    shown = town.api("POST", f"/api/v1/statuses/{posted['id']}/{action}").json()
    assert compare("POST", rf"/api/v1/statuses/\d+/{action}", shown) == []


def test_a_quote_looks_like_the_real_thing(town: PracticeServer) -> None:
    target = town.make_post("anouk", "quoted")
    shown = town.api(
        "POST", "/api/v1/statuses", json={"status": "x", "quoted_status_id": target["id"]}
    ).json()
    real = [a["body"] for a in recorded("POST", "/api/v1/statuses") if a["body"].get("quote")]
    assert real
    assert {line for body in real for line in differences(body, shown, "$")} == set()


def test_threads_look_like_the_real_thing(town: PracticeServer) -> None:
    root = town.make_post("anouk", "root")
    middle = town.make_post("desmond", "middle", in_reply_to_id=root["id"])
    town.make_post("anouk", "leaf", in_reply_to_id=middle["id"])
    ours = get(town, f"/api/v1/statuses/{middle['id']}/context")
    assert ours["ancestors"]
    assert ours["descendants"]
    assert compare("GET", r"/api/v1/statuses/\d+/context", ours) == []


@pytest.mark.parametrize("action", ["follow", "unfollow", "mute", "unmute", "remove_from_followers"])
def test_relationships_look_like_the_real_thing(town: PracticeServer, action: str) -> None:
    other = account_id(town, "museum")
    shown = town.api("POST", f"/api/v1/accounts/{other}/{action}").json()
    assert compare("POST", rf"/api/v1/accounts/\d+/{action}", shown) == []
    assert (
        compare(
            "GET", "/api/v1/accounts/relationships", get(town, f"/api/v1/accounts/relationships?id={other}")
        )
        == []
    )


def test_media_looks_like_the_real_thing(town: PracticeServer) -> None:
    files = {"file": ("a.png", landscape("#446688"), "image/png")}
    assert compare("POST", "/api/v2/media", town.api("POST", "/api/v2/media", files=files).json()) == []
    video = town.api("POST", "/api/v2/media", files={"file": ("a.mp4", b"ftyp", "video/mp4")}).json()
    assert compare("POST", "/api/v2/media", video, 202) == []


def test_polls_lists_markers_and_apps_look_like_the_real_thing(town: PracticeServer) -> None:
    poll = get(town, "/api/v2/search?q=Which badge colour&type=statuses")["statuses"][0]["poll"]
    assert compare("GET", r"/api/v1/polls/\d+", get(town, f"/api/v1/polls/{poll['id']}")) == []
    made = town.api("POST", "/api/v1/lists", json={"title": "shape"}).json()
    assert compare("POST", "/api/v1/lists", made) == []
    marker = {"home": {"last_read_id": "1"}}
    town.api("POST", "/api/v1/markers", json=marker)
    assert compare("GET", "/api/v1/markers", get(town, "/api/v1/markers?timeline[]=home")) == []
    form = {"client_name": "shape", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}
    assert compare("POST", "/api/v1/apps", town.api("POST", "/api/v1/apps", data=form).json()) == []


def test_people_around_an_account_look_like_the_real_thing(town: PracticeServer) -> None:
    other = account_id(town, "minister")
    for place in ("followers", "following", "statuses"):
        ours = get(town, f"/api/v1/accounts/{other}/{place}")
        assert compare("GET", rf"/api/v1/accounts/\d+/{place}", ours) == []
    desmond = {"Authorization": f"Bearer {town.token_for('desmond')}"}
    town.api("POST", f"/api/v1/accounts/{account_id(town, 'weekend')}/follow", headers=desmond)
    headers = {"Authorization": f"Bearer {town.token_for('weekend')}"}
    asking = town.api("GET", "/api/v1/follow_requests", headers=headers).json()
    assert compare("GET", "/api/v1/follow_requests", asking) == []
    path = f"/api/v1/follow_requests/{asking[0]['id']}/authorize"
    ours = town.api("POST", path, headers=headers).json()
    assert compare("POST", r"/api/v1/follow_requests/\d+/authorize", ours) == []


def test_notifications_set_aside_look_like_the_real_thing(town: PracticeServer) -> None:
    policy = {"for_not_following": "filter"}
    changed = town.api("PATCH", "/api/v2/notifications/policy", json=policy).json()
    assert compare("PATCH", "/api/v2/notifications/policy", changed) == []
    town.make_post("newcomer", "@clerk May I ask something about bins?")
    town.api("PATCH", "/api/v2/notifications/policy", json={"for_not_following": "accept"})
    waiting = get(town, "/api/v1/notifications/requests")
    assert compare("GET", "/api/v1/notifications/requests", waiting) == []
    path = f"/api/v1/notifications/requests/{waiting[0]['id']}"
    assert compare("GET", r"/api/v1/notifications/requests/\d+", get(town, path)) == []
    accepted = town.api("POST", f"{path}/accept")
    assert compare("POST", r"/api/v1/notifications/requests/\d+/accept", accepted.json()) == []


def test_filters_of_the_first_version_look_like_the_real_thing(town: PracticeServer) -> None:
    body = {"phrase": "japanimation", "context": ["notifications"], "whole_word": True}
    made = town.api("POST", "/api/v1/filters", json=body).json()
    real = [
        a["body"] for a in recordings.answers() if a["path"] == "/api/v1/filters" and a["method"] == "POST"
    ]
    assert real
    assert {line for one in real for line in differences(one, made, "$")} == set()
    assert get(town, "/api/v1/filters") == [made]
    assert town.api("DELETE", f"/api/v1/filters/{made['id']}").json() == {}
    assert get(town, "/api/v1/filters") == []


def test_votes_and_list_members_look_like_the_real_thing(town: PracticeServer) -> None:
    poll = get(town, "/api/v2/search?q=reading group&type=statuses")["statuses"][0]["poll"]
    voted = town.api("POST", f"/api/v1/polls/{poll['id']}/votes", json={"choices": [0]})
    assert compare("POST", r"/api/v1/polls/\d+/votes", voted.json()) == []
    press = get(town, "/api/v1/lists")[0]
    members = get(town, f"/api/v1/lists/{press['id']}/accounts")
    assert compare("GET", r"/api/v1/lists/\d+/accounts", members) == []


def test_cards_look_like_the_real_thing(town: PracticeServer) -> None:
    real = next(
        s["card"] for s in recordings.statuses() if s.get("card") and "missing_attribution" in s["card"]
    )
    statuses = get(town, "/api/v2/search?q=31-page&type=statuses")["statuses"]
    statuses += get(town, "/api/v2/search?q=eleven minutes after&type=statuses")["statuses"]
    card = next(s["card"] for s in statuses if s["card"])
    assert list(differences(real, card, "$")) == []


def test_errors_look_like_the_real_thing(town: PracticeServer) -> None:
    missing = town.api("GET", "/api/v1/accounts/lookup?acct=kljadklajsdkljlkjlkjlkjasdasd")
    assert missing.status_code == 404
    assert recorded("GET", "/api/v1/accounts/lookup", 404)[0]["body"] == missing.json()
    refused = town.api("GET", "/api/v1/timelines/home", headers={"Authorization": "Bearer nonsense"})
    assert compare("GET", "/api/v1/timelines/home", refused.json(), 401) == []
    invalid = town.api("POST", "/api/v1/statuses", json={"status": ""})
    assert compare("POST", "/api/v1/statuses", invalid.json(), 422) == []


def test_the_comparison_sees_missing_extra_and_mistyped_fields() -> None:
    found = list(differences({"a": 1, "b": [{"c": "x"}]}, {"a": "1", "b": [{"d": 1}], "e": 2}, "$"))
    assert found == [
        "$.e: only here (thing)",
        "$.a: number there, string here",
        "$.b[0].c: only there (thing)",
        "$.b[0].d: only here (thing)",
    ]
