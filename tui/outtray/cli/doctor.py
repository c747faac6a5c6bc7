"""``outtray doctor``: what the program stands on, checked, in a report that is safe to paste."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys

from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.cli.client import chosen_account
from outtray.cli.exits import CLEAN, FOUND
from outtray.cli.terms import Formatter, Subcommands, print_json
from outtray.config.accounts import load_accounts
from outtray.config.locations import Locations, locations
from outtray.services.checkups import Check, Terminal, Verdict, own_directories
from outtray.services.doctor import Report, examine
from outtray.services.switching import login_for
from outtray.services.workspace import Login, Workspace

_SIGN = {Verdict.GOOD: "ok  ", Verdict.NOTE: "note", Verdict.BAD: "BAD "}


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "doctor",
        help=_("check terminal, files, keyring and servers; the report is safe to paste"),
        description=_(
            "Check what the program stands on. The report has no token, and no handle, server or home"
            " directory unless asked for. Exit 0: all well, 1: something is broken."
        ),
        epilog=_("example:  outtray doctor"),
        formatter_class=formatter,
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    parser.add_argument(
        "--with-names", action="store_true", help=_("say which account and server, and whose directories")
    )
    parser.add_argument(
        "--practice", action="store_true", help=_("look at the places of practice; no server is asked")
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    places = locations(os.environ, practice=options.practice)
    workspace = Workspace(places, SystemClock(), login=None if options.practice else _login(places, options))
    try:
        report = asyncio.run(_examine(workspace))
    finally:
        workspace.close_files()
    if options.json:
        print_json(report.as_dict(with_names=options.with_names))
    else:
        _print(report.shown(with_names=options.with_names))
    return CLEAN if report.is_well else FOUND


def _login(places: Locations, options: argparse.Namespace) -> Login | None:
    try:
        known = load_accounts(places.accounts_file)
    except OuttrayError:
        return None  # one of the checks says so
    account = chosen_account(places, options.account)
    return None if account is None else login_for(places, account, known.accounts.index(account))


async def _examine(workspace: Workspace) -> Report:
    try:
        return await examine(workspace, _terminal(), directories=own_directories(os.environ))
    finally:
        await workspace.connections.close()


def _terminal() -> Terminal:
    there = sys.stdout is not None and sys.stdout.isatty()
    size = shutil.get_terminal_size() if there else os.terminal_size((0, 0))
    encoding = (sys.stdout.encoding or "") if sys.stdout is not None else ""
    return Terminal(size.columns, size.lines, encoding, os.environ)


def _print(checks: tuple[Check, ...]) -> None:
    area = ""
    for check in checks:
        if check.area != area:
            area = check.area
            print(f"\n{area}")
        print(f"  {_SIGN[check.verdict]}  {check.told}")
        if check.step and check.verdict is not Verdict.GOOD:
            print(f"        {check.step}")
