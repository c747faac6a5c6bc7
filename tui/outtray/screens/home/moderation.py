"""Whom the user does not want to hear: muted and blocked accounts, blocked servers, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.models import Account
from outtray.screens import messages
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.listings import Item, Listings, Slice
from outtray.screens.home.opened import Opened
from outtray.screens.home.private import Private
from outtray.screens.menu import Choice, MenuScreen
from outtray.services.connection import Connection
from outtray.services.errands import ErrandDone, ErrandRefused
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.found import heading, listed, said
from outtray.widgets.timeline.person import person
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.view import TimelineView

MODERATION: Final = "moderation"
_MUTED: Final = "muted "
_BLOCKED: Final = "blocked "
_SERVER: Final = "server "
_BLOCK_SERVER: Final = "block-server"
_SHOWN: Final = frozenset({ErrandKind.MUTE, ErrandKind.BLOCK, ErrandKind.BLOCK_SERVER})


class Moderation(Part):
    """Shows all three in one list; Enter takes one back."""

    commands = (commands.MODERATION,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._view: TimelineView | None = None
        self._people: dict[str, Account] = {}

    def hear(self, message: Message) -> None:
        """Go where the navigation says; ask about what was chosen."""
        match message:
            case Navigation.PlaceChosen() if message.place_id == MODERATION:
                self.action_moderation()
            case timeline_messages.ItemChosen() if message.view is self._view and self._view is not None:
                self.home.start(partial(self._chosen, message.name), group="person")
            case messages.ErrandSpoke(ErrandDone() | ErrandRefused() as news) if (
                news.errand.kind in _SHOWN and self._view is not None
            ):
                self.home.part(Listings).reload(self._view)
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """One place for all of it."""
        yield Offer(Group.ACCOUNT, Place(MODERATION, _("Muted and blocked")))

    def action_moderation(self) -> None:
        """Show who is muted or blocked."""
        self.home.part(Opened).close_all()
        self._view = self.home.part(Listings).open(_("Muted and blocked"), self._load, empty="")

    async def _load(self, connection: Connection, further: str | None) -> Slice:
        del further
        items: list[Item] = [heading(_("Muted accounts"))]
        items += await self._accounts(_MUTED, connection)
        items.append(heading(_("Blocked accounts")))
        items += await self._accounts(_BLOCKED, connection)
        items.append(heading(_("Blocked servers")))
        try:
            items += [listed(_SERVER + name, name) for name in await connection.people.blocked_domains()]
            items.append(
                listed(_BLOCK_SERVER, _("Block a server…"), [_("Nothing of it is shown to you any more.")])
            )
        except OuttrayError as error:
            items.append(said(error.sentence, "no-servers"))
        return Slice(items)

    async def _accounts(self, kind: str, connection: Connection) -> list[Item]:
        page = await (connection.people.muted() if kind == _MUTED else connection.people.blocked())
        self._people.update((one.id, one) for one in page.items)
        found: list[Item] = [
            replace(person(one), key=kind + one.id, opens=Target(TargetKind.ITEM, kind + one.id))
            for one in page.items
        ]
        return found or [said(_("Nobody."), f"nobody {kind}")]

    async def _chosen(self, name: str) -> None:
        if name == _BLOCK_SERVER:
            await self._block_server()
        elif name.startswith(_SERVER):
            await self._unblock_server(name.removeprefix(_SERVER))
        else:
            await self._take_back(name)

    async def _take_back(self, name: str) -> None:
        muted = name.startswith(_MUTED)
        account = self._people[name.removeprefix(_MUTED if muted else _BLOCKED)]
        choices = (
            Choice("profile", "p", _("Profile")),
            Choice("back", "u", _("Unmute") if muted else _("Unblock")),
        )
        title = f"{account.name} @{account.acct}"
        chosen = await self.home.app.push_screen_wait(MenuScreen(title, choices))
        if chosen == "profile":
            self.home.post_message(messages.ProfileRequested(account.id, account))
        if chosen != "back":
            return
        errand = Errand(
            ErrandKind.MUTE if muted else ErrandKind.BLOCK,
            account.id,
            wish=False,
            name=f"@{account.acct}",
            before=True,
        )
        told = _("They are shown again.") if muted else _("The block has ended.")
        await self.home.part(Private).ask(errand, told=told)

    async def _block_server(self) -> None:
        from outtray.screens.ask import AskScreen

        asked = AskScreen(
            _("Block a server"),
            _("Its posts and notifications go, and whoever follows you from there does so no longer."),
            example="noise.example",
        )
        name = ((await self.home.app.push_screen_wait(asked)) or "").strip().lower()
        if not name:
            return
        sure = await self.home.app.push_screen_wait(
            ConfirmScreen(
                _("Block all of {server}?").format(server=name),
                _("Followers of yours there are lost for good, even when the block ends."),
                safe=_("Do not block"),
                danger=_("Block"),
            )
        )
        if sure:
            errand = Errand(ErrandKind.BLOCK_SERVER, name, name=name, before=False)
            await self.home.part(Private).ask(errand, told=_("{server} is blocked.").format(server=name))

    async def _unblock_server(self, name: str) -> None:
        sure = await self.home.app.push_screen_wait(
            ConfirmScreen(
                _("See {server} again?").format(server=name),
                _("Followers that were lost do not come back by themselves."),
                safe=_("Keep the block"),
                danger=_("End it"),
            )
        )
        if sure:
            errand = Errand(ErrandKind.BLOCK_SERVER, name, wish=False, name=name, before=True)
            await self.home.part(Private).ask(errand, told=_("The block has ended."))
