"""Cutting and naming: where a quotation may begin and end, and how a target is put in each language."""

from __future__ import annotations

import time

import pytest

from headline_kit import finding, page, texts
from outtray_rules.draft import Context, Draft, Profile
from outtray_rules.headline.frames import OUTLETS
from outtray_rules.headline.generator import front_page, warm
from outtray_rules.headline.inflect import (
    contracted,
    french_adjective_forms,
    french_plural,
    plural,
    with_article,
)
from outtray_rules.headline.tables import load

NBSP = "\u00a0"
CRITICISM = "government-criticism"


def lifted(text: str, match: str, category: str = CRITICISM) -> set[str]:
    front = page(text, match, category)
    return {text[span.start : span.end] for headline in front.headlines for span in headline.quotes}


def test_a_modal_stays_with_its_verb() -> None:
    quotes = lifted("The rules should be banned from every office.", "should be banned")
    assert "should be banned" in quotes
    assert not {"be banned", "banned"} & quotes


def test_two_nouns_that_belong_together_are_not_parted() -> None:
    quotes = lifted("I am sick of the rotten pay system here.", "rotten pay system")
    assert not [quote for quote in quotes if quote.endswith("pay")]


def test_an_adjective_is_not_parted_from_the_noun_its_article_announced() -> None:
    quotes = lifted("Fuck this useless database, it crashed", "Fuck", "profanity")
    assert "Fuck" in quotes
    assert "Fuck this useless" not in quotes


def test_quotation_marks_of_the_draft_end_a_quotation() -> None:
    quotes = lifted("He said “total disaster” and the plan is ‘truly reckless’ now", "reckless")
    assert quotes
    assert not [quote for quote in quotes if set(quote) & set("“”‘’")]


@pytest.mark.parametrize(
    ("text", "match", "target"),
    [
        ("The options for the regional office closures are reckless", "reckless", "regional office closures"),
        ("The minister's housing plan is reckless", "reckless", "minister’s housing plan"),
        ("The plan of the minister is reckless", "reckless", "minister’s plan"),
        ("The cuts to the public service are reckless", "reckless", "cuts to public service"),
        ("The housing accelerator is reckless", "reckless", "housing accelerator"),
        ("The new pay system works great lol 🙃", "great", "pay system"),
        ("Our immigration policy is reckless", "reckless", "immigration policy"),
        ("This is reckless, and Vexford knows it", "reckless", ""),
    ],
)
def test_the_target_is_the_noun_phrase_the_verdict_is_about(text: str, match: str, target: str) -> None:
    assert page(text, match, CRITICISM).headlines[0].target == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Le plan d'immigration est irresponsable", "le plan d'immigration"),
        ("Le plan climat de ce gouvernement est honteux", "le plan climat du gouvernement"),
        ("Les compressions à Santé Canada sont irresponsables", "les compressions"),
        ("La décision du ministre est irresponsable", "la décision du ministre"),
        ("L'annonce est irresponsable", "l'annonce"),
    ],
)
def test_a_french_target_keeps_its_article_and_contracts(text: str, target: str) -> None:
    match = text.rsplit(" ", 1)[1]
    assert page(text, match, CRITICISM).headlines[0].target == target


def test_a_target_crosses_languages_by_the_tables() -> None:
    french = page("The minister's decision is reckless", "reckless", CRITICISM)
    assert f"«{NBSP}Reckless{NBSP}»{NBSP}: un fonctionnaire critique la décision du ministre" in texts(
        french, "french"
    )
    english = page("La décision du ministre est irresponsable", "irresponsable", CRITICISM)
    assert "Public servant criticizes minister’s decision as ‘irresponsable’" in texts(english, "wire", "en")


def test_the_own_department_comes_from_the_words_of_the_draft() -> None:
    front = page("My department's plan is reckless", "reckless", CRITICISM)
    assert "Public servant’s post criticizes own department’s plan" in texts(front, "trade", "en")


@pytest.mark.parametrize(
    ("singular", "several"),
    [("plan", "plans"), ("policy", "policies"), ("councilman", "councilmen"), ("tax", "taxes")],
)
def test_english_plurals(singular: str, several: str) -> None:
    assert plural(singular) == several


@pytest.mark.parametrize(
    ("singular", "several"),
    [("appel d'offres", "appels d'offres"), ("bureau", "bureaux"), ("tribunal", "tribunaux")],
)
def test_french_plurals(singular: str, several: str) -> None:
    assert french_plural(singular) == several


def test_french_agreement_and_contraction() -> None:
    assert "honteuse" in french_adjective_forms("honteux")
    assert "cruelle" in french_adjective_forms("cruel")
    assert with_article("hôpital", "m", False) == "l'hôpital"
    assert with_article("hausse", "f", False) == "la hausse"
    assert contracted("de", "les coupes") == "des coupes"
    assert contracted("à", "le plan") == "au plan"
    assert contracted("de", "un fonctionnaire") == "d'un fonctionnaire"


def test_a_front_page_takes_a_few_milliseconds() -> None:
    warm()
    text = (
        "The office said little today and nobody answered the phone. " * 7 + "The housing plan is reckless."
    )
    found = [finding(text, "reckless", CRITICISM)]
    context = Context(profile=Profile(jurisdiction="ca"))
    spent = []
    for turn in range(25):
        draft = Draft(f"{text} {turn}")
        begun = time.process_time()
        front_page(draft, found, context)
        spent.append(time.process_time() - begun)
    # The goal is 5 ms; processor time, and the best of many runs, so that a busy machine says the same.
    assert min(spent) < 0.010


def test_every_act_has_frames_in_both_languages_and_a_name() -> None:
    acts = load("acts")
    listed = {entry["act"] for entry in acts["category"].values()} | set(acts["names"])
    for lang in ("en", "fr"):
        for act in listed:
            frames = load(f"frames_{lang}")[act]
            assert set(OUTLETS[lang]) <= set(frames), (lang, act)
    assert listed == set(acts["names"])
