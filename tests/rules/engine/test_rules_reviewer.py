"""The reviewer: order, mutes, languages, what it keeps between keystrokes, and that nothing upsets it."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray_rules.draft import ActKind, Context, Draft, Media, Profile, Visibility
from outtray_rules.engine import Mute, Reviewer
from outtray_rules.finding import Finding, Severity
from rules_kit import load, review, reviewer, rule, shipped, shipped_reviewer

WORDS = [
    "The", "NDP", "minister", "reckless", "vote", "Labour", "fuck", "@a@b.example", "#VoteLabour", "v o t e",
    "https://a.example/x", "password: Winter2026!", "046 454 286", "SIN", "Cabinet", "PROTECTED B", "😉",
    "l’État", "câlisse", "<b>Liberal</b>", "SECRET,", "\n\n", "you're an idiot.", "f*ck",
    "décision du ministre", "appuyer le Bloc québécois", "4111 1111 1111 1111",
]  # fmt: skip
drafts = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=30).map(" ".join)
wild = st.text(st.characters(exclude_categories=()), max_size=200) | drafts


@settings(deadline=None, max_examples=150)
@given(wild, st.sampled_from(ActKind), st.sampled_from(Visibility), wild)
def test_any_text_is_reviewed_and_every_finding_points_at_its_words(
    text: str, act: ActKind, visibility: Visibility, other: str
) -> None:
    draft = Draft(
        text, content_warning=other, media=(Media("image", other), Media("", "")), poll_options=(other, "")
    )
    fields = {"text": text, "content_warning": other, "media.0.description": other, "poll.0": other}
    context = Context(
        act, datetime(2026, 1, 1, 23, 30, tzinfo=UTC), visibility, profile=Profile(topics=(other,))
    )
    for finding in shipped_reviewer().review(draft, context):
        start, end = finding.span
        assert 0 <= start <= end <= len(fields[finding.field])
        assert finding.match == fields[finding.field][start:end]
        assert 0 < finding.confidence <= 1
        assert finding.message
        assert "{" not in finding.title


@settings(deadline=None, max_examples=60)
@given(st.lists(drafts, min_size=2, max_size=5))
def test_what_is_kept_between_reviews_never_changes_an_answer(texts: list[str]) -> None:
    _remembering()._program.reader.forget()
    for text in texts:
        for length in (len(text) // 3, len(text)):
            draft = Draft(text[:length])
            assert _remembering().review(draft, Context()) == _fresh(draft)


@cache
def _remembering() -> Reviewer:
    return Reviewer(shipped().packs)


def _fresh(draft: Draft) -> tuple[Finding, ...]:
    shipped_reviewer()._program.reader.forget()
    return shipped_reviewer().review(draft, Context())


@settings(deadline=None, max_examples=60)
@given(drafts)
def test_findings_come_worst_first_and_then_by_place(text: str) -> None:
    findings = shipped_reviewer().review(Draft(text), Context())
    ranks = [(-finding.severity.rank, finding.span) for finding in findings]
    assert ranks == sorted(ranks)


def test_findings_of_different_rules_on_the_same_words_are_all_told() -> None:
    one = reviewer(
        rule('{ phrase = "the plan" }', "first", severity="note")
        + rule('{ phrase = "plan" }', "second", severity="block")
    )
    assert [(finding.rule, finding.match) for finding in review(one, "the plan")] == [
        ("second", "plan"),
        ("first", "the plan"),
    ]


def test_a_rule_tells_a_place_once_and_no_more_than_fifty() -> None:
    one = reviewer(rule('{ any = [{ phrase = "plan" }, { phrase = "the plan" }, { pattern = "plan" }] }'))
    assert [finding.match for finding in review(one, "the plan")] == ["the plan"]
    assert len(review(one, "plan " * 500)) == 50


def test_a_mute_silences_its_rule_until_its_date() -> None:
    packs = load(rule('{ phrase = "plan" }')).packs
    until = datetime(2026, 3, 1, tzinfo=UTC)
    one = Reviewer(packs, mutes=[Mute("a-rule", until, "my job")])
    draft = Draft("plan")
    assert one.review(draft, Context(at=datetime(2026, 2, 1, tzinfo=UTC))) == ()
    assert len(one.review(draft, Context(at=datetime(2026, 3, 1, tzinfo=UTC)))) == 1
    assert len(one.review(draft, Context())) == 1
    assert len(one.review(draft, Context(at=datetime(2026, 3, 2)))) == 1
    assert Reviewer(packs, mutes=[Mute("a-rule")]).review(draft, Context()) == ()


FRENCH = (
    '[rule.fr]\ntitle = "Un titre"\nmessage = "Trouvé « {match} » à {organisation}."\n'
    'advice = "Retirez-le."\n'
)


def test_a_finding_speaks_the_language_asked_for_or_that_of_the_draft() -> None:
    one = reviewer(rule('{ phrase = "plan" }', more=FRENCH))
    context = Context(profile=Profile(organisation="Santé Canada"))
    assert one.review(Draft("plan"), context, "fr")[0].message == "Trouvé « plan » à Santé Canada."
    assert (
        one.review(Draft("plan", language="fr-CA"), Context())[0].message
        == "Trouvé « plan » à votre organisation."
    )
    assert one.review(Draft("plan", language="fr"), context, "en")[0].title == "A title"
    assert one.review(Draft("plan", language="de"), context)[0].title == "A title"


def test_what_is_sensitive_is_never_repeated_in_a_sentence() -> None:
    one = reviewer(rule('{ pattern = "s3cr3t" }', more="sensitive = true"))
    finding = review(one, "s3cr3t")[0]
    assert finding.sensitive
    assert finding.match == "s3cr3t"
    assert "s3cr3t" not in finding.message + finding.title + finding.advice


def test_personal_data_secrets_and_markings_are_sensitive_by_themselves() -> None:
    for one in shipped_reviewer().rules:
        if one.category in {"pii", "secret", "security-marking"}:
            assert one.sensitive, one.id


def test_a_long_match_is_cut_in_its_sentence_and_braces_stay_braces() -> None:
    one = reviewer(rule(r"{ pattern = 'x[^y]{0,300}y' }"))
    message = review(one, "x" + "{organisation} " * 15 + "y")[0].message
    assert len(message) < 120
    assert "{organisation}" in message


def test_a_rule_about_other_findings_is_asked_last() -> None:
    body = rule('{ found = { min = "warn" } }', "late", severity="note") + rule('{ phrase = "plan" }', "plan")
    one = reviewer(body)
    assert [finding.rule for finding in review(one, "a plan")] == ["plan", "late"]
    assert review(one, "nothing") == ()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "a.a-" * 25_000,
        "@" * 100_000,
        "#a" * 50_000,
        "f*" * 50_000,
        "1 2" * 33_000,
        "a b c " * 16_000,
        "\n" * 100_000,
        "<a " * 33_000,
        "&amp;" * 20_000,
        "x@" * 50_000,
        "http://" * 14_000,
        "🏳️‍🌈" * 20_000,
        "reckless minister NDP vote, " * 3_500,
        "漢" * 100_000,
        "e\u0301" * 50_000,
        "0" * 100_000,
    ],
)
def test_a_paste_of_a_hundred_thousand_characters_is_no_trouble(text: str) -> None:
    shipped_reviewer().review(Draft("warm"), Context())
    start = time.perf_counter()
    shipped_reviewer().review(Draft(text), Context())
    assert time.perf_counter() - start < 2.5


def test_findings_grow_with_the_text_and_not_faster_than_it() -> None:
    def cost(copies: int) -> float:
        text = " ".join(f"The minister number {index} has a reckless plan." for index in range(copies))
        start = time.thread_time()
        shipped_reviewer().review(Draft(text), Context())
        return time.thread_time() - start

    cost(10)
    small, large = min(cost(201) for _ in range(3)), min(cost(1_608 + index) for index in range(3))
    assert large < small * 8 * 4


def test_the_profile_in_the_context_is_the_one_that_counts() -> None:
    one = reviewer(rule('{ own = "topics" }'))
    for topic in ("whales", "rail", "whales"):
        context = Context(profile=Profile(topics=(topic,)))
        assert [finding.match for finding in review(one, "whales by rail", context)] == [topic]


def test_severity_is_what_the_rule_says() -> None:
    assert review(reviewer(rule('{ phrase = "a" }', severity="block")), "a")[0].severity is Severity.BLOCK


def test_a_pack_is_plain_data_that_can_be_kept() -> None:
    for pack in shipped().packs:
        assert pickle.loads(pickle.dumps(pack)) == pack


def test_warming_up_changes_no_answer() -> None:
    cold, warm = Reviewer(shipped().packs), Reviewer(shipped().packs)
    warm.warm()
    draft = Draft(" ".join(WORDS))
    assert cold.review(draft, Context()) == warm.review(draft, Context())


def test_a_keystroke_in_a_long_text_costs_its_sentence_and_not_the_text() -> None:
    one = Reviewer(shipped().packs)
    text = " ".join(f"The minister number {index} has a plan." for index in range(1_200))
    whole = _cost(one, text)
    later = min(_cost(one, f"{text} And {letter}") for letter in "abcde")
    assert later < whole / 3


def _cost(one: Reviewer, text: str) -> float:
    start = time.perf_counter()
    one.review(Draft(text), Context())
    return time.perf_counter() - start


def test_every_shipped_rule_can_be_explained() -> None:
    for one in shipped_reviewer().rules:
        explanation = shipped_reviewer().explain(one.id)
        assert explanation.ways
        assert explanation.pack.id == one.pack
        assert len(explanation.changes) == len(one.raises) + len(one.lowers)


def test_what_is_kept_stays_bounded_and_answers_stay_the_same() -> None:
    one = reviewer(rule('{ phrase = "plan" }'))
    first = Draft("the plan number 0 " * 60)
    expected = one.review(first, Context())
    for index in range(1, 150):
        one.review(Draft(f"the plan number {index} " * 60), Context())
    assert one.review(first, Context()) == expected
