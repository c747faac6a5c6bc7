"""A front page in plain lines: what ``outtray headline`` prints for a person to read."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.widgets.desk.mastheads import masthead, printed_date
from outtray_rules.headline.model import FrontPage, Headline

_NARROWEST, _WIDEST = 34, 76
_AROUND = 48
"""Characters of the post shown on either side of the words a headline lifts."""
_FLAT = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "-", "\u00a0": " ", "\u202f": " "}
)


def printed(page: FrontPage, text: str, day: date, columns: int, *, ascii_only: bool = False) -> list[str]:
    """The lines of a front page: the lead in its paper, the other outlets, the words lifted, what is lost.

    ``columns`` is the width of the terminal; lines stay within it down to 34. With ``ascii_only`` rules and
    English quotation marks are drawn in ASCII; foreign letters stay.
    """
    if not page.headlines:
        return [_("Nothing here makes a headline.")]
    width = max(_NARROWEST, min(_WIDEST, columns - 2))
    lead = page.headlines[0]
    lines = [_("How this could read"), "", *_paper(lead, day, width, ascii_only=ascii_only), ""]
    others = page.best_of_each()[1:]
    if others:
        lines += [_("Elsewhere"), *_rows(others, lead.lang, width), ""]
    lifted = _in_place(lead, text)
    if ascii_only:
        # Before the lines are broken: an ellipsis of three dots is longer than one of one.
        lifted = _flat(lifted)
    if lifted:
        lines += [_("The words it lifts"), *_wrapped(lifted, width, "  "), ""]
    if page.lost:
        lines.append(_("What the reader will not see"))
        for loss in page.lost:
            lines += _wrapped(sanitise(loss, single_line=True), width, "  • ", "    ")
        lines.append("")
    lines += _wrapped(
        _("A reporter has no duty to quote your context. Change the lifted words first."), width
    )
    return [_flat(line) for line in lines] if ascii_only else lines


def _flat(line: str) -> str:
    """A line for a terminal without typographic marks."""
    return line.translate(_FLAT).replace("« ", '"').replace(" »", '"')


def outlet_name(headline: Headline) -> str:
    """The kind of outlet in the user's language."""
    if headline.outlet == "french":
        return _("French press")
    return {
        "wire": _("wire"),
        "broadsheet": _("broadsheet"),
        "tabloid": _("tabloid"),
        "trade": _("trade press"),
        "question": _("question"),
    }.get(headline.outlet, headline.outlet)


def _paper(lead: Headline, day: date, width: int, *, ascii_only: bool) -> list[str]:
    double, light = ("=", "-") if ascii_only else ("═", "─")
    name = masthead(lead.outlet, lead.lang).upper()
    spaced = "   ".join(" ".join(word) for word in name.split())
    title = spaced if len(spaced) <= width - 4 else name
    inner = width - 2
    return [
        f"  {double * inner}",
        f"  {title.center(inner)}".rstrip(),
        f"  {printed_date(day, lead.lang).center(inner)}".rstrip(),
        f"  {light * inner}",
        *_wrapped(sanitise(lead.text, single_line=True), width - 1, "   "),
        f"  {double * inner}",
    ]


def _rows(headlines: Sequence[Headline], lang: str, width: int) -> list[str]:
    names = [outlet_name(headline) for headline in headlines]
    if headlines[-1].lang != lang:
        names[-1] = _("English press") if headlines[-1].lang == "en" else _("French press")
    column = max(len(name) for name in names) + 2
    lines: list[str] = []
    for name, headline in zip(names, headlines, strict=True):
        shown = sanitise(headline.text, single_line=True)
        if width < 60:
            lines += [f"  {name}", *_wrapped(shown, width, "    ")]
        else:
            lines += _wrapped(shown, width, f"  {name:<{column}}", " " * (column + 2))
    return lines


def _in_place(lead: Headline, text: str) -> str:
    """The lifted words between brackets, with a little of the post around them."""
    if not lead.quotes:
        return ""
    start, end = lead.quotes[0]
    before, words, after = text[:start], text[start:end], text[end:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]}…"
    return sanitise(f"{before}[{words}]{after}", single_line=True)


def _wrapped(text: str, width: int, first: str = "", later: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_on_hyphens=False,
    )
