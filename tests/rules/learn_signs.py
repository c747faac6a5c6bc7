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
_COLUMNS = (None, ANY, *range(ANY + 1, len(NONE)))
"""What is counted: all posts, and those that each weight of a row is about."""
_ALSO = {"security-marking": "confidential", "election-period": "partisan"}


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


class Tally:
    """In how many posts each sign stands: in all posts, in those of any category, and in those of each.

    Tallies are added and taken away, so that what all authors but one wrote need not be counted for each.
    """

    def __init__(self) -> None:
        self.posts = [0] * len(_COLUMNS)
        self.signs: list[Counter[str]] = [Counter() for _column in _COLUMNS]

    @classmethod
    def of(cls, found: Iterable[Post]) -> Tally:
        """That of these posts."""
        made = cls()
        for post in found:
            about = {ANY + 1 + CATEGORIES.index(each) for each in post.categories}
            names = post.names
            counted_in = {None, *([ANY] if about else []), *about}
            for place, column in enumerate(_COLUMNS):
                if column in counted_in:
                    made.posts[place] += post.counts
                    for _time in range(post.counts):
                        made.signs[place].update(names)
        return made

    @classmethod
    def together(cls, tallies: Iterable[Tally]) -> Tally:
        """The sum of several."""
        made = cls()
        for one in tallies:
            made.posts = [mine + more for mine, more in zip(made.posts, one.posts, strict=True)]
            for kept, counted in zip(made.signs, one.signs, strict=True):
                kept.update(counted)
        return made


class Learned:
    """Hundredths of weight for signs, each learned when it is asked for: for any category, then for each.

    What is learned from are the posts of one tally without those of another.
    """

    def __init__(self, whole: Tally, without: Tally | None = None) -> None:
        self._whole = whole.signs
        self._without = (without or Tally()).signs
        taken = (without or Tally()).posts
        self._posts = [all_of - out for all_of, out in zip(whole.posts, taken, strict=True)]
        self._rows: dict[tuple[int, ...], Row | None] = {}
        self._weights: dict[tuple[int, int, int], int] = {}

    def get(self, name: str, /) -> Row | None:
        """The row of a sign; None for one seldom seen, and for one that weighs little for everything."""
        counts = tuple(
            all_of[name] - out[name] for all_of, out in zip(self._whole, self._without, strict=True)
        )
        if counts not in self._rows:  # most signs are rare, and share their counts with many
            self._rows[counts] = self._row(counts)
        return self._rows[counts]

    def all(self) -> dict[str, Row]:
        """The rows of all signs that have one."""
        return {name: row for name in self._whole[0] if (row := self.get(name)) is not None}

    def _row(self, counts: tuple[int, ...]) -> Row | None:
        everywhere, *among = counts
        if everywhere < _LEAST:
            return None
        row = tuple(self._weight(column, here, everywhere) for column, here in enumerate(among, 1))
        return row if max(map(abs, row)) >= _LEAST_WEIGHT else None

    def _weight(self, column: int, among: int, everywhere: int) -> int:
        asked = (column, among, everywhere)
        if asked not in self._weights:
            whole, total = self._posts[0], self._posts[column]
            here = (among + 0.5) / (total + 1)
            there = (everywhere - among + 0.5) / (whole - total + 1)
            self._weights[asked] = round(100 * math.log(here / there))
        return self._weights[asked]


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


def threshold(authors: Sequence[Sequence[Post]], tallies: Sequence[Tally], whole: Tally) -> float:
    """The score that so many clean posts reach of authors that nothing was learned from.

    ``tallies`` are those of the authors, ``whole`` is that of all there is. Those who wrote ordinary talk
    alone are always learned from: theirs is no near miss.
    """
    scores: list[float] = []
    for author, tally in zip(authors, tallies, strict=True):
        if not any(post.categories for post in author):
            continue
        rows = Learned(whole, tally)
        tops = [best(added(post, rows)) for post in author if not post.categories]
        scores.extend(top.score for top in tops if top is not None)
    return round(sorted(scores)[int(len(scores) * (1 - CLEAN_SHARE))], 1)


def made(language: str, authors: Sequence[Sequence[Post]], others: Sequence[Post]) -> Weights:
    """What one language learns from the posts of these authors, and from others."""
    found = [*others, *(post for one in authors for post in one)]
    tallies = [Tally.of(author) for author in authors]
    whole = Tally.together((Tally.of(others), *tallies))
    rows = Learned(whole).all()
    means, spreads = usual(found, rows)
    return Weights(language, threshold(authors, tallies, whole), means, spreads, Signs.of(rows))


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
