"""Looking for something: a field, and what was found below it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from outtray.base.translation import gettext as _
from outtray.widgets.timeline.messages import TimelineMessage
from outtray.widgets.timeline.view import TimelineView


class SearchAsked(TimelineMessage):
    """The user asked for something; ``done`` says they pressed Enter, else they are still typing."""

    def __init__(self, pane: SearchPane, text: str, *, done: bool) -> None:
        super().__init__()
        self.pane = pane
        self.text = text
        self.done = done


class SearchPane(Vertical):
    """Says what is asked for; what was found is put into ``results`` by whoever looks."""

    DEFAULT_CSS = """
    SearchPane {
        width: 1fr; height: 1fr;
        & > Input {
            width: 1fr; border: round $ot-border; background: $ot-ground; height: 3; color: $ot-ink;
        }
        & > Input:focus { border: round $ot-focus; }
        & > TimelineView { height: 1fr; }
    }
    """

    def __init__(self, results: TimelineView) -> None:
        super().__init__()
        self.results = results
        self.field = Input(placeholder=_("a name, a #tag, words, or an address to open here"))

    def compose(self) -> ComposeResult:
        """The field, what was found."""
        self.field.border_title = _("Search")
        yield self.field
        yield self.results

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(SearchAsked(self, event.value.strip(), done=False))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(SearchAsked(self, event.value.strip(), done=True))

    def key_down(self) -> None:
        """From the field to what was found."""
        if self.field.has_focus and len(self.results.book):
            self.results.focus()
