"""Writing, editing and deleting statuses, and what people do with them."""

from __future__ import annotations

from typing import Any

import pytest

from outtray.practice.pictures import landscape
from practice_process import PracticeServer


def post(town: PracticeServer, status: str = "Hello, town.", **more: Any) -> dict[str, Any]:
    answer = town.api("POST", "/api/v1/statuses", json={"status": status, **more})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def refused(town: PracticeServer, **body: Any) -> str:
    answer = town.api("POST", "/api/v1/statuses", json=body)
    assert answer.status_code == 422
    return str(answer.json()["error"])


def upload(town: PracticeServer, **more: str) -> dict[str, Any]:
    files = {"file": ("hill.png", landscape("#336699"), "image/png")}
    answer = town.api("POST", "/api/v2/media", files=files, data=more)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_a_post_is_shown_as_it_was_asked_for(town: PracticeServer) -> None:
    shown = post(
        town,
        "Hello @minister and @bram@evening-bell.example, see #OneForm\n\n<b>&",
        visibility="unlisted",
        spoiler_text="politeness",
        sensitive=True,
        language="fr",
    )
    assert shown["visibility"] == "unlisted"
    assert shown["spoiler_text"] == "politeness"
    assert shown["sensitive"] is True
    assert shown["language"] == "fr"
    assert [m["acct"] for m in shown["mentions"]] == ["minister", "bram@evening-bell.example"]
    assert [t["name"] for t in shown["tags"]] == ["oneform"]
    assert shown["content"].endswith("</p><p>&lt;b&gt;&amp;</p>")
    assert shown["application"]["name"] == "Outtray (practice)"


def test_forms_and_json_say_the_same(town: PracticeServer) -> None:
    body = {
        "status": "by form",
        "poll[options][]": ["a", "b"],
        "poll[expires_in]": "600",
        "poll[multiple]": "true",
    }
    shown = town.api("POST", "/api/v1/statuses", data=body).json()
    assert [o["title"] for o in shown["poll"]["options"]] == ["a", "b"]
    assert shown["poll"]["multiple"] is True


def test_the_same_idempotency_key_within_an_hour_gives_the_same_status(
    practice_server: PracticeServer,
) -> None:
    def send(key: str) -> str:
        answer = practice_server.api(
            "POST", "/api/v1/statuses", json={"status": "once"}, headers={"Idempotency-Key": key}
        )
        return str(answer.json()["id"])

    first = send("k")
    assert send("k") == first
    assert len(practice_server.writes("/statuses$")) == 1
    assert send("other") != first
    practice_server.shift_clock(3601)
    assert send("k") != first
    assert len(practice_server.writes("/statuses$")) == 3


def test_a_key_belongs_to_one_account(town: PracticeServer) -> None:
    other = {"Authorization": f"Bearer {town.token_for('weekend')}", "Idempotency-Key": "both"}
    mine = town.api("POST", "/api/v1/statuses", json={"status": "mine"}, headers={"Idempotency-Key": "both"})
    theirs = town.api("POST", "/api/v1/statuses", json={"status": "theirs"}, headers=other)
    assert mine.json()["id"] != theirs.json()["id"]
    assert theirs.json()["account"]["acct"] == "weekend"


def test_a_key_whose_status_was_deleted_may_be_used_again(town: PracticeServer) -> None:
    key = {"Idempotency-Key": "used-once"}
    first = town.api("POST", "/api/v1/statuses", json={"status": "gone soon"}, headers=key).json()
    town.api("DELETE", f"/api/v1/statuses/{first['id']}")
    again = town.api("POST", "/api/v1/statuses", json={"status": "back"}, headers=key).json()
    assert again["content"] == "<p>back</p>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"status": "  "}, "Text can't be blank"),
        ({"status": "x" * 501}, "character limit of 500 exceeded"),
        ({"status": "x" * 490, "spoiler_text": "y" * 11}, "character limit of 500 exceeded"),
        ({"status": "x", "visibility": "everybody"}, "Visibility is not included"),
        ({"status": "x", "poll": {"options": ["a"], "expires_in": 600}}, "more than one item"),
        ({"status": "x", "poll": {"options": ["a", "a"], "expires_in": 600}}, "duplicate"),
        ({"status": "x", "poll": {"options": ["a", "b"], "expires_in": 5}}, "too soon"),
        ({"status": "x", "poll": {"options": ["a", "b" * 51], "expires_in": 600}}, "longer than 50"),
        ({"status": "x", "media_ids": ["12345"]}, "12345"),
        ({"status": "x", "scheduled_at": "2100-01-01T00:00:00Z"}, "Scheduled"),
    ],
)
def test_what_mastodon_refuses_is_refused_with_a_sentence(
    town: PracticeServer, body: dict[str, Any], said: str
) -> None:
    assert said in refused(town, **body)


def test_exactly_the_limit_is_accepted_with_links_and_mentions_weighed(town: PracticeServer) -> None:
    link = "https://example.org/" + "long/" * 60
    text = f"@bram@evening-bell.example {link} "
    rest = 500 - len("@bram ") - 23 - 1
    assert post(town, text + "é" * rest)["id"]
    assert "exceeded" in refused(town, status=text + "é" * (rest + 1))


def test_a_reply_joins_its_thread_in_order(town: PracticeServer) -> None:
    root = post(town, "root")
    first = post(town, "first", in_reply_to_id=root["id"])
    second = post(town, "second", in_reply_to_id=root["id"])
    below = post(town, "below the first", in_reply_to_id=first["id"])
    context = town.api("GET", f"/api/v1/statuses/{root['id']}/context").json()
    assert [s["id"] for s in context["descendants"]] == [first["id"], below["id"], second["id"]]
    context = town.api("GET", f"/api/v1/statuses/{below['id']}/context").json()
    assert [s["id"] for s in context["ancestors"]] == [root["id"], first["id"]]
    assert town.api("GET", f"/api/v1/statuses/{root['id']}").json()["replies_count"] == 2


def test_a_reply_to_what_is_gone_is_refused(town: PracticeServer) -> None:
    root = post(town, "soon gone")
    town.delete(root["id"])
    answer = town.api("POST", "/api/v1/statuses", json={"status": "hm", "in_reply_to_id": root["id"]})
    assert answer.status_code == 404
    assert "does not appear to exist" in answer.json()["error"]


def test_an_edit_replaces_everything_and_keeps_the_history(town: PracticeServer) -> None:
    picture = upload(town, description="a hill")
    before = post(town, "first version", spoiler_text="hills", media_ids=[picture["id"]])
    answer = town.api("PUT", f"/api/v1/statuses/{before['id']}", json={"status": "second version"})
    after = answer.json()
    assert after["content"] == "<p>second version</p>"
    assert after["spoiler_text"] == ""
    assert after["media_attachments"] == []
    assert after["edited_at"] is not None
    history = town.api("GET", f"/api/v1/statuses/{before['id']}/history").json()
    assert [v["content"] for v in history] == ["<p>first version</p>", "<p>second version</p>"]
    assert history[0]["spoiler_text"] == "hills"
    source = town.api("GET", f"/api/v1/statuses/{before['id']}/source").json()
    assert source == {"id": before["id"], "text": "second version", "spoiler_text": ""}


def test_an_edit_can_describe_its_media_anew(town: PracticeServer) -> None:
    picture = upload(town)
    before = post(town, "look", media_ids=[picture["id"]])
    attributes = [{"id": picture["id"], "description": "a blue hill", "focus": "0.5,-0.5"}]
    body = {"status": "look", "media_ids": [picture["id"]], "media_attributes": attributes}
    after = town.api("PUT", f"/api/v1/statuses/{before['id']}", json=body).json()
    assert after["media_attachments"][0]["description"] == "a blue hill"
    assert after["media_attachments"][0]["meta"]["focus"] == {"x": 0.5, "y": -0.5}


def test_only_ones_own_posts_can_be_edited_deleted_or_pinned(town: PracticeServer) -> None:
    theirs = town.make_post("minister", "Not yours.")
    path = f"/api/v1/statuses/{theirs['id']}"
    assert town.api("PUT", path, json={"status": "mine"}).status_code == 404
    assert town.api("DELETE", path).status_code == 404
    assert town.api("POST", f"{path}/pin").status_code == 422


def test_deleting_answers_the_text_for_a_redraft_and_frees_the_media(town: PracticeServer) -> None:
    picture = upload(town)
    shown = post(town, "Try @minister again", media_ids=[picture["id"]])
    gone = town.api("DELETE", f"/api/v1/statuses/{shown['id']}").json()
    assert gone["text"] == "Try @minister again"
    assert "content" not in gone
    assert town.api("GET", f"/api/v1/statuses/{shown['id']}").status_code == 404
    assert post(town, "again", media_ids=[picture["id"]])["media_attachments"][0]["id"] == picture["id"]


def test_media_serves_one_post_only_and_belongs_to_its_uploader(town: PracticeServer) -> None:
    picture = upload(town, description="a hill", focus="-1,1")
    assert picture["meta"]["original"]["width"] == 160
    assert post(town, "one", media_ids=[picture["id"]])["sensitive"] is False
    assert "already attached" in refused(town, status="two", media_ids=[picture["id"]])
    mine = upload(town)
    other = {"Authorization": f"Bearer {town.token_for('weekend')}"}
    answer = town.api(
        "POST", "/api/v1/statuses", json={"status": "x", "media_ids": [mine["id"]]}, headers=other
    )
    assert answer.status_code == 422


def test_media_comes_back_byte_for_byte_and_can_be_described_before_posting(town: PracticeServer) -> None:
    picture = upload(town)
    changed = town.api("PUT", f"/api/v1/media/{picture['id']}", json={"description": "later"}).json()
    assert changed["description"] == "later"
    assert town.api("GET", picture["url"].removeprefix(town.url)).content == landscape("#336699")


@pytest.mark.parametrize(
    ("name", "data", "mime", "said"),
    [
        ("note.txt", b"words", "text/plain", "content type is invalid"),
        ("fake.png", b"\x89PNG but not really", "image/png", "not what they are reported to be"),
        (
            "big.png",
            b"\x89PNG\r\n\x1a\n" + b"\0" * (16 * 1024 * 1024),
            "image/png",
            "less than or equal to 16 MB",
        ),
    ],
)
def test_files_of_the_wrong_kind_or_size_are_refused(
    town: PracticeServer, name: str, data: bytes, mime: str, said: str
) -> None:
    answer = town.api("POST", "/api/v2/media", files={"file": (name, data, mime)})
    assert answer.status_code == 422
    assert said in answer.json()["error"]


def test_a_video_is_processed_first(town: PracticeServer) -> None:
    answer = town.api("POST", "/api/v2/media", files={"file": ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4")})
    assert answer.status_code == 202
    video = answer.json()
    assert video["url"] is None
    assert "not finished processing" in refused(town, status="x", media_ids=[video["id"]])
    assert town.api("GET", f"/api/v1/media/{video['id']}").status_code == 206
    assert town.api("GET", f"/api/v1/media/{video['id']}").json()["url"] is not None
    assert post(town, "x", media_ids=[video["id"]])["media_attachments"][0]["type"] == "video"


@pytest.mark.parametrize(
    ("do", "undo", "flag", "count"),
    [
        ("favourite", "unfavourite", "favourited", "favourites_count"),
        ("reblog", "unreblog", "reblogged", "reblogs_count"),
        ("bookmark", "unbookmark", "bookmarked", None),
        ("mute", "unmute", "muted", None),
    ],
)
def test_marks_are_set_once_and_taken_back(
    town: PracticeServer, do: str, undo: str, flag: str, count: str | None
) -> None:
    target = town.make_post("minister", "Mark me.")
    path = f"/api/v1/statuses/{target['id']}"
    for _ in range(2):
        assert town.api("POST", f"{path}/{do}").status_code == 200
    marked = town.api("GET", path).json()
    assert marked[flag] is True
    assert count is None or marked[count] == 1
    assert town.api("POST", f"{path}/{undo}").status_code == 200
    after = town.api("GET", path).json()
    assert after[flag] is False
    assert count is None or after[count] == 0


def test_a_boost_wraps_the_original_and_a_second_one_is_no_new_write(faulty: PracticeServer) -> None:
    target = faulty.make_post("minister", "Boost me.")
    path = f"/api/v1/statuses/{target['id']}/reblog"
    boost = faulty.api("POST", path).json()
    assert boost["reblog"]["id"] == target["id"]
    assert boost["account"]["acct"] == "clerk"
    assert faulty.api("POST", path).json()["id"] == boost["id"]
    assert len(faulty.writes("/reblog$")) == 1
    people = faulty.api("GET", f"/api/v1/statuses/{target['id']}/reblogged_by").json()
    assert [p["acct"] for p in people] == ["clerk"]


def test_private_posts_of_others_cannot_be_boosted_and_strangers_do_not_see_them(
    town: PracticeServer,
) -> None:
    hidden = town.make_post("anouk", "For followers.", visibility="private")
    assert town.api("POST", f"/api/v1/statuses/{hidden['id']}/reblog").status_code == 403
    other = {"Authorization": f"Bearer {town.token_for('weekend')}"}
    town.api("POST", f"/api/v1/accounts/{hidden['account']['id']}/unfollow", headers=other)
    answer = town.api("GET", f"/api/v1/statuses/{hidden['id']}", headers=other)
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


def test_a_quote_carries_what_it_quotes_and_respects_the_policy(town: PracticeServer) -> None:
    target = town.make_post("minister", "Quote me.")
    quote = post(town, "Quoting.", quoted_status_id=target["id"])
    assert quote["quote"]["state"] == "accepted"
    assert quote["quote"]["quoted_status"]["id"] == target["id"]
    mine = post(town, "Not for quoting.", quote_approval_policy="nobody")
    assert mine["quote_approval"] == {"automatic": [], "manual": [], "current_user": "automatic"}
    other = {"Authorization": f"Bearer {town.token_for('weekend')}"}
    body = {"status": "anyway", "quoted_status_id": mine["id"]}
    assert town.api("POST", "/api/v1/statuses", json=body, headers=other).status_code == 422
    town.delete(target["id"])
    assert town.api("GET", f"/api/v1/statuses/{quote['id']}").json()["quote"]["state"] == "deleted"


def test_votes_count_once(town: PracticeServer) -> None:
    other = {"Authorization": f"Bearer {town.token_for('weekend')}"}
    body = {"status": "Tea?", "poll": {"options": ["yes", "no"], "expires_in": 600}}
    poll = town.api("POST", "/api/v1/statuses", json=body, headers=other).json()["poll"]
    path = f"/api/v1/polls/{poll['id']}"
    assert town.api("POST", f"{path}/votes", json={"choices": [5]}).status_code == 422
    assert town.api("POST", f"{path}/votes", json={"choices": [0, 1]}).status_code == 422
    voted = town.api("POST", f"{path}/votes", json={"choices": [1]}).json()
    assert (voted["voted"], voted["own_votes"], voted["votes_count"]) == (True, [1], 1)
    assert "already voted" in town.api("POST", f"{path}/votes", json={"choices": [0]}).json()["error"]
    assert town.api("POST", f"{path}/votes", json={"choices": [0]}, headers=other).status_code == 422


def test_a_poll_ends(practice_server: PracticeServer) -> None:
    other = {"Authorization": f"Bearer {practice_server.token_for('weekend')}"}
    body = {"status": "Tea?", "poll": {"options": ["yes", "no"], "expires_in": 600, "hide_totals": True}}
    poll = practice_server.api("POST", "/api/v1/statuses", json=body, headers=other).json()["poll"]
    path = f"/api/v1/polls/{poll['id']}"
    assert practice_server.api("GET", path).json()["options"][0]["votes_count"] is None
    practice_server.shift_clock(601)
    assert practice_server.api("GET", path).json()["expired"] is True
    assert practice_server.api("GET", path).json()["options"][0]["votes_count"] == 0
    (told,) = practice_server.api("GET", "/api/v1/notifications?types[]=poll", headers=other).json()
    assert told["status"]["poll"]["id"] == poll["id"]
    assert "ended" in practice_server.api("POST", f"{path}/votes", json={"choices": [0]}).json()["error"]
