"""What the main screen knows of the out-tray: asked about once a second, read only when it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outtray.services.waiting import Waiting

if TYPE_CHECKING:
    from outtray.acts.item import Item
    from outtray.services.outtray import OutTray


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look has shown: anything that is to be drawn anew, an act newly ready, one that has left."""

    changed: bool = False
    newly_ready: bool = False
    has_left: bool = False


class TrayWatch:
    """Looks at one out-tray; a look takes as long as another process keeps the file to itself.

    ``tray`` is asked for at the first look, not before: opening it must not keep the first frame waiting.
    """

    def __init__(self, tray: Callable[[], OutTray]) -> None:
        self.waiting: tuple[Item, ...] = ()
        self._tray = tray
        self._version: tuple[int, int] | None = None
        self._ready: frozenset[str] = frozenset()
        self._looking = False

    @property
    def summary(self) -> Waiting:
        """What the header says of the acts last seen; nothing waits before the first look."""
        return self._tray().summary(self.waiting) if self.waiting else Waiting()

    async def look(self) -> Seen:
        """Look once; a look that is asked for during another sees nothing. Raises ``StorageError``."""
        if self._looking:
            return Seen()
        self._looking = True
        try:
            return await self._look()
        finally:
            self._looking = False

    async def _look(self) -> Seen:
        tray = self._tray()
        version = await tray.version()
        changed, has_left = version != self._version, False
        if changed:
            before, self.waiting = self.waiting, await tray.waiting()
            self._version = version
            has_left = bool({item.id for item in before} - {item.id for item in self.waiting})
        ready_before, self._ready = self._ready, tray.ready(self.waiting)
        return Seen(
            changed=changed or self._ready != ready_before,
            newly_ready=bool(self._ready - ready_before),
            has_left=has_left,
        )
