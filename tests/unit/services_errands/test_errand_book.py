"""What is asked for in private is on disk before it is sent, and nothing public can be among it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errands_kit import ME, OTHER, bookmark
from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.door import is_private
from outtray.mastodon.errands import Errand, ErrandKind, request_of, said
from outtray.services.errand_book import ErrandBook
from outtray.services.errands import (
    DATABASE,
    Errands,
)


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
