"""What would change, before it is saved: each setting from what to what, and the lines of the file."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings
from outtray.commands.settings import CHANGES
from outtray.config.form import SettingsForm
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.screens.settings.showing import words_of
from outtray.widgets.icons import Icons
from outtray.widgets.text import block, line


class Decision(Enum):
    """What is to become of the changes."""

    SAVE = "save"
    DROP = "drop"


class ChangesScreen(Dialogue[Decision | None]):
    """Answers with the decision, or None to go on."""

    CSS_PATH = "cards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHANGES)]
    commands: ClassVar[tuple[Command, ...]] = CHANGES

    def __init__(self, form: SettingsForm, path: str, *, icons: Icons) -> None:
        super().__init__()
        self._form = form
        self._path = path
        self._icons = icons
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """The settings, the lines, what can be done."""
        with VerticalScroll(id="card") as card:
            card.border_title = _("Save these changes?")
            card.border_subtitle = _("{save} saves · {drop} drops all · {leave} goes on").format(
                leave=key_of(self.app, CHANGES[0]),
                save=key_of(self.app, CHANGES[1]),
                drop=key_of(self.app, CHANGES[2]),
            )
            yield Static(Content("\n").join(list(self._rows())), markup=False)
            with Horizontal(id="buttons"):
                yield Button(_("Go on"), id="leave", compact=True)
                yield Button(_("Drop all"), id="drop", compact=True)
                yield Button(_("Save"), id="save", variant="primary", compact=True, disabled=self._is_wrong)

    def on_mount(self) -> None:
        """Focus the page, which scrolls; nothing is saved by Enter alone."""
        self.query_one("#card").focus()

    @property
    def _is_wrong(self) -> bool:
        return bool(self._form.problems)

    def _rows(self) -> Iterator[Content]:
        arrow = "->" if self._icons.ascii_only else "→"
        for change in self._form.differences():
            title, old, new = words_of(change)
            yield Content.assemble(
                line(_("{label}: ").format(label=title), "bold $ot-ink"),
                line(old, "$ot-muted"),
                (f" {arrow} ", "$ot-accent"),
                line(new, "$ot-good"),
            )
        for problem in self._form.problems:
            yield Content.assemble(
                (f"{self._icons.failed} ", "bold $ot-block"), block(str(problem), "$ot-block")
            )
        for clamp in self._form.governed.clamps:
            yield Content.assemble((f"{self._icons.locked} ", "bold $ot-warn"), line(str(clamp), "$ot-warn"))
        yield Content("")
        yield line(self._path, "$ot-muted")
        for text in self._form.lines():
            colour = {"+": "$ot-good", "-": "$ot-block"}.get(text[:1], "$ot-muted")
            yield line(text, colour)

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Write these lines, unless the file would be mistaken then."""
        if not self._is_wrong:
            self.dismiss(Decision.SAVE)

    @on(Button.Pressed, "#drop")
    def action_drop(self) -> None:
        """Drop every change."""
        self.dismiss(Decision.DROP)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Go on with the settings."""
        self.dismiss(None)
