"""The register: the journal of all that was held, sent, changed and dropped, to search and to hand over."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import tzinfo
from enum import Enum
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, OptionList

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import reading
from outtray.commands import records as commands
from outtray.commands.command import Command, bindings
from outtray.journal.history import History
from outtray.mastodon.content import safe_link
from outtray.screens import recounting
from outtray.screens.ask import AskScreen
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.key_words import key_of
from outtray.screens.place import PlaceScreen
from outtray.services.asking import read_question
from outtray.services.register import Query, Register, format_of, verified_words
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.records.card import RecordCard
from outtray.widgets.records.list import RecordList

_TYPING_PAUSE = 0.2
"""Seconds without a key after which what was typed is looked for."""
_TOLD_EVERY = 500
_BESIDE_FROM = 100


class Wish(Enum):
    """What the user wants done with what was sent; the timeline does it."""

    THREAD = "thread"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish about one status of the acting account."""

    wish: Wish
    status_id: str


class _Stopped(Exception):
    """The user stopped an export."""


class RegisterScreen(PlaceScreen[Wished | None]):
    """Acts at the left, the one under the cursor in full beside or below it."""

    CSS_PATH = "register.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.REGISTER)]
    commands: ClassVar[tuple[Command, ...]] = commands.REGISTER

    def __init__(self, workspace: Workspace, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Register"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._register: Register | None = None
        self._found: tuple[History, ...] = ()
        self._query = Query()
        self._stop: threading.Event | None = None
        self.question = Input(
            placeholder=_("words, from:2026-03-01, to:2026-03-31, account:name@server"), id="question"
        )
        self.list = RecordList(clock=workspace.clock, icons=icons, id="acts")
        self.card = RecordCard(clock=workspace.clock, icons=icons, id="act")

    def compose_place(self) -> ComposeResult:
        """The question, the acts, the act."""
        yield self.question
        with Horizontal(id="columns"):
            yield self.list
            yield self.card

    def on_mount(self) -> None:
        """Show everything that is kept."""
        self.list.border_title = _("Acts")
        self.list.focus()
        self.look()

    def on_resize(self) -> None:
        """Put the act beside the list where there is room, else below it."""
        self.set_class(self.size.width < _BESIDE_FROM, "-narrow")

    @property
    def _zone(self) -> tzinfo:
        return self._workspace.clock.local_zone()

    # Looking

    @work(group="look", exclusive=True)
    async def look(self, *, pause: float = 0.0) -> None:
        """Find what is asked for; a key pressed meanwhile begins anew."""
        await asyncio.sleep(pause)
        try:
            self._query = read_question(self.question.value, self._zone)
            if self._register is None:
                machinery = await asyncio.to_thread(self._workspace.prepare)
                self._register = Register(machinery.outbox.journal, self._workspace.clock)
            self._found = await self._register.find(self._query)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self.notice.action_dismiss()
        self.list.show([recounting.row(history) for history in self._found])
        self.list.border_subtitle = ngettext("{count} act", "{count} acts", len(self._found)).format(
            count=len(self._found)
        )
        if not self._found:
            self.card.show(None)
            self._say_why_empty()

    def _say_why_empty(self) -> None:
        if self.question.value.strip():
            self.tell(_("Nothing of that is in the register."), _("Fewer words find more."))
        else:
            self.tell(
                _("Nothing is in the register yet: what you hold, send and drop is written down here."),
                _("{back} goes back to the timeline, where {key} begins a post.").format(
                    back=key_of(self.app, commands.BACK), key=key_of(self.app, reading.COMPOSE)
                ),
            )

    @on(Input.Changed, "#question")
    def _typed(self) -> None:
        self.look(pause=_TYPING_PAUSE)

    @on(Input.Submitted, "#question")
    def _submitted(self) -> None:
        self.list.focus()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            self.card.show(recounting.record(self._found[event.option_index]))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.card.focus()

    @property
    def chosen(self) -> History | None:
        """The act under the cursor."""
        index = self.list.highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    # Commands

    def action_find(self) -> None:
        """Go to the question."""
        self.question.focus()

    def action_back(self) -> None:
        """Stop an export, leave a field, close the notice, or go back."""
        if self._stop is not None:
            self._stop.set()
        elif self.question.has_focus or self.card.has_focus:
            self.list.focus()
        elif self.notice.is_told:
            self.notice.action_dismiss()
        elif self.question.value:
            self.question.value = ""
        else:
            self.leave(None)

    def action_thread(self) -> None:
        """Open what was sent, with its answers."""
        self._wish(Wish.THREAD)

    def action_edit(self) -> None:
        """Change what was sent."""
        self._wish(Wish.EDIT)

    def action_delete(self) -> None:
        """Delete what was sent."""
        self._wish(Wish.DELETE)

    def _wish(self, wish: Wish) -> None:
        history = self.chosen
        if history is None:
            return
        if not history.status_id or history.taken_back_at is not None:
            self.tell(
                _("This is not on the server."),
                _("{tray} shows what is still held; {drafts} the drafts.").format(
                    tray=key_of(self.app, reading.OUT_TRAY), drafts=key_of(self.app, reading.DRAFTS)
                ),
            )
        elif history.first.event.account != self._acting_account:
            self.tell(
                _("This was sent as {account}.").format(account=history.account),
                _("Act as that account first, then come back."),
            )
        else:
            self.leave(Wished(wish, history.status_id))

    @property
    def _acting_account(self) -> str:
        author = self._workspace.author
        return "" if author is None else f"{author.account.host}/{author.account.id}"

    def action_browse(self) -> None:
        """Open what was sent in the browser."""
        history = self.chosen
        if history is None:
            return
        if history.url and (safe := safe_link(history.url)) is not None:
            self.app.open_url(safe[0])
        else:
            self.tell(_("This is not on the server."))

    @work(group="verify", exclusive=True)
    async def action_verify(self) -> None:
        """Walk the whole chain."""
        if self._register is None:
            return
        self.tell(_("Walking the chain…"))
        try:
            found = await self._register.verify()
        except OuttrayError as error:
            self.tell_error(error)
            return
        self.tell(verified_words(found), _("Keep the end of it elsewhere, and nobody can rewrite it unseen."))

    # Writing out

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """Write what is listed to a file."""
        if self._register is None or self._stop is not None:
            return
        today = self._workspace.clock.now().astimezone(self._zone)
        typed = await self.app.push_screen_wait(
            AskScreen(
                _("Export what is listed"),
                _(
                    "A file that ends in .html is a page to print, .csv a table, .jsonl rows for machines."
                    " What a rule called sensitive is masked."
                ),
                text=f"~/outtray-register-{today:%Y-%m-%d}.html",
            )
        )
        if not typed or not typed.strip():
            return
        path, is_there = await asyncio.to_thread(_target, typed.strip())
        if is_there and not await self._may_replace(path):
            return
        self._stop = threading.Event()
        try:
            count = await self._register.export(path, format_of(path), self._query, each=self._written)
        except _Stopped:
            self.tell(_("Stopped; no file was written."))
        except OuttrayError as error:
            self.tell_error(error)
        else:
            told = ngettext("{count} entry written to {file}.", "{count} entries written to {file}.", count)
            self.tell(told.format(count=count, file=path), _("Only you can read it."))
        finally:
            self._stop = None

    async def _may_replace(self, path: Path) -> bool:
        question = ConfirmScreen(
            _("Write over this file?"), str(path), safe=_("Keep it"), danger=_("Write over it")
        )
        sure: bool = await self.app.push_screen_wait(question)
        return sure

    def _written(self, count: int) -> None:
        """Called in the thread that writes."""
        if self._stop is not None and self._stop.is_set():
            raise _Stopped
        if count % _TOLD_EVERY == 0:
            told = ngettext("Writing: {count} entry…", "Writing: {count} entries…", count)
            self.app.call_from_thread(
                self.tell,
                told.format(count=count),
                _("{back} stops it.").format(back=key_of(self.app, commands.BACK)),
            )


def _target(typed: str) -> tuple[Path, bool]:
    path = Path(typed).expanduser()
    return path, path.exists()
