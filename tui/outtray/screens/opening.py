"""A page that a command has to fetch before it opens it: what is typed meanwhile is for that page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.screen import Screen
from textual.worker import get_current_worker

from outtray.base.translation import gettext as _
from outtray.commands.command import display_key
from outtray.screens.place import PlaceScreen

GIVES_UP = "escape"
"""The key that gives up waiting for a page. It is nobody's to change: it works before anything is there."""
_PATIENCE_SECONDS = 30.0
"""How long such a page is waited for; then the keys that were typed for it are dropped."""
_TOLD_SECONDS = 0.6
"""After how long it is told that something is waited for: a shorter wait is not noticed."""
_WAITING = "opening"
"""The topic of that notice."""


class Opening:
    """A command that goes to the network or the disk before it opens its page above ``below``.

    A context around all it does, the page included: where it ends with ``below`` still in front, nothing was
    opened, and what was typed for the page is dropped.
    """

    def __init__(self, below: Screen[Any], ended: Callable[[Opening], None]) -> None:
        """``ended`` is told once all is done."""
        self.below = below
        self.give_up: Callable[[], None] | None = None
        """Ends the command; None for one that must go on to its end."""
        self._ended = ended
        self._began = asyncio.get_running_loop().time()
        self._is_told = False

    @property
    def seconds(self) -> float:
        """How long it has been waited for."""
        return asyncio.get_running_loop().time() - self._began

    @property
    def is_late(self) -> bool:
        """Whether the page has been waited for long enough."""
        return self.seconds >= _PATIENCE_SECONDS

    def tell(self) -> None:
        """Say that keys wait, once that can be noticed; an error that is shown is not covered."""
        if self._is_told or self.seconds < _TOLD_SECONDS or not isinstance(self.below, PlaceScreen):
            return
        self._is_told = True
        if not self.below.notice.is_told:
            step = ""
            if self.give_up is not None:
                step = _("{key} gives it up; other keys wait for it.").format(key=display_key(GIVES_UP))
            told = _("Fetching what you asked for…")
            self.below.notice.tell(told, step, is_error=False, topic=_WAITING, passes=True)

    def hush(self) -> None:
        """Nothing is waited for any more."""
        if self._is_told and isinstance(self.below, PlaceScreen) and self.below.is_attached:
            self.below.notice.withdraw(_WAITING)

    def __enter__(self) -> Opening:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hush()
        self._ended(self)


@runtime_checkable
class Opens(Protocol):
    """A program that keeps keys back for a page that is still to open."""

    def opening(self) -> Opening:
        """Keep keys back from here on."""
        ...


def opening_of(app: App[Any]) -> Opening:
    """Keep keys back, where the program can."""
    return app.opening() if isinstance(app, Opens) else Opening(app.screen, lambda opening: None)


def opening_here(app: App[Any]) -> Opening:
    """The same in the middle of a flow, which ends when it is given up."""
    opening = opening_of(app)
    opening.give_up = get_current_worker().cancel
    return opening


async def kept_back(opening: Opening, flow: Callable[[], Awaitable[None]] | Awaitable[None]) -> None:
    """Run a flow that opens a page, and keep keys back until it does or ends."""
    with opening:
        await (flow() if callable(flow) else flow)
