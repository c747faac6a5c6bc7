"""Fifty acts wait, each is released by a look of its own, and all are sent in a burst."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

import outtray
from hold_kit import Bench, SkewedClock, bench, connect
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.cli.exits import UsageError
from outtray.cli.main import build_parser
from outtray.mastodon.errors import RateLimited
from outtray.mastodon.truth import Truth
from outtray.outbox.gate import Gate
from outtray.outbox.refusals import Limited, NotItsTurn
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

LIMIT = 60
"""Requests the server grants in its five minutes: far fewer than fifty releases and posts need."""


class Watched(httpx.AsyncBaseTransport):
    """The way to the server; remembers by which moment of the server's clock it asked for a pause, and every
    write that was tried before that moment had come."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.pauses = 0
        self.broken: list[str] = []
        self._until = datetime.min.replace(tzinfo=UTC)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        now = datetime.strptime(response.headers["Date"], "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)
        if request.method == "POST" and now < self._until:
            self.broken.append(f"{now} {request.url.path}")
        if response.status_code == 429:
            self.pauses += 1
            self._until = datetime.fromisoformat(response.headers["X-RateLimit-Reset"])
        return response


def let_pass(hold: Bench, clock: SkewedClock, wait: timedelta) -> None:
    """Let time pass here and at the server."""
    clock.skew += wait
    hold.server.shift_clock(clock.skew.total_seconds())


async def fifty(hold: Bench) -> list[Item]:
    """Thirty posts, and four threads of five parts."""
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    store = hold.outbox.store
    items = []
    for number in range(30):
        act = hold.act(f"alone {number:02}")
        items.append(store.hold(act, hold.review(act), server_date=date))
    for thread in range(4):
        before = ""
        for part in range(5):
            kind = ActKind.THREAD if before else ActKind.POST
            act = hold.act(f"thread {thread} part {part}", kind=kind, after=before)
            items.append(store.hold(act, hold.review(act), server_date=date))
            before = items[-1].id
    return items


async def test_fifty_acts_each_by_its_own_look_honour_the_limit_keep_their_order_and_are_sent_once(
    tmp_path: Path,
) -> None:
    with PracticeServer("--rate-limit", str(LIMIT)) as server:
        clock, way = SkewedClock(timedelta(0)), Watched()
        hold = bench(server, tmp_path, clock=clock, session=connect(server, clock=clock, inner=way))
        items = await fifty(hold)
        looks = pauses = 0
        for _turn in range(200):
            waiting = hold.outbox.store.items()
            if not waiting:
                break
            for item in waiting:
                if item.state is not State.HELD:
                    continue
                try:
                    await hold.gate.release(item)
                    looks += 1
                except NotItsTurn:
                    continue  # its thread is not that far
                except (Limited, RateLimited):
                    break
            await hold.dispatcher.round()
            held = [item for item in hold.outbox.store.items() if item.note is not None]
            if held or any(item.state is State.SENDING for item in hold.outbox.store.items()):
                pauses += 1
                let_pass(hold, clock, timedelta(minutes=5))
        left = [(item.act.text, str(item.state)) for item in hold.outbox.store.items()]
        assert left == []
        ids = [entry["result_id"] for entry in server.writes("^/api/v1/statuses$")]
        assert len(ids) == len(set(ids)) == 50
        assert [hold.outbox.store.item(item.id).state for item in items] == [State.SENT] * 50
        for thread in range(4):
            parts = items[30 + thread * 5 : 35 + thread * 5]
            names = [hold.outbox.store.item(part.id).sent_id for part in parts]
            assert [ids.index(name) for name in names] == sorted(ids.index(name) for name in names)
            for before, after in pairwise(names):
                status = server.api("GET", f"/api/v1/statuses/{after}")
                while status.status_code == 429:
                    let_pass(hold, clock, timedelta(minutes=5))
                    status = server.api("GET", f"/api/v1/statuses/{after}")
                assert status.json()["in_reply_to_id"] == before
        assert way.broken == []
        assert way.pauses >= 1
        assert looks >= 50
        told = f"{looks} looks, {way.pauses} requests answered 429, {pauses} pauses, none doubled"
        print(f"counted: 50 acts, {told}")
        hold.outbox.close()


async def test_after_one_refusal_for_the_limit_nothing_else_of_the_account_leaves(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(practice_server, tmp_path, clock=clock)
    items = (await fifty(hold))[:20]
    for item in items:
        await hold.gate.release(item)
    practice_server.set_fault(
        "status", method="POST", path_regex="/statuses$", code=429, headers={"Retry-After": "300"}
    )
    for _round in range(3):
        await hold.dispatcher.round()
    assert practice_server.writes("^/api/v1/statuses$") == []
    first, *rest = (hold.outbox.store.item(item.id) for item in items)
    assert first.note is not None
    assert (first.state, first.note.code) == (State.HELD, "limited")
    assert {item.state for item in rest} == {State.SENDING}
    let_pass(hold, clock, timedelta(seconds=301))
    await hold.dispatcher.round()
    assert len(practice_server.writes("^/api/v1/statuses$")) == 19
    assert hold.outbox.store.item(first.id).state is State.HELD
    hold.outbox.close()


# No way exists to release many at once

PACKAGE = Path(outtray.__file__).parent
RELEASING = {"gate", "tray", "_gate", "_tray"}


def releases(tree: ast.AST) -> list[ast.Call]:
    """Calls that release an act: on a gate, or on the out-tray in front of it."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "release"
        and ast.unparse(node.func.value).rpartition(".")[2] in RELEASING
    ]


def test_no_release_stands_in_a_loop_anywhere_in_the_program() -> None:
    loops = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
    found, total = [], 0
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        total += len(releases(tree))
        for loop in ast.walk(tree):
            if isinstance(loop, loops):
                found += [f"{path.relative_to(PACKAGE)}:{call.lineno}" for call in releases(loop)]
    assert found == []
    assert total >= 3  # the out-tray, the second look, the command line


@pytest.mark.parametrize("option", ["--all", "--yes", "-y", "--force"])
def test_the_command_line_has_no_word_for_many(option: str) -> None:
    parser = build_parser()
    with pytest.raises(UsageError):
        parser.parse_args(["outbox", "release", option, "abc"])
    with pytest.raises(UsageError):
        parser.parse_args(["outbox", "release", "abc", "def"])


def test_the_gate_takes_one_act() -> None:
    parameters = list(inspect.signature(Gate.release).parameters.values())[1:]
    assert [(parameter.name, parameter.annotation) for parameter in parameters] == [("item", "Item")]
