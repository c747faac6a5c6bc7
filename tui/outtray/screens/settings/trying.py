"""The try-it box: any text against the settings as they stand in the form, saved or not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import settings as commands
from outtray.commands.command import Command, bindings
from outtray.config.form import SettingsForm
from outtray.screens.place import PlaceScreen
from outtray.services.trying import KINDS, Trial, Tried
from outtray.services.workspace import Workspace
from outtray.widgets.desk.say import severity_word
from outtray.widgets.icons import Icons
from outtray.widgets.text import block, line, printable
from outtray_rules.draft import ActKind, Visibility
from outtray_rules.finding import Finding

_PAUSE = 0.15
"""Seconds without a key after which the text is reviewed."""


class TryScreen(PlaceScreen[None]):
    """A text above, what would be said of it below; nothing of it is kept."""

    CSS_PATH = "trying.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.TRYING)]
    commands: ClassVar[tuple[Command, ...]] = commands.TRYING

    def __init__(self, workspace: Workspace, form: SettingsForm, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Try it"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._form = form
        self._icons = icons
        self._trial: Trial | None = None
        self._kind = KINDS[0]
        self._visibility = Visibility.PUBLIC
        self._tried: Tried | None = None
        self._at = 0
        self.set_class(icons.ascii_only, "-ascii")
        self.text = TextArea(soft_wrap=True, tab_behavior="focus", id="text")
        self.result = Static(markup=False, id="result")

    def compose_place(self) -> ComposeResult:
        """The text, what is said of it."""
        yield self.text
        with VerticalScroll(id="page", can_focus=False):
            yield self.result

    def on_mount(self) -> None:
        """Begin with nothing."""
        self.text.focus()
        self._say_as()
        self._load()

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        """Compile the rules as the form has them, once: typing goes on meanwhile."""
        self.result.update(Content.styled(_("Reading the rules…"), "$ot-muted"))
        try:
            self._trial = await asyncio.to_thread(self._make)
        except OuttrayError as error:
            self.result.update(Content(""))
            self.tell_error(error)
            return
        self._review()

    def _say_as(self) -> None:
        self.text.border_title = _("Try it as {act}, {audience}").format(
            act=_ACTS[self._kind], audience=_AUDIENCES[self._visibility]
        )
        self.text.border_subtitle = _("nothing of this is kept or sent")

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._review(pause=_PAUSE)

    @work(group="review", exclusive=True)
    async def _review(self, *, pause: float = 0.0) -> None:
        await asyncio.sleep(pause)
        text, trial = self.text.text, self._trial
        if trial is None:
            return  # reviewed as soon as the rules are there
        if not text.strip():
            self._tried = None
            self.result.update(Content.styled(_EMPTY, "$ot-muted"))
            return
        try:
            self._tried = await asyncio.to_thread(trial, text, self._kind, self._visibility)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._at = 0
        self._show()

    def _make(self) -> Trial:
        workspace = self._workspace
        return Trial(self._form.governed, workspace.places, workspace.clock, bio=workspace.bio)

    def _show(self) -> None:
        tried = self._tried
        if tried is not None:
            self.result.update(Content("\n").join(list(self._rows(tried))))

    def _rows(self, tried: Tried) -> Iterator[Content]:
        findings = tried.review.findings
        count = ngettext("{count} finding", "{count} findings", len(findings)).format(count=len(findings))
        yield Content.assemble(
            (_("Would wait "), "$ot-muted"), line(tried.wait, "bold $ot-ink"), "  ", (count, "$ot-muted")
        )
        if not findings:
            yield Content.assemble(
                (f"{self._icons.good} ", "bold $ot-good"), (_("No rule has anything to say."), "$ot-ink")
            )
        for number, finding in enumerate(findings):
            yield from self._finding(finding, chosen=number == self._at)
        if tried.page.headlines:
            best = tried.page.headlines[0]
            yield Content("")
            yield Content.assemble(
                (_("The papers would say: "), "$ot-muted"),
                line(printable(best.text, self._icons), "bold $ot-ink"),
            )

    def _finding(self, finding: Finding, *, chosen: bool) -> Iterator[Content]:
        icons, colour = self._icons, f"$ot-{finding.severity}"
        yield Content.assemble(
            (f"{icons.right if chosen else ' '} ", "bold $ot-accent"),
            (f"{icons.severity(finding.severity)} {severity_word(finding.severity)}  ", f"bold {colour}"),
            line(printable(finding.title, icons), "bold $ot-ink"),
            "  ",
            line(finding.rule, "$ot-muted"),
        )
        if finding.match and not finding.sensitive:
            words = f"{icons.open_quote}{finding.match}{icons.close_quote}"
            yield Content.assemble("    ", line(words, colour))
        if chosen:
            yield Content.assemble("    ", block(printable(finding.message, icons), "$ot-ink"))
            if finding.advice:
                yield Content.assemble(
                    "    ",
                    (_("Try: "), "bold $ot-accent"),
                    block(printable(finding.advice, icons), "$ot-ink"),
                )

    def action_next(self) -> None:
        """Show the next finding in full."""
        if self._tried is not None and self._tried.review.findings:
            self._at = (self._at + 1) % len(self._tried.review.findings)
            self._show()

    def action_act(self) -> None:
        """Try it as another kind of act."""
        self._kind = KINDS[(KINDS.index(self._kind) + 1) % len(KINDS)]
        self._say_as()
        self._review()

    def action_audience(self) -> None:
        """Try it for another audience."""
        every = list(_AUDIENCES)
        self._visibility = every[(every.index(self._visibility) + 1) % len(every)]
        self._say_as()
        self._review()

    def action_leave(self) -> None:
        """Close the notice, or go back."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)


_EMPTY = _(
    "Type or paste any text. Below it stands what the rules would say, how long it would wait, and the"
    " headline it would make, by the settings as they are, saved or not."
)
_ACTS = {
    ActKind.POST: _("a post"),
    ActKind.REPLY: _("an answer"),
    ActKind.BOOST: _("a boost of somebody's words"),
    ActKind.EDIT: _("an edit"),
}
_AUDIENCES = {
    Visibility.PUBLIC: _("public"),
    Visibility.UNLISTED: _("quiet public"),
    Visibility.PRIVATE: _("for followers"),
    Visibility.DIRECT: _("direct"),
}
