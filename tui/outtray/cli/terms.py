"""Exit codes and small helpers every command of the command line shares."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Protocol

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _

CLEAN = 0
FOUND = 1
FAILED = 2

Formatter = type[argparse.HelpFormatter]
LARGEST_INPUT = 1_000_000
"""Characters read from a file or a pipe; no server takes a post a hundredth as long."""


class Subcommands(Protocol):
    """What argparse gives to add commands to (its own class is private)."""

    def add_parser(
        self,
        name: str,
        *,
        help: str,  # noqa: A002 - argparse names it so
        description: str,
        epilog: str,
        formatter_class: Formatter,
    ) -> argparse.ArgumentParser:
        """Add one command."""
        ...


class UsageError(OuttrayError):
    """The command line asks for something that cannot be done as written."""


def read_text(name: str) -> str:
    """The text of a file, or of standard input for ``-``; raises ``UsageError`` with a next step."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST_INPUT * 4 + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_INPUT * 4 + 1)
    except OSError as error:
        raise UsageError(
            _("{name} cannot be read: {reason}.").format(name=name, reason=error.strerror or error),
            _("Give the name of a text file, or - for standard input."),
        ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            _("{name} is not UTF-8 text (byte {place}).").format(name=name, place=error.start),
            _("Save it as UTF-8 and try again."),
        ) from error
    if len(text) > LARGEST_INPUT:
        raise UsageError(
            _("{name} is longer than {limit} characters.").format(name=name, limit=LARGEST_INPUT),
            _("Check one post at a time."),
        )
    # The newline that echo and editors put at the end is not part of the post.
    return text.removesuffix("\n").removesuffix("\r")
