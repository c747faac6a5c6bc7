"""Lists and followed hashtags: made, renamed, filled, emptied and given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final, get_args

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.keeping import UserList
from outtray.mastodon.lists import RepliesPolicy
from outtray.mastodon.models import Account
from outtray.mastodon.timelines import Timeline
from outtray.screens import messages
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.listings import Item, Listings, Slice
from outtray.screens.home.opened import Opened
from outtray.screens.home.private import Private
from outtray.screens.home.sources import Sources
from outtray.screens.menu import Choice, MenuScreen
from outtray.services.connection import Connection
from outtray.services.errands import ErrandDone, ErrandRefused
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.found import heading, listed, said
from outtray.widgets.timeline.person import person
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.view import TimelineView

LISTS: Final = "lists-and-hashtags"
_LIST: Final = "list "
_TAG: Final = "tag "
_MEMBER: Final = "member "
_SHOWN: Final = frozenset({ErrandKind.LIST_MEMBER, ErrandKind.FOLLOW_TAG})
_NEW_LIST: Final = "new-list"
_NEW_TAG: Final = "new-tag"


class Gathering(Part):
    """Shows both in one list; Enter says what can be done with one."""

    commands = (commands.LISTS,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._view: TimelineView | None = None
        self._members: TimelineView | None = None
        self._lists: dict[str, UserList] = {}
        self._of = ""
        self._people: dict[str, Account] = {}

    def hear(self, message: Message) -> None:
        """Go where the navigation says; ask about what was chosen."""
        match message:
            case Navigation.PlaceChosen() if message.place_id == LISTS:
                self.action_lists()
            case messages.ErrandSpoke(ErrandDone() | ErrandRefused() as news) if news.errand.kind in _SHOWN:
                self._show_anew()
            case timeline_messages.ItemChosen() if message.view is not None:
                if isinstance(message.view, TimelineView) and message.view in {self._view, self._members}:
                    self.home.start(partial(self._chosen, message.view, message.name), group="lists")
            case _:
                pass

    def _show_anew(self) -> None:
        """The server has another state than what is shown: ask for it again."""
        for view in (self._view, self._members):
            if view is not None:
                self.home.part(Listings).reload(view)
        self.home.part(Sources).refresh()

    def places(self) -> Iterable[Offer]:
        """One place for both; the lists themselves have places of their own."""
        yield Offer(Group.ACCOUNT, Place(LISTS, _("Lists and hashtags")))

    def action_lists(self) -> None:
        """Show the lists and followed hashtags."""
        self.home.part(Opened).close_all()
        self._view = self.home.part(Listings).open(_("Lists and hashtags"), self._load, empty="")

    async def _load(self, connection: Connection, further: str | None) -> Slice:
        del further
        items: list[Item] = [heading(_("Lists"))]
        try:
            self._lists = {one.id: one for one in await connection.lists.all()}
            items += [listed(_LIST + one.id, one.title, [_about(one)]) for one in self._lists.values()]
            items.append(listed(_NEW_LIST, _("New list…"), [_("Only you see who is on it.")]))
        except OuttrayError as error:
            items.append(said(error.sentence, "no-lists"))
        items.append(heading(_("Hashtags you follow")))
        try:
            page = await connection.reader.followed_tags()
            items += [listed(_TAG + tag.name, f"#{tag.name}") for tag in page.items]
            told = _("Posts with it come into your home timeline; nobody sees that you follow it.")
            items.append(listed(_NEW_TAG, _("Follow a hashtag…"), [told]))
        except OuttrayError as error:
            items.append(said(error.sentence, "no-tags"))
        return Slice(items)

    async def _chosen(self, view: TimelineView, name: str) -> None:
        try:
            if name == _NEW_LIST:
                changed = await self._new_list()
            elif name == _NEW_TAG:
                changed = await self._new_tag()
            elif name.startswith(_TAG):
                changed = await self._tag(name.removeprefix(_TAG))
            elif name.startswith(_MEMBER):
                changed = await self._member(name.removeprefix(_MEMBER))
            else:
                changed = await self._list(self._lists[name.removeprefix(_LIST)])
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if changed:
            self.home.part(Listings).reload(view)
            self.home.part(Sources).refresh()

    async def _ask(self, title: str, meaning: str, text: str = "") -> str:
        from outtray.screens.ask import AskScreen

        answer = await self.home.app.push_screen_wait(AskScreen(title, meaning, text=text))
        return (answer or "").strip()

    # Lists

    async def _new_list(self) -> bool:
        title = await self._ask(
            _("New list"),
            _("What it is called. Who is on it is chosen in profiles: {actions}, l.").format(
                actions=self.home.key_of(commands.ACTIONS)
            ),
        )
        if not title:
            return False
        await (await self.home.reading.connection()).lists.create(title)
        self.home.tell(
            _("The list is there."),
            _("In a profile, {actions} and then l puts somebody on it.").format(
                actions=self.home.key_of(commands.ACTIONS)
            ),
        )
        return True

    async def _list(self, one: UserList) -> bool:
        choices = (
            Choice("open", "o", _("Open"), _("its posts")),
            Choice("members", "m", _("Members…"), _("who is on it")),
            Choice("rename", "r", _("Rename…")),
            Choice("replies", "e", _("Replies…"), _("whose answers it shows")),
            Choice(
                "exclusive",
                "x",
                _("Show its posts at home, too") if one.exclusive else _("Keep its posts out of home"),
            ),
            Choice("delete", "D", _("Delete…"), _("asks first; nobody is unfollowed")),
        )
        chosen = await self.home.app.push_screen_wait(MenuScreen(one.title, choices))
        lists = (await self.home.reading.connection()).lists
        policy = _policy(one.replies_policy) or "list"
        match chosen:
            case "open":
                self.home.post_message(messages.TimelineRequested(Timeline("list", one.id)))
                return False
            case "members":
                self._open_members(one)
                return False
            case "rename":
                title = await self._ask(_("Rename list"), _("What it is called."), one.title)
                if not title:
                    return False
                await lists.edit(one.id, title, replies_policy=policy, exclusive=one.exclusive)
            case "replies":
                wanted = await self._whose_replies(one)
                if wanted is None:
                    return False
                await lists.edit(one.id, one.title, replies_policy=wanted, exclusive=one.exclusive)
            case "exclusive":
                await lists.edit(one.id, one.title, replies_policy=policy, exclusive=not one.exclusive)
            case "delete":
                sure = await self.home.app.push_screen_wait(
                    ConfirmScreen(
                        _("Delete the list “{title}”?").format(title=one.title),
                        _("Nobody on it is unfollowed."),
                        safe=_("Keep it"),
                        danger=_("Delete"),
                    )
                )
                if not sure:
                    return False
                await lists.delete(one.id)
            case _:
                return False
        return True

    async def _whose_replies(self, one: UserList) -> RepliesPolicy | None:
        choices = (
            Choice("list", "l", _("to people on the list")),
            Choice("followed", "f", _("to anybody you follow")),
            Choice("none", "n", _("to nobody")),
        )
        chosen = await self.home.app.push_screen_wait(MenuScreen(one.title, choices))
        return _policy(chosen or "")

    def _open_members(self, one: UserList) -> None:
        self._of = one.id

        async def load(connection: Connection, further: str | None) -> Slice:
            if further is None:
                page = await connection.lists.members(one.id)
            else:
                page = await connection.reader.follow(further, Account)
            self._people.update((account.id, account) for account in page.items)
            items: list[Item] = [
                replace(person(account), opens=Target(TargetKind.ITEM, _MEMBER + account.id))
                for account in page.items
            ]
            return Slice(items, page.older)

        self._members = self.home.part(Listings).open(
            one.title,
            load,
            empty=_("Nobody is on it yet. In a profile, {actions} and then l puts somebody on it.").format(
                actions=self.home.key_of(commands.ACTIONS)
            ),
        )

    async def _member(self, account_id: str) -> bool:
        account = self._people[account_id]
        choices = (
            Choice("profile", "p", _("Profile")),
            Choice("off", "x", _("Take off the list"), _("they stay followed")),
        )
        title = f"{account.name} @{account.acct}"
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen == "profile":
            self.home.post_message(messages.ProfileRequested(account.id, account))
        if chosen != "off":
            return False
        errand = Errand(
            ErrandKind.LIST_MEMBER,
            self._of,
            wish=False,
            detail=account_id,
            name=f"@{account.acct}",
            before=True,
        )
        await self.home.part(Private).ask(errand, told=_("Taken off the list."))
        return False

    # Hashtags

    async def _new_tag(self) -> bool:
        name = await self._ask(_("Follow a hashtag"), _("With or without its #."))
        if not name.removeprefix("#"):
            return False
        await self._follow_tag(name.removeprefix("#"), wish=True)
        return False

    async def _follow_tag(self, name: str, *, wish: bool) -> None:
        errand = Errand(ErrandKind.FOLLOW_TAG, name, wish=wish, name=f"#{name}", before=not wish)
        told = _("#{name} is followed.") if wish else _("#{name} is followed no longer.")
        await self.home.part(Private).ask(errand, told=told.format(name=name))

    async def _tag(self, name: str) -> bool:
        choices = (Choice("open", "o", _("Open")), Choice("unfollow", "u", _("Unfollow")))
        chosen = await self.home.app.push_screen_wait(MenuScreen(f"#{name}", choices))
        if chosen == "open":
            self.home.post_message(messages.TimelineRequested(Timeline("tag", name)))
        if chosen != "unfollow":
            return False
        await self._follow_tag(name, wish=False)
        return False


def _policy(name: str) -> RepliesPolicy | None:
    known: tuple[RepliesPolicy, ...] = get_args(RepliesPolicy)
    return next((policy for policy in known if policy == name), None)


def _about(one: UserList) -> str:
    replies = {
        "list": _("shows answers to people on it"),
        "followed": _("shows answers to anybody you follow"),
        "none": _("shows no answers"),
    }.get(one.replies_policy, one.replies_policy)
    return replies + (" · " + _("kept out of home") if one.exclusive else "")
