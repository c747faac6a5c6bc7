"""The attachments of the draft on the desk: chosen, described, put in order, taken off again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from outtray.acts.act import Act, Attachment
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.services.files import Entry, entries, mime_of, path_of
from outtray.services.workspace import Workspace
from outtray.widgets.chooser import Chooser
from outtray.widgets.desk.calm_button import CalmButton
from outtray.widgets.text import line
from outtray.widgets.words import size_words

Focus = tuple[float, float]

_PLACES: dict[Focus, str] = {
    (0.0, 0.0): _("the middle"), (0.0, 1.0): _("the top"), (0.0, -1.0): _("the bottom"),
    (-1.0, 0.0): _("the left"), (1.0, 0.0): _("the right"), (-1.0, 1.0): _("the top left"),
    (1.0, 1.0): _("the top right"), (-1.0, -1.0): _("the bottom left"), (1.0, -1.0): _("the bottom right"),
}  # fmt: skip
_CAN_BE_CROPPED = ("image/", "video/")


class MediaScreen(Dialogue[Act | None]):
    """Answers with the act and its attachments, or None when they are left as they were."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.MEDIA)]
    commands: ClassVar[tuple[Command, ...]] = commands.MEDIA

    def __init__(self, act: Act, workspace: Workspace) -> None:
        super().__init__()
        self._act = act
        self._workspace = workspace
        self._media = list(act.media)
        self._sizes: dict[str, int] = {}
        self._entries: tuple[Entry, ...] = ()
        self._listed = ""
        self._unlisted = ""
        self._said = ""
        self._asked_for_words = False

    def compose(self) -> ComposeResult:
        """What is attached and the fields of the one chosen, then where further files come from."""
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = _("Attachments")
            card.border_subtitle = _("{take} takes them · {leave} leaves them").format(
                leave=key_of(self.app, commands.MEDIA[0]), take=key_of(self.app, commands.MEDIA[1])
            )
            yield Chooser(id="attached", markup=False, compact=True)
            yield Static(line(_("Nothing is attached yet."), "$ot-muted"), id="nothing")
            yield Label(_("What it shows, for who cannot see it"), id="alt-name", classes="name")
            yield Input(id="alt", compact=True, max_length=self._workspace.instance.max_description)
            yield Label(_("What stays in sight when it is cut"), id="focus-name", classes="name")
            yield Select(
                ((words, focus) for focus, words in _PLACES.items()),
                id="focus",
                allow_blank=False,
                compact=True,
            )
            with Horizontal(id="order"):
                yield CalmButton(_("Earlier"), id="earlier")
                yield CalmButton(_("Later"), id="later")
                yield CalmButton(_("Take off"), id="remove")
            yield Label(_("A file to attach: type a path, ↓ goes into the list"), classes="name")
            yield Input("~/", id="file", compact=True, select_on_focus=False)
            yield Chooser(id="files", markup=False, compact=True)
            yield Static("", id="problem")
            with Horizontal(id="buttons"):
                yield CalmButton(_("Attach"), id="attach")
                yield CalmButton(_("Take these"), id="take")

    def on_mount(self) -> None:
        """Begin where a file is named, or with the first one attached."""
        self._show_attached(0)
        if self._media:
            self.query_one("#attached").focus()
            self._measure()
        else:
            self.query_one("#file").focus()

    # What is attached

    @property
    def _chosen(self) -> int | None:
        place = self.query_one("#attached", OptionList).highlighted
        return place if place is not None and place < len(self._media) else None

    def _show_attached(self, chosen: int) -> None:
        attached = self.query_one("#attached", OptionList)
        attached.set_options(
            Option(self._described(number, medium)) for number, medium in enumerate(self._media, 1)
        )
        there = bool(self._media)
        for name in ("#attached", "#alt-name", "#alt", "#order"):
            self.query_one(name).display = there
        self.query_one("#nothing").display = not there
        if there:
            attached.highlighted = min(chosen, len(self._media) - 1)
        self._show_fields()

    def _described(self, number: int, medium: Attachment) -> Content:
        size = self._sizes.get(medium.sha256)
        words = (
            line(medium.description, "$ot-muted")
            if medium.description
            else Content.styled(_("without description"), "$ot-warn")
        )
        return Content.assemble(
            (f" {number} ", "bold $ot-accent"),
            line(medium.name or medium.mime or medium.id, "$ot-ink"),
            (f"  {size_words(size)}" if size is not None else "", "$ot-muted"),
            "  ",
            words,
        )

    def _show_fields(self) -> None:
        """Put the description and the focal point of the one chosen into their fields."""
        chosen = self._chosen
        medium = None if chosen is None else self._media[chosen]
        cropped = medium is not None and medium.mime.startswith(_CAN_BE_CROPPED)
        for name in ("#focus-name", "#focus"):
            self.query_one(name).display = cropped
        if medium is None:
            return
        with self.prevent(Input.Changed, Select.Changed):
            self.query_one("#alt", Input).value = medium.description
            if cropped:
                focus = medium.focus or (0.0, 0.0)
                places = {focus: f"{focus[0]:g}, {focus[1]:g}", **_PLACES}
                field: Select[Focus] = self.query_one("#focus", Select)
                field.set_options((words, place) for place, words in places.items())
                field.value = focus

    @work(group="sizes")
    async def _measure(self) -> None:
        """Find out how large the copies are that were made earlier."""
        try:
            sizes = await asyncio.to_thread(self._workspace.attachment_sizes, self._media)
        except OuttrayError as error:
            self._say(str(error))
            return
        self._sizes.update(sizes)
        self._show_attached(self._chosen or 0)

    @on(OptionList.OptionHighlighted, "#attached")
    def _highlighted(self) -> None:
        self._show_fields()

    @on(Input.Changed, "#alt")
    @on(Select.Changed, "#focus")
    def _field_changed(self) -> None:
        """Show in the list what stands in the fields."""
        self._read_fields()
        chosen = self._chosen
        if chosen is not None:
            self.query_one("#attached", OptionList).replace_option_prompt_at_index(
                chosen, self._described(chosen + 1, self._media[chosen])
            )

    def _read_fields(self) -> None:
        """Take what stands in the fields for the one chosen."""
        chosen = self._chosen
        if chosen is None:
            return
        medium = self._media[chosen]
        focus = self.query_one("#focus", Select).value
        if not medium.mime.startswith(_CAN_BE_CROPPED):
            focus = medium.focus
        words = sanitise(self.query_one("#alt", Input).value, single_line=True)
        self._media[chosen] = replace(
            medium, description=words, focus=focus if isinstance(focus, tuple) and any(focus) else None
        )

    @on(Button.Pressed, "#earlier")
    def _earlier(self) -> None:
        self._move(-1)

    @on(Button.Pressed, "#later")
    def _later(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        self._read_fields()
        chosen = self._chosen
        if chosen is not None and 0 <= chosen + step < len(self._media):
            self._media.insert(chosen + step, self._media.pop(chosen))
            self._show_attached(chosen + step)

    @on(Button.Pressed, "#remove")
    def _remove(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._media.pop(chosen)
            self._show_attached(chosen)
            self.query_one("#attached" if self._media else "#file").focus()

    # Where further files come from

    @on(Input.Changed, "#file")
    @work(exclusive=True, group="files")
    async def _path_typed(self, event: Input.Changed) -> None:
        typed = event.value
        try:
            self._entries = await asyncio.to_thread(entries, typed)
        except OuttrayError as error:
            self._entries = ()
            if typed.endswith("/"):
                self._unlisted = str(error)
                self._say(self._unlisted)
        else:
            if self._unlisted and self._said == self._unlisted:
                self._say("")
        self._listed = typed
        self.query_one("#files", OptionList).set_options(Option(_listed(entry)) for entry in self._entries)
        self.query_one("#files").display = bool(self._entries)

    def on_key(self, event: events.Key) -> None:
        """Arrows go from the path into the list and back."""
        files = self.query_one("#files", OptionList)
        field = self.query_one("#file", Input)
        if event.key == "down" and field.has_focus and files.option_count:
            event.stop()
            files.focus()
            files.highlighted = 0
        elif event.key == "up" and files.has_focus and not files.highlighted:
            event.stop()
            event.prevent_default()
            field.focus()

    @on(OptionList.OptionSelected, "#files")
    def _file_chosen(self, event: OptionList.OptionSelected) -> None:
        entry = self._entries[event.option_index]
        field = self.query_one("#file", Input)
        head = self._listed.rpartition("/")[0]
        typed = f"{head}/{entry.path.name}" if "/" in self._listed else entry.path.name
        field.value = f"{typed}/" if entry.is_folder else typed
        field.cursor_position = len(field.value)
        if entry.is_folder:
            field.focus()
        else:
            self._attach_file()

    @on(OptionList.OptionSelected, "#attached")
    def _describe_it(self) -> None:
        self.query_one("#alt").focus()

    @on(Input.Submitted, "#file")
    @on(Button.Pressed, "#attach")
    @work(exclusive=True, group="attach")
    async def _attach_file(self) -> None:
        if await self._attach_named():
            self.query_one("#alt").focus()

    async def _attach_named(self) -> bool:
        """Attach the file that is named; False, with the reason said in place, when that cannot be."""
        field = self.query_one("#file", Input)
        typed = field.value.strip()
        if not typed or typed.endswith("/"):
            self._say(_("Name a file to attach."))
            return False
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
            path = path_of(typed)
            self._read_fields()
            attachment = await self._workspace.attach(path, mime_of(path), "")
            size = await asyncio.to_thread(_size, path)
        except OuttrayError as error:
            self._say(str(error))
            return False
        self._sizes[attachment.sha256] = size
        self._media.append(attachment)
        field.value = f"{typed.rpartition('/')[0]}/" if "/" in typed else ""
        field.cursor_position = len(field.value)
        self._show_attached(len(self._media) - 1)
        self._say(_("Say what it shows: somebody may not see it."))
        return True

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.query_one("#problem", Static).update(line(sentence, "$ot-warn"))

    # Leaving

    @on(Input.Submitted, "#alt")
    @on(Button.Pressed, "#take")
    @work(exclusive=True, group="attach")
    async def action_take(self) -> None:
        """Take the attachments; a file named is attached first, and a missing description asked for."""
        self._read_fields()
        typed = self.query_one("#file", Input).value.strip()
        if typed not in {"", "~"} and not typed.endswith("/") and not await self._attach_named():
            return
        undescribed = [number for number, medium in enumerate(self._media) if not medium.description.strip()]
        if undescribed and not self._asked_for_words:
            self._asked_for_words = True
            self._show_attached(undescribed[0])
            self.query_one("#alt").focus()
            self._say(
                _("What does it show? Somebody may not see it. {key} once more takes it without.").format(
                    key=key_of(self.app, commands.MEDIA[1])
                )
            )
            return
        self.dismiss(self._taken())

    def _taken(self) -> Act:
        return replace(self._act, media=tuple(self._media))

    @work
    async def action_leave(self) -> None:
        """Leave everything as it was; asks first when something was changed."""
        self._read_fields()
        if self._taken() != self._act:
            lose = await self.app.push_screen_wait(
                ConfirmScreen(
                    _("Leave the attachments as they were?"),
                    _("What you changed on this card is lost; {key} takes it.").format(
                        key=key_of(self.app, commands.MEDIA[1])
                    ),
                    safe=_("Go on"),
                    danger=_("Leave"),
                )
            )
            if not lose:
                return
        self.dismiss(None)


def _listed(entry: Entry) -> Content:
    if entry.is_folder:
        return Content.assemble(" ", line(entry.name, "bold $ot-accent"), ("/", "$ot-muted"))
    return Content.assemble(" ", line(entry.name, "$ot-ink"), (f"  {size_words(entry.size)}", "$ot-muted"))


def _size(path: Path) -> int:
    """Bytes of a file that was read a moment ago; none when it went since."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
