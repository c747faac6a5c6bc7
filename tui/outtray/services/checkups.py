"""What the doctor looks at on this machine: terminal, places, keyring, database, policy, rules, network."""

from __future__ import annotations

import os
import platform
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from outtray import __version__
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.config.accounts import Accounts, load_accounts
from outtray.config.locations import HOME_VARIABLE, Locations
from outtray.config.settings import NetworkSettings
from outtray_rules.errors import RulesError

if TYPE_CHECKING:
    from outtray.config.configuration import Configuration
    from outtray.services.workspace import Workspace

LEAST_COLUMNS: Final = 60
LEAST_ROWS: Final = 20
_SIGNS: Final = "▲ ■ ✓ ◉ ◐ ↩ ↻ ★ ⚑ ❝ ◔ ▌"
_PRIVATE: Final = 0o077
_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
_CERTIFICATES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Verdict(StrEnum):
    """How a check came out."""

    GOOD = "good"
    NOTE = "note"
    """Worth knowing; nothing is broken."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: where it belongs, how it is, and for anything but good, what to do."""

    area: str
    verdict: Verdict
    told: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the program can see of its terminal; ``columns`` is 0 where there is none, as in a pipe."""

    columns: int
    rows: int
    encoding: str
    environment: Mapping[str, str]


def good(area: str, told: str) -> Check:
    """Nothing to do."""
    return Check(area, Verdict.GOOD, told)


def note(area: str, told: str, step: str = "") -> Check:
    """Worth knowing."""
    return Check(area, Verdict.NOTE, told, step)


def bad(area: str, told: str, step: str) -> Check:
    """Something is broken; the step says what to do."""
    return Check(area, Verdict.BAD, told, step)


def program() -> Check:
    """Which program this is, and what it runs on."""
    from importlib.metadata import version

    told = _("Outtray {version}, Python {python}, Textual {textual}, {system} {machine}").format(
        version=__version__,
        python=platform.python_version(),
        textual=version("textual"),
        system=platform.system(),
        machine=platform.machine(),
    )
    return good(_("Program"), told)


# The terminal


def terminal(seen: Terminal) -> Iterator[Check]:
    """Size, colours, letters and signs."""
    area, environment = _("Terminal"), seen.environment
    name = environment.get("TERM") or _("unnamed")
    if not seen.columns:
        yield note(area, _("There is none here: this goes into a pipe or a file."))
    elif seen.columns < LEAST_COLUMNS or seen.rows < LEAST_ROWS:
        yield bad(
            area,
            _("{name}, {columns} columns and {rows} rows.").format(
                name=name, columns=seen.columns, rows=seen.rows
            ),
            _("The client needs {columns} by {rows}: make the window larger or its letters smaller.").format(
                columns=LEAST_COLUMNS, rows=LEAST_ROWS
            ),
        )
    else:
        told = _("{name}, {columns} columns and {rows} rows.")
        yield good(area, told.format(name=name, columns=seen.columns, rows=seen.rows))
    if environment.get("TMUX") or environment.get("STY"):
        yield note(
            area,
            _("It runs inside tmux or screen, which keep desktop notifications to themselves."),
            _('To have them all the same, name their kind: [interface] notify = "osc9" or "osc777".'),
        )
    yield _colours(area, environment)
    yield from _letters(area, seen)


def _colours(area: str, environment: Mapping[str, str]) -> Check:
    if environment.get("NO_COLOR"):
        return note(area, _("NO_COLOR is set, so everything is drawn without colours."))
    if environment.get("COLORTERM") in {"truecolor", "24bit"}:
        return good(area, _("It says that it shows all colours."))
    if "256color" in environment.get("TERM", ""):
        return good(area, _("It shows 256 colours; themes are drawn with the nearest."))
    return note(
        area,
        _("It promises few colours, so themes may look alike."),
        _("Set COLORTERM=truecolor if it knows better, or choose the theme mono."),
    )


def _letters(area: str, seen: Terminal) -> Iterator[Check]:
    encoding = seen.encoding.lower().replace("-", "")
    if encoding == "utf8":
        yield good(area, _("Letters go out as UTF-8."))
    else:
        yield bad(
            area,
            _("Letters go out as {encoding}, which lacks most of them.").format(
                encoding=seen.encoding or _("nothing that is named")
            ),
            _("Set LANG to a UTF-8 locale, such as C.UTF-8, before the program starts."),
        )
    if seen.columns and encoding == "utf8":
        yield note(
            _("Fonts"),
            _("The signs drawn: {signs}").format(signs=_SIGNS),
            _('If one is a box or out of line, choose another font, or [interface] icons = "ascii".'),
        )


# Files


def places(where: Locations) -> Iterator[Check]:
    """The directories and who may read them."""
    names = ((_("Settings"), where.config), (_("Data"), where.data), (_("Cache"), where.cache))
    for name, path in names:
        area = _("Places")
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            told = _("{name}: {path} cannot be looked at: {reason}.")
            yield bad(
                area,
                told.format(name=name, path=path, reason=reason),
                _("Make it a directory of your own, or set OUTTRAY_HOME to another one."),
            )
            continue
        if not os.access(path, os.W_OK | os.X_OK):
            told = _("{name}: {path} cannot be written.")
            yield bad(area, told.format(name=name, path=path), _("Make it writable for yourself."))
        elif os.name == "posix" and mode & _PRIVATE:
            yield bad(
                area,
                _("{name}: {path} can be read by others on this machine.").format(name=name, path=path),
                _("Close it: chmod 700 {path}").format(path=path),
            )
        else:
            yield good(area, _("{name}: {path}, yours alone.").format(name=name, path=path))
    yield from _files(where)


def _files(where: Locations) -> Iterator[Check]:
    for path in (where.secrets_file, where.outbox / "outbox.sqlite3", where.outbox / "journal.key"):
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue  # not made yet, or told of by another check
        if os.name == "posix" and mode & _PRIVATE:
            yield bad(
                _("Places"),
                _("{path} can be read by others on this machine.").format(path=path),
                _("Close it: chmod 600 {path}").format(path=path),
            )


def keyring(where: Locations) -> Iterator[Check]:
    """Whether a keyring answers, and where the tokens are."""
    from outtray.config.credentials import KeyringCredentials

    area = _("Keyring")
    try:
        kept = {account.kept_in for account in load_accounts(where.accounts_file).accounts}
    except OuttrayError as error:
        yield bad(area, error.sentence, error.next_step)
        return
    if KeyringCredentials.available():
        yield good(area, _("A keyring answers."))
    elif "keyring" in kept:
        yield bad(
            area,
            _("No keyring answers, and a token is kept in one."),
            _("Unlock it, or log in again with --file."),
        )
    else:
        yield note(area, _("No keyring answers on this machine; none is needed for the logins there are."))
    if "file" in kept:
        yield note(area, _("A token is kept in a private file, as you agreed."))
    if "command" in kept:
        yield note(area, _("A token is asked of a password manager by your own command."))


def databases(workspace: Workspace) -> Iterator[Check]:
    """Whether the files of the out-tray and the cache are sound, and the journal's chain whole."""
    where = workspace.places
    for name, path in (
        (_("Out-tray"), where.outbox / "outbox.sqlite3"),
        (_("Private acts"), where.private_acts / "private-acts.sqlite3"),
        (_("Cache"), where.timelines_file),
    ):
        yield _sound(name, path)
    area = _("Journal")
    try:
        verified = workspace.prepare().outbox.journal.verify()
        unreadable = workspace.prepare().outbox.store.unreadable()
    except OuttrayError as error:
        yield bad(area, error.sentence, error.next_step)
        return
    rows = ngettext(
        "The chain of {count} row is whole.", "The chain of {count} rows is whole.", verified.rows
    )
    yield good(area, rows.format(count=verified.rows))
    if unreadable:
        told = ngettext(
            "{count} act in the out-tray cannot be read.",
            "{count} acts in the out-tray cannot be read.",
            len(unreadable),
        )
        step = _("It was written by a newer program, or changed by another one: see outtray outbox list.")
        yield bad(area, told.format(count=len(unreadable)), step)


def _sound(name: str, path: Path) -> Check:
    area = _("Database")
    if not path.exists():
        return good(area, _("{name}: nothing is kept yet.").format(name=name))
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2.0)
        try:
            answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        answer = type(error).__name__
    if answer == "ok":
        return good(area, _("{name}: sound.").format(name=name))
    return bad(
        area,
        _("{name}: {path} is damaged ({answer}).").format(name=name, path=path, answer=answer),
        _("Copy it to a safe place. The next start sets a damaged file aside and never writes over it."),
    )


# What holds


def settings(config: Configuration) -> Iterator[Check]:
    """Whether the settings and the policy can be relied on."""
    area = _("Settings")
    count = len(config.problems)
    if count:
        told = ngettext("The settings have {count} mistake.", "The settings have {count} mistakes.", count)
        yield bad(area, told.format(count=count), _("outtray config check quotes every one."))
    else:
        yield good(area, _("Read without a mistake."))
    area = _("Policy")
    try:
        config.policy.require_sound()
    except OuttrayError as error:
        yield bad(area, error.sentence, error.next_step)
        return
    clamped = len(config.governed.clamps)
    told = ngettext("A policy sets {count} thing.", "A policy sets {count} things.", clamped)
    yield good(area, told.format(count=clamped) if clamped else _("No policy narrows the settings."))


def rules(workspace: Workspace) -> Check:
    """Whether the packs in use compile."""
    area = _("Rules")
    try:
        packs = workspace.rules().packs
    except (OuttrayError, RulesError) as error:
        return bad(area, str(error), _("outtray rules lint says where."))
    told = ngettext("{count} pack in use, compiled.", "{count} packs in use, compiled.", len(packs))
    return good(area, told.format(count=len(packs)))


def network(chosen: NetworkSettings, environment: Mapping[str, str]) -> Iterator[Check]:
    """Through what servers are reached, and whose certificates are believed; never an address of a proxy."""
    area = _("Network")
    if chosen.proxy == "system":
        named = [name for name in _PROXIES if environment.get(name)]
        if named:
            yield note(area, _("A proxy is used: {names} is set.").format(names=", ".join(named)))
        else:
            yield good(area, _("No proxy is set in the environment; the system's own choice is followed."))
    elif chosen.proxy:
        yield note(area, _("The proxy of the settings is used."))
    else:
        yield good(area, _("No proxy is used, as the settings say."))
    own = [name for name in _CERTIFICATES if environment.get(name)]
    if own:
        yield note(
            area,
            _("Certificates are taken from where {names} says.").format(names=", ".join(own)),
            _("Unset it if servers are refused that a browser accepts."),
        )
    else:
        yield good(area, _("Certificates are those of the system."))


def accounts(where: Locations) -> Accounts:
    """Who is logged in; nobody where the file cannot be read, which another check tells."""
    try:
        return load_accounts(where.accounts_file)
    except OuttrayError:
        return Accounts()


def own_directories(environment: Mapping[str, str]) -> dict[str, str]:
    """Directories whose names could name the user, and what stands for them in a report."""
    named = {str(Path("~").expanduser()): "~"}
    if environment.get(HOME_VARIABLE):
        named[str(Path(environment[HOME_VARIABLE]).expanduser())] = f"${HOME_VARIABLE}"
    return named
