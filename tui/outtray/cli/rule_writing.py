"""``outtray rules lint`` and ``outtray rules new``: what somebody needs who writes rules of their own."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Protocol

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN, FAILED, UsageError, at_terminal
from outtray.cli.terms import Formatter, ask, print_json
from outtray.config.locations import locations
from outtray_rules.errors import Problem
from outtray_rules.library import Loaded, load_files
from outtray_rules.pack import Pack
from outtray_rules.starting import PackNameError, starting_pack

_DEFAULT_NAME = "my-rules"


class Parts(Protocol):
    """What argparse gives to add the parts of a command to."""

    def add_parser(
        self,
        name: str,
        *,
        help: str,  # noqa: A002 - argparse names it so
        description: str,
        epilog: str,
        formatter_class: Formatter,
    ) -> argparse.ArgumentParser:
        """Add one part."""
        ...


def add_parts(parts: Parts, formatter: Formatter) -> None:
    """Declare the two parts."""
    linting = parts.add_parser(
        "lint",
        help=_("quote every mistake in packs"),
        description=_("Quote every mistake of these packs, with its line, and what was expected there."),
        epilog=_("example:  outtray rules lint my-pack.toml"),
        formatter_class=formatter,
    )
    linting.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=_("packs, or folders of packs (default: your own)"),
    )
    linting.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    linting.set_defaults(run=_lint)
    making = parts.add_parser(
        "new",
        help=_("write a commented pack to begin with"),
        description=_(
            "Write a commented pack to begin with, into the folder of your own packs. Without a name and "
            "without a terminal it is printed."
        ),
        epilog=_("example:  outtray rules new my-team"),
        formatter_class=formatter,
    )
    making.add_argument("name", nargs="?", help=_("the id of the pack: small letters, digits and hyphens"))
    making.add_argument("-o", "--output", metavar="FILE", help=_("write it here instead; - prints it"))
    making.set_defaults(run=_new)


def _lint(options: argparse.Namespace) -> int:
    files = pack_files(options.files or [locations(os.environ).packs])
    if not files and options.files:
        raise UsageError(_("There is no pack here."), _("Name a TOML file, or a folder that has some."))
    loaded = load_files(files)
    if options.json:
        print_json(
            {
                "packs": [{"id": pack.id, "rules": len(pack.rules)} for pack in _of(loaded, files)],
                "problems": [_as_json(problem) for problem in loaded.problems],
            }
        )
        return FAILED if loaded.errors else CLEAN
    for problem in loaded.problems:
        print(sanitise(str(problem)), file=sys.stderr)
    sound = _of(loaded, files)
    rules = sum(len(pack.rules) for pack in sound)
    told = ngettext("{count} sound pack", "{count} sound packs", len(sound)).format(count=len(sound))
    told += ", " + ngettext("{count} rule", "{count} rules", rules).format(count=rules)
    mistakes = len(loaded.problems)
    told += ", " + ngettext("{count} mistake", "{count} mistakes", mistakes).format(count=mistakes)
    print(told)
    return FAILED if loaded.errors else CLEAN


def _of(loaded: Loaded, files: list[Path]) -> list[Pack]:
    wanted = {path.resolve() for path in files}
    return [pack for pack in loaded.packs if pack.path.resolve() in wanted]


def pack_files(paths: list[Path]) -> list[Path]:
    """The pack files among these files and folders; raises ``UsageError`` for what is not there."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(sorted({*path.glob("*.toml"), *path.glob("*/pack.toml")}))
        elif path.is_file():
            files.append(path)
        elif path != locations(os.environ).packs:
            raise UsageError(
                _("There is no file {path}.").format(path=path), _("Check the name and try again.")
            )
    return files


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "level": problem.level,
        "message": problem.message,
        "nearest": problem.nearest,
        "source_line": problem.source_line,
    }


def _new(options: argparse.Namespace) -> int:
    name, output = options.name, options.output
    if name is None and at_terminal() and output is None:
        name = ask(_("A name for the pack, such as {name}: ").format(name=_DEFAULT_NAME)).strip()
    elif name is None and output is None:
        output = "-"
    text = starting_pack(name or (_named_by(output) if output not in {None, "-"} else _DEFAULT_NAME))
    if output == "-":
        print(text, end="")
        return CLEAN
    path = Path(output) if output else locations(os.environ).packs / f"{name or _DEFAULT_NAME}.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(
            _("There is a file {path} already.").format(path=path),
            _("Give another name, or write elsewhere with --output FILE."),
        ) from error
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror or error),
            _("Write elsewhere with --output FILE."),
        ) from error
    print(path)
    print(
        _("It is sound as it is. Change it, then: outtray rules lint {path}").format(path=path),
        file=sys.stderr,
    )
    return CLEAN


def _named_by(output: str) -> str:
    """The id a file's name gives its pack."""
    name = re.sub(r"[^a-z0-9]+", "-", Path(output).stem.casefold()).strip("-")
    try:
        starting_pack(name)
    except PackNameError:
        return _DEFAULT_NAME
    return name
