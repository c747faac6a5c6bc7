"""Running the examples of a pack: every hit must hit, every miss must miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outtray_rules.context import read_context
from outtray_rules.engine import Reviewer
from outtray_rules.pack import Example, Pack, Rule


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What one example came to; ``why`` is a sentence when it failed."""

    rule: str
    kind: str
    text: str
    passed: bool
    why: str = ""


def check_example(reviewer: Reviewer, rule: Rule, example: Example, kind: str) -> ExampleResult:
    """Review one example (``kind`` is ``hit`` or ``miss``) and compare with what it is for."""
    given = read_context(example.context)
    findings = [
        one
        for one in reviewer.review(given.draft(example.text, example.lang), given.context)
        if one.rule == rule.id
    ]
    why = ""
    if kind == "hit" and not findings:
        why = "the rule should find something here and does not"
    elif kind == "hit" and example.severity is not None and findings[0].severity is not example.severity:
        why = f"the severity should be {example.severity} and is {findings[0].severity}"
    elif kind == "miss" and findings:
        why = f"the rule should stay silent and finds “{findings[0].match}”"
    return ExampleResult(rule.id, kind, example.text, not why, why)


def run_examples(packs: Sequence[Pack], among: Sequence[Pack] = ()) -> list[ExampleResult]:
    """Run every example of some packs; ``among`` are all packs loaded, for what they adjust in each other."""
    ids = {pack.id for pack in packs}
    reviewer = Reviewer([*(pack for pack in among if pack.id not in ids), *packs])
    return [
        check_example(reviewer, rule, example, kind)
        for pack in packs
        for rule in pack.rules
        for kind, examples in (("hit", rule.hits), ("miss", rule.misses))
        for example in examples
    ]


def test_pack(pack: Pack, others: Sequence[Pack] = ()) -> list[ExampleResult]:  # noqa: PT028 - no test
    """Run every example of a pack; ``others`` are the packs it extends, for their adjustments."""
    return run_examples([pack], others)


# The name begins as a test's does; pytest must not take it for one.
test_pack.__test__ = False  # type: ignore[attr-defined]  # pytest's own marker on a function
