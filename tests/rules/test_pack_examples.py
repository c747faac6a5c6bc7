"""Every example of every shipped pack: hits hit, misses miss, and each rule shows both in its languages."""

from __future__ import annotations

import pytest

from outtray_rules.engine import Reviewer, load_packs, shipped_packs
from outtray_rules.examples import check_example
from outtray_rules.pack import Pack
from rules_kit import shipped, shipped_reviewer


def pack_named(name: str) -> Pack:
    """One of the shipped packs."""
    return next(pack for pack in shipped().packs if pack.id == name)


def test_every_shipped_pack_loads_without_a_problem() -> None:
    assert not shipped().problems, "\n".join(map(str, shipped().problems))
    assert {pack.id for pack in shipped().packs} == set(shipped_packs())


@pytest.mark.parametrize("beside_all", [False, True], ids=["as-users-have-it", "beside-all-others"])
@pytest.mark.parametrize("name", shipped_packs())
def test_every_example_does_what_it_says(name: str, beside_all: bool) -> None:
    reviewer = shipped_reviewer() if beside_all else Reviewer(load_packs((name,)).packs)
    wrong, count = [], 0
    for rule in pack_named(name).rules:
        for kind, examples in (("hit", rule.hits), ("miss", rule.misses)):
            for example in examples:
                count += 1
                result = check_example(reviewer, rule, example, kind)
                if not result.passed:
                    wrong.append(f"{rule.id}, {kind} “{example.text}”: {result.why}")
    assert not wrong, "\n".join(wrong)
    assert count >= 2 * len(pack_named(name).languages) * len(pack_named(name).rules)


@pytest.mark.parametrize("name", shipped_packs())
def test_every_rule_shows_a_hit_and_a_miss_in_each_of_its_languages(name: str) -> None:
    pack = pack_named(name)
    for rule in pack.rules:
        for lang in rule.languages or pack.languages:
            for kind, examples in (("hit", rule.hits), ("miss", rule.misses)):
                spoken = {example.lang or pack.languages[0] for example in examples}
                assert lang in spoken, f"{rule.id} has no {kind} in “{lang}”"


@pytest.mark.parametrize("name", shipped_packs())
def test_every_rule_speaks_every_language_of_its_pack(name: str) -> None:
    pack = pack_named(name)
    for rule in pack.rules:
        assert {code for code, _ in rule.translations} >= set(pack.languages) - {"en"}, rule.id
        for wording in (rule.wording, *(wording for _, wording in rule.translations)):
            assert wording.title.strip(), rule.id
            assert wording.advice.strip(), rule.id
            assert not wording.title.rstrip().endswith("."), rule.id
