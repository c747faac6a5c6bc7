"""Changes one setting: the card it is typed or chosen on, and what is said of it meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from outtray.base.clock import Clock
from outtray.commands.remapping import remap
from outtray.config.configuration import Preview
from outtray.config.form import SettingsForm, said_of
from outtray.config.typed import Shape, Typed, text_of, value_of_text
from outtray.screens.listening import listened
from outtray.screens.settings.entries import EntriesScreen
from outtray.screens.settings.field import Answers, FieldScreen, Judged, Line
from outtray.screens.settings.keys import BUILT_IN, KeyScreen
from outtray.screens.settings.pick import PickScreen, Value
from outtray.screens.settings.showing import COMMANDS, KEYS, TYPED, ruled_by, shown
from outtray.services.worked import worked_examples
from outtray.widgets.icons import Icons
from outtray.widgets.settings.wording import SETTINGS

if TYPE_CHECKING:
    from outtray.screens.program import Program

_VALUE = "value"


class Editor:
    """Changes settings of one form from one screen; ``changed`` is called when one was."""

    def __init__(
        self, screen: Screen[Any], form: SettingsForm, clock: Clock, icons: Icons, changed: Callable[[], None]
    ) -> None:
        self._screen = screen
        self._form = form
        self._clock = clock
        self._icons = icons
        self._changed = changed
        self.themes: Callable[[], dict[str, str]] = dict
        """Every theme there is with what it is like."""
        self.preview_theme: Callable[[str], None] = lambda name: None

    async def change(self, name: str) -> None:
        """Let the user change a setting of this name. Raises ``OuttrayError``."""
        section, _dot, key = name.partition(".")
        if section == KEYS:
            await self._key(key)
        elif name == "interface.theme":
            await self._theme()
        elif TYPED[name].shape in {Shape.CHOICE, Shape.FLAG}:
            await self._pick(TYPED[name])
        elif TYPED[name].shape in {Shape.TABLES, Shape.WINDOWS}:
            await self._screen.app.push_screen_wait(EntriesScreen(self._form, name, icons=self._icons))
        else:
            await self._type(TYPED[name])
        self._changed()

    def reset(self, name: str) -> None:
        """Go back to what is built in. Raises ``ConfigError``."""
        section, _dot, key = name.partition(".")
        self._form.put(section, key, None)
        self._changed()

    async def _type(self, typed: Typed) -> None:
        words = SETTINGS[typed.name]
        now = self._form.value(typed.section, typed.key)

        def judge(answers: Answers) -> Judged:
            value = value_of_text(answers[_VALUE], typed.shape)
            preview = self._form.judge(typed.section, typed.key, value)
            return Judged(
                said_of(preview.problems, typed.section, typed.key),
                ruled_by(preview.governed, typed.name),
                worked_of(preview, typed.section, self._clock),
            )

        line = Line(
            _VALUE,
            value=text_of(now, typed.shape),
            example=text_of(self._form.built_in(typed.section, typed.key), typed.shape),
        )
        card = FieldScreen(words.title, words.meaning, [line], judge, icons=self._icons)
        answers = await self._screen.app.push_screen_wait(card)
        if answers is not None:
            self._form.put(typed.section, typed.key, value_of_text(answers[_VALUE], typed.shape))

    async def _pick(self, typed: Typed) -> None:
        choices = ("true", "false") if typed.shape is Shape.FLAG else typed.choices
        now = text_of(self._form.value(typed.section, typed.key), typed.shape)
        values = []
        for choice in choices:
            preview = self._form.judge(typed.section, typed.key, value_of_text(choice, typed.shape))
            ruled = ruled_by(preview.governed, typed.name)
            told = shown(value_of_text(choice, typed.shape), typed)
            values.append(Value(choice, told, ruled[0] if ruled else ""))
        words = SETTINGS[typed.name]
        card = PickScreen(
            words.title,
            words.meaning,
            values,
            now.lower() if typed.shape is Shape.FLAG else now,
            icons=self._icons,
        )
        answer = await self._screen.app.push_screen_wait(card)
        if answer is not None:
            self._form.put(typed.section, typed.key, value_of_text(answer, typed.shape))

    async def _theme(self) -> None:
        """Every theme is put on as the cursor comes to it, and taken off when none is chosen."""
        words, now = SETTINGS["interface.theme"], self._form.own.interface.theme
        values = [Value(name, name, about) for name, about in self.themes().items()]
        card = PickScreen(words.title, words.meaning, values, now, icons=self._icons, seen=self.preview_theme)
        answer = await self._screen.app.push_screen_wait(card)
        if answer is not None:
            self._form.put("interface", "theme", answer)
        self.preview_theme(self._form.own.interface.theme)

    async def _key(self, command_id: str) -> None:
        command = COMMANDS[command_id]

        def refused(key: str) -> str:
            wanted = {name: given for name, given in self._form.own.keys.items() if name != command_id}
            letters = self._form.own.interface.keys == "vi"
            for refusal in remap(
                {**wanted, command_id: key}, letters_move=letters, listened=listened()
            ).refusals:
                if refusal.command == command_id:
                    return refusal.sentence
            return ""

        app: Program[Any] = self._screen.app  # type: ignore[assignment]  # both programs are one
        now = app.remapping.words(command)
        card = KeyScreen(command, now, refused, icons=self._icons)
        key = await self._screen.app.push_screen_wait(card)
        if key is not None:
            self._form.put(KEYS, command_id, None if key == BUILT_IN else key)


def worked_of(preview: Preview, section: str, clock: Clock) -> tuple[tuple[str, str], ...]:
    """What the cooling-off comes to, for its own settings."""
    if section != "cooling":
        return ()
    return tuple((one.act, one.wait) for one in worked_examples(preview.governed, clock))
