"""The cooling-off worked out for a few acts, so that whoever sets it sees what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.config.governing import Governed
from outtray.services.governance import cooling_of
from outtray_rules.cooling import cooling_off, worked_wait
from outtray_rules.draft import ActKind, Context, Correspondent
from outtray_rules.finding import Finding, Severity, Source, Span

_MORNING, _NIGHT = time(10, 0), time(23, 0)


@dataclass(frozen=True, slots=True)
class Worked:
    """An act in words, and in words what it would wait."""

    act: str
    wait: str


def worked_examples(governed: Governed, clock: Clock) -> tuple[Worked, ...]:
    """What a clean post, an answer with a warning, a block and a boost at night would wait."""
    cases = (
        (_("A clean post"), ActKind.POST, _MORNING, None),
        (_("An answer with one warning"), ActKind.REPLY, _MORNING, Severity.WARN),
        (_("A post with an overridden block"), ActKind.POST, _MORNING, Severity.BLOCK),
        (_("A boost at 23:00"), ActKind.BOOST, _NIGHT, None),
    )
    zone = clock.local_zone()
    today = clock.now().astimezone(zone).date()
    terms = cooling_of(governed)
    found = []
    for words, kind, hour, severity in cases:
        at = datetime.combine(today, hour, zone)
        context = Context(act=kind, at=at, reply_to=Correspondent(acct="") if kind is ActKind.REPLY else None)
        findings = () if severity is None else (_finding(severity),)
        cooling = cooling_off(findings, context, terms, language())
        found.append(Worked(words, worked_wait(cooling, language(), answered=True, at=at)))
    return tuple(found)


def _finding(severity: Severity) -> Finding:
    return Finding("", "", severity, Span(0, 0), "", "", "", "", Source(""))
