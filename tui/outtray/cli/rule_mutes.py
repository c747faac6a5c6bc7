"""``outtray rules mutes``: which rules are silenced, why, and whether that still does any good."""

from __future__ import annotations

import argparse
import asyncio
import os

from outtray.base.clock import SystemClock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.cli.exits import CLEAN
from outtray.cli.rule_writing import Parts
from outtray.cli.terms import Formatter, print_json
from outtray.config.locations import locations
from outtray.services.muting import RuleHealth, rule_health
from outtray.services.workspace import Workspace
from outtray_rules.mutes import MuteReport, MuteState


def add_part(parts: Parts, formatter: Formatter) -> None:
    """Declare the part."""
    part = parts.add_parser(
        "mutes",
        help=_("which rules are muted, and whether that still does any good"),
        description=_(
            "Every muted rule with its date and reason, the mutes that have expired or silence nothing, and "
            "the rules whose every finding was sent unchanged."
        ),
        epilog=_("example:  outtray rules mutes --json"),
        formatter_class=formatter,
    )
    part.add_argument("--json", action="store_true", help=_("print one JSON object for machines"))
    part.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    workspace = Workspace(locations(os.environ), SystemClock())
    try:
        health = asyncio.run(rule_health(workspace))
    finally:
        workspace.close_files()
    if options.json:
        print_json(_as_json(health))
        return CLEAN
    if not health.mutes:
        print(_("No rule is muted."))
    for report in health.mutes:
        until = report.mute.until
        date = f"{until.astimezone(workspace.clock.local_zone()):%Y-%m-%d}" if until is not None else "-"
        print(f"{sanitise(report.mute.rule)}  {date}  {sanitise(report.mute.reason)}")
        print(f"    {_told(report)}")
    for lesson in health.ignored:
        told = ngettext(
            "{rule}: its {count} finding was sent unchanged.",
            "{rule}: all {count} of its findings were sent unchanged.",
            lesson.tally.decided,
        )
        print(told.format(rule=sanitise(lesson.rule), count=lesson.tally.decided))
    return CLEAN


def _told(report: MuteReport) -> str:
    match report.state:
        case MuteState.EXPIRED:
            return _("Its date has passed: the rule speaks again. The line can be taken out of the settings.")
        case MuteState.IDLE:
            return _("In 90 days it silenced nothing. It may not be needed.")
        case MuteState.LOCKED:
            return _("Your organisation's policy locks this rule: the mute has no effect.")
        case MuteState.UNKNOWN if report.nearest:
            return _("There is no such rule. Did you mean {name}?").format(name=report.nearest)
        case MuteState.UNKNOWN:
            return _("There is no such rule.")
        case MuteState.ACTIVE:
            told = ngettext(
                "In 90 days it silenced the rule about {count} post.",
                "In 90 days it silenced the rule about {count} posts.",
                report.silenced,
            )
            return told.format(count=report.silenced)


def _as_json(health: RuleHealth) -> dict[str, object]:
    return {
        "mutes": [
            {
                "rule": report.mute.rule,
                "until": report.mute.until.isoformat() if report.mute.until is not None else None,
                "reason": report.mute.reason,
                "state": str(report.state),
                "silenced": report.silenced,
                "nearest": report.nearest,
            }
            for report in health.mutes
        ],
        "always_ignored": [
            {"rule": lesson.rule, "findings": lesson.tally.decided} for lesson in health.ignored
        ],
    }
