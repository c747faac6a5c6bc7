"""Every example of every shipped pack: hits hit, misses miss, and each rule shows both in its languages."""

from __future__ import annotations

import pytest

from outtray_rules.engine import Reviewer, load_packs, shipped_packs
from outtray_rules.examples import check_example
from outtray_rules.pack import Example, Rule

LOADED = load_packs(shipped_packs())
REVIEWER = Reviewer(LOADED.packs)
RULES = [rule for pack in LOADED.packs for rule in pack.rules]
EXAMPLES = [
    (rule, kind, example)
    for rule in RULES
    for kind, examples in (("hit", rule.hits), ("miss", rule.misses))
    for example in examples
]


def test_every_shipped_pack_loads_without_a_problem() -> None:
    assert not LOADED.problems, "\n".join(map(str, LOADED.problems))
    assert {pack.id for pack in LOADED.packs} == set(shipped_packs())


@pytest.mark.parametrize(
    ("rule", "kind", "example"),
    EXAMPLES,
    ids=[f"{rule.id}-{kind}-{number}" for number, (rule, kind, _) in enumerate(EXAMPLES)],
)
def test_a_shipped_example_does_what_it_says(rule: Rule, kind: str, example: Example) -> None:
    result = check_example(REVIEWER, rule, example, kind)
    assert result.passed, f"{rule.id}, {kind} “{example.text}”: {result.why}"


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_shipped_rule_shows_a_hit_and_a_miss_in_each_of_its_languages(rule: Rule) -> None:
    pack = next(pack for pack in LOADED.packs if pack.id == rule.pack)
    for lang in rule.languages or pack.languages:
        for kind, examples in (("hit", rule.hits), ("miss", rule.misses)):
            spoken = {example.lang or pack.languages[0] for example in examples}
            assert lang in spoken, f"{rule.id} has no {kind} in “{lang}”"


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_shipped_rule_speaks_every_language_of_its_pack(rule: Rule) -> None:
    pack = next(pack for pack in LOADED.packs if pack.id == rule.pack)
    assert {code for code, _ in rule.translations} >= set(pack.languages) - {"en"}
    for wording in (rule.wording, *(wording for _, wording in rule.translations)):
        assert wording.title.strip()
        assert wording.advice.strip()
        assert not wording.title.rstrip().endswith(".")
