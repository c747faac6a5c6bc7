"""A part of a thread whose earlier part is gone is not stuck: it can be held again, and says how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hold_kit import ACCOUNT, START, Bench, HandClock, bench, finding, post, review
from journal_kit import Past
from outtray.acts.act import AccountKey, Act, Target
from outtray.acts.approval import Release
from outtray.acts.errors import MalformedAct
from outtray.acts.item import Item
from outtray.acts.outcome import NeverLeft, Sent
from outtray.acts.states import State
from outtray.mastodon.truth import Truth
from outtray.outbox.moving import export_outbox, import_outbox
from outtray.outbox.opening import Outbox, open_outbox
from outtray.outbox.refusals import NotItsTurn, ThreadBroken
from outtray_rules.draft import ActKind
from practice_process import PracticeServer


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[Outbox]:
    made = open_outbox(tmp_path, HandClock())
    yield made
    made.close()


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


def thread(tray: Outbox, count: int = 3, account: AccountKey = ACCOUNT) -> tuple[Item, ...]:
    """A thread held as the desk holds it."""
    parts = [post(f"part {number}", kind=ActKind.THREAD, account=account) for number in range(1, count + 1)]
    return tray.store.hold_thread(parts, review, server_date=START, answers=lambda _review: (frozenset(), {}))


def hold_again(tray: Outbox, act: Act, item_id: str) -> Item:
    return tray.store.hold(act, review(act), server_date=START, item_id=item_id)


def test_a_look_does_not_take_away_what_only_an_edit_mends(tray: Outbox) -> None:
    first, second, _third = thread(tray)
    tray.store.discard(first.id)
    told = tray.store.item(second.id).note
    assert told is not None
    assert told.sentence == str(ThreadBroken())
    assert tray.store.look(second.id, review(second.act), server_date=START).note == told
    assert tray.store.edit(second.id).act.after == ""


def test_a_redraft_of_which_a_part_was_discarded_takes_the_place_of_nothing(tray: Outbox) -> None:
    old = Target("41", acct="mayor")
    parts = [post(f"part {number}", kind=ActKind.THREAD) for number in (1, 2)]
    parts.append(post("part 3", kind=ActKind.THREAD, replaces=old))
    first, second, third = tray.store.hold_thread(
        parts, review, server_date=START, answers=lambda _review: (frozenset(), {})
    )
    assert third.act.replaces == old
    tray.store.discard(first.id)
    left = tray.store.item(third.id)
    assert (left.act.replaces, left.act.after) == (None, second.id)
    assert left.review is not None
    assert left.review.digest == left.digest, "what was reviewed is what is held: nobody waits again"
    assert left.note is not None
    assert "stays where it is" in left.note.sentence
    assert left.hold == third.hold


# Taken back to the desk


def test_a_part_taken_back_after_the_one_before_it_was_discarded_is_a_post_of_its_own(tray: Outbox) -> None:
    first, second, third = thread(tray)
    tray.store.discard(first.id)
    draft = tray.store.edit(second.id)
    assert (draft.state, draft.act.after, draft.act.text) == (State.DRAFT, "", "part 2")
    assert hold_again(tray, draft.act, second.id).state is State.HELD
    assert tray.store.item(third.id).act.after == second.id, "the rest of the thread follows as before"


def test_a_part_whose_earlier_part_still_waits_keeps_its_place(tray: Outbox) -> None:
    first, second, third = thread(tray)
    assert tray.store.edit(second.id).act.after == first.id
    assert tray.store.edit(third.id).act.after == second.id, "a draft is still going to be sent"
    tray.store.edit(first.id)
    assert tray.store.edit(hold_again(tray, second.act, second.id).id).act.after == first.id


def test_a_reply_that_answered_only_its_earlier_part_becomes_a_post(tray: Outbox) -> None:
    first = tray.store.hold(post(), review(post()), server_date=START)
    act = post("And another thing.", kind=ActKind.REPLY, after=first.id)
    reply = tray.store.hold(act, review(act), server_date=START)
    tray.store.discard(first.id)
    draft = tray.store.edit(reply.id)
    assert (draft.act.kind, draft.act.after) == (ActKind.POST, "")
    hold_again(tray, draft.act, reply.id)


def test_a_reply_that_answers_somebody_else_too_stays_a_reply() -> None:
    parent = Target("41", acct="mayor")
    act = post(kind=ActKind.REPLY, after="part-1", reply_to=parent)
    assert (act.on_its_own().kind, act.on_its_own().reply_to) == (ActKind.REPLY, parent)


def test_its_findings_and_their_answers_come_along(tray: Outbox) -> None:
    first, second, _third = thread(tray)
    tray.store.discard(first.id)
    draft = tray.store.edit(second.id)
    held = tray.store.hold(
        draft.act,
        review(draft.act, finding()),
        server_date=START,
        item_id=second.id,
        acknowledged=[finding().key],
    )
    assert held.acknowledged == {finding().key}


def test_a_part_after_one_that_failed_and_was_discarded_is_no_dead_end_either(tray: Outbox) -> None:
    first, second = thread(tray, 2)
    assert first.review is not None
    released = tray.sending.release(first, first.review, _release(first))
    tray.sending.settle(released, NeverLeft("no network"))
    tray.store.discard(first.id)
    assert tray.store.edit(second.id).act.after == ""


def _release(item: Item) -> Release:
    return Release(item.id, item.act.account, item.digest, "key", START, START)


# On the desk already


def test_a_draft_lets_go_of_its_earlier_part_as_that_is_discarded(tray: Outbox) -> None:
    first, second, _third = thread(tray)
    tray.store.edit(second.id)
    tray.store.discard(first.id)
    draft = tray.store.item(second.id)
    assert (draft.state, draft.act.after) == (State.DRAFT, "")
    hold_again(tray, draft.act, second.id)


def test_so_it_does_when_the_earlier_part_was_a_draft_nobody_ever_held(tray: Outbox) -> None:
    first = tray.store.save_draft(post("never held"))
    second = tray.store.save_draft(post("and so on", kind=ActKind.THREAD, after=first.id))
    tray.store.discard(first.id)
    assert tray.store.item(second.id).act.after == ""


def test_a_page_that_was_open_meanwhile_says_how_to_go_on_and_it_does_go_on(tray: Outbox) -> None:
    first, second, _third = thread(tray)
    on_the_page = tray.store.edit(second.id).act
    tray.store.discard(first.id)
    with pytest.raises(MalformedAct) as refused:
        hold_again(tray, on_the_page, second.id)
    assert "gone" in refused.value.sentence
    assert "open it again" in refused.value.next_step
    # Closing the page keeps what stands on it.
    tray.store.save_draft(on_the_page, item_id=second.id)
    opened = tray.store.item(second.id)
    assert opened.act.after == ""
    hold_again(tray, opened.act, second.id)


def test_a_part_never_follows_an_act_of_another_account(tray: Outbox) -> None:
    first, *_rest = thread(tray)
    other = AccountKey("elsewhere.example", "9", "clerk")
    act = post("as somebody else", kind=ActKind.THREAD, account=other, after=first.id)
    with pytest.raises(MalformedAct):
        tray.store.hold(act, review(act), server_date=START)
    assert tray.store.save_draft(act).act.after == ""


# Held


async def test_a_held_part_says_how_to_go_on_and_that_way_leads_to_the_server(hold: Bench) -> None:
    first, second, _third = thread(hold.outbox, account=hold.account)
    with pytest.raises(NotItsTurn):
        await hold.gate.release(second)
    hold.outbox.store.discard(first.id)
    told = hold.outbox.store.item(second.id)
    assert told.note is not None
    assert "hold it again" in told.note.sentence, "who looks at the out-tray reads it before trying"
    with pytest.raises(ThreadBroken) as refused:
        await hold.gate.release(told)
    assert "gone" in refused.value.sentence
    assert "hold it again" in refused.value.next_step

    draft = hold.outbox.store.edit(second.id)
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    again = hold.outbox.store.hold(draft.act, hold.review(draft.act), server_date=date, item_id=second.id)
    assert again.note is None
    await hold.gate.release(again)
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(second.id)
    assert sent.state is State.SENT
    status = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()
    assert status["in_reply_to_id"] is None


async def test_a_part_after_one_that_nobody_knows_the_place_of_is_not_stuck(hold: Bench) -> None:
    """The user has said that it is there, without its address: nothing can answer it."""
    first, second, _third = thread(hold.outbox, account=hold.account)
    assert first.review is not None
    hold.outbox.sending.attempt(hold.outbox.sending.release(first, first.review, _release(first)))
    sending = hold.outbox.store.item(first.id)
    hold.outbox.sending.settle(sending, Sent(""))
    with pytest.raises(ThreadBroken):
        await hold.gate.release(hold.outbox.store.item(second.id))
    assert hold.outbox.store.edit(second.id).act.after == ""


# From another machine


def moved(past: Past, tmp_path: Path) -> Outbox:
    """The out-tray as it arrives elsewhere."""
    path = tmp_path / "backup.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    import_outbox(tmp_path / "there", path, past.clock, practice=False)
    return open_outbox(tmp_path / "there", past.clock)


def make_unreadable(past: Past, item_id: str) -> None:
    """As a later version might have written it."""
    with past.tray.database.transaction() as connection:
        connection.execute(
            "UPDATE items SET act = replace(act, '\"v\":', '\"later\":') WHERE id = ?", (item_id,)
        )


def test_what_follows_a_part_that_was_left_out_of_an_import_comes_in_on_its_own(tmp_path: Path) -> None:
    past = Past(tmp_path / "here")
    first, second, third = thread(past.tray)
    make_unreadable(past, first.id)
    with closing(moved(past, tmp_path)) as tray:
        loose, follows = (tray.store.item(one.id) for one in (second, third))
        assert (loose.state, loose.act.after, loose.act.text) == (State.DRAFT, "", "part 2")
        assert loose.note is not None
        assert "part of the thread before" in loose.note.sentence
        assert (follows.act.after, follows.note) == (second.id, None)
        for item in (loose, follows):
            hold_again(tray, item.act, item.id)
        tray.journal.verify()
    past.tray.close()


def test_so_does_a_draft_and_one_whose_earlier_part_had_been_discarded_there(tmp_path: Path) -> None:
    past = Past(tmp_path / "here")
    first, second, third = thread(past.tray)
    past.tray.store.edit(third.id)
    past.tray.store.discard(first.id)
    make_unreadable(past, second.id)
    fourth, fifth = thread(past.tray, 2)
    past.tray.store.discard(fourth.id)
    with closing(moved(past, tmp_path)) as tray:
        for item_id in (third.id, fifth.id):
            item = tray.store.item(item_id)
            assert (item.state, item.act.after) == (State.DRAFT, "")
            hold_again(tray, item.act, item_id)
    past.tray.close()


def test_what_may_have_been_sent_there_lets_go_once_it_is_known_to_be_absent(tmp_path: Path) -> None:
    past = Past(tmp_path / "here")
    first, second = thread(past.tray, 2)
    past.send(first)
    assert second.review is not None
    past.tray.sending.attempt(past.tray.sending.release(second, second.review, _release(second)))
    make_unreadable(past, first.id)
    with closing(moved(past, tmp_path)) as tray:
        unsure = tray.store.item(second.id)
        assert (unsure.state, unsure.digest) == (State.UNSURE, second.digest), "it is looked for as it was"
        draft = tray.sending.confirm_absent(second.id)
        assert (draft.state, draft.act.after) == (State.DRAFT, "")
        assert draft.note is not None
        hold_again(tray, draft.act, second.id)
    past.tray.close()
