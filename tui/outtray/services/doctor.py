"""Looks at everything the program stands on and says what is wrong, in a report that is safe to paste."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon import errors
from outtray.mastodon.scheduler import Metrics
from outtray.services import capabilities, checkups, room
from outtray.services.checkups import Check, Terminal, Verdict, bad, good, note
from outtray.services.connection import Connection
from outtray.services.switching import Roster, roster
from outtray.services.workspace import Login, Workspace

_SKEW: Final = timedelta(seconds=90)
"""More than this between the clocks is worth mending: logins and certificates begin to fail."""
_LITTLE: Final = 0.1
_ANSWER_SECONDS: Final = 40.0


@dataclass(frozen=True, slots=True)
class Report:
    """Every check in its order. ``names`` are the words to leave out, each with what stands for it."""

    checks: tuple[Check, ...]
    names: Mapping[str, str]

    @property
    def is_well(self) -> bool:
        """Whether nothing is broken."""
        return all(check.verdict is not Verdict.BAD for check in self.checks)

    def shown(self, *, with_names: bool) -> tuple[Check, ...]:
        """The checks to show; without names there are no handles, servers or home directories in them."""
        hide: Callable[[str], str] = (lambda text: text) if with_names else self._hidden
        return tuple(
            Check(one.area, one.verdict, _clean(hide(one.told)), _clean(hide(one.step)))
            for one in self.checks
        )

    def as_dict(self, *, with_names: bool) -> dict[str, object]:
        """The same for machines."""
        checks = [
            {"area": one.area, "verdict": one.verdict.value, "told": one.told, "step": one.step}
            for one in self.shown(with_names=with_names)
        ]
        return {"well": self.is_well, "checks": checks}

    def _hidden(self, text: str) -> str:
        # The longest first: a handle ends with the name of its server.
        for name in sorted(self.names, key=len, reverse=True):
            stands_for = self.names[name].replace("\\", "\\\\")
            text = re.sub(re.escape(name), stands_for, text, flags=re.IGNORECASE)
        return text


def _clean(text: str) -> str:
    return sanitise(text, single_line=True, limit=1_000)


async def examine(
    workspace: Workspace, terminal: Terminal, *, directories: Mapping[str, str] | None = None
) -> Report:
    """Look at everything; servers are asked as every account, over connections that are open already.

    ``directories`` whose names could name the user, with what stands for each. Nothing raises: what fails
    is a line of the report.
    """
    checks: list[Check] = [checkups.program(), *checkups.terminal(terminal)]
    checks += await asyncio.to_thread(_of_this_machine, workspace, terminal.environment)
    known = None
    if workspace.login is not None:
        known = await _roster(workspace, workspace.login)
    logins = () if known is None else known.logins
    if not logins:
        step = _("Log in with outtray login, or practise with outtray practice.")
        checks.append(note(_("Accounts"), _("Nobody is logged in."), step))
    for number, login in enumerate(logins, start=1):
        checks += await _server(workspace, login, _server_name(number))
        checks += await asyncio.to_thread(_errands, workspace, login, _server_name(number))
    return Report(tuple(checks), _names(logins, directories or {}))


async def _roster(workspace: Workspace, login: Login) -> Roster | None:
    try:
        return await asyncio.to_thread(roster, workspace.places, login)
    except OuttrayError:
        return None  # the check of the keyring has said why


def _of_this_machine(workspace: Workspace, environment: Mapping[str, str]) -> list[Check]:
    return [
        *checkups.places(workspace.places),
        *checkups.keyring(workspace.places),
        *checkups.settings(workspace.config),
        *checkups.databases(workspace),
        *room.checks(workspace),
        checkups.rules(workspace),
        *checkups.network(workspace.settings.network, environment),
    ]


def _server_name(number: int) -> str:
    return _("server {number}").format(number=number)


def _names(logins: Iterable[Login], directories: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, login in enumerate(logins, start=1):
        if login.practice:
            continue  # nobody, on no server
        account = _("account {number}").format(number=number)
        found |= {f"@{login.key}": account, login.key: account, f"@{login.acct}": account}
        found |= {login.server: _server_name(number), login.host: _server_name(number)}
        found[login.host.partition(":")[0]] = _server_name(number)
    return found | {name: sign for name, sign in directories.items() if len(name) > 1}


def _errands(workspace: Workspace, login: Login, area: str) -> list[Check]:
    """Whether private acts of an account wait for its server."""
    area = area[:1].upper() + area[1:]
    account_id = login.account_id
    if not account_id and workspace.connection is not None:
        account_id = workspace.connection.account.id
    try:
        waiting = workspace.open_errands().waiting(login.host, account_id)
    except OuttrayError as error:
        return [bad(area, error.sentence, error.next_step)]
    if not waiting:
        return [good(area, _("No private act waits for it."))]
    told = ngettext(
        "{count} private act waits to be told it.", "{count} private acts wait to be told it.", waiting
    )
    step = _("The client does it by itself, in order, as soon as the server answers.")
    return [note(area, told.format(count=waiting), step)]


# Servers


async def _server(workspace: Workspace, login: Login, area: str) -> list[Check]:
    area = area[:1].upper() + area[1:]
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            connection = await _connection(workspace, login)
            found = await capabilities.find_out(connection)
    except TimeoutError:
        return [bad(area, _("It takes longer to answer than anybody waits."), _("Try again later."))]
    except errors.Unauthorised as error:
        return [bad(area, error.sentence, _("Log in again: outtray login, or in the client."))]
    except OuttrayError as error:
        return [bad(area, error.sentence, error.next_step or _("Check the network and try again."))]
    name = found.software or _("a program nobody named")
    checks = [good(area, _("Answers; it runs {software} {version}.").format(
        software=name, version=found.version
    ))]  # fmt: skip
    lacking = sorted(feature.value for feature, there in found.features.items() if not there)
    if lacking:
        told = _("It does not offer: {features}.").format(features=", ".join(lacking))
        checks.append(note(area, told, _("Everything else works; what needs these says so.")))
    return [*checks, *_conversation(area, connection.scheduler.metrics)]


async def _connection(workspace: Workspace, login: Login) -> Connection:
    if login.account_id:
        machinery = await asyncio.to_thread(workspace.prepare)
        there = machinery.connections.find(login.host, login.account_id)
        if there is not None:
            return there
    return await workspace.open(login)


def _conversation(area: str, metrics: Metrics) -> list[Check]:
    """How the conversation with a server goes: clocks, what it still grants, how quick it is."""
    checks = [_clock(area, metrics.skew)]
    if metrics.left is not None and metrics.granted:
        told = _("{left} of {granted} requests are left.").format(left=metrics.left, granted=metrics.granted)
        if metrics.left < metrics.granted * _LITTLE:
            step = _("It is quiet again in a few minutes; other programs of yours may use it up.")
            checks.append(note(area, told, step))
        else:
            checks.append(good(area, told))
    else:
        checks.append(good(area, _("It does not say how many requests it grants.")))
    told = _(
        "{sent} requests sent, {failed} failed, {limited} put off; a wait of {wait} ms, an answer in"
        " {answer} ms (medians)."
    )
    checks.append(
        good(
            area,
            told.format(
                sent=metrics.sent,
                failed=metrics.failed,
                limited=metrics.limited,
                wait=round(metrics.wait * 1000),
                answer=round(metrics.answer * 1000),
            ),
        )
    )
    return checks


def _clock(area: str, skew: timedelta | None) -> Check:
    if skew is None:
        step = _("Without it nothing can be released: look whether a proxy takes the header Date away.")
        return bad(area, _("It does not tell its time."), step)
    seconds = round(skew.total_seconds())
    if abs(skew) > _SKEW:
        told = _("Its clock is {seconds} s ahead of this machine's.")
        if seconds < 0:
            told = _("Its clock is {seconds} s behind this machine's.")
        return bad(
            area,
            told.format(seconds=abs(seconds)),
            _("Set this machine's clock by the network; waits are measured by the server's all the same."),
        )
    return good(area, _("Clocks agree to {seconds} s.").format(seconds=abs(seconds)))
