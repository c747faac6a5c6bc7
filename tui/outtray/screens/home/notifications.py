"""What happened to the acting account, under the key n: told as it comes, by kind, with who asks for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.keeping import NotificationPolicy
from outtray.mastodon.models import Account, Notification
from outtray.mastodon.notices import NoticeGroup, PolicyAnswer
from outtray.mastodon.scheduler import Priority, priority
from outtray.screens import messages, places
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.listings import Listings, Slice
from outtray.screens.home.opened import Opened
from outtray.screens.home.private import Private
from outtray.screens.home.standing import Standing
from outtray.screens.menu import Choice, MenuScreen
from outtray.screens.ready_notice import announce
from outtray.services.notices import NoticeFeed, kept
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.found import heading, listed, said, tabs
from outtray.widgets.timeline.notices import FOLLOW_REQUEST, SET_ASIDE, asks_to_follow, notice, set_aside
from outtray.widgets.timeline.person import Tab
from outtray.widgets.timeline.view import TimelineView

if TYPE_CHECKING:
    from outtray.services.connection import Connection

_REQUESTS: Final = "requests"
_POLICY: Final = "policy "
"""Begins the name of a rule on whose notifications are shown."""
_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "all": (),
    "mentions": ("mention", "quote"),
    "echoes": ("favourite", "reblog"),
    "people": ("follow", "follow_request", "admin.sign_up"),
    "others": ("status", "poll", "update", "quoted_update"),
}
"""The parts to turn to, and the server's kinds in each."""
_SPOKEN: Final = frozenset({"mention", "quote", "follow", "follow_request", "status"})
"""Kinds worth the desktop's attention."""
_COUNT_SECONDS: Final = 60.0
"""How often the unread are counted where nothing tells of them as they come."""


def _tabs() -> tuple[Tab, ...]:
    return (
        Tab("all", _("All")),
        Tab("mentions", _("Mentions")),
        Tab("echoes", _("Boosts and favourites")),
        Tab("people", _("Followers")),
        Tab("others", _("Posts and polls")),
        Tab(_REQUESTS, _("Requests")),
    )


class Notifications(Part):
    """Counts what is unread, shows it when asked, and answers requests."""

    commands = commands.NOTICES

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.view: TimelineView | None = None
        self._tab = "all"
        self._feed: NoticeFeed | None = None
        self._people: dict[str, Account] = {}
        self._last = ""
        self._policy = NotificationPolicy()

    def begin(self) -> None:
        """Count now and then, for servers and moments without a live stream."""
        self.home.set_interval(_COUNT_SECONDS, self._count_again)

    def hear(self, message: Message) -> None:
        """Take what comes, turn to a part, go on below, answer."""
        from outtray.services import feeds

        match message:
            case messages.Connected():
                self._count_again()
            case messages.FeedSpoke(_key, feeds.NotificationArrived(notification)):
                self.home.start(partial(self._arrived, notification), group="notice", exclusive=False)
            case timeline_messages.PartChosen() if message.view is self.view and self.view is not None:
                self._turn(message.name)
            case timeline_messages.OlderRequested() if message.view is self.view and self.view is not None:
                self.home.start(self._older, group="notices older")
            case timeline_messages.ItemChosen() if message.view is self.view and self.view is not None:
                self.home.start(partial(self._answer, message.name), group="person")
            case Navigation.PlaceChosen() if message.place_id == places.NOTIFICATIONS:
                self.action_notifications()
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """The notifications, with what is unread."""
        unread = self.home.part(Standing).unread
        yield Offer(
            Group.YOURS,
            Place(
                places.NOTIFICATIONS, _("Notifications"), self.home.place_key(commands.NOTIFICATIONS), unread
            ),
        )

    def action_notice_policy(self) -> None:
        """Show what was set aside, and whose notifications are."""
        self._open(_REQUESTS)

    def action_notifications(self) -> None:
        """Show what happened."""
        self._open("all")

    def _open(self, tab: str) -> None:
        opened = self.home.part(Opened)
        opened.close_all()
        view = self.home.new_view(
            empty=_("Nothing has happened yet. Answers, boosts and followers are told here.")
        )
        view.parts = tuple(tab.name for tab in _tabs())
        self.view = view
        opened.push(view, _("Notifications"), ended=self._forget)
        view.focus()
        self._turn(tab)

    def _forget(self) -> None:
        self.view = None
        self._feed = None
        self.home.workers.cancel_group(self.home, "notices")
        self.home.workers.cancel_group(self.home, "notices older")

    # Counting

    def _count_again(self) -> None:
        self.home.start(self._count, group="unread")

    async def _count(self) -> None:
        connection = await self.home.reading.connection()
        try:
            with priority(Priority.BACKGROUND):
                unread = await connection.notices.unread()
        except OuttrayError:
            return  # what was last known stays; the header says how the server is reached
        if self.view is None:
            self.home.part(Standing).count_unread(unread)

    async def _arrived(self, notification: Notification) -> None:
        if notification.id == self._last:
            return  # told by two streams
        self._last = notification.id
        if notification.type in _SPOKEN:
            # Never who, never what: it shows on a locked screen.
            announce(self.home.app, self.home.workspace.settings.interface, _("You have a notification."))
        if self._feed is None or self.view is None or self._tab == _REQUESTS:
            standing = self.home.part(Standing)
            standing.count_unread(standing.unread + 1)
            return
        self._show(await self._feed.arrived(notification), more=True)
        await self._mark_read()

    async def _mark_read(self) -> None:
        """Everything stands before the user, so it is read: here and for other clients."""
        self.home.part(Standing).count_unread(0)
        position = None if self._feed is None else self._feed.read()
        if position and self._tab == "all":
            # A server without markers: then it is only known here.
            await self.home.part(Private).ask(Errand(ErrandKind.MARKER, "notifications", detail=position))

    # Showing

    def _turn(self, tab: str) -> None:
        view = self.view
        if view is None or tab not in view.parts:
            return
        self._tab = view.part = tab
        view.show_items(())
        view.set_heads([tabs(_tabs(), tab)])
        view.say_loading()
        self.home.start(self._load_requests if tab == _REQUESTS else self._load, group="notices")

    async def _load(self) -> None:
        kinds, view = _KINDS[self._tab], self.view
        cache = self.home.workspace.cache.for_account(self.home.login.key)
        if not kinds:
            self._show(kept(cache), more=False)  # offline, too
        connection = await self.home.reading.connection()
        self._feed = NoticeFeed(connection.notices, cache, kinds=kinds)
        self._feed.stored()
        try:
            page = await self._feed.refresh()
        except OuttrayError as error:
            if view is not None:
                view.set_notice(error.sentence, error.next_step)
            return
        self._show(page.groups, more=page.more)
        await self._mark_read()

    def _show(self, groups: Sequence[NoticeGroup], *, more: bool) -> None:
        view = self.view
        if view is None:
            return
        self._people.update((one.id, one) for group in groups for one in group.accounts)
        chosen, index = view.selected_id, view.selected_index
        view.show_items([notice(group) for group in groups], more=more)
        if chosen is not None and index is not None and index > 1:
            view.select(chosen)  # somebody reads further down: there it stays
        elif groups:
            view.select(notice(groups[0]).id)

    async def _older(self) -> None:
        view, feed = self.view, self._feed
        if view is None or feed is None:
            return
        try:
            page = await feed.load_older()
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
            return
        self._people.update((one.id, one) for group in page.groups for one in group.accounts)
        view.append_items([notice(group) for group in page.groups], more=page.more)

    # Requests

    async def _load_requests(self) -> None:
        connection = await self.home.reading.connection()
        self._feed = None
        items: list[Block] = [heading(_("Asking to follow you"))]
        items += await self._asking(connection)
        items.append(heading(_("Set aside until you decide")))
        items += await self._aside(connection)
        items.append(heading(_("Whose notifications are shown")))
        items += await self._rules(connection)
        view = self.view
        if view is not None and self._tab == _REQUESTS:
            chosen = view.selected_id
            view.show_items(items)
            if chosen is None or view.selected_id != chosen or view.selected_index == 0:
                view.select(next((one.id for one in items if one.opens is not None), items[0].id))

    async def _asking(self, connection: Connection) -> list[Block]:
        try:
            waiting = (await connection.people.follow_requests()).items
        except OuttrayError as error:
            return [said(error.sentence, "no-follow-requests")]
        self._people.update((one.id, one) for one in waiting)
        nobody = _("Nobody. Requests come to accounts that approve their followers.")
        return [asks_to_follow(one) for one in waiting] or [said(nobody, "nobody-asks")]

    async def _aside(self, connection: Connection) -> list[Block]:
        try:
            requests = (await connection.notices.requests()).items
        except OuttrayError as error:
            return [said(error.sentence, "no-requests")]
        self._people.update((f"{SET_ASIDE}{one.id}", one.account) for one in requests)
        return [set_aside(one) for one in requests] or [said(_("Nothing is set aside."), "nothing-aside")]

    async def _rules(self, connection: Connection) -> list[Block]:
        """What is done with notifications of whom; a sentence where the server does not sort them."""
        try:
            self._policy = await connection.notices.policy()
        except OuttrayError as error:
            return [said(error.sentence, "no-policy")]
        answers = _policy_answers()
        return [
            listed(_POLICY + kind, words, [answers.get(answer, answer)])
            for kind, words in _policy_kinds().items()
            if (answer := getattr(self._policy, kind))
        ]

    async def _rule(self, kind: str) -> None:
        """Ask what is to be done with notifications of such people, and have the server do it."""
        choices = tuple(
            Choice(answer, key, words)
            for (answer, words), key in zip(_policy_answers().items(), "yad", strict=True)
        )
        title = _policy_kinds()[kind]
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen is None or chosen == getattr(self._policy, kind):
            return
        answer: PolicyAnswer = "drop" if chosen == "drop" else "filter" if chosen == "filter" else "accept"
        connection = await self.home.reading.connection()
        try:
            await connection.notices.set_policy(**{kind: answer})
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        self.home.tell(_("The server sorts them so from here on; what came before stays."))
        self._turn(self._tab)

    def _read_aside(self, account: Account) -> None:
        """What one account did that was set aside, without letting it in."""

        async def load(connection: Connection, further: str | None) -> Slice:
            del further
            page = await connection.notices.of_request(account.id)
            return Slice([notice(group) for group in page.items])

        self.home.part(Listings).open(
            _("Set aside: {name}").format(name=account.name), load, empty=_("Nothing is left of it.")
        )

    async def _answer(self, name: str) -> None:
        if name.startswith(_POLICY):
            await self._rule(name.removeprefix(_POLICY))
            return
        following = name.startswith(FOLLOW_REQUEST)
        id_ = name.removeprefix(FOLLOW_REQUEST) if following else name.removeprefix(SET_ASIDE)
        account = self._people.get(id_ if following else name)
        if account is None:
            return
        title = f"{account.name} @{account.acct}"
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, _answers(following)))
        if chosen == "profile":
            self.home.post_message(messages.ProfileRequested(account.id, account))
            return
        if chosen == "read":
            self._read_aside(account)
        if chosen in {None, "read"}:
            return
        let_in = chosen == "in"
        connection = await self.home.reading.connection()
        try:
            if following:
                relation = await connection.people.answer_request(id_, accept=let_in)
                self.home.post_message(messages.RelationshipChanged(relation))
            elif let_in:
                await connection.notices.accept_request(id_)
            else:
                await connection.notices.dismiss_request(id_)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        self.home.tell(_("Let in.") if let_in else _("Turned away; they are not told."))
        self._turn(self._tab)


def _policy_kinds() -> dict[str, str]:
    return {
        "for_not_following": _("From people you do not follow"),
        "for_not_followers": _("From people who do not follow you"),
        "for_new_accounts": _("From accounts younger than 30 days"),
        "for_private_mentions": _("Direct messages nobody asked for"),
        "for_limited_accounts": _("From accounts the moderators have limited"),
        "for_bots": _("From programs"),
    }


def _policy_answers() -> dict[str, str]:
    return {
        "accept": _("shown"),
        "filter": _("set aside until you decide"),
        "drop": _("dropped: you never hear of them"),
    }


def _answers(following: bool) -> tuple[Choice, ...]:
    if following:
        yes, no = _("They will see what you post to followers."), _("they are not told")
    else:
        yes, no = _("These notifications and later ones of theirs are shown."), _("these notifications go")
    look = () if following else (Choice("read", "r", _("Read them"), _("without letting them in")),)
    return (
        *look,
        Choice("profile", "p", _("Profile"), _("see who they are first")),
        Choice("in", "y", _("Let in"), yes),
        Choice("away", "x", _("Turn away"), no),
    )
