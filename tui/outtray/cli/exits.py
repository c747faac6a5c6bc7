"""How a command ends: its exit codes, and the error of a command line that cannot be carried out."""

from __future__ import annotations

import sys

from outtray.base.errors import OuttrayError

CLEAN = 0
FOUND = 1
FAILED = 2


class UsageError(OuttrayError):
    """The command line asks for something that cannot be done as written."""


def at_terminal() -> bool:
    """Whether a person can see what is written and type an answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
