"""Keys and clicks take effect in the order they were made, on the screen they were meant for.

Textual gives a key to the field that has the focus at that moment and goes on with the next one. A letter
then takes effect in the field's queue, a command only after it has come up through all queues to the program:
of ``Ctrl+U`` and twenty letters that arrive at once, on a busy machine or from a fast hand, the command came
last and took the letters with it. Letters typed while a page opened became commands of the page below, and a
click landed on a page that nobody had seen yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.errors import NoWidget
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from outtray.screens.opening import GIVES_UP, Opening

_ROUNDS = 2
"""How often word must have come: a command may be carried out in the first, and tell others to go on."""
_LOST_SECONDS = 0.5
"""How often it is seen whether word of a key is lost, with a widget that was taken off the screen."""
_PATIENCE = 60
"""How often a widget that is still there is found slow; then what waits for it is dropped."""
_LOOK_SECONDS = 0.02
"""How often it is seen whether the page stands there that a command opens when it has been to the network."""


@runtime_checkable
class Asking(Protocol):
    """A screen whose keys decide something: none that was typed before it stood there counts."""

    asks: ClassVar[bool]


class KeyDone(Message):
    """Comes up behind a key through all the queues it went through: the key has had its effect."""

    def __init__(self, number: int, *, is_later: bool = False) -> None:
        super().__init__()
        self.number = number
        self.is_later = is_later
        """Whether what the key began beside the keys has had its first turn since."""


class Keystrokes:
    """The keys and clicks that wait for those before them.

    Letters into a field follow each other without a pause, and so do presses of one key that is held down.
    Anything else waits until what came before has taken effect: the letters stand in the text, the page that
    a command opened is there and has the focus. Where that does not come about, what waits is dropped: it
    was meant for something else than what is there. A click counts only on what was there when it was made.
    """

    def __init__(
        self,
        app: App[Any],
        handle: Callable[[events.Event], Awaitable[None]],
        quits: Callable[[str], bool] = lambda key: False,
    ) -> None:
        """``handle`` is what the program does with one of them; ``quits`` says which keys wait for nothing
        that takes long."""
        self._app = app
        self._handle = handle
        self._quits = quits
        self._waiting: deque[_Made] = deque()
        self._last: _Pressed | None = None
        """The key before, until it is known to have taken effect."""
        self._awaited: Widget | None = None
        self._number = 0
        self._rounds = 0
        self._tries = 0
        self._timer: asyncio.TimerHandle | None = None
        """When it is seen next whether word of a key is lost."""
        self._opening: Opening | None = None
        self._is_click_dropped = False
        """Whether a button went down where it does not count, so that its coming up does not either."""

    def opening(self) -> Opening:
        """Keep keys back from here on, until another screen is in front or the command has ended."""
        self._opening = opening = Opening(self._app.screen, self._ended)
        self._look_later(opening)
        return opening

    def _ended(self, opening: Opening) -> None:
        """A command has ended. Where it has opened nothing, what was typed for its page is dropped."""
        if opening is self._opening:
            self._opening = None
            opening.hush()
            if self._is_in_front(opening.below):
                self._drop_all()
            else:
                self._app.call_later(self._go_on_above)

    async def arrived(self, event: events.Key | events.Paste | events.MouseEvent) -> None:
        """Take a key, what was pasted, or what the mouse did, from the terminal."""
        if not self._app.screen_stack or (isinstance(event, events.MouseMove) and not event.button):
            await self._handle(event)  # pointing alone changes nothing
            return
        self._waiting.append(_Made(event, self._app.screen, self._under(event)))
        await self._go_on()

    async def done(self, message: KeyDone) -> None:
        """Word of the key before has come up to the program."""
        awaited = self._awaited
        if message.number != self._number or awaited is None or not self._app.screen_stack:
            return
        if not message.is_later:
            # What a command begins beside the keys, such as opening a page, begins with the next turn.
            asyncio.get_running_loop().call_soon(self._app.post_message, KeyDone(self._number, is_later=True))
            return
        await self._word_of(awaited)

    async def _word_of(self, awaited: Widget) -> None:
        self._forget()
        self._rounds += 1
        if self._rounds < _ROUNDS or awaited is not self._target:
            # The command has only just been carried out, and may have told a widget to go on; or the focus
            # went on already, perhaps to a page that is only being laid out. That must be done, too.
            self._ask(self._target)
        await self._go_on()

    async def _go_on(self) -> None:
        while self._waiting and self._awaited is None and self._app.screen_stack:
            if self._opening is not None:
                if self._is_in_front(self._opening.below):
                    if not await self._let_through():
                        return
                else:
                    self._opening.hush()
                    self._opening = None
                    self._wait_for(self._target)
                continue
            made = self._waiting[0]
            pressed = _Pressed.of(made.event, self._under(made.event) or self._target)
            if self._last is not None and self._last != pressed:
                self._wait_for(self._last.target)
                continue
            self._waiting.popleft()
            if self._counts(made):
                self._last = pressed
                await self._handle(made.event)
            else:
                self._drop(made)

    async def _go_on_above(self) -> None:
        """Go on once the page that was opened is laid out and has the focus."""
        if self._app.screen_stack and self._awaited is None:
            self._wait_for(self._target)
        await self._go_on()

    def _counts(self, made: _Made) -> bool:
        """Whether this is for what is there: no click on what came since, no answer before its question."""
        screen = self._app.screen
        if isinstance(made.event, events.MouseUp | events.MouseMove):
            return not self._is_click_dropped
        if isinstance(made.event, events.MouseEvent):
            is_there = screen is made.seen and self._under(made.event) is made.under
            if is_there and isinstance(made.event, events.MouseDown):
                self._is_click_dropped = False
            return is_there
        return screen is made.seen or not isinstance(screen, Asking) or not screen.asks

    # What is not waited for

    async def _let_through(self) -> bool:
        """Let what is never kept back overtake what is; whether the page is waited for no longer."""
        opening = self._opening
        for made in tuple(self._waiting):
            if not isinstance(made.event, events.Key):
                continue
            if self._quits(made.event.key):
                self._waiting.remove(made)
                await self._handle(made.event)
                if self._opening is not opening:
                    return True  # it ended meanwhile, and what was typed for it is gone
            elif made.event.key == GIVES_UP and opening is not None and opening.give_up is not None:
                # What was typed before was for the page; what comes after is for what is there.
                while (before := self._waiting.popleft()) is not made:
                    self._drop(before)
                self._opening = None
                opening.hush()
                opening.give_up()
                return True
        return False

    def _drop_all(self) -> None:
        while self._waiting:
            self._drop(self._waiting.popleft())

    def _drop(self, made: _Made) -> None:
        if isinstance(made.event, events.MouseDown):
            self._is_click_dropped = True
        elif isinstance(made.event, events.MouseUp):
            self._is_click_dropped = False

    # Where things are

    def _is_in_front(self, screen: Screen[Any]) -> bool:
        return bool(self._app.screen_stack) and self._app.screen is screen

    @property
    def _target(self) -> Widget:
        """What a key typed at this moment is for."""
        return self._app.focused or self._app.screen

    def _under(self, event: events.Event) -> Widget | None:
        """What a click is for at this moment; None for a key."""
        if not isinstance(event, events.MouseEvent):
            return None
        if self._app.mouse_captured is not None:
            return self._app.mouse_captured
        try:
            return self._app.screen.get_widget_at(event.x, event.y)[0]
        except NoWidget:
            return self._app.screen

    def _look_later(self, opening: Opening) -> None:
        asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look, opening)

    def _look(self, opening: Opening) -> None:
        if opening is not self._opening:
            return
        if opening.is_late or not self._is_in_front(opening.below):
            self._ended(opening)
        else:
            opening.tell()
            self._look_later(opening)

    # Waiting

    def _wait_for(self, widget: Widget) -> None:
        """Go on once every key this widget has been given has had its effect."""
        self._last = None
        self._rounds = 0
        self._ask(widget)

    def _ask(self, widget: Widget) -> None:
        if not (widget.is_attached and widget.screen is self._app.screen):
            widget = self._target  # what closed has had its effect; word of it could not come from there
        self._number += 1
        number = self._number
        if widget.post_message(KeyDone(number)):
            self._awaited = widget
            self._tries = 0
            self._give_up_later(number)

    def _give_up_later(self, number: int) -> None:
        self._timer = asyncio.get_running_loop().call_later(
            _LOST_SECONDS, self._app.call_later, self._give_up, number
        )

    async def _give_up(self, number: int) -> None:
        awaited = self._awaited
        if number != self._number or awaited is None or not self._app.screen_stack:
            return
        if not (awaited.is_attached and awaited.is_running and awaited.screen is self._app.screen):
            await self._word_of(awaited)  # what closed has had its effect
            return
        self._tries += 1
        if self._tries < _PATIENCE:
            self._give_up_later(number)
            await self._let_through()
            return
        self._forget()
        self._drop_all()

    def _forget(self) -> None:
        """Wait for no word any more."""
        self._awaited = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A key or a click, and what it was meant for: the screen, and for a click the widget under it."""

    event: events.Event
    seen: Screen[Any]
    under: Widget | None


@dataclass(frozen=True, slots=True)
class _Pressed:
    """What a key is to those that follow: the same may follow at once. All letters are alike."""

    key: str
    target: Widget

    @classmethod
    def of(cls, event: events.Event, target: Widget) -> _Pressed:
        if isinstance(event, events.MouseEvent):
            return cls("mouse", target)
        if isinstance(event, events.Key) and not _is_letter(event, target):
            return cls(event.key, target)
        return cls("", target)


def _is_letter(event: events.Key, target: Widget) -> bool:
    """Whether this becomes a part of the text of the field it is for, and nothing else."""
    if target.check_consume_key(event.key, event.character):
        return True
    if event.key != "enter":
        return False
    # Its modules are a thirtieth of what the first frame waits for, which has no text area.
    from textual.widgets import TextArea

    return isinstance(target, TextArea) and not target.read_only
