"""What every full screen of the program has: the header, a place for notices, its commands in the footer."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding
from textual.screen import Screen

from outtray.base.clock import Clock
from outtray.base.errors import OuttrayError
from outtray.commands.command import Command
from outtray.commands.keys import FREED
from outtray.screens.key_words import key_of
from outtray.widgets.footer import KeyFooter
from outtray.widgets.header import AppHeader
from outtray.widgets.icons import Icons
from outtray.widgets.notice import NoticeBar
from outtray.widgets.standing import ActingAs, Connection, OutTray

ResultT = TypeVar("ResultT")


class PlaceScreen(Screen[ResultT], Generic[ResultT]):
    """A full screen; subclasses yield their own part in ``compose_place`` and list their ``commands``."""

    commands: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, title: str, *, clock: Clock, icons: Icons, still: bool = False) -> None:
        super().__init__()
        self._heading = title
        self.header = AppHeader(clock=clock, icons=icons, still=still)
        self.notice = NoticeBar(icons=icons)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What is listened to; a command that was given no key is not shown with one."""
        return {key: active for key, active in super().active_bindings.items() if key != FREED}

    def compose(self) -> ComposeResult:
        """Header, notice, the screen's own part, keys."""
        self.header.title = self._heading
        yield self.header
        yield self.notice
        yield from self.compose_place()
        yield KeyFooter()

    def compose_place(self) -> ComposeResult:
        """The screen's own part."""
        yield from ()

    def on_mount(self) -> None:
        """Begin with what the screen below knows, and with the keys that hold."""
        self.keys_changed()
        for screen in self.app.screen_stack:
            if isinstance(screen, PlaceScreen) and screen is not self:
                below = screen.header
                self.show_standing(below.acting, below.connection, below.out_tray)

    def show_standing(self, acting: ActingAs | None, connection: Connection, out_tray: OutTray) -> None:
        """Show who acts, how the server is reached, and what the out-tray holds."""
        self.header.acting = acting
        self.header.connection = connection
        self.header.out_tray = out_tray

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close with this answer; does nothing when this screen is not the one in front."""
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)

    def leave(self, result: ResultT) -> None:
        """End with this result, whatever was opened over this screen; a screen that has ended stays so.

        ``dismiss`` alone takes away the screen in front, which is a dialogue when work ends beneath one.
        """
        if self not in self.app.screen_stack:
            return
        while (front := self.app.screen) is not self:
            front.dismiss()
        self.dismiss(result)

    async def ready_to_leave(self) -> bool:
        """Called before the program ends; keeps what must be kept and answers whether that worked."""
        return True

    def keys_changed(self) -> None:
        """Called at the start, and when commands were given other keys while this place is open."""
        back = next((command for command in self.commands if "escape" in command.keys), None)
        if back is not None:
            self.notice.dismiss_key = key_of(self.app, back)

    def rules_changed(self) -> None:
        """Called when other rules came into use while this place is open."""

    def tell_error(self, error: OuttrayError) -> None:
        """Say in place what went wrong and what to do."""
        self.notice.tell_error(error)

    def tell(self, sentence: str, next_step: str = "", *, topic: str = "") -> None:
        """Say in place what was done; ``topic`` is a name to withdraw it by once it is no longer true."""
        self.notice.tell(sentence, next_step, is_error=False, topic=topic)
