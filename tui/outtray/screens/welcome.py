"""The first start in three steps: practise or log in, who are you, how strict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, ContentSwitcher, Footer, Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings


class Way(StrEnum):
    """Where a first start leads."""

    PRACTISE = "practise"
    LOG_IN = "log-in"


@dataclass(frozen=True, slots=True)
class Welcomed:
    """What a newcomer said: where to go, at which server, and the settings that follow."""

    way: Way
    server: str
    settings: dict[str, dict[str, Any]]


_JURISDICTIONS = (
    (_("Canada (federal)"), "ca"),
    (_("United Kingdom"), "uk"),
    (_("United States (federal)"), "us"),
    (_("Australia"), "au"),
    (_("New Zealand"), "nz"),
    (_("European Union institutions"), "eu"),
    (_("Ireland"), "ie"),
    (_("None of these"), "everyone"),
)
_GRADES = (
    (_("I would rather not say"), ""),
    (_("Officer or analyst"), "officer"),
    (_("Manager"), "manager"),
    (_("Executive"), "executive"),
    (_("Deputy head"), "deputy-head"),
)
_STRICTNESS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        _("Gentle"),
        _("30 s for a clean post, 5 min after a warning"),
        {"base": "30s", "warn": "5m", "reply": "1m"},
    ),
    (_("Usual"), _("2 min for a clean post, 15 min after a warning"), {}),
    (
        _("Strict"),
        _("10 min for a clean post, 1 h after a warning"),
        {"base": "10m", "warn": "1h", "reply": "20m"},
    ),
)


_USUAL = 1


def _strictness_of(cooling: dict[str, Any]) -> int:
    """Which strictness these settings came from."""
    known = [changes for _name, _meaning, changes in _STRICTNESS]
    return known.index(cooling) if cooling in known else _USUAL


class WelcomeScreen(Screen[Welcomed | None]):
    """Three short steps; Escape goes back one, and out of the first.

    ``before`` are answers given earlier, after a login that came to nothing: they stand in the fields.
    """

    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.WELCOME)]
    commands: ClassVar[tuple[Command, ...]] = commands.WELCOME

    def __init__(self, before: Welcomed | None = None) -> None:
        super().__init__()
        self._way = Way.PRACTISE if before is None else before.way
        self._server = "" if before is None else before.server
        settings = {} if before is None else before.settings
        self._profile: dict[str, Any] = dict(settings.get("profile", {}))
        self._strictness = _strictness_of(settings.get("cooling", {}))

    def compose(self) -> ComposeResult:
        """One step at a time."""
        with VerticalScroll(id="card"):
            yield Static(Content.styled("Outtray", "bold $ot-accent"), id="name")
            yield Static(
                _(
                    "A Mastodon client in which nothing leaves unread: every post is held, reviewed"
                    " and cooled before you send it."
                ),
                id="about",
            )
            with ContentSwitcher(initial="way", id="steps"):
                with VerticalScroll(id="way"):
                    yield Label(_("1 of 3  Start with"), classes="step")
                    yield OptionList(
                        Option(
                            _("Practise in a small town on this machine; nothing leaves it"), id=Way.PRACTISE
                        ),
                        Option(_("Log in to a Mastodon server"), id=Way.LOG_IN),
                        id="ways",
                        markup=False,
                    )
                    yield Input(
                        self._server, placeholder=_("Server, e.g. social.example, then Enter"), id="server"
                    )
                with VerticalScroll(id="who"):
                    yield Label(
                        _("2 of 3  Who are you? Rules and headlines read this; nobody else does."),
                        classes="step",
                    )
                    yield Label(_("Whose guidance applies"))
                    yield Select(
                        _JURISDICTIONS,
                        prompt=_("Choose one"),
                        value=self._profile.get("jurisdiction", Select.NULL),
                        id="jurisdiction",
                    )
                    yield Label(_("Where you work (may stay empty)"))
                    yield Input(
                        self._profile.get("organisation", ""),
                        placeholder=_("e.g. Health Canada"),
                        id="organisation",
                    )
                    yield Label(_("Your level"))
                    yield Select(_GRADES, value=self._profile.get("grade", ""), allow_blank=False, id="grade")
                    with Horizontal(classes="buttons"):
                        yield Button(_("Next"), id="next", variant="primary")
                with VerticalScroll(id="strict"):
                    yield Label(_("3 of 3  How long should a post wait?"), classes="step")
                    yield OptionList(
                        *(
                            Option(_("{name}: {meaning}").format(name=name, meaning=meaning), id=str(index))
                            for index, (name, meaning, _changes) in enumerate(_STRICTNESS)
                        ),
                        id="strictness",
                        markup=False,
                    )
                    yield Static(_("Every wait is explained, and each can be changed later in the settings."))
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Start on the first choice, or on the server that did not work out."""
        server = self.query_one("#server", Input)
        server.display = bool(self._server)
        (server if self._server else self.query_one("#ways", OptionList)).focus()

    @property
    def _steps(self) -> ContentSwitcher:
        return self.query_one("#steps", ContentSwitcher)

    def _go_to(self, step: str) -> None:
        self._steps.current = step
        # Said once: the later steps need its room in a small window.
        self.query_one("#about").display = step == "way"

    @on(OptionList.OptionSelected, "#ways")
    def _way_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == Way.PRACTISE:
            self.dismiss(Welcomed(Way.PRACTISE, "", {}))
            return
        self._way = Way.LOG_IN
        server = self.query_one("#server", Input)
        server.display = True
        server.focus()

    @on(Input.Submitted, "#server")
    def _server_given(self, event: Input.Submitted) -> None:
        self._server = sanitise(event.value.strip(), single_line=True)
        if self._server:
            self._go_to("who")
            self.query_one("#jurisdiction", Select).focus()

    @on(Button.Pressed, "#next")
    @on(Input.Submitted, "#organisation")
    def _who_given(self) -> None:
        chosen = self.query_one("#jurisdiction", Select).value
        grade = self.query_one("#grade", Select).value
        self._profile = {"jurisdiction": chosen if isinstance(chosen, str) else "everyone"}
        organisation = sanitise(self.query_one("#organisation", Input).value.strip(), single_line=True)
        if organisation:
            self._profile["organisation"] = organisation
        if isinstance(grade, str) and grade:
            self._profile["grade"] = grade
        self._go_to("strict")
        strictness = self.query_one("#strictness", OptionList)
        strictness.highlighted = self._strictness
        strictness.focus()

    @on(OptionList.OptionSelected, "#strictness")
    def _strictness_chosen(self, event: OptionList.OptionSelected) -> None:
        changes = _STRICTNESS[event.option_index][2]
        settings: dict[str, dict[str, Any]] = {"profile": self._profile}
        if changes:
            settings["cooling"] = dict(changes)
        self.dismiss(Welcomed(self._way, self._server, settings))

    def action_back(self) -> None:
        """Go back one step, or leave."""
        if self._steps.current == "strict":
            self._go_to("who")
            self.query_one("#jurisdiction", Select).focus()
        elif self._steps.current == "who":
            self._go_to("way")
            self.query_one("#server", Input).focus()
        else:
            self.dismiss(None)
