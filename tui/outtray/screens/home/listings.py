"""Lists that are no timelines: conversations, trending hashtags and pages, followers, who boosted a post."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.keeping import ConversationEntry
from outtray.mastodon.models import Account, Relationship, Status
from outtray.mastodon.timelines import Page
from outtray.screens import messages
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.opened import Opened
from outtray.screens.home.private import Private
from outtray.screens.home.profiles import Profiles
from outtray.services.connection import Connection
from outtray.services.errands import ErrandDone
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.found import conversation, page_found, tag_found
from outtray.widgets.timeline.person import person
from outtray.widgets.timeline.view import TimelineView

CONVERSATIONS = "conversations"
TRENDING_TAGS = "trending-tags"
TRENDING_PAGES = "trending-pages"

Item = Block | Status


class Slice(NamedTuple):
    """Some of a list; ``further`` is the server's link to the rest, None at the end."""

    items: Sequence[Item]
    further: str | None = None


Load = Callable[[Connection, str | None], Awaitable[Slice]]
"""Asks for the beginning of a list, or for what a link of ``Slice.further`` leads to."""


def _is_opened(item: Item) -> bool:
    """Whether Enter does something there; a heading is no place for the cursor to begin."""
    return isinstance(item, Status) or item.opens is not None


class Listings(Part):
    """Opens such lists and goes on with them; how each is asked for is given with it."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._open: dict[TimelineView, tuple[Load, str | None]] = {}
        self._conversations: TimelineView | None = None
        self._unread: dict[str, str] = {}

    def open(self, title: str, load: Load, *, empty: str, first: str = "") -> TimelineView:
        """Open a list; ``empty`` is said when there is nothing on it. The cursor goes to ``first``, by id."""
        view = self.home.new_view(empty=empty)
        view.say_loading()
        self._open[view] = (load, None)
        self.home.part(Opened).push(view, title, ended=lambda: self._forget(view))
        view.focus()
        self.home.start(partial(self._begin, view, load, first), group=f"list {id(view)}")
        return view

    def reload(self, view: TimelineView) -> None:
        """Ask for a list from its beginning again, after something on it changed; the cursor stays near."""
        if view in self._open:
            load, _further = self._open[view]
            first = view.selected_id or ""
            self.home.start(partial(self._begin, view, load, first), group=f"list {id(view)}")

    def _forget(self, view: TimelineView) -> None:
        self._open.pop(view, None)
        self.home.workers.cancel_group(self.home, f"list {id(view)}")

    async def _begin(self, view: TimelineView, load: Load, first: str) -> None:
        try:
            some = await load(await self.home.reading.connection(), None)
        except OuttrayError as error:
            view.show_items(())
            view.set_notice(error.sentence, error.next_step)
            return
        self._open[view] = (load, some.further)
        view.show_items(some.items, more=some.further is not None)
        first = first or next((item.id for item in some.items if _is_opened(item)), "")
        if first:
            view.select(first)

    async def _more(self, view: TimelineView) -> None:
        load, further = self._open[view]
        if further is None:
            view.append_items((), more=False)
            return
        try:
            some = await load(await self.home.reading.connection(), further)
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
            return
        # A server that links round in a circle must not be followed for ever.
        on = some.further if some.items and some.further != further else None
        self._open[view] = (load, on)
        view.append_items(some.items, more=on is not None)

    def hear(self, message: Message) -> None:
        """Go on with a list, and open those that have a place of their own."""
        match message:
            case timeline_messages.OlderRequested() if message.view in self._open:
                if isinstance(message.view, TimelineView):
                    group = f"list {id(message.view)}"
                    self.home.start(partial(self._more, message.view), group=group)
            case timeline_messages.PartChosen() if message.name in {"followers", "following"}:
                profile = self.home.part(Profiles).profile_in(message.view)
                if profile is not None:
                    self.open_related(profile.account, message.name)
            case timeline_messages.StatusRequested() if message.view is self._conversations:
                self.home.start(
                    partial(self._read, message.status_id), group="conversations", exclusive=False
                )
            case messages.ErrandSpoke(ErrandDone() as news) if (
                news.errand.kind is ErrandKind.READ_CONVERSATION and self._conversations is not None
            ):
                self.reload(self._conversations)
            case Navigation.PlaceChosen():
                self._go_to(message.place_id)
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """Conversations and what is trending."""
        yield Offer(Group.YOURS, Place(CONVERSATIONS, _("Conversations")))
        yield Offer(Group.TRENDS, Place(TRENDING_TAGS, _("Hashtags")))
        yield Offer(Group.TRENDS, Place(TRENDING_PAGES, _("Pages")))

    def _go_to(self, place_id: str) -> None:
        lists = {
            CONVERSATIONS: self.open_conversations,
            TRENDING_TAGS: self.open_trending_tags,
            TRENDING_PAGES: self.open_trending_pages,
        }
        if place_id in lists:
            self.home.part(Opened).close_all()
            lists[place_id]()

    # Each of them

    def open_conversations(self) -> None:
        """Who wrote to whom directly, the latest first."""

        async def load(connection: Connection, further: str | None) -> Slice:
            reader = connection.reader
            if further is None:
                page = await reader.conversations()
            else:
                page = await reader.follow(further, ConversationEntry)
            self._unread.update(
                (entry.last_status.id, entry.id)
                for entry in page.items
                if entry.unread and entry.last_status is not None
            )
            return Slice([conversation(entry) for entry in page.items], page.older)

        self._unread.clear()
        self._conversations = self.open(
            _("Conversations"), load, empty=_("Nobody has written to you alone yet.")
        )

    async def _read(self, status_id: str) -> None:
        """Note that a conversation was opened, here and on the server."""
        entry, view = self._unread.pop(status_id, None), self._conversations
        if entry is None or view is None:
            return
        await self.home.part(Private).ask(Errand(ErrandKind.READ_CONVERSATION, entry))

    def open_trending_tags(self) -> None:
        """Hashtags many use at the moment."""

        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            return Slice([tag_found(tag) for tag in await connection.reader.trending_tags()])

        self.open(_("Trending hashtags"), load, empty=_("Nothing is trending here at the moment."))

    def open_trending_pages(self) -> None:
        """Pages many pass on at the moment."""

        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            pages = [page_found(card) for card in await connection.reader.trending_links()]
            return Slice([page for page in pages if page is not None])

        self.open(_("Trending pages"), load, empty=_("Nothing is trending here at the moment."))

    def open_related(self, account: Account, which: str) -> None:
        """Who follows an account, or whom it follows."""
        title = _("Followers of {name}") if which == "followers" else _("Followed by {name}")

        async def first(connection: Connection) -> Page[Account]:
            ask = connection.reader.followers if which == "followers" else connection.reader.following
            return await ask(account.id)

        self.open_people(
            title.format(name=account.name),
            first,
            empty=_("Nobody, or the account does not show them."),
        )

    def open_boosters(self, status: Status) -> None:
        """Who passed a post on."""
        self.open_people(
            _("Boosted by"),
            lambda connection: connection.reader.reblogged_by(status.id),
            empty=_("Nobody this server knows of."),
        )

    def open_favouriters(self, status: Status) -> None:
        """Who favourited a post."""
        self.open_people(
            _("Favourited by"),
            lambda connection: connection.reader.favourited_by(status.id),
            empty=_("Nobody this server knows of."),
        )

    def open_people(
        self, title: str, first: Callable[[Connection], Awaitable[Page[Account]]], *, empty: str
    ) -> None:
        """A list of people, each with how we stand to them."""

        async def load(connection: Connection, further: str | None) -> Slice:
            if further is None:
                page = await first(connection)
            else:
                page = await connection.reader.follow(further, Account)
            standing: dict[str, Relationship] = {}
            try:
                ids = [account.id for account in page.items]
                standing = {one.id: one for one in await connection.reader.relationships(ids)}
            except OuttrayError:
                pass  # the people are there all the same
            return Slice([person(account, standing.get(account.id)) for account in page.items], page.older)

        self.open(title, load, empty=empty)
