"""Anything a user, a clock, a crash and a faulty server can do, in any order: the promises hold."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from hold_kit import ACCOUNT, START, HandClock, OneSession, finding, no_wait, post, review
from memory_server import MemoryServer
from outtray.acts.act import Act
from outtray.acts.errors import MalformedAct
from outtray.acts.item import HeldView
from outtray.acts.outcome import Sent
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.journal import reading
from outtray.journal.events import EventName
from outtray.mastodon.client import make_client
from outtray.mastodon.errors import ServerError
from outtray.mastodon.session import Session
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.truth import Truth, target_of
from outtray.mastodon.wire import Wire
from outtray.outbox.dispatcher import Dispatcher, DispatchSettings
from outtray.outbox.errors import OutboxError
from outtray.outbox.gate import Gate
from outtray.outbox.opening import open_outbox
from outtray_rules.draft import ActKind
from outtray_rules.finding import Finding, Severity

CODES = ["401", "403", "404", "409", "422", "429", "500", "502", "503", "504"]
BROKEN = ["drop", "delay", "html", "empty", "cut"]
BEFORE = ["refused", "late", *BROKEN, *CODES]
AFTER = ["wrong", *(f"after {how}" for how in (*BROKEN, "409", "500", "502", "503", "504"))]
READS = ["refused", *BROKEN, *CODES]
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where the out-trays are: in memory where the system has some, since most of the time of thousands of small
writes is waiting for a disk. Nothing here ends with its process or loses power: that is for tests/crash."""
WARN, BLOCK = finding(Severity.WARN), finding(Severity.BLOCK, rule="t-block", match="Monday")


STRUCK: Counter[str] = Counter()
"""How often each fault struck in all examples."""


class OutboxMachine(RuleBasedStateMachine):
    """A user with an out-tray, a server, and every misfortune."""

    texts = Bundle("texts")

    @initialize(target=texts, honours=st.booleans(), known=st.booleans())
    def start(self, honours: bool, known: bool) -> str:
        self.folder = Path(tempfile.mkdtemp(prefix="outtray-machine-", dir=MEMORY))
        self.clock = HandClock()
        self.server = MemoryServer(START, honours_keys=honours)
        self.known_to_honour = honours and known
        self.findings: list[Finding] = []
        self.ids: dict[str, str] = {}
        self.discarded: set[str] = set()
        self.released: set[str] = set()
        self.held_when: dict[str, datetime] = {}
        self.clock_was_set = False
        self.forgetful = False
        self.open()
        return self.hold_one(reply=False, offline=False)

    def open(self) -> None:
        self.outbox = open_outbox(self.folder, self.clock, floor=timedelta(0))
        wire = Wire(make_client("https://harbour.example", EgressTransport(self.server)), clock=self.clock)
        sessions = OneSession(Session(ACCOUNT, wire, self.known_to_honour))
        self.truth = Truth(wire)
        self.gate = Gate(self.outbox.sending, sessions, self.judge, self.clock)
        quick = DispatchSettings(look_gap=timedelta(0), look_again=timedelta(0))
        self.dispatcher = Dispatcher(
            self.outbox, self.gate, sessions, self.clock, settings=quick, sleep=no_wait
        )

    def judge(self, act: Act) -> Review:
        return review(act, *self.findings, seconds=300 if self.findings else 120)

    def teardown(self) -> None:
        if hasattr(self, "outbox"):
            STRUCK.update(self.server.struck)
            self.outbox.close()
            shutil.rmtree(self.folder)

    # What people do

    @rule(target=texts, reply=st.booleans(), offline=st.booleans())
    def hold(self, reply: bool, offline: bool) -> str:
        return self.hold_one(reply=reply, offline=offline)

    def hold_one(self, *, reply: bool, offline: bool) -> str:
        text = f"words {len(self.ids)}"
        act = post(text)
        if reply:
            parent = self.server.put(f"parent of {text}", {"id": "8", "acct": "mayor"})
            self.server.read_faults = []
            target = target_of(asyncio.run(self.truth.status(parent["id"])))
            act = post(text, kind=ActKind.REPLY, reply_to=target)
        date = None if offline else self.server.now
        self.held_when[text] = self.server.now
        self.ids[text] = self.outbox.store.hold(act, self.judge(act), server_date=date).id
        return text

    @rule(target=texts, before=texts)
    def hold_part(self, before: str) -> str:
        """Go on with what was held, sent or thrown away as the first part of a thread."""
        text = f"words {len(self.ids)}"
        act = post(text, kind=ActKind.THREAD, after=self.ids[before])
        if self.is_gone(before):
            with pytest.raises(MalformedAct):
                self.outbox.store.hold(act, self.judge(act), server_date=self.server.now)
            act = act.on_its_own()
        self.held_when[text] = self.server.now
        self.ids[text] = self.outbox.store.hold(act, self.judge(act), server_date=self.server.now).id
        return text

    def is_gone(self, text: str) -> bool:
        """Whether nothing can follow this: it was thrown away, or the user only said that it is there."""
        item = self.outbox.store.item(self.ids[text])
        return item.state is State.DISCARDED or (item.state is State.SENT and not item.sent_id)

    @rule(text=texts, what=st.sampled_from(["look", "edit_and_hold_again", "discard", "retry", "settle"]))
    def user_does_something_else(self, text: str, what: str) -> None:
        {
            "look": self.look,
            "edit_and_hold_again": self.edit_and_hold_again,
            "discard": self.discard,
            "retry": self.retry,
            "settle": self.user_settles_what_was_asked,
        }[what](text)

    def answer_findings(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        for found in item.open_findings if item.state is State.HELD else ():
            if found.severity is Severity.BLOCK:
                self.outbox.store.override(item.id, found.key, "cleared")
            else:
                self.outbox.store.acknowledge(item.id, found.key)

    def look(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        if item.state is State.HELD and item.act.text:
            self.outbox.store.look(item.id, self.judge(item.act), server_date=self.server.now)

    def edit_and_hold_again(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        if item.state is State.HELD:
            act = self.outbox.store.edit(item.id).act
            self.outbox.store.hold(act, self.judge(act), server_date=self.server.now, item_id=item.id)

    def discard(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        if item.state in {State.HELD, State.FAILED}:
            self.outbox.store.discard(item.id)
            self.discarded.add(text)

    def retry(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        if item.state is State.FAILED:
            self.outbox.store.retry(item.id)

    def release(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        try:
            asyncio.run(self.gate.release(item))
        except (OutboxError, ServerError):
            return
        assert item.hold is not None
        started = item.hold.server_at or self.held_when[text]
        if item.hold.server_at is not None or not self.clock_was_set:
            assert self.server.now >= started + item.hold.wait
        assert item.state is State.HELD
        if {found.key for found in self.findings} & {WARN.key}:
            assert WARN.key in item.acknowledged
        if {found.key for found in self.findings} & {BLOCK.key}:
            assert BLOCK.key in item.overrides
        self.released.add(text)

    @rule(
        target=texts,
        text=texts,
        faults=st.lists(st.sampled_from(BEFORE + AFTER), max_size=3),
        rounds=st.integers(0, 3),
        soon=st.booleans(),
    )
    def wait_release_and_send(self, text: str, faults: list[str], rounds: int, soon: bool) -> str:
        """What most users do most of the time, on a bad day for the server."""
        if self.outbox.store.item(self.ids[text]).state in {State.SENT, State.DISCARDED}:
            text = self.hold_one(reply=soon, offline=False)
        item = self.outbox.store.item(self.ids[text])
        if item.hold is not None and item.state is State.HELD and not soon:
            self.server.read_faults = []
            self.look(text)
            hold = self.outbox.store.item(item.id).hold
            assert hold is not None
            wait = max(timedelta(0), hold.due(by_server=True) - self.server.now)
            self.time_passes(int(wait.total_seconds()) + 1)
        self.answer_findings(text)
        self.release(text)
        self.server.faults = [self.possible(fault) for fault in faults]
        for _round in range(rounds):
            self.send_and_look()
            self.time_passes(95)
        return text

    def send_and_look(self) -> None:
        asyncio.run(self.dispatcher.round())

    def user_settles_what_was_asked(self, text: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        if item.state is not State.UNSURE or item.sending is None or not item.sending.asked:
            return
        if text in self.server.texts():
            self.outbox.sending.found(item.id, Sent("", "https://harbour.example/x"), by="user")
        elif not self.server.late:
            self.outbox.sending.confirm_absent(item.id)

    # What happens to them

    @rule(
        faults=st.lists(st.sampled_from(BEFORE + AFTER), max_size=3),
        reads=st.lists(st.sampled_from(READS), max_size=3),
    )
    def server_misbehaves(self, faults: list[str], reads: list[str]) -> None:
        self.server.faults = [self.possible(fault) for fault in faults]
        self.server.read_faults = reads

    @rule(what=st.sampled_from(["late writes arrive", "keys are forgotten", "killed", "killed", "send"]))
    def something_happens(self, what: str) -> None:
        match what:
            case "late writes arrive":
                self.server.late_writes_arrive()
            case "keys are forgotten" if not self.server.late and "late" not in self.server.faults:
                self.server.keys.clear()
                self.server.honours_keys = False
                self.forgetful = True
            case "killed":
                self.outbox.close()
                self.open()
            case "send":
                self.send_and_look()

    def possible(self, fault: str) -> str:
        """A server that forgets keys and carries out late what it was asked twice would double by itself:
        no client could prevent that, and this program trusts such a server only once it has honoured keys."""
        return "drop" if fault == "late" and self.forgetful and self.known_to_honour else fault

    @rule(
        seconds=st.sampled_from([1, 30, 95, 130, 400, 4000, 300_000]),
        clock_set=st.sampled_from([0, 0, 0, 0, 0, -48, -1, 1, 48]),
    )
    def time_passes(self, seconds: int, clock_set: int = 0) -> None:
        self.clock.pass_time(timedelta(seconds=seconds))
        self.server.now += timedelta(seconds=seconds)
        if clock_set:
            self.clock.wall += timedelta(hours=clock_set)
            self.clock_was_set = True

    @rule(findings=st.lists(st.sampled_from([WARN, BLOCK]), unique=True, max_size=2))
    def rules_change(self, findings: list[Finding]) -> None:
        self.findings = findings

    @rule(text=texts, how=st.sampled_from(["edit", "delete"]))
    def parent_changes(self, text: str, how: str) -> None:
        item = self.outbox.store.item(self.ids[text])
        parent = item.act.reply_to
        if parent is None or parent.id not in self.server.statuses:
            return
        if how == "delete":
            del self.server.statuses[parent.id]
        else:
            self.server.statuses[parent.id]["content"] = "<p>Changed.</p>"
            self.server.statuses[parent.id]["edited_at"] = self.server.now.isoformat()

    # What must always be true

    @invariant()
    def nothing_is_doubled(self) -> None:
        if hasattr(self, "server"):
            own = self.server.texts()
            assert len(own) == len(set(own)), own

    @invariant()
    def nothing_public_without_a_release(self) -> None:
        if hasattr(self, "server"):
            assert set(self.server.texts()) <= self.released

    @invariant()
    def nothing_is_lost(self) -> None:
        for text, item_id in getattr(self, "ids", {}).items():
            item = self.outbox.store.item(item_id)
            if text in self.discarded:
                assert item.state is State.DISCARDED
                assert item.act.text == ""
            else:
                assert item.act.text == text
                assert item.state is not State.DISCARDED

    @invariant()
    def what_is_sent_is_there(self) -> None:
        for text, item_id in getattr(self, "ids", {}).items():
            item = self.outbox.store.item(item_id)
            if item.state is State.SENT and item.sent_id:
                assert self.server.statuses[item.sent_id]["text"] == text

    @invariant()
    def views_are_total_and_times_sane(self) -> None:
        now: datetime = getattr(self, "clock", HandClock()).now()
        for item_id in getattr(self, "ids", {}).values():
            item = self.outbox.store.item(item_id)
            assert (item.view(now) is None) == (item.state is not State.HELD)
            assert timedelta(0) <= item.remaining(now) <= timedelta(seconds=300)
            if item.open_findings and item.state is State.HELD:
                assert item.view(now) is HeldView.NEEDS_REVIEW

    @invariant()
    def a_part_follows_what_is_there_or_says_what_to_do(self) -> None:
        names = {item_id: text for text, item_id in getattr(self, "ids", {}).items()}
        for item_id in names:
            item = self.outbox.store.item(item_id)
            if not item.act.after or item.state is State.DISCARDED:
                continue
            before = self.outbox.store.item(item.act.after)
            if item.state is State.SENT and item.sent_id:
                assert self.server.statuses[item.sent_id]["in_reply_to_id"] == before.sent_id != ""
            if before.state is State.DISCARDED:
                assert item.state is State.HELD
                assert item.note is not None

    @invariant()
    def the_chain_is_whole_and_every_send_follows_a_release(self) -> None:
        if not hasattr(self, "outbox"):
            return
        with self.outbox.database.reading() as connection:
            reading.verify(connection, self.outbox.journal_key)
            seen: dict[str, list[EventName]] = {}
            for row in reading.rows(connection):
                seen.setdefault(row.event.act_id, []).append(row.event.name)
        for names in seen.values():
            assert names[0] is EventName.HELD
            for place, name in enumerate(names):
                if name in {EventName.ATTEMPTED, EventName.SENT}:
                    assert EventName.RELEASED in names[:place]


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    """Print the counts of this process; each test of a single fault below sees that it struck."""
    STRUCK.clear()
    yield
    told = ", ".join(f"{fault}: {count}" for fault, count in sorted(STRUCK.items()))
    print(f"counted: outbox machine: {sum(STRUCK.values())} faults of {len(STRUCK)} kinds ({told})")


TestOutboxMachine = OutboxMachine.TestCase
TestOutboxMachine.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def check_all(machine: OutboxMachine) -> None:
    machine.nothing_is_doubled()
    machine.nothing_public_without_a_release()
    machine.nothing_is_lost()
    machine.what_is_sent_is_there()
    machine.a_part_follows_what_is_there_or_says_what_to_do()
    machine.the_chain_is_whole_and_every_send_follows_a_release()


@pytest.mark.parametrize("honours", [True, False])
@pytest.mark.parametrize("fault", [*BEFORE, *AFTER])
def test_each_fault_of_a_write_alone_ends_in_one_post(fault: str, honours: bool) -> None:
    machine = OutboxMachine()
    text = str(machine.start(honours=honours, known=honours))
    machine.wait_release_and_send(text, [fault], rounds=3, soon=False)
    assert machine.server.struck[fault] == 1
    check_all(machine)
    machine.server.late_writes_arrive()
    machine.user_settles_what_was_asked(text)
    machine.time_passes(95)
    check_all(machine)
    for _try in range(2):  # held again, or failed, or settled by the user
        machine.retry(text)
        if machine.outbox.store.item(machine.ids[text]).state is State.HELD:
            machine.wait_release_and_send(text, [], rounds=1, soon=False)
    assert machine.outbox.store.item(machine.ids[text]).state is State.SENT
    assert machine.server.texts() == [text]
    check_all(machine)
    machine.teardown()


@pytest.mark.parametrize("write", ["drop", "after drop"])
@pytest.mark.parametrize("fault", READS)
def test_each_fault_of_reading_while_an_act_is_looked_for_only_delays_it(fault: str, write: str) -> None:
    machine = OutboxMachine()
    text = str(machine.start(honours=True, known=True))
    machine.wait_release_and_send(text, [write], rounds=0, soon=False)
    machine.server.read_faults = []
    machine.send_and_look()
    machine.server.read_faults = [fault] * 2
    for _round in range(5):
        machine.time_passes(95)
        machine.send_and_look()
        check_all(machine)
    assert machine.server.struck[f"read {fault}"] >= 1
    machine.user_settles_what_was_asked(text)
    item = machine.outbox.store.item(machine.ids[text])
    assert item.state in {State.SENT, State.HELD}
    assert machine.server.texts() == [text] * (item.state is State.SENT)
    machine.teardown()
