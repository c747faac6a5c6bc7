"""The parked drafts, latest first."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import dialogues as commands
from outtray.commands.command import Command, bindings
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.dialogue import Dialogue
from outtray.screens.key_words import key_of
from outtray.services.outtray import WORDLESS
from outtray.services.workspace import Workspace
from outtray.widgets.chooser import Chooser
from outtray.widgets.desk.say import act_word
from outtray.widgets.text import line
from outtray.widgets.words import duration

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class DraftsScreen(Dialogue[Item | None]):
    """Answers with the draft to go on with, or None."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.DRAFTS)]
    commands: ClassVar[tuple[Command, ...]] = commands.DRAFTS

    def __init__(self, workspace: Workspace, drafts: tuple[Item, ...]) -> None:
        super().__init__(classes="-one-line")
        self._workspace = workspace
        self._drafts = list(drafts)

    def compose(self) -> ComposeResult:
        """One line a draft."""
        chooser = Chooser(*self._options(), markup=False, id="card")
        chooser.border_title = _("Drafts")
        chooser.border_subtitle = _("Enter goes on · {discard} discards · {leave} closes").format(
            discard=key_of(self.app, commands.DRAFTS[1]), leave=key_of(self.app, commands.DRAFTS[0])
        )
        yield chooser

    def _options(self) -> list[Option]:
        now = self._workspace.clock.now()
        return [
            Option(
                Content.assemble(
                    (f" {act_word(draft.act.kind)}", "$ot-accent"),
                    (f"  {_about(draft, now)}  ", "$ot-muted"),
                    line(_words(draft.act), "$ot-ink"),
                )
            )
            for draft in self._drafts
        ]

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._drafts[event.option_index])

    @work
    async def action_discard(self) -> None:
        """Drop the draft under the cursor, after a question."""
        chooser = self.query_one(OptionList)
        index = chooser.highlighted
        if index is None:
            return
        sure = await self.app.push_screen_wait(
            ConfirmScreen(
                _("Discard this draft?"), _("Its words are erased."), safe=_("Keep it"), danger=_("Discard")
            )
        )
        if not sure:
            return
        try:
            await self._workspace.tray.discard(self._drafts[index].id)
        except OuttrayError as error:
            chooser.border_subtitle = line(f"{error.sentence} {error.next_step}", "$ot-block")
            return
        self._drafts.pop(index)
        if not self._drafts:
            self.dismiss(None)
            return
        chooser.set_options(self._options())

    def action_down(self) -> None:
        """Go to the next draft."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the draft before."""
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """Go on with none."""
        self.dismiss(None)


def _age(moment: datetime, now: datetime) -> str:
    """How long ago that was, in the largest unit alone."""
    seconds = int((now - moment).total_seconds())
    if seconds < _MINUTE:
        return _("just now")
    unit = next(unit for unit in (_DAY, _HOUR, _MINUTE) if seconds >= unit)
    return _("{time} ago").format(time=duration(seconds - seconds % unit))


def _about(draft: Item, now: datetime) -> str:
    return "  ".join(part for part in (_age(draft.updated_at, now), _size(draft.act)) if part)


def _size(act: Act) -> str:
    """How much there is of a draft, attachments and poll included; empty for an act without words."""
    if act.kind in WORDLESS:
        return ""
    words = len(act.text.split())
    told = [ngettext("{count} word", "{count} words", words).format(count=words)]
    if act.media:
        count = len(act.media)
        told.append(ngettext("{count} file", "{count} files", count).format(count=count))
    if act.poll is not None:
        told.append(_("a poll"))
    return ", ".join(told)


def _words(act: Act) -> str:
    """What a draft is known by: its words, or what it would be done to."""
    if act.kind in WORDLESS and act.target is not None:
        told = _("{act}: @{acct}: {words}")
        return told.format(act=act_word(act.kind), acct=act.target.acct, words=act.target.text[:120])
    return act.text[:200] or act.content_warning or _("(no words yet)")
