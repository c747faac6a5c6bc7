"""``outtray practice``: the client on an embedded server; nothing leaves the machine."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.cli.terms import Formatter, Subcommands
from outtray.storage.atomic import disk_errors, make_private_folder

_START_SECONDS = 20.0


class PracticeFailed(OuttrayError):
    """The practice server did not come up."""


@dataclass(frozen=True, slots=True)
class PracticeServer:
    """A running practice server: its address, and the practising user's token, name and id."""

    url: str
    token: str
    account: str
    account_id: str


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "practice",
        help=_("practise on an embedded server; nothing leaves this machine"),
        description=_("Open the client on a small town that lives on this machine only."),
        epilog=_("example:  outtray practice --fresh"),
        formatter_class=formatter,
    )
    parser.add_argument("--fresh", action="store_true", help=_("start with a new town; forgets the old one"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Start the server, open the client on it, and end the server with the client."""
    from outtray.cli import client

    return client.practise(fresh=options.fresh)


@contextmanager
def practice_server(data: Path) -> Iterator[PracticeServer]:
    """Run the practice server in its own process for as long as the block lasts.

    The server watches its standard input, so it ends with this process even after a kill.
    Raises ``PracticeFailed`` with what the server said.
    """
    log = data / "server.log"
    with disk_errors(log):
        make_private_folder(data)
        errors = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    with errors:
        process = subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
            [sys.executable, "-m", "outtray.practice", "--data", str(data), "--die-with-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            # Out of the terminal's process group: an interrupt typed at the client is not for the server.
            start_new_session=True,
            umask=0o077 if os.name == "posix" else -1,
        )
    try:
        yield _first_words(process, log)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _first_words(process: subprocess.Popen[bytes], log: Path) -> PracticeServer:
    """The one line the server prints when it is ready."""
    pipe = process.stdout
    if pipe is None:
        raise PracticeFailed(_("The practice server has no output to read."))
    line = _read_line(pipe)
    try:
        words = json.loads(line)
        return PracticeServer(*(str(words[name]) for name in ("url", "token", "account", "account_id")))
    except (ValueError, KeyError, TypeError) as error:
        raise PracticeFailed(
            _("The practice server did not start."),
            _("Its own words are in {path}. `outtray practice --fresh` starts with a new town.").format(
                path=log
            ),
        ) from error


def _read_line(pipe: IO[bytes]) -> bytes:
    """The first line, or nothing when none comes in time; a thread waits: not every system polls pipes."""
    lines: list[bytes] = []
    waiter = threading.Thread(target=lambda: lines.append(pipe.readline()), daemon=True)
    waiter.start()
    waiter.join(_START_SECONDS)
    return lines[0] if lines else b""
