"""The line at the top: who acts, how the server is reached, where we are, and what the out-tray holds."""

from __future__ import annotations

from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.standing import ActingAs, Connection, OutTray, Reach
from outtray.widgets.text import cut, line
from outtray.widgets.theming import account_variable
from outtray.widgets.words import countdown, minutes_left

_GAP = Content("  ")
_LEAST_HANDLE = 8


class AppHeader(Widget):
    """One line; with little room the account stays longest, then the out-tray, the title, the connection.

    ``still`` shows remaining time in minutes, so that nothing moves each second.
    """

    DEFAULT_CSS = """
    AppHeader { dock: top; height: 1; background: $ot-raised; color: $ot-ink; }
    """

    acting: reactive[ActingAs | None] = reactive(None)
    connection: reactive[Connection] = reactive(Connection(Reach.CONNECTING))
    out_tray: reactive[OutTray] = reactive(OutTray())
    title: reactive[str] = reactive("")
    still: reactive[bool] = reactive(False)

    def __init__(
        self,
        *,
        clock: Clock,
        icons: Icons = UNICODE,
        still: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._icons = icons
        self.set_reactive(AppHeader.still, still)
        self._told = ""
        """What is said of the wait on the line that was last composed or changed."""
        self._counted: Strip | None = None
        """That line with other words of the wait; None where it is to be composed."""

    def on_mount(self) -> None:
        """Start the clock that moves the countdown."""
        self.set_interval(1.0, self.tick)

    def tick(self) -> None:
        """Look at the time; painted only when the words change, and then nothing but the words."""
        told, before = self._wait_in_words(), self._told
        if told == before:
            return
        change = _other_end(self.render_line(0), before, told)
        if change is None:
            self.refresh()
            return
        self._told = told
        self._counted, place = change
        self.refresh(place)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have it drawn anew; with no region named, more than the countdown has changed."""
        if not regions:
            self._counted = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """The line as it was last composed, with what the countdown has come to since."""
        counted = self._counted
        if counted is None or counted.cell_length != self.size.width:
            return super().render_line(y)
        return counted

    def _wait_in_words(self) -> str:
        return self.out_tray.words(self._time_left())

    def _time_left(self) -> str:
        due = self.out_tray.next_due
        if due is None:
            return ""
        seconds = -int((self._clock.now() - due).total_seconds() // 1)
        return minutes_left(max(0, seconds)) if self.still else countdown(seconds)

    def render(self) -> Content:
        """The line as wide as the widget; parts go, last first, until it fits."""
        self._told = self._wait_in_words()
        width = self.size.width
        name, title = Content.styled("Outtray", "bold $ot-accent"), line(self.title, "bold")
        told, sign = self._connection(words=True), self._connection(words=False)
        account, tray = self._account(width, practice=True), self._tray(short=False)
        handle, short = self._account(width, practice=False), self._tray(short=True)
        attempts = (
            ((name, account, told), tray),
            ((account, told), tray),
            ((account, told), short),
            ((account, sign), short),
            ((handle, told), tray),
            ((handle, told), short),
            ((handle, sign), short),
        )
        for parts, end in attempts:
            start = _joined(parts)
            if start.cell_length + title.cell_length + end.cell_length + 6 <= width:
                return _spread(start, title, end, width)
        return self._narrow(title, width)

    def _narrow(self, title: Content, width: int) -> Content:
        """The line with the handle cut to what is left; where that is next to nothing, without the title."""
        end = self._tray(short=True)
        told = self._connection(words=True)
        sign = Content.styled(self.connection.sign(self._icons), self.connection.variable)
        if width - end.cell_length - told.cell_length - title.cell_length - 7 >= _LEAST_HANDLE:
            sign = told
        room = width - end.cell_length - sign.cell_length - 5
        beside = room - title.cell_length - 2
        shown = title if beside >= _LEAST_HANDLE else Content("")
        account = self._account(max(_LEAST_HANDLE, beside if shown else room), practice=False)
        return _spread(_joined((account, sign)), shown, end, width)

    def _account(self, room: int, *, practice: bool) -> Content:
        acting = self.acting
        if acting is None:
            return Content.styled(_("no account"), "$ot-muted")
        named = acting.handle.lstrip("@")
        if acting.practice and practice:
            named = named.removesuffix("@practice")  # the word beside it says so already
        handle = cut("@" + named, room, self._icons.ellipsis)
        shown = handle.stylize(f"bold {account_variable(acting.index)}")
        if acting.practice and practice:
            shown = shown.append(Content.styled(" " + _("practice"), "$ot-note"))
        if acting.unread and practice:
            told = ngettext("{count} notification", "{count} notifications", acting.unread)
            shown = shown.append(Content.styled("  " + told.format(count=acting.unread), "$ot-accent"))
        return shown

    def _connection(self, *, words: bool) -> Content:
        state = self.connection
        sign = Content.styled(state.sign(self._icons), state.variable)
        shown = sign
        if words or state.reach is not Reach.LIVE:
            shown = sign.append(" ").append(line(state.words, state.variable))
        unsaid = 0 if self.acting is None else self.acting.unsaid
        if not unsaid:
            return shown
        told = ngettext("{count} to sync", "{count} to sync", unsaid) if words else "+{count}"
        dot = f" {self._icons.dot} " if words else " "
        return shown.append(Content.styled(dot + told.format(count=unsaid), "$ot-note"))

    def _tray(self, *, short: bool) -> Content:
        tray = self.out_tray
        told = self._told
        style = tray.variable if told else "$ot-muted"
        if short:
            base = Content.styled(f"{self._icons.cooling} {tray.held}", style)
        else:
            base = Content.styled(_("out-tray {count}").format(count=tray.held), style)
        if told:
            base = base.append(Content.styled(f" {self._icons.dot} {told}", style))
        return base


def _joined(parts: tuple[Content, ...]) -> Content:
    return _GAP.join(parts)


def _spread(start: Content, middle: Content, end: Content, width: int) -> Content:
    """Start left, end right, the middle in the middle of what is left, never touching either."""
    room = width - 2
    gap = max(0, room - start.cell_length - middle.cell_length - end.cell_length)
    before = max(0, min(gap - 2, (room - middle.cell_length) // 2 - start.cell_length))
    before = max(before, min(2, gap))
    edge = Content(" ")
    return Content("").join(
        [edge, start, Content(" " * before), middle, Content(" " * (gap - before)), end, edge]
    )


def _other_end(line: Strip, before: str, after: str) -> tuple[Strip, Region] | None:
    """A line that ends with other words of the same width, and where they stand; None when it cannot."""
    if not before or cell_len(before) != cell_len(after):
        return None
    segments = list(line)
    end = line.cell_length
    for index in reversed(range(len(segments))):
        text, style, control = segments[index]
        if text.endswith(before):
            segments[index] = Segment(text.removesuffix(before) + after, style, control)
            width = cell_len(before)
            return Strip(segments, line.cell_length), Region(end - width, 0, width, 1)
        if not text.isspace():
            return None
        end -= cell_len(text)
    return None
