"""The command line as a page: every command with its help, in the order of `outtray --help`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from outtray.cli.main import build_parser

_HEAD = """\
# Commands

What `outtray` does on the command line. Every command knows `--help`; errors go to standard error and end
with exit code 2. `check` ends with 0 for a clean text and 1 when something was found.
"""


def page() -> str:
    """The page in Markdown, ended by a newline."""
    return "\n".join([_HEAD, *_sections(build_parser(), 2)])


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command and everything below it, in the order of its help."""
    yield parser
    for action in parser._actions:  # argparse offers no public way to its own commands
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                yield from parsers(command)


def _sections(top: argparse.ArgumentParser, level: int) -> Iterator[str]:
    for parser in parsers(top):
        depth = level + max(parser.prog.count(" ") - 1, 0)
        yield f"{'#' * depth} `{parser.prog}`\n"
        if parser.description:
            yield f"{parser.description}\n"
        yield f"```text\n{_usage(parser)}\n```\n"
        if rows := list(_rows(parser)):
            yield "\n".join(["| | |", "|---|---|", *rows]) + "\n"
        if parser.epilog:
            yield f"```text\n{parser.epilog}\n```\n"


def _usage(parser: argparse.ArgumentParser) -> str:
    # One line, whatever the width of the terminal that makes the page.
    formatter = argparse.HelpFormatter(parser.prog, width=10_000)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups, prefix="")
    return formatter.format_help().strip()


def _rows(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield f"| `{choice.dest}` | {_cell(choice.help)} |"
        elif not isinstance(action, argparse._HelpAction):
            yield f"| {_name(action)} | {_cell(action.help and action.help % _values(action))} |"


def _values(action: argparse.Action) -> dict[str, object]:
    choices = ", ".join(map(str, action.choices)) if action.choices is not None else ""
    return {**vars(action), "choices": choices}


def _name(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    spellings = ", ".join(f"`{name}`" for name in action.option_strings)
    if action.nargs == 0:
        return spellings
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    return f"{spellings} `{value}`"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")
