"""Learns the weights of weak signs from labelled posts: ``make signs``.

Every weight is a log ratio with half a post added on both sides: how much more often a sign stands in posts
of a category than in all others, and in posts of any category than in those of none. The threshold is the
score that a small share of clean posts reaches, each scored with weights learned without it. Nothing is
random: the same posts give the same file.

The corpus is one file for each author and language. They wrote without having seen the rules, so what is
learned from the others and found in one of them is what can be hoped for in posts nobody has seen:
``make signs`` prints it.
"""

from __future__ import annotations

import json
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from outtray_rules.engine import Reviewer, load_packs
from outtray_rules.signs.reading import Sums, best, score, signs, told
from outtray_rules.signs.weights import ANY, CATEGORIES, LANGUAGES, NONE, Row, Signs, Weights, path_of

HERE = Path(__file__).parent
CLEAN_SHARE = 0.05
"""The share of clean posts, tricky ones most of them, that may be told of."""
_TWICE = 2
"""How often a post of the corpus counts; the samples of the packs were written beside the rules."""
_LEAST = 2
"""How often a sign must have been seen, in posts as they count."""
_LEAST_WEIGHT = 40
"""Hundredths: a sign that weighs less for every category is left out."""
_ALSO = {"security-marking": "confidential", "election-period": "partisan", "government-praise": "partisan"}


class Post(NamedTuple):
    """A labelled post: the signs of each of its sentences, its categories, and how often it counts."""

    sentences: tuple[frozenset[str], ...]
    categories: frozenset[str]
    counts: int = 1

    @property
    def names(self) -> frozenset[str]:
        """All its signs."""
        return frozenset().union(*self.sentences)


@cache
def _reader() -> Reviewer:
    return Reviewer(load_packs(("everyone",)).packs)


def posts(file: Path) -> Iterator[Post]:
    """The labelled posts of one file that are about words of one's own."""
    counts = _TWICE if file.parent.name == "corpus" else 1
    reader = _reader()
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("context", {}).get("act") in {"boost", "favourite"}:
            continue
        heard = reader.read(row["text"])
        sentences = tuple(frozenset(sign.name for sign in signs(each)) for each in heard.sentences)
        expected = {_ALSO.get(each, each) for each in row["expect"]}
        yield Post(sentences, frozenset(expected & set(CATEGORIES)), counts)


def samples(language: str) -> list[Post]:
    """The posts the packs are tested with."""
    return [post for file in sorted((HERE / "samples").glob(f"*.{language}.jsonl")) for post in posts(file)]


def corpus(language: str) -> dict[str, list[Post]]:
    """The posts written without having seen the rules, by author."""
    files = sorted((HERE / "corpus").glob(f"*.{language}.jsonl"))
    return {file.name.partition(".")[0]: list(posts(file)) for file in files}


def learned(found: Sequence[Post]) -> dict[str, Row]:
    """Hundredths of weight for every sign seen often enough: for any category, then for each."""
    everywhere = _counted(found)
    rows: dict[str, list[int]] = {name: [] for name, count in everywhere.items() if count >= _LEAST}
    whole = sum(post.counts for post in found)
    for category in (None, *CATEGORIES):
        inside = [
            post for post in found if (post.categories if category is None else category in post.categories)
        ]
        among, total = _counted(inside), sum(post.counts for post in inside)
        for name, row in rows.items():
            here = (among[name] + 0.5) / (total + 1)
            there = (everywhere[name] - among[name] + 0.5) / (whole - total + 1)
            row.append(round(100 * math.log(here / there)))
    return {name: tuple(row) for name, row in rows.items() if max(map(abs, row)) >= _LEAST_WEIGHT}


def _counted(found: Iterable[Post]) -> Counter[str]:
    """In how many posts each sign stands."""
    counted: Counter[str] = Counter()
    for post in found:
        for name in post.names:
            counted[name] += post.counts
    return counted


class Rows(Protocol):
    """What each sign weighs."""

    def get(self, name: str, /) -> Row | None:
        """Its row; None when it has none."""


def added(post: Post, rows: Rows) -> list[Sums]:
    """What each sentence of a post adds up to."""
    known = ([row for name in each if (row := rows.get(name))] for each in post.sentences)
    totals = (tuple(map(sum, zip(NONE, *each, strict=True))) for each in known)
    return [Sums(len(each), total) for each, total in zip(post.sentences, totals, strict=True)]


def usual(found: Sequence[Post], rows: Rows) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and spread, for each category, of what posts of any category score."""
    scores: list[list[float]] = [[] for _category in CATEGORIES]
    for post in found:
        if post.categories:
            sentences = added(post, rows)
            count = sum(each.signs for each in sentences)
            for number, kept in enumerate(scores):
                kept.append(score(sum(each.weights[ANY + 1 + number] for each in sentences), count))
    means = tuple(round(statistics.mean(kept), 1) for kept in scores)
    return means, tuple(round(statistics.pstdev(kept), 1) for kept in scores)


def threshold(authors: Sequence[Sequence[Post]], others: Sequence[Post]) -> float:
    """The score that so many clean posts reach of authors that nothing was learned from.

    Those who wrote ordinary talk alone are always learned from: theirs is no near miss.
    """
    scores: list[float] = []
    for author in authors:
        if not any(post.categories for post in author):
            continue
        rows = learned([*others, *(post for one in authors if one is not author for post in one)])
        tops = [best(added(post, rows)) for post in author if not post.categories]
        scores.extend(top.score for top in tops if top is not None)
    return round(sorted(scores)[int(len(scores) * (1 - CLEAN_SHARE))], 1)


def made(language: str, authors: Sequence[Sequence[Post]], others: Sequence[Post]) -> Weights:
    """What one language learns from the posts of these authors, and from others."""
    found = [*others, *(post for one in authors for post in one)]
    rows = learned(found)
    means, spreads = usual(found, rows)
    return Weights(language, threshold(authors, others), means, spreads, Signs.of(rows))


def everything(language: str) -> Weights:
    """What a language learns from all there is."""
    return made(language, list(corpus(language).values()), samples(language))


class Hope(NamedTuple):
    """How an author's posts fare with weights learned from all others."""

    found: float
    """The share of expected categories told."""
    any: float
    """The share of posts with any category that something is told of."""
    clean: float
    """The share of clean posts something is told of."""


def hope(language: str, author: str) -> Hope:
    """Learn from all others, and look."""
    found = corpus(language)
    others = [one for name, one in found.items() if name != author]
    return judged(found[author], made(language, others, samples(language)))


def judged(found: Sequence[Post], known: Weights) -> Hope:
    """What these weights tell of these posts."""
    heard = [(post.categories, told(added(post, known.signs), known)) for post in found]
    pairs = [each in (say.categories if say else ()) for expected, say in heard for each in expected]
    risky = [say is not None for expected, say in heard if expected]
    clean = [say is not None for expected, say in heard if not expected]
    return Hope(_share(pairs), _share(risky), _share(clean))


def _share(those: Sequence[bool]) -> float:
    return sum(those) / max(1, len(those))


if __name__ == "__main__":
    for code in LANGUAGES:
        target = path_of(code)
        target.write_bytes(everything(code).packed())
        print(f"{target.name}: {target.stat().st_size:,} bytes")
        for name in corpus(code):
            found, some, clean = hope(code, name)
            print(f"  {name}, unseen: {found:.0%} of labels, {some:.0%} of posts; clean {clean:.1%}")
