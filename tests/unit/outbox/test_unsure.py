"""When the answer to a write never comes, or lies: exactly one status on the server, whatever happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hold_kit import Bench, bench, connect
from outtray.acts.act import Act
from outtray.acts.errors import MalformedAct
from outtray.acts.item import Item, Note
from outtray.acts.outcome import Sent
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.dispatcher import DispatchSettings
from outtray.outbox.refusals import Limited
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

STATUSES = "^/api/v1/statuses$"
CASES = [
    ("drop_before", {}, 0),
    ("drop_after", {}, 1),
    ("status", {"code": 500}, 0),
    ("status", {"code": 502, "body": "<html>Bad gateway</html>", "content_type": "text/html"}, 0),
    ("status_after", {"code": 504}, 1),
    ("status_after", {"code": 503}, 1),
    ("status_after", {"code": 409}, 1),
    ("body", {"body": "", "content_type": "text/html"}, 0),
    ("body", {"body": '{"id": "1"}'}, 0),
    ("body", {"body": "[[[[["}, 0),
    ("body", {"code": 302, "body": "", "headers": {"Location": "/api/v1/statuses"}}, 0),
    ("truncate", {"keep_bytes": 30}, 1),
]


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


@pytest.fixture
def forgetful(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    """A server that is not known to honour idempotency keys."""
    session = connect(practice_server, honours_idempotency=False)
    made = bench(practice_server, tmp_path / "tray", session=session)
    yield made
    made.outbox.close()


async def released(hold: Bench, act: Act) -> Item:
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    item = hold.outbox.store.hold(act, hold.review(act), server_date=date)
    await hold.gate.release(item)
    return item


def on_server(hold: Bench, text: str) -> list[dict[str, Any]]:
    found = hold.server.api("GET", f"/api/v1/accounts/{hold.account.id}/statuses?limit=40").json()
    return [status for status in found if text in status["content"]]


@pytest.mark.parametrize(("action", "details", "accepted"), CASES)
async def test_a_post_is_there_exactly_once_on_a_server_that_honours_its_key(
    hold: Bench, action: str, details: dict[str, Any], accepted: int
) -> None:
    item = await released(hold, hold.act("exactly once"))
    hold.server.set_fault(action, method="POST", path_regex=STATUSES, **details)
    await hold.dispatcher.round()
    assert len(on_server(hold, "exactly once")) == 1
    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    assert sent.sent_id == on_server(hold, "exactly once")[0]["id"]
    assert sent.sending is not None
    assert sent.sending.attempts == (1 if accepted else 2)


@pytest.mark.parametrize(("action", "details", "accepted"), CASES)
async def test_without_keys_a_post_is_found_or_asked_about_but_never_sent_again(
    forgetful: Bench, action: str, details: dict[str, Any], accepted: int
) -> None:
    item = await released(forgetful, forgetful.act("exactly once"))
    forgetful.server.set_fault(action, method="POST", path_regex=STATUSES, **details)
    for _round in range(3):
        await forgetful.dispatcher.round()
    assert len(on_server(forgetful, "exactly once")) == accepted
    found = forgetful.outbox.store.item(item.id)
    assert found.sending is not None
    assert found.sending.attempts == 1
    if accepted:
        assert found.state is State.SENT
    else:
        assert found.state is State.UNSURE
        assert found.sending.asked
        forgetful.outbox.sending.confirm_absent(item.id)
        await forgetful.gate.release(forgetful.outbox.store.item(item.id))
        await forgetful.dispatcher.round()
        assert len(on_server(forgetful, "exactly once")) == 1


async def test_a_wrong_status_in_the_answer_is_not_taken_for_ours(hold: Bench) -> None:
    other = hold.server.api("POST", "/api/v1/statuses", json={"status": "something older"}).json()
    item = await released(hold, hold.act("mine"))
    hold.server.set_fault("body", method="POST", path_regex=STATUSES, body=json.dumps(other))
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    assert sent.sent_id == on_server(hold, "mine")[0]["id"] != other["id"]


async def test_an_equal_text_sent_before_is_not_taken_for_this_one(forgetful: Bench) -> None:
    first = await released(forgetful, forgetful.act("same words"))
    await forgetful.dispatcher.round()
    second = await released(forgetful, forgetful.act("same words"))
    forgetful.server.set_fault("drop_before", method="POST", path_regex=STATUSES)
    await forgetful.dispatcher.round()
    assert forgetful.outbox.store.item(first.id).state is State.SENT
    assert forgetful.outbox.store.item(second.id).state is State.UNSURE


async def test_looking_that_fails_is_tried_again_later(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    settings = DispatchSettings(
        unsure_wait=timedelta(0), look_gap=timedelta(0), look_again=timedelta(0), poll=timedelta(0)
    )
    hold = bench(practice_server, tmp_path, settings=settings)
    item = await released(hold, hold.act("patience"))
    hold.server.set_fault("drop_after", method="POST", path_regex=STATUSES)
    hold.server.set_fault("status", method="GET", path_regex="/accounts/.*/statuses", code=500, times=2)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.UNSURE
    await hold.dispatcher.round()
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(on_server(hold, "patience")) == 1
    hold.outbox.close()


async def test_nothing_is_looked_for_before_the_wait_is_over(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    hold = bench(practice_server, tmp_path, settings=DispatchSettings(unsure_wait=timedelta(hours=1)))
    item = await released(hold, hold.act("patience"))
    hold.server.set_fault("status_after", method="POST", path_regex=STATUSES, code=504)
    for _round in range(3):
        await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.UNSURE
    assert (await hold.dispatcher.resolve(item.id)).state is State.SENT
    hold.outbox.close()


async def test_the_user_can_say_where_an_unsure_act_is(forgetful: Bench) -> None:
    item = await released(forgetful, forgetful.act("lost"))
    forgetful.server.set_fault("drop_before", method="POST", path_regex=STATUSES)
    await forgetful.dispatcher.round()
    forgetful.outbox.sending.found(item.id, Sent("", "https://harbour.example/@clerk/9"), by="user")
    sent = forgetful.outbox.store.item(item.id)
    assert (sent.state, sent.sent_url) == (State.SENT, "https://harbour.example/@clerk/9")


@pytest.mark.parametrize("action", ["drop_before", "drop_after"])
@pytest.mark.parametrize(
    ("kind", "verb", "flag"),
    [(ActKind.BOOST, "reblog", "reblogged"), (ActKind.FAVOURITE, "favourite", "favourited")],
)
async def test_a_flag_on_the_server_settles_a_boost_and_a_favourite(
    forgetful: Bench, kind: ActKind, verb: str, flag: str, action: str
) -> None:
    seen = forgetful.server.make_post("minister", "Boost me.")
    target = target_of(await Truth(forgetful.sessions.session(forgetful.account).wire).status(seen["id"]))
    item = await released(forgetful, forgetful.act("", kind=kind, target=target))
    forgetful.server.set_fault(action, method="POST", path_regex=verb)
    await forgetful.dispatcher.round()
    assert forgetful.outbox.store.item(item.id).state is State.SENT
    assert forgetful.server.api("GET", f"/api/v1/statuses/{seen['id']}").json()[flag] is True
    assert len(forgetful.server.writes(verb)) == 1


@pytest.mark.parametrize("action", ["drop_before", "drop_after"])
async def test_an_edit_is_settled_by_its_source(forgetful: Bench, action: str) -> None:
    own = forgetful.server.api("POST", "/api/v1/statuses", json={"status": "frist"}).json()
    target = target_of(await Truth(forgetful.sessions.session(forgetful.account).wire).status(own["id"]))
    item = await released(forgetful, forgetful.act("first", kind=ActKind.EDIT, target=target))
    forgetful.server.set_fault(action, method="PUT", path_regex=own["id"])
    await forgetful.dispatcher.round()
    assert forgetful.outbox.store.item(item.id).state is State.SENT
    assert forgetful.server.api("GET", f"/api/v1/statuses/{own['id']}/source").json()["text"] == "first"
    assert len(forgetful.server.api("GET", f"/api/v1/statuses/{own['id']}/history").json()) == 2


@pytest.mark.parametrize(
    ("code", "note"), [(401, "log-in-again"), (403, "log-in-again"), (404, "refused"), (422, "refused")]
)
async def test_a_certain_refusal_brings_the_act_back_with_the_servers_words(
    hold: Bench, code: int, note: str
) -> None:
    item = await released(hold, hold.act())
    hold.server.set_fault(
        "status", method="POST", path_regex=STATUSES, code=code, body='{"error": "Not like this"}'
    )
    await hold.dispatcher.round()
    back = hold.outbox.store.item(item.id)
    assert back.state is State.HELD
    assert back.note is not None
    assert back.note.code == note
    assert "Not like this" in back.note.sentence
    await hold.gate.release(back)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT


async def test_a_rate_limit_brings_the_act_back_with_its_time_and_others_wait_for_it(hold: Bench) -> None:
    first = await released(hold, hold.act("one"))
    second = await released(hold, hold.act("two"))
    hold.server.set_fault(
        "status", method="POST", path_regex=STATUSES, code=429, headers={"Retry-After": "3600"}
    )
    await hold.dispatcher.round()
    back = hold.outbox.store.item(first.id)
    assert back.state is State.HELD
    assert back.note is not None
    assert back.note.until is not None
    assert timedelta(minutes=50) < back.note.until - SystemClock().now() <= timedelta(seconds=3601)
    with pytest.raises(Limited):
        await hold.gate.release(back)
    assert hold.outbox.store.item(second.id).state is State.SENDING
    assert hold.server.writes("/statuses") == []


async def test_a_server_that_is_not_there_makes_the_act_fail_and_retry_brings_it_back(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    hold = bench(practice_server, tmp_path)
    item = await released(hold, hold.act())
    practice_server.stop()
    await hold.dispatcher.round()
    failed = hold.outbox.store.item(item.id)
    assert failed.state is State.FAILED
    assert failed.note is not None
    assert failed.note.code == "never-left"
    assert hold.outbox.store.retry(item.id).state is State.HELD
    hold.outbox.close()


async def test_a_second_copy_of_a_forgetful_server_is_reported(hold: Bench) -> None:
    item = await released(hold, hold.act("twice there"))
    hold.server.set_fault("drop_after", method="POST", path_regex=STATUSES)
    hold.server.make_post("clerk", "twice there")
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    assert sent.note is not None
    assert sent.note.code == "copies"


async def test_sending_again_that_breaks_too_is_looked_for_again(hold: Bench) -> None:
    item = await released(hold, hold.act("third time lucky"))
    for action in ("drop_before", "drop_before", "drop_after"):
        hold.server.set_fault(action, method="POST", path_regex=STATUSES)
    for _round in range(4):
        await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    assert sent.sending is not None
    assert sent.sending.attempts == 3
    assert len(on_server(hold, "third time lucky")) == 1


async def test_after_the_last_attempt_the_user_is_asked(hold: Bench) -> None:
    item = await released(hold, hold.act("no luck"))
    hold.server.set_fault("drop_before", method="POST", path_regex=STATUSES, times=None)
    for _round in range(6):
        await hold.dispatcher.round()
    asked = hold.outbox.store.item(item.id)
    assert asked.state is State.UNSURE
    assert asked.sending is not None
    assert (asked.sending.asked, asked.sending.attempts) == (True, 3)
    assert len(hold.server.writes(STATUSES)) == 0


async def test_after_the_hour_a_key_is_forgotten_and_the_user_is_asked(hold: Bench) -> None:
    item = await released(hold, hold.act("too late"))
    hold.server.set_fault("status", method="POST", path_regex=STATUSES, code=500)
    hold.server.set_fault("status", method="GET", path_regex="/accounts/.*/statuses", code=500)
    await hold.dispatcher.round()
    hold.server.shift_clock(3600)
    await hold.dispatcher.resolve(item.id)
    asked = hold.outbox.store.item(item.id)
    assert asked.state is State.UNSURE
    assert asked.sending is not None
    assert asked.sending.asked


async def test_what_arrives_between_the_two_looks_is_found_and_not_sent_again(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    late = ["behind a slow gateway"]

    async def arrives_late(seconds: float) -> None:
        if late:
            practice_server.make_post("clerk", late.pop())

    hold = bench(practice_server, tmp_path, sleep=arrives_late)
    item = await released(hold, hold.act("behind a slow gateway"))
    practice_server.set_fault("status", method="POST", path_regex=STATUSES, code=504)
    await hold.dispatcher.round()
    found = hold.outbox.store.item(item.id)
    assert found.state is State.SENT
    assert found.sending is not None
    assert found.sending.attempts == 1
    assert len(on_server(hold, "behind a slow gateway")) == 1
    hold.outbox.close()


async def test_one_release_has_one_request_in_flight(hold: Bench) -> None:
    item = hold.outbox.store.item((await released(hold, hold.act())).id)
    hold.outbox.sending.attempt(item)
    with pytest.raises(MalformedAct):
        hold.outbox.sending.attempt(item)
    with pytest.raises(MalformedAct):
        hold.outbox.sending.take_back_release(item.id, Note("code", "sentence"))


async def test_an_older_status_with_equal_words_is_not_taken_for_this_one(hold: Bench) -> None:
    first = await released(hold, hold.act("good morning"))
    await hold.dispatcher.round()
    older = hold.server.api("GET", f"/api/v1/statuses/{hold.outbox.store.item(first.id).sent_id}").json()
    second = await released(hold, hold.act("good morning"))
    hold.server.set_fault("body", method="POST", path_regex=STATUSES, body=json.dumps(older))
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(second.id)
    assert sent.state is State.SENT
    assert sent.sent_id not in ("", older["id"])
    assert len(on_server(hold, "good morning")) == 2
