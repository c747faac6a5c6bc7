"""Small helpers every command of the command line shares."""

from __future__ import annotations

import argparse
import getpass
import json
import signal
import sys
from pathlib import Path
from typing import NoReturn, Protocol

from outtray.base.translation import gettext as _
from outtray.cli.exits import UsageError

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


class Parser(argparse.ArgumentParser):
    """Reads arguments; what cannot be read ends like every other error: a sentence and a next step."""

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError`` with argparse's own words."""
        raise UsageError(
            _("The arguments cannot be used: {reason}.").format(reason=message.removesuffix(".")),
            _("See what there is: {program} --help").format(program=self.prog),
        )


def print_json(value: object) -> None:
    """Print one JSON object on one line, in letters the terminal or pipe can carry."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "") if sys.stdout is not None else ""
    print(json.dumps(value, ensure_ascii=encoding != "utf8"))


def ask(question: str, *, hidden: bool = False) -> str:
    """Ask on the terminal and return the line typed; Ctrl+D gives an empty one, Ctrl+C ends the command.

    It blocks, event loop and all: whoever asks has nothing to do before the answer.
    """
    # An event loop takes Ctrl+C to itself and would wait for Enter before it heeds it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return getpass.getpass(question) if hidden else input(question)
    except EOFError:
        print()
        return ""
    finally:
        signal.signal(signal.SIGINT, before)


def read_text(name: str) -> str:
    """The text of a file, or of standard input for ``-``; raises ``UsageError`` with a next step."""
    shown = _("Standard input") if name == "-" else name
    try:
        if name == "-":
            if sys.stdin is None:
                raise UsageError(
                    _("There is no standard input to read."), _("Give the name of a text file instead.")
                )
            if sys.stdin.isatty():
                print(_("Type the text; Ctrl+D on an empty line ends it."), file=sys.stderr)
            data = sys.stdin.buffer.read(LARGEST_INPUT * 4 + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_INPUT * 4 + 1)
    except OSError as error:
        raise UsageError(
            _("{name} cannot be read: {reason}.").format(name=shown, reason=error.strerror or error),
            _("Give the name of a text file, or - for standard input."),
        ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            _("{name} is not UTF-8 text (byte {place}).").format(name=shown, place=error.start),
            _("Save it as UTF-8 and try again."),
        ) from error
    if len(text) > LARGEST_INPUT:
        raise UsageError(
            _("{name} is longer than {limit} characters.").format(name=shown, limit=LARGEST_INPUT),
            _("Check one post at a time."),
        )
    # The newline that echo and editors put at the end is not part of the post.
    return text.removesuffix("\n").removesuffix("\r")
