"""``outtray headline``: how a text could read in a newspaper."""

from __future__ import annotations

import argparse
import shutil
import sys

from outtray.base.clock import SystemClock
from outtray.base.translation import gettext as _
from outtray.cli.exits import CLEAN
from outtray.cli.printed_page import printed
from outtray.cli.reviewing import add_context_options, prepare, refuse_double_input
from outtray.cli.terms import Formatter, Subcommands, print_json, read_text
from outtray_rules.headline.generator import front_page


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "headline",
        help=_("see how a text could read as a headline"),
        description=_("The worst fair reading of a text, as headlines; best first. A clean text has none."),
        epilog=_("example:  echo 'The government’s new plan is reckless.' | outtray headline --as ca -"),
        formatter_class=formatter,
    )
    parser.add_argument("file", nargs="?", default="-", help=_("a text file, or - for standard input"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    parser.add_argument("--lang", choices=["en", "fr"], help=_("the press to imagine first"))
    add_context_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the headlines, best first, and what a reader would not see."""
    refuse_double_input(options, [options.file])
    prepared = prepare(options, read_text(options.file))
    page = front_page(prepared.draft, prepared.findings(), prepared.context, options.lang, press=options.lang)
    if options.json:
        report = {
            "headlines": [
                {
                    "outlet": headline.outlet,
                    "lang": headline.lang,
                    "text": headline.text,
                    "quotes": [list(span) for span in headline.quotes],
                    "act": headline.act,
                    "actor": headline.actor,
                    "target": headline.target,
                }
                for headline in page.headlines
            ],
            "lost": list(page.lost),
        }
        print_json(report)
        return CLEAN
    day = SystemClock().now().astimezone(SystemClock().local_zone()).date()
    flat = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    columns = shutil.get_terminal_size().columns
    print("\n".join(printed(page, prepared.draft.text, day, columns, ascii_only=flat)))
    return CLEAN
