"""What is looked at in a thread: told when it has changed, never when it has not, and until nobody asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from outtray.base.errors import OuttrayError
from outtray.services.lookout import Lookout

PATIENCE = 60.0
NEVER = 3_600.0
"""Seconds between two rounds of a lookout that is only woken."""


@contextmanager
def running(lookout: Lookout) -> Iterator[None]:
    """Let it look in a thread, as the client does; what it tells is called there at once."""
    thread = threading.Thread(target=lookout.run, args=(lambda heard: heard(),))
    thread.start()
    try:
        yield
    finally:
        lookout.close()
        thread.join(PATIENCE)
    assert not thread.is_alive()


class Shelf:
    """Something that others change; counts how often it is looked at, and lets a test wait for a look."""

    def __init__(self) -> None:
        self.news: list[str | OuttrayError] = []
        self.looked = 0
        self.told: list[object] = []
        self._turn = threading.Condition()

    def look(self) -> str | None:
        with self._turn:
            self.looked += 1
            self._turn.notify_all()
            found = self.news.pop(0) if self.news else None
        if isinstance(found, OuttrayError):
            raise found
        return found

    def tell(self, news: object) -> None:
        with self._turn:
            self.told.append(news)
            self._turn.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self._turn:
            assert self._turn.wait_for(condition, PATIENCE)


def test_a_look_is_taken_at_once_and_told_only_when_it_found_something() -> None:
    shelf, lookout = Shelf(), Lookout(NEVER)
    shelf.news = ["there from the start"]
    watch = lookout.watch(shelf.look, shelf.tell, fail=shelf.tell)
    with running(lookout):
        shelf.until(lambda: len(shelf.told) == 1)
        watch.soon()
        shelf.until(lambda: shelf.looked == 2)
        shelf.news.append("saved since")
        watch.soon()
        shelf.until(lambda: len(shelf.told) == 2)
    assert shelf.told == ["there from the start", "saved since"]
    assert shelf.looked == 3


def test_nobody_has_to_ask() -> None:
    shelf, lookout = Shelf(), Lookout(0.001)
    lookout.watch(shelf.look, shelf.tell, fail=shelf.tell)
    with running(lookout):
        shelf.until(lambda: shelf.looked > 3)
        shelf.news.append("saved meanwhile")
        shelf.until(lambda: shelf.told == ["saved meanwhile"])


def test_what_need_not_be_looked_at_often_is_left_alone_in_between() -> None:
    often, seldom, lookout = Shelf(), Shelf(), Lookout(0.001)
    lookout.watch(often.look, often.tell, fail=often.tell)
    lookout.watch(seldom.look, seldom.tell, fail=seldom.tell, rounds=5)
    with running(lookout):
        often.until(lambda: often.looked >= 50)
    assert often.looked // 5 <= seldom.looked <= often.looked // 5 + 2


def test_a_trouble_that_lasts_is_told_once_and_again_when_it_comes_back() -> None:
    full, shelf, lookout = OuttrayError("The disk is full."), Shelf(), Lookout(0.001)
    shelf.news = [full, full, full, "it works", full]
    lookout.watch(shelf.look, shelf.tell, fail=shelf.tell)
    with running(lookout):
        shelf.until(lambda: shelf.looked > 6)
    assert shelf.told == [full, "it works", full]


def test_a_trouble_of_one_thing_keeps_nobody_from_the_others() -> None:
    broken, shelf, lookout = Shelf(), Shelf(), Lookout(NEVER)
    broken.news, shelf.news = [OuttrayError("It is damaged.")], ["here"]
    lookout.watch(broken.look, broken.tell, fail=broken.tell)
    lookout.watch(shelf.look, shelf.tell, fail=shelf.tell)
    with running(lookout):
        shelf.until(lambda: shelf.told == ["here"])


def test_a_watch_that_was_stopped_tells_nothing_not_even_what_is_under_way() -> None:
    shelf, lookout = Shelf(), Lookout(NEVER)
    under_way: list[Callable[[], object]] = []
    shelf.news = ["too late"]
    watch = lookout.watch(shelf.look, shelf.tell, fail=shelf.tell)
    told = threading.Event()

    def later(heard: Callable[[], object]) -> None:
        under_way.append(heard)
        told.set()

    thread = threading.Thread(target=lookout.run, args=(later,))
    thread.start()
    assert told.wait(PATIENCE)
    watch.stop()
    for heard in under_way:
        heard()
    watch.soon()
    lookout.close()
    thread.join(PATIENCE)
    assert (shelf.told, shelf.looked) == ([], 1)


def test_a_mistake_in_a_look_is_not_hushed_up() -> None:
    """The client runs it in a worker, which ends the program with a sentence."""

    def look() -> str:
        raise ZeroDivisionError

    lookout = Lookout(NEVER)
    lookout.watch(look, print, fail=print)
    with pytest.raises(ZeroDivisionError):
        lookout.run(print)
