"""Faults on request: every way of going wrong that the client is tested against."""

from __future__ import annotations

import time

import httpx
import pytest

from practice_process import PracticeServer

POST = "/api/v1/statuses"


def send(town: PracticeServer, key: str) -> httpx.Response:
    return town.api("POST", POST, json={"status": "under fault"}, headers={"Idempotency-Key": key})


def test_dropped_before_nothing_is_written(faulty: PracticeServer) -> None:
    faulty.set_fault("drop_before", method="POST", path_regex="/statuses$")
    with pytest.raises(httpx.RemoteProtocolError):
        send(faulty, "dropped_before_nothi")
    assert faulty.writes() == []


def test_dropped_after_it_is_written_and_the_key_finds_it(faulty: PracticeServer) -> None:
    faulty.set_fault("drop_after", method="POST", path_regex="/statuses$")
    with pytest.raises(httpx.RemoteProtocolError):
        send(faulty, "dropped_after_it_is_")
    (written,) = faulty.writes()
    assert send(faulty, "dropped_after_it_is_").json()["id"] == written["result_id"]
    assert len(faulty.writes()) == 1


def test_a_status_code_with_its_headers_instead_of_an_answer(faulty: PracticeServer) -> None:
    faulty.set_fault(
        "status", method="POST", code=429, headers={"Retry-After": "30"}, body='{"error":"Too many requests"}'
    )
    answer = send(faulty, "a_status_code_with_i")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"
    assert answer.json() == {"error": "Too many requests"}
    assert faulty.writes() == []


def test_rate_limit_headers_of_a_fault_win_over_the_servers_own(faulty: PracticeServer) -> None:
    reset = "2030-01-01T00:00:00.000Z"
    faulty.set_fault("status", code=429, headers={"X-RateLimit-Reset": reset, "Date": "never"})
    answer = faulty.api("GET", "/api/v1/timelines/home")
    assert answer.headers["X-RateLimit-Reset"] == reset
    assert answer.headers["Date"] == "never"


def test_a_gateway_that_lost_patience_after_the_server_wrote(faulty: PracticeServer) -> None:
    faulty.set_fault("status_after", method="POST", code=504, body="<h1>504</h1>", content_type="text/html")
    answer = send(faulty, "a_gateway_that_lost_")
    assert (answer.status_code, answer.text) == (504, "<h1>504</h1>")
    assert len(faulty.writes("/statuses$")) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("<html>maintenance</html>", "text/html"), ("", "application/json"), ('[{"id":', "application/json")],
)
def test_bodies_that_are_not_what_they_should_be(
    faulty: PracticeServer, body: str, content_type: str
) -> None:
    faulty.set_fault("body", path_regex="/timelines/home", body=body, content_type=content_type)
    answer = faulty.api("GET", "/api/v1/timelines/home")
    assert (answer.status_code, answer.text) == (200, body)
    assert answer.headers["Content-Type"] == content_type


def test_an_answer_cut_off_in_the_middle(faulty: PracticeServer) -> None:
    faulty.set_fault("truncate", path_regex="/timelines/home", keep_bytes=100)
    with pytest.raises(httpx.RemoteProtocolError, match="received 100 bytes"):
        faulty.api("GET", "/api/v1/timelines/home")


def test_slow_answers(faulty: PracticeServer) -> None:
    faulty.set_fault("delay", path_regex="/instance", seconds=0.2)
    started = time.perf_counter()
    assert faulty.api("GET", "/api/v1/instance").status_code == 200
    assert time.perf_counter() - started >= 0.2
    faulty.set_fault("slow_body", path_regex="/instance", seconds=0.02, chunk_bytes=400)
    assert faulty.api("GET", "/api/v1/instance").json()["title"] == "The Practice Town"


def test_a_fault_strikes_as_often_as_asked_and_only_where_it_fits(faulty: PracticeServer) -> None:
    faulty.set_fault("status", method="GET", path_regex=r"/home\?limit=7", times=2, code=503)
    codes = [faulty.api("GET", "/api/v1/timelines/home?limit=7").status_code for _ in range(3)]
    assert codes == [503, 503, 200]
    assert faulty.api("GET", "/api/v1/timelines/home").status_code == 200
    (fault,) = faulty.faults()
    assert (fault["hits"], fault["times"]) == (2, 0)
    faulty.set_fault("status", times=None)
    assert {faulty.api("GET", "/api/v1/instance").status_code for _ in range(3)} == {500}
    faulty.clear_faults()
    assert faulty.api("GET", "/api/v1/instance").status_code == 200


def test_an_unknown_action_is_refused(faulty: PracticeServer) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        faulty.set_fault("explode")


def test_the_clock_can_be_shifted(practice_server: PracticeServer) -> None:
    before = practice_server.api("POST", POST, json={"status": "before"}).json()
    practice_server.shift_clock(3600)
    after = practice_server.api("POST", POST, json={"status": "after"})
    assert after.json()["created_at"][:13] > before["created_at"][:13]
    assert after.headers["Date"][:5] in {"Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "}
    practice_server.shift_clock(-7200)
    back = practice_server.api("POST", POST, json={"status": "back"}).json()
    assert back["created_at"] < before["created_at"]
    assert int(back["id"]) > int(after.json()["id"])


def test_others_can_be_made_to_edit_and_delete(faulty: PracticeServer) -> None:
    target = faulty.make_post("minister", "Ours is the best form.")
    edited = faulty.edit(target["id"], "Ours is a form.")
    assert edited["edited_at"] is not None
    shown = faulty.api("GET", f"/api/v1/statuses/{target['id']}").json()
    assert shown["content"] == "<p>Ours is a form.</p>"
    faulty.delete(target["id"])
    assert faulty.api("GET", f"/api/v1/statuses/{target['id']}").status_code == 404


def test_hostile_text_goes_out_as_it_came_in(faulty: PracticeServer) -> None:
    evil = "\x1b]52;c;aGk=\x07 \x9b2J \u202eevil [/x] [@click=app.quit]"
    shown = faulty.make_post("just_asking", evil)
    page = faulty.api("GET", f"/api/v1/statuses/{shown['id']}").json()
    assert evil in page["content"]
