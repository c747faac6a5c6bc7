"""What waits: the out-tray, the drafts, the second look."""

from __future__ import annotations

from outtray.acts.item import Item
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.screens.acting.ground import Ground, answers_of
from outtray.screens.drafts import DraftsScreen
from outtray.screens.look import Looked, LookEnd, LookScreen, outcome_words
from outtray.screens.opening import kept_back, opening_of
from outtray.screens.outtray import OutTrayScreen
from outtray.screens.ready_notice import NOTHING_READY
from outtray.widgets.words import clock_time


class Looking(Ground):
    """Opens what waits, and goes on to the desk with what is to be changed."""

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

    async def _out_tray(self) -> None:
        item = await self._screen.app.push_screen_wait(OutTrayScreen(self._workspace, icons=self._icons))
        self._screen.tray_changed()
        if item is not None:
            await self._desk(item.act, item.id, answers_of(item))

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
        await self._desk(draft.act, draft.id, answers_of(draft))

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
