"""The out-tray: what is held, in the order it falls due, with the time left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands.moving import DOWN, FIRST, LAST, PAGE_DOWN, PAGE_UP, UP, moving
from outtray.widgets.desk.values import HeldRow, HoldState
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.outtray.messages import (
    DiscardRequested,
    EditRequested,
    LookRequested,
    ResolveRequested,
    RowChosen,
    SendRequested,
)
from outtray.widgets.outtray.row import ONE_LINE_FROM, draw_heading, draw_row, row_height
from outtray.widgets.words import clock_time


class OutTrayTable(ScrollView, can_focus=True):
    """A list of held acts with a cursor. Ticks once a second, and repaints only rows that count.

    Rows are given whole with ``show``; the cursor stays on its act. ``look``, ``send``, ``edit``,
    ``discard`` and ``resolve`` post what the user wants of the act under the cursor; screens bind keys to
    them. “Send” is a wish: it opens the second look.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving(
            {
                DOWN: "down",
                UP: "up",
                PAGE_DOWN: "page_down_rows",
                PAGE_UP: "page_up_rows",
                FIRST: "first",
                LAST: "last",
            }
        ),
        Binding("down", "down", show=False),
        Binding("up", "up", show=False),
        Binding("pagedown", "page_down_rows", show=False),
        Binding("pageup", "page_up_rows", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"outtray-table--cursor"}

    DEFAULT_CSS = """
    OutTrayTable {
        height: 1fr;
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        border-subtitle-color: $ot-muted;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        &:focus { border: round $ot-focus; }
        &.-ascii { border: ascii $ot-border; }
        &.-ascii:focus { border: ascii $ot-focus; }
        & .outtray-table--cursor { background: $ot-selection; }
    }
    """

    def __init__(self, *, clock: Clock, icons: Icons = UNICODE, reduced_motion: bool = False) -> None:
        super().__init__()
        self._clock = clock
        self._icons = icons
        self._still = reduced_motion
        self._rows: tuple[HeldRow, ...] = ()
        self._cursor = 0
        self._states: dict[str, HoldState] = {}
        self._back_key, self._compose_key = "Esc", "c"
        self.set_class(icons.ascii_only, "-ascii")
        self.border_title = Content(_("Out-tray"))

    def on_mount(self) -> None:
        """Let the countdowns run."""
        self.set_interval(1.0, self.tick)
        self._measure()

    # What the screen gives.

    def show_keys(self, *, back: str, compose: str) -> None:
        """Name these keys while nothing is held, as they are written on screen."""
        self._back_key, self._compose_key = back, compose
        self.refresh()

    def show(self, rows: Sequence[HeldRow]) -> None:
        """Show these acts; the cursor stays on its act, or near its place when that is gone."""
        before = self.chosen
        self._rows = tuple(rows)
        ids = [row.act_id for row in self._rows]
        if before is not None and before.act_id in ids:
            self._cursor = ids.index(before.act_id)
        else:
            self._cursor = min(self._cursor, max(len(ids) - 1, 0))
        self._measure()
        self.refresh()
        self.call_after_refresh(self._show_cursor)
        after = self.chosen
        if (after.act_id if after else None) != (before.act_id if before else None):
            self.post_message(RowChosen(after.act_id if after else None))

    # What the screen asks.

    @property
    def chosen(self) -> HeldRow | None:
        """The act under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    # What the user does.

    def look(self) -> None:
        """Ask for the second look at the act under the cursor."""
        if (row := self.chosen) is not None:
            self.post_message(LookRequested(row.act_id))

    def send(self) -> None:
        """Wish the act under the cursor sent."""
        if (row := self.chosen) is not None:
            self.post_message(SendRequested(row.act_id))

    def edit(self) -> None:
        """Ask to take the act under the cursor back to the desk."""
        if (row := self.chosen) is not None:
            self.post_message(EditRequested(row.act_id))

    def discard(self) -> None:
        """Ask to drop the act under the cursor."""
        if (row := self.chosen) is not None:
            self.post_message(DiscardRequested(row.act_id))

    def resolve(self) -> None:
        """Ask what became of the act under the cursor, when the server answered unclearly."""
        row = self.chosen
        if row is not None and row.hold.state_at(self._clock.now()) is HoldState.UNSURE:
            self.post_message(ResolveRequested(row.act_id))

    def action_down(self) -> None:
        """Go to the row below."""
        self._go(self._cursor + 1)

    def action_up(self) -> None:
        """Go to the row above."""
        self._go(self._cursor - 1)

    def action_page_down_rows(self) -> None:
        """Go down by a screenful."""
        self._go(self._cursor + self._page())

    def action_page_up_rows(self) -> None:
        """Go up by a screenful."""
        self._go(self._cursor - self._page())

    def action_first(self) -> None:
        """Go to the first row."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._go(len(self._rows) - 1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row under the pointer; a second click looks at it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        at = (offset.y + self.scroll_offset.y - self._heading_height) // self._row_height
        if 0 <= at < len(self._rows):
            self._go(at)
            if event.chain > 1:
                self.look()

    def on_resize(self) -> None:
        """Rows may take another number of lines; the cursor stays in sight."""
        self._measure()
        self._show_cursor()

    # Time and drawing.

    def tick(self) -> None:
        """Repaint the rows whose time or state has moved."""
        now = self._clock.now()
        for index, row in enumerate(self._rows):
            state = row.hold.state_at(now)
            if state is HoldState.COOLING or state is not self._states.get(row.act_id):
                self._states[row.act_id] = state
                self.refresh(self._region_of(index))

    def render_line(self, y: int) -> Strip:
        """One line of the heading, of a row, or of what stands in an empty out-tray."""
        width = self._width
        y += self.scroll_offset.y
        if not self._rows:
            return self._strip(self._empty_line(y, width), width, chosen=False)
        if y < self._heading_height:
            return self._strip(Content.assemble("  ", draw_heading(width - 3)), width, chosen=False)
        index, part = divmod(y - self._heading_height, self._row_height)
        if index >= len(self._rows):
            return self._strip(Content(""), width, chosen=False)
        chosen = index == self._cursor
        lines = draw_row(
            self._rows[index],
            width - 3,
            self._clock.now(),
            self._icons,
            still=self._still,
            zone=self._clock.local_zone(),
        )
        sign = self._icons.chosen if chosen else " "
        return self._strip(Content.assemble((f"{sign} ", "$ot-accent"), lines[part]), width, chosen=chosen)

    def _strip(self, content: Content, width: int, *, chosen: bool) -> Strip:
        style = self.get_visual_style("outtray-table--cursor") if chosen else self.visual_style
        padded = content.pad_right(max(width - content.cell_length, 0))
        pieces = padded.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        segments = [Segment(text, piece_style.rich_style) for text, piece_style in pieces]
        return Strip(segments).adjust_cell_length(width, style.rich_style)

    def _empty_line(self, y: int, width: int) -> Content:
        words = Content.styled(
            _(
                "Nothing is held. What you write waits here after you hold it: it cools, you look at it once"
                " more, and then you send it or let it go. {back} goes back to the timeline, where {compose}"
                " begins a post."
            ).format(back=self._back_key, compose=self._compose_key),
            "$ot-muted",
        )
        lines = words.wrap(max(min(width - 4, 64), 10))
        return Content.assemble("  ", lines[y - 1]) if 0 < y <= len(lines) else Content("")

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _row_height(self) -> int:
        return row_height(self._width)

    @property
    def _heading_height(self) -> int:
        return 1 if self._width >= ONE_LINE_FROM and self._rows else 0

    def _page(self) -> int:
        return max(self.size.height // self._row_height - 1, 1)

    def _go(self, index: int) -> None:
        index = min(max(index, 0), max(len(self._rows) - 1, 0))
        if index == self._cursor:
            return
        before, self._cursor = self._cursor, index
        self.refresh(self._region_of(before), self._region_of(index))
        self._show_cursor()
        row = self.chosen
        self.post_message(RowChosen(row.act_id if row else None))

    def _show_cursor(self) -> None:
        top = 0 if self._cursor == 0 else self._heading_height + self._cursor * self._row_height
        height = self._heading_height * (self._cursor == 0) + self._row_height
        self.scroll_to_region(Region(0, top, 1, height), animate=False, immediate=True)

    def _region_of(self, index: int) -> Region:
        y = self._heading_height + index * self._row_height - self.scroll_offset.y
        return Region(0, y, self.size.width, self._row_height)

    def _measure(self) -> None:
        self.virtual_size = Size(self._width, self._heading_height + len(self._rows) * self._row_height)
        now = self._clock.now()
        coming = [row.hold.due for row in self._rows if row.hold.state_at(now) is HoldState.COOLING]
        quiet = [row.hold for row in self._rows if row.hold.state_at(now) is HoldState.QUIET]
        coming += [end for hold in quiet if (end := hold.quiet_until(now)) is not None]
        ready = sum(1 for row in self._rows if row.hold.state_at(now) is HoldState.READY)
        parts = []
        if held := len(self._rows):
            parts.append(ngettext("{n} held", "{n} held", held).format(n=held))
        if ready:
            parts.append(ngettext("{n} ready", "{n} ready", ready).format(n=ready))
        if coming:
            parts.append(
                _("next due {time}").format(time=clock_time(min(coming), now, self._clock.local_zone()))
            )
        self.border_subtitle = Content(f" {self._icons.dot} ".join(parts)) if parts else None
