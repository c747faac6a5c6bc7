"""A change of the own profile: name, bio, fields and pictures on one card."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label, Static, TextArea

from outtray.acts.act import Act, Attachment
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.mastodon.models import Account
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.services.acting import Author, profile_change
from outtray.services.files import mime_of, path_of
from outtray.services.workspace import Workspace
from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.text import line

_FIELDS = 4
"""Rows a server has at least."""


class NotAPicture(OuttrayError):
    """A file that is no picture was named for one."""


class ProfileFormScreen(Dialogue[Act | None]):
    """Answers with the change as an act, which the desk then shows; None changes nothing."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.PROFILE_FORM)]
    commands: ClassVar[tuple[Command, ...]] = commands.PROFILE_FORM
    DEFAULT_CSS = """
    ProfileFormScreen {
        & TextArea, & TextArea:focus {
            height: 5; width: 1fr; padding: 0 1; border: none; background: $ot-raised; color: $ot-ink;
        }
        & .row { height: 1; width: 1fr; }
        & .row .field-name { width: 1fr; margin-right: 1; }
        & .row .field-value { width: 2fr; }
    }
    """

    def __init__(self, workspace: Workspace, author: Author, me: Account) -> None:
        """``me`` is the account as the server gave it a moment ago, its ``source`` included."""
        super().__init__()
        self._workspace = workspace
        self._author = author
        self._me = me
        source = me.source
        self._note = source.note if source is not None else ""
        self._rows = [(field.name, field.value) for field in source.fields] if source is not None else []

    def compose(self) -> ComposeResult:
        """Everything as it is, to be changed."""
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = _("Your profile")
            card.border_subtitle = _("{take} takes it to the desk · {leave} changes nothing").format(
                leave=key_of(self.app, commands.PROFILE_FORM[0]),
                take=key_of(self.app, commands.PROFILE_FORM[1]),
            )
            yield Label(_("Name"), classes="name")
            yield Input(self._me.display_name, id="display-name", compact=True)
            yield Label(_("Bio"), classes="name")
            yield TextArea(self._note, id="note", compact=True, tab_behavior="focus")
            yield Label(_("Fields: what it is, and its words or address"), classes="name")
            for number in range(max(_FIELDS, len(self._rows))):
                name, value = self._rows[number] if number < len(self._rows) else ("", "")
                with Horizontal(classes="row"):
                    yield Input(name, compact=True, classes="field-name")
                    yield Input(value, compact=True, classes="field-value")
            yield Label(_("Avatar: the path of a picture; empty keeps it"), classes="name")
            yield Input(id="avatar", compact=True)
            yield Label(_("Header: the path of a picture; empty keeps it"), classes="name")
            yield Input(id="header", compact=True)
            yield Static("", id="problem")
            with Horizontal(id="buttons"):
                yield CalmButton(_("Take it to the desk"), id="take")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#display-name").focus()

    @on(Button.Pressed, "#take")
    @work(exclusive=True, group="take")
    async def action_take(self) -> None:
        """Go to the desk with what was changed; says in place what cannot be taken."""
        try:
            act = profile_change(
                self._author,
                self._me,
                display_name=sanitise(self.query_one("#display-name", Input).value, single_line=True),
                note=sanitise(self.query_one("#note", TextArea).text),
                fields=self._changed_rows(),
                avatar=await self._picture("#avatar"),
                header=await self._picture("#header"),
            )
        except OuttrayError as error:
            self.query_one("#problem", Static).update(line(str(error), "$ot-warn"))
            return
        self.dismiss(act)

    async def _picture(self, field: str) -> Attachment | None:
        typed = self.query_one(field, Input).value.strip()
        if not typed:
            return None
        path = path_of(typed)
        mime = mime_of(path)
        if not mime.startswith("image/"):
            raise NotAPicture(
                _("{name} is no picture by its name.").format(name=sanitise(path.name, single_line=True)),
                _("Name a picture, such as a JPEG or PNG."),
            )
        return await self._workspace.attach(path, mime, "")

    def _changed_rows(self) -> list[tuple[str, str]] | None:
        """All rows when one of them differs, since a server keeps those it is sent; None when none does."""
        names = [field.value for field in self.query(".field-name").results(Input)]
        values = [field.value for field in self.query(".field-value").results(Input)]
        rows = [
            (sanitise(name.strip(), single_line=True), sanitise(value.strip(), single_line=True))
            for name, value in zip(names, values, strict=True)
        ]
        return (
            None
            if rows[: len(self._rows)] == self._rows and not any(map(any, rows[len(self._rows) :]))
            else rows
        )

    @property
    def _is_changed(self) -> bool:
        return (
            self.query_one("#display-name", Input).value != self._me.display_name
            or self.query_one("#note", TextArea).text != self._note
            or self._changed_rows() is not None
            or any(self.query_one(field, Input).value.strip() for field in ("#avatar", "#header"))
        )

    @work
    async def action_leave(self) -> None:
        """Change nothing; asks first when something was written."""
        if self._is_changed:
            lose = await self.app.push_screen_wait(
                ConfirmScreen(
                    _("Leave the profile as it is?"),
                    _("What you changed on this card is lost; {key} takes it.").format(
                        key=key_of(self.app, commands.PROFILE_FORM[1])
                    ),
                    safe=_("Go on"),
                    danger=_("Leave"),
                )
            )
            if not lose:
                return
        self.dismiss(None)
