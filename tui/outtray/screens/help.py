"""Every key of the screen below, from the same definitions that bind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, bindings, display_key
from outtray.commands.dialogues import HELP_CARD
from outtray.commands.everywhere import EVERYWHERE
from outtray.commands.keys import AS_THEY_CAME, Remapping
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of


class HelpScreen(Dialogue[None]):
    """A card with the keys of one screen and of the part of it that has the focus."""

    CSS_PATH = "help.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HELP_CARD)]

    def __init__(
        self, commands: tuple[Command, ...], focused: Widget | None, remapping: Remapping = AS_THEY_CAME
    ) -> None:
        super().__init__()
        self._sections = (
            (_("Here"), [(remapping.words(command), command.label, command.help) for command in commands]),
            (_("Where you are"), list(_widget_keys(focused, remapping))),
            (
                _("Everywhere"),
                [(remapping.words(command), command.label, command.help) for command in EVERYWHERE],
            ),
        )

    def compose(self) -> ComposeResult:
        """Keys to the left, what they do to the right."""
        with VerticalScroll(id="card") as card:
            card.border_title = _("Keys")
            card.border_subtitle = _("{down} and {up} move · {leave} closes").format(
                leave=key_of(self.app, HELP_CARD[0]),
                down=key_of(self.app, HELP_CARD[1]),
                up=key_of(self.app, HELP_CARD[2]),
            )
            for heading, rows in self._sections:
                if rows:
                    yield Static(Content.styled(heading, "bold $ot-muted"), classes="heading")
                for keys, label, help_text in rows:
                    with Horizontal():
                        yield Static(Content.styled(keys, "bold $ot-accent"), classes="keys", markup=False)
                        yield Static(Content.styled(label, "bold"), classes="label", markup=False)
                        yield Static(Content.styled(help_text, "$ot-muted"), classes="help", markup=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()

    def action_down(self) -> None:
        """Move down in the keys."""
        self._scroll(1)

    def action_up(self) -> None:
        """Move up in the keys."""
        self._scroll(-1)

    def _scroll(self, lines: int) -> None:
        self.query_one("#card", VerticalScroll).scroll_relative(y=lines, animate=False)


def _widget_keys(widget: Widget | None, remapping: Remapping) -> Iterator[tuple[str, str, str]]:
    """The keys that only the focused part of the screen knows, when it names them for people."""
    if widget is None:
        return
    for binding in widget.BINDINGS:
        if isinstance(binding, Binding) and binding.id and binding.description:
            keys = remapping.keys.get(binding.id, tuple(binding.key.split(",")))
            yield " ".join(display_key(key) for key in keys) or "-", binding.description, binding.tooltip
