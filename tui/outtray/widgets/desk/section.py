"""One part of the review pane under a title line that says what is in it."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from outtray.widgets.icons import Icons
from outtray.widgets.text import line, printable


class SectionTitle(Widget):
    """A rule with a title on its left and a summary on its right; a click on it opens the section."""

    class Clicked(Message):
        """The title was clicked."""

        def __init__(self, title: SectionTitle) -> None:
            super().__init__()
            self.title = title

    DEFAULT_CSS = """
    SectionTitle { height: 1; width: 1fr; background: $ot-sheet; color: $ot-ink; }
    """

    def __init__(self, title: str, icons: Icons) -> None:
        super().__init__()
        self._title = title
        self._icons = icons
        self._summary = Content("")
        self._silent = False

    @property
    def summary(self) -> Content:
        """What stands on the right."""
        return self._summary

    def show_summary(self, summary: Content) -> None:
        """Say on the right what the section holds."""
        if summary.is_same(self._summary):
            return
        self._summary = summary
        self.refresh()

    def silence(self, *, silent: bool) -> None:
        """Leave the summary out while what it sums up is in plain sight below."""
        if silent != self._silent:
            self._silent = silent
            self.refresh()

    def render(self) -> RenderResult:
        """Title, rule, summary, in exactly one line."""
        width = self.size.width
        title = Content.styled(self._title, "bold $ot-accent")
        left = Content.assemble((self._icons.light_rule, "$ot-rule"), " ", title, " ")
        room = width - left.cell_length - 3
        said = Content("") if self._silent else self._summary
        summary = said.truncate(max(room, 0), ellipsis=not self._icons.ascii_only)
        right = Content.assemble(" ", summary, " ") if summary.plain else Content("")
        rule = self._icons.light_rule * max(width - left.cell_length - right.cell_length, 0)
        return Content.assemble(left, (rule, "$ot-rule"), right)

    def on_click(self, event: events.Click) -> None:
        """Tell that the section is wanted."""
        event.stop()
        self.post_message(self.Clicked(self))


class Section(Vertical):
    """A part of the review pane: its title, and below it whatever the subclass composes."""

    DEFAULT_CSS = """
    Section { height: auto; background: $ot-sheet; color: $ot-ink; }
    Section Static { width: 1fr; height: auto; background: $ot-sheet; }
    Section:focus-within SectionTitle { background: $ot-selection; }
    Section VerticalScroll { scrollbar-size-vertical: 1; background: $ot-sheet; }
    """

    def __init__(self, title: str, icons: Icons) -> None:
        super().__init__()
        self.title = title
        self.icons = icons
        self.heading = SectionTitle(title, icons)
        self.set_class(icons.ascii_only, "-ascii")

    def say(self, text: str, style: str = "") -> Content:
        """One line of a rule's or a headline's words, as this terminal can print them."""
        return line(printable(text, self.icons), style)
