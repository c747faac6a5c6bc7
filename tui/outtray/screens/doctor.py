"""What `outtray doctor` reports, in the client: about its own terminal and its open connections."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from outtray.base.translation import gettext as _
from outtray.commands import doctor as commands
from outtray.commands.command import Command, bindings
from outtray.screens.place import PlaceScreen
from outtray.services.checkups import Check, Terminal, Verdict, own_directories
from outtray.services.doctor import Report, examine
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.text import line


class DoctorScreen(PlaceScreen[None]):
    """Every check under its heading; names stay out until they are asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.DOCTOR)]
    commands: ClassVar[tuple[Command, ...]] = commands.DOCTOR
    DEFAULT_CSS = """
    DoctorScreen {
        background: $ot-ground;
        & VerticalScroll { height: 1fr; padding: 1 2; background: $ot-sheet; scrollbar-size-vertical: 1; }
        & Static { width: 1fr; max-width: 100; height: auto; color: $ot-ink; }
    }
    """

    def __init__(self, workspace: Workspace, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Doctor"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._icons = icons
        self._with_names = False
        self.report: Report | None = None

    def compose_place(self) -> ComposeResult:
        """The report, as soon as it is there."""
        with VerticalScroll(id="scroll"):
            yield Static(Content(_("Looking at everything; servers are asked, too…")), id="report")

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one("#scroll").focus()
        self._examine()

    @work(group="doctor", exclusive=True)
    async def _examine(self) -> None:
        width, height = self.app.size
        encoding = sys.__stdout__.encoding if sys.__stdout__ is not None else ""
        seen = Terminal(width, height, encoding or "", os.environ)
        self.report = await examine(self._workspace, seen, directories=own_directories(os.environ))
        self._show()

    def _show(self) -> None:
        if self.report is not None:
            checks = self.report.shown(with_names=self._with_names)
            self.query_one("#report", Static).update(Content("\n").join(self._lines(checks)))

    def _lines(self, checks: tuple[Check, ...]) -> Iterator[Content]:
        signs = {
            Verdict.GOOD: (self._icons.good, "$ot-good"),
            Verdict.NOTE: (self._icons.note, "$ot-note"),
            Verdict.BAD: (self._icons.failed, "bold $ot-block"),
        }
        area = ""
        for check in checks:
            if check.area != area:
                if area:
                    yield Content("")
                area = check.area
                yield line(area, "bold $ot-accent")
            sign, style = signs[check.verdict]
            yield Content.assemble((f"  {sign} ", style), line(check.told))
            if check.step and check.verdict is not Verdict.GOOD:
                yield line(f"    {check.step}", "$ot-muted")

    # Commands

    def action_copy(self) -> None:
        """Copy the report as it is shown."""
        if self.report is None:
            return
        checks = self.report.shown(with_names=self._with_names)
        self.app.copy_to_clipboard("\n".join(part.plain for part in self._lines(checks)))
        self.tell(_("Copied, if your terminal lets programs copy."))

    def action_names(self) -> None:
        """Show whose accounts and servers these are, or leave the names out again."""
        self._with_names = not self._with_names
        self._show()

    def action_again(self) -> None:
        """Look at everything again."""
        self._examine()

    def action_back(self) -> None:
        """Put a notice away, or go back."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)
