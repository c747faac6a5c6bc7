"""Private acts wait in a file for a server that is away, in order, and nothing public can be among them."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outtray.acts.act import AccountKey
from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.mastodon import errors
from outtray.mastodon.door import is_private
from outtray.mastodon.errands import Errand, ErrandKind, request_of, said
from outtray.mastodon.route import Route
from outtray.mastodon.timelines import HOME as HOME_TIMELINE
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import LARGEST_BODY
from outtray.services import connection
from outtray.services.connection import Connection, connect
from outtray.services.errand_book import ErrandBook
from outtray.services.errands import (
    DATABASE,
    LOCK,
    MOST_FAULTS,
    ErrandDone,
    ErrandKept,
    ErrandNews,
    ErrandRefused,
    Errands,
    may_be_done,
    waits_for,
)
from outtray.storage.errors import Busy, DiskFull, NotWritable, StorageError
from outtray.storage.lock import FileLock
from practice_process import PracticeServer

ME = AccountKey("practice", "7", "clerk")
OTHER = AccountKey("elsewhere.example", "7", "clerk")


def bookmark(status_id: str, *, wish: bool = True) -> Errand:
    """Keep a post, or no longer, as it is asked for on a screen that shows how it stands."""
    return Errand(ErrandKind.BOOKMARK, status_id, wish=wish, name="@anouk", before=not wish)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[ErrandBook]:
    opened = ErrandBook(tmp_path / DATABASE, SystemClock())
    yield opened
    opened.close()


# What may be in it

details = st.one_of(st.text(max_size=30), st.integers(0, 10**9).map(str))


@given(
    st.sampled_from(ErrandKind),
    st.text(min_size=1, max_size=40),
    st.booleans(),
    details,
)
def test_whatever_is_asked_for_is_private_or_is_not_taken(
    kind: ErrandKind, subject: str, wish: bool, detail: str
) -> None:
    errand = Errand(kind, subject, wish=wish, detail=detail)
    try:
        request = request_of(errand)
    except errors.DeniedByDoor:
        return
    assert is_private(request.method, request.path.encode(), b"")
    assert not request.path.startswith(("/oauth", "/api/v1/apps", "/api/v1/media"))
    for public in ("/reblog", "/favourite", "/pin", "/api/v1/statuses/?$", "update_credentials", "/votes"):
        assert not request.path.endswith(public)


def test_each_kind_has_a_request_and_words_both_ways() -> None:
    for kind in ErrandKind:
        for wish in (True, False):
            errand = Errand(kind, "42", wish=wish, detail="7", name="@anouk")
            assert is_private(request_of(errand).method, request_of(errand).path.encode(), b"")
            assert said(errand)


@pytest.mark.parametrize(
    "stored",
    [
        b'{"kind": "post", "subject": "1"}',
        b'{"kind": "bookmark", "subject": "../../statuses"}',
        b'{"kind": "bookmark", "subject": "1/reblog?x="}',
        b'{"kind": "bookmark", "subject": ""}',
        b'{"method": "POST", "path": "/api/v1/statuses", "fields": {"status": "Hello"}}',
        b"{",
        b"\xff\xfe",
    ],
)
async def test_nothing_public_that_was_put_into_the_file_is_ever_sent(tmp_path: Path, stored: bytes) -> None:
    ErrandBook(tmp_path / DATABASE, SystemClock()).close()
    with sqlite3.connect(tmp_path / DATABASE) as raw:
        raw.execute(
            "INSERT INTO errands (host, account_id, about, errand, asked_at) VALUES (?, ?, 'x', ?, '')",
            (ME.host, ME.id, stored),
        )
    errands = Errands(tmp_path, SystemClock(), find=lambda host, account_id: None)
    assert errands.waiting(ME.host, ME.id) == 0
    errands.close()
    with sqlite3.connect(tmp_path / DATABASE) as raw:
        assert raw.execute("SELECT count(*) FROM errands").fetchone() == (0,)


# What is written down


def test_what_is_undone_before_the_server_heard_of_it_is_nothing(book: ErrandBook) -> None:
    assert book.add(ME, bookmark("1"))
    assert not book.add(ME, bookmark("1", wish=False))
    assert book.waiting(ME.host, ME.id) == ()
    # A third wish counts again.
    assert book.add(ME, bookmark("1"))
    assert [one.errand.wish for one in book.waiting(ME.host, ME.id)] == [True]


def test_what_the_server_may_have_heard_of_is_undone_by_saying_so(book: ErrandBook) -> None:
    book.add(ME, bookmark("1"))
    (first,) = book.waiting(ME.host, ME.id)
    assert book.begin(first)
    assert book.add(ME, bookmark("1", wish=False))
    assert [one.errand.wish for one in book.waiting(ME.host, ME.id)] == [True, False]


def test_what_the_server_may_have_heard_of_stays_heard_when_a_later_try_never_leaves(
    book: ErrandBook,
) -> None:
    book.add(ME, bookmark("1"))
    for heard in (True, False, False):
        (waiting,) = book.waiting(ME.host, ME.id)
        assert book.begin(waiting)
        assert book.put_off(waiting, heard=heard).under_way
    assert book.add(ME, bookmark("1", wish=False))
    assert [one.errand.wish for one in book.waiting(ME.host, ME.id)] == [True, False]


@pytest.mark.parametrize("heard", [True, False])
def test_a_wish_made_again_after_the_first_was_refused_is_not_lost(book: ErrandBook, heard: bool) -> None:
    """The second wish was to undo what the server, as it turned out, never did."""
    book.add(ME, bookmark("1"))
    (first,) = book.waiting(ME.host, ME.id)
    assert book.begin(first)
    assert book.add(ME, bookmark("1", wish=False))
    book.refused(first, heard=heard)
    (second,) = book.waiting(ME.host, ME.id)
    assert (second.errand.wish, second.errand.before) == (False, None if heard else False)
    assert book.add(ME, bookmark("1"))
    assert [one.errand.wish for one in book.waiting(ME.host, ME.id)] == [True]


def test_how_it_stands_after_a_refusal_is_unknown_when_an_earlier_try_was_perhaps_heard(
    book: ErrandBook,
) -> None:
    book.add(ME, bookmark("1"))
    (first,) = book.waiting(ME.host, ME.id)
    book.begin(first)
    again = book.put_off(first, heard=True)
    assert book.add(ME, bookmark("1", wish=False))
    book.begin(again)
    book.refused(again, heard=False)
    assert [one.errand.before for one in book.waiting(ME.host, ME.id)] == [None]
    # Whichever is wished for now is said: neither may be taken for granted.
    assert book.add(ME, bookmark("1"))
    assert book.add(ME, bookmark("1", wish=False))
    assert [one.errand.wish for one in book.waiting(ME.host, ME.id)] == [False]


def test_a_refusal_concerns_nothing_but_what_it_is_about(book: ErrandBook) -> None:
    book.add(ME, bookmark("1"))
    (first,) = book.waiting(ME.host, ME.id)
    book.begin(first)
    book.add(ME, bookmark("2"))
    book.add(OTHER, bookmark("1"))
    others = [*book.waiting(ME.host, ME.id)[1:], *book.waiting(OTHER.host, OTHER.id)]
    book.refused(first, heard=True)
    assert [*book.waiting(ME.host, ME.id), *book.waiting(OTHER.host, OTHER.id)] == others


def test_the_last_of_many_wishes_stands_at_its_own_place(book: ErrandBook) -> None:
    book.add(ME, Errand(ErrandKind.MUTE, "5", detail="3600", before=False))
    book.add(ME, bookmark("1"))
    book.add(ME, Errand(ErrandKind.MUTE, "5", detail="86400", before=True))
    book.add(ME, Errand(ErrandKind.MARKER, "notifications", detail="9"))
    book.add(ME, Errand(ErrandKind.MARKER, "notifications", detail="12"))
    book.add(ME, Errand(ErrandKind.LIST_MEMBER, "3", detail="5", before=False))
    book.add(ME, Errand(ErrandKind.LIST_MEMBER, "3", detail="6", before=False))
    told = [(one.errand.kind.value, one.errand.detail) for one in book.waiting(ME.host, ME.id)]
    assert told == [
        ("bookmark", ""), ("mute", "86400"), ("marker", "12"), ("list-member", "5"), ("list-member", "6"),
    ]  # fmt: skip


def test_accounts_do_not_get_in_each_others_way(book: ErrandBook) -> None:
    book.add(ME, bookmark("1"))
    book.add(OTHER, bookmark("1"))
    book.add(OTHER, bookmark("1", wish=False))
    assert book.accounts() == ((ME.host, ME.id, 1),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=25), st.data())
def test_any_wishes_in_any_order_leave_the_server_as_the_last_ones_say(
    tmp_path_factory: pytest.TempPathFactory, wishes: list[tuple[str, bool]], data: st.DataObject
) -> None:
    book = ErrandBook(tmp_path_factory.mktemp("book") / DATABASE, SystemClock())
    server = {"a": False, "b": True}
    shown = dict(server)

    def wish_for(subject: str, wish: bool) -> None:
        if wish is not shown[subject]:
            book.add(ME, Errand(ErrandKind.BOOKMARK, subject, wish=wish, before=shown[subject]))
            shown[subject] = wish

    def send(count: int) -> None:
        for one in book.waiting(ME.host, ME.id)[:count]:
            if not book.begin(one):
                continue  # taken back while another was on its way
            if data.draw(st.booleans()):
                wish_for(data.draw(st.sampled_from("ab")), data.draw(st.booleans()))
            became = data.draw(
                st.sampled_from(("taken", "taken without an answer", "never there", "refused"))
            )
            if became == "refused":
                book.refused(one, heard=False)
                if not any(
                    later.errand.subject == one.errand.subject for later in book.waiting(ME.host, ME.id)
                ):
                    # The screen shows again how it stood.
                    shown[one.errand.subject] = server[one.errand.subject]
                continue
            if became != "never there":
                server[one.errand.subject] = one.errand.wish
            if became != "taken":
                book.put_off(one, heard=became != "never there")
                return
            book.done(one)

    try:
        for subject, wish in wishes:
            wish_for(subject, wish)
            if data.draw(st.booleans()):
                send(data.draw(st.integers(0, 2)))
        while book.waiting(ME.host, ME.id):
            for one in book.waiting(ME.host, ME.id):
                server[one.errand.subject] = one.errand.wish
                book.done(one)
        assert server == shown
    finally:
        book.close()


_KILLED = """
import asyncio, json, os, signal, sys
from pathlib import Path
from outtray.acts.act import AccountKey
from outtray.base.clock import SystemClock
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.services.errands import Errands

async def main():
    errands = Errands(Path(sys.argv[1]), SystemClock(), find=lambda host, account_id: None)
    me = AccountKey("practice", "7", "clerk")
    for number in range(5):
        await errands.ask(me, Errand(ErrandKind.BOOKMARK, str(number), before=False))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_a_kill_loses_nothing_that_was_asked_for(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    errands = Errands(tmp_path, SystemClock(), find=lambda host, account_id: None)
    assert [errand.subject for errand in errands.listed(ME.host, ME.id)] == list("01234")
    errands.close()
    assert (tmp_path / DATABASE).stat().st_mode & 0o077 == 0


# What is sent


Trouble = Callable[[Callable[[], Awaitable[httpx.Response]]], Awaitable[httpx.Response]]
"""What becomes of one request, given what passes it on."""


class Line(httpx.AsyncBaseTransport):
    """The way to the server; each of ``troubles`` befalls one private act, the first of them the next."""

    def __init__(self) -> None:
        self._route = Route("")
        self.troubles: list[Trouble] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST" or not self.troubles:
            return await self._route.handle_async_request(request)
        return await self.troubles.pop(0)(lambda: self._route.handle_async_request(request))

    async def aclose(self) -> None:
        await self._route.aclose()


async def no_answer(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it; its answer does not come in time."""
    await (await pass_on()).aread()
    raise httpx.ReadTimeout("no answer")


async def no_network(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Nothing leaves this machine."""
    del pass_on
    raise httpx.ConnectError("no network")


class Desk:
    """Errands of the practising clerk, and what was told of them; ``away`` unplugs the server."""

    def __init__(self, folder: Path, connection: Connection, line: Line) -> None:
        self.connection = connection
        self.line = line
        self.away = False
        self.news: list[ErrandNews] = []
        self.errands = Errands(folder, SystemClock(), find=self._find)

    def _find(self, host: str, account_id: str) -> Connection | None:
        same = (host, account_id) == (self.connection.account.host, self.connection.account.id)
        return self.connection if same and not self.away else None

    async def ask(self, *errands: Errand) -> None:
        for errand in errands:
            await self.errands.ask(self.connection.account, errand)

    async def send(self) -> list[ErrandNews]:
        self.news.clear()
        await self.errands.send(self.news.append)
        return self.news

    @property
    def waiting(self) -> int:
        return self.errands.waiting(self.connection.account.host, self.connection.account.id)


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def desk(town: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    # A server that is well is asked for the time to tell: on a loaded machine it is only slow.
    monkeypatch.setattr(connection, "_SERVER_TIME_SECONDS", 60.0)
    town.clear_faults()
    town.forget_writes()
    line = Line()
    opened = await connect(
        town.url, town.token, host="practice", transport=EgressTransport(line), clock=SystemClock()
    )
    made = Desk(tmp_path, opened, line)
    yield made
    made.errands.close()
    await opened.close()
    town.clear_faults()


def home(town: PracticeServer) -> list[dict[str, Any]]:
    """The newest posts."""
    found: list[dict[str, Any]] = town.api("GET", "/api/v1/timelines/home").json()
    return found


async def test_what_waited_is_sent_in_order_and_as_it_was_asked_for(desk: Desk, town: PracticeServer) -> None:
    first, second = home(town)[:2]
    author = first["account"]["id"]
    desk.away = True
    await desk.ask(
        bookmark(first["id"]),
        Errand(ErrandKind.MUTE, author, detail="3600", before=False),
        bookmark(second["id"]),
        bookmark(second["id"], wish=False),
        Errand(ErrandKind.NOTE, author, detail="Met at the ferry."),
        Errand(ErrandKind.BLOCK_SERVER, "noise.example", before=False),
        Errand(ErrandKind.FOLLOW_TAG, "tides", before=False),
        Errand(ErrandKind.MARKER, "notifications", detail="3"),
    )
    assert await desk.send() == []
    assert desk.waiting == 6
    assert town.writes() == []

    desk.away = False
    news = await desk.send()
    assert desk.waiting == 0
    assert all(isinstance(one, ErrandDone) for one in news)
    assert [entry["path"].split("/api/")[1] for entry in town.writes()] == [
        f"v1/statuses/{first['id']}/bookmark",
        f"v1/accounts/{author}/mute",
        f"v1/accounts/{author}/note",
        "v1/domain_blocks",
        "v1/tags/tides/follow",
        "v1/markers",
    ]
    done = {one.errand.kind: one for one in news if isinstance(one, ErrandDone)}
    bookmarked = done[ErrandKind.BOOKMARK].status
    assert bookmarked is not None
    assert bookmarked.bookmarked
    relation = done[ErrandKind.NOTE].relation
    assert relation is not None
    assert (relation.muting, relation.note) == (True, "Met at the ferry.")
    await desk.ask(
        bookmark(first["id"], wish=False),
        Errand(ErrandKind.MUTE, author, wish=False),
        Errand(ErrandKind.BLOCK_SERVER, "noise.example", wish=False),
    )
    assert len(await desk.send()) == 3
    assert town.api("GET", "/api/v1/domain_blocks").json() == []


Fault = Callable[[PracticeServer], object]

KEPT: dict[str, Fault] = {
    "the connection breaks before": lambda town: town.set_fault("drop_before", method="POST"),
    "the connection breaks after": lambda town: town.set_fault("drop_after", method="POST"),
    "a gateway gives up": lambda town: town.set_fault("status_after", method="POST", code=504),
    "the server breaks": lambda town: town.set_fault("status", method="POST", code=500),
    "a pause is asked for": lambda town: town.set_fault("status", method="POST", code=429),
    "a sign-in page answers": lambda town: town.set_fault(
        "body", method="POST", body="<html>Sign in</html>", content_type="text/html"
    ),
    "the login has ended": lambda town: town.set_fault("status", method="POST", code=401),
}


@pytest.mark.parametrize("fault", KEPT)
async def test_a_server_that_does_not_answer_gets_it_later(
    desk: Desk, town: PracticeServer, fault: str
) -> None:
    first, second = home(town)[:2]
    town.forget_writes()
    KEPT[fault](town)
    await desk.ask(bookmark(first["id"]), bookmark(second["id"]))
    (kept,) = await desk.send()
    assert isinstance(kept, ErrandKept)
    assert kept.waiting == 2
    assert kept.error.sentence
    assert desk.waiting == 2, "what comes after waits, too: order is kept"
    town.clear_faults()
    desk.connection.scheduler._paused.clear()  # the minute the server asked for is over
    assert all(isinstance(one, ErrandDone) for one in await desk.send())
    assert desk.waiting == 0
    for status in (first, second):
        assert town.api("GET", f"/api/v1/statuses/{status['id']}").json()["bookmarked"]
        town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_a_block_after_an_unblock_nobody_heard_back_from_is_sent(
    desk: Desk, town: PracticeServer
) -> None:
    person = home(town)[0]["account"]["id"]
    town.api("POST", f"/api/v1/accounts/{person}/block")
    try:
        desk.line.troubles += [no_answer, no_network]
        await desk.ask(Errand(ErrandKind.BLOCK, person, wish=False, before=True))
        for _round in range(2):
            assert [type(one) for one in await desk.send()] == [ErrandKept]
        assert desk.line.troubles == []
        await desk.ask(Errand(ErrandKind.BLOCK, person, before=False))
        await desk.send()
        assert desk.waiting == 0
        (relation,) = town.api("GET", "/api/v1/accounts/relationships", params={"id[]": person}).json()
        assert relation["blocking"]
    finally:
        town.api("POST", f"/api/v1/accounts/{person}/unblock")


async def test_a_bookmark_wished_for_again_after_it_never_left_arrives(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]

    async def taken_back_on_its_way(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        await desk.ask(bookmark(status_id, wish=False))
        return await no_network(pass_on)

    desk.line.troubles.append(taken_back_on_its_way)
    await desk.ask(bookmark(status_id))
    (kept,) = await desk.send()
    assert isinstance(kept, ErrandKept)
    await desk.ask(bookmark(status_id))
    await desk.send()
    assert desk.waiting == 0
    assert town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def test_a_bookmark_wished_for_again_after_it_was_refused_is_told_to_the_server(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]

    async def taken_back_and_refused(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        del pass_on
        await desk.ask(bookmark(status_id, wish=False))
        desk.line.troubles.append(no_network)
        return httpx.Response(403, content=b'{"error": "Not now"}')

    desk.line.troubles.append(taken_back_and_refused)
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandRefused]
    assert [type(one) for one in await desk.send()] == [ErrandKept]
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    assert town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def a_page_instead(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it; something on the way gives a page of its own instead of the answer."""
    await (await pass_on()).aread()
    return httpx.Response(200, content=b"<html>One moment</html>")


async def far_too_much(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it, and says more of it than this program reads."""
    await (await pass_on()).aread()
    return httpx.Response(200, content=b"[" + b" " * LARGEST_BODY + b"]")


@pytest.mark.parametrize("answer", [a_page_instead, far_too_much])
async def test_what_was_taken_with_an_answer_nobody_can_read_is_undone_by_saying_so(
    desk: Desk, town: PracticeServer, answer: Trouble
) -> None:
    status_id = home(town)[0]["id"]
    desk.line.troubles.append(answer)
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandKept]
    await desk.ask(bookmark(status_id, wish=False))
    await desk.send()
    assert desk.waiting == 0
    assert not town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]


@pytest.mark.parametrize("answer", [a_page_instead, far_too_much])
async def test_a_server_that_never_answers_one_act_in_a_way_that_can_be_read_does_not_hold_up_the_rest(
    desk: Desk, town: PracticeServer, answer: Trouble
) -> None:
    bad, good = home(town)[:2]
    desk.line.troubles += [answer] * MOST_FAULTS
    await desk.ask(bookmark(bad["id"]), bookmark(good["id"]))
    rounds = [await desk.send() and list(desk.news) for _round in range(MOST_FAULTS)]
    assert [type(told[0]) for told in rounds] == [ErrandKept] * (MOST_FAULTS - 1) + [ErrandRefused]
    assert isinstance(rounds[-1][1], ErrandDone)
    for status in (bad, good):
        town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_a_network_that_wants_a_sign_in_drops_nothing_however_long_it_takes(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]
    town.set_fault("body", path_regex="/api/", times=None, body="<html>Sign in</html>")
    await desk.ask(bookmark(status_id))
    for _round in range(MOST_FAULTS + 2):
        assert [type(one) for one in await desk.send()] == [ErrandKept]
    town.clear_faults()
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


@pytest.mark.parametrize("trouble", [Busy, DiskFull, NotWritable])
@pytest.mark.parametrize(("times", "again"), [(3, 0.01), (1, 3600)], ids=["by itself", "when woken"])
async def test_trouble_with_the_file_is_told_once_and_sending_goes_on_when_it_is_over(
    desk: Desk,
    town: PracticeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: type[StorageError],
    times: int,
    again: float,
) -> None:
    status_id = home(town)[0]["id"]
    accounts, ahead = ErrandBook.accounts, [trouble("Not now.", path=tmp_path) for _time in range(times)]
    told: list[OuttrayError] = []
    news = asyncio.Queue[ErrandNews]()

    def not_at_first(book: ErrandBook) -> tuple[tuple[str, str, int], ...]:
        if ahead:
            raise ahead.pop()
        return accounts(book)

    def hindered(error: OuttrayError) -> None:
        told.append(error)
        if again > 1:
            desk.errands.wake()

    monkeypatch.setattr(ErrandBook, "accounts", not_at_first)
    await desk.ask(bookmark(status_id))
    running = asyncio.create_task(desk.errands.run(news.put_nowait, hindered, again=again))
    try:
        async with asyncio.timeout(120):
            assert isinstance(await news.get(), ErrandDone)
        assert [error.sentence for error in told] == ["Not now."]
        assert not ahead
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def test_what_is_refused_is_told_and_holds_up_nothing(desk: Desk, town: PracticeServer) -> None:
    status = home(town)[0]
    await desk.ask(bookmark("404404"), bookmark(status["id"]))
    refused, done = await desk.send()
    assert isinstance(refused, ErrandRefused)
    assert refused.errand.subject == "404404"
    assert isinstance(refused.error, errors.NotFound)
    assert isinstance(done, ErrandDone)
    assert desk.waiting == 0
    town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_a_server_that_breaks_over_one_act_for_ever_does_not_hold_up_the_rest(
    desk: Desk, town: PracticeServer
) -> None:
    bad, good = home(town)[:2]
    town.set_fault("status", method="POST", path_regex=f"{bad['id']}/bookmark", times=None, code=500)
    await desk.ask(bookmark(bad["id"]), bookmark(good["id"]))
    rounds = [await desk.send() and list(desk.news) for _round in range(MOST_FAULTS)]
    assert [type(told[0]) for told in rounds] == [ErrandKept] * (MOST_FAULTS - 1) + [ErrandRefused]
    assert isinstance(rounds[-1][1], ErrandDone)
    town.api("POST", f"/api/v1/statuses/{good['id']}/unbookmark")


@pytest.mark.parametrize("code", [500, 503])
async def test_a_server_in_maintenance_drops_nothing_however_long_it_takes(
    desk: Desk, town: PracticeServer, code: int
) -> None:
    status = home(town)[0]
    town.set_fault("status", path_regex="/api/", times=None, code=code)
    await desk.ask(bookmark(status["id"]))
    for _round in range(MOST_FAULTS + 2):
        assert [type(one) for one in await desk.send()] == [ErrandKept]
    town.clear_faults()
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_no_refresh_shows_an_older_state_than_was_asked_for(desk: Desk, town: PracticeServer) -> None:
    account = desk.connection.account
    page = await desk.connection.reader.timeline(HOME_TIMELINE)
    status = page.items[0]
    assert not status.shown.bookmarked
    desk.away = True
    await desk.ask(bookmark(status.shown.id))
    assert desk.errands.overlay(account.host, account.id, status).shown.bookmarked
    boost = msgspec.structs.replace(status, id="b1", reblog=status.shown)
    assert desk.errands.overlay(account.host, account.id, boost).shown.bookmarked
    assert not desk.errands.overlay(account.host, account.id, page.items[1]).shown.bookmarked
    await desk.ask(bookmark(status.shown.id, wish=False))
    assert not desk.errands.overlay(account.host, account.id, status).shown.bookmarked


async def test_two_processes_do_not_send_the_same_things(desk: Desk, tmp_path: Path) -> None:
    await desk.ask(bookmark("404404"))
    other = FileLock(tmp_path / LOCK)
    other.acquire()
    assert await desk.send() == []
    assert desk.waiting == 1
    other.release()
    assert len(await desk.send()) == 1


async def test_what_goes_out_of_the_queue_passes_the_door_without_a_permit(
    desk: Desk, tmp_path: Path
) -> None:
    """The same egress transport sees it, and a public request in its place is stopped there."""
    seen: list[httpx.Request] = []

    async def wire(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=json.dumps({"id": "1", "bookmarked": True}))

    door = EgressTransport(httpx.MockTransport(wire))
    async with httpx.AsyncClient(transport=door, base_url="https://harbour.example") as client:
        request = request_of(bookmark("1"))
        assert (await client.request(request.method, request.path, json=request.fields)).status_code == 200
        assert [one.url.path for one in seen] == ["/api/v1/statuses/1/bookmark"]
        assert "outtray_permit" not in seen[0].extensions
        with pytest.raises(errors.DeniedByDoor):
            await client.post("/api/v1/statuses", json={"status": "Hello"})


def test_which_errors_say_nothing_about_the_act_itself() -> None:
    assert waits_for(errors.Unreachable("Gone."))
    assert waits_for(errors.Unauthorised("Ended.", status=401))
    assert waits_for(errors.Refused("Too slow.", status=408))
    assert not waits_for(errors.Unauthorised("Too narrow.", status=403))
    assert not waits_for(errors.NotFound("Gone.", status=404))
    assert not waits_for(errors.Unsupported("No lists."))
    assert not waits_for(errors.DeniedByDoor("Stopped."))


@pytest.mark.parametrize(
    ("error", "perhaps"),
    [
        (errors.Unreachable("Broken off."), True),
        (errors.Unreachable("No such server.", maybe_accepted=False), False),
        (errors.ServerFault("Broken.", status=500), True),
        (errors.NotMastodon("A page."), True),
        (errors.Moved("Elsewhere.", to="x"), True),
        (errors.TooLarge("Too much."), True),
        (errors.Refused("Too slow.", status=408), True),
        (errors.Refused("Another was quicker.", status=409), True),
        (errors.NotFound("Gone.", status=404), False),
        (errors.Unauthorised("Ended.", status=401), False),
        (errors.RateLimited("Later."), False),
        (errors.DeniedByDoor("Stopped."), False),
        (errors.Unsupported("No lists."), False),
    ],
)
def test_which_errors_leave_open_whether_it_is_done(error: errors.ServerError, perhaps: bool) -> None:
    assert may_be_done(error) is perhaps
