"""What both programs on the terminal share: colours, what a crash leaves behind, opening addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from rich.text import Text
from textual import events, on, work
from textual._context import active_message_pump  # not public, and there is no other way to ask
from textual.app import App, SuspendNotSupported
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.filter import Monochrome, NoColor
from textual.screen import SystemModalScreen
from textual.signal import Signal
from textual.theme import Theme as TextualTheme
from textual.widget import Widget
from textual.worker import WorkerFailed, get_current_worker

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands.command import display_key
from outtray.commands.everywhere import QUIT_ANYWHERE
from outtray.commands.keys import AS_THEY_CAME, Remapping
from outtray.screens.key_words import key_of
from outtray.screens.keystrokes import KeyDone, Keystrokes
from outtray.screens.opening import Opening
from outtray.screens.place import PlaceScreen
from outtray.widgets.colourless import Colourless
from outtray.widgets.theming import textual_theme, textual_themes, theme_named, variable_defaults
from outtray_themes.loader import DEFAULT_DARK, SHIPPED

ReturnT = TypeVar("ReturnT")


class CannotSuspend(OuttrayError):
    """The terminal cannot be given to another program."""


class Program(App[ReturnT], Generic[ReturnT]):
    """A program in our colours that ends a crash with a sentence; ``data`` is where its traceback is kept."""

    TITLE = "Outtray"

    def __init__(self, data: Path, *, theme: str = DEFAULT_DARK, themes: Path | None = None) -> None:
        """``themes`` is where the user's own are, one of which may be the one to begin with."""
        super().__init__()
        if self.no_color:
            # Textual's own filter leaves greys.
            self._filters = [one for one in self._filters if not isinstance(one, Monochrome | NoColor)]
            self._filters.append(Colourless(lambda: self.theme_variables or variable_defaults()))
        self._data = data
        self.redraw_signal: Signal[App[Any]] = Signal(self, "redraw")
        """Published right before everything is drawn again because what the terminal shows is not right."""
        self.remapping = AS_THEY_CAME
        self._keystrokes = Keystrokes(self, super().on_event, self._quits)
        # The first frame reads one theme; the others are for whoever looks for another.
        first = first_theme(theme, themes)
        self.register_theme(first)
        self.theme = first.name

    async def on_event(self, event: events.Event) -> None:
        """Let keys and clicks take effect in their order; everything else goes its way."""
        if isinstance(event, (events.Key, events.Paste, events.MouseEvent)) and not event.is_forwarded:
            await self._keystrokes.arrived(event)
        else:
            await super().on_event(event)

    @on(KeyDone)
    async def _key_done(self, message: KeyDone) -> None:
        await self._keystrokes.done(message)

    def opening(self) -> Opening:
        """Keep back what is typed for a page that a command has to fetch first."""
        return self._keystrokes.opening()

    def _quits(self, key: str) -> bool:
        return key in self.remapping.of(QUIT_ANYWHERE)

    def use_keys(self, remapping: Remapping) -> None:
        """Listen to these keys from here on; footer, help and palette show them."""
        self.remapping = remapping
        self.set_keymap(remapping.keymap)
        for screen in self.screen_stack if self.is_running else ():
            if isinstance(screen, PlaceScreen) and screen.is_attached:
                screen.keys_changed()

    def action_redraw(self) -> None:
        """Draw the whole screen again."""
        self.redraw_signal.publish(self)
        self.refresh(repaint=True, layout=True)

    def get_key_display(self, binding: Binding) -> str:
        """Every key as our own words write it, remapped ones, too."""
        return binding.key_display or display_key(binding.key)

    def register_themes(self) -> None:
        """Make every theme that ships available."""
        for theme in textual_themes():
            self.register_theme(theme)

    def refresh_css(self, animate: bool = True) -> None:
        """Style every screen anew; Textual leaves out the palette where that is in front."""
        super().refresh_css(animate)
        for front in self.screen_stack[-1:]:
            if isinstance(front, SystemModalScreen):
                self.stylesheet.update(front, animate=animate)

    def draw_theme_again(self) -> None:
        """Style and draw everything anew: a theme in use was saved, or other signs are drawn with."""
        self._watch_theme(self.theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, so that every style sheet can be read under any theme."""
        return variable_defaults()

    def _handle_exception(self, error: Exception) -> None:
        """End the program for an error nobody foresaw, but not for these two.

        A screen closed in the moment it opened: its widgets look for parts that are not made any more, which
        Textual's own do not forgive. And a background flow that met an error of ours nobody told: it is told.
        """
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, NoMatches) and _is_going(_where(error)):
            return
        if cause is not error and isinstance(cause, OuttrayError):
            place = next((one for one in reversed(self.screen_stack) if isinstance(one, PlaceScreen)), None)
            if place is not None:
                place.tell_error(cause)
                return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End with a sentence instead of Textual's traceback, whose local variables could show a token.

        The traceback without them goes to a private file, for a report.
        """
        if self._exit_renderables:
            return  # one sentence is enough; what failed after it failed because of it
        error: BaseException = self._exception or RuntimeError("unknown")
        if isinstance(error, WorkerFailed):
            error = error.error
        from outtray.services.crash import keep_traceback

        told = _("Outtray had to stop: {kind}. What you wrote is kept.").format(kind=type(error).__name__)
        step = keep_traceback(error, self._data)
        self._exit_renderables.append(Text(f"{told}\n{step}"))
        self._close_messages_no_wait()

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Give the terminal to another program for a while.

        Raises ``CannotSuspend`` where that cannot be done. An error of the other program comes through, but
        only once the terminal is ours again: Textual would leave it to the shell.
        """
        failure: OuttrayError | None = None
        try:
            with super().suspend():
                try:
                    yield
                except OuttrayError as error:
                    failure = error
        except SuspendNotSupported as error:
            from outtray.commands.desk import COPY

            raise CannotSuspend(
                _("This terminal cannot be given to another program for a while."),
                _("{copy} copies the text, so that it can be written elsewhere.").format(
                    copy=key_of(self, COPY)
                ),
            ) from error
        if failure is not None:
            raise failure

    def action_command_palette(self) -> None:
        """Open the command palette, once: Textual's own refuses a second before the first is put away."""
        from outtray.screens.palette import Palette

        if self.use_command_palette and not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=_("Search for commands…")))

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address in the user's browser, or show it where no browser has a window of its own."""
        del new_tab  # every browser of today opens one
        self._browse(url)

    @work(group="browser")
    async def _browse(self, url: str) -> None:
        from outtray.screens.address import AddressScreen
        from outtray.services.browser import open_in_browser

        if not await asyncio.to_thread(open_in_browser, url):
            self.push_screen(AddressScreen(url))


def first_theme(name: str, folder: Path | None) -> TextualTheme:
    """The theme of the first frame: one that ships, one of the user's own, or else the default."""
    if name not in SHIPPED and folder is not None:
        from outtray.services.themes import UserThemes

        own = UserThemes(folder)
        own.look()
        if name in own.themes:
            return textual_theme(own.themes[name])
    return theme_named(name if name in SHIPPED else DEFAULT_DARK)


def _where(error: Exception) -> object:
    """The widget in which an error has just happened, in its own task or in a worker of its."""
    return get_current_worker().node if isinstance(error, WorkerFailed) else active_message_pump.get(None)


def _is_going(pump: object) -> bool:
    """Whether this widget, or what it stands in, is being taken off the screen."""
    if not isinstance(pump, Widget):
        return False
    return not pump.is_attached or any(
        not node.display for node in pump.ancestors_with_self if isinstance(node, Widget)
    )
