"""Small packs and reviewers for the tests of the rules."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Loaded, Reviewer, load_packs, packs_for, shipped_packs
from outtray_rules.finding import Finding

HEADER = '[pack]\nid = "mine"\ntitle = "Mine"\nlanguages = ["en"]\nversion = "1"\n'


def rule(match: str, name: str = "a-rule", more: str = "", severity: str = "warn") -> str:
    """One rule in TOML whose ``match`` is given as TOML, too."""
    return (
        f'[[rule]]\nid = "{name}"\ncategory = "tone"\nseverity = "{severity}"\ntitle = "A title"\n'
        f'message = "Found “{{match}}”."\nadvice = "Leave it out."\nsource = {{ name = "A source" }}\n'
        f'match = {match}\nhits = ["x"]\nmisses = ["y"]\n{more}\n'
    )


@cache
def shipped() -> Loaded:
    """All shipped packs, read once for all tests of a process."""
    return load_packs(shipped_packs())


@cache
def shipped_reviewer() -> Reviewer:
    """A reviewer with all shipped packs, compiled once."""
    return Reviewer(shipped().packs)


@cache
def reviewer_for(jurisdiction: str) -> Reviewer:
    """The reviewer a person of this jurisdiction has, compiled once."""
    return Reviewer(load_packs(packs_for(jurisdiction)).packs)


def load(body: str, files: dict[str, str] | None = None, header: str = HEADER) -> Loaded:
    """Load one user's pack with this body."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        for name, text in (files or {}).items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text(text, encoding="utf-8")
        (directory / "mine.toml").write_text(header + body, encoding="utf-8")
        return load_packs([], [directory])


def reviewer(body: str, files: dict[str, str] | None = None) -> Reviewer:
    """A reviewer with one sound pack of this body."""
    loaded = load(body, files)
    assert not loaded.problems, "\n".join(map(str, loaded.problems))
    return Reviewer(loaded.packs)


def found(one: Reviewer, text: str, context: Context | None = None) -> list[str]:
    """The words found in a text, in the order of the findings."""
    return [finding.match for finding in review(one, text, context)]


def review(one: Reviewer, text: str, context: Context | None = None) -> tuple[Finding, ...]:
    """The findings about a text; each must match the words it points at."""
    findings = one.review(Draft(text), context or Context())
    for finding in findings:
        assert finding.match == text[finding.span.start : finding.span.end]
    return findings
