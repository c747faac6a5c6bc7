"""Weak signs: found together where no single word is, never outside the text, learned from our own posts."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Reviewer
from outtray_rules.finding import Finding
from outtray_rules.signs.weights import CATEGORIES, LANGUAGES, NONE, Row, Signs, hashed, path_of, weights
from rules_kit import reviewer as reviewer_of
from rules_kit import rule

SIGNS = rule('{ signs = "confidential" }', severity="note")
HINT = "Can't say more, but the draft on my desk is not public yet and Thursday will be loud."
LEARNED = Path(__file__).parents[1] / "learn_signs.py"


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    """One rule that adds up signs."""
    return reviewer_of(SIGNS)


def told(reviewer: Reviewer, text: str, language: str = "en") -> tuple[Finding, ...]:
    return reviewer.review(Draft(text, language=language), Context())


def test_words_that_say_nothing_alone_are_found_together(reviewer: Reviewer) -> None:
    [found] = told(reviewer, HINT)
    assert HINT[found.span.start : found.span.end] == found.match
    assert 0.5 <= found.confidence <= 0.9
    assert all(told(reviewer, f"We had {word} here today.") == () for word in ("Thursday", "draft", "desk"))


def test_a_post_of_three_words_or_about_soup_is_silent(reviewer: Reviewer) -> None:
    assert told(reviewer, "Draft Thursday, everybody.") == ()
    assert told(reviewer, "The soup needed more salt, and the bread was lovely.") == ()


def test_a_long_text_is_no_more_suspect_for_being_long(reviewer: Reviewer) -> None:
    dull = "The soup needed more salt, and the bread was lovely. We walked home along the river. "
    assert told(reviewer, dull * 50) == ()
    [found] = told(reviewer, f"{dull * 20}{HINT} {dull * 20}")
    assert found.span.start >= len(dull * 20)


def test_a_post_that_names_no_language_is_read_in_the_one_it_is_in(reviewer: Reviewer) -> None:
    assert [one.match for one in told(reviewer, HINT, "")] == [
        one.match for one in told(reviewer, HINT, "en")
    ]


def test_what_the_words_also_resemble_is_told_only_while_what_they_resemble_most_is_unknown() -> None:
    words = "@minister Honestly, this plan is reckless and the whole department knows."
    also = rule('{ signs = "government-praise" }', "also", severity="note")
    named = rule('{ phrase = "reckless" }', "named", severity="note")
    assert [found.rule for found in told(reviewer_of(also + named), words)] == ["also", "named"]
    named = named.replace('"tone"', '"government-criticism"')
    assert [found.rule for found in told(reviewer_of(also + named), words)] == ["named"]


@given(st.text(max_size=400), st.sampled_from(["", "en", "fr", "zxx"]))
def test_what_is_pointed_at_stands_in_the_text(text: str, language: str) -> None:
    reviewer = reviewer_of(SIGNS)
    for found in told(reviewer, text, language):
        assert 0 <= found.span.start < found.span.end <= len(text)


def _learning() -> Any:
    spec = importlib.util.spec_from_file_location("learn_signs", LEARNED)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_are_those_the_labelled_posts_give(language: str) -> None:
    assert path_of(language).read_bytes() == _learning().everything(language).packed(), "run: make signs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_weights_and_a_threshold(language: str) -> None:
    known = weights(language)
    assert known.threshold > 0
    assert len(known.means) == len(known.spreads) == len(CATEGORIES)
    assert len(known.signs) > 20_000


@given(st.dictionaries(st.text(max_size=8), st.tuples(*[st.integers(-999, 999)] * len(NONE)), max_size=40))
def test_packed_signs_weigh_what_they_weighed(weighed: dict[str, Row]) -> None:
    held = Signs.of(weighed)
    again = Signs.unpacked(held.packed(), len(NONE))
    assert len(again) == len({hashed(name) for name in weighed})
    assert [again.get(name) for name in weighed] == [held.get(name) for name in weighed]
    assert len(weighed) != len(again) or {name: again.get(name) for name in weighed} == weighed
    assert again.get("a name of no sign") is None


_WEIGHTS = st.tuples(*[st.integers(-(2**15), 2**15 - 1)] * len(NONE))


@given(st.dictionaries(st.text(max_size=8), _WEIGHTS, max_size=40))
def test_signs_weigh_together_what_each_weighs(weighed: dict[str, Row]) -> None:
    held = Signs.of(weighed)
    names = [*weighed, "a name of no sign", *weighed]
    each = [row for name in names if (row := held.get(name)) is not None]
    assert held.total(names) == tuple(map(sum, zip(NONE, *each, strict=True)))
