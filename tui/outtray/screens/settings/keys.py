"""Another key for a command: by pressing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands.command import Command, display_key
from outtray.commands.keys import FREED
from outtray.screens.dialogue import Dialogue
from outtray.widgets.icons import Icons
from outtray.widgets.text import line

BUILT_IN = "built-in"
"""Answered when the command is to have the key it came with."""


class KeyScreen(Dialogue[str | None]):
    """Answers with Textual's name of the key, ``none``, ``BUILT_IN``, or None when nothing is to change.

    ``refused`` says why a key cannot be had; empty when it can.
    """

    CSS_PATH = "cards.tcss"
    commands: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, command: Command, now: str, refused: Callable[[str], str], *, icons: Icons) -> None:
        super().__init__()
        self._command = command
        self._now = now
        self._refused = refused
        self._icons = icons
        self.set_class(icons.ascii_only, "-ascii")

    def compose(self) -> ComposeResult:
        """What is asked, what was pressed."""
        with Vertical(id="card") as card:
            card.border_title = line(self._command.label)
            card.border_subtitle = _("Esc leaves it as it was")
            yield Static(line(self._command.help, "$ot-muted"))
            yield Static(
                Content.assemble(
                    (_("Press the key it shall have. It has: "), "$ot-ink"),
                    line(self._now, "bold $ot-accent"),
                )
            )
            yield Static(
                Content.styled(_("Backspace: no key at all. Del: the key it came with."), "$ot-muted")
            )
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        """Hear every key: nothing here has the focus."""
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say why it cannot be had."""
        event.stop()
        event.prevent_default()
        match event.key:
            case "escape":
                self.dismiss(None)
            case "backspace":
                self.dismiss(FREED)
            case "delete":
                self.dismiss(BUILT_IN)
            case key:
                sentence = self._refused(key)
                if not sentence:
                    self.dismiss(key)
                    return
                told = Content.assemble(
                    (f"{self._icons.failed} " + _("{key}: ").format(key=display_key(key)), "bold $ot-block"),
                    line(sentence, "$ot-block"),
                )
                self.query_one("#said", Static).update(told)
