"""The out-tray as people use it: nothing typed is lost, nothing thrown away stays, nothing is said twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hold_kit import START, HandClock, finding, post, review
from outtray.acts.act import Attachment, Target
from outtray.acts.errors import IllegalTransition, MalformedAct, UnreadableAct
from outtray.acts.item import HeldView, Item, Note
from outtray.acts.states import FINAL, TRANSITIONS, State, check_transition
from outtray.journal import reading
from outtray.outbox.errors import (
    ChangedSince,
    MediaProblem,
    NoSuchFinding,
    NoSuchItem,
    ReasonNeeded,
    StaleReview,
    WaitTooShort,
)
from outtray.outbox.media import ORPHANS_STAY, MediaLimits, MediaStore
from outtray.outbox.opening import DATABASE, Outbox, open_outbox
from outtray_rules.draft import ActKind
from outtray_rules.finding import Severity


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def tray(tmp_path: Path, clock: HandClock) -> Iterator[Outbox]:
    made = open_outbox(tmp_path, clock)
    yield made
    made.close()


def hold(tray: Outbox, text: str = "The ferry runs again.", *, seconds: int = 120) -> Item:
    act = post(text)
    return tray.store.hold(act, review(act, seconds=seconds), server_date=START)


@given(st.sampled_from(State), st.sampled_from(State))
def test_every_change_the_table_lacks_raises(before: State, after: State) -> None:
    if after in TRANSITIONS[before]:
        check_transition(before, after)
    else:
        with pytest.raises(IllegalTransition):
            check_transition(before, after)


def test_the_table_is_the_drawing() -> None:
    arrows = {(str(before), str(after)) for before, found in TRANSITIONS.items() for after in found}
    assert arrows == {
        ("draft", "held"),
        ("draft", "discarded"),
        ("held", "draft"),
        ("held", "sending"),
        ("held", "discarded"),
        ("sending", "sent"),
        ("sending", "unsure"),
        ("sending", "failed"),
        ("sending", "held"),
        ("unsure", "sent"),
        ("unsure", "sending"),
        ("unsure", "held"),
        ("failed", "held"),
    }
    assert all(not TRANSITIONS[state] for state in FINAL)


@pytest.mark.parametrize("kind", [ActKind.POST, ActKind.BOOST])
def test_no_fault_upstream_holds_a_post_for_no_time_at_all(tray: Outbox, kind: ActKind) -> None:
    act = post(kind=kind, target=Target("9"))
    with pytest.raises(WaitTooShort):
        tray.store.hold(act, review(act, seconds=9), server_date=START)
    assert tray.store.items() == ()


def test_a_draft_keeps_whatever_was_typed_and_can_be_unfinished(tray: Outbox, tmp_path: Path) -> None:
    draft = tray.store.save_draft(post("", kind=ActKind.REPLY))
    tray.store.save_draft(post("half a th"), item_id=draft.id)
    tray.close()
    again = open_outbox(tmp_path, HandClock())
    assert [item.act.text for item in again.store.drafts()] == ["half a th"]
    again.store.discard(draft.id)
    assert again.store.drafts() == ()
    with again.database.reading() as connection:
        assert list(reading.rows(connection)) == []
    again.close()


def test_a_draft_becomes_the_held_act_it_was(tray: Outbox) -> None:
    draft = tray.store.save_draft(post("x"))
    act = post("The ferry.")
    item = tray.store.hold(act, review(act), server_date=None, item_id=draft.id)
    assert (item.id, item.state) == (draft.id, State.HELD)
    assert tray.store.drafts() == ()
    assert tray.store.items() == (tray.store.item(item.id),)


def test_the_views_follow_the_clock_and_no_timer_can_be_missed(tray: Outbox, clock: HandClock) -> None:
    item = hold(tray)
    assert item.view(clock.now()) is HeldView.COOLING
    assert item.remaining(clock.now()) == timedelta(seconds=120)
    assert item.remaining(clock.now() - timedelta(days=9)) == timedelta(seconds=120)
    clock.pass_time(timedelta(seconds=120))
    assert item.view(clock.now()) is HeldView.READY
    assert item.remaining(clock.now()) == timedelta(0)
    clock.pass_time(timedelta(hours=72))
    assert item.view(clock.now()) is HeldView.EXPIRED
    looked = tray.store.look(item.id, review(item.act), server_date=None)
    assert looked.view(clock.now()) is HeldView.READY


def test_a_review_of_other_words_is_not_taken(tray: Outbox) -> None:
    with pytest.raises(StaleReview):
        tray.store.hold(post("these"), review(post("those")), server_date=None)
    item = hold(tray)
    with pytest.raises(StaleReview):
        tray.store.look(item.id, review(post("those")), server_date=None)
    assert len(tray.store.items()) == 1


def test_answers_belong_to_findings_and_overrides_need_words(tray: Outbox) -> None:
    act, block = post(), finding(Severity.BLOCK)
    with pytest.raises(NoSuchFinding):
        tray.store.hold(act, review(act), server_date=None, acknowledged=["nothing"])
    with pytest.raises(ReasonNeeded):
        tray.store.hold(act, review(act, block), server_date=None, overrides={block.key: "  "})
    assert tray.store.items() == ()
    item = tray.store.hold(act, review(act, block), server_date=None)
    with pytest.raises(ReasonNeeded):
        tray.store.override(item.id, block.key, "\n")
    with pytest.raises(NoSuchFinding):
        tray.store.acknowledge(item.id, "nothing")


def test_a_reason_never_repeats_a_sensitive_match_in_the_tray_or_the_journal(
    tray: Outbox, tmp_path: Path
) -> None:
    act = post("My number is 046 454 286.")
    secret = finding(Severity.BLOCK, match="046 454 286", sensitive=True)
    item = tray.store.hold(act, review(act, secret), server_date=None)
    item = tray.store.override(item.id, secret.key, "046-454-286 is printed on the form, 046454286 too")
    assert item.overrides == {secret.key: "••• is printed on the form, ••• too"}
    with tray.database.reading() as connection:
        bodies = "".join(row.body for row in reading.rows(connection))
        texts = reading.words(connection, masked=False)
    for number in ("046 454 286", "046-454-286", "046454286"):
        assert number not in bodies
    assert texts == {}


def test_a_discarded_acts_words_are_gone_from_the_file(tray: Outbox, tmp_path: Path) -> None:
    item = hold(tray, "something better left unsaid")
    tray.store.edit(item.id)
    tray.store.save_draft(post("something better left unsaid too"), item_id=item.id)
    tray.store.discard(item.id)
    assert tray.store.item(item.id).act.text == ""
    assert tray.store.item(item.id).state is State.DISCARDED
    tray.close()
    assert b"better left unsaid" not in (tmp_path / DATABASE).read_bytes()


def test_editing_starts_the_wait_again_unless_it_is_small_and_wished(tray: Outbox, clock: HandClock) -> None:
    item = hold(tray, "The ferry runs agian.")
    clock.pass_time(timedelta(seconds=100))
    for keep, text, seconds in [
        (True, "The ferry runs again.", 20),
        (True, "The ferry no longer runs.", 120),
        (False, "The ferry no longer runs!", 120),
    ]:
        tray.store.edit(item.id)
        act = post(text)
        held = tray.store.hold(act, review(act), server_date=START, item_id=item.id, keep_small_edit=keep)
        assert held.remaining(clock.now()) == timedelta(seconds=seconds)


def test_a_small_edit_that_adds_a_finding_waits_again(tray: Outbox, clock: HandClock) -> None:
    item = hold(tray, "The ferry runs.")
    clock.pass_time(timedelta(seconds=100))
    tray.store.edit(item.id)
    act = post("The ferry ruins.")
    held = tray.store.hold(
        act, review(act, finding()), server_date=None, item_id=item.id, keep_small_edit=True
    )
    assert held.remaining(clock.now()) == timedelta(seconds=120)


def test_a_checked_act_waits_only_when_a_rule_hits(tray: Outbox, clock: HandClock) -> None:
    like = post("", kind=ActKind.FAVOURITE, target=Target("9", text="ferry"))
    clean = tray.store.hold(like, review(like, finding(Severity.NOTE)), server_date=None)
    assert clean.view(clock.now()) is HeldView.READY
    hit = tray.store.hold(like, review(like, finding()), server_date=None)
    assert hit.remaining(clock.now()) == timedelta(seconds=120)


def test_a_thread_part_needs_the_part_before_it(tray: Outbox) -> None:
    act = post(after="nowhere")
    with pytest.raises(MalformedAct):
        tray.store.hold(act, review(act), server_date=None)
    first = hold(tray)
    tray.store.discard(first.id)
    act = post(after=first.id)
    with pytest.raises(MalformedAct):
        tray.store.hold(act, review(act), server_date=None)


def test_states_that_do_not_fit_are_refused_and_change_nothing(tray: Outbox) -> None:
    item = hold(tray)
    attempts: list[Callable[[], object]] = [
        lambda: tray.store.save_draft(post("other"), item_id=item.id),
        lambda: tray.store.retry(item.id),
        lambda: tray.sending.resend(item),
        lambda: tray.sending.attempt(item),
        lambda: tray.sending.confirm_absent(item.id),
    ]
    for forbidden in attempts:
        with pytest.raises((MalformedAct, IllegalTransition, ChangedSince)):
            forbidden()
    assert tray.store.item(item.id) == item
    with pytest.raises(NoSuchItem):
        tray.store.item("nobody")


def test_a_decision_on_an_older_look_is_refused(tray: Outbox) -> None:
    shown = tray.store.hold(post(), review(post(), finding()), server_date=None)
    tray.store.acknowledge(shown.id, finding().key)
    with pytest.raises(ChangedSince):
        tray.sending.annotate(shown, Note("code", "sentence"))


def test_changes_of_another_process_are_noticed(tray: Outbox, tmp_path: Path) -> None:
    before = tray.store.version()
    assert tray.store.version() == before
    other = open_outbox(tmp_path, HandClock())
    item = hold(other)
    seen = tray.store.version()
    assert seen != before
    assert tray.store.item(item.id).act == item.act
    tray.store.discard(item.id)
    assert tray.store.version() != seen
    other.close()


def test_drafts_are_kept_in_the_journal_only_when_wished(tmp_path: Path) -> None:
    for keep in (False, True):
        tray = open_outbox(tmp_path / str(keep), HandClock(), keep_drafts=keep)
        hold(tray, "unsent words")
        with tray.database.reading() as connection:
            assert ("unsent words" in reading.words(connection).values()) is keep
        tray.close()


def test_a_broken_character_keeps_no_draft_from_being_thrown_away(tmp_path: Path) -> None:
    tray = open_outbox(tmp_path, HandClock(), keep_drafts=True)
    item = hold(tray, "fine")
    tray.store.edit(item.id)
    tray.store.save_draft(post("broken \ud83d"), item_id=item.id)
    tray.store.discard(item.id)
    assert [record.words for record in tray.journal.records()][-1] == "broken ?"
    tray.journal.verify()
    tray.close()


def test_a_taken_back_post_is_journalled(tray: Outbox) -> None:
    tray.store.record_taken_back(post().account, ActKind.POST, "77", "https://harbour.example/77")
    with tray.database.reading() as connection:
        [row] = reading.rows(connection)
        assert (row.event.name, row.event.detail["id"]) == ("taken-back", "77")
        reading.verify(connection, tray.journal_key)


# Media


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.png"
    path.write_bytes(b"\x89PNG not really")
    return path


def test_a_medium_is_copied_in_by_content_privately_and_read_back(
    tmp_path: Path, clock: HandClock, picture: Path
) -> None:
    store = MediaStore(tmp_path / "media", clock)
    attachment = store.add(picture, "image/png", MediaLimits(), description="A ferry")
    picture.write_bytes(b"changed meanwhile")
    assert store.read(attachment) == b"\x89PNG not really"
    [copy] = (tmp_path / "media").glob("*/*")
    assert copy.name == attachment.sha256
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.write_bytes(b"tampered")
    with pytest.raises(MediaProblem):
        store.read(attachment)


def test_what_the_server_would_refuse_is_refused_before_it_is_copied(
    tmp_path: Path, clock: HandClock, picture: Path
) -> None:
    store = MediaStore(tmp_path / "media", clock)
    empty = tmp_path / "empty.png"
    empty.touch()
    for path, mime, limits in [
        (picture, "image/png", MediaLimits(picture_bytes=3)),
        (picture, "video/mp4", MediaLimits(other_bytes=3)),
        (picture, "image/tiff", MediaLimits(types=frozenset({"image/png"}))),
        (empty, "image/png", MediaLimits()),
        (tmp_path / "missing.png", "image/png", MediaLimits()),
    ]:
        with pytest.raises(MediaProblem) as told:
            store.add(path, mime, limits)
        assert path.name in told.value.sentence
    assert not (tmp_path / "media").exists()
    with pytest.raises(MediaProblem):
        store.read(Attachment(sha256="../../etc/passwd"))


def test_only_old_copies_nobody_refers_to_are_collected(
    tmp_path: Path, clock: HandClock, picture: Path, tray: Outbox
) -> None:
    store = MediaStore(tmp_path / "media", clock)
    used = store.add(picture, "image/png", MediaLimits())
    picture.write_bytes(b"another picture")
    orphan = store.add(picture, "image/png", MediaLimits())
    tray.store.save_draft(post(media=(used,)))
    made = (tmp_path / "media" / orphan.sha256[:2] / orphan.sha256).stat().st_mtime
    clock.wall = clock.wall.fromtimestamp(made, START.tzinfo)
    assert store.collect(tray.sending.media_in_use()) == 0
    clock.pass_time(ORPHANS_STAY + timedelta(minutes=1))
    assert store.collect(tray.sending.media_in_use()) == 1
    assert store.read(used)
    with pytest.raises(MediaProblem):
        store.read(orphan)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("hold", '{"at": 1}'),
        ("hold", "{"),
        ("act", '{"v": 2}'),
        ("review", '{"digest": 5}'),
        ("note", "[]"),
        ("answers", "[1]"),
        ("answers", '{"overrides": 3}'),
        ("created_at", "yesterday"),
    ],
)
def test_a_damaged_or_newer_row_hides_no_other(tray: Outbox, column: str, value: str) -> None:
    damaged, whole = hold(tray, "damaged"), hold(tray, "whole")
    draft = tray.store.save_draft(post("precious"))
    with tray.database.transaction() as connection:
        connection.execute(f"UPDATE items SET {column} = ? WHERE id = ?", (value, damaged.id))
    assert [item.id for item in tray.store.items()] == [whole.id]
    assert [item.id for item in tray.store.drafts()] == [draft.id]
    assert tray.sending.sending() == ()
    [(name, error)] = tray.store.unreadable()
    assert name == damaged.id
    assert error.sentence
    with pytest.raises(UnreadableAct):
        tray.store.item(damaged.id)
