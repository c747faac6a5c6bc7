"""The second look at one held act, from which alone it can be sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import BindingType

from outtray.acts.item import LOOK_AGAIN, HeldView, Item
from outtray.acts.states import State
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import outtray as commands
from outtray.commands import reading
from outtray.commands.command import Command, bindings
from outtray.outbox.refusals import (
    Expired,
    NeedsAcknowledgement,
    NeedsLook,
    NewFindings,
    PredecessorChanged,
    TargetChanged,
)
from outtray.screens import presenting
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.key_words import key_of, look_keys
from outtray.screens.place import PlaceScreen
from outtray.services.outtray import WORDLESS
from outtray.services.switching import roster
from outtray.services.workspace import Workspace
from outtray.widgets.desk.messages import (
    AcknowledgeRequested,
    EditRequested,
    LookClosed,
    OverrideRequested,
    SendRequested,
)
from outtray.widgets.desk.release_pane import ReleasePane
from outtray.widgets.desk.values import HeldAct
from outtray.widgets.icons import Icons
from outtray.widgets.standing import ActingAs, Connection, OutTray
from outtray_rules.headline.model import FrontPage

_CLOCKS_SECONDS = 1.0
"""How soon the wait is right again after somebody has set the clock, or the server has told its own."""


class LookEnd(StrEnum):
    """How a second look ended."""

    CLOSED = "closed"
    SENT = "sent"
    EDIT = "edit"
    DISCARDED = "discarded"
    UNSURE = "unsure"
    UNDER_WAY = "under way"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Looked:
    """How a second look ended, and the act as it then was."""

    end: LookEnd
    item: Item


def outcome_words(app: App[Any], looked: Looked) -> tuple[str, str]:
    """How a second look ended, as a sentence and a next step."""
    if looked.end is LookEnd.SENT and looked.item.note is not None:
        return looked.item.note.sentence, looked.item.sent_url
    if looked.end is LookEnd.SENT:
        return _("Sent."), looked.item.sent_url
    if looked.end is LookEnd.DISCARDED:
        return _("Discarded."), ""
    if looked.end is LookEnd.UNDER_WAY:
        return _("It goes on being sent."), _("{tray} shows what becomes of it.").format(
            tray=key_of(app, reading.OUT_TRAY)
        )
    if looked.end is LookEnd.GONE:
        return (
            _("This act is held no longer: it was discarded or taken back to the desk elsewhere."),
            _("{drafts} shows the drafts.").format(drafts=key_of(app, reading.DRAFTS)),
        )
    return (
        _("The server has not answered clearly, so this may or may not have been sent."),
        _("The out-tray looks for it by itself; it is never sent twice."),
    )


def next_step_here(error: OuttrayError) -> str:
    """What to do about a refusal for somebody who has the act open already."""
    match error:
        case PredecessorChanged():
            return _("Look at what would be deleted now; its cooling-off starts again.")
        case TargetChanged():
            return _("Here is the new version, reviewed again; its cooling-off starts again.")
        case NewFindings():
            return _("Read what they say below; its cooling-off starts again.")
        case NeedsAcknowledgement():
            return _("Read each one below and acknowledge it, or change the text.")
        case Expired():
            return _("You have looked at it now; it is ready again.")
        case NeedsLook():
            return _("Here it is as it stands now.")
        case _:
            return error.next_step


def no_words_to_edit(app: App[Any], discard: Command) -> tuple[str, str]:
    """Why an act cannot be taken to the desk, and which command of this place drops it."""
    return (
        _("There are no words of yours in this: it passes on somebody else's."),
        _("{discard} discards it.").format(discard=key_of(app, discard)),
    )


class LookScreen(PlaceScreen[Looked]):
    """One held act with everything it would make public; ``s`` releases it once it is ready."""

    CSS_PATH = "look.tcss"
    asks: ClassVar[bool] = True
    """Nothing is sent by a key that was pressed before there was anything to look at."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.LOOK_COMMANDS)]
    commands: ClassVar[tuple[Command, ...]] = commands.LOOK_COMMANDS

    def __init__(
        self, workspace: Workspace, item: Item, *, icons: Icons, opened_by_send: bool = False
    ) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Second look"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._item = item
        self._sending = False
        login = workspace.login
        self._colour = 0 if login is None else workspace.colour(login)
        shown = self._shown(item)
        if shown is None:
            raise ValueError("only an act that was held can be looked at")
        act, page = shown
        self._pane = ReleasePane(
            act,
            clock=workspace.clock,
            page=page,
            icons=icons,
            reduced_motion=still,
            opened_by_send=opened_by_send,
        )
        self._pane.findings.may_override = workspace.config.governed.overrides

    def compose_place(self) -> ComposeResult:
        """The act, its review, and the answers."""
        yield self._pane

    def on_mount(self) -> None:
        """Looking is what an expired or changed act waits for."""
        self._reach()
        self.set_interval(_CLOCKS_SECONDS, self._follow_clocks)
        if self._needs_look:
            self._look_again()

    def keys_changed(self) -> None:
        """Name the keys that hold below the act and its findings."""
        super().keys_changed()
        self._pane.show_keys(look_keys(self.app))

    def show_standing(self, acting: ActingAs | None, connection: Connection, out_tray: OutTray) -> None:
        """Show as whom this act goes out, whoever acts elsewhere in the program."""
        account = self._item.act.account
        if acting is not None and not self._is_acting:
            acting = ActingAs(account.handle.removeprefix("@"), index=self._colour)
        super().show_standing(acting, connection, out_tray)

    def _follow_clocks(self) -> None:
        """Show the wait as the gate counts it, though a clock was set while the act stands here."""
        standing = self._workspace.tray.standing(self._item)
        if not self._sending and standing.hold != self._item.hold:
            self._show(standing)

    @property
    def _is_acting(self) -> bool:
        login, account = self._workspace.login, self._item.act.account
        return (
            login is None
            or not login.account_id
            or (login.host, login.account_id)
            == (
                account.host,
                account.id,
            )
        )

    @work(group="reach")
    async def _reach(self) -> None:
        """Connect as the account the act belongs to: nobody else can send it."""
        login, account = self._workspace.login, self._item.act.account
        if login is None or self._is_acting:
            return
        try:
            known = await asyncio.to_thread(roster, self._workspace.places, login)
            self._colour = self._workspace.colour_among(known, account)
            self.show_standing(self.header.acting, self.header.connection, self.header.out_tray)
            await self._workspace.reach(account)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._show(self._item)

    @property
    def _needs_look(self) -> bool:
        note = self._item.note
        changed = note is not None and note.code in LOOK_AGAIN
        return changed or self._workspace.tray.view(self._item) is HeldView.EXPIRED

    def _shown(self, item: Item) -> tuple[HeldAct, FrontPage] | None:
        """The act and its front page; None for one that is not held, sent or on its way."""
        around = self._workspace.review.around(item.act)
        act = presenting.held_act(
            item,
            followers=around.audience,
            bio=around.bio,
            quiet=self._workspace.tray.quiet_of(item),
            colour=self._colour,
        )
        if act is None or item.review is None:
            return None
        page = self._workspace.review.front_page(item.act, item.review)
        return act, presenting.best_of_each(page)

    def _show(self, item: Item) -> None:
        """Show the act as it is; one that another window or program has ended is looked at no longer."""
        self._item = item
        shown = self._shown(item)
        if item.state is State.SENT:
            self.leave(Looked(LookEnd.SENT, item))
        elif shown is None:
            self.leave(Looked(LookEnd.GONE, item))
        elif self in self.app.screen_stack:
            self._pane.findings.may_override = self._workspace.config.governed.overrides
            self._pane.show(*shown)

    @work(group="look", exclusive=True)
    async def _look_again(self) -> None:
        try:
            review = await asyncio.to_thread(self._workspace.review.review, self._item.act)
            item = await self._workspace.tray.look(self._item, review)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._show(item)

    async def _show_anew(self) -> None:
        """Show the act as the disk has it; it may have been changed or discarded by another program."""
        try:
            self._show(await self._workspace.tray.item(self._item.id))
        except OuttrayError as error:
            self.tell_error(error)

    # Findings

    @on(AcknowledgeRequested)
    def _acknowledge_requested(self, event: AcknowledgeRequested) -> None:
        self._answer(event.finding.key)

    @on(OverrideRequested)
    def _override_requested(self, event: OverrideRequested) -> None:
        self._answer(event.finding.key, event.reason)

    @work(group="answer")
    async def _answer(self, key: str, reason: str = "") -> None:
        tray = self._workspace.tray
        try:
            if reason:
                item = await tray.override(self._item.id, key, reason)
            else:
                item = await tray.acknowledge(self._item.id, key)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._show(item)

    # Commands

    def action_send(self) -> None:
        """Ask to send."""
        self._pane.send()

    def action_edit(self) -> None:
        """Take the act back to the desk."""
        self._pane.edit()

    def action_acknowledge(self) -> None:
        """Answer the finding in view."""
        self._pane.findings.answer()

    def action_previous_finding(self) -> None:
        """Go to the finding before this one."""
        self._pane.findings.go_previous()

    def action_next_finding(self) -> None:
        """Go to the finding after this one."""
        self._pane.findings.go_next()

    def action_back(self) -> None:
        """Leave the act as it is; while it is being sent, leave it to the out-tray."""
        if self._pane.findings.leave_reason():
            return
        if self._sending:
            self.leave(Looked(LookEnd.UNDER_WAY, self._item))
        elif self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(Looked(LookEnd.CLOSED, self._item))

    @work
    async def action_discard(self) -> None:
        """Drop the act, after a question."""
        sure = await self.app.push_screen_wait(
            ConfirmScreen(
                _("Discard this act?"),
                _("Its words are erased. That it was held stays in the journal."),
                safe=_("Keep it"),
                danger=_("Discard"),
            )
        )
        if not sure:
            return
        try:
            await self._workspace.tray.discard(self._item.id)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self.leave(Looked(LookEnd.DISCARDED, self._item))

    # Sending

    @on(LookClosed)
    def _look_closed(self) -> None:
        self.action_back()

    @on(EditRequested)
    def _edit_requested(self) -> None:
        if self._item.act.kind in WORDLESS:
            self.tell(*no_words_to_edit(self.app, commands.LOOK_DISCARD))
        elif not self._sending:
            self.leave(Looked(LookEnd.EDIT, self._item))

    @on(SendRequested)
    def _send_requested(self) -> None:
        if self._sending:
            return
        self._sending = True
        self.notice.tell(_("Sending…"), is_error=False)
        # Work of the program, not of this screen: it is not broken off when somebody goes on meanwhile.
        self.app.run_worker(self._send(), group="send")

    async def _send(self) -> None:
        try:
            if not self._is_acting:
                await self._workspace.reach(self._item.act.account)
            item = await self._workspace.tray.release(self._item)
        except OuttrayError as error:
            self._sending = False
            in_front = self._in_front()
            await self._show_anew()
            if in_front is self:
                self.notice.tell(error.sentence, next_step_here(error))
                if self._needs_look or isinstance(error, Expired | NeedsLook):
                    # It stands before the user as it is now, which is what looking again means; the time of
                    # the server, by which it may have expired, is known since the refusal.
                    self._look_again()
            else:
                in_front.tell_error(error)
            return
        self._sending = False
        if item.state is State.SENT:
            self._end(Looked(LookEnd.SENT, item))
        elif item.state in {State.UNSURE, State.SENDING}:
            self._end(Looked(LookEnd.UNSURE, item))
        else:
            self._show(item)
            if item.note is not None:
                self._in_front().notice.tell(item.note.sentence)

    def _end(self, looked: Looked) -> None:
        """Leave, or say where the user is by now how it ended."""
        if self in self.app.screen_stack:
            self.leave(looked)
        else:
            self._in_front().tell(*outcome_words(self.app, looked))

    def _in_front(self) -> PlaceScreen[Any]:
        """This screen, or the one in front when this has been left."""
        places = [screen for screen in self.app.screen_stack if isinstance(screen, PlaceScreen)]
        return self if self in places else places[-1]
