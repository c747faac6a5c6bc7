"""The shipped packs against labelled posts: our own in both languages, and the shown examples if present."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from outtray_rules.context import read_context
from outtray_rules.engine import packs_for, shipped_packs
from outtray_rules.finding import Finding
from rules_kit import reviewer_for, shipped

Row = dict[str, Any]

SAMPLES = Path(__file__).parent / "samples"
CHECKOUT = Path(__file__).resolve().parents[2]
FACTS = Path(os.environ.get("OUTTRAY_FACTS", CHECKOUT.parent / "shared" / "facts"))
PACKS = shipped_packs()
SETS = [tuple(path.name.split(".")[:2]) for path in sorted(SAMPLES.glob("*.jsonl"))]
"""Pack and language of every sample file."""
LOOSE = ("-signs-", "-wide-")
"""In the names of rules that go by weak signs or by wide words: they may note a few clean posts, too."""
MOST_NOTED = 0.15
"""The share of clean samples, tricky ones most of them, that loose rules may note."""
LEAST = 30
"""So many posts of each kind in every sample file, or a share of them says nothing."""


def review(row: Row) -> tuple[Finding, ...]:
    """The findings about one labelled post, in the context it is labelled with."""
    given = read_context(row.get("context", {}))
    return reviewer_for(row["jurisdiction"]).review(given.draft(row["text"], row["lang"]), given.context)


def read_samples(pack: str, lang: str) -> list[Row]:
    """One file of labelled posts."""
    lines = (SAMPLES / f"{pack}.{lang}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def shown_examples() -> list[Row]:
    """The shown example posts, or a skip that says why."""
    path = FACTS / "example_posts.json"
    if not path.is_file():
        pytest.skip(f"the shown example posts are not here: {path} (OUTTRAY_FACTS names another folder)")
    rows: list[Row] = json.loads(path.read_text("utf-8"))
    return rows


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Findings in short, for a failure's message."""
    return [(finding.rule, finding.severity.value, finding.match) for finding in findings]


def loose(finding: Finding) -> bool:
    """Whether it comes from a rule that may note a few clean posts."""
    return any(name in finding.rule for name in LOOSE)


def wrong(row: Row) -> str:
    """What the review of a labelled post gets wrong; empty when nothing."""
    findings = tuple(one for one in review(row) if not loose(one))
    found = {finding.category for finding in findings}
    expected = set(row["expect"]) - {"none"}
    if expected <= found and not found & set(row["not_expect"]) and (expected or not findings):
        return ""
    return f"{row['id']}: missed {expected - found or 'nothing'}, found {told(findings)}"


@pytest.mark.slow
@pytest.mark.parametrize(("pack", "lang"), SETS, ids="-".join)
def test_labelled_posts_are_found_or_left_alone(pack: str, lang: str) -> None:
    mistakes = [mistake for row in read_samples(pack, lang) if (mistake := wrong(row))]
    assert not mistakes, "\n".join(mistakes)


@pytest.mark.slow
@pytest.mark.parametrize(("pack", "lang"), SETS, ids="-".join)
def test_loose_rules_note_few_clean_posts_and_never_more_than_note(pack: str, lang: str) -> None:
    clean = [row for row in read_samples(pack, lang) if row["expect"] == ["none"]]
    noted = [one for row in clean for one in [[f for f in review(row) if loose(f)]] if one]
    assert len(noted) <= MOST_NOTED * len(clean), [told(tuple(one)) for one in noted]
    assert {finding.severity.value for one in noted for finding in one} <= {"note"}


def test_every_pack_has_samples() -> None:
    assert {pack for pack, _lang in SETS} == set(PACKS)


@pytest.mark.parametrize(("pack", "lang"), SETS)
def test_samples_hold_enough_of_both_kinds(pack: str, lang: str) -> None:
    rows = read_samples(pack, lang)
    clean = [row for row in rows if row["expect"] == ["none"]]
    assert len(clean) >= LEAST
    assert len(rows) - len(clean) >= LEAST
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("My PRI is unknown but my SIN is 046454286, thanks", "046454286"),
        ("Mon NAS, au cas où, est le 130692544", "130692544"),
        ("Text Jean at 613-555-0148 tonight", "613-555-0148"),
        ("The door code for the annex is 4821#", "4821#"),
    ],
)
def test_a_finding_about_a_number_points_at_the_number(text: str, number: str) -> None:
    findings = review({"text": text, "lang": "en", "jurisdiction": "ca"})
    assert number in {finding.match for finding in findings}


def test_rules_never_scold() -> None:
    scolding = ("you must", "forbidden", "violat", "illegal to", "vous devez", "interdit de", "!")
    for pack in shipped().packs:
        for rule in pack.rules:
            for wording in (rule.wording, rule.wording_in("fr")):
                said = f"{wording.title} {wording.message} {wording.advice}".casefold()
                assert not [word for word in scolding if word in said], rule.id
                assert wording.message.endswith("."), rule.id
                assert wording.advice.endswith("."), rule.id


def test_shown_tricky_negatives_are_silent() -> None:
    loud = {
        row["id"]: told(review(row)) for row in shown_examples() if row["expect"] == ["none"] and review(row)
    }
    assert loud == {}


def test_shown_positives_are_found() -> None:
    rows = [row for row in shown_examples() if row["expect"] != ["none"]]
    have_pack = [
        row for row in rows if row["jurisdiction"] == "any" or len(packs_for(row["jurisdiction"])) > 1
    ]
    assert have_pack
    for row in have_pack:
        found = {finding.category for finding in review(row)}
        assert set(row["expect"]) <= found, (row["id"], told(review(row)))
        assert not found & set(row["not_expect"]), (row["id"], told(review(row)))
