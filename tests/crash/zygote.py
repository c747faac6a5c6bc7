"""A process that has imported everything and forks one child for each order, so that killing is cheap.

Orders and answers are JSON lines. A child counts its steps (each SQL statement, each network request before
it leaves and after its answer) and kills itself, as ``kill -9`` does, at the step it was told.
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread  # noqa: F401 - the event loop would import it in each child anew
import importlib.util
import json
import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio._backends._asyncio
import anyio.streams.tls  # noqa: F401 - httpx would import it in each child anew: half of a child's time
import httpx

from hold_kit import OneSession, no_wait, post, review
from outtray.acts.act import AccountKey, Act
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.journal import reading
from outtray.mastodon.client import make_client
from outtray.mastodon.decode import decode_list, decode_one
from outtray.mastodon.models import Account, Status
from outtray.mastodon.session import Session
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.truth import Truth, target_of
from outtray.mastodon.wire import Wire
from outtray.outbox.dispatcher import Dispatcher, DispatchSettings
from outtray.outbox.gate import Gate
from outtray.outbox.media import MediaLimits
from outtray.outbox.opening import Outbox, open_outbox
from outtray_rules.draft import ActKind

Order = dict[str, Any]


class Steps:
    """Counts what a child does and ends it at one of the steps."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self._lock = threading.Lock()
        self.taken = 0

    def step(self, _what: str) -> None:
        """One more; the last one there is, when its number is up."""
        with self._lock:
            self.taken += 1
            if self.taken == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)


class Counted(httpx.AsyncBaseTransport):
    """The network, each request and each answer a step."""

    def __init__(self, steps: Steps) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=False)  # plain http here; saves reading certificates
        self._steps = steps

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._steps.step(f"before {request.method} {request.url.path}")
        response = await self._inner.handle_async_request(request)
        self._steps.step(f"after {request.method} {request.url.path}")
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class Child:
    """One run of the program over an out-tray in a folder."""

    def __init__(self, order: Order, steps: Steps) -> None:
        self.order = order
        self.steps = steps
        self.clock = SystemClock()
        self.outbox: Outbox = open_outbox(
            Path(order["folder"]), self.clock, floor=timedelta(0), trace=steps.step
        )
        wire = Wire(
            make_client(order["url"], EgressTransport(Counted(steps)), token=order["token"]), clock=self.clock
        )
        self.session = Session(AccountKey(*order["account"]), wire, order.get("honours", True))
        sessions = OneSession(self.session)
        self.gate = Gate(self.outbox.sending, sessions, review_of, self.clock)
        settings = DispatchSettings(
            unsure_wait=timedelta(0),
            look_gap=timedelta(0),
            look_again=timedelta(0),
            poll=timedelta(milliseconds=5),
        )
        pause = no_wait if order["scenario"] != "rival" else asyncio.sleep
        self.dispatcher = Dispatcher(
            self.outbox, self.gate, sessions, self.clock, settings=settings, sleep=pause
        )

    async def act(self) -> Act:
        """The act this order is about."""
        text = self.order["text"]
        act = post(text, account=self.session.account)
        match self.order.get("kind", "post"):
            case "boost":
                seen = await Truth(self.session.wire).status(self.order["target"])
                return replace(act, kind=ActKind.BOOST, text="", target=target_of(seen))
            case "media":
                picture = Path(self.order["picture"])
                attachment = self.outbox.media.add(picture, "image/png", MediaLimits(), description=text)
                return replace(act, media=(attachment,))
            case _:
                return act

    async def hold(self, act: Act, item_id: str = "") -> Item:
        """Hold an act with the server's time."""
        date = (await Truth(self.session.wire).identity()).date
        return self.outbox.store.hold(act, review_of(act), server_date=date, item_id=item_id)

    async def send(self) -> None:
        """The whole way, from nothing to sent."""
        item = await self.hold(await self.act())
        say({"held": item.id})
        await self.gate.release(item)
        say({"released": item.id, "steps_before_sending": self.steps.taken})
        await self.dispatcher.round()

    async def edit(self) -> None:
        """Hold, take back, hold again with other words, send."""
        act = await self.act()
        item = await self.hold(replace(act, text="not " + act.text))
        say({"held": item.id})
        self.outbox.store.edit(item.id)
        self.outbox.store.save_draft(act, item_id=item.id)
        held = await self.hold(act, item.id)
        await self.gate.release(held)
        await self.dispatcher.round()

    async def settle(self) -> None:
        """Send to a server that knows no idempotency keys and loses the post; say so, and send again."""
        await self.send()
        say({"steps_before_settling": self.steps.taken})
        await self.dispatcher.round()
        [item] = self.outbox.store.items()
        await self.user_settles(item)
        await self.gate.release(self.outbox.store.item(item.id))
        await self.dispatcher.round()

    async def user_settles(self, item: Item) -> Item:
        """What a user does who was asked: looks at the server, and says what is there."""
        account = self.session.account.id
        shown = await Truth(self.session.wire).own_since(account, item.created_at - timedelta(minutes=1))
        copies = [status for status in shown if f">{item.act.text}<" in status.content]
        if copies:
            return self.outbox.sending.found(item.id, Sent(copies[0].id, copies[0].url or ""), by="user")
        return self.outbox.sending.confirm_absent(item.id)

    async def thread(self) -> None:
        """Write a long draft and hold it as a thread."""
        act = await self.act()
        draft = self.outbox.store.save_draft(act)
        say({"draft": draft.id})
        parts = [replace(act, kind=ActKind.THREAD, text=f"{act.text} {number}") for number in (1, 2, 3)]
        self.outbox.store.hold_thread(
            parts,
            review_of,
            server_date=None,
            answers=lambda _review: (frozenset(), {}),
            draft=draft.id,
        )
        say({"held": draft.id})

    async def look_after_thread(self) -> None:
        """What is left of a thread."""
        items = [*self.outbox.store.drafts(), *self.outbox.store.items()]
        self.say_end("", [f"{item.state} {item.act.text}" for item in items])

    async def discard(self) -> None:
        """Hold and throw away."""
        item = await self.hold(await self.act())
        say({"held": item.id})
        self.outbox.store.discard(item.id)
        say({"discarded": item.id})

    async def recover(self) -> None:
        """What the program and its user do after a crash, until the act is sent."""
        for _round in range(3):
            await self.dispatcher.round()
        items = [*self.outbox.store.drafts(), *self.outbox.store.items(), *self.outbox.store.sent()]
        before = [str(item.state) for item in items]
        if not items:
            items = [await self.hold(await self.act())]
        [item] = items
        if item.state is State.DRAFT:
            item = await self.hold(await self.act(), item.id)
        if item.state is State.UNSURE and item.sending is not None and item.sending.asked:
            item = await self.user_settles(item)
        if item.state is State.FAILED:
            item = self.outbox.store.retry(item.id)
        if item.state is State.HELD and item.act != await self.act():
            self.outbox.store.edit(item.id)
            item = await self.hold(await self.act(), item.id)
        if item.state is State.HELD:
            await self.gate.release(item)
        for _round in range(3):
            await self.dispatcher.round()
        self.say_end(item.id, before)

    async def look_after_discard(self) -> None:
        """What is left of a discarded act."""
        items = [*self.outbox.store.drafts(), *self.outbox.store.items()]
        self.say_end(items[0].id if items else "", [str(item.state) for item in items])

    async def rival(self) -> None:
        """Release the acts named in the order and see them settled, whoever sends them."""
        for item_id in self.order["items"]:
            await self.gate.release(self.outbox.store.item(item_id))
        for item_id in self.order["items"]:
            await self.dispatcher.settled(item_id, 60)
        self.dispatcher.stop()

    def say_end(self, item_id: str, before: list[str]) -> None:
        """Report the state of things."""
        with self.outbox.database.reading() as connection:
            rows = reading.verify(connection, self.outbox.journal_key).rows
        end: Order = {"before": before, "rows": rows, "state": "", "sent_id": ""}
        if item_id:
            item = self.outbox.store.item(item_id)
            end |= {"state": item.state, "sent_id": item.sent_id}
        say(end)


def review_of(act: Act) -> Any:
    """A clean review without a wait."""
    return review(act, seconds=0)


def say(what: Order) -> None:
    """Tell the tests something, at once."""
    os.write(_PIPE[1], (json.dumps(what) + "\n").encode())


_PIPE = (0, 1)


def run_child(order: Order) -> None:
    """Be the child; never returns."""
    steps = Steps(order.get("kill_at", 0))
    code = 1
    try:
        child = Child(order, steps)
        asyncio.run(getattr(child, order["scenario"])())
        say({"steps": steps.taken})
        code = 0
    finally:
        if code:
            import traceback

            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def warm_up() -> None:
    """Do once what each child would do anew: build readers, look for what is not there."""
    for kind in (Account, Status):
        decode_one(b'{"id": "1"}', kind, host="")
        decode_list(b"[]", kind, host="")
    if importlib.util.find_spec("sniffio") is None:
        # httpcore looks through the whole path for it at each request.
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # Python's own way to say: there is none


def main() -> None:
    """Fork for each order, all orders of one line at once, and answer when they have ended."""
    global _PIPE  # noqa: PLW0603 - set once before each fork, for the child
    warm_up()
    for line in sys.stdin:
        children = []
        for order in json.loads(line):
            _PIPE = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(_PIPE[0])
                run_child(order)
            os.close(_PIPE[1])
            children.append((pid, _PIPE[0]))
        answers = []
        for pid, pipe in children:
            with os.fdopen(pipe) as said:
                lines = [json.loads(part) for part in said]
            _pid, status = os.waitpid(pid, 0)
            merged: Order = {}
            for part in lines:
                merged |= part
            answers.append({**merged, "code": os.waitstatus_to_exitcode(status)})
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
