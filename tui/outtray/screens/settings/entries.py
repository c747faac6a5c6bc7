"""A setting that is a list of things: own words, watched texts, periods of days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, OptionList, Static

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.settings import ENTRIES
from outtray.config.form import SettingsForm, said_of
from outtray.config.typed import Shape, Typed, text_of, value_of_text, window_of
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.screens.settings.field import Answers, FieldScreen, Judged, Line
from outtray.screens.settings.showing import TYPED, entry_words, ruled_of
from outtray.widgets.icons import Icons
from outtray.widgets.settings.list import SettingsList
from outtray.widgets.settings.values import SettingRow
from outtray.widgets.settings.wording import PARTS, SETTINGS
from outtray.widgets.text import line


class EntriesScreen(Dialogue[None]):
    """The list, with what adds to it, changes it and takes out of it; each change goes into the form."""

    CSS_PATH = "entries.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ENTRIES)]
    commands: ClassVar[tuple[Command, ...]] = ENTRIES

    def __init__(self, form: SettingsForm, name: str, *, icons: Icons) -> None:
        super().__init__()
        self._form = form
        self._typed = TYPED[name]
        self._icons = icons
        self.list = SettingsList(icons=icons, id="entries")
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """What it is for, the list, what can be done."""
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = line(SETTINGS[self._typed.name].title)
            card.border_subtitle = _(
                "{add} adds · Enter changes · {discard} takes out · {leave} goes back"
            ).format(
                leave=key_of(self.app, ENTRIES[0]),
                add=key_of(self.app, ENTRIES[1]),
                discard=key_of(self.app, ENTRIES[2]),
            )
            yield Static(line(SETTINGS[self._typed.name].meaning), id="meaning")
            yield self.list
            with Horizontal(id="buttons"):
                yield Button(_("Add"), id="add", compact=True)
                yield Button(_("Done"), id="leave", compact=True)

    def on_mount(self) -> None:
        """Show what is in the list."""
        self.list.focus()
        self._show()

    @property
    def _entries(self) -> list[Any]:
        return list(self._form.written(self._typed.section, self._typed.key))

    def _show(self, at: int = 0) -> None:
        rows = [SettingRow(str(number), entry_words(one)) for number, one in enumerate(self._entries)]
        empty = _("Nothing yet: {add} adds the first.").format(add=key_of(self.app, ENTRIES[1]))
        self.list.show(rows or [SettingRow("", empty)], at=str(at))

    @on(OptionList.OptionSelected)
    @work(group="entry", exclusive=True)
    async def _change(self) -> None:
        if self.list.chosen:
            number = int(self.list.chosen)
            entries = self._entries
            typed = await self._ask(entries[number], number)
            if typed is not None:
                entries[number] = typed
                self._put(entries, number)

    @on(Button.Pressed, "#add")
    @work(group="entry", exclusive=True)
    async def action_add(self) -> None:
        """Ask for another, and add it at the end."""
        entries = self._entries
        typed = await self._ask(None, len(entries))
        if typed is not None:
            self._put([*entries, typed], len(entries))

    def action_discard(self) -> None:
        """Take out the one under the cursor; until it is saved it can be had back."""
        if self.list.chosen:
            number = int(self.list.chosen)
            entries = self._entries
            del entries[number]
            self._put(entries, max(0, number - 1))

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Go back to the settings."""
        self.dismiss(None)

    def _put(self, entries: list[Any], at: int) -> None:
        self._form.put(self._typed.section, self._typed.key, entries or None)
        self._show(at)

    async def _ask(self, entry: Any, number: int) -> Any:
        """One thing typed, as it stands in the file; None when it was left."""
        lines = lines_of(self._typed, entry)

        def judge(answers: Answers) -> Judged:
            entries = self._entries
            entries[number:] = [made(self._typed, answers), *entries[number + 1 :]]
            try:
                preview = self._form.judge(self._typed.section, self._typed.key, entries)
            except OuttrayError as error:
                return Judged(wrong=(error.sentence,))
            wrong = said_of(preview.problems, self._typed.section, self._typed.key)
            wrong = tuple(one.removeprefix(f"[{number}]: ").removeprefix(f"[{number}].") for one in wrong)
            return Judged(wrong or missing(self._typed, answers), ruled_of(self._form, self._typed.name))

        title = SETTINGS[self._typed.name].title
        answers = await self.app.push_screen_wait(FieldScreen(title, "", lines, judge, icons=self._icons))
        return None if answers is None else made(self._typed, answers)


def lines_of(typed: Typed, entry: Any) -> list[Line]:
    """The fields of one thing, filled in with what it is."""
    if typed.shape is Shape.WINDOWS:
        first, last = entry or ("", "")
        return [Line("from", PARTS["from"], str(first)), Line("to", PARTS["to"], str(last))]
    begun = entry or {part.key: part.default for part in typed.parts}
    return [
        Line(part.key, PARTS[part.key], text_of(begun.get(part.key, part.default) or "", part.shape))
        for part in typed.parts
    ]


def made(typed: Typed, answers: Answers) -> Any:
    """What was typed into the fields of one thing, as it stands in the file; what is built in is left out."""
    if typed.shape is Shape.WINDOWS:
        return window_of(answers["from"], answers["to"])
    values = {part.key: value_of_text(answers[part.key], part.shape) for part in typed.parts}
    built_in = {part.key: part.default for part in typed.parts}
    return {key: value for key, value in values.items() if value != built_in[key]}


def missing(typed: Typed, answers: Answers) -> tuple[str, ...]:
    """What must be said and is not; the reader of the file takes an empty text for one."""
    needed: Sequence[Typed] = [part for part in typed.parts if part.default is None]
    empty = [PARTS[part.key] for part in needed if not answers[part.key].strip()]
    return (_("Still to be said: {part}.").format(part=empty[0]),) if empty else ()
