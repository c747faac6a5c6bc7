"""The reference pages are what the packs say, a page a rule with its source and its examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from outtray_rules.pages import pages
from rules_kit import shipped

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "reference" / "rules"
COMMAND = "run: make reference"


def test_the_published_pages_are_what_the_packs_say() -> None:
    if not PUBLISHED.is_dir():
        pytest.skip("the documentation is not beside the tests here")
    made = pages(shipped().packs)
    published = {
        path.relative_to(PUBLISHED).as_posix(): path.read_text("utf-8") for path in PUBLISHED.rglob("*.md")
    }
    assert published.keys() == made.keys(), COMMAND
    assert [name for name in made if made[name] != published[name]] == [], COMMAND


def test_every_rule_has_a_page_with_its_source_and_its_examples() -> None:
    made = pages(shipped().packs)
    for pack in shipped().packs:
        for rule in pack.rules:
            page = made[f"{pack.id}/{rule.id}.md"]
            assert rule.wording.title in page
            assert rule.source.name in page
            assert rule.source.clause in page
            assert "## It finds\n- " in page
            assert "## It leaves alone\n- " in page
            assert "{match}" not in page
            assert f"({pack.id}/{rule.id}.md)" in made["README.md"]
