"""In French no sentence of the program is left in English, wherever one goes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
FRENCH = ROOT / "tui" / "outtray" / "base" / "locale" / "fr" / "LC_MESSAGES" / "outtray.po"
_LEAST = 12
"""Letters from which the beginning of a sentence is no chance find among the words of a timeline."""
_SEEN = 30
"""Letters of a sentence that stand on one row of a screen, however narrow its column."""

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The rows of every screen of a walk in French."""
    folder = tmp_path_factory.mktemp("french")
    ended = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "french_walk.py"), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, list[str]] = json.loads(ended.stdout)
    return told


def english_ones() -> dict[str, str]:
    """Every English text of the catalogue whose French differs, by itself."""
    found = {}
    with FRENCH.open("rb") as file:
        for message in read_po(file, locale="fr"):
            if isinstance(message.id, str) and message.id and message.id != message.string:
                found[message.id] = str(message.string)
    return found


def test_no_sentence_is_left_in_english(walk: dict[str, list[str]]) -> None:
    left = []
    for sentence in english_ones():
        # What stands before the first placeholder or line break, as far as a narrow column shows it.
        start = re.split(r"[{\n]", sentence)[0].strip()[:_SEEN]
        if len(start) < _LEAST or " " not in start:
            continue
        left += [(place, start) for place, rows in walk.items() for row in rows if start in row]
    assert left == []


def test_keys_at_the_foot_of_every_screen_are_named_in_french(walk: dict[str, list[str]]) -> None:
    english = {text for text in english_ones() if re.fullmatch(r"[A-Z][a-z]{3,}", text)}
    left = [(place, word) for place, rows in walk.items() for word in rows[-1].split() if word in english]
    assert left == []
    assert "Répondre" in walk["timeline"][-1]
    assert "Retenir" in walk["desk"][-1]


def test_findings_of_a_french_user_are_told_in_french(walk: dict[str, list[str]]) -> None:
    desk = "\n".join(walk["desk"])
    assert "Mots durs" in desk or "mots durs" in desk
    assert "Harsh words" not in desk
