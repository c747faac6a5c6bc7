"""Several hands on one act at once: another process, another account, and the user while a request is out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hold_kit import Bench, SkewedClock, bench, connect
from outtray.acts.act import AccountKey, Act
from outtray.acts.errors import MalformedAct
from outtray.acts.item import Item, Note
from outtray.acts.outcome import Sent, Unknown
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.mastodon.session import Session
from outtray.mastodon.truth import Truth
from outtray.outbox.dispatcher import Dispatcher, DispatchSettings
from outtray.outbox.errors import ChangedSince
from outtray.outbox.refusals import Limited, NotItsTurn, WrongAccount
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

STATUSES = "^/api/v1/statuses$"
PATIENT = DispatchSettings(unsure_wait=timedelta(hours=1), poll=timedelta(hours=1))


class KeyLost(httpx.AsyncBaseTransport):
    """The way to a server that knows nothing of idempotency keys."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.pop("Idempotency-Key", None)
        return await self._inner.handle_async_request(request)


class Slow(KeyLost):
    """Such a way, on which posts are kept until ``go`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.asked.set()
            await self.go.wait()
        return await super().handle_async_request(request)


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


async def held(hold: Bench, act: Act) -> Item:
    date = (await Truth(hold.sessions.session(act.account).wire).identity()).date
    return hold.outbox.store.hold(act, hold.review(act), server_date=date)


async def released(hold: Bench, act: Act) -> Item:
    await hold.gate.release(item := await held(hold, act))
    return hold.outbox.store.item(item.id)


def copies(hold: Bench, text: str) -> int:
    found = hold.server.api("GET", f"/api/v1/accounts/{hold.account.id}/statuses?limit=40").json()
    return sum(text in status["content"] for status in found)


async def until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for something another task does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in a file
            await asyncio.sleep(0.01)


# Another process


async def test_a_sender_that_is_stopped_keeps_the_lock_until_its_last_request_is_answered(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    """Otherwise another process sends what this one is about to send."""
    way = Slow()
    first, second = (
        bench(
            practice_server,
            tmp_path,
            settings=PATIENT,
            sleep=asyncio.sleep,
            session=connect(practice_server, honours_idempotency=False, inner=inner),
        )
        for inner in (way, KeyLost())
    )
    running = asyncio.create_task(first.dispatcher.run())
    await until(lambda: first.outbox.lock.held)
    items = [await held(first, first.act(f"two hands {number}")) for number in range(2)]
    for item in items:
        await first.gate.release(item)
    waiting = asyncio.create_task(first.dispatcher.settled(items[1].id, 120))
    await way.asked.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert not await second.dispatcher.round()

    way.go.set()
    await waiting
    await until(lambda: not first.outbox.lock.held)
    assert [first.outbox.store.item(item.id).state for item in items] == [State.SENT, State.SENT]
    assert [copies(first, f"two hands {number}") for number in range(2)] == [1, 1]
    assert await second.dispatcher.round()
    first.outbox.close()
    second.outbox.close()


async def test_only_a_release_of_which_nothing_left_is_taken_back(hold: Bench) -> None:
    item = await released(hold, hold.act())
    sending = hold.outbox.sending
    sending.attempt(item)
    with pytest.raises(MalformedAct):
        sending.take_back_release(item.id, Note("not-sent", "?"))
    sending.settle(item, Unknown("no answer"))
    with pytest.raises(MalformedAct):
        sending.take_back_release(item.id, Note("not-sent", "?"))
    assert hold.outbox.store.item(item.id).state is State.UNSURE


async def test_an_act_that_moved_on_since_the_round_began_is_left_alone(
    hold: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = await released(hold, hold.act())
    stale = hold.outbox.sending.sending()
    hold.outbox.sending.attempt(item)
    hold.outbox.sending.settle(item, Unknown("another process had no answer"))
    monkeypatch.setattr(hold.outbox.sending, "sending", lambda: stale)
    monkeypatch.setattr(hold.outbox.sending, "unsure", tuple)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.UNSURE
    assert copies(hold, item.act.text) == 0


async def test_an_attempt_is_of_the_release_it_was_made_for(hold: Bench) -> None:
    """While attachments go up the user can take an act back, change it and release it again."""
    item = await released(hold, hold.act("first version"))
    store = hold.outbox.store
    store.edit(item.id)
    changed = hold.act("second version")
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    again = store.hold(changed, hold.review(changed), server_date=date, item_id=item.id)
    await hold.gate.release(again)
    with pytest.raises(ChangedSince):
        hold.outbox.sending.attempt(item)
    await hold.dispatcher.round()
    assert copies(hold, "first version") == 0
    assert copies(hold, "second version") == 1


# A release is a decision of the moment


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_release_lapses_while_the_program_runs(
    practice_server: PracticeServer, tmp_path: Path, hours: int
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    await hold.dispatcher.round()
    item = await released(hold, hold.act("the moment passed"))
    clock.skew = timedelta(hours=hours)
    await hold.dispatcher.round()
    back = hold.outbox.store.item(item.id)
    assert back.state is State.HELD
    assert back.note is not None
    assert back.note.code == "lapsed"
    assert copies(hold, "the moment passed") == 0
    hold.outbox.close()


async def test_while_a_server_asks_for_a_pause_no_act_of_the_account_is_released(hold: Bench) -> None:
    first, second = await held(hold, hold.act("limited one")), await held(hold, hold.act("limited two"))
    hold.server.set_fault(
        "status", method="POST", path_regex=STATUSES, code=429, headers={"Retry-After": "7200"}
    )
    await hold.gate.release(first)
    await hold.dispatcher.round()
    with pytest.raises(Limited):
        await hold.gate.release(second)
    assert hold.outbox.store.item(second.id).state is State.HELD


async def test_a_thread_part_is_released_only_after_the_part_before_it_is_sent(hold: Bench) -> None:
    first = await held(hold, hold.act("part one"))
    second = await held(hold, hold.act("part two", kind=ActKind.THREAD, after=first.id))
    with pytest.raises(NotItsTurn):
        await hold.gate.release(second)
    await hold.gate.release(first)
    with pytest.raises(NotItsTurn):
        await hold.gate.release(second)
    await hold.dispatcher.round()
    await hold.gate.release(second)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(second.id).state is State.SENT


async def test_the_user_can_take_back_or_discard_what_was_released_and_has_not_left(hold: Bench) -> None:
    edited, dropped = [await released(hold, hold.act(f"not yet {number}")) for number in range(2)]
    assert hold.outbox.store.edit(edited.id).state is State.DRAFT
    hold.outbox.store.discard(dropped.id)
    assert hold.outbox.store.item(dropped.id).state is State.DISCARDED
    await hold.dispatcher.round()
    assert copies(hold, "not yet") == 0
    on_its_way = await released(hold, hold.act("on its way"))
    hold.outbox.sending.attempt(on_its_way)
    with pytest.raises(MalformedAct):
        hold.outbox.store.edit(on_its_way.id)
    with pytest.raises(MalformedAct):
        hold.outbox.store.discard(on_its_way.id)


# Another account


def as_another(hold: Bench, folder: Path) -> Bench:
    """The same out-tray in another process, which is logged in as somebody else."""
    server = hold.server
    token = server.token_for("minister")
    me = httpx.get(
        f"{server.url}/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"}
    ).json()
    account = AccountKey(hold.account.host, me["id"], me["acct"])
    session = Session(account, connect(server, token=token).wire, True)
    return bench(server, folder, session=session)


async def test_a_process_without_the_session_leaves_the_act_to_the_one_that_has_it(
    hold: Bench, tmp_path: Path
) -> None:
    other = as_another(hold, tmp_path / "tray")
    await hold.dispatcher.round()
    item = await held(other, other.act("from the other account"))
    await other.gate.release(item)
    await hold.dispatcher.round()
    assert not hold.outbox.lock.held
    assert hold.outbox.store.item(item.id).state is State.SENDING
    assert (await other.dispatcher.settled(item.id, 120)).state is State.SENT
    other.outbox.close()


async def test_no_act_leaves_through_the_session_of_another_account(hold: Bench, tmp_path: Path) -> None:
    other = as_another(hold, tmp_path / "other")
    item = await released(other, other.act("whose words"))
    mine = hold.sessions.session(hold.account)

    class Mistaken:
        def session(self, account: AccountKey) -> Session:
            del account
            return mine

    hold.server.forget_writes()
    dispatcher = Dispatcher(
        other.outbox, other.gate, Mistaken(), SystemClock(), settings=PATIENT, sleep=asyncio.sleep
    )
    await dispatcher.round()
    assert hold.server.writes(STATUSES) == []
    kept = other.outbox.store.item(item.id)
    assert (kept.state, kept.sending) == (State.HELD, None)
    assert kept.note is not None
    assert "login is that of @clerk" in kept.note.sentence
    other.outbox.close()


async def test_an_act_under_another_name_of_the_account_is_not_released(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    """The user saw another name beside the words than the one they would appear under."""
    session = connect(practice_server)
    renamed = replace(session, account=replace(session.account, acct="somebody_else"))
    hold = bench(practice_server, tmp_path, session=renamed)
    item = await held(hold, hold.act())
    with pytest.raises(WrongAccount):
        await hold.gate.release(item)
    hold.outbox.close()


# The user, while the program looks


class Looking:
    """A dispatcher that stops between its two looks until it is told to go on."""

    def __init__(self, server: PracticeServer, folder: Path) -> None:
        self.between = asyncio.Event()
        self.go_on = asyncio.Event()
        settings = DispatchSettings(
            unsure_wait=timedelta(0), look_gap=timedelta(seconds=1), poll=timedelta(0)
        )
        self.hold = bench(
            server,
            folder,
            settings=settings,
            sleep=self._sleep,
            session=connect(server, honours_idempotency=False, inner=KeyLost()),
        )

    async def _sleep(self, seconds: float) -> None:
        if seconds:
            self.between.set()
            await self.go_on.wait()

    async def unsure(self, text: str) -> tuple[Item, asyncio.Task[bool]]:
        """An act that did not reach the server, and the round that looks for it."""
        item = await released(self.hold, self.hold.act(text))
        self.hold.server.set_fault("drop_before", method="POST", path_regex=STATUSES)
        looks = asyncio.create_task(self.hold.dispatcher.round())
        await self.between.wait()
        return item, looks


@pytest.fixture
def looking(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Looking]:
    made = Looking(practice_server, tmp_path / "tray")
    yield made
    made.hold.outbox.close()


async def test_what_the_user_says_while_the_program_looks_stands(looking: Looking) -> None:
    item, looks = await looking.unsure("said so meanwhile")
    looking.hold.outbox.sending.confirm_absent(item.id)
    looking.go_on.set()
    assert await looks
    assert looking.hold.outbox.store.item(item.id).state is State.HELD


async def test_an_act_released_again_while_the_program_looks_is_not_asked_about(looking: Looking) -> None:
    item, looks = await looking.unsure("released again meanwhile")
    looking.hold.outbox.sending.confirm_absent(item.id)
    await looking.hold.gate.release(looking.hold.outbox.store.item(item.id))
    looking.go_on.set()
    await looks
    again = looking.hold.outbox.store.item(item.id)
    assert again.state is State.SENDING
    assert again.sending is not None
    assert not again.sending.asked
    await looking.hold.dispatcher.round()
    assert copies(looking.hold, "released again meanwhile") == 1


async def test_only_an_act_of_unknown_fate_is_found_or_confirmed_absent(hold: Bench) -> None:
    item = await released(hold, hold.act())
    with pytest.raises(MalformedAct):
        hold.outbox.sending.confirm_absent(item.id)
    with pytest.raises(MalformedAct):
        hold.outbox.sending.found(item.id, Sent("9"), by="user")
    with pytest.raises(MalformedAct):
        hold.outbox.sending.ask(item.id, "?")
