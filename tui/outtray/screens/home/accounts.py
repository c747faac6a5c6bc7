"""Who acts: the menu of accounts under the key u, logging in to another, logging in again, logging out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import reading as commands
from outtray.commands.everywhere import QUIT
from outtray.mastodon.errors import Unauthorised
from outtray.screens import messages
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.acts import Acts
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.standing import Standing
from outtray.screens.key_words import key_of
from outtray.screens.menu import Choice, MenuScreen
from outtray.services.switching import Roster, log_out_of, login_for, remember, roster
from outtray.services.workspace import Login
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.theming import account_variable

if TYPE_CHECKING:
    from outtray.config.accounts import StoredAccount

_AT = "account "
"""Begins the name of a place that lets another account act."""
_LETTERED = 9
_ENDED = "login-ended"
"""The topic of a notice that is over once somebody has logged in again."""


class Accounts(Part):
    """Lets another account act. Each has a main screen of its own, with its own timelines, at its turn."""

    commands = commands.ACCOUNTS

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._others: tuple[Login, ...] = ()
        self._ended = False

    def begin(self) -> None:
        """Show the other accounts in the navigation, and go on with what was begun as this one."""
        self.home.start(self._look, group="accounts")
        if self.home.resumed:
            self.home.part(Acts).flows.resume(self.home.resumed)

    def hear(self, message: Message) -> None:
        """Switch where the navigation or an act says; notice a login that has ended."""
        from outtray.services import feeds

        match message:
            case Navigation.PlaceChosen() if message.place_id.startswith(_AT):
                key = message.place_id.removeprefix(_AT)
                login = next((one for one in self._others if one.key == key), None)
                if login is not None:
                    self.home.start(partial(self.switch, login), group="switch")
            case messages.AccountRequested():
                self.home.start(partial(self._go_on_as, message), group="switch")
            case messages.ConnectFailed(error) if isinstance(error, Unauthorised):
                self._login_ended()
            case messages.FeedSpoke(_key, feeds.LoginEnded()):
                self._login_ended()
            case messages.Connected():
                self._ended = False
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """The other accounts, each in its colour."""
        for login in self._others:
            colour = account_variable(self.home.workspace.colour(login))
            yield Offer(Group.ACCOUNT, Place(_AT + login.key, f"@{login.key}", colour=colour))

    async def _look(self) -> None:
        try:
            known = await self._roster()
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        self._others = tuple(one for one in known.logins if one.key != self.home.login.key)
        self.home.show_navigation()

    async def _roster(self) -> Roster:
        return await asyncio.to_thread(roster, self.home.workspace.places, self.home.login)

    # Switching

    async def switch(self, login: Login, *, resumed: str = "", told: tuple[str, ...] = ()) -> None:
        """Let this account act: its main screen takes the place of this one; it says what is ``told``."""
        home = self.home
        if login.key == home.login.key and login.index == home.login.index and not resumed:
            return
        if home.app.screen is not home:
            home.tell(_("Something else was opened meanwhile, so this was left."), _("Press its key again."))
            return
        for part in home.parts:
            await part.leave()
        try:
            await asyncio.to_thread(remember, home.workspace.places, login)
        except OuttrayError as error:
            home.tell_error(error)
            return
        home.workspace.act_as(login)
        screen = type(home)(home.workspace, login, icons=home.icons, resumed=resumed)
        # For the program to do: the work of this screen ends with it.
        home.app.post_message(messages.MainReplaced(screen))
        if told:
            screen.call_after_refresh(screen.tell, *told)

    async def _go_on_as(self, wanted: messages.AccountRequested) -> None:
        try:
            login = (await self._roster()).of(wanted.account)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if login is None:
            self.home.tell(
                _("This belongs to {handle}, who is logged in no longer; it stays among the drafts.").format(
                    handle=wanted.account.handle
                ),
                _("{key} logs in again.").format(key=key_of(self.home.app, commands.ACCOUNT)),
            )
            return
        await self.switch(login, resumed=wanted.item_id)

    # The menu

    def action_accounts(self) -> None:
        """Show who is logged in, to let another act."""
        self.home.start(self._menu, group="switch", opens=True)

    async def _menu(self) -> None:
        if self.home.login.practice:
            self.home.tell(
                _("In practice there is one account, and nothing leaves this machine."),
                _("Accounts of yours are in the client itself: {quit}, then outtray.").format(
                    quit=self.home.key_of(QUIT)
                ),
            )
            return
        try:
            known = await self._roster()
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        chosen = await self.home.app.push_screen_wait(
            MenuScreen(_("Accounts"), tuple(self._choices(known.logins)))
        )
        match chosen:
            case None:
                pass
            case "add":
                await self._add()
            case "again":
                await self._again()
            case "out":
                await self._log_out()
            case _:
                login = next(one for one in known.logins if one.key == chosen)
                await self.switch(login)

    def _choices(self, logins: Iterable[Login]) -> Iterator[Choice]:
        for number, login in enumerate(logins, start=1):
            acts = login.key == self.home.login.key
            yield Choice(
                login.key,
                str(number) if number <= _LETTERED else "",
                f"@{login.key}",
                _("acts now") if acts else "",
                account_variable(self.home.workspace.colour(login)),
            )
        yield Choice("add", "a", _("Log in to another account…"))
        yield Choice(
            "again",
            "r",
            _("Log in again…"),
            _("its login has ended") if self._ended else _("when the server has ended its login"),
        )
        yield Choice("out", "x", _("Log out…"), _("ends the login at the server too; asks first"))

    # Logging in

    def action_log_in_again(self) -> None:
        """Log in to this account again, after the server has ended its login."""
        if self.home.login.practice:
            self.home.start(self._menu, group="switch", opens=True)
        else:
            self.home.start(self._again, group="switch")

    def _login_ended(self) -> None:
        self._ended = True
        if not self.home.login.practice:
            self.home.notice.tell(
                _("The server has ended the login of @{handle}. What is held and drafted stays.").format(
                    handle=self.home.login.key
                ),
                _("{key} logs in again.").format(key=key_of(self.home.app, commands.LOG_IN_AGAIN)),
                topic=_ENDED,
            )

    async def _add(self) -> None:
        from outtray.screens.ask import AskScreen

        server = await self.home.app.push_screen_wait(
            AskScreen(
                _("Log in to another account"),
                _("The name of its server. The browser asks the rest; your other accounts stay."),
                example="social.example",
            )
        )
        if server is not None and server.strip():
            account = await self._log_in(server, other_account=True)
            if account is not None:
                await self._switch_to(account)

    async def _again(self) -> None:
        account = await self._log_in(self.home.login.server, other_account=False)
        if account is None:
            return
        if account.key == self.home.login.key:
            self._ended = False
            self.home.notice.withdraw(_ENDED)
            self.home.tell(_("Logged in again as @{handle}.").format(handle=account.key))
            self.home.part(Standing).reconnect()
        else:
            await self._switch_to(account)

    async def _log_in(self, server: str, *, other_account: bool) -> StoredAccount | None:
        from outtray.screens.login import LoginScreen

        workspace = self.home.workspace
        return await self.home.app.push_screen_wait(
            LoginScreen(
                server,
                workspace.places,
                workspace.clock,
                network=workspace.settings.network,
                other_account=other_account,
            )
        )

    async def _switch_to(self, account: StoredAccount) -> None:
        known = await self._roster()
        index = known.accounts.accounts.index(account)
        await self.switch(login_for(self.home.workspace.places, account, index))

    # Logging out

    async def _log_out(self) -> None:
        home = self.home
        try:
            account = (await self._roster()).stored(home.login.key)
            held = [
                item
                for item in await home.workspace.tray.waiting()
                if (item.act.account.host, item.act.account.id) == (home.login.host, home.login.account_id)
            ]
        except OuttrayError as error:
            home.tell_error(error)
            return
        if account is None:
            return
        told = _("The server is told to forget this login, and its token is erased here.")
        if held:
            stays = ngettext(
                "{count} act of this account stays in the out-tray; it can be sent once you log in again.",
                "{count} acts of this account stay in the out-tray; they can be sent once you log in again.",
                len(held),
            )
            told += "\n" + stays.format(count=len(held))
        sure = await home.app.push_screen_wait(
            ConfirmScreen(
                _("Log out of @{handle}?").format(handle=account.key),
                told,
                safe=_("Stay"),
                danger=_("Log out"),
            )
        )
        if not sure:
            return
        workspace = home.workspace
        try:
            trouble = await log_out_of(
                account, places=workspace.places, network=workspace.settings.network, clock=workspace.clock
            )
            errands = await asyncio.to_thread(workspace.open_errands)
            await errands.forget(account.host, account.account_id)
            left = (await self._roster()).logins
        except OuttrayError as error:
            home.tell_error(error)
            return
        if left:
            gone = _("@{handle} is logged out.").format(handle=account.key)
            if trouble is None:
                await self.switch(left[0], told=(gone,))
            else:
                step = _(
                    "Its server could not be told; end the session in the settings of the account there."
                )
                await self.switch(left[0], told=(gone, step))
        else:
            home.app.post_message(messages.LoggedOut())
