"""The custom emoji the terminal has pictures of, and which of them were asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from weakref import WeakKeyDictionary

MOST: Final = 256
"""Pictures the terminal keeps at a time, some kilobytes each."""

MOST_A_POST: Final = 24
"""Different pictures in one post; what goes beyond is read by its name."""


class EmojiSheet:
    """Shared by all timelines of a screen. An emoji is known by the address of its picture.

    The one that was not in sight for longest makes room; one that is in sight never does. What is drawn
    says what it looked for (``noting``), so that nothing has to search posts for emoji a second time.
    """

    def __init__(self, most: int = MOST) -> None:
        self.epoch = 0
        """Another number whenever a picture has gone: what was drawn before may show it."""
        self._most = most
        self._images: OrderedDict[str, int] = OrderedDict()
        self._asked: set[str] = set()
        self._without: set[str] = set()
        """Which of those that were asked for have no picture for now: it did not come, or found no room."""
        self._held: WeakKeyDictionary[object, frozenset[str]] = WeakKeyDictionary()
        self._noted: set[str] | None = None

    def image_of(self, address: str) -> int:
        """The number of an emoji's picture; 0 while there is none, and its shortcode stands there."""
        noted = self._noted
        if noted is not None and address not in noted:
            if len(noted) >= MOST_A_POST:
                return 0
            noted.add(address)
        return self._images.get(address, 0)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note the addresses that are looked for meanwhile."""
        noted: set[str] = set()
        before, self._noted = self._noted, noted
        try:
            yield noted
        finally:
            self._noted = before

    def hold(self, holder: object, addresses: frozenset[str]) -> tuple[str, ...]:
        """Take what a timeline shows at the moment; return what nobody has asked for, from here on asked."""
        if self._held.get(holder) != addresses:
            self._held[holder] = addresses
            for address in addresses & self._images.keys():
                self._images.move_to_end(address)
        fresh = tuple(sorted(addresses - self._asked))
        self._asked.update(fresh)
        return fresh

    def put(self, address: str, image: int) -> tuple[int, ...]:
        """Take a picture; return the numbers of those that go, its own when all others are in sight."""
        before = self._images.get(address)
        if before is not None:
            self.epoch += 1
            self._images[address] = image
            return (before,)
        gone: list[int] = []
        if len(self._images) >= self._most:
            gone = self._make_room()
        if len(self._images) >= self._most:
            self._without.add(address)
            return (image,)
        self._images[address] = image
        return tuple(gone)

    def _make_room(self) -> list[int]:
        """Let an eighth go at once, so that not every picture that comes has posts drawn again."""
        held = frozenset[str]().union(*self._held.values())
        surplus = max(1, self._most // 8)
        leaving = [address for address in self._images if address not in held][:surplus]
        if leaving:
            self.epoch += 1
        self._asked.difference_update(leaving)
        return [self._images.pop(address) for address in leaving]

    def forget(self, addresses: Iterable[str]) -> None:
        """Note that these were passed over, and may be asked for again."""
        self._asked.difference_update(addresses)

    def failed(self, address: str) -> None:
        """Note that a picture did not come; it is not asked for until there is reason to hope."""
        self._without.add(address)

    def retry(self) -> None:
        """Let what has no picture be asked for again: servers are there that were not.

        What is still under way is not: it would come twice.
        """
        self._asked -= self._without
        self._without.clear()
