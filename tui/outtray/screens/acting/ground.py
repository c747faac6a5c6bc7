"""What every flow of acts stands on: the screen it begins on, who acts, and the desk where most lead."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from outtray.acts.act import AccountKey, Act
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import reading
from outtray.commands.outtray import LOOK_SEND
from outtray.mastodon.models import Status
from outtray.screens.desk import DeskScreen, Held, Parked, SentAtOnce
from outtray.screens.key_words import key_of
from outtray.screens.opening import kept_back, opening_of
from outtray.services import acting
from outtray.services.outtray import Answers
from outtray.services.workspace import Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.notice import NoticeBar
from outtray.widgets.words import clock_time
from outtray_rules.draft import ActKind

_ABOUT_NO_STATUS = frozenset({ActKind.FOLLOW, ActKind.VOTE, ActKind.REPORT, ActKind.PROFILE})
"""Kinds whose target is an account or a poll, so that there is no status to show anew."""


class Reader(Protocol):
    """The screen acts begin on and are told to."""

    @property
    def app(self) -> App[Any]:
        """Where further screens are opened."""
        ...

    @property
    def is_active(self) -> bool:
        """Whether it is in front."""
        ...

    def run_worker(self, work: Coroutine[Any, Any, None], *, group: str, exclusive: bool) -> Worker[None]:
        """Run a flow beside the keys."""
        ...

    def tell(self, sentence: str, next_step: str = "", *, topic: str = "") -> None:
        """Say in place what was done; ``topic`` names what makes the notice stale."""
        ...

    def tell_error(self, error: OuttrayError) -> None:
        """Say in place what went wrong."""
        ...

    @property
    def notice(self) -> NoticeBar:
        """Where that is said."""
        ...

    async def acted(self, status: Status) -> None:
        """A status was changed by an act of the user's."""
        ...

    async def deleted(self, status_id: str) -> None:
        """A status was deleted by the user."""
        ...

    def act_sent(self, act: Act) -> None:
        """An act that is about no status, or not about one alone, has arrived."""
        ...

    def go_on_as(self, account: AccountKey, item_id: str) -> None:
        """A draft of another account is to be gone on with."""
        ...

    def tray_changed(self) -> None:
        """Something was done to the out-tray."""
        ...


class NobodyYet(OuttrayError):
    """Who acts is only known once the server has answered for the first time."""


class Ground:
    """One flow after another: each runs in a worker of the main screen, and most go over the desk."""

    def __init__(self, screen: Reader, workspace: Workspace, icons: Icons) -> None:
        self._screen = screen
        self._workspace = workspace
        self._icons = icons
        self._changing: set[tuple[ActKind, str]] = set()

    # Running

    def _run(self, flow: Coroutine[Any, Any, None]) -> None:
        """Begin a flow of screens; one that has shown none yet gives way to it."""
        if self._screen.is_active:
            opening = opening_of(self._screen.app)
            worker = self._screen.run_worker(kept_back(opening, flow), group="acting", exclusive=True)
            opening.give_up = worker.cancel
        else:
            flow.close()
            self._screen.tell(
                _("Something else was opened meanwhile, so this was left."), _("Press its key again.")
            )

    def _change(self, kind: ActKind, target_id: str, flow: Coroutine[Any, Any, None]) -> None:
        """Change something at the server beside everything else: whatever is pressed next, it is finished."""
        if (kind, target_id) in self._changing:
            flow.close()  # the same key, pressed twice
            return
        self._changing.add((kind, target_id))
        self._screen.run_worker(self._finish(kind, target_id, flow), group="changes", exclusive=False)

    async def _finish(self, kind: ActKind, target_id: str, flow: Coroutine[Any, Any, None]) -> None:
        try:
            await flow
        finally:
            self._changing.discard((kind, target_id))

    # Who acts

    def _is_acting(self, account: AccountKey) -> bool:
        """Whether this account is the one whose timelines are shown."""
        author = self._workspace.author
        return author is not None and (author.account.host, author.account.id) == (account.host, account.id)

    def _is_own(self, status: Status, otherwise: str) -> bool:
        author = self._author()
        if author is None:
            return False
        own = status.reblog is None and status.account.id == author.account.id
        if not own:
            self._screen.tell(otherwise)
        return own

    def _author(self) -> acting.Author | None:
        author = self._workspace.author
        if author is None:
            self._screen.tell_error(
                NobodyYet(
                    _("Not connected yet, so it is not known who would be writing."),
                    _("Wait a moment, or check the network."),
                )
            )
        return author

    @property
    def _keys(self) -> dict[str, str]:
        """The keys that sentences name, as the user has them."""
        app = self._screen.app
        return {
            "tray": key_of(app, reading.OUT_TRAY),
            "drafts": key_of(app, reading.DRAFTS),
            "compose": key_of(app, reading.COMPOSE),
            "look": key_of(app, reading.NEXT_READY),
            "send": key_of(app, LOOK_SEND),
        }

    # The desk, and what comes of it

    def _write(self, act: Act, item_id: str = "") -> None:
        self._run(self._desk(act, item_id))

    async def _desk(self, act: Act, item_id: str = "", answers: Answers | None = None) -> None:
        if item_id and not self._is_acting(act.account):
            self._screen.go_on_as(act.account, item_id)
            return
        app = self._screen.app
        desk = DeskScreen(self._workspace, act, icons=self._icons, item_id=item_id, answers=answers)
        outcome = await app.push_screen_wait(desk)
        match outcome:
            case Held(item, parts) if parts > 1:
                told = ngettext(
                    "Held as a thread of {count} part.", "Held as a thread of {count} parts.", parts
                )
                self._screen.tell(
                    told.format(count=parts),
                    _("Each has a look of its own: {look} or {tray}.").format(**self._keys),
                )
            case Held(item):
                self._screen.tell(self._held_words(item), _next_words(item, self._keys))
            case SentAtOnce(item):
                await self._sent(item)
            case Parked(draft) if draft:
                self._screen.tell(_("Parked as a draft."), _("{drafts} brings it back.").format(**self._keys))
            case _:
                pass
        self._screen.tray_changed()

    def _held_words(self, item: Item) -> str:
        if item.hold is None or item.review is None:
            return _("Held.")
        clock = self._workspace.clock
        due = clock_time(item.hold.due(), clock.now(), clock.local_zone())
        return _("Held: ready at {due}. {worked}.").format(due=due, worked=self._workspace.tray.worked(item))

    async def _sent(self, item: Item) -> None:
        """Show what an act that went out has changed."""
        if item.state is not State.SENT:
            told = item.note.sentence if item.note is not None else _("The server has not answered clearly.")
            self._screen.tell(told, _("{tray} opens the out-tray.").format(**self._keys))
            self._screen.tray_changed()
            return
        if item.note is not None:
            self._screen.tell(item.note.sentence, item.sent_url)  # what the server made of it otherwise
        target = item.act.target
        if not self._is_acting(item.act.account):
            return  # nothing that is on this screen has changed
        if item.act.kind in _ABOUT_NO_STATUS:
            self._screen.act_sent(item.act)
            return
        connection = self._workspace.connection
        if target is None or connection is None:
            return
        try:
            await self._screen.acted(await connection.reader.status(target.id))
        except OuttrayError as error:
            self._screen.tell_error(error)


def answers_of(item: Item) -> Answers:
    """What was answered before an act was taken back; a finding that stays as it is stays answered."""
    return Answers(item.acknowledged, item.overrides)


def _next_words(item: Item, keys: Mapping[str, str]) -> str:
    owed = len(item.open_findings)
    if owed:
        told = ngettext(
            "{count} finding still needs your answer: {tray} opens the out-tray.",
            "{count} findings still need your answer: {tray} opens the out-tray.",
            owed,
        )
        return told.format(count=owed, **keys)
    return _("Then {look} looks at it once more, and {send} sends it.").format(**keys)
