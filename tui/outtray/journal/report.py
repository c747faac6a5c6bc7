"""The journal as one self-contained page that a person can read, print and file.

For an access-to-information request: who, what, when, findings with their answers and reasons, cooling-off,
where it stands on the server, and whether the chain is whole. No script, nothing fetched, everything escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from html import escape
from typing import TextIO
from urllib.parse import urlsplit

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.journal import wording
from outtray.journal.history import History
from outtray.journal.reading import Record
from outtray_rules.durations import format_duration


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a report says.

    ``period`` and ``accounts`` are sentences for people; ``verification`` says whether the chain is whole
    (``is_whole``); ``zone`` is that of all times on the page; ``language`` its BCP 47 code.
    """

    made_at: datetime
    program: str
    period: str
    accounts: str
    verification: str
    is_whole: bool
    is_masked: bool
    zone: tzinfo
    language: str = "en"


def write_report(
    found: Sequence[History], heading: Heading, out: TextIO, each: Callable[[int], None] | None = None
) -> int:
    """Write the page and return how many acts stand on it; ``each`` hears how many were written so far."""
    out.write(_top(found, heading))
    for count, history in enumerate(found, start=1):
        out.write(_article(history, heading.zone))
        if each is not None:
            each(count)
    out.write("</main>\n</body>\n</html>\n")
    return len(found)


def _top(found: Sequence[History], heading: Heading) -> str:
    title = _("Record of what was held and sent")
    status = "whole" if heading.is_whole else "broken"
    facts = [
        (_("Period"), _text(heading.period)),
        (_("Accounts"), _text(heading.accounts)),
        (_("Made"), _text(f"{_when(heading.made_at, heading.zone)}, {heading.program}")),
        (_("Acts"), _text(_counts(found))),
        (_("Journal"), f'<span class="{status}">{_text(heading.verification)}</span>'),
    ]
    masked = (
        _("Words that a rule called sensitive are masked with •••.")
        if heading.is_masked
        else _("This export is not masked: it may hold personal data and secrets.")
    )
    how = _(
        "Each act below is shown whole when anything happened to it in the period. The words of acts that"
        " were never sent are not kept unless the owner chose so. Row numbers and hashes lead back to the"
        " journal."
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(heading.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
        f"<h1>{_text(title)}</h1>\n{_facts(facts)}<p>{_text(masked)} {_text(how)}</p>\n</header>\n<main>\n"
    )


def _article(history: History, zone: tzinfo) -> str:
    heading = _("{kind} by {account}, {state}").format(
        kind=wording.kind_words(history.kind),
        account=history.account,
        state=wording.state_words(history.state),
    )
    sent = history.sent
    facts = [
        (_("Held"), _text(_when(history.started_at, zone))),
        (_("Sent"), _text("" if sent is None else _when(sent.event.at, zone))),
        (
            _("Taken back"),
            _text("" if history.taken_back_at is None else _when(history.taken_back_at, zone)),
        ),
        (_("Readable by"), _text(wording.visibility_words(history.visibility))),
        (_("Address"), _link(history.url)),
        (_("About"), _link(history.about)),
        (_("Cooling-off"), _text(_cooling(history))),
        (_("Reference"), f"<code>{_text(history.act_id)}</code>" if history.act_id else ""),
    ]
    words = (
        f"<blockquote>{_text(history.words)}</blockquote>\n"
        if history.words
        else '<p class="none">' + _text(_("No words are kept.")) + "</p>\n"
    )
    return (
        f"<article>\n<h2>{_text(heading[:1].upper() + heading[1:])}</h2>\n{words}"
        f"{_facts((name, value) for name, value in facts if value)}{_earlier(history, zone)}"
        f"{_findings(history)}"
        f"{_events(history.records, zone)}</article>\n"
    )


def _earlier(history: History, zone: tzinfo) -> str:
    """Wordings before the last one, where the owner chose to keep them."""
    told = []
    for record in history.versions[:-1]:
        when = _("Earlier words, {when}").format(when=_when(record.event.at, zone))
        told.append(f"<p>{_text(when)}</p>\n<blockquote>{_text(record.words)}</blockquote>\n")
    return "".join(told)


def _cooling(history: History) -> str:
    row = history.cooling
    if row is None or row.event.seconds is None:
        return ""
    wait = format_duration(timedelta(seconds=row.event.seconds))
    why = ", ".join(wording.reason_words(code) for code in row.event.reasons)
    return _("{wait} ({why})").format(wait=wait, why=why) if why else wait


def _findings(history: History) -> str:
    if not history.findings:
        return '<p class="none">' + _text(_("The rules found nothing.")) + "</p>\n"
    head = (_("Rule"), _("Severity"), _("Answer"), _("Reason given"))
    lines = [
        (
            f"<code>{_text(found.rule)}</code>",
            _text(wording.severity_words(found.severity)),
            _text(wording.answer_words(found)),
            _text(found.reason),
        )
        for found in history.findings
    ]
    return _table(_("Findings of the last review"), head, lines)


def _events(records: Iterable[Record], zone: tzinfo) -> str:
    head = (_("Row"), _("When"), _("What happened"), _("Detail"), _("Hash"))
    lines = [
        (
            str(record.row.number),
            _text(_when(record.event.at, zone)),
            _text(wording.event_words(record.event)),
            _text(_detail(record)),
            f'<code title="{escape(record.row.hash)}">{escape(record.row.hash[:12])}</code>',
        )
        for record in records
    ]
    return _table(_("What happened to it"), head, lines)


def _detail(record: Record) -> str:
    shown = {n: v for n, v in record.event.detail.items() if n not in {"visibility", "about"}}
    return ", ".join(f"{name} {value}" for name, value in sorted(shown.items()))


def _table(caption: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>\n" for line in lines)
    return f"<table>\n<caption>{_text(caption)}</caption>\n<tr>{top}</tr>\n{body}</table>\n"


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    """A list of names and values; the values are HTML already."""
    return "<dl>\n" + "".join(f"<dt>{_text(n)}</dt><dd>{v}</dd>\n" for n, v in facts) + "</dl>\n"


def _counts(found: Sequence[History]) -> str:
    told = ngettext("{count} act", "{count} acts", len(found)).format(count=len(found))
    states: dict[str, int] = {}
    for history in found:
        states[history.state] = states.get(history.state, 0) + 1
    parts = ", ".join(f"{wording.state_words(state)}: {count}" for state, count in sorted(states.items()))
    return f"{told} ({parts})" if parts else told


def _when(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %z")


def _link(address: str) -> str:
    """An address as a link when it leads to the web, as text when it does not."""
    try:
        is_web = urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        is_web = False
    shown = _text(address)
    return f'<a href="{escape(sanitise(address, single_line=True))}">{shown}</a>' if is_web else shown


def _text(text: str) -> str:
    return escape(sanitise(text))


_STYLE = """
:root { color-scheme: light dark; }
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
article { border-top: 1px solid; padding: 1.2rem 0; }
blockquote { margin: .6rem 0; padding: .2rem 0 .2rem 1rem; border-left: 4px solid; white-space: pre-wrap;
  font-size: 1.05rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; }
dt { font-weight: bold; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .8rem 0; }
caption { text-align: left; font-weight: bold; padding-bottom: .2rem; }
th, td { border: 1px solid; padding: .15rem .4rem; text-align: left; vertical-align: top; }
code { font: .9em ui-monospace, monospace; }
.none { font-style: italic; } .whole { font-weight: bold; }
.broken { font-weight: bold; border: 2px solid; padding: 0 .3rem; }
@media print { body { max-width: none; margin: 0; } a { color: inherit; }
  h2, caption { break-after: avoid; } tr, blockquote { break-inside: avoid; } }
"""
