"""Audience, language, content warning and quotes of the draft on the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label, Select

from outtray.acts.act import Act
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.dialogue import Dialogue
from outtray.screens.fields import Tick
from outtray.screens.key_words import key_of
from outtray.services.acting import of_its_kind
from outtray.widgets.desk.calm_button import CalmButton
from outtray_rules.draft import ActKind, Visibility

_QUOTE_POLICIES = {
    "": _("As the account has it"),
    "public": _("Anyone"),
    "followers": _("Followers only"),
    "nobody": _("Nobody"),
}

_AUDIENCES = {
    Visibility.PUBLIC: _("Public: anyone, for ever"),
    Visibility.UNLISTED: _("Quiet public: anyone who looks"),
    Visibility.PRIVATE: _("Followers only"),
    Visibility.DIRECT: _("Direct: only who is mentioned"),
}


class OptionsScreen(Dialogue[Act | None]):
    """A card over the desk; answers with the changed act, or None when it was left as it was."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.OPTIONS)]
    commands: ClassVar[tuple[Command, ...]] = commands.OPTIONS

    def __init__(self, act: Act) -> None:
        super().__init__()
        self._act = act

    def compose(self) -> ComposeResult:
        """One field below the other, the buttons last."""
        fixed = self._act.kind is ActKind.EDIT
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = _("Options")
            card.border_subtitle = _("{take} takes them · {leave} leaves them").format(
                leave=key_of(self.app, commands.OPTIONS[0]), take=key_of(self.app, commands.OPTIONS[1])
            )
            yield Label(_("Audience"), classes="name")
            yield Select(
                [(_AUDIENCES[choice], choice) for choice in self._choices()],
                value=self._act.visibility,
                allow_blank=False,
                id="visibility",
                compact=True,
                disabled=fixed,
            )
            yield Label(_("Language (two letters)"), classes="name")
            yield Input(self._act.language, max_length=8, id="language", compact=True)
            yield Label(_("Content warning: what a reader sees before the text"), classes="name")
            yield Input(self._act.content_warning, id="warning", compact=True)
            yield Tick(_("Hide pictures until asked for"), self._act.sensitive, id="sensitive", compact=True)
            if self._act.makes_status:
                yield Label(_("Who may quote it"), classes="name")
                yield Select(
                    [(words, policy) for policy, words in _QUOTE_POLICIES.items()],
                    value=self._act.quote_policy,
                    allow_blank=False,
                    id="quotes",
                    compact=True,
                )
            with Horizontal(id="buttons"):
                yield CalmButton(_("Take these"), id="take")

    def _choices(self) -> list[Visibility]:
        """An answer is never wider than what it answers."""
        widest = self._act.reply_to.visibility.width if self._act.reply_to is not None else 3
        return [choice for choice in _AUDIENCES if choice.width <= widest or choice == self._act.visibility]

    @on(Button.Pressed, "#take")
    def action_take(self) -> None:
        """Leave with these options."""
        self.dismiss(self._chosen())

    def _chosen(self) -> Act:
        """The act with what stands on the card."""
        chosen = self.query_one("#visibility", Select).value
        visibility = chosen if isinstance(chosen, Visibility) else self._act.visibility
        act = replace(
            self._act,
            visibility=visibility,
            language=sanitise(self.query_one("#language", Input).value.strip(), single_line=True),
            content_warning=sanitise(self.query_one("#warning", Input).value, single_line=True),
            sensitive=self.query_one("#sensitive", Tick).value,
            quote_policy=self._quote_policy,
        )
        return of_its_kind(act)

    @property
    def _quote_policy(self) -> str:
        fields = self.query("#quotes")
        chosen = fields.first(Select).value if fields else None
        return chosen if isinstance(chosen, str) else self._act.quote_policy

    @work
    async def action_leave(self) -> None:
        """Leave everything as it was; asks first when something was changed."""
        if self._chosen() != self._act:
            lose = await self.app.push_screen_wait(
                ConfirmScreen(
                    _("Leave the options as they were?"),
                    _("What you changed on this card is lost; {key} takes it.").format(
                        key=key_of(self.app, commands.OPTIONS[1])
                    ),
                    safe=_("Go on"),
                    danger=_("Leave"),
                )
            )
            if not lose:
                return
        self.dismiss(None)
