"""Public timelines of other servers, read without an account there."""

from __future__ import annotations

from functools import partial

from textual.message import Message
from textual.widget import Widget

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.models import Account, Status
from outtray.mastodon.timelines import LOCAL
from outtray.screens import messages
from outtray.screens.ask import AskScreen
from outtray.screens.home.home import Home, Part
from outtray.screens.home.opened import Opened
from outtray.services import feeds
from outtray.services.elsewhere import Elsewhere
from outtray.services.feeds import Feed, FeedUpdate
from outtray.services.finding import find
from outtray.services.network import transports
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.abroad import AbroadOpened, AbroadView


class Abroad(Part):
    """Opens such timelines; what is chosen in one is looked for at the acting account's own server."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        workspace = home.workspace
        self._elsewhere = Elsewhere(
            workspace.cache, clock=workspace.clock, transport=transports(workspace.settings.network)
        )
        self._feeds: dict[Widget, Feed] = {}

    async def ask(self) -> None:
        """Ask for a server, and open its timeline."""
        asked = AskScreen(
            _("Another server"),
            _("Its name, as it stands in the handles there. Not every server shows its posts to strangers."),
            example="harbour.example",
        )
        host = await self.home.app.push_screen_wait(asked)
        if host and host.strip():
            self.open(host.strip())

    def open(self, host: str) -> None:
        """Open the public timeline of a server."""
        settings = self.home.workspace.settings
        view = AbroadView(
            clock=self.home.workspace.clock,
            icons=self.home.icons,
            language=settings.posting.language,
            empty=_("Nothing is shown there."),
        )
        view.follow = True
        try:
            feed = self._elsewhere.feed(host, LOCAL, emit=lambda update: self._tell(view, update))
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        self._feeds[view] = feed
        self.home.part(Opened).push(view, host, ended=lambda: self._forget(view))
        view.replace(feed.stored())
        if not len(view.book):
            view.say_loading()
        view.focus()
        self.home.start(partial(self._refresh, view), group=f"abroad {id(view)}")

    def hear(self, message: Message) -> None:
        """Go on with a timeline, and open what is chosen in one here."""
        match message:
            case AbroadOpened():
                self.home.start(partial(self._open_here, message.address), group="abroad")
            case timeline_messages.OlderRequested() if message.view in self._feeds:
                if isinstance(message.view, AbroadView):
                    self.home.start(partial(self._older, message.view), group=f"abroad {id(message.view)}")
            case timeline_messages.GapRequested() if message.view in self._feeds:
                if isinstance(message.view, AbroadView):
                    fill = partial(self._fill, message.view, message.newer_id)
                    self.home.start(fill, group=f"abroad {id(message.view)}")
            case _:
                pass

    async def end(self) -> None:
        """Give the connections back."""
        await self._elsewhere.close()

    def _forget(self, view: AbroadView) -> None:
        self._feeds.pop(view, None)
        self.home.workers.cancel_group(self.home, f"abroad {id(view)}")

    def _tell(self, view: AbroadView, update: FeedUpdate) -> None:
        match update:
            case feeds.NewerArrived(statuses, gap_below):
                view.prepend_new(statuses, gap=gap_below is not None)
            case feeds.Restarted(statuses, more):
                view.replace(statuses, more=more)
            case feeds.StatusChanged(status):
                view.update_status(status)
            case feeds.StatusRemoved(status_id):
                view.remove_status(status_id)
            case _:
                pass

    async def _refresh(self, view: AbroadView) -> None:
        try:
            await self._feeds[view].refresh()
        except OuttrayError as error:
            view.set_notice(error.sentence, error.next_step)
        if not len(view.book):
            view.show_items(())

    async def _older(self, view: AbroadView) -> None:
        try:
            loaded = await self._feeds[view].load_older()
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
        else:
            view.append_older(loaded.statuses, more=loaded.more)

    async def _fill(self, view: AbroadView, newer_id: str) -> None:
        try:
            filled = await self._feeds[view].fill_gap(newer_id)
        except OuttrayError as error:
            view.set_notice(error.sentence, error.next_step)
        else:
            view.fill_gap(newer_id, filled.statuses, more=filled.more)

    async def _open_here(self, address: str) -> None:
        connection = await self.home.reading.connection()
        try:
            found = await find(connection.reader, address)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if isinstance(found, Status):
            self.home.post_message(messages.ThreadRequested(found.id, found))
        elif isinstance(found, Account):
            self.home.post_message(messages.ProfileRequested(found.id, found))
