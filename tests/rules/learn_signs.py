"""Learns the weights of weak signs from labelled posts: ``make signs``.

Every weight is a log ratio with half a post added on both sides: how much more often a sign stands in posts
of the category than in all others. The threshold of a category is the score that a small share of clean posts
reaches, each scored with weights learned without it (five folds). Nothing is random: the same posts give the
same file.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from outtray_rules.engine import Reviewer, load_packs
from outtray_rules.signs import weights as shipped
from outtray_rules.signs.reading import Sums, best, signs
from outtray_rules.signs.weights import CATEGORIES, LANGUAGES

HERE = Path(__file__).parent
TARGET = Path(shipped.__file__).parent
CLEAN_SHARE = 0.006
"""The share of clean posts that may be told of, for each category."""
_FOLDS = 5
_LEAST_POSTS = 2
_LEAST_WEIGHT = 40
"""Hundredths: a sign that weighs less for every category is left out."""
_ALSO = {
    "security-marking": "confidential",
    "election-period": "partisan",
    "government-praise": "endorsement",
}


class Post(NamedTuple):
    """A labelled post: the signs of each of its sentences, and its categories."""

    sentences: tuple[frozenset[str], ...]
    categories: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """All its signs."""
        return frozenset().union(*self.sentences)


def posts(language: str) -> list[Post]:
    """Every labelled post of a language: the samples of the packs, and the corpus kept for this alone."""
    reader = Reviewer(load_packs(("everyone",)).packs)
    found = []
    files = [*sorted((HERE / "samples").glob("*.jsonl")), *sorted((HERE / "corpus").glob("*.jsonl"))]
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("lang") != language or row.get("context", {}).get("act") in {"boost", "favourite"}:
                continue
            read = reader.read(row["text"])
            sentences = tuple(frozenset(sign.name for sign in signs(each)) for each in read.sentences)
            expected = {_ALSO.get(each, each) for each in row["expect"] if each != "none"}
            found.append(Post(sentences, frozenset(expected)))
    return found


def learn(found: Sequence[Post]) -> dict[str, tuple[int, ...]]:
    """Hundredths of weight for every sign that stands in at least two posts."""
    everywhere = Counter(name for post in found for name in post.names)
    rows: dict[str, list[int]] = {name: [] for name, count in everywhere.items() if count >= _LEAST_POSTS}
    for category in CATEGORIES:
        inside = [post for post in found if category in post.categories]
        among = Counter(name for post in inside for name in post.names)
        total, rest = len(inside), len(found) - len(inside)
        for name, row in rows.items():
            here = (among[name] + 0.5) / (total + 1)
            there = (everywhere[name] - among[name] + 0.5) / (rest + 1)
            row.append(round(100 * math.log(here / there)))
    return {name: tuple(row) for name, row in rows.items() if max(map(abs, row)) >= _LEAST_WEIGHT}


def scored(post: Post, rows: dict[str, tuple[int, ...]]) -> list[float]:
    """The score of a post for each category, as the matcher scores it: that of its heaviest stretch."""
    none = (0,) * len(CATEGORIES)
    found = [
        Sums(
            len(each), tuple(map(sum, zip(none, *(rows[name] for name in each if name in rows), strict=True)))
        )
        for each in post.sentences
    ]
    tops = [best(found, category) for category in range(len(CATEGORIES))]
    return [0.0 if top is None else top.score for top in tops]


def thresholds(found: Sequence[Post]) -> tuple[float, ...]:
    """The score of each category that so many clean posts reach."""
    scores: list[list[float]] = [[] for _category in CATEGORIES]
    for fold in range(_FOLDS):
        rows = learn([post for number, post in enumerate(found) if number % _FOLDS != fold])
        for post in found[fold::_FOLDS]:
            if not post.categories:
                for kept, here in zip(scores, scored(post, rows), strict=True):
                    kept.append(here)
    return tuple(round(sorted(kept)[int(len(kept) * (1 - CLEAN_SHARE))], 1) for kept in scores)


def made(language: str) -> bytes:
    """The file of one language."""
    found = posts(language)
    data = {
        "categories": CATEGORIES,
        "thresholds": thresholds(found),
        "signs": dict(sorted(learn(found).items())),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


if __name__ == "__main__":
    for code in LANGUAGES:
        target = TARGET / f"{code}.json.gz"
        target.write_bytes(made(code))
        print(f"{target.name}: {target.stat().st_size:,} bytes", file=sys.stderr)
