"""No way round the cooling-off: new findings, new words, many small edits, and clocks that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hold_kit import START, Bench, HandClock, SkewedClock, bench, finding, post, review
from outtray.acts.item import HeldView
from outtray.mastodon.truth import Truth, target_of
from outtray.mastodon.wire import Answer
from outtray.outbox.errors import ChangedSince
from outtray.outbox.opening import Outbox, open_outbox
from outtray.outbox.refusals import Expired, StillCooling, TargetChanged
from outtray_rules.draft import ActKind
from outtray_rules.finding import Severity
from practice_process import PracticeServer


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def tray(tmp_path: Path, clock: HandClock) -> Iterator[Outbox]:
    made = open_outbox(tmp_path, clock)
    yield made
    made.close()


async def now_at(hold: Bench) -> datetime:
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    assert date is not None
    return date


# Looking


@pytest.mark.parametrize("severity", [Severity.WARN, Severity.BLOCK])
async def test_what_a_look_finds_anew_cools_off_like_what_a_release_finds(
    hold: Bench, severity: Severity
) -> None:
    act = hold.act()
    item = hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold))
    found = finding(severity)
    hold.findings, hold.seconds = [found], 43200
    hold.outbox.store.look(item.id, hold.review(act), server_date=await now_at(hold))
    answered = hold.outbox.store.override(item.id, found.key, "cleared by the press office")
    with pytest.raises(StillCooling):
        await hold.gate.release(answered)
    assert answered.view(hold.outbox.store.item(item.id).updated_at) is HeldView.COOLING


def test_a_look_without_news_repeats_no_wait(tray: Outbox, clock: HandClock) -> None:
    act = post()
    item = tray.store.hold(act, review(act, seconds=120), server_date=START)
    clock.pass_time(timedelta(seconds=121))
    looked = tray.store.look(item.id, review(act, seconds=120), server_date=clock.now())
    assert looked.view(clock.now()) is HeldView.READY


def test_a_look_at_an_older_version_is_refused(tray: Outbox) -> None:
    act = post()
    item = tray.store.hold(act, review(act, finding()), server_date=START)
    tray.store.acknowledge(item.id, finding().key)
    with pytest.raises(ChangedSince):
        tray.store.look(item.id, review(act, finding()), server_date=START, seen=item.revision)


async def test_words_that_replaced_the_boosted_ones_cool_off_like_the_first(hold: Bench) -> None:
    seen = hold.server.make_post("minister", "A fine day.")
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(seen["id"]))
    hold.seconds = 600
    act = hold.act("", kind=ActKind.BOOST, target=target)
    item = hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold))
    hold.server.shift_clock(601)
    hold.server.edit(seen["id"], "Something wholly different.")
    with pytest.raises(TargetChanged):
        await hold.gate.release(item)
    changed = hold.outbox.store.item(item.id)
    looked = hold.outbox.store.look(item.id, hold.review(changed.act), server_date=await now_at(hold))
    with pytest.raises(StillCooling):
        await hold.gate.release(looked)
    hold.server.shift_clock(1800)
    await hold.gate.release(hold.outbox.store.item(item.id))


# Editing


def test_small_edits_do_not_add_up_to_another_text_without_a_wait(tray: Outbox, clock: HandClock) -> None:
    act = post("I like the ferry.")
    item = tray.store.hold(act, review(act), server_date=START)
    clock.pass_time(timedelta(seconds=100))
    waits = []
    for text in ["I like the ferr.", "I like the fer.", "I like the fe.", "I like the f."]:
        tray.store.edit(item.id)
        act = post(text)
        item = tray.store.hold(
            act, review(act), server_date=clock.now(), item_id=item.id, keep_small_edit=True
        )
        waits.append(item.remaining(clock.now()))
    assert waits == [timedelta(seconds=seconds) for seconds in (20, 20, 120, 120)]


# Clocks


async def test_a_slow_clock_at_an_offline_hold_shortens_nothing(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    hold = bench(practice_server, tmp_path, clock=SkewedClock(timedelta(minutes=-20)))
    act = hold.act("offline")
    item = hold.outbox.store.hold(act, review(act, seconds=900), server_date=None)
    with pytest.raises(StillCooling):
        await hold.gate.release(item)
    practice_server.shift_clock(905)
    await hold.gate.release(item)
    hold.outbox.close()


async def test_a_clock_set_forward_after_an_offline_hold_shortens_nothing_in_that_process(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    act = hold.act("offline")
    item = hold.outbox.store.hold(act, review(act, seconds=900), server_date=None)
    clock.skew = timedelta(hours=1)
    with pytest.raises(StillCooling):
        await hold.gate.release(item)
    hold.outbox.close()


async def test_a_look_offline_does_not_stretch_the_ready_window_of_the_server(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    hold = bench(practice_server, tmp_path, clock=SkewedClock(timedelta(days=400)))
    act = hold.act()
    window = timedelta(seconds=1)
    item = hold.outbox.store.hold(act, hold.review(act), server_date=await now_at(hold), window=window)
    looked = hold.outbox.store.look(item.id, hold.review(act), server_date=None)
    practice_server.shift_clock(60)
    with pytest.raises(Expired):
        await hold.gate.release(looked)
    hold.outbox.close()


@pytest.mark.parametrize(
    ("age", "told"), [(None, True), ("0", True), ("1800", False), ("1", False), ("soon", False)]
)
def test_a_kept_answer_does_not_tell_the_time(age: str | None, told: bool) -> None:
    headers = {"Date": "Mon, 02 Mar 2026 09:30:00 GMT", **({} if age is None else {"Age": age})}
    answer = Answer(200, httpx.Headers(headers), b"", httpx.URL("https://harbour.example/"))
    assert (answer.date is not None) is told
