"""``outtray check``: the rules as a linter for one text."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN, FOUND
from outtray.cli.reviewing import add_context_options, prepare
from outtray.cli.terms import Formatter, Subcommands, print_json, read_text
from outtray_rules.cooling import Cooling
from outtray_rules.durations import format_duration
from outtray_rules.finding import Finding, Severity

_SIGNS = {Severity.BLOCK: "■", Severity.WARN: "▲", Severity.NOTE: "•"}


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "check",
        help=_("check a text against the rules"),
        description=_("Check a text against the rules: exit code 0 when clean, 1 when something was found."),
        epilog=_("example:  printf 'My SIN is 046 454 286' | outtray check --as ca -"),
        formatter_class=formatter,
    )
    parser.add_argument("file", nargs="?", default="-", help=_("a text file, or - for standard input"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    parser.add_argument(
        "--fail-on",
        choices=[str(severity) for severity in Severity],
        default=str(Severity.WARN),
        help=_("the least severity that makes the exit code 1 (default: warn)"),
    )
    add_context_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print findings and the cooling-off this text would have; 1 when a finding reaches ``--fail-on``."""
    text = read_text(options.file)
    prepared = prepare(options, text)
    review = prepared.review()
    if options.json:
        report = {
            "findings": [_as_json(finding) for finding in review.findings],
            "cooling": {
                "seconds": review.cooling.seconds,
                "reasons": [
                    {
                        "code": reason.code,
                        "seconds": reason.seconds,
                        "text": reason.text,
                        "decides": reason.decides,
                    }
                    for reason in review.cooling.reasons
                ],
            },
        }
        print_json(report)
    else:
        _print(review.findings, review.cooling)
    threshold = Severity(options.fail_on).rank
    return FOUND if any(finding.severity.rank >= threshold for finding in review.findings) else CLEAN


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": str(finding.severity),
        "start": finding.span.start,
        "end": finding.span.end,
        "match": finding.match,
        "title": finding.title,
        "message": finding.message,
        "advice": finding.advice,
        "source": {
            "name": finding.source.name,
            "clause": finding.source.clause,
            "url": finding.source.url,
        },
        "confidence": finding.confidence,
        "field": finding.field,
    }


def _print(findings: tuple[Finding, ...], cooling: Cooling) -> None:
    out = sys.stdout
    if not findings:
        print(_("Nothing found."), file=out)
    for finding in findings:
        where = "" if finding.field == "text" else f" ({finding.field})"
        print(f"{_SIGNS[finding.severity]} {finding.severity}  {finding.rule}{where}", file=out)
        print(f"    {sanitise(finding.message)}", file=out)
        print(f"    {sanitise(finding.advice)}", file=out)
        source = " ".join(
            part for part in (finding.source.name, finding.source.clause, finding.source.url) if part
        )
        if source:
            print(f"    {source}", file=out)
    if findings:
        print(
            ngettext("{count} finding.", "{count} findings.", len(findings)).format(count=len(findings)),
            file=out,
        )
    why = "; ".join(reason.text for reason in cooling.reasons)
    print(
        _("It would cool for {time}: {why}").format(
            time=format_duration(timedelta(seconds=cooling.seconds)), why=why
        ),
        file=out,
    )
