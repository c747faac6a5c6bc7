"""What the people who run the server tell everybody: counted, read, and noted as read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon import errors
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.keeping import Announcement
from outtray.mastodon.models import Status
from outtray.mastodon.scheduler import Priority, priority
from outtray.screens import messages
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.listings import Listings, Slice
from outtray.screens.home.opened import Opened
from outtray.screens.home.private import Private
from outtray.services.connection import Connection
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.links import links_of
from outtray.widgets.timeline.notices import ANNOUNCEMENT, announced
from outtray.widgets.timeline.view import TimelineView

ANNOUNCEMENTS: Final = "announcements"


class Announcements(Part):
    """Shows them whole. Reactions are shown, too, and not given: they are public, and pass no review."""

    commands = (commands.ANNOUNCEMENTS,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._view: TimelineView | None = None
        self._known: dict[str, Announcement] = {}
        self._unread = 0
        self._offered = True

    def hear(self, message: Message) -> None:
        """Count when the server is there; go where the navigation says; offer links."""
        match message:
            case messages.Connected():
                self.home.start(self._count, group="announcements count")
            case Navigation.PlaceChosen() if message.place_id == ANNOUNCEMENTS:
                self.action_announcements()
            case timeline_messages.ItemChosen() if message.view is self._view and self._view is not None:
                self.home.start(partial(self._links, message.name), group="links", exclusive=False)
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """One place, with what is unread; none where the server makes no announcements."""
        if self._offered:
            place = Place(ANNOUNCEMENTS, _("Announcements"), count=self._unread)
            yield Offer(Group.YOURS, place)

    def action_announcements(self) -> None:
        """Show what is announced; it counts as read then."""
        self.home.part(Opened).close_all()
        self._view = self.home.part(Listings).open(
            _("Announcements"), self._load, empty=_("The people who run your server announce nothing.")
        )

    async def _load(self, connection: Connection, further: str | None) -> Slice:
        del further
        found = await connection.reader.announcements()
        newest_first = sorted(found, key=lambda one: str(one.published_at or ""), reverse=True)
        self._known = {one.id: one for one in newest_first}
        for one in newest_first:
            if not one.read:
                await self.home.part(Private).ask(Errand(ErrandKind.READ_ANNOUNCEMENT, one.id))
        self._show_count(0)
        return Slice([announced(one) for one in newest_first])

    async def _count(self) -> None:
        connection = await self.home.reading.connection()
        try:
            with priority(Priority.BACKGROUND):
                found = await connection.reader.announcements()
        except errors.Unsupported:
            self._offered = False
            self.home.show_navigation()
            return
        except OuttrayError:
            return  # it is no trouble worth a word; opening them says it
        self._show_count(sum(1 for one in found if not one.read))

    def _show_count(self, unread: int) -> None:
        self._unread = unread
        self.home.show_navigation()

    async def _links(self, name: str) -> None:
        # Compiled when first asked for: the first frame needs no dialogue.
        from outtray.screens.links import LinksScreen

        known = self._known.get(name.removeprefix(ANNOUNCEMENT))
        if known is None:
            return
        words = Status(id=known.id, content=known.content)
        if not links_of(words):
            self.home.tell(_("There are no links in it."))
            return
        chosen = await self.home.app.push_screen_wait(LinksScreen(words))
        if chosen is not None:
            self.home.app.open_url(chosen.value)
