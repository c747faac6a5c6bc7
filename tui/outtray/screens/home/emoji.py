"""The pictures of custom emoji in the text: fetched beside the keys, given to the terminal, shown."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import Final

from textual.app import App
from textual.message import Message

from outtray.base.drawing import Sprite
from outtray.base.errors import OuttrayError
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.screens.home.viewing import Viewing
from outtray.screens.program import Program
from outtray.screens.terminal import write_to_terminal
from outtray.services.pictures import is_installed
from outtray.widgets import kitty
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.sheet import EmojiSheet
from outtray.widgets.timeline.stamps import COLUMNS
from outtray.widgets.timeline.view import TimelineView

_WAITING: Final = 192
"""Emoji that wait to be fetched; somebody who scrolls past more has left the first ones behind."""

_AT_ONCE: Final = 8
"""Emoji fetched at a time."""

_TOGETHER: Final = 0.1
"""Seconds in which others may come, to be shown with the first: text should not move once for each."""

_LONGEST: Final = 15.0
"""Seconds for one of them; a file of a few kilobytes that takes longer never comes."""


def any_number() -> int:
    """A number for a picture. The terminal may have pictures of other programs, so it is any."""
    return SystemRandom().randint(1, kitty.MOST_IMAGES)


class CustomEmoji(Part):
    """Answers ``EmojiWanted`` where pictures are drawn in text; nowhere else is there a sheet."""

    def __init__(self, home: Home, number: Callable[[], int] = any_number) -> None:
        super().__init__(home)
        self._number = number
        self._wanted: deque[str] = deque()
        self._fetching = False
        self._given: dict[int, str] = {}
        """What the terminal was told of each picture it has."""
        if home.emoji is not None:
            # At once: before the frame that is drawn then.
            home.app.app_resume_signal.subscribe(home, self._give_again, immediate=True)
            if isinstance(home.app, Program):
                home.app.redraw_signal.subscribe(home, self._give_again, immediate=True)

    def hear(self, message: Message) -> None:
        """Fetch what is in sight; what failed is asked for again once the server is there."""
        sheet = self.home.emoji
        match message:
            case timeline_messages.EmojiWanted() if sheet is not None and self._draws:
                self._want(message.addresses, sheet)
            case messages.Connected() if sheet is not None:
                sheet.retry()
            case _:
                pass

    async def end(self) -> None:
        """Have the terminal forget the pictures."""
        given, self._given = self._given, {}
        self._tell("".join(map(kitty.delete, given)))

    @property
    def _draws(self) -> bool:
        app = self.home.app
        # The number of a picture is written as a colour, which has to arrive as it is.
        return app.console.color_system == "truecolor" and not app.no_color and is_installed()

    def _want(self, addresses: tuple[str, ...], sheet: EmojiSheet) -> None:
        self._wanted.extend(addresses)
        while len(self._wanted) > _WAITING:
            sheet.forget([self._wanted.popleft()])
        if not self._fetching:
            self._fetching = True
            self.home.start(partial(self._fetch, sheet), group="emoji")

    async def _fetch(self, sheet: EmojiSheet) -> None:
        """Fetch what waits, the latest first: that is what somebody looks at."""
        under_way: dict[asyncio.Task[Sprite | None], str] = {}
        try:
            while self._wanted or under_way:
                while self._wanted and len(under_way) < _AT_ONCE:
                    address = self._wanted.pop()
                    under_way[asyncio.create_task(self._fetched(address))] = address
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                done, _others = await asyncio.wait(under_way, timeout=_TOGETHER)
                come = {under_way.pop(task): task.result() for task in done}
                for address, sprite in come.items():
                    if sprite is None:
                        sheet.failed(address)
                self._show({address: sprite for address, sprite in come.items() if sprite}, sheet)
        finally:
            self._fetching = False
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _fetched(self, address: str) -> Sprite | None:
        """The picture; None for whatever is wrong with it, and its shortcode stands there."""
        try:
            async with asyncio.timeout(_LONGEST):
                return await self.home.part(Viewing).service.emoji(address, COLUMNS)
        except (OuttrayError, TimeoutError):
            return None

    def _show(self, sprites: dict[str, Sprite], sheet: EmojiSheet) -> None:
        """Give the terminal what has come, then draw the posts it is in; what was given up goes last."""
        gone: list[int] = []
        for address, sprite in sprites.items():
            image = self._free_number()
            self._given[image] = kitty.transmit(image, sprite, COLUMNS)
            leaving = sheet.put(address, image)
            if image in leaving:
                del self._given[image]
            else:
                self._tell(self._given[image])
                gone.extend(leaving)
        for view in self.home.query(TimelineView):
            view.show_emoji(sprites)
        for image in gone:
            self._given.pop(image, None)
        self._tell("".join(map(kitty.delete, gone)))

    def _free_number(self) -> int:
        while (image := self._number()) in self._given:
            pass
        return image

    def _give_again(self, _app: App[object]) -> None:
        """The terminal may have forgotten them: another program had it, or something has cleared it."""
        self._tell("".join(self._given.values()))

    def _tell(self, sequences: str) -> None:
        # A picture has to be there before the frame that shows it.
        write_to_terminal(self.home.app, sequences)
