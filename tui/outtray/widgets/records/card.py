"""One act of the register in full: its words, its findings and answers, and all that happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.commands.moving import DOWN, UP, moving
from outtray.widgets.icons import Icons
from outtray.widgets.records.values import Record, RecordFinding
from outtray.widgets.text import block, line
from outtray.widgets.words import clock_time


class RecordCard(VerticalScroll):
    """A page that scrolls; ``show`` gives it an act, or None while there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [*moving({DOWN: "scroll_down", UP: "scroll_up"})]
    DEFAULT_CSS = """
    RecordCard {
        background: $ot-sheet;
        color: $ot-ink;
        border: round $ot-border;
        border-title-color: $ot-accent;
        border-title-style: bold;
        border-subtitle-color: $ot-muted;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        &:focus { border: round $ot-focus; }
        &.-ascii { border: ascii $ot-border; }
        &.-ascii:focus { border: ascii $ot-focus; }
        & Static { width: 1fr; height: auto; }
    }
    """

    def __init__(self, *, clock: Clock, icons: Icons, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._clock = clock
        self._icons = icons
        self._text = Static(markup=False)
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield self._text

    def show(self, record: Record | None) -> None:
        """Show this act from its beginning."""
        title = "" if record is None else f"{record.kind} {self._icons.dot} {record.state}"
        self.border_title = line(title) if title else None
        self._text.update("" if record is None else Content("\n").join(list(self._lines(record))))
        self.scroll_home(animate=False)

    def _lines(self, record: Record) -> Iterator[Content]:
        yield line(record.account, "$ot-muted")
        if record.audience:
            yield line(record.audience, "$ot-muted")
        if record.about:
            yield line(_("about {url}").format(url=record.about), "$ot-muted")
        for at, words in record.versions:
            yield Content("")
            if len(record.versions) > 1:
                yield Content.styled(self._time(at), "$ot-muted")
            yield block(words, "$ot-ink")
        if not record.versions:
            yield Content("")
            yield Content.styled(_("No words of it are kept."), "italic $ot-muted")
        if record.findings:
            yield Content("")
            yield Content.styled(_("Findings"), "bold $ot-accent")
            for found in record.findings:
                yield from self._finding(found)
        if record.cooling:
            yield Content("")
            yield Content.styled(_("Cooling-off"), "bold $ot-accent")
            yield line(record.cooling)
        yield Content("")
        yield Content.styled(_("What happened"), "bold $ot-accent")
        for at, words in record.events:
            yield Content.assemble((f"{self._time(at)}  ", "$ot-muted"), line(words, "$ot-ink"))
        if record.url:
            yield Content("")
            yield line(record.url, "$ot-link underline")

    def _finding(self, found: RecordFinding) -> Iterator[Content]:
        sign, colour = self._icons.bullet, "$ot-muted"
        if found.severity is not None:
            sign, colour = self._icons.severity(found.severity), f"$ot-{found.severity.value}"
        answer = line(f"  {found.answer}", "$ot-muted")
        yield Content.assemble((f"{sign} {found.severity_word}  ", colour), line(found.rule), answer)
        if found.reason:
            yield Content.assemble("    ", block(found.reason, "italic $ot-ink"))

    def _time(self, at: datetime) -> str:
        return clock_time(at, self._clock.now(), self._clock.local_zone())
