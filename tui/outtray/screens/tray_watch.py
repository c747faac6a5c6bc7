"""What the main screen knows of the out-tray: asked about once a second, read only when it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from outtray.acts.item import Item
    from outtray.services.outtray import OutTray


class Seen(msgspec.Struct, frozen=True):
    """What a look has shown that is to be drawn anew: what waits; an act newly ready, one that has left."""

    waiting: tuple[Item, ...]
    newly_ready: bool
    has_left: bool


class TrayWatch:
    """Looks at one out-tray, in a thread: a look takes as long as another process keeps the file to itself.

    ``tray`` is asked for at the first look, not before: opening it must not keep the first frame waiting.
    """

    def __init__(self, tray: Callable[[], OutTray]) -> None:
        self._tray = tray
        self._version: tuple[int, int] | None = None
        self._waiting: tuple[Item, ...] = ()
        self._ready: frozenset[str] = frozenset()

    def look(self) -> Seen | None:
        """Look once; None when all stands as it did. Raises ``StorageError``."""
        tray = self._tray()
        before, ready_before = self._waiting, self._ready
        read = tray.read_since(self._version)
        if read is not None:
            self._version, self._waiting = read
        self._ready = tray.ready(self._waiting)
        if read is None and self._ready == ready_before:
            return None
        return Seen(
            self._waiting,
            newly_ready=bool(self._ready - ready_before),
            has_left=bool({item.id for item in before} - {item.id for item in self._waiting}),
        )
