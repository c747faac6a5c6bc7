"""For the tour: the screens before there is an account, welcome and login; and a past to look back on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from hold_kit import HandClock, finding
from journal_kit import Past
from outtray.acts.act import AccountKey
from outtray.screens.login import LoginScreen
from outtray.screens.qr import QrScreen
from outtray.welcome import Choice, WelcomeApp
from outtray_rules.finding import Severity
from practice_process import PracticeServer
from tour_kit import MORNING, words

_TURNS = 1_600


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody at the first start, and a server there is."""

    pilot: Pilot[Choice]
    app: WelcomeApp
    server: PracticeServer

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for the welcome to get somewhere."""
        for _turn in range(_TURNS):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.025)
        raise AssertionError(f"waited in vain for {what}; in front: {type(self.app.screen).__name__}")

    async def stands_on(self, widget: str) -> None:
        """Wait until this has the keys."""
        await self.until(
            lambda: self.app.screen.query(widget) and self.app.screen.query_one(widget).has_focus, widget
        )

    async def presses(self, button: str) -> None:
        """Press a button of the screen in front."""
        self.app.screen.query_one(button).focus()
        await self.stands_on(button)
        await self.pilot.press("enter")


async def welcome(newcomer: Newcomer) -> None:
    """Practise, or log in."""
    await newcomer.stands_on("#ways")


async def welcome_who(newcomer: Newcomer) -> None:
    """Whose guidance applies."""
    newcomer.app.screen.query_one("#ways", OptionList).highlighted = 1
    await newcomer.pilot.press("enter")
    await newcomer.stands_on("#server")
    newcomer.app.screen.query_one("#server", Input).value = newcomer.server.url
    await newcomer.pilot.press("enter")
    await newcomer.stands_on("#jurisdiction")


async def welcome_strict(newcomer: Newcomer) -> None:
    """How long a post should wait."""
    newcomer.app.screen.query_one("#organisation").focus()
    await newcomer.stands_on("#organisation")
    await newcomer.pilot.press("enter")
    await newcomer.stands_on("#strictness")


async def login(newcomer: Newcomer) -> None:
    """The browser is waited for."""
    await newcomer.pilot.press("enter")
    await newcomer.until(lambda: isinstance(newcomer.app.screen, LoginScreen), "the login")
    await newcomer.stands_on("#open")
    _without_chance(newcomer)


async def login_by_code(newcomer: Newcomer) -> None:
    """A code that is copied."""
    await newcomer.presses("#code")
    await newcomer.stands_on("#pasted")
    _without_chance(newcomer)


async def login_by_phone(newcomer: Newcomer) -> None:
    """The address as a picture a phone reads."""
    screen = newcomer.app.screen
    assert isinstance(screen, LoginScreen)
    # Of the same length and always the same: the picture is drawn from it.
    screen._address = (
        "https://harbour.example/oauth/authorize?response_type=code&client_id=an-id&state=a-secret"
    )
    await newcomer.presses("#qr")
    await newcomer.until(lambda: isinstance(newcomer.app.screen, QrScreen), "the picture")


def _without_chance(newcomer: Newcomer) -> None:
    """Put an address of the same shape for one whose secrets differ from run to run."""
    address = f"{newcomer.server.url}/oauth/authorize?response_type=code&client_id=an-id&state=a-secret"
    newcomer.app.screen.query_one("#address", Static).update(address)


BEGINNINGS: dict[str, Callable[[Newcomer], Awaitable[None]]] = {
    "welcome": welcome,
    "welcome-who": welcome_who,
    "welcome-strict": welcome_strict,
    "login": login,
    "login-by-code": login_by_code,
    "login-by-phone": login_by_phone,
}
"""Each goes on from the one before it."""


def lay_down_a_past(folder: Path, server: PracticeServer) -> None:
    """Fill an out-tray with what became of posts: sent, rewritten, dropped, taken back."""
    me = server.api("GET", "/api/v1/accounts/verify_credentials").json()
    account = AccountKey(host="practice", id=me["id"], acct=me["acct"])
    past = Past(folder, HandClock(MORNING - timedelta(days=9)))
    harsh, number = finding(rule="ca-gov-critique"), finding(Severity.BLOCK, rule="base-sin")
    sent = past.send(past.hold(words("clean"), account=account))
    past.take_back(sent, after=timedelta(hours=2), account=account)
    past.clock.pass_time(timedelta(days=2, hours=7))
    milder = past.hold(words("risky"), harsh, account=account)
    past.send(past.rewrite(milder, words("clean")))
    past.drop(past.hold(words("answer"), harsh, account=account))
    past.clock.pass_time(timedelta(days=3))
    past.send(past.hold(words("block"), number, harsh, account=account))
    past.drop(past.hold(words("risky"), harsh, account=account))
    past.tray.close()
