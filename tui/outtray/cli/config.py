"""``outtray config``: where the settings are, what holds and why, and whether anything in them is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN, FOUND, UsageError, at_terminal
from outtray.cli.terms import Formatter, Subcommands, ask, print_json
from outtray.config.configuration import Configuration
from outtray.config.governing import Clamp
from outtray.config.load import parse_settings
from outtray.config.locations import Locations, locations
from outtray.config.schema import plain
from outtray.config.settings import PRACTICE_SETTINGS, Settings
from outtray.services.editor import NO_DRAFT, edit_text
from outtray.storage.atomic import write_text
from outtray_rules.errors import Problem


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command and its four parts."""
    parser = commands.add_parser(
        "config",
        help=_("see, check and edit the settings"),
        description=_("The settings, and the policy of an organisation where there is one."),
        epilog=_("example:  outtray config show"),
        formatter_class=formatter,
    )
    parts = parser.add_subparsers(metavar="PART", required=True)
    where = parts.add_parser(
        "path",
        help=_("where the files are"),
        description=_(
            "Where the settings and the policy are read from; the first line is the settings file."
        ),
        epilog=_("example:  outtray config path"),
        formatter_class=formatter,
    )
    where.set_defaults(run=_path)
    showing = parts.add_parser(
        "show",
        help=_("what holds, and who says so"),
        description=_("Every setting as it holds: its default, your own, or what a policy makes of it."),
        epilog=_("example:  outtray config show cooling"),
        formatter_class=formatter,
    )
    showing.add_argument("section", nargs="?", default="", help=_("only this section, e.g. cooling"))
    showing.set_defaults(run=_show)
    checking = parts.add_parser(
        "check",
        help=_("whether the settings and the policy can be read"),
        description=_("Quote every mistake in the settings and the policy. Exit 0: none, 1: some."),
        epilog=_("example:  outtray config check"),
        formatter_class=formatter,
    )
    checking.set_defaults(run=_check)
    editing = parts.add_parser(
        "edit",
        help=_("change the settings in your editor"),
        description=_("Open the settings in $VISUAL or $EDITOR; they are checked before they are saved."),
        epilog=_("example:  outtray config edit"),
        formatter_class=formatter,
    )
    editing.set_defaults(run=_edit)
    for part in (where, showing, checking):
        part.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    for part in (where, showing, checking, editing):
        part.add_argument("--practice", action="store_true", help=_("the settings of the practice town"))


def _opened(options: argparse.Namespace) -> tuple[Locations, Configuration]:
    places = locations(os.environ, practice=options.practice)
    return places, Configuration(places, PRACTICE_SETTINGS if options.practice else None)


def _path(options: argparse.Namespace) -> int:
    places, config = _opened(options)
    policies = [places.policy, *places.added_policies]
    if options.json:
        print_json(
            {
                "settings": str(places.settings_file),
                "packs": str(places.packs),
                "policies": [str(path) for path in policies],
                "policies_read": [str(path) for path in config.policy.files],
            }
        )
        return CLEAN
    print(sanitise(str(places.settings_file)))
    print(_("your own rule packs: {path}").format(path=sanitise(str(places.packs))))
    for path in policies:
        told = _("policy: {path}") if path in config.policy.files else _("policy: {path} (there is none)")
        print(told.format(path=sanitise(str(path))))
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    _places, config = _opened(options)
    whole = plain(config.settings)
    if options.section and options.section not in whole:
        raise UsageError(
            _("There is no section {name}.").format(name=options.section),
            _("There are: {names}").format(names=", ".join(whole)),
        )
    chosen = {name: whole[name] for name in whole if options.section in {"", name}}
    if options.json:
        clamps = [_clamp(clamp) for clamp in config.governed.clamps]
        print_json({"settings": chosen, "clamps": clamps, "overrides": config.governed.overrides})
    else:
        for line in _listing(chosen, config):
            print(line)
    _tell_mistakes(config)
    return CLEAN


def _listing(chosen: Mapping[str, Mapping[str, Any]], config: Configuration) -> Iterator[str]:
    """The settings as a file would hold them, each with who says so."""
    built_in = plain(Settings())
    own = plain(config.own)
    for section, table in chosen.items():
        yield f"[{section}]"
        for key, value in table.items():
            clamps = config.governed.clamps_of(f"{section}.{key}")
            written = f"{key} = {_written(value)}"
            if clamps:
                yield from (f"# {sanitise(str(clamp), single_line=True)}" for clamp in clamps)
            elif own[section][key] == built_in[section][key]:
                written = f"{written:<44} # " + _("built in")
            yield sanitise(written, single_line=True)
        yield ""
    for clamp in config.governed.clamps:
        section, _dot, key = clamp.setting.partition(".")
        if section in chosen and key not in chosen[section]:
            yield f"# {sanitise(str(clamp), single_line=True)}"


def _written(value: Any) -> str:
    """A value as TOML writes it on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case list():
            return "[" + ", ".join(_written(one) for one in value) + "]"
        case dict() if not value:
            return "{}"
        case dict():
            return "{ " + ", ".join(f"{key} = {_written(one)}" for key, one in value.items()) + " }"
        case _:
            return str(value)


def _check(options: argparse.Namespace) -> int:
    _places, config = _opened(options)
    if options.json:
        print_json(
            {
                "settings": [_problem(problem) for problem in config.problems],
                "policy": [_problem(problem) for problem in config.policy.problems],
                "clamps": [_clamp(clamp) for clamp in config.governed.clamps],
            }
        )
        return FOUND if config.problems or config.policy.problems else CLEAN
    found = [*config.problems, *config.policy.problems]
    for problem in found:
        print(_shown(problem))
    for clamp in config.governed.clamps:
        print(sanitise(str(clamp), single_line=True))
    if config.policy.problems:
        print(_("With a mistake in the policy nothing can be sent."))
    if not found:
        print(_("No mistakes."))
        return CLEAN
    return FOUND


def _edit(options: argparse.Namespace) -> int:
    if not at_terminal():
        raise UsageError(
            _("An editor needs a terminal."), _("Edit the file that `outtray config path` names instead.")
        )
    places, config = _opened(options)
    places.make()
    try:
        before = places.settings_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        before = _blank()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            _("The settings in {path} cannot be read.").format(path=places.settings_file),
            _("Move the file aside, or make it readable, and try again."),
        ) from error
    text = before
    while True:
        text = edit_text(text, places.editor, os.environ, NO_DRAFT).rstrip("\n") + "\n"
        _settings, problems = parse_settings(text, places.settings_file)
        if not problems:
            break
        for problem in problems:
            print(_shown(problem), file=sys.stderr)
        if ask(_("Edit again? Enter does, n leaves the settings as they were: ")).strip().casefold() == "n":
            print(_("Nothing was changed."))
            return FOUND
    if text == before:
        print(_("Nothing was changed."))
        return CLEAN
    write_text(places.settings_file, text, mode=0o600)
    config.reload()
    print(_("Saved: {path}").format(path=sanitise(str(places.settings_file))))
    for clamp in config.governed.clamps:
        print(sanitise(str(clamp), single_line=True))
    return CLEAN


def _blank() -> str:
    return (
        "# " + _("Outtray's settings. `outtray config show` lists them all. Times: 90s, 15m, 2h, 1d.") + "\n"
    )


def _tell_mistakes(config: Configuration) -> None:
    count = len(config.problems) + len(config.policy.problems)
    if count:
        told = ngettext(
            "There is {count} mistake; `outtray config check` quotes it.",
            "There are {count} mistakes; `outtray config check` quotes each.",
            count,
        )
        print(told.format(count=count), file=sys.stderr)


def _shown(problem: Problem) -> str:
    return "\n".join(sanitise(line, single_line=True) for line in str(problem).splitlines())


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "text": problem.source_line,
        "message": problem.message,
        "nearest": problem.nearest,
    }


def _clamp(clamp: Clamp) -> dict[str, object]:
    origin = clamp.origin
    return {
        "setting": clamp.setting,
        "wanted": clamp.wanted,
        "given": clamp.given,
        "policy": None
        if origin is None
        else {"name": origin.name, "file": str(origin.path), "line": origin.line},
        "told": str(clamp),
    }
