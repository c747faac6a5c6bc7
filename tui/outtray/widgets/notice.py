"""An error where it belongs: a sentence and a next step, in place, until it has been read."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.widgets.icons import UNICODE, Icons
from outtray.widgets.text import block, line

_ENDS = ".!?…:»”"


class NoticeBar(Static):
    """Hidden while there is nothing to say. Not in the way of keys: Escape or a click puts it away."""

    DEFAULT_CSS = """
    NoticeBar {
        display: none; height: auto; max-height: 8; padding: 0 2;
        background: $ot-raised; color: $ot-ink; border-left: thick $ot-block;
        &.-told { display: block; }
        &.-good { border-left: thick $ot-good; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", _("Dismiss"), show=False, id="notice.dismiss")
    ]

    class Dismissed(Message):
        """The user has put the notice away."""

    def __init__(self, *, icons: Icons = UNICODE, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(Content(""), id=id, markup=False)
        self._icons = icons
        self.dismiss_key = "Esc"
        """How the key is written that puts a notice away; the screen knows which that is."""
        self._topic = ""

    @property
    def is_told(self) -> bool:
        """Whether a notice is shown."""
        return self.has_class("-told")

    def tell(
        self,
        sentence: str,
        next_step: str = "",
        *,
        is_error: bool = True,
        topic: str = "",
        passes: bool = False,
    ) -> None:
        """Show a sentence and what to do about it; takes the place of an earlier notice.

        ``topic`` is a name by which it can be withdrawn once it is true no longer. One that ``passes`` goes
        by itself, so that it does not say how to put it away.
        """
        self._topic = topic
        sign, colour = (self._icons.warn, "$ot-block") if is_error else (self._icons.good, "$ot-good")
        parts = [Content.styled(f"{sign} ", colour), block(_ended(sentence), "bold")]
        if next_step:
            parts += [Content(" "), block(next_step)]
        if not passes:
            key = _("{key} to dismiss").format(key=self.dismiss_key)
            parts.append(line(f"  {self._icons.dot} {key}", "$ot-muted"))
        self.set_class(not is_error, "-good")
        self.update(Content("").join(parts))
        self.add_class("-told")

    def tell_error(self, error: OuttrayError) -> None:
        """Show what an error has to say."""
        self.tell(error.sentence, error.next_step)

    def withdraw(self, topic: str) -> None:
        """Put away what was told of a topic that is over; any other notice stays."""
        if self.is_told and self._topic == topic:
            self.action_dismiss()

    def action_dismiss(self) -> None:
        """Put the notice away."""
        if self.is_told:
            self.remove_class("-told")
            self.update(Content(""))
            self.post_message(self.Dismissed())

    def on_click(self, event: events.Click) -> None:
        """Put the notice away."""
        event.stop()
        self.action_dismiss()


def _ended(sentence: str) -> str:
    """A sentence with its full stop: the words of servers often lack theirs, and the next step follows."""
    sentence = sentence.rstrip()
    if "\n" in sentence:
        return f"{sentence}\n"  # it ends with a quoted line
    return sentence if sentence[-1:] in _ENDS else f"{sentence}."
