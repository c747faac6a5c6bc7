"""The page of a rule: everything it says about itself, and in words how it matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from outtray_rules.errors import RulesError, nearest
from outtray_rules.finding import Severity
from outtray_rules.kinds.base import Spec
from outtray_rules.kinds.combine import AnySpec
from outtray_rules.kinds.named import NamedSpec
from outtray_rules.pack import Change, Pack, Rule
from outtray_rules.telling import told


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


def explain(packs: Iterable[Pack], rule_id: str, language: str = "en") -> Explanation:
    """The page of a rule in a language. Raises UnknownRuleError with the nearest name."""
    rules = {rule.id: (rule, pack) for pack in packs for rule in pack.rules}
    if rule_id not in rules:
        close = nearest(rule_id, rules)
        raise UnknownRuleError(
            f"There is no rule “{rule_id}”.",
            f"Did you mean “{close}”?" if close else "See `outtray rules list` for all of them.",
        )
    return page_of(*rules[rule_id], language)


def page_of(rule: Rule, pack: Pack, language: str = "en") -> Explanation:
    """The page of a rule of a pack, in a language."""
    changes = [_told(_RAISED, change, language) for change in rule.raises]
    changes += [_told(_LOWERED, change, language) for change in rule.lowers]
    return Explanation(
        rule,
        pack,
        _ways(rule.match, language),
        told(rule.unless.spec, language) if rule.unless is not None else "",
        told(rule.when.spec, language) if rule.when is not None else "",
        tuple(changes),
    )


def title_of(pack: Pack, language: str) -> str:
    """What a pack is called in a language; as it calls itself when it has no words in that one."""
    return dict(pack.titles).get(language, pack.title)


def _ways(spec: Spec, language: str) -> tuple[str, ...]:
    if isinstance(spec, NamedSpec):
        return _ways(spec.spec, language)
    if isinstance(spec, AnySpec):
        return tuple(way for part in spec.parts for way in _ways(part, language))
    return (told(spec, language),)


_RAISED = {"en": "raised", "fr": "aggravé"}
_LOWERED = {"en": "lowered", "fr": "adouci"}


_SEVERITIES = {Severity.NOTE: "note", Severity.WARN: "avertissement", Severity.BLOCK: "blocage"}


def _told(how: dict[str, str], change: Change, language: str) -> str:
    when = told(change.when.spec, language)
    if language == "fr":
        step = f"en {_SEVERITIES[change.to]}" if change.to is not None else f"de {change.by} niveau"
        return f"{how['fr']} {step} si {when}"
    step = f"to {change.to}" if change.to is not None else f"by {change.by}"
    return f"{how['en']} {step} when {when}"
