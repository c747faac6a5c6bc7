"""From hold to sent: what the gate lets through, what it refuses, what reaches a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hold_kit import Bench, bench, connect, finding, review
from outtray.acts.act import Act, Target
from outtray.acts.item import HeldView, Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.journal import reading
from outtray.journal.events import EventName
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.errors import ChangedSince
from outtray.outbox.refusals import (
    Expired,
    NeedsAcknowledgement,
    NeedsLook,
    NeedsOverride,
    NewFindings,
    NotHeld,
    StillCooling,
    TargetChanged,
    TargetGone,
    WrongAccount,
)
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Severity
from practice_process import PracticeServer


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


async def now_at(hold: Bench) -> datetime:
    """The server's own time."""
    session = hold.sessions.session(hold.account)
    date = (await Truth(session.wire).identity()).date
    assert date is not None
    return date


async def held(hold: Bench, act: Act, *, wait: int = 0, window: timedelta = timedelta(hours=72)) -> Item:
    hold.seconds = wait
    return hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold), window=window)


def events(hold: Bench, item_id: str) -> list[EventName]:
    with hold.outbox.database.reading() as connection:
        return [row.event.name for row in reading.rows(connection, act_id=item_id)]


async def test_a_clean_post_is_held_released_sent_and_journalled(hold: Bench) -> None:
    item = await held(hold, hold.act("Straße, naïve, 🍁\nsecond line"))
    approval = await hold.gate.release(item)
    await hold.dispatcher.round()

    sent = hold.outbox.store.item(item.id)
    assert sent.state is State.SENT
    status = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()
    assert status["url"] == sent.sent_url
    source = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}/source").json()
    assert source["text"] == "Straße, naïve, 🍁\nsecond line"
    [write] = hold.server.writes("/api/v1/statuses$")
    assert write["idempotency_key"] == approval.release.idempotency_key
    assert events(hold, item.id) == [
        EventName.HELD,
        EventName.RELEASED,
        EventName.ATTEMPTED,
        EventName.SENT,
    ]
    with hold.outbox.database.reading() as connection:
        assert reading.verify(connection, hold.outbox.journal_key).rows == 4


async def test_a_direct_message_a_reply_and_a_boost_reach_the_server_as_written(hold: Bench) -> None:
    seen = hold.server.make_post("minister", "The budget is out.")
    truth = Truth(hold.sessions.session(hold.account).wire)
    target = target_of(await truth.status(seen["id"]))
    acts = [
        hold.act("psst", kind=ActKind.DIRECT, visibility=Visibility.DIRECT),
        hold.act(
            "Where can I read it?",
            kind=ActKind.REPLY,
            reply_to=target,
            visibility=Visibility.UNLISTED,
            content_warning="budget",
        ),
        hold.act("", kind=ActKind.BOOST, target=target),
        hold.act("", kind=ActKind.FAVOURITE, target=target),
    ]
    for act in acts:
        await hold.gate.release(await held(hold, act))
    await hold.dispatcher.round()

    direct, reply, boost, favourite = hold.outbox.store.sent()
    assert hold.server.api("GET", f"/api/v1/statuses/{direct.sent_id}").json()["visibility"] == "direct"
    answer = hold.server.api("GET", f"/api/v1/statuses/{reply.sent_id}").json()
    assert (answer["in_reply_to_id"], answer["spoiler_text"]) == (seen["id"], "budget")
    flags = hold.server.api("GET", f"/api/v1/statuses/{seen['id']}").json()
    assert flags["reblogged"] is True
    assert flags["favourited"] is True
    assert boost.sent_id != seen["id"]
    assert favourite.sent_id == seen["id"]


async def test_an_edit_replaces_the_text_on_the_server(hold: Bench) -> None:
    own = hold.server.api("POST", "/api/v1/statuses", json={"status": "frist"}).json()
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(own["id"]))
    await hold.gate.release(await held(hold, hold.act("first", kind=ActKind.EDIT, target=target)))
    await hold.dispatcher.round()

    [sent] = hold.outbox.store.sent()
    assert sent.sent_id == own["id"]
    assert hold.server.api("GET", f"/api/v1/statuses/{own['id']}/source").json()["text"] == "first"


async def test_nothing_is_released_before_its_cooling_off_and_everything_after(hold: Bench) -> None:
    """Of an hour minutes are left, not seconds: a loaded machine takes real ones over a request."""
    item = await held(hold, hold.act(), wait=3600)
    with pytest.raises(StillCooling) as refused:
        await hold.gate.release(item)
    assert timedelta(minutes=50) < refused.value.remaining <= timedelta(minutes=60)
    hold.server.shift_clock(3000)
    with pytest.raises(StillCooling) as again:
        await hold.gate.release(item)
    assert again.value.remaining <= timedelta(minutes=10)
    hold.server.shift_clock(3601)
    await hold.gate.release(item)
    assert hold.outbox.store.item(item.id).state is State.SENDING


async def test_quiet_hours_hold_back_beyond_the_wait(hold: Bench) -> None:
    act = hold.act()
    date = await now_at(hold)
    item = hold.outbox.store.hold(
        act, review(act, seconds=0, not_before=date + timedelta(hours=9)), server_date=date
    )
    with pytest.raises(StillCooling) as refused:
        await hold.gate.release(item)
    assert refused.value.remaining > timedelta(hours=8, minutes=30)


async def test_a_ready_act_expires_and_a_look_makes_it_ready_again(hold: Bench) -> None:
    item = await held(hold, hold.act(), window=timedelta(hours=1))
    hold.server.shift_clock(3700)
    with pytest.raises(Expired):
        await hold.gate.release(item)
    looked = hold.outbox.store.look(item.id, hold.review(item.act), server_date=await now_at(hold))
    await hold.gate.release(looked)


async def test_warnings_need_an_answer_and_blocks_a_reason(hold: Bench) -> None:
    warn, block = finding(Severity.WARN), finding(Severity.BLOCK, rule="t-block", match="Monday")
    hold.findings = [warn, block]
    item = await held(hold, hold.act())
    with pytest.raises(NeedsOverride) as refused:
        await hold.gate.release(item)
    assert refused.value.findings == (block,)
    hold.outbox.store.acknowledge(item.id, block.key)
    with pytest.raises(ChangedSince):
        await hold.gate.release(item)
    with pytest.raises(NeedsOverride):
        await hold.gate.release(hold.outbox.store.item(item.id))
    hold.outbox.store.override(item.id, block.key, "Cleared by the press office")
    with pytest.raises(NeedsAcknowledgement) as open_ones:
        await hold.gate.release(hold.outbox.store.item(item.id))
    assert open_ones.value.findings == (warn,)
    approval = await hold.gate.release(hold.outbox.store.acknowledge(item.id, warn.key))
    assert approval.release.answers == (
        ("t-rule", "acknowledged"),
        ("t-block", "Cleared by the press office"),
    )


async def test_new_findings_at_release_stop_the_act_and_start_its_wait_again(hold: Bench) -> None:
    item = await held(hold, hold.act())
    hold.findings, hold.seconds = [finding()], 900
    with pytest.raises(NewFindings):
        await hold.gate.release(item)
    stopped = hold.outbox.store.item(item.id)
    assert stopped.view(SystemClock().now()) is HeldView.NEEDS_REVIEW
    answered = hold.outbox.store.acknowledge(item.id, finding().key)
    with pytest.raises(StillCooling):
        await hold.gate.release(answered)
    hold.server.shift_clock(901)
    await hold.gate.release(answered)


async def test_a_finding_that_became_a_block_needs_a_reason_though_it_was_acknowledged(hold: Bench) -> None:
    hold.findings = [finding()]
    item = await held(hold, hold.act())
    item = hold.outbox.store.acknowledge(item.id, finding().key)
    hold.findings = [finding(Severity.BLOCK)]
    with pytest.raises(NewFindings):
        await hold.gate.release(item)
    with pytest.raises(NeedsOverride):
        await hold.gate.release(hold.outbox.store.item(item.id))


async def test_a_target_edited_while_held_is_reviewed_again_and_must_be_looked_at(hold: Bench) -> None:
    seen = hold.server.make_post("minister", "Harmless.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(seen["id"]))
    item = await held(hold, hold.act("", kind=ActKind.BOOST, target=target))
    hold.server.edit(seen["id"], "Vote for me!")
    with pytest.raises(TargetChanged):
        await hold.gate.release(item)
    changed = hold.outbox.store.item(item.id)
    assert changed.act.reviewed_text == "Vote for me!"
    assert changed.view(SystemClock().now()) is HeldView.NEEDS_REVIEW
    with pytest.raises(NeedsLook):
        await hold.gate.release(changed)
    looked = hold.outbox.store.look(item.id, hold.review(changed.act), server_date=await now_at(hold))
    await hold.gate.release(looked)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.SENT


async def test_a_poll_whose_options_change_while_a_vote_is_held_is_looked_at_again(hold: Bench) -> None:
    """A vote names a place among the options: after an edit the same place may say the opposite."""

    def asking(*options: str) -> dict[str, object]:
        return {"status": "Close the pool?", "poll": {"options": options, "expires_in": 3600}}

    token = {"Authorization": f"Bearer {hold.server.token_for('minister')}"}
    api = hold.server.api
    asked = api("POST", "/api/v1/statuses", json=asking("Keep it", "Close it"), headers=token).json()
    target = Target(asked["poll"]["id"], poll_options=("Keep it", "Close it"))
    item = await held(hold, hold.act("", kind=ActKind.VOTE, target=target, choices=(0,)))
    api("PUT", f"/api/v1/statuses/{asked['id']}", json=asking("Close it", "Keep it"), headers=token)
    with pytest.raises(TargetChanged):
        await hold.gate.release(item)
    changed = hold.outbox.store.item(item.id)
    assert changed.act.reviewed_poll_options == ("Close it",)
    assert hold.server.writes("/votes$") == []


async def test_a_target_deleted_while_held_leaves_the_act_held_with_a_sentence(hold: Bench) -> None:
    seen = hold.server.make_post("minister", "Gone soon.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(seen["id"]))
    item = await held(hold, hold.act("Why?", kind=ActKind.REPLY, reply_to=target))
    hold.server.delete(seen["id"])
    with pytest.raises(TargetGone):
        await hold.gate.release(item)
    kept = hold.outbox.store.item(item.id)
    assert kept.state is State.HELD
    assert kept.note is not None
    assert "gone" in kept.note.sentence


@pytest.mark.parametrize("kind", [ActKind.REPLY, ActKind.QUOTE, ActKind.EDIT])
async def test_it_can_be_edited_into_a_post_of_its_own_as_that_sentence_says(
    hold: Bench, kind: ActKind
) -> None:
    author = "clerk" if kind is ActKind.EDIT else "minister"
    seen = hold.server.make_post(author, "Gone soon.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(seen["id"]))
    about = {"reply_to": target} if kind is ActKind.REPLY else {"target": target}
    item = await held(hold, hold.act("What remains to be said", kind=kind, **about))
    hold.server.delete(seen["id"])
    with pytest.raises(TargetGone) as refused:
        await hold.gate.release(item)
    assert "into a post of its own" in refused.value.next_step
    draft = hold.outbox.store.edit(item.id)
    act = draft.act
    assert (act.kind, act.reply_to, act.target, act.text) == (
        ActKind.POST,
        None,
        None,
        "What remains to be said",
    )
    again = hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold), item_id=item.id)
    await hold.gate.release(again)
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert (sent.state, sent.note) == (State.SENT, None)


async def test_a_boost_of_a_post_that_is_gone_stays_what_it_is(hold: Bench) -> None:
    seen = hold.server.make_post("minister", "Gone soon.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(seen["id"]))
    item = await held(hold, hold.act("", kind=ActKind.BOOST, target=target))
    hold.server.delete(seen["id"])
    with pytest.raises(TargetGone):
        await hold.gate.release(item)
    assert hold.outbox.store.edit(item.id).act == item.act


def test_a_part_of_a_thread_that_answers_somebody_gone_still_follows_its_thread(hold: Bench) -> None:
    act = hold.act("and", kind=ActKind.REPLY, reply_to=Target("41"), after="part-1").answering_nobody()
    assert (act.kind, act.reply_to, act.after) == (ActKind.REPLY, None, "part-1")


async def test_the_wrong_account_is_refused(hold: Bench, tmp_path: Path) -> None:
    other = connect(hold.server, token=hold.server.token_for("minister"))
    wrong = bench(hold.server, tmp_path / "other", session=other)
    item = await held(wrong, wrong.act())
    with pytest.raises(WrongAccount):
        await wrong.gate.release(item)
    wrong.outbox.close()
    assert hold.server.writes("/statuses") == []


async def test_what_changed_after_the_look_is_not_released(hold: Bench) -> None:
    shown = await held(hold, hold.act("first words"))
    hold.outbox.store.edit(shown.id)
    with pytest.raises(NotHeld):
        await hold.gate.release(shown)
    act = hold.act("other words")
    hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold), item_id=shown.id)
    with pytest.raises(ChangedSince):
        await hold.gate.release(shown)


async def test_thread_parts_leave_in_order_and_answer_one_another(hold: Bench) -> None:
    first = await held(hold, hold.act("1/3", kind=ActKind.THREAD))
    second = await held(hold, hold.act("2/3", kind=ActKind.THREAD, after=first.id))
    third = await held(hold, hold.act("3/3", kind=ActKind.THREAD, after=second.id))
    for item in (first, second, third):
        await hold.gate.release(item)
        await hold.dispatcher.round()
    parts = hold.outbox.store.sent()
    assert [part.act.text for part in parts] == ["1/3", "2/3", "3/3"]
    answers = [hold.server.api("GET", f"/api/v1/statuses/{part.sent_id}").json() for part in parts]
    assert [answer["in_reply_to_id"] for answer in answers] == [None, parts[0].sent_id, parts[1].sent_id]
