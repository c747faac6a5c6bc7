"""``outtray register``: the journal on a plain line interface: show, export, verify."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN, FOUND, UsageError
from outtray.cli.terms import Formatter, Subcommands, print_json
from outtray.config.locations import locations
from outtray.journal import wording
from outtray.journal.errors import BrokenChain
from outtray.journal.history import History
from outtray.outbox.opening import open_outbox
from outtray.services.asking import end_of
from outtray.services.register import Format, Query, Register, format_of, verified_words
from outtray_rules.durations import format_duration

_PROGRESS_EVERY = 5_000
"""Rows between two words of progress."""


def add(commands: Subcommands, formatter: Formatter) -> None:
    """Declare the command and its three parts."""
    parser = commands.add_parser(
        "register",
        help=_("the journal: show, export, verify"),
        description=_("The journal: what was held, changed, released, sent and discarded, and why."),
        epilog=_("example:  outtray register show --from 2026-03-01"),
        formatter_class=formatter,
    )
    parts = parser.add_subparsers(metavar="PART", required=True)
    showing = parts.add_parser(
        "show",
        help=_("what became of each act"),
        description=_("What became of each act, the latest last."),
        epilog=_("example:  outtray register show --from 2026-03-01 --text ferry"),
        formatter_class=formatter,
    )
    showing.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    showing.set_defaults(run=_show)
    exporting = parts.add_parser(
        "export",
        help=_("write the journal as JSON Lines, CSV or a page to print"),
        description=_(
            "Write the journal as JSON Lines, CSV or a self-contained page to print. What a rule called"
            " sensitive is masked unless asked for."
        ),
        epilog=_("example:  outtray register export --from 2026-01-01 --to 2026-03-31 --output report.html"),
        formatter_class=formatter,
    )
    exporting.add_argument(
        "--format",
        choices=[str(kind) for kind in Format],
        help=_("by default what the file's ending says, else jsonl"),
    )
    exporting.add_argument("--output", "-o", metavar="FILE", help=_("a file, instead of standard output"))
    exporting.add_argument(
        "--with-secrets", action="store_true", help=_("do not mask what a rule called sensitive")
    )
    exporting.add_argument("--json", action="store_true", help=_("tell what was written as JSON"))
    exporting.set_defaults(run=_export)
    verifying = parts.add_parser(
        "verify",
        help=_("walk the chain and name the first row that was changed"),
        description=_("Walk the whole chain; exit code 1 when a row was changed, removed or added."),
        epilog=_("example:  outtray register verify --json"),
        formatter_class=formatter,
    )
    verifying.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    verifying.set_defaults(run=_verify)
    for part in (showing, exporting):
        part.add_argument("--from", dest="since", metavar="DATE", help=_("first day, such as 2026-03-01"))
        part.add_argument("--to", dest="until", metavar="DATE", help=_("last day, included"))
        part.add_argument(
            "--account", dest="only", metavar="NAME@SERVER", help=_("only what this account did")
        )
        part.add_argument("--text", default="", help=_("only acts in which all these words stand"))
    for part in (showing, exporting, verifying):
        part.add_argument("--practice", action="store_true", help=_("the journal of practice"))


def _show(options: argparse.Namespace) -> int:
    with _Opened(options) as opened:
        found = asyncio.run(opened.register.find(opened.query(options)))[::-1]
    if options.json:
        print_json({"acts": [_summary(history) for history in found]})
        return CLEAN
    if not found:
        print(_("Nothing of that is in the journal."))
    for history in found:
        _print(history, opened.zone)
    return CLEAN


def _export(options: argparse.Namespace) -> int:
    kind = Format(options.format) if options.format else format_of(options.output or "")
    if options.json and not options.output:
        raise UsageError(
            _("With --json the export itself needs a file."), _("Name one: --output report.html")
        )
    with _Opened(options) as opened:
        query = opened.query(options)
        masked = not options.with_secrets
        if options.output:
            path = Path(options.output)
            count = asyncio.run(opened.register.export(path, kind, query, masked=masked, each=_say_progress))
        else:
            count = opened.register.write(sys.stdout, kind, query, masked=masked)
    if options.json:
        print_json({"file": options.output, "format": str(kind), "count": count, "masked": masked})
    elif options.output:
        print(_written(kind, count).format(count=count, file=sanitise(options.output)), file=sys.stderr)
    return CLEAN


def _verify(options: argparse.Namespace) -> int:
    with _Opened(options) as opened:
        try:
            found = asyncio.run(opened.register.verify())
        except BrokenChain as error:
            if options.json:
                print_json({"whole": False, "row": error.row, "sentence": error.sentence})
            else:
                print(f"{error.sentence}\n  {error.next_step}", file=sys.stderr)
            return FOUND
    if options.json:
        last = found.first + found.rows - 1
        print_json(
            {"whole": True, "rows": found.rows, "first": found.first, "last": last, "head": found.head}
        )
    else:
        print(verified_words(found))
    return CLEAN


class _Opened:
    """The journal of one world, open as long as the block lasts."""

    def __init__(self, options: argparse.Namespace) -> None:
        clock = SystemClock()
        self.zone: tzinfo = clock.local_zone()
        places = locations(os.environ, practice=options.practice)
        places.make()
        self._outbox = open_outbox(places.outbox, clock)
        self.register = Register(self._outbox.journal, clock)

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_error: object) -> None:
        self._outbox.close()

    def query(self, options: argparse.Namespace) -> Query:
        """What the options ask for; raises ``UsageError`` for a date that is none."""
        since = None if options.since is None else _since(options.since, self.zone)
        until = None if options.until is None else _until(options.until, self.zone)
        if since is not None and until is not None and until <= since:
            raise UsageError(
                _("The last day is before the first."),
                _("Give the earlier one to --from and the later to --to."),
            )
        return Query(options.text, since, until, options.only or options.account or "")


def _since(typed: str, zone: tzinfo) -> datetime:
    """The first moment of a day, or the moment typed, in the user's zone."""
    found = _read(typed)
    if isinstance(found, datetime):
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    return datetime.combine(found, time(), zone)


def _until(typed: str, zone: tzinfo) -> datetime | None:
    """The first moment after a day, None after the last there is; or the moment typed."""
    found = _read(typed)
    return _since(typed, zone) if isinstance(found, datetime) else end_of(found, zone)


def _read(typed: str) -> date | datetime:
    """A day or a moment; raises ``UsageError``."""
    try:
        if len(typed) == len("2026-03-01"):
            return date.fromisoformat(typed)
        return datetime.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(
            _("{typed} is not a date.").format(typed=typed or "–"),
            _("Write it as year-month-day, such as 2026-03-01."),
        ) from error


def _say_progress(count: int) -> None:
    if count % _PROGRESS_EVERY == 0:
        told = ngettext("{count} row read …", "{count} rows read …", count)
        print(told.format(count=count), file=sys.stderr)


def _written(kind: Format, count: int) -> str:
    if kind is Format.HTML:
        return ngettext("{count} act written to {file}.", "{count} acts written to {file}.", count)
    return ngettext("{count} row written to {file}.", "{count} rows written to {file}.", count)


def _print(history: History, zone: tzinfo) -> None:
    when = f"{history.started_at.astimezone(zone):%Y-%m-%d %H:%M}"
    kind, state = wording.kind_words(history.kind), wording.state_words(history.state)
    print(
        f"{when}  {history.act_id or '-':<8}  {kind}  {state}  {sanitise(history.account, single_line=True)}"
    )
    if history.words:
        print(f"    {sanitise(history.words, single_line=True, limit=200)}")
    for found in history.findings:
        reason = f": {sanitise(found.reason, single_line=True)}" if found.reason else ""
        severity, answer = wording.severity_words(found.severity), wording.answer_words(found)
        print(f"    {severity}  {sanitise(found.rule, single_line=True)}  {answer}{reason}")
    if history.url:
        print(f"    {sanitise(history.url, single_line=True)}")


def _summary(history: History) -> dict[str, object]:
    sent, cooling = history.sent, history.cooling
    return {
        "id": history.act_id,
        "act": history.kind,
        "account": history.account,
        "state": history.state,
        "visibility": history.visibility,
        "held_at": history.started_at.isoformat(),
        "sent_at": None if sent is None else sent.event.at.isoformat(),
        "taken_back_at": None if history.taken_back_at is None else history.taken_back_at.isoformat(),
        "words": history.words,
        "url": history.url,
        "about": history.about,
        "findings": [
            {"rule": f.rule, "severity": f.severity, "answer": f.answer, "reason": f.reason}
            for f in history.findings
        ],
        "cooling": None
        if cooling is None or cooling.event.seconds is None
        else format_duration(timedelta(seconds=cooling.event.seconds)),
        "cooling_reasons": [] if cooling is None else list(cooling.event.reasons),
        "rows": [record.row.number for record in history.records],
    }
