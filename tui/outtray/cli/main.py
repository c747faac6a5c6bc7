"""Reads the command line, picks the command and turns errors into sentences and exit codes."""

from __future__ import annotations

import io
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from outtray import __version__
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import use_languages
from outtray.base.waste import collect_again
from outtray.cli.exits import FAILED
from outtray.config.locations import locations
from outtray.config.spoken import wished_language
from outtray_rules.errors import RulesError

if TYPE_CHECKING:
    import argparse


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code is 0, 1 (something found) or 2 (an error)."""
    _choose_language(os.environ)
    _write_what_can_be_written()
    try:
        if arguments:
            parser = build_parser(pretty=any(word in {"-h", "--help"} for word in arguments))
            options = parser.parse_args(arguments)
            collect_again()
            code = int(options.run(options))
        else:
            # The common start: the first frame does not wait for commands nobody asked for.
            code = _open_client(None)
        if sys.stdout is not None:
            # Here and not at exit, where Python could only mutter about a full disk or a closed pipe.
            sys.stdout.flush()
        return code
    except OuttrayError as error:
        return _fail(error.sentence, error.next_step)
    except RulesError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away, as `head` does when it has enough.
        _give_up_stdout()
        return 0
    except OSError as error:
        if error.filename is not None:
            return _unforeseen(error)
        _give_up_stdout()
        return _fail(
            _("The output could not be written: {reason}.").format(reason=error.strerror or error),
            _("Check where it goes: a full disk, or a terminal that is gone."),
        )
    except Exception as error:  # noqa: BLE001 - the outermost boundary: a sentence, never a traceback
        return _unforeseen(error)


def _write_what_can_be_written() -> None:
    """A letter the terminal's encoding lacks becomes a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _give_up_stdout() -> None:
    """Let what is still in the buffer go nowhere, so that Python stays quiet at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser(*, pretty: bool = False) -> argparse.ArgumentParser:
    """The whole command line; ``pretty`` colours the help, which costs an import only help needs."""
    import argparse

    from outtray.cli.parser_words import word_the_parser
    from outtray.cli.terms import Parser

    word_the_parser()
    formatter: type[argparse.HelpFormatter] = argparse.RawDescriptionHelpFormatter
    if pretty:
        from rich_argparse import RawDescriptionRichHelpFormatter

        # Headings as each language writes them: English capitals for every word are wrong in French.
        RawDescriptionRichHelpFormatter.group_name_formatter = str.capitalize
        formatter = RawDescriptionRichHelpFormatter
    parser = Parser(
        prog="outtray",
        formatter_class=formatter,
        description=_("A Mastodon client in which every outgoing post is held, reviewed and cooled."),
        epilog=_("Without a command it opens the client.\nexample, with nothing at stake:  outtray practice"),
    )
    parser.add_argument("--version", action="version", version=f"outtray {__version__}")
    parser.add_argument(
        "--account", metavar="NAME@SERVER", help=_("act as this account instead of the last one used")
    )
    parser.set_defaults(run=_open)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    from outtray.cli import check, config, doctor, headline, login, outbox, post, practice, register, rules

    for command in (practice, login, post, outbox, register, check, headline, rules, config, doctor):
        command.add(commands, formatter)
    return parser


def _open(options: argparse.Namespace) -> int:
    return _open_client(options.account)


def _open_client(account: str | None) -> int:
    from outtray.cli import client

    return client.run(account)


def _choose_language(environment: Mapping[str, str]) -> None:
    """That of the settings, else that of the environment; English where there are no words for it."""
    wished = wished_language(locations(environment).settings_file)
    if wished:
        use_languages([wished])
        return
    wanted = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    code = locale.normalize(wanted).partition(".")[0].partition("_")[0]
    use_languages([code] if code.isalpha() else [])


def _unforeseen(error: Exception) -> int:
    """End with a sentence; the traceback goes where a report can find it."""
    from outtray.services.crash import keep_traceback

    told = _("Outtray had to stop: {kind}. What you wrote is kept.").format(kind=type(error).__name__)
    return _fail(told, keep_traceback(error, locations(os.environ).data))


def _fail(sentence: str, next_step: str = "") -> int:
    # Names of files and words of servers are in these sentences.
    print(f"outtray: {sanitise(sentence)}", file=sys.stderr)
    if next_step:
        print(f"  {sanitise(next_step)}", file=sys.stderr)
    return FAILED
