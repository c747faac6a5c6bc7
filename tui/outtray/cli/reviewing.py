"""What ``check`` and ``headline`` share: the options that describe a post's circumstances, and the review."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outtray.base.clock import SystemClock
from outtray.base.translation import gettext as _
from outtray.base.translation import language
from outtray.cli.exits import UsageError
from outtray.cli.terms import read_text
from outtray.config.configuration import Configuration
from outtray.config.locations import Locations, locations
from outtray.config.settings import Settings
from outtray.services.profile import cooling_settings, own_windows, rules_profile
from outtray.services.rules import compile_rules, mutes, own_packs, unusable
from outtray_rules.context import read_context
from outtray_rules.cooling import Cooling, CoolingSettings, cooling_off
from outtray_rules.draft import Context, Draft, Profile
from outtray_rules.engine import Reviewer
from outtray_rules.finding import Finding
from outtray_rules.library import JURISDICTIONS, packs_for


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What the rules found in a text, and how long it would cool."""

    findings: tuple[Finding, ...]
    cooling: Cooling


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text in its circumstances, with the rules that apply to it."""

    draft: Draft
    context: Context
    reviewer: Reviewer
    cooling: CoolingSettings

    def of(self, text: str) -> Prepared:
        """Another text in the same circumstances, under the same rules."""
        return replace(self, draft=replace(self.draft, text=text))

    def findings(self) -> tuple[Finding, ...]:
        """What the rules find."""
        # In English the draft's own language decides, so that scripts may ask for it.
        told_in = None if language() == "en" else language()
        return self.reviewer.review(self.draft, self.context, told_in)

    def review(self) -> CheckedText:
        """What the rules find, and the wait that follows."""
        findings = self.findings()
        return CheckedText(findings, cooling_off(findings, self.context, self.cooling, language()))


def add_context_options(parser: argparse.ArgumentParser) -> None:
    """Declare ``--as``, ``--pack`` and ``--context``."""
    parser.add_argument(
        "--as",
        dest="jurisdiction",
        choices=JURISDICTIONS,
        help=_("whose guidance applies (default: the one in your settings)"),
    )
    parser.add_argument(
        "--pack", action="append", default=[], metavar="ID", help=_("use this pack instead; may be repeated")
    )
    parser.add_argument(
        "--context",
        metavar="FILE",
        help=_("a JSON file that says what the post is: act, at, visibility, reply_to, boosted, media …"),
    )


def refuse_double_input(options: argparse.Namespace, sources: Sequence[str]) -> None:
    """Raise ``UsageError`` when standard input is meant to be a text and its context at once."""
    if options.context == "-" and "-" in sources:
        raise UsageError(
            _("Standard input cannot be both the text and the context."),
            _("Give the context as a file: --context FILE"),
        )


def prepare(options: argparse.Namespace, text: str) -> Prepared:
    """The text with its context and rules; raises ``OuttrayError`` or ``RulesError`` with a next step."""
    places = locations(os.environ)
    config = Configuration(places)
    settings, problems = config.settings, config.problems
    if problems:
        # Here, unlike in the client, a default taken for a mistaken key would pass for an answer.
        raise UsageError(
            _("The settings have mistakes:\n{problems}").format(
                problems="\n".join(str(problem) for problem in problems)
            ),
            _("Mend these lines, then try again."),
        )
    data = _context_data(options.context)
    given = read_context(data)
    for key in given.ignored:
        print(_("outtray: the context has a key nobody reads: {key}").format(key=key), file=sys.stderr)
    jurisdiction = options.jurisdiction or given.context.profile.jurisdiction or settings.profile.jurisdiction
    profile = given.context.profile if "profile" in data else rules_profile(settings.profile)
    context = _completed(given.context, replace(profile, jurisdiction=jurisdiction), settings)
    packs = tuple(options.pack) or settings.rules.packs or packs_for(jurisdiction)
    return Prepared(
        draft=given.draft(text),
        context=context,
        reviewer=load_reviewer(packs, places, settings),
        cooling=cooling_settings(settings.cooling, config.governed.quiet_hours),
    )


def load_reviewer(packs: tuple[str, ...], places: Locations, settings: Settings) -> Reviewer:
    """The rules of these packs, the user's own, and what the settings change about them.

    Raises ``RulesUnusable`` naming every broken line.
    """
    made = compile_rules(settings, places, own_packs(places), packs)
    if made.errors:
        raise unusable(made.errors)
    return Reviewer(made.program, mutes(settings.rules))


def _context_data(name: str | None) -> Mapping[str, object]:
    if name is None:
        return {}
    text = read_text(name)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"{name}:{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else name
        raise UsageError(
            _("{where}: the context is not JSON.").format(where=where),
            _("Write an object such as {example}.").format(example='{"act": "reply"}'),
        ) from error
    if not isinstance(data, dict):
        raise UsageError(
            _("{where}: the context is not an object.").format(where=name),
            _("Write an object such as {example}.").format(example='{"act": "reply"}'),
        )
    # Programs write null for what they do not know; that is the same as leaving the key out.
    return {key: value for key, value in data.items() if value is not None}


def _completed(context: Context, profile: Profile, settings: Settings) -> Context:
    """The given context; what it leaves out comes from the settings and from this moment."""
    clock = SystemClock()
    zone = clock.local_zone()
    moment = context.at or clock.now().astimezone(zone)
    return replace(
        context,
        at=moment if moment.tzinfo is not None else moment.replace(tzinfo=zone),
        profile=profile,
        calendar=context.calendar or own_windows(settings, zone),
    )
