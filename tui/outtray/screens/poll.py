"""A poll for the draft on the desk: its answers, how long it runs, and how it is voted in."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Label, Select, Static

from outtray.acts.act import Act, Poll
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.mastodon.models import Instance
from outtray.screens.dialogue import Dialogue
from outtray.screens.fields import Tick
from outtray.screens.key_words import key_of
from outtray.services.acting import with_poll
from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.text import line
from outtray.widgets.words import duration

_RUNS = tuple(
    int(time.total_seconds())
    for time in (
        timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6),
        timedelta(hours=12), timedelta(days=1), timedelta(days=3), timedelta(days=7),
    )
)  # fmt: skip
_USUAL = int(timedelta(days=1).total_seconds())


class PollScreen(Dialogue[Act | None]):
    """Answers with the act and its poll, or without it; None leaves it as it was."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.POLL)]
    commands: ClassVar[tuple[Command, ...]] = commands.POLL

    def __init__(self, act: Act, instance: Instance) -> None:
        super().__init__()
        self._act = act
        self._instance = instance

    def compose(self) -> ComposeResult:
        """The answers, one more than there are, then the rest."""
        poll = self._act.poll or Poll(options=(), expires_in=_USUAL)
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = _("Poll")
            card.border_subtitle = _("{take} takes it · {leave} leaves it as it was").format(
                leave=key_of(self.app, commands.POLL[0]), take=key_of(self.app, commands.POLL[1])
            )
            most = self._instance.max_poll_options
            yield Label(_("Answers, at least two, at most {most}").format(most=most), classes="name")
            with Vertical(id="answers"):
                for number in range(min(max(len(poll.options) + 1, 2), most)):
                    yield self._field(number, poll.options[number] if number < len(poll.options) else "")
            yield Label(_("It runs for"), classes="name")
            runs = sorted({*_RUNS, poll.expires_in})
            yield Select(
                [(duration(seconds), seconds) for seconds in runs],
                value=poll.expires_in,
                allow_blank=False,
                id="runs",
                compact=True,
            )
            yield Tick(_("Several answers may be given"), poll.multiple, id="multiple", compact=True)
            yield Tick(_("Hide the counts until it ends"), poll.hide_totals, id="hide", compact=True)
            yield Static("", id="problem")
            with Horizontal(id="buttons"):
                if self._act.poll is not None:
                    yield CalmButton(_("No poll"), id="none")
                yield CalmButton(_("Take it"), id="take")

    def _field(self, number: int, words: str) -> Input:
        longest = self._instance.max_poll_option_characters
        hint = _("Answer {number}").format(number=number + 1)
        return Input(words, placeholder=hint, max_length=longest, compact=True, classes="answer")

    def on_mount(self) -> None:
        """Begin with the first answer that is empty."""
        fields = self._fields()
        next((field for field in fields if not field.value), fields[0]).focus()

    def _fields(self) -> list[Input]:
        return list(self.query("#answers Input").results(Input))

    @on(Input.Changed, ".answer")
    def _answer_changed(self) -> None:
        """Have room for one more answer, up to what the server takes."""
        fields = self._fields()
        if fields[-1].value.strip() and len(fields) < self._instance.max_poll_options:
            self.query_one("#answers").mount(self._field(len(fields), ""))

    @on(Input.Submitted, ".answer")
    def _answer_finished(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#none")
    def _no_poll(self) -> None:
        self.dismiss(with_poll(self._act, None))

    @on(Button.Pressed, "#take")
    def action_take(self) -> None:
        """Take the poll as it stands; says what is missing."""
        options = [sanitise(field.value.strip(), single_line=True) for field in self._fields()]
        options = [option for option in options if option]
        if not options:
            self.dismiss(with_poll(self._act, None))
            return
        if len(options) < 2:
            self._say(_("A poll needs at least two answers."))
            return
        if len({option.casefold() for option in options}) < len(options):
            self._say(_("Two of the answers are the same."))
            return
        runs = self.query_one("#runs", Select).value
        poll = Poll(
            options=tuple(options),
            expires_in=runs if isinstance(runs, int) else _USUAL,
            multiple=self.query_one("#multiple", Tick).value,
            hide_totals=self.query_one("#hide", Tick).value,
        )
        self.dismiss(with_poll(self._act, poll))

    def _say(self, sentence: str) -> None:
        self.query_one("#problem", Static).update(line(sentence, "$ot-warn"))

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
