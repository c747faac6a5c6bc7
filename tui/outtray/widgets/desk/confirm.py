"""A question before something that cannot be undone; the safe answer has the focus."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.text import block


class ConfirmBody(Vertical):
    """The body of a modal: a question, what it means, and two buttons with the safe one first.

    Posts ``Answered``. Enter gives the safe answer unless the focus was moved; Escape always does.
    """

    @dataclass
    class Answered(Message):
        """The user answered; ``confirmed`` only when the dangerous button was pressed."""

        confirmed: bool

    DEFAULT_CSS = """
    ConfirmBody {
        width: 60;
        max-width: 100%;
        height: auto;
        padding: 1 2;
        background: $ot-raised;
        color: $ot-ink;
        border: round $ot-focus;
        & Static { width: 1fr; height: auto; margin-bottom: 1; background: $ot-raised; }
        & Horizontal { height: 1; align-horizontal: right; }
    }
    """

    def __init__(self, question: str, meaning: str, *, safe: str, danger: str) -> None:
        super().__init__()
        self._question = question
        self._meaning = meaning
        self._safe = safe
        self._danger = danger

    def compose(self) -> ComposeResult:
        """Question, meaning, buttons."""
        yield Static(block(self._question, "bold $ot-accent"), markup=False)
        yield Static(block(self._meaning, "$ot-ink") if self._meaning else Content(""), markup=False)
        with Horizontal():
            yield CalmButton(self._safe, id="safe")
            yield CalmButton(self._danger, id="danger", kind="danger")

    def on_mount(self) -> None:
        """Start on the safe answer."""
        self.query_one("#safe", Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Answered(event.button.id == "danger"))

    def on_key(self, event: events.Key) -> None:
        """Arrows move between the answers; Escape is the safe one."""
        if event.key in {"left", "right"}:
            event.stop()
            other = "#danger" if self.query_one("#safe").has_focus else "#safe"
            self.query_one(other, Button).focus()
        elif event.key == "escape":
            event.stop()
            self.post_message(self.Answered(False))
