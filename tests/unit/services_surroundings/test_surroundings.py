"""Sleep and another network are noticed without sending anything."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from hold_kit import HandClock
from outtray.base.boot import Boot
from outtray.base.clock import SystemClock
from outtray.services.surroundings import Change, Surroundings, own_addresses

HOME = frozenset({"192.168.1.7"})
TRAIN = frozenset({"10.9.8.7", "2001:db8::7"})


@dataclass
class Machine:
    """A machine whose clocks and addresses a test sets."""

    clock: HandClock = field(default_factory=HandClock)
    asleep: float = 0.0
    addresses: frozenset[str] = HOME
    tells_boot: bool = True

    def boot(self) -> Boot | None:
        return Boot("run", self.clock.monotonic() + self.asleep) if self.tells_boot else None

    def watch(self) -> Surroundings:
        return Surroundings(self.clock, boot=self.boot, addresses=lambda: self.addresses)


def test_sleep_is_noticed_once_and_time_alone_is_not() -> None:
    machine = Machine()
    watch = machine.watch()
    machine.clock.pass_time(timedelta(hours=1))
    assert watch.look() is None
    machine.asleep += 3_600
    assert watch.look() is Change.SLEPT
    assert watch.look() is None
    machine.asleep += 5
    assert watch.look() is None, "a moment breaks no connection"


@pytest.mark.parametrize("slept", [0.0, 3_600.0])
def test_another_network_counts_whether_it_slept_or_not(slept: float) -> None:
    machine = Machine()
    watch = machine.watch()
    machine.addresses, machine.asleep = TRAIN, slept
    assert watch.look() is Change.OTHER_NETWORK
    assert watch.look() is None
    machine.addresses = frozenset()
    assert watch.look() is Change.NO_NETWORK
    machine.asleep += 3_600
    assert watch.look() is None, "there is nothing to connect with"
    machine.addresses = TRAIN
    assert watch.look() is Change.OTHER_NETWORK


def test_nothing_is_sent_to_find_the_own_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def sends(*_arguments: object) -> int:
        raise AssertionError("something was sent")

    for name in ("send", "sendto", "sendall", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, sends, raising=False)
    found = own_addresses()
    assert found == own_addresses()
    assert not found & {"192.0.2.1", "2001:db8::1"}
    assert Surroundings(SystemClock()).look() is None
