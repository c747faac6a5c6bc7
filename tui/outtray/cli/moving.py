"""``outtray outbox export`` and ``import``: a backup of the out-tray, and the way to another machine."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN
from outtray.cli.terms import Formatter, Subcommands, print_json
from outtray.config.locations import Locations, locations

if TYPE_CHECKING:
    from outtray.outbox.moving import Contents


def add_parts(parts: Subcommands, formatter: Formatter) -> tuple[argparse.ArgumentParser, ...]:
    """Declare both parts of ``outtray outbox``."""
    exporting = parts.add_parser(
        "export",
        help=_("write drafts, held acts and the journal into one file"),
        description=_(
            "Write drafts, held acts, attachments and the journal into one file, for a backup or another"
            " machine. It holds no token and no settings, but the words of drafts: keep it where you keep"
            " those."
        ),
        epilog=_("example:  outtray outbox export outtray-2026-03-01.zip"),
        formatter_class=formatter,
    )
    exporting.add_argument("file", metavar="FILE")
    exporting.set_defaults(run=_export)
    importing = parts.add_parser(
        "import",
        help=_("bring such a file into an empty out-tray"),
        description=_(
            "Bring an exported file into an empty out-tray. What waited comes in as drafts, to be held and"
            " reviewed anew; what may have been sent is asked about."
        ),
        epilog=_("example:  outtray outbox import outtray-2026-03-01.zip"),
        formatter_class=formatter,
    )
    importing.add_argument("file", metavar="FILE")
    importing.set_defaults(run=_import)
    for part in (exporting, importing):
        part.add_argument("--json", action="store_true", help=_("print JSON for machines"))
    return exporting, importing


def _places(options: argparse.Namespace) -> Locations:
    places = locations(os.environ, practice=options.practice)
    places.make()
    return places


def _export(options: argparse.Namespace) -> int:
    from outtray.outbox.moving import export_outbox
    from outtray.outbox.opening import open_outbox

    places = _places(options)
    with closing(open_outbox(places.outbox, SystemClock())) as outbox:
        path = Path(options.file)
        contents = export_outbox(outbox, places.outbox, path, practice=options.practice)
    return _tell(options, contents, _("Written to {file}: {what}."))


def _import(options: argparse.Namespace) -> int:
    from outtray.outbox.moving import import_outbox

    places = _places(options)
    contents = import_outbox(places.outbox, Path(options.file), SystemClock(), practice=options.practice)
    code = _tell(options, contents, _("Brought in from {file}: {what}."))
    if contents.waiting and not options.json:
        print(
            _(
                "What waited is among the drafts. Discard it on the other machine, or it could be sent from"
                " both."
            ),
            file=sys.stderr,
        )
    return code


def _tell(options: argparse.Namespace, contents: Contents, sentence: str) -> int:
    if options.json:
        print_json(
            {
                "file": options.file,
                "waiting": contents.waiting,
                "drafts": contents.drafts,
                "over": contents.over,
                "journal_rows": contents.rows,
                "media": contents.media,
                "journal_whole": contents.whole,
                "left_out": contents.left_out,
                "made_at": contents.made_at.isoformat(),
            }
        )
        return CLEAN
    what = (
        ngettext("{count} waiting act", "{count} waiting acts", contents.waiting).format(
            count=contents.waiting
        ),
        ngettext("{count} draft", "{count} drafts", contents.drafts).format(count=contents.drafts),
        ngettext("{count} row of the journal", "{count} rows of the journal", contents.rows).format(
            count=contents.rows
        ),
        ngettext("{count} attachment", "{count} attachments", contents.media).format(count=contents.media),
    )
    print(sentence.format(file=sanitise(options.file), what=", ".join(what)))
    if contents.left_out:
        left = ngettext(
            "{count} act cannot be read by this version and was left in the file.",
            "{count} acts cannot be read by this version and were left in the file.",
            contents.left_out,
        )
        print(left.format(count=contents.left_out), file=sys.stderr)
    if not contents.whole:
        print(_("The journal's chain was not whole: see `outtray register verify`."), file=sys.stderr)
    return CLEAN
