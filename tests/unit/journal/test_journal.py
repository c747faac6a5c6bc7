"""The journal: whole or provably not, silent about unsent words, readable without the program."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hold_kit import START, HandClock, finding, post, review
from outtray.acts.approval import Approval, Release
from outtray.acts.canonical import digest
from outtray.acts.errors import ForgedApproval
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.seal import stamp
from outtray.journal import reading, retention
from outtray.journal.chain import GENESIS, row_hash
from outtray.journal.errors import BrokenChain, UnreadableRow
from outtray.journal.events import Event, EventName, JournalledFinding, event_from_json, event_to_json
from outtray.journal.export import write_json_lines
from outtray.journal.masking import MASK, masked
from outtray.outbox.opening import Outbox, open_outbox
from outtray_rules.finding import Severity


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[Outbox]:
    made = open_outbox(tmp_path, HandClock())
    yield made
    made.close()


def hold(tray: Outbox, text: str) -> Item:
    act = post(text)
    return tray.store.hold(act, review(act), server_date=START)


def send(tray: Outbox, item: Item) -> None:
    """Send without a server: what the gate and the dispatcher would record."""
    assert item.review is not None
    release = Release(
        item_id=item.id,
        account=item.act.account,
        digest=item.digest,
        idempotency_key=tray.sending.idempotency_key(item),
        not_before=START,
        released_at=START,
    )
    released = tray.sending.release(item, item.review, release)
    tray.sending.attempt(released)
    tray.sending.settle(released, Sent("55", "https://harbour.example/55"))


def verify(tray: Outbox) -> reading.Verified:
    with tray.database.reading() as connection:
        return reading.verify(connection, tray.journal_key)


def test_every_step_is_a_row_and_the_chain_is_whole(tray: Outbox) -> None:
    assert verify(tray) == reading.Verified(rows=0, first=1, head=GENESIS)
    first, second = hold(tray, "one"), hold(tray, "two")
    tray.store.discard(second.id)
    send(tray, first)
    with tray.database.reading() as connection:
        rows = list(reading.rows(connection))
        own = [row.event.name for row in reading.rows(connection, act_id=first.id)]
    assert verify(tray) == reading.Verified(rows=6, first=1, head=rows[-1].hash)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0].event.handle == "@clerk@harbour.example"
    assert rows[0].event.detail == {"visibility": "public"}
    assert own == [EventName.HELD, EventName.RELEASED, EventName.ATTEMPTED, EventName.SENT]
    assert rows[0].event.seconds == 120
    assert rows[0].event.reasons == ("base",)
    assert rows[5].event.url == "https://harbour.example/55"
    assert rows[3].event.key == rows[5].event.key != ""


TAMPERINGS = {
    # the rows, column by column
    "number": ("UPDATE journal SET number = 99 WHERE number = 3", 3),
    "previous": ("UPDATE journal SET previous = hash WHERE number = 3", 3),
    "body": ("UPDATE journal SET body = replace(body, 'post', 'boost') WHERE number = 3", 3),
    "body, not an event": ("UPDATE journal SET body = '[]' WHERE number = 3", 3),
    "body, spelt otherwise": ("UPDATE journal SET body = body || ' ' WHERE number = 3", 3),
    "hash": ("UPDATE journal SET hash = '00' WHERE number = 3", 3),
    "act_id": ("UPDATE journal SET act_id = 'x' WHERE number = 2", 2),
    "event": ("UPDATE journal SET event = 'sent' WHERE number = 2", 2),
    "at": ("UPDATE journal SET at = '2020-01-01' WHERE number = 3", 3),
    # rows as a whole
    "a missing row": ("DELETE FROM journal WHERE number = 4", 4),
    "a missing start": ("DELETE FROM journal WHERE number = 1", 1),
    "a missing end": ("DELETE FROM journal WHERE number >= 5", 5),
    "everything gone": ("DELETE FROM journal", 1),
    "an added row": (
        "INSERT INTO journal SELECT 9, hash, body, hash, act_id, event, at FROM journal WHERE number = 8",
        9,
    ),
    # the two ends
    "head: number": ("UPDATE journal_head SET number = 7", 7),
    "head: hash": ("UPDATE journal_head SET hash = 'x'", 8),
    "head: seal": ("UPDATE journal_head SET seal = 'x'", 8),
    "head: missing": ("DELETE FROM journal_head", 8),
    "anchor: added": ("INSERT INTO journal_anchor VALUES (1, 2, 'x', 'y')", 2),
    # the words beside the chain
    "texts: number": ("UPDATE journal_texts SET number = 3", 3),
    "texts: act_id": ("UPDATE journal_texts SET act_id = 'x'", 8),
    "texts: words": ("UPDATE journal_texts SET words = 'I never said that'", 8),
    "texts: masked": ("UPDATE journal_texts SET masked = 'I never said that'", 8),
    "texts: missing": ("DELETE FROM journal_texts", 8),
    "texts: added": ("INSERT INTO journal_texts SELECT 2, act_id, words, masked FROM journal_texts", 2),
}


def eight_rows(tray: Outbox) -> None:
    """Five acts held, one of them sent: the last row has words."""
    for number in range(5):
        item = hold(tray, f"act {number}")
    send(tray, item)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named_by_the_first_row_that_shows_it(tray: Outbox, what: str) -> None:
    statement, row = TAMPERINGS[what]
    eight_rows(tray)
    assert verify(tray).rows == 8
    tray.database.execute("PRAGMA foreign_keys=OFF")
    tray.database.execute(statement)
    with pytest.raises(BrokenChain) as told:
        verify(tray)
    assert told.value.row == row
    assert str(row) in told.value.sentence


def test_no_column_of_the_journal_is_left_out_above(tray: Outbox) -> None:
    with tray.database.reading() as connection:
        columns = {
            table: {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
            for table in ("journal", "journal_head", "journal_texts")
        }
    tampered = {what.partition(",")[0] for what in TAMPERINGS}
    assert columns["journal"] <= tampered
    assert {f"head: {name}" for name in columns["journal_head"] - {"one"}} <= tampered
    assert {f"texts: {name}" for name in columns["journal_texts"]} <= tampered


ANCHOR_TAMPERINGS = {
    "number": ("UPDATE journal_anchor SET number = number + 1", 3),
    "hash": ("UPDATE journal_anchor SET hash = 'x'", 2),
    "seal": ("UPDATE journal_anchor SET seal = 'x'", 2),
    "missing": ("DELETE FROM journal_anchor", 1),
}


@pytest.mark.parametrize("what", ANCHOR_TAMPERINGS)
def test_the_anchor_of_a_pruned_journal_cannot_be_moved(tmp_path: Path, what: str) -> None:
    clock = HandClock()
    with closing(open_outbox(tmp_path, clock)) as tray:
        for number in range(4):
            hold(tray, f"act {number}")
            clock.pass_time(timedelta(days=1))
        with tray.database.transaction() as connection:
            before = START + timedelta(days=2)
            assert retention.prune(connection, tray.journal_key, before=before, now=clock.now()) == 2
        statement, row = ANCHOR_TAMPERINGS[what]
        tray.database.execute(statement)
        with pytest.raises(BrokenChain) as told:
            verify(tray)
        assert told.value.row == row


def test_a_chain_recomputed_without_the_key_is_still_found_out(tray: Outbox) -> None:
    for number in range(3):
        hold(tray, f"act {number}")
    with tray.database.transaction() as connection:
        row = connection.execute("SELECT * FROM journal WHERE number = 3").fetchone()
        body = row["body"].replace('"post"', '"poll"')
        forged = row_hash(3, row["previous"], body)
        connection.execute("UPDATE journal SET body = ?, hash = ? WHERE number = 3", (body, forged))
        connection.execute("UPDATE journal_head SET hash = ?", (forged,))
    with pytest.raises(BrokenChain) as told:
        verify(tray)
    assert told.value.row == 3


def test_unsent_words_are_never_kept_and_sent_ones_are(tray: Outbox) -> None:
    kept, thrown = hold(tray, "public words"), hold(tray, "private words")
    tray.store.discard(thrown.id)
    send(tray, kept)
    out = io.StringIO()
    assert write_json_lines(tray.journal.records(), out) == 6
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert "private words" not in out.getvalue()
    assert [line.get("words") for line in lines] == [None] * 5 + ["public words"]
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[1]["previous"] == lines[0]["hash"]


def test_a_sent_secret_is_masked_unless_asked_for(tray: Outbox) -> None:
    act = post("My SIN is 046 454 286!")
    secret = finding(Severity.BLOCK, match="046 454 286", sensitive=True)
    item = tray.store.hold(
        act, review(act, secret), server_date=None, overrides={secret.key: "asked to by my lawyer"}
    )
    send(tray, item)
    with tray.database.reading() as connection:
        assert list(reading.words(connection).values()) == [f"My SIN is {MASK}!"]
        assert list(reading.words(connection, masked=False).values()) == ["My SIN is 046 454 286!"]
        rows = list(reading.rows(connection))
    assert rows[0].event.findings == (
        JournalledFinding("t-rule", "block", "overridden", "asked to by my lawyer"),
    )
    assert all("046" not in row.body for row in rows)


def test_a_date_range_is_exported_by_its_ends(tmp_path: Path) -> None:
    clock = HandClock()
    tray = open_outbox(tmp_path, clock)
    for number in range(4):
        hold(tray, f"act {number}")
        clock.pass_time(timedelta(days=1))
    with tray.database.reading() as connection:
        found = reading.rows(connection, since=START + timedelta(days=1), until=START + timedelta(days=3))
        assert [row.number for row in found] == [2, 3]
    tray.close()


texts = st.text(max_size=20)
events = st.builds(
    Event,
    name=st.sampled_from(EventName),
    act_id=texts,
    account=texts,
    kind=texts,
    at=st.datetimes(timezones=st.just(START.tzinfo)),
    text=texts,
    findings=st.lists(st.builds(JournalledFinding, texts, texts, texts, texts), max_size=2).map(tuple),
    seconds=st.none() | st.integers(0, 10**6),
    reasons=st.lists(texts, max_size=3).map(tuple),
    key=texts,
    url=texts,
    detail=st.dictionaries(texts, texts, max_size=3),
)


@given(events)
def test_any_event_comes_back_from_its_row(event: Event) -> None:
    assert event_from_json(event_to_json(event)) == event


def test_a_reason_with_half_a_surrogate_pair_comes_back_too() -> None:
    broken = JournalledFinding("rule", "block", "overridden", "pasted \ud83d")
    event = Event(EventName.HELD, "id", "h/7", "post", START, findings=(broken,))
    assert event_from_json(event_to_json(event)) == event


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"name": "shouted"}'])
def test_a_row_that_is_no_event_is_told_so(body: str) -> None:
    with pytest.raises(UnreadableRow):
        event_from_json(body)


@given(
    st.from_regex(r"[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}", fullmatch=True),
    st.sampled_from(["", " ", "-", "."]),
)
def test_no_spacing_of_digits_gets_past_the_mask(match: str, between: str) -> None:
    digits = [char for char in match if char.isdigit()]
    spelt = between.join(digits)
    secret = finding(match=match, sensitive=True)
    assert masked(f"see {spelt}, {match}.", [secret]) == f"see {MASK}, {MASK}."
    assert masked(f"see {spelt}", [finding(match=match)]) == f"see {spelt}"


FORGERIES: dict[str, Callable[[Release], Release]] = {
    "another act": lambda release: replace(release, digest=digest(post("other"))),
    "another key": lambda release: replace(release, idempotency_key="k2"),
    "no wait": lambda release: replace(release, not_before=START - timedelta(days=1)),
    "other answers": lambda release: replace(release, answers=(("t-rule", "acknowledged"),)),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_an_approval_is_bound_to_the_release_that_was_sealed(how: str) -> None:
    release = Release("i", post().account, digest(post()), "k", START, START)
    approval = Approval(release, stamp(release.content()))
    with pytest.raises(ForgedApproval):
        Approval(FORGERIES[how](release), approval.seal)
    with pytest.raises(ForgedApproval):
        Approval(release, b"")


def test_old_rows_are_pruned_and_the_rest_can_still_be_walked(tmp_path: Path) -> None:
    clock = HandClock()
    tray = open_outbox(tmp_path, clock)
    items = []
    for number in range(4):
        items.append(hold(tray, f"act {number}"))
        clock.pass_time(timedelta(days=1))
    send(tray, items[0])
    for days, gone, first in [(0, 0, 1), (2, 2, 3), (2, 0, 3), (900, 5, 8)]:
        with tray.database.transaction() as connection:
            before = START + timedelta(days=days)
            assert retention.prune(connection, tray.journal_key, before=before, now=clock.now()) == gone
        verified = verify(tray)
        assert verified.first == first
        with tray.database.reading() as connection:
            assert [row.number for row in reading.rows(connection)] == list(
                range(first, first + verified.rows)
            )
    tray.database.execute("DELETE FROM journal WHERE number = 8")
    with pytest.raises(BrokenChain):
        verify(tray)
    tray.close()


def test_pruning_cannot_be_imitated_without_the_key(tray: Outbox) -> None:
    for number in range(4):
        hold(tray, f"act {number}")
    with tray.database.transaction() as connection:
        row = connection.execute("SELECT hash FROM journal WHERE number = 2").fetchone()
        connection.execute("DELETE FROM journal WHERE number <= 2")
        connection.execute("INSERT INTO journal_anchor VALUES (1, 2, ?, 'guess')", (row["hash"],))
    with pytest.raises(BrokenChain):
        verify(tray)


def test_words_can_be_erased_while_their_rows_stay(tray: Outbox) -> None:
    send(tray, hold(tray, "public words"))
    with tray.database.transaction() as connection:
        erase = partial(retention.erase_words, connection, tray.journal_key, now=START)
        assert erase(before=START) == 0
        assert erase(before=START + timedelta(seconds=1)) == 1
        assert reading.words(connection) == {}
    assert verify(tray).rows == 5


def test_erasing_old_words_is_no_leave_to_remove_later_ones(tmp_path: Path) -> None:
    clock = HandClock()
    with closing(open_outbox(tmp_path, clock)) as tray:
        send(tray, hold(tray, "old words"))
        clock.pass_time(timedelta(days=40))
        act = post("later words")
        send(tray, tray.store.hold(act, review(act), server_date=clock.now()))
        kept = retention.retain(tray.journal, clock.now(), None, keep_words_for=timedelta(days=30))
        assert kept == retention.Retained(rows=0, words=1)
        assert [record.words for record in tray.journal.records() if record.words] == ["later words"]
        assert verify(tray).rows == 9
        tray.database.execute("DELETE FROM journal_texts")
        with pytest.raises(BrokenChain) as told:
            verify(tray)
        assert told.value.row == 8


def test_retention_keeps_what_it_must(tmp_path: Path) -> None:
    clock = HandClock()
    with closing(open_outbox(tmp_path, clock)) as tray:
        send(tray, hold(tray, "sent long ago"))
        waiting = hold(tray, "still waiting")
        clock.pass_time(timedelta(days=400))
        send(tray, hold(tray, "sent today"))
        year = timedelta(days=365)
        assert retention.retain(tray.journal, clock.now(), None) == retention.Retained()
        kept = retention.retain(tray.journal, clock.now(), year, still_waiting=[waiting.id])
        assert kept == retention.Retained(rows=4)
        assert verify(tray).first == 5
        assert retention.retain(tray.journal, clock.now(), timedelta(0)).rows == 1
        assert verify(tray).first == 6
        assert "sent today" in [record.words for record in tray.journal.records()]


def test_retention_of_the_tray_spares_the_acts_in_it(tmp_path: Path) -> None:
    clock = HandClock()
    with closing(open_outbox(tmp_path, clock)) as tray:
        send(tray, hold(tray, "sent long ago"))
        hold(tray, "still waiting")
        clock.pass_time(timedelta(days=400))
        assert tray.retain(timedelta(days=365)).rows == 4
        assert tray.retain(timedelta(days=365)).rows == 0
        assert [record.event.name for record in tray.journal.records()] == ["held", "pruned"]
