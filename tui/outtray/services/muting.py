"""Whether muted rules should stay muted, and which rules are always ignored: told from what was sent."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outtray.services.lessons import MANY, Lessons, RuleLesson, learn
from outtray.services.rules import compile_rules, mutes, own_packs, unusable
from outtray_rules.engine import Reviewer
from outtray_rules.mutes import MuteReport, report_mutes

if TYPE_CHECKING:
    from outtray.acts.item import Item
    from outtray.services.review import ReviewService
    from outtray.services.workspace import Workspace

LOOKED_BACK = timedelta(days=90)
"""A mute that would have silenced nothing in this time is called idle."""


@dataclass(frozen=True, slots=True)
class RuleHealth:
    """What became of every mute, and the rules whose every finding was sent unchanged."""

    mutes: tuple[MuteReport, ...]
    ignored: tuple[RuleLesson, ...]


async def rule_health(workspace: Workspace) -> RuleHealth:
    """Look through what was sent lately; raises ``StorageError`` or ``RulesUnusable``."""
    from outtray.services.register import Register

    machinery = await asyncio.to_thread(workspace.prepare)
    histories = await Register(machinery.outbox.journal, workspace.clock).find()
    lessons = learn(histories, workspace.clock.local_zone())
    sent = await workspace.tray.sent()
    return await asyncio.to_thread(_health, workspace, machinery.review, sent, lessons)


def _health(
    workspace: Workspace, review: ReviewService, sent: Iterable[Item], lessons: Lessons
) -> RuleHealth:
    settings, places, now = workspace.settings, workspace.places, workspace.clock.now()
    made = compile_rules(settings, places, own_packs(places))
    if made.errors:
        raise unusable(made.errors)
    reviewer = Reviewer(made.program)
    muted = mutes(settings.rules)
    silenced = would_have_said({mute.rule for mute in muted}, reviewer, review, sent, now - LOOKED_BACK)
    governed = workspace.config.governed
    rules = [rule.id for rule in reviewer.rules]
    locked = [rule for rule in rules if governed.is_locked(rule)]
    return RuleHealth(report_mutes(muted, now, rules, silenced, locked), always_ignored(lessons))


def would_have_said(
    rules: Collection[str], reviewer: Reviewer, review: ReviewService, sent: Iterable[Item], since: datetime
) -> Counter[str]:
    """About how many acts sent after ``since`` each rule would have spoken; the reviewer has no mutes."""
    counts: Counter[str] = Counter()
    if not rules:
        return counts
    for item in sent:
        if item.updated_at >= since:
            draft, context = review.read(item.act)
            found = reviewer.review(draft, replace(context, at=item.updated_at))
            counts.update({one.rule for one in found if one.rule in rules})
    return counts


def always_ignored(lessons: Lessons) -> tuple[RuleLesson, ...]:
    """The rules that hit often and never changed what was sent."""
    return tuple(
        lesson
        for lesson in lessons.rules
        if lesson.tally.decided >= MANY and lesson.tally.unchanged == lesson.tally.decided
    )
