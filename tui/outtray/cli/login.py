"""``outtray login``, ``logout`` and ``accounts``."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from typing import Literal

from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.cli.client import chosen_account
from outtray.cli.exits import CLEAN, UsageError
from outtray.cli.terms import Formatter, Subcommands, ask, print_json
from outtray.config.accounts import load_accounts
from outtray.config.credentials import CommandCredentials, KeyringCredentials, credential_store
from outtray.config.load import read_settings
from outtray.config.locations import Locations, locations
from outtray.services.browser import open_in_browser
from outtray.services.login import Granted, Visit, keep, log_out, qr_lines, server_address, visit
from outtray.services.network import MakeTransport, transports


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the three commands."""
    parser = commands.add_parser(
        "login",
        help=_("log in to a Mastodon server"),
        description=_("Log in through the browser, with a copied code, or with an access token."),
        epilog=_("example:  outtray login social.example"),
        formatter_class=formatter,
    )
    parser.add_argument("server", help=_("the name of the server, e.g. social.example"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--code", action="store_true", help=_("copy a code from the browser instead of being sent back")
    )
    way.add_argument("--token", action="store_true", help=_("read an access token from standard input"))
    way.add_argument(
        "--token-command",
        metavar="COMMAND",
        default="",
        help=_("ask a password manager for the token, now and at every start"),
    )
    parser.add_argument(
        "--file",
        action="store_true",
        help=_("keep the token in a file only you can read, where there is no keyring"),
    )
    parser.set_defaults(run=_login)
    parser = commands.add_parser(
        "logout",
        help=_("forget a login, here and at the server"),
        description=_("Forget a login; the server is told to forget its token, too."),
        epilog=_("example:  outtray logout name@social.example"),
        formatter_class=formatter,
    )
    parser.add_argument("account", metavar="NAME@SERVER")
    parser.set_defaults(run=_logout)
    parser = commands.add_parser(
        "accounts",
        help=_("list the accounts that are logged in"),
        description=_("The accounts that are logged in; the acting one is marked."),
        epilog=_("example:  outtray accounts"),
        formatter_class=formatter,
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    parser.set_defaults(run=_accounts)


def _login(options: argparse.Namespace) -> int:
    server_address(options.server)
    places = locations(os.environ)
    places.make()
    kept_in: Literal["keyring", "file", "command"] = (
        "command" if options.token_command else _where(places, agreed=options.file)
    )
    granted = asyncio.run(_granted(options, places))
    account = keep(
        granted,
        accounts_file=places.accounts_file,
        credentials=credential_store(kept_in, places, options.token_command),
        kept_in=kept_in,
        asked_with=options.token_command,
    )
    print(_("Logged in as @{account}. Open the client with: outtray").format(account=sanitise(account.key)))
    return CLEAN


def _where(places: Locations, *, agreed: bool) -> Literal["keyring", "file"]:
    """Where the token will be kept; a file only after explicit consent, and before anything is asked."""
    if agreed:
        return "file"
    if KeyringCredentials.available():
        return "keyring"
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            _("There is no keyring on this machine to keep the token in."),
            _("Add --file to keep it in {path}, readable by you alone.").format(path=places.secrets_file),
        )
    print(_("There is no keyring on this machine to keep the token in."))
    question = _("Keep it in {path}, readable by you alone? Type yes: ").format(path=places.secrets_file)
    if ask(question).strip().casefold() not in {"yes", "oui"}:
        raise UsageError(_("Not logged in; nothing was stored."), _("Set up a keyring and try again."))
    return "file"


def _transport(places: Locations) -> MakeTransport:
    settings, _problems = read_settings(places.settings_file)
    return transports(settings.network)


async def _granted(options: argparse.Namespace, places: Locations) -> Granted:
    async with visit(options.server, clock=SystemClock(), transport=_transport(places)) as place:
        if options.token_command:
            return await place.by_token(_ask_manager(options))
        if options.token:
            return await place.by_token(_read_token())
        return await (_by_code(place) if options.code else _by_browser(place))


def _ask_manager(options: argparse.Namespace) -> str:
    name = str(options.server).strip().removeprefix("@")
    if "{account}" in options.token_command and "@" not in name:
        raise UsageError(
            _("Which account {account} stands for is not known before the login."),
            _("Name it: outtray login name@social.example --token-command …"),
        )
    return CommandCredentials(options.token_command).load(name) or ""


def _read_token() -> str:
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        return ask(_("Access token (not shown): "), hidden=True)
    return sys.stdin.buffer.readline(10_000).decode("utf-8", "replace")


async def _by_browser(place: Visit) -> Granted:
    async with place.by_browser() as login:
        print(_("Open this address in your browser, and allow Outtray there:\n\n  {address}\n").format(
            address=login.address
        ))  # fmt: skip
        if not await asyncio.to_thread(open_in_browser, login.address):
            print(_("No browser with a window answered here; --code logs in with one on another machine."))
        print(_("Waiting for the browser… (Ctrl+C stops; --code works on another machine)"))
        return await login.granted()


async def _by_code(place: Visit) -> Granted:
    login = await place.by_code()
    print(_("Open this address in a browser, and allow Outtray there:\n\n  {address}\n").format(
        address=login.address
    ))  # fmt: skip
    lines = qr_lines(login.address)
    if sys.stdout.isatty() and shutil.get_terminal_size().columns >= len(lines[0]):
        print(_("Or read it with a phone:\n"))
        print("\n".join(lines), end="\n\n")
    return await login.granted(ask(_("The code it shows: ")))


def _logout(options: argparse.Namespace) -> int:
    places = locations(os.environ)
    account = chosen_account(places, options.account)
    if account is None:
        raise UsageError(_("Nobody is logged in."))
    trouble = asyncio.run(
        log_out(
            account,
            accounts_file=places.accounts_file,
            credentials=credential_store(account.kept_in, places, account.asked_with),
            clock=SystemClock(),
            transport=_transport(places),
        )
    )
    print(_("@{account} is forgotten here.").format(account=sanitise(account.key)))
    if trouble is not None:
        print(_("The server could not be told: {reason}").format(reason=trouble.sentence), file=sys.stderr)
        print(_("End the session in the settings of your account there."), file=sys.stderr)
    return CLEAN


def _accounts(options: argparse.Namespace) -> int:
    accounts = load_accounts(locations(os.environ).accounts_file)
    active = accounts.active()
    if options.json:
        known = [
            {
                "account": account.key,
                "name": account.display_name,
                "server": account.server,
                "acting": account == active,
            }
            for account in accounts.accounts
        ]
        print_json({"accounts": known})
        return CLEAN
    if active is None:
        print(_("Nobody is logged in. Log in with: outtray login SERVER"))
    for account in accounts.accounts:
        mark = "*" if account == active else " "
        print(f"{mark} @{sanitise(account.key)}  {sanitise(account.display_name)}")
    return CLEAN
