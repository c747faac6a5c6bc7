"""``outtray check``: the rules as a linter for texts, folders of drafts and standard input."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN, FOUND, UsageError
from outtray.cli.reviewing import CheckedText, Prepared, add_context_options, prepare, refuse_double_input
from outtray.cli.terms import Formatter, Subcommands, print_json, read_text
from outtray_rules.cooling import Cooling
from outtray_rules.durations import format_duration
from outtray_rules.finding import Finding, Severity

_SIGNS = {Severity.BLOCK: "■", Severity.WARN: "▲", Severity.NOTE: "•"}
_DRAFTS = frozenset({"", ".md", ".markdown", ".text", ".toot", ".txt"})
"""What the name of a draft in a folder may end with."""
_LARGEST_FOLDER = 5_000


@dataclass(frozen=True, slots=True)
class _Checked:
    """One text, where it is from (``-``: standard input), and what came of it."""

    source: str
    text: str
    review: CheckedText


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "check",
        help=_("check texts against the rules"),
        description=_(
            "Check texts against the rules: exit code 0 when all are clean, 1 when something was found."
        ),
        epilog=_("example:  printf 'My SIN is 046 454 286' | outtray check --as ca -"),
        formatter_class=formatter,
    )
    parser.add_argument(
        "files",
        nargs="*",
        default=["-"],
        metavar="FILE",
        help=_("text files, folders of drafts, or - for standard input (default)"),
    )
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
    """Print findings and the cooling-off each text would have; 1 when a finding reaches ``--fail-on``."""
    sources = _sources(options.files)
    refuse_double_input(options, sources)
    prepared: Prepared | None = None
    checked: list[_Checked] = []
    for source in sources:
        text = read_text(source)
        prepared = prepare(options, text) if prepared is None else prepared.of(text)
        checked.append(_Checked(source, text, prepared.review()))
    alone = len(options.files) == 1 and not Path(options.files[0]).is_dir()
    if options.json:
        reports = [_report(one) for one in checked]
        print_json(reports[0] if alone else {"files": reports})
    elif alone:
        _print(checked[0])
        _print_wait(checked[0].review.cooling)
    else:
        for one in checked:
            _print(one, quiet=True)
        _print_sum(checked)
    threshold = Severity(options.fail_on).rank
    serious = any(found.severity.rank >= threshold for one in checked for found in one.review.findings)
    return FOUND if serious else CLEAN


def _sources(names: list[str]) -> list[str]:
    """The files named, and every draft in the folders named; raises ``UsageError`` for an empty folder."""
    sources: list[str] = []
    for name in names:
        folder = Path(name)
        if name == "-" or not folder.is_dir():
            sources.append(name)
            continue
        drafts = sorted(
            str(path)
            for path in folder.rglob("*")
            if path.suffix.casefold() in _DRAFTS
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and path.is_file()
        )
        if not drafts:
            raise UsageError(
                _("There is no draft in {path}.").format(path=name),
                _("Drafts are text files: .txt, .md or without an ending."),
            )
        if len(drafts) > _LARGEST_FOLDER:
            raise UsageError(
                _("There are more than {count} files in {path}.").format(count=_LARGEST_FOLDER, path=name),
                _("Check one folder of drafts at a time."),
            )
        sources.extend(drafts)
    return list(dict.fromkeys(sources))


def _report(one: _Checked) -> dict[str, object]:
    cooling = one.review.cooling
    return {
        "file": one.source,
        "findings": [_as_json(finding, one.text) for finding in one.review.findings],
        "cooling": {
            "seconds": cooling.seconds,
            "reasons": [
                {
                    "code": reason.code,
                    "seconds": reason.seconds,
                    "text": reason.text,
                    "decides": reason.decides,
                }
                for reason in cooling.reasons
            ],
        },
    }


def _as_json(finding: Finding, text: str) -> dict[str, object]:
    line, column = _place(text, finding)
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": str(finding.severity),
        "start": finding.span.start,
        "end": finding.span.end,
        "line": line,
        "column": column,
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
        "replacement": finding.replacement,
    }


def _place(text: str, finding: Finding) -> tuple[int, int]:
    """The line and column of a find in the text, counted from 1; of what has no place in it, (0, 0)."""
    if finding.field != "text" or finding.span.end <= finding.span.start:
        return 0, 0
    before = text[: finding.span.start]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _print(one: _Checked, *, quiet: bool = False) -> None:
    findings = one.review.findings
    if not findings and not quiet:
        print(_("Nothing found."))
    for finding in findings:
        line, column = _place(one.text, finding)
        where = "" if finding.field == "text" else f" ({finding.field})"
        if one.source != "-" and line:
            where = f"  {sanitise(one.source)}:{line}:{column}"
        elif one.source != "-":
            where += f"  {sanitise(one.source)}"
        print(f"{_SIGNS[finding.severity]} {finding.severity}  {finding.rule}{where}")
        print(f"    {sanitise(finding.message)}")
        print(f"    {sanitise(finding.advice)}")
        if finding.replacement is not None:
            print("    " + _("Instead: {words}").format(words=sanitise(finding.replacement)))
        source = " ".join(
            part for part in (finding.source.name, finding.source.clause, finding.source.url) if part
        )
        if source:
            print(f"    {source}")
    if findings and not quiet:
        print(_count(len(findings)))


def _print_sum(checked: list[_Checked]) -> None:
    findings = sum(len(one.review.findings) for one in checked)
    texts = ngettext("{count} text", "{count} texts", len(checked)).format(count=len(checked))
    print(f"{texts}: {_count(findings)}" if findings else f"{texts}: " + _("Nothing found."))


def _count(findings: int) -> str:
    return ngettext("{count} finding.", "{count} findings.", findings).format(count=findings)


def _print_wait(cooling: Cooling) -> None:
    why = "; ".join(reason.text for reason in cooling.reasons)
    print(
        _("It would cool for {time}: {why}").format(
            time=format_duration(timedelta(seconds=cooling.seconds)), why=why
        )
    )
