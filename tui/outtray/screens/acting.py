"""Starts acts from the main screen and follows them: desk, out-tray, second look."""

from __future__ import annotations

import asyncio
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
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.desk import DeskScreen, Held, Parked, SentAtOnce
from outtray.screens.drafts import DraftsScreen
from outtray.screens.key_words import key_of
from outtray.screens.look import Looked, LookEnd, LookScreen, outcome_words
from outtray.screens.opening import kept_back, opening_here, opening_of
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.ready_notice import NOTHING_READY
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


class Acting:
    """The flows that end in the out-tray or at the server; each runs in a worker of the main screen."""

    def __init__(self, screen: Reader, workspace: Workspace, icons: Icons) -> None:
        self._screen = screen
        self._workspace = workspace
        self._icons = icons
        self._changing: set[tuple[ActKind, str]] = set()

    # Beginning

    def compose(self) -> None:
        """A new post."""
        if (author := self._author()) is not None:
            self._write(acting.new_post(author))

    def reply(self, status: Status) -> None:
        """An answer to this status."""
        if (author := self._author()) is not None:
            self._write(acting.reply(author, status))

    def quote(self, status: Status) -> None:
        """A post that shows this status below its own words."""
        author = self._author()
        if author is None:
            return
        try:
            acting.check_quotable(status, self._workspace.instance)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        self._write(acting.quote(author, status))

    def redraft(self, status: Status) -> None:
        """An own status written anew; the old one stays until the other is known to be sent."""
        if self._is_own(status, _("Only your own posts can be written anew.")):
            self._run(self._redraft(status.shown))

    def change_profile(self) -> None:
        """A change of the own profile."""
        self._run(self._change_profile())

    def boost(self, status: Status) -> None:
        """A boost, or taking one back."""
        author = self._author()
        if author is None:
            return
        if status.shown.reblogged:
            self._run(self._take_back(status.shown, _("Take this boost back?"), ActKind.BOOST))
        else:
            self._run(self._boost(acting.boost(author, status)))

    def favourite(self, status: Status) -> None:
        """A favourite, or taking one back."""
        author = self._author()
        if author is None:
            return
        if status.shown.favourited:
            self._run(self._take_back(status.shown, _("Take this favourite back?"), ActKind.FAVOURITE))
        else:
            act = acting.favourite(author, status)
            told = _("This favourite is in the out-tray already.")
            self._change(ActKind.FAVOURITE, status.shown.id, self._check(act, told))

    def edit(self, status: Status) -> None:
        """A change to an own status."""
        if self._is_own(status, _("Only your own posts can be edited.")):
            self._run(self._edit(status.shown))

    def delete(self, status: Status) -> None:
        """Deleting an own status."""
        if self._is_own(status, _("Only your own posts can be deleted.")):
            self._run(self._delete(status.shown))

    def check(self, act: Act) -> None:
        """A follow, a vote or a report: it goes at once when nothing is found, else to the desk."""
        key = "" if act.target is None else act.target.id
        told = _("The same is in the out-tray already.")
        self._change(act.kind, key, self._check(act, told))

    def resume(self, item_id: str) -> None:
        """Go on with a draft that was begun before this screen came."""
        self._run(self._resume(item_id))

    def open_out_tray(self) -> None:
        """The table of held acts."""
        self._run(self._out_tray())

    def open_drafts(self) -> None:
        """The list of parked drafts."""
        self._run(self._drafts())

    def look_at_next(self, waiting: tuple[Item, ...]) -> None:
        """The second look at the act that has been ready for longest."""
        now = self._workspace.clock.now()
        tray, clock = self._workspace.tray, self._workspace.clock
        ids = tray.ready(waiting)
        ready = [item for item in waiting if item.id in ids]
        if not ready:
            quiet_end = tray.quiet_end(waiting)
            told = _("Nothing is ready yet.")
            if quiet_end is not None:
                until = clock_time(quiet_end, now, clock.local_zone())
                told = _("Nothing is sent before {time}: quiet hours.").format(time=until)
            self._screen.tell(
                told,
                _("{tray} shows what is held and how long it still cools.").format(**self._keys),
                topic=NOTHING_READY,
            )
            return
        first = min(ready, key=lambda item: item.hold.due() if item.hold is not None else now)
        self._run(self._look(first))

    # Going on

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

    def _held_words(self, item: Item) -> str:
        if item.hold is None or item.review is None:
            return _("Held.")
        clock = self._workspace.clock
        due = clock_time(item.hold.due(), clock.now(), clock.local_zone())
        return _("Held: ready at {due}. {worked}.").format(due=due, worked=self._workspace.tray.worked(item))

    async def _resume(self, item_id: str) -> None:
        try:
            item = await self._workspace.tray.item(item_id)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        if item.state is State.DRAFT and self._is_acting(item.act.account):
            await self._desk(item.act, item.id, _answers(item))

    async def _boost(self, act: Act) -> None:
        if not await self._is_held(act, _("This boost is in the out-tray already.")):
            await self._desk(act)

    async def _check(self, act: Act, already: str) -> None:
        """Send at once what nothing is found in, and open the desk for what something is."""
        if await self._is_held(act, already):
            return
        try:
            review = await asyncio.to_thread(self._workspace.review.review, act)
            if not self._workspace.tray.goes_at_once(act, review):
                self._write(act)
                return
            item = await self._workspace.tray.hold(act, review)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._sent(item)

    async def _is_held(self, act: Act, sentence: str) -> bool:
        """Whether the same thing is about to be done to the same post already; then the user is told."""
        try:
            held = await self._workspace.tray.twin(act)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return True
        if held is not None:
            self._screen.tell(sentence, _("{tray} opens the out-tray.").format(**self._keys))
        return held is not None

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

    async def _take_back(self, status: Status, question: str, kind: ActKind) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(question, "", safe=_("Keep it"), danger=_("Take it back"))
        )
        if sure:
            self._change(kind, status.id, self._take_back_now(status, kind))

    async def _take_back_now(self, status: Status, kind: ActKind) -> None:
        try:
            changed = await self._workspace.take_back(kind, status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._screen.acted(changed)

    async def _edit(self, status: Status) -> None:
        connection, author = self._workspace.connection, self._author()
        if connection is None or author is None:
            return
        try:
            source = await connection.reader.status_source(status.id)
            act = acting.edit(author, status, source)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._desk(act)

    async def _redraft(self, status: Status) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(
                _("Write this post anew?"),
                _("The old one stays until the other is sent; then it goes, its boosts and favourites too."),
                safe=_("Keep it"),
                danger=_("Write it anew"),
            )
        )
        if sure:
            await kept_back(opening_here(self._screen.app), self._write_anew(status))

    async def _write_anew(self, status: Status) -> None:
        try:
            act = await self._workspace.redraft(status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._desk(act)

    async def _change_profile(self) -> None:
        # Loaded when first asked for: few change their profile often.
        from outtray.screens.profile_form import ProfileFormScreen

        connection, author = self._workspace.connection, self._author()
        if author is None:
            return
        if connection is None:
            self._screen.tell(
                _("Offline your profile cannot be read, so it cannot be changed."), _("Try again later.")
            )
            return
        try:
            me = (await connection.reader.verify_credentials()).account
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        form = ProfileFormScreen(self._workspace, author, me)
        act = await self._screen.app.push_screen_wait(form)
        if act is not None:
            await self._desk(act)

    async def _delete(self, status: Status) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(
                _("Delete this post?"),
                _("Whoever saw or saved it may keep it; the journal keeps what was sent."),
                safe=_("Keep it"),
                danger=_("Delete"),
            )
        )
        if sure:
            self._change(ActKind.POST, status.id, self._delete_now(status))

    async def _delete_now(self, status: Status) -> None:
        try:
            await self._workspace.delete(status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._screen.deleted(status.id)
        self._screen.tell(_("Deleted."))

    async def _out_tray(self) -> None:
        item = await self._screen.app.push_screen_wait(OutTrayScreen(self._workspace, icons=self._icons))
        self._screen.tray_changed()
        if item is not None:
            await self._desk(item.act, item.id, _answers(item))

    async def _look(self, item: Item) -> None:
        screen = LookScreen(self._workspace, item, icons=self._icons)
        # No answer comes from a screen that was closed with all the others.
        looked: Looked | None = await self._screen.app.push_screen_wait(screen)
        self._screen.tray_changed()
        if looked is None:
            return
        if looked.end is LookEnd.EDIT:
            await kept_back(opening_of(self._screen.app), self._take_to_desk(looked.item))
        elif looked.end is not LookEnd.CLOSED:
            self._screen.tell(*outcome_words(self._screen.app, looked))
            if looked.end is LookEnd.SENT:
                await self._sent(looked.item)

    async def _take_to_desk(self, item: Item) -> None:
        try:
            draft = await self._workspace.tray.edit(item.id)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._desk(draft.act, draft.id, _answers(draft))

    async def _drafts(self) -> None:
        author = self._author()
        if author is None:
            return
        try:
            drafts = await self._workspace.tray.drafts(author.account)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        if not drafts:
            self._screen.tell(
                _("There are no parked drafts."), _("{compose} writes a new post.").format(**self._keys)
            )
            return
        chosen = await self._screen.app.push_screen_wait(DraftsScreen(self._workspace, drafts))
        if chosen is not None:
            await self._desk(chosen.act, chosen.id)

    # Inside

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


def _answers(item: Item) -> Answers:
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


class NobodyYet(OuttrayError):
    """Who acts is only known once the server has answered for the first time."""
