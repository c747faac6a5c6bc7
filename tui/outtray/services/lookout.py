"""Looks, about once a second, at what nobody announces: files that others save, an out-tray that others use.

All of it is looked at in one thread, one after the other, and only what has changed is told to the interface,
which sleeps on otherwise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Generic, TypeVar

from outtray.base.errors import OuttrayError

NewsT = TypeVar("NewsT")
HeardT = TypeVar("HeardT")

SECONDS: Final = 1.0
"""How long a change made elsewhere may go unnoticed; a look is a few questions to the system."""

Tell = Callable[[Callable[[], object]], object]
"""Has a function called where the interface runs."""


class Watch(Generic[NewsT]):
    """One thing that is looked at until it is stopped."""

    def __init__(
        self,
        look: Callable[[], NewsT | None],
        tell: Callable[[NewsT], object],
        fail: Callable[[OuttrayError], object],
        wake: Callable[[], None],
        rounds: int,
    ) -> None:
        self._look = look
        self._tell = tell
        self._fail = fail
        self._wake = wake
        self._rounds = rounds
        self._wanted = True
        self._stopped = False
        self._trouble = ""

    def soon(self) -> None:
        """Look at once: something was done here."""
        self._wanted = True
        self._wake()

    def stop(self) -> None:
        """Look no more, and tell nothing that was seen before."""
        self._stopped = True

    @property
    def is_stopped(self) -> bool:
        """Whether nobody wants to know any more."""
        return self._stopped

    def look_if_due(self, number: int, tell: Tell) -> None:
        """Look in this round, if it is one of those in which to look; a trouble that lasts is told once."""
        if self._stopped or (number % self._rounds and not self._wanted):
            return
        self._wanted = False
        try:
            news = self._look()
        except OuttrayError as error:
            if error.sentence != self._trouble:
                self._trouble = error.sentence
                tell(partial(self._hand_over, self._fail, error))
            return
        self._trouble = ""
        if news:
            tell(partial(self._hand_over, self._tell, news))

    def _hand_over(self, hear: Callable[[HeardT], object], heard: HeardT) -> None:
        if not self._stopped:
            hear(heard)


class Lookout:
    """Everything that is looked at for one program; ``run`` looks, in a thread, until ``close``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._watches: tuple[Watch[Any], ...] = ()
        self._woken = threading.Event()
        self._closed = threading.Event()

    def watch(
        self,
        look: Callable[[], NewsT | None],
        tell: Callable[[NewsT], object],
        *,
        fail: Callable[[OuttrayError], object],
        rounds: int = 1,
    ) -> Watch[NewsT]:
        """Call ``look`` in the thread, at once and then in every so many rounds, ``tell`` what it returns.

        Nothing is told of what is None or false. ``tell``, and ``fail`` with what a look raised, are called
        where the interface runs.
        """
        made = Watch(look, tell, fail, self._woken.set, rounds)
        self._watches = (*(one for one in self._watches if not one.is_stopped), made)
        self._woken.set()
        return made

    def run(self, tell: Tell) -> None:
        """Look until closed; ``tell`` is called from this thread."""
        number = 0
        while not self._closed.is_set():
            self._woken.wait(self._seconds)
            self._woken.clear()
            number += 1
            for watch in self._watches:
                if self._closed.is_set():
                    return
                watch.look_if_due(number, tell)

    def close(self) -> None:
        """Let ``run`` return as soon as the look it is at has ended."""
        self._closed.set()
        self._woken.set()
