"""What the main screen knows of the out-tray: asked about once a second, read only when it changed."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.acts.item import Item
from outtray.services.outtray import OutTray


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look has shown: anything that is to be drawn anew, an act newly ready, one that has left."""

    changed: bool = False
    newly_ready: bool = False
    has_left: bool = False


class TrayWatch:
    """Looks at one out-tray; a look takes as long as another process keeps the file to itself."""

    def __init__(self, tray: OutTray) -> None:
        self.waiting: tuple[Item, ...] = ()
        self._tray = tray
        self._version: tuple[int, int] | None = None
        self._ready: frozenset[str] = frozenset()
        self._looking = False

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
        version = await self._tray.version()
        changed, has_left = version != self._version, False
        if changed:
            before, self.waiting = self.waiting, await self._tray.waiting()
            self._version = version
            has_left = bool({item.id for item in before} - {item.id for item in self.waiting})
        ready_before, self._ready = self._ready, self._tray.ready(self.waiting)
        return Seen(
            changed=changed or self._ready != ready_before,
            newly_ready=bool(self._ready - ready_before),
            has_left=has_left,
        )
