"""What review did: of the acts a rule hit, how many were sent as they were, dropped or rewritten.

The four outcomes are those of the research (Katsaros, Yang, Fratamico: Reconsidering Tweets, ICWSM 2022, doi
10.1609/icwsm.v16i1.19308), so that a user can set their own counts beside it. Pure: histories in, values out.
A journal knows what was held; what was rewritten before the first hold is nowhere counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from enum import StrEnum

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.journal.events import EventName, JournalledFinding
from outtray.journal.history import History, regretted
from outtray.journal.reading import Record
from outtray_rules.finding import Severity

REGRET = timedelta(days=1)
"""What is taken back within this time counts as a regret."""

FEW = 3
"""With fewer decided acts than this nothing is suggested about a rule."""

MANY = 8
"""A rule is never called needless on fewer decided acts than this."""

NEEDLESS = 0.9
"""Sent unchanged in at least this share: the rule seems to tell the user nothing."""

WORTHWHILE = 1 / 3
"""Dropped or rewritten in at least this share: the rule does its work."""


class Outcome(StrEnum):
    """What became of an act after a rule had hit it."""

    UNCHANGED = "unchanged"
    """Sent as it was."""
    MILDER = "milder"
    """Rewritten so that the rule hit no more, or less gravely, then sent."""
    REWRITTEN = "rewritten"
    """Rewritten otherwise, then sent."""
    DROPPED = "dropped"
    WAITING = "waiting"
    """Not decided yet."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many acts came to each outcome."""

    unchanged: int = 0
    milder: int = 0
    rewritten: int = 0
    dropped: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        """Those that were sent or dropped."""
        return self.unchanged + self.milder + self.rewritten + self.dropped

    @property
    def total(self) -> int:
        """All, decided or not."""
        return self.decided + self.waiting

    def share(self, outcome: Outcome) -> float:
        """The part of the decided acts that came to this outcome, from 0 to 1; 0 when none is decided."""
        count: int = getattr(self, outcome.value)
        return count / self.decided if self.decided else 0.0

    def plus(self, outcome: Outcome) -> Tally:
        """One act more."""
        count: int = getattr(self, outcome.value)
        return replace(self, **{outcome.value: count + 1})


RESEARCH = Tally(unchanged=69, milder=8, rewritten=14, dropped=9)
"""Of a hundred prompted posts in the study: 69 sent unchanged, 9 cancelled, 22 revised, 8 of those milder."""


@dataclass(frozen=True, slots=True)
class RuleLesson:
    """What one rule did; ``severity`` is the gravest it hit with, ``regrets`` counts acts it hit that were
    sent and soon taken back."""

    rule: str
    severity: str
    tally: Tally
    regrets: int = 0


@dataclass(frozen=True, slots=True)
class HourLesson:
    """One hour of the user's day, 0 to 23: acts first held in it, those a rule hit, and regrets."""

    hour: int
    acts: int = 0
    tally: Tally = Tally()
    regrets: int = 0


class Advice(StrEnum):
    """What a user may do about a rule."""

    KEEP = "keep"
    MUTE = "mute"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to consider, with why; ``rule`` is empty for what no rule covers."""

    advice: Advice
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """Everything the screen shows: ``acts`` held at all, the outcomes of those a rule hit, by rule (most
    hits first) and by hour (always 24), the acts regretted, and suggestions."""

    acts: int
    tally: Tally
    rules: tuple[RuleLesson, ...]
    hours: tuple[HourLesson, ...]
    regrets: tuple[History, ...]
    suggestions: tuple[Suggestion, ...]


def learn(found: Iterable[History], zone: tzinfo) -> Lessons:
    """The lessons of these acts; ``zone`` is the user's, for the hours."""
    held = [history for history in found if history.first.event.name is EventName.HELD]
    whole = Tally()
    rules: dict[str, RuleLesson] = {}
    hours = [HourLesson(hour) for hour in range(24)]
    regrets = []
    for history in held:
        regret = regretted(history, REGRET)
        if regret:
            regrets.append(history)
        hour = history.started_at.astimezone(zone).hour
        lesson = hours[hour]
        outcome = outcome_of(history)
        if outcome is not None:
            whole = whole.plus(outcome)
        hours[hour] = replace(
            lesson,
            acts=lesson.acts + 1,
            tally=lesson.tally if outcome is None else lesson.tally.plus(outcome),
            regrets=lesson.regrets + regret,
        )
        for rule, severity in _rules_of(history).items():
            rules[rule] = _with_act(rules.get(rule), history, rule, severity, regret)
    by_hits = sorted(rules.values(), key=lambda lesson: (-lesson.tally.total, lesson.rule))
    return Lessons(
        acts=len(held),
        tally=whole,
        rules=tuple(by_hits),
        hours=tuple(hours),
        regrets=tuple(regrets),
        suggestions=suggestions(by_hits, regrets),
    )


def outcome_of(history: History, rule: str = "") -> Outcome | None:
    """What became of an act after ``rule`` (any rule when empty) first hit it; None when none ever did."""
    hit = next((record for record in _reviews(history) if _hits(record, rule)), None)
    if hit is None:
        return None
    if history.last.event.name is EventName.DISCARDED:
        return Outcome.DROPPED
    sent = history.sent
    if sent is None:
        return Outcome.WAITING
    if sent.event.text == hit.event.text:
        return Outcome.UNCHANGED
    return Outcome.MILDER if _gravity(sent, rule) < _gravity(hit, rule) else Outcome.REWRITTEN


def suggestions(rules: Sequence[RuleLesson], regrets: Sequence[History]) -> tuple[Suggestion, ...]:
    """What to keep, mute or add, by these counts. A rule that blocks is never suggested to be muted."""
    found = []
    for lesson in rules:
        tally = lesson.tally
        acted = tally.decided - tally.unchanged
        if tally.decided >= FEW and (acted / tally.decided >= WORTHWHILE or lesson.regrets):
            sentence = _(
                "After {rule} you changed or dropped {acted} of {decided}, and took back {regrets} that you"
                " sent: it is worth keeping."
            )
            advice = Advice.KEEP
        elif (
            tally.decided >= MANY
            and tally.share(Outcome.UNCHANGED) >= NEEDLESS
            and lesson.severity != Severity.BLOCK
        ):
            sentence = _(
                "After {rule} you changed or dropped {acted} of {decided}: if it tells you nothing, mute it"
                " for a while."
            )
            advice = Advice.MUTE
        else:
            continue
        told = sentence.format(rule=lesson.rule, acted=acted, decided=tally.decided, regrets=lesson.regrets)
        found.append(Suggestion(advice, lesson.rule, told))
    unseen = sum(1 for history in regrets if not _rules_of(history))
    if unseen:
        sentence = ngettext(
            "{count} act that no rule had hit was taken back within a day: look at its words, and add those"
            " you would like to be warned of.",
            "{count} acts that no rule had hit were taken back within a day: look at their words, and add"
            " those you would like to be warned of.",
            unseen,
        )
        found.append(Suggestion(Advice.ADD, "", sentence.format(count=unseen)))
    return tuple(found)


def _with_act(
    known: RuleLesson | None, history: History, rule: str, severity: str, regret: bool
) -> RuleLesson:
    lesson = known or RuleLesson(rule, severity, Tally())
    outcome = outcome_of(history, rule)
    gravest = max(lesson.severity, severity, key=_rank)
    tally = lesson.tally if outcome is None else lesson.tally.plus(outcome)
    return replace(lesson, severity=gravest, tally=tally, regrets=lesson.regrets + regret)


def _rules_of(history: History) -> dict[str, str]:
    """Every rule that ever hit an act, with the gravest severity it hit with."""
    rules: dict[str, str] = {}
    for record in _reviews(history):
        for found in record.event.findings:
            rules[found.rule] = max(rules.get(found.rule, found.severity), found.severity, key=_rank)
    return rules


def _reviews(history: History) -> Iterable[Record]:
    """The rows that follow a review of their own: others only repeat its findings."""
    named = {EventName.HELD, EventName.REVIEWED, EventName.LOOKED}
    return (record for record in history.records if record.event.name in named)


def _hits(record: Record, rule: str) -> bool:
    return any(not rule or found.rule == rule for found in record.event.findings)


def _gravity(record: Record, rule: str) -> list[int]:
    """Comparable: the severities of the findings, gravest first; fewer or lighter ones are less."""
    counted: Iterable[JournalledFinding] = record.event.findings
    ranks = (_rank(found.severity) for found in counted if not rule or found.rule == rule)
    return sorted(ranks, reverse=True)


def _rank(severity: str) -> int:
    try:
        return Severity(severity).rank
    except ValueError:
        return 0
