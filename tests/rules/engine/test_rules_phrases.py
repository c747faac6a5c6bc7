"""Phrases kept in a vocabulary, and the user's own words in another number."""

from __future__ import annotations

from pathlib import Path

import pytest

from outtray_rules.context import read_context
from outtray_rules.engine import Reviewer, load_files

PACK = """
[pack]
id = "hinting"
title = "Hinting"
languages = ["en"]
version = "2026.11"

[terms.hints]
file = "hints.txt"

[[rule]]
id = "hinting-hint"
category = "confidential"
severity = "warn"
title = "A hint"
message = "“{match}” hints."
advice = "Wait."
source = { name = "Ours" }
match = { phrases = "NAME" }
hits = ["Watch this space"]
misses = ["Watch this film"]

[[rule]]
id = "hinting-own"
category = "confidential"
severity = "warn"
title = "One's own file"
message = "“{match}” is yours."
advice = "Wait."
source = { name = "Ours" }
match = { own = "topics" }
hits = [{ text = "The grant form", context = { profile = { topics = ["grants"] } } }]
misses = ["The grand form"]
"""


def written(folder: Path, name: str = "hints") -> Path:
    """A pack whose phrases stand in a file beside it."""
    (folder / "hints.txt").write_text(
        "# Hints.\nwatch (this|that) space\nask me … friday\nno _ reason\n", "utf-8"
    )
    pack = folder / "hinting.toml"
    pack.write_text(PACK.replace("NAME", name), "utf-8")
    return pack


def found(folder: Path, text: str, context: dict[str, object] | None = None) -> list[str]:
    """What the pack finds in a text."""
    loaded = load_files([written(folder)])
    assert loaded.problems == ()
    given = read_context(context or {})
    return [one.match for one in Reviewer(loaded.packs).review(given.draft(text), given.context)]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("So watch that space, all of you", "watch that space"),
        ("Do ask me again this coming Friday", "ask me again this coming Friday"),
        ("For no particular reason", "no particular reason"),
    ],
)
def test_entries_of_a_vocabulary_are_read_as_phrases(tmp_path: Path, text: str, match: str) -> None:
    assert found(tmp_path, text) == [match]


def test_phrases_of_a_vocabulary_keep_their_order_and_their_sentence(tmp_path: Path) -> None:
    assert found(tmp_path, "Space: watch this. Ask me. On Friday I bake.") == []


def test_an_unknown_vocabulary_of_phrases_is_named_with_the_nearest(tmp_path: Path) -> None:
    problems = load_files([written(tmp_path, "hint")]).problems
    assert ["“hint”" in str(one) and "hints" in str(one) for one in problems] == [True]


@pytest.mark.parametrize("topic", ["retrofit grant", "retrofit grants"])
@pytest.mark.parametrize(
    "text", ["The retrofit grant form", "Retrofit grants again", "A retrofit grant's end"]
)
def test_own_topics_are_found_in_either_number(tmp_path: Path, topic: str, text: str) -> None:
    assert len(found(tmp_path, text, {"profile": {"topics": [topic]}})) == 1


def test_own_topics_are_not_found_in_a_word_that_only_begins_alike(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path, "Retrofit granted, and glasses", {"profile": {"topics": ["retrofit grants", "glass"]}}
        )
        == []
    )
