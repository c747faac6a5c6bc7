"""Takes up again what sleep and another network have cut, without waiting for a silence to be noticed."""

from __future__ import annotations

from typing import Final

import httpx

from outtray.mastodon.door import is_loopback
from outtray.screens.home.home import Home, Part
from outtray.screens.home.standing import Standing
from outtray.services.lookout import Watch
from outtray.services.surroundings import Change, Surroundings
from outtray.widgets.standing import Connection, Reach

_ROUNDS: Final = 5
"""In every so many rounds of the lookout is looked; a look asks the system and nobody else."""


class Waking(Part):
    """Connects anew when the machine wakes or is on another network; says offline when it is on none."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.surroundings: Surroundings | None = None
        self.watch: Watch[Change] | None = None

    def begin(self) -> None:
        """Look now and then."""
        self.watch = self.home.workspace.lookout.watch(
            self._look, self._follow, fail=self.home.tell_error, rounds=_ROUNDS
        )

    async def end(self) -> None:
        """Look no more."""
        if self.watch is not None:
            self.watch.stop()

    def _look(self) -> Change | None:
        if self.surroundings is None:
            self.surroundings = Surroundings(self.home.workspace.clock)
        return self.surroundings.look()

    def _follow(self, change: Change) -> None:
        if change is not Change.SLEPT and self._is_here:
            return
        if change is Change.NO_NETWORK:
            self.home.part(Standing).show(Connection(Reach.OFFLINE))
        else:
            self.home.part(Standing).reconnect()

    @property
    def _is_here(self) -> bool:
        """Whether the server runs on this machine, which no network leads to."""
        return is_loopback(httpx.URL(self.home.login.server).host)
