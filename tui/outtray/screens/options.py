"""Audience, language, content warning and attachments of the draft on the desk."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.dialogue import Dialogue
from outtray.services.workspace import Workspace
from outtray.widgets.text import line
from outtray_rules.draft import ActKind, Visibility

_AUDIENCES = {
    Visibility.PUBLIC: _("Public: anyone, for ever"),
    Visibility.UNLISTED: _("Quiet public: anyone who looks"),
    Visibility.PRIVATE: _("Followers only"),
    Visibility.DIRECT: _("Direct: only who is mentioned"),
}


class NoSuchHome(OuttrayError):
    """A file was looked for in the home directory of somebody who has none here."""


class Tick(Checkbox):
    """A checkbox that is empty when it is off, and not only in another colour."""

    def render(self) -> Content:
        """The box, with a cross in it or without."""
        self.BUTTON_INNER = "X" if self.value else " "
        return super().render()


class OptionsScreen(Dialogue[Act | None]):
    """A card over the desk; answers with the changed act, or None when it was left as it was."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.OPTIONS)]
    commands: ClassVar[tuple[Command, ...]] = commands.OPTIONS

    def __init__(self, act: Act, workspace: Workspace) -> None:
        super().__init__()
        self._act = act
        self._workspace = workspace
        self._media = act.media

    def compose(self) -> ComposeResult:
        """One field below the other, the buttons last."""
        fixed = self._act.kind is ActKind.EDIT
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = _("Options")
            card.border_subtitle = _("^O takes them · Esc leaves them")
            yield Label(_("Audience"), classes="name")
            yield Select(
                [(_AUDIENCES[choice], choice) for choice in self._choices()],
                value=self._act.visibility,
                allow_blank=False,
                id="visibility",
                disabled=fixed,
            )
            yield Label(_("Language (two letters)"), classes="name")
            yield Input(self._act.language, max_length=8, id="language", compact=True)
            yield Label(_("Content warning: what a reader sees before the text"), classes="name")
            yield Input(self._act.content_warning, id="warning", compact=True)
            yield Tick(_("Hide pictures until asked for"), self._act.sensitive, id="sensitive", compact=True)
            yield Label(_("Attachments"), classes="name")
            yield Static(self._attached(), id="attached")
            yield Input(placeholder=_("File to attach"), id="file", compact=True)
            yield Input(placeholder=_("What it shows, for who cannot see it"), id="alt", compact=True)
            yield Static("", id="problem")
            with Horizontal(id="buttons"):
                yield Button(_("Attach"), id="attach", compact=True)
                yield Button(_("Remove last"), id="remove", compact=True)
                yield Button(_("Take these"), id="take", variant="primary", compact=True)

    def _choices(self) -> list[Visibility]:
        """An answer is never wider than what it answers."""
        widest = self._act.reply_to.visibility.width if self._act.reply_to is not None else 3
        return [choice for choice in _AUDIENCES if choice.width <= widest or choice == self._act.visibility]

    def _attached(self) -> Content:
        if not self._media:
            return Content.styled(_("none"), "$ot-muted")
        rows = [
            Content.assemble(
                line(medium.name or medium.mime or medium.id, "$ot-ink"),
                "  ",
                line(medium.description, "$ot-muted")
                if medium.description
                else Content.styled(_("without description"), "$ot-warn"),
            )
            for medium in self._media
        ]
        return Content("\n").join(rows)

    @on(Button.Pressed, "#attach")
    @on(Input.Submitted, "#file,#alt")
    @work(exclusive=True, group="attach")
    async def _attach_file(self) -> None:
        await self._attach_named()

    async def _attach_named(self) -> bool:
        """Attach what stands in the fields; False, with the reason said in place, when that cannot be."""
        file, alt = self.query_one("#file", Input), self.query_one("#alt", Input)
        name, description = file.value.strip(), sanitise(alt.value)
        if not name:
            if description.strip():
                self._say(_("Which file does this describe? Name it, or clear the description."))
            return not description.strip()
        most = self._workspace.instance.max_media
        if len(self._media) >= most:
            self._say(
                ngettext(
                    "This server takes at most {count} file.",
                    "This server takes at most {count} files.",
                    most,
                ).format(count=most)
            )
            return False
        try:
            path = _path(name)
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            attachment = await self._workspace.attach(path, mime, description)
        except OuttrayError as error:
            self._say(str(error))
            return False
        self._media = (*self._media, attachment)
        file.value = alt.value = ""
        self._say("" if description else _("Somebody may not see it: a description helps them."))
        self.query_one("#attached", Static).update(self._attached())
        return True

    @on(Button.Pressed, "#remove")
    def _remove(self) -> None:
        self._media = self._media[:-1]
        self.query_one("#attached", Static).update(self._attached())

    def _say(self, sentence: str) -> None:
        self.query_one("#problem", Static).update(line(sentence, "$ot-warn"))

    @on(Button.Pressed, "#take")
    @work(exclusive=True, group="attach")
    async def action_take(self) -> None:
        """Leave with these options; a file that stands in its field is attached first."""
        if await self._attach_named():
            self.dismiss(self._chosen())

    def _chosen(self) -> Act:
        """The act with what stands on the card."""
        chosen = self.query_one("#visibility", Select).value
        visibility = chosen if isinstance(chosen, Visibility) else self._act.visibility
        kind = self._act.kind
        if kind in {ActKind.POST, ActKind.REPLY, ActKind.DIRECT}:
            plain = ActKind.REPLY if self._act.reply_to is not None else ActKind.POST
            kind = ActKind.DIRECT if visibility is Visibility.DIRECT else plain
        return replace(
            self._act,
            kind=kind,
            visibility=visibility,
            language=sanitise(self.query_one("#language", Input).value.strip(), single_line=True),
            content_warning=sanitise(self.query_one("#warning", Input).value, single_line=True),
            sensitive=self.query_one("#sensitive", Tick).value,
            media=self._media,
        )

    @work
    async def action_leave(self) -> None:
        """Leave everything as it was; asks first when something was changed."""
        fields = (self.query_one("#file", Input), self.query_one("#alt", Input))
        if self._chosen() != self._act or any(field.value.strip() for field in fields):
            lose = await self.app.push_screen_wait(
                ConfirmScreen(
                    _("Leave the options as they were?"),
                    _("What you changed on this card is lost; ^O takes it."),
                    safe=_("Go on"),
                    danger=_("Leave"),
                )
            )
            if not lose:
                return
        self.dismiss(None)


def _path(name: str) -> Path:
    """The file a person means; raises ``NoSuchHome`` for the home of a user who is not there."""
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise NoSuchHome(
            _("There is no home directory for {name}.").format(
                name=sanitise(name, single_line=True).partition("/")[0]
            ),
            _("Write the whole path, beginning with /."),
        ) from error
