"""What was held offline waits its time, whatever anybody does to the clock before, between and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hold_kit import START, HandClock, OneSession, connect, post, review
from outtray.acts.item import HeldView, Hold, Item
from outtray.base.boot import Boot, read_boot
from outtray.base.clock import SystemClock
from outtray.outbox.gate import Gate
from outtray.outbox.opening import Outbox, open_outbox
from outtray.outbox.refusals import StillCooling
from outtray.outbox.waiting import on_this_clock, waited
from practice_process import PracticeServer

WAIT = timedelta(minutes=15)
SLOW = timedelta(minutes=5)
"""What a few requests may take on a loaded machine; clocks and waits here differ by more."""


@dataclass
class Machine:
    """A machine whose clock can be set wrong, that can be restarted, and that has one folder."""

    folder: Path
    server: PracticeServer
    tells_boots: bool = True
    true: timedelta = timedelta(0)
    wrong: timedelta = timedelta(0)
    run: int = 1
    started: timedelta = timedelta(days=-1)
    _open: list[Outbox] = field(default_factory=list)

    def pass_time(self, wait: timedelta) -> None:
        """Let true time pass, here and at the server."""
        self.true += wait
        self.server.shift_clock(self.true.total_seconds())

    def restart(self) -> None:
        """Turn the machine off and on."""
        self.run += 1
        self.started = self.true

    def boot(self) -> Boot | None:
        """The clock that nobody can set."""
        return Boot(str(self.run), (self.true - self.started).total_seconds()) if self.tells_boots else None

    def process(self) -> tuple[Outbox, Gate]:
        """A fresh process of the program on this machine."""
        machine = self

        class Clock(SystemClock):
            def now(self) -> datetime:
                return super().now() + machine.true + machine.wrong

        clock = Clock()
        session = connect(self.server, clock=clock)
        outbox = open_outbox(self.folder, clock, floor=timedelta(0), boot=self.boot)
        self._open.append(outbox)
        sessions = OneSession(session)
        gate = Gate(outbox.sending, sessions, lambda act: review(act, seconds=900), clock)
        return outbox, gate

    def hold_offline(self) -> str:
        """Hold an act without any server, in a process that then ends."""
        outbox, _gate = self.process()
        account = connect(self.server).account
        act = post("offline", account=account)
        item = outbox.store.hold(act, review(act, seconds=900), server_date=None)
        outbox.close()
        return item.id

    async def left(self, item_id: str) -> timedelta:
        """What the gate of a fresh process says is left of the wait; nothing when it releases."""
        outbox, gate = self.process()
        try:
            await gate.release(outbox.store.item(item_id))
        except StillCooling as refused:
            return refused.remaining
        finally:
            outbox.close()
        return timedelta(0)


@pytest.fixture
def machine(practice_server: PracticeServer, tmp_path: Path) -> Machine:
    return Machine(tmp_path, practice_server)


def about(wait: timedelta) -> Callable[[timedelta], bool]:
    """Within what a loaded machine takes over a few requests."""
    return lambda left: wait - SLOW <= left <= wait


async def test_a_clock_set_forward_between_two_processes_shortens_nothing(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.wrong = timedelta(hours=1)
    assert about(WAIT)(await machine.left(item))


async def test_nor_where_the_system_does_not_tell_its_starts(machine: Machine) -> None:
    machine.tells_boots = False
    item = machine.hold_offline()
    machine.wrong = timedelta(hours=1)
    assert about(WAIT)(await machine.left(item))


async def test_nor_when_it_was_set_back_before_the_hold_and_right_again_after(machine: Machine) -> None:
    machine.wrong = timedelta(hours=-1)
    item = machine.hold_offline()
    machine.wrong = timedelta(0)
    assert about(WAIT)(await machine.left(item))


async def test_the_time_waited_counts_in_the_next_process(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.pass_time(timedelta(minutes=16))
    assert await machine.left(item) == timedelta(0)


async def test_it_counts_though_the_clock_was_set_back(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.pass_time(timedelta(minutes=16))
    machine.wrong = timedelta(hours=-2)
    assert await machine.left(item) == timedelta(0)


async def test_it_counts_over_a_restart_of_the_machine(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.pass_time(timedelta(minutes=10))
    machine.restart()
    machine.pass_time(timedelta(minutes=6))
    assert await machine.left(item) == timedelta(0)


async def test_after_a_restart_a_clock_set_back_costs_one_wait_at_most(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.restart()
    machine.pass_time(timedelta(minutes=16))
    machine.wrong = timedelta(days=-3)
    assert about(WAIT)(await machine.left(item))
    machine.pass_time(timedelta(minutes=16))
    assert await machine.left(item) == timedelta(0)


async def test_another_machine_on_the_same_folder_does_not_lend_its_own_running_time(
    machine: Machine,
) -> None:
    """A home on the network: the machine that releases has been on for weeks, the act is a minute old."""
    item = machine.hold_offline()
    machine.run += 1
    machine.started = timedelta(days=-40)
    machine.pass_time(timedelta(minutes=1))
    assert about(WAIT)(await machine.left(item))


async def test_after_a_restart_a_clock_set_forward_shortens_nothing(machine: Machine) -> None:
    item = machine.hold_offline()
    machine.restart()
    machine.wrong = timedelta(hours=1)
    assert about(WAIT)(await machine.left(item))


async def test_a_clock_far_ahead_at_the_hold_costs_one_wait_at_most(machine: Machine) -> None:
    machine.wrong = timedelta(days=400)
    machine.tells_boots = False
    item = machine.hold_offline()
    machine.wrong = timedelta(0)
    assert about(WAIT)(await machine.left(item))
    machine.pass_time(timedelta(minutes=16))
    assert await machine.left(item) == timedelta(0)


async def test_the_first_contact_settles_the_start_for_good(machine: Machine) -> None:
    item = machine.hold_offline()
    assert about(WAIT)(await machine.left(item))
    machine.wrong = timedelta(days=1)
    machine.restart()
    assert about(WAIT)(await machine.left(item))


spans = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))


@given(spans, spans, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_no_setting_of_the_clock_changes_the_wait_in_one_run_of_the_machine(
    before: timedelta, after: timedelta, slept: timedelta
) -> None:
    hold = Hold(START + before, None, WAIT, WAIT, boot=Boot("run", 100.0))
    has_waited = waited(
        hold,
        now=START + slept + after,
        server_now=START + slept,
        here=None,
        boot=Boot("run", 100.0 + slept.total_seconds()),
    )
    assert abs(has_waited - slept) < timedelta(milliseconds=1)


@given(spans, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_a_clock_set_after_the_hold_never_lengthens_what_was_waited(
    after: timedelta, slept: timedelta
) -> None:
    hold = Hold(START, None, WAIT, WAIT)
    now, server_now = START + slept + after, START + slept
    has_waited = waited(hold, now=now, server_now=server_now, here=None, boot=None)
    assert timedelta(0) <= has_waited <= slept


def test_the_clock_of_this_machine_runs_and_an_unknown_one_is_none(tmp_path: Path) -> None:
    assert read_boot(tmp_path / "absent") is None
    first, second = read_boot(), read_boot()
    if first is None or second is None:
        pytest.skip("this system does not tell its starts")
    assert (first.id, first.seconds <= second.seconds) == (second.id, True)


@given(
    st.booleans(), st.booleans(), st.booleans(), spans, spans, st.timedeltas(timedelta(0), timedelta(days=10))
)
def test_what_is_shown_is_what_the_gate_says(
    online: bool, tells_boots: bool, restarted: bool, before: timedelta, after: timedelta, passed: timedelta
) -> None:
    """Whatever the local clock said at the hold (``before``) and says now (``after``): the countdown on the
    screen is what the gate would answer at this moment."""
    then, now, server_now = START + before, START + passed + after, START + passed
    boot = (Boot("run", 100.0), Boot("next" if restarted else "run", 100.0 + passed.total_seconds()))
    at_hold, at_look = boot if tells_boots else (None, None)
    hold = Hold(then, START if online else None, WAIT, WAIT, boot=None if online else at_hold)
    has_waited = waited(hold, now=now, server_now=server_now, here=None, boot=at_look)
    gate = replace(hold, server_at=hold.server_at or server_now - has_waited)
    shown = on_this_clock(hold, has_waited, now=now, server_now=server_now)
    difference = (shown.due() - now) - (gate.due(by_server=True) - server_now)
    assert abs(difference) <= timedelta(seconds=2)
    expiry = (shown.expires() - now) - (gate.expires(by_server=True) - server_now)
    assert abs(expiry) <= timedelta(seconds=2)


async def test_a_clock_set_forward_after_an_offline_hold_shows_no_ready_act(machine: Machine) -> None:
    """In the very run of the machine the display asks the clock that nobody can set, as the gate does."""
    item_id = machine.hold_offline()
    machine.wrong = timedelta(hours=2)
    outbox, _gate = machine.process()
    item = outbox.store.item(item_id)
    now = SystemClock().now() + machine.wrong
    assert item.view(now) is not HeldView.COOLING, "the stored hold alone is fooled"
    shown = outbox.store.standing(item, None)
    assert shown.view(now) is HeldView.COOLING
    assert about(WAIT)(shown.remaining(now))
    machine.pass_time(timedelta(minutes=16))
    now += timedelta(minutes=16)
    assert outbox.store.standing(item, None).view(now) is HeldView.READY
    outbox.close()


def test_a_hold_with_a_server_needs_no_such_clock(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path, HandClock(), boot=lambda: Boot("run", 1.0))
    act = post()

    def boot_of(item: Item) -> Boot | None:
        assert item.hold is not None
        return item.hold.boot

    held = outbox.store.hold(act, review(act), server_date=START)
    offline = outbox.store.hold(act, review(act), server_date=None)
    assert [boot_of(outbox.store.item(one.id)) for one in (held, offline)] == [None, Boot("run", 1.0)]
    outbox.close()
