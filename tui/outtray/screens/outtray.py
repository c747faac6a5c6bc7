"""The out-tray: what is held, how long it still cools, and what can be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from outtray.acts.act import AccountKey
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import outtray as commands
from outtray.commands import reading
from outtray.commands.command import Command, bindings
from outtray.screens import presenting
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.key_words import key_of
from outtray.screens.look import Looked, LookEnd, LookScreen, no_words_to_edit, outcome_words
from outtray.screens.opening import opening_of
from outtray.screens.place import PlaceScreen
from outtray.services.outtray import WORDLESS
from outtray.services.switching import roster
from outtray.services.workspace import Workspace
from outtray.widgets.calm import say
from outtray.widgets.icons import Icons
from outtray.widgets.outtray import messages
from outtray.widgets.outtray.table import OutTrayTable
from outtray.widgets.text import line

_POLL_SECONDS = 1.0
"""How often changes by other processes are looked for."""


def _key(account: AccountKey) -> tuple[str, str]:
    return account.host, account.id


def _same(first: AccountKey, second: AccountKey) -> bool:
    return _key(first) == _key(second)


def what_is_unsure(item: Item) -> str:
    """What is known of an act of unknown fate, on a line of its own if anything is, and how to find out."""
    look = _("Look at your profile in a browser. “Not there” holds it again, to be released once more.")
    return look if item.note is None else f"{item.note.sentence}\n{look}"


class OutTrayScreen(PlaceScreen[Item | None]):
    """A table of held acts. Answers with an act to take back to the desk, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.OUT_TRAY)]
    commands: ClassVar[tuple[Command, ...]] = commands.OUT_TRAY
    DEFAULT_CSS = """
    OutTrayScreen {
        background: $ot-ground;
        & #why { height: auto; max-height: 3; padding: 0 2; background: $ot-ground; color: $ot-muted; }
    }
    """

    def __init__(self, workspace: Workspace, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Out-tray"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._icons = icons
        self._version: tuple[int, int] | None = None
        self._polling = False
        self._items: dict[str, Item] = {}
        self._only: AccountKey | None = None
        self.table = OutTrayTable(clock=workspace.clock, icons=icons, reduced_motion=still)
        self.why = Static(Content(""), id="why", markup=False)

    def compose_place(self) -> ComposeResult:
        """The table, and below it the wait of the act under the cursor worked out."""
        yield self.table
        yield self.why

    def on_mount(self) -> None:
        """Show what there is, and go on watching."""
        self.table.focus()
        self.refresh_items()
        self.set_interval(_POLL_SECONDS, self._poll)

    def keys_changed(self) -> None:
        """Name the keys that hold in an empty out-tray."""
        super().keys_changed()
        self.table.show_keys(back=key_of(self.app, commands.BACK), compose=key_of(self.app, reading.COMPOSE))

    @work(group="poll")
    async def _poll(self) -> None:
        if self._polling:
            return  # another process keeps the file to itself; asking twice makes it no quicker
        self._polling = True
        try:
            changed = await self._workspace.tray.version() != self._version or self._clocks_moved()
        except OuttrayError as error:
            self.tell_error(error)
            return
        finally:
            self._polling = False
        if changed:
            self.refresh_items()

    def _clocks_moved(self) -> bool:
        """Whether the waits shown are not what the gate would say any more, since a clock was set."""
        standing = self._workspace.tray.standing
        return any(standing(item).hold != item.hold for item in self._items.values())

    @work(group="items", exclusive=True)
    async def refresh_items(self) -> None:
        """Read the out-tray anew."""
        try:
            self._version = await self._workspace.tray.version()
            items = await self._workspace.tray.waiting()
            hidden = await self._workspace.tray.unreadable()
            colours = await self._colours(items)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._items = {item.id: item for item in items}
        quiet = self._workspace.tray.quiet_of
        rows = [
            row
            for item in items
            if (self._only is None or _same(item.act.account, self._only))
            and (row := presenting.row(item, quiet(item), colours[_key(item.act.account)])) is not None
        ]
        self.table.border_title = self._table_title()
        self.table.show(sorted(rows, key=lambda row: row.hold.due))
        self._show_why()
        if hidden and not self.notice.is_told:
            self.notice.tell(" ".join(hidden))

    async def _colours(self, items: Iterable[Item]) -> dict[tuple[str, str], int]:
        """The place of each account that has an act here, for its colour."""
        login = self._workspace.login
        if login is None:
            return {_key(item.act.account): 0 for item in items}
        known = await asyncio.to_thread(roster, self._workspace.places, login)
        return {
            _key(item.act.account): self._workspace.colour_among(known, item.act.account) for item in items
        }

    def _table_title(self) -> Content:
        if self._only is None:
            return Content(_("Out-tray"))
        return line(_("Out-tray of {handle}").format(handle=self._only.handle))

    @on(messages.RowChosen)
    def _row_chosen(self) -> None:
        self._show_why()

    def _show_why(self) -> None:
        """Say how the wait of the act under the cursor comes about, and what else there is to know of it."""
        row = self.table.chosen
        item = self._items.get(row.act_id) if row is not None else None
        parts = []
        if item is not None and item.state is State.HELD:
            parts.append(line(self._workspace.tray.worked(item), "$ot-muted"))
        if row is not None and row.hold.detail:
            parts.append(line(row.hold.detail, "$ot-ink"))
        say(self.why, Content("\n").join(parts))

    # Commands

    def action_look(self) -> None:
        """See the act under the cursor."""
        self.table.look()

    def action_send(self) -> None:
        """Send the act under the cursor: the second look comes first."""
        self.table.send()

    def action_edit(self) -> None:
        """Take the act under the cursor back to the desk."""
        self.table.edit()

    def action_discard(self) -> None:
        """Drop the act under the cursor."""
        self.table.discard()

    def action_resolve(self) -> None:
        """Find out what became of the act under the cursor."""
        self.table.resolve()

    def action_account(self) -> None:
        """Show the acts of one account only, of the next one, then of all again."""
        accounts = list({_key(item.act.account): item.act.account for item in self._items.values()}.values())
        keys = [_key(account) for account in accounts]
        if len(accounts) < 2 and self._only is None:
            self.tell(_("Everything that is held belongs to one account."))
            return
        after = keys.index(_key(self._only)) + 1 if self._only and _key(self._only) in keys else 0
        self._only = accounts[after] if after < len(accounts) else None
        self.refresh_items()

    def action_back(self) -> None:
        """Go back."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        else:
            self.leave(None)

    # What the table asks

    @on(messages.LookRequested)
    @on(messages.SendRequested)
    def _look_requested(self, event: messages.LookRequested | messages.SendRequested) -> None:
        item = self._items.get(event.act_id)
        if item is None:
            return
        if item.state is State.SENDING:
            self.tell(_("This is on its way to the server."), _("Here it says what becomes of it."))
        elif item.state is State.UNSURE and item.sending is not None and not item.sending.asked:
            self.tell(
                _("The out-tray is finding out whether this arrived."),
                _("{key} asks the server now.").format(key=key_of(self.app, commands.RESOLVE)),
            )
        elif item.state is State.UNSURE:
            self._ask_about(item)
        elif item.state is State.FAILED:
            self._retry(item.id)
        else:
            self._look(item, opened_by_send=isinstance(event, messages.SendRequested))

    @on(messages.EditRequested)
    def _edit_requested(self, event: messages.EditRequested) -> None:
        item = self._items.get(event.act_id)
        if item is not None and item.act.kind in WORDLESS:
            self.tell(*no_words_to_edit(self.app, commands.DISCARD))
            return
        self._edit(event.act_id)

    @on(messages.DiscardRequested)
    def _discard_requested(self, event: messages.DiscardRequested) -> None:
        self._discard(event.act_id)

    @on(messages.ResolveRequested)
    def _resolve_requested(self, event: messages.ResolveRequested) -> None:
        self._resolve(event.act_id)

    @work
    async def _look(self, item: Item, *, opened_by_send: bool = False) -> None:
        screen = LookScreen(self._workspace, item, icons=self._icons, opened_by_send=opened_by_send)
        # No answer comes from a screen that went because this one did.
        looked: Looked | None = await self.app.push_screen_wait(screen)
        if looked is not None:
            self.after_look(looked)

    def after_look(self, looked: Looked) -> None:
        """Say how a second look ended."""
        if looked.end is LookEnd.EDIT:
            self._edit(looked.item.id)
            return
        if looked.end is not LookEnd.CLOSED:
            self.tell(*outcome_words(self.app, looked))
        self.refresh_items()

    @work
    async def _edit(self, item_id: str) -> None:
        with opening_of(self.app):
            try:
                item = await self._workspace.tray.edit(item_id)
            except OuttrayError as error:
                self.tell_error(error)
                return
            self.leave(item)

    @work
    async def _discard(self, item_id: str) -> None:
        sure = await self.app.push_screen_wait(
            ConfirmScreen(
                _("Discard this act?"),
                _("Its words are erased. That it was held stays in the journal."),
                safe=_("Keep it"),
                danger=_("Discard"),
            )
        )
        if sure:
            try:
                await self._workspace.tray.discard(item_id)
            except OuttrayError as error:
                self.tell_error(error)
        self.refresh_items()

    @work(group="retry", exclusive=True)
    async def _retry(self, item_id: str) -> None:
        with opening_of(self.app):
            try:
                item = await self._workspace.tray.retry(item_id)
            except OuttrayError as error:
                self.tell_error(error)
                return
            self._look(item)

    @work(group="resolve", exclusive=True)
    async def _resolve(self, item_id: str) -> None:
        self.notice.tell(_("Looking on the server…"), is_error=False)
        try:
            if item_id in self._items:
                await self._workspace.reach(self._items[item_id].act.account)
            item = await self._workspace.tray.resolve(item_id)
        except OuttrayError as error:
            self.tell_error(error)
            return
        if item.state is State.SENT:
            told = _("It is there: it was sent.") if item.note is None else item.note.sentence
            self.tell(told, item.sent_url)
        elif item.note is not None:
            self.notice.tell(item.note.sentence)
        self.refresh_items()

    @work
    async def _ask_about(self, item: Item) -> None:
        """For an act nobody knows the fate of: only the user, who has looked, can say it is absent."""
        absent = await self.app.push_screen_wait(
            ConfirmScreen(
                _("Was this sent?"),
                what_is_unsure(item),
                safe=_("Leave it"),
                danger=_("Not there"),
            )
        )
        if absent:
            try:
                await self._workspace.tray.confirm_absent(item.id)
            except OuttrayError as error:
                self.tell_error(error)
        self.refresh_items()
