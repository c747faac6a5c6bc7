"""The shipped packs on posts they were never tuned to: what is found, and what is left alone."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from outtray_rules.draft import Context, Draft
from outtray_rules.finding import Finding, Severity
from rules_kit import reviewer_for

POSTS = Path(__file__).parent / "judge" / "posts.jsonl"

pytestmark = [pytest.mark.slow]


@cache
def judged() -> tuple[tuple[dict[str, Any], tuple[Finding, ...]], ...]:
    """Every post with its findings. No failure here shows a post: they are not to be read."""
    rows = [json.loads(line) for line in POSTS.read_text("utf-8").splitlines()]
    return tuple(
        (row, reviewer_for(row["jurisdiction"]).review(Draft(row["text"], language=row["lang"]), Context()))
        for row in rows
    )


def test_most_of_what_needs_a_second_look_is_found() -> None:
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for row, findings in judged():
        categories = {finding.category for finding in findings}
        for label in row["expect"]:
            asked[row["kind"]] += 1
            found[row["kind"]] += label in categories
        if row["expect"]:
            asked["posts"] += 1
            found["posts"] += bool(findings)
    shares = {kind: f"{100 * found[kind] // asked[kind]} %" for kind in asked}
    print(
        f"counted: judged posts: {shares['plain']} of labels openly said, {shares['implicit']} of those"
        f" hinted at; something was said of {shares['posts']} of such posts"
    )
    assert found["plain"] >= 0.87 * asked["plain"], (found, asked)
    assert found["implicit"] >= 0.82 * asked["implicit"], (found, asked)
    assert found["posts"] >= 0.93 * asked["posts"], (found, asked)


def test_hardly_a_clean_post_is_warned_of_and_few_are_noted() -> None:
    clean = [findings for row, findings in judged() if not row["expect"]]
    warned = [one for one in clean if any(each.severity is not Severity.NOTE for each in one)]
    assert len(warned) <= 0.03 * len(clean), len(warned)
    assert sum(bool(one) for one in clean) <= 0.15 * len(clean)
