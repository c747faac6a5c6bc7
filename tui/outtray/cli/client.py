"""Opens the client: on a real account, on the practice server, or on the welcome for a first start."""

from __future__ import annotations

import os
import sys

from outtray.base.clock import SystemClock
from outtray.base.translation import gettext as _
from outtray.base.translation import use_languages
from outtray.base.waste import collect_again, hold_collection
from outtray.cli.exits import CLEAN, FAILED, UsageError, at_terminal
from outtray.config.accounts import StoredAccount, load_accounts
from outtray.config.locations import Locations, locations
from outtray.config.settings import PRACTICE_SETTINGS
from outtray.services.switching import login_for
from outtray.services.workspace import Login, Workspace

_SWITCH_SECONDS = 0.001


def run(name: str | None) -> int:
    """Open the client as the account of this name, or as the last one used; welcome who has none."""
    places = locations(os.environ)
    account = chosen_account(places, name)
    if account is not None:
        return _open_account(places, account)
    return _welcome(places)


def practise(*, fresh: bool) -> int:
    """Open the client on the practice server."""
    import shutil

    from outtray.cli.practice import practice_server

    _need_terminal()
    places = locations(os.environ, practice=True)
    places.make()
    if fresh:
        for part in (places.practice_server, places.outbox, places.private_acts, places.cache):
            shutil.rmtree(part, ignore_errors=True)
        places.make()
    with practice_server(places.practice_server) as server:
        login = Login(
            server.url, "practice", server.account, lambda: server.token, server.account_id, practice=True
        )
        return _open(Workspace(places, SystemClock(), login=login, defaults=PRACTICE_SETTINGS), login)


def chosen_account(places: Locations, name: str | None) -> StoredAccount | None:
    """The login asked for by name, else the last one used; None when there is none at all."""
    accounts = load_accounts(places.accounts_file)
    if name is None:
        return accounts.active()
    found = accounts.find(name)
    if found is None:
        known = ", ".join(account.key for account in accounts.accounts) or _("none")
        raise UsageError(
            _("Nobody is logged in as {name}; logged in: {known}.").format(name=name, known=known),
            _("Log in first: outtray login SERVER"),
        )
    return found


def _open_account(places: Locations, account: StoredAccount) -> int:
    accounts = load_accounts(places.accounts_file).accounts
    login = login_for(places, account, accounts.index(account))
    return _open(Workspace(places, SystemClock(), login=login), login)


def _open(workspace: Workspace, login: Login) -> int:
    _need_terminal()
    hold_collection()
    if wished := workspace.settings.interface.language:
        # Before the screens are imported: what stands beside each key is worded then.
        use_languages([wished])
    # A thread that loads or compiles gives way to a key within a millisecond instead of five.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        if workspace.settings.media.previews == "best":
            from outtray.cli.graphics import ask_terminal

            workspace.drawing = ask_terminal()
            if workspace.drawing.in_text:
                # Such a terminal has every colour, and a picture's number is one; over SSH nobody says so.
                os.environ.setdefault("COLORTERM", "truecolor")
        from outtray.app import OuttrayApp

        app = OuttrayApp(workspace, login)
        ended = app.run(mouse=workspace.settings.interface.mouse)
    finally:
        collect_again()
        workspace.close_files()
    if ended is not None and ended.error is not None:
        raise ended.error
    # After a crash, which Textual reports as 1; here 1 would mean that a rule has found something.
    return FAILED if app.return_code else CLEAN


def _welcome(places: Locations) -> int:
    from outtray.welcome import Choice, WelcomeApp

    _need_terminal()
    places.make()
    app = WelcomeApp(places)
    choice = app.run()
    if choice is Choice.PRACTISE:
        return practise(fresh=False)
    if choice is Choice.LOGGED_IN:
        account = chosen_account(places, None)
        if account is not None:
            return _open_account(places, account)
    return FAILED if app.return_code else CLEAN


def _need_terminal() -> None:
    if not at_terminal():
        raise UsageError(
            _("The client needs a terminal to draw on."),
            _("In a pipe use: outtray check, outtray headline, outtray outbox list"),
        )
