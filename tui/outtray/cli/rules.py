"""``outtray rules``: what the rules are, why, and whether their examples hold."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import language, ngettext
from outtray.cli import rule_mutes, rule_writing
from outtray.cli.exits import CLEAN, FAILED, FOUND, UsageError
from outtray.cli.terms import Formatter, Subcommands, print_json
from outtray.config.locations import locations
from outtray.journal.wording import severity_words
from outtray_rules.examples import run_examples
from outtray_rules.explain import explain, title_of
from outtray_rules.library import Loaded, load_files, load_packs, shipped_packs
from outtray_rules.pack import Pack
from outtray_rules.wording import unfilled


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command and its parts."""
    parser = commands.add_parser(
        "rules",
        help=_("list, explain, test and write rules"),
        description=_("The rules a post is checked against."),
        epilog=_("example:  outtray rules explain ca-partisan-act"),
        formatter_class=formatter,
    )
    parts = parser.add_subparsers(metavar="PART", required=True)
    listing = parts.add_parser(
        "list",
        help=_("every rule, pack by pack"),
        description=_("Every rule of every pack, your own included."),
        epilog=_("example:  outtray rules list --json"),
        formatter_class=formatter,
    )
    listing.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    listing.set_defaults(run=_list)
    explaining = parts.add_parser(
        "explain",
        help=_("the page of one rule"),
        description=_("What one rule finds and leaves alone, why, and on whose word."),
        epilog=_("example:  outtray rules explain ca-partisan-act"),
        formatter_class=formatter,
    )
    explaining.add_argument("rule")
    explaining.set_defaults(run=_explain)
    testing = parts.add_parser(
        "test",
        help=_("run the examples of packs: all, or the files named"),
        description=_("Check that every hit of every rule hits and every miss misses."),
        epilog=_("example:  outtray rules test my-pack.toml"),
        formatter_class=formatter,
    )
    testing.add_argument("files", nargs="*", type=Path, metavar="PACK.toml")
    testing.set_defaults(run=_test)
    rule_writing.add_parts(parts, formatter)
    rule_mutes.add_part(parts, formatter)


def _list(options: argparse.Namespace) -> int:
    loaded = _loaded()
    for problem in loaded.problems:
        print(sanitise(str(problem)), file=sys.stderr)
    if options.json:
        print_json({"packs": [_pack_as_json(pack) for pack in loaded.packs]})
        return FAILED if loaded.errors else CLEAN
    for pack in loaded.packs:
        print(f"{pack.id}  {pack.title}  ({pack.version})")
        for rule in pack.rules:
            print(f"  {rule.severity:<5}  {rule.id:<28}  {rule.wording_in(language()).title}")
    return FAILED if loaded.errors else CLEAN


def _pack_as_json(pack: Pack) -> dict[str, object]:
    rules = [
        {
            "id": rule.id,
            "category": rule.category,
            "severity": str(rule.severity),
            "title": rule.wording_in("en").title,
        }
        for rule in pack.rules
    ]
    return {"id": pack.id, "title": pack.title, "version": pack.version, "rules": rules}


def _explain(options: argparse.Namespace) -> int:
    lang = language()
    page = explain(_loaded().packs, options.rule, lang)
    rule = page.rule
    wording = rule.wording_in(lang)
    print(f"{rule.id}  {severity_words(rule.severity)}  {rule.category}  ({title_of(page.pack, lang)})")
    print(f"\n{wording.title}\n  {unfilled(wording.message, lang)}\n  {unfilled(wording.advice, lang)}")
    source = " ".join(part for part in (rule.source.name, rule.source.clause, rule.source.url) if part)
    print(_("\nSource: {source}").format(source=source))
    print(_("Looks for:"))
    for way in page.ways:
        print(f"  - {way}")
    if page.unless:
        print(_("Unless: {what}").format(what=page.unless))
    if page.when:
        print(_("Only when: {what}").format(what=page.when))
    for change in page.changes:
        print(f"  {change}")
    for title, examples in ((_("Finds:"), rule.hits), (_("Leaves alone:"), rule.misses)):
        print(f"\n{title}")
        for example in examples:
            print(f"  {example.text}")
    return CLEAN


def _test(options: argparse.Namespace) -> int:
    loaded = load_files(options.files, _own_directories()) if options.files else _loaded()
    for problem in loaded.problems:
        print(sanitise(str(problem)), file=sys.stderr)
    if options.files and not loaded.packs and not loaded.problems:
        raise UsageError(_("No pack was found in these files."), _("Name a TOML file with a [pack] table."))
    wanted = {path.resolve() for path in options.files}
    packs = [pack for pack in loaded.packs if not wanted or pack.path.resolve() in wanted]
    results = run_examples(packs, loaded.packs)
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"{result.rule}: {result.kind}: {result.why}\n    {result.text}")
    if results or not loaded.errors:
        told = ngettext(
            "{count} example, {failed} failed.", "{count} examples, {failed} failed.", len(results)
        )
        print(told.format(count=len(results), failed=len(failed)))
    if loaded.errors:
        broken = len({problem.file for problem in loaded.errors})
        told = ngettext(
            "{count} pack is broken and was not tried; its mistakes are listed above.",
            "{count} packs are broken and were not tried; their mistakes are listed above.",
            broken,
        )
        print(told.format(count=broken), file=sys.stderr)
        return FAILED
    return FOUND if failed else CLEAN


def _loaded() -> Loaded:
    """Every pack there is, the user's own included."""
    return load_packs(shipped_packs(), _own_directories())


def _own_directories() -> tuple[Path, ...]:
    own = locations(os.environ).packs
    return (own,) if own.is_dir() else ()
