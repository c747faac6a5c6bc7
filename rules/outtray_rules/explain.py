"""The page of a rule: everything it says about itself, and in words how it matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from outtray_rules.errors import RulesError, nearest
from outtray_rules.kinds.base import Spec
from outtray_rules.kinds.combine import AnySpec
from outtray_rules.pack import Change, Pack, Rule


class UnknownRuleError(RulesError):
    """No loaded pack has a rule of that name."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule's page; ``unless`` and ``when`` are empty when there are no such conditions."""

    rule: Rule
    pack: Pack
    ways: tuple[str, ...]
    """The ways to match, of which one is enough."""
    unless: str
    when: str
    changes: tuple[str, ...]


def explain(packs: Iterable[Pack], rule_id: str) -> Explanation:
    """The page of a rule. Raises UnknownRuleError with the nearest name."""
    rules = {rule.id: (rule, pack) for pack in packs for rule in pack.rules}
    if rule_id not in rules:
        close = nearest(rule_id, rules)
        raise UnknownRuleError(
            f"There is no rule “{rule_id}”.",
            f"Did you mean “{close}”?" if close else "See `outtray rules list` for all of them.",
        )
    return page_of(*rules[rule_id])


def page_of(rule: Rule, pack: Pack) -> Explanation:
    """The page of a rule of a pack."""
    changes = [_told("raised", change) for change in rule.raises]
    changes += [_told("lowered", change) for change in rule.lowers]
    return Explanation(
        rule,
        pack,
        _ways(rule.match),
        rule.unless.spec.told() if rule.unless is not None else "",
        rule.when.spec.told() if rule.when is not None else "",
        tuple(changes),
    )


def _ways(spec: Spec) -> tuple[str, ...]:
    if isinstance(spec, AnySpec):
        return tuple(way for part in spec.parts for way in _ways(part))
    return (spec.told(),)


def _told(how: str, change: Change) -> str:
    step = f"to {change.to}" if change.to is not None else f"by {change.by}"
    return f"{how} {step} when {change.when.spec.told()}"
