"""A card on which one setting, or one thing in a list, is typed and judged as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.settings import FIELD
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.widgets.icons import Icons
from outtray.widgets.settings.details import worked_line
from outtray.widgets.text import block, line


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name, what stands beside it (nothing for a card with one field), what it begins with."""

    name: str
    label: str = ""
    value: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of what was typed; it can be taken while nothing is ``wrong``."""

    wrong: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    worked: tuple[tuple[str, str], ...] = ()


Answers = Mapping[str, str]


class FieldScreen(Dialogue[Answers | None]):
    """Answers with what was typed into each field, or None."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FIELD)]
    commands: ClassVar[tuple[Command, ...]] = FIELD

    def __init__(
        self,
        title: str,
        meaning: str,
        lines: Sequence[Line],
        judge: Callable[[Answers], Judged],
        *,
        icons: Icons,
    ) -> None:
        """``judge`` is asked after every key, in the loop; it may raise ``OuttrayError``, which is shown."""
        super().__init__()
        self._title = title
        self._meaning = meaning
        self._lines = tuple(lines)
        self._judge = judge
        self._icons = icons
        self.judged = Judged()
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """What it is for, the fields, what is to be said of them, two buttons."""
        with VerticalScroll(id="card", can_focus=False) as card:
            card.border_title = line(self._title)
            card.border_subtitle = _("Enter takes it · {leave} leaves it as it was").format(
                leave=key_of(self.app, FIELD[0])
            )
            if self._meaning:
                yield Static(line(self._meaning), id="meaning")
            for field in self._lines:
                if field.label:
                    yield Label(line(field.label), classes="name")
                yield Input(
                    value=field.value,
                    placeholder=field.example,
                    select_on_focus=False,
                    id=f"field-{field.name}",
                )
            yield Static(id="said", markup=False)
            with Horizontal(id="buttons"):
                yield Button(_("Leave it"), id="leave", compact=True)
                yield Button(_("Take it"), id="take", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Judge what stands there already."""
        self._look()

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the fields."""
        return {field.name: self._input(field.name).value for field in self._lines}

    def _input(self, name: str) -> Input:
        return self.query_one(f"#field-{name}", Input)

    @on(Input.Changed)
    def _look(self) -> None:
        try:
            self.judged = self._judge(self.answers)
        except OuttrayError as error:
            self.judged = Judged(wrong=(error.sentence,))
        self.query_one("#said", Static).update(self._said())
        self.query_one("#take", Button).disabled = bool(self.judged.wrong)

    def _said(self) -> Content:
        icons, judged = self._icons, self.judged
        rows = [
            Content.assemble((f"{icons.failed} ", "bold $ot-block"), block(one, "$ot-block"))
            for one in judged.wrong
        ]
        rows += [
            Content.assemble((f"{icons.locked} ", "bold $ot-warn"), block(one, "$ot-warn"))
            for one in judged.ruled
        ]
        rows += [worked_line(*one) for one in judged.worked]
        return Content("\n").join(rows)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field; the last one takes them."""
        names = [f"field-{field.name}" for field in self._lines]
        at = names.index(event.input.id or names[-1])
        if at + 1 < len(names):
            self.query_one(f"#{names[at + 1]}", Input).focus()
        else:
            self.action_take()

    @on(Button.Pressed, "#take")
    def action_take(self) -> None:
        """Answer with what stands there, unless something is wrong with it."""
        if not self.judged.wrong:
            self.dismiss(self.answers)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
