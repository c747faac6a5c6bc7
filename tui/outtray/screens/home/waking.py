"""Takes up again what sleep and another network have cut, without waiting for a silence to be noticed."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from outtray.mastodon.door import is_loopback
from outtray.screens.home.home import Home, Part
from outtray.screens.home.standing import Standing
from outtray.services.surroundings import Change, Surroundings
from outtray.widgets.standing import Connection, Reach

_SECONDS: Final = 5.0
"""How often is looked; a look asks the system and nobody else."""


class Waking(Part):
    """Connects anew when the machine wakes or is on another network; says offline when it is on none."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.surroundings: Surroundings | None = None

    def begin(self) -> None:
        """Look now and then."""
        self.home.set_interval(_SECONDS, self.look)

    def look(self) -> None:
        """Look once."""
        self.home.start(self._look, group="surroundings")

    async def _look(self) -> None:
        if self.surroundings is None:
            self.surroundings = await asyncio.to_thread(Surroundings, self.home.workspace.clock)
            return
        change = await asyncio.to_thread(self.surroundings.look)
        if change is None or (change is not Change.SLEPT and self._is_here):
            return
        if change is Change.NO_NETWORK:
            self.home.part(Standing).show(Connection(Reach.OFFLINE))
        else:
            self.home.part(Standing).reconnect()

    @property
    def _is_here(self) -> bool:
        """Whether the server runs on this machine, which no network leads to."""
        return is_loopback(httpx.URL(self.home.login.server).host)
