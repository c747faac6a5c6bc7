"""What a matcher looks at: a field of the draft as lines of sentences of tokens.

Matchers store what they found in the ``memo`` of the sentence or line they looked at; it lives
exactly as long. ``outtray_rules.reader`` keeps lines and sentences by their words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from outtray_rules.lexicon import Lexicon
from outtray_rules.literals import Literals
from outtray_rules.termindex import Scan, Surface, Word
from outtray_rules.text.fold import fold

if TYPE_CHECKING:
    from outtray_rules.signs.reading import Sums

_SHORTEST_SHOUTED = 4
_CHUNK = re.compile(r"\S+")
_ONE_LETTER_WORDS = frozenset("aeinouy")
_SPACED = frozenset(" .-_*")


class Hit(NamedTuple):
    """Something found: ``[start, end)`` in its line or field, the tokens ``[first, stop)`` of its line.

    A fact about the whole act has no place: see WHOLE.
    """

    start: int
    end: int
    first: int
    stop: int
    confidence: float


class Places(NamedTuple):
    """What the weak signs of a field say: how far beyond the threshold, what most of all, where for each."""

    over: float
    first: str
    places: Mapping[str, tuple[int, int]]


WHOLE = Hit(0, 0, -1, -1, 1.0)
"""The hit of a condition that is true without pointing at words."""
Hits = tuple[Hit, ...]
_NONE: Hits = ()


class Counts(NamedTuple):
    """What measures add up, for one sentence or several."""

    words: int = 0
    syllables: int = 0
    long_words: int = 0
    shouted: int = 0
    exclamations: int = 0
    mentions: int = 0
    hashtags: int = 0
    links: int = 0
    emoji: int = 0
    others: int = 0


class Sentence:
    """One sentence, read: tokens with their place in the original, and every term found in it."""

    def __init__(self, text: str, lexicon: Lexicon, literals: Literals) -> None:
        self.text = text
        self.folded = fold(text)
        self.kinds: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.words: list[tuple[Word, ...]] = []
        self.tokens: list[str] = []
        self.tags: list[tuple[int, int]] = []
        self._joints: dict[int, list[tuple[int, tuple[Word, ...]]]] = {}
        self._read(lexicon)
        self.signs: dict[str, Sums] = {}
        """What its weak signs add up to, by language; empty until asked."""
        self.heaviest: dict[tuple[str, int], tuple[int, int]] = {}
        """The tokens ``[first, stop)`` that weigh most, by language and category; empty until asked."""
        self.answers: list[tuple[int, Hits]] | None = None
        """What a reviewer's branches found in this sentence, by their numbers; None until asked."""
        self.hits: dict[int, Hits] = {}
        """Every term found, by the leaf it belongs to."""
        self.mask = 0
        """A bit for every leaf that is here, terms and patterns that may match alike."""
        self._find(lexicon)
        self.gates = literals.present(text, self.folded.text)
        """The leaves of the patterns that may match."""
        for leaf in self.gates:
            self.mask |= 1 << leaf

    def _find(self, lexicon: Lexicon) -> None:
        index, spans, hits = lexicon.index, self.spans, self.hits
        for found in index.find(Scan(self.words, self._joints, Surface(spans, self.text))):
            hit = Hit(
                spans[found.first][0], spans[found.stop - 1][1], found.first, found.stop, found.confidence
            )
            leaves = found.leaves
            self.mask |= index.mask(leaves)
            # A common word belongs to dozens of leaves, and is the first for most: they share a tuple.
            again = [(leaf, hits[leaf]) for leaf in leaves if leaf in hits]
            hits.update(dict.fromkeys(leaves, (hit,)))
            for leaf, before in again:
                hits[leaf] = (*before, hit)

    def _read(self, lexicon: Lexicon) -> None:
        folded, single = self.folded, 0
        aligned = folded.aligned(self.text)
        for match in _CHUNK.finditer(folded.text):
            begin, end = match.span()
            chunk = lexicon.chunk(folded.text[begin:end], aligned[begin:end])
            base = len(self.words)
            for piece in chunk.pieces:
                self.spans.append(folded.span(begin + piece.start, begin + piece.end))
                self.kinds.append(piece.kind)
                self.tokens.append(piece.text)
                single += len(piece.text) == 1
            self.words.extend(chunk.words)
            for joint, readings in chunk.joints:
                if joint.kind == "hashtag":
                    self.tags.append((base + joint.first, base + joint.stop))
                if readings:
                    self._joints.setdefault(base + joint.first, []).append((base + joint.stop, readings))
        if single >= 3:
            self._join_spaced(lexicon)

    def _join_spaced(self, lexicon: Lexicon) -> None:
        """Add what s p a c e d letters spell; the letters themselves stay, for they may be words."""
        first = 0
        while first < len(self.tokens):
            stop, separator = first + 1, ""
            while stop < len(self.tokens) and self._single(stop - 1) and self._single(stop):
                between = self.text[self.spans[stop - 1][1] : self.spans[stop][0]]
                if len(between) != 1 or between not in _SPACED or (separator and between != separator):
                    break
                separator = between
                stop += 1
            for begin, end in _spelt(self.tokens[first:stop]):
                readings = lexicon.joined("".join(self.tokens[first + begin : first + end]))
                if readings:
                    self._joints.setdefault(first + begin, []).append((first + end, readings))
            first = max(stop, first + 1)

    def _single(self, index: int) -> bool:
        token = self.tokens[index]
        return len(token) == 1 and token.isascii() and token.isalpha()

    @cached_property
    def alone(self) -> Line:
        """The sentence as a line of its own, for matchers that need no more."""
        return Line(self.text, [(self, 0)])

    @cached_property
    def counts(self) -> Counts:
        """What measures add up."""
        words = syllables = long_words = shouted = 0
        for kind, (start, end), token in zip(self.kinds, self.spans, self.tokens, strict=True):
            if kind != "word":
                continue
            words += 1
            syllables += _syllables(token)
            if len(token) >= _SHORTEST_SHOUTED and token.isalpha():
                long_words += 1
                shouted += self.text[start:end].isupper()
        kinds = self.kinds
        return Counts(
            words,
            syllables,
            long_words,
            shouted,
            self.text.count("!"),
            kinds.count("mention"),
            len(self.tags),
            kinds.count("url"),
            kinds.count("emoji"),
            kinds.count("number") + kinds.count("email") + kinds.count("emoji"),
        )


class Line:
    """One line: its sentences side by side, tokens numbered through, hits by leaf."""

    def __init__(self, text: str, parts: list[tuple[Sentence, int]]) -> None:
        self.text = text
        self.memo: dict[int, Hits] = {}
        self.parts = parts
        self.bases: list[int] = []
        self.offsets: list[int] = []
        mask = count = 0
        for sentence, offset in parts:
            self.bases.append(count)
            self.offsets.append(offset)
            count += len(sentence.words)
            mask |= sentence.mask
        self.mask = mask

    def hits(self, leaf: int) -> Sequence[Hit]:
        """Every find of one leaf."""
        if len(self.parts) == 1:
            return self.parts[0][0].hits.get(leaf, _NONE)
        return [
            Hit(hit.start + offset, hit.end + offset, hit.first + base, hit.stop + base, hit.confidence)
            for (sentence, offset), base in zip(self.parts, self.bases, strict=True)
            for hit in sentence.hits.get(leaf, _NONE)
        ]

    def sentence_of(self, position: int) -> int:
        """The number of the sentence that holds a character position of the line."""
        return max(0, bisect_right(self.offsets, position) - 1)

    def region(self, number: int) -> tuple[int, int]:
        """The range of one sentence in the line."""
        sentence, offset = self.parts[number]
        return offset, offset + len(sentence.text)

    def tokens_at(self, start: int, end: int) -> tuple[int, int]:
        """The tokens ``[first, stop)`` that a range of the line touches; empty between two tokens."""
        number = self.sentence_of(start)
        sentence, offset = self.parts[number]
        starts = [span[0] for span in sentence.spans]
        ends = [span[1] for span in sentence.spans]
        first = bisect_right(ends, start - offset)
        stop = max(first, bisect_left(starts, end - offset))
        return self.bases[number] + first, self.bases[number] + stop


class Field:
    """One field of the draft under review: its name, its text and its lines."""

    def __init__(self, name: str, text: str, placed: list[tuple[Line, int]]) -> None:
        self.name = name
        self.text = text
        self.lines = placed
        self.told: dict[str, Places] = {}
        """What its weak signs say together, by language; empty until asked."""
        self.present: dict[int, bool] = {}
        """Whether a matcher that needs no more than a line finds anything, by the number of its node."""
        self.named: dict[int, Hits] = {}
        """What matchers with a name find, by the number of their node."""
        self.mask = 0
        for line, _ in placed:
            self.mask |= line.mask

    @cached_property
    def counts(self) -> Counts:
        """What measures add up, for the whole field."""
        counted = [sentence.counts for sentence in self.sentences]
        return Counts(*map(sum, zip(*counted, strict=True))) if counted else Counts()

    @cached_property
    def sentence_count(self) -> int:
        """How many sentences there are."""
        return len(self.sentences)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        return [sentence for line, _ in self.lines for sentence, _ in line.parts]

    @cached_property
    def starts(self) -> list[int]:
        """Where each of the sentences starts in the field."""
        return [offset + start for line, offset in self.lines for start in line.offsets]

    def within(self, start: int, end: int) -> list[Sentence]:
        """The sentences that a range of the field touches."""
        starts = self.starts
        return self.sentences[max(0, bisect_right(starts, start) - 1) : bisect_left(starts, end)]


def _spelt(letters: list[str]) -> list[tuple[int, int]]:
    """The ranges of some single letters that may spell a word: all, or all but ordinary words at the ends."""
    begins, ends = [0], [len(letters)]
    while len(begins) < len(letters) and letters[begins[-1]] in _ONE_LETTER_WORDS:
        begins.append(begins[-1] + 1)
    while len(ends) < len(letters) and letters[ends[-1] - 1] in _ONE_LETTER_WORDS:
        ends.append(ends[-1] - 1)
    return [(begin, end) for begin in begins[:12] for end in ends[:12] if end - begin >= 3]


def _syllables(word: str) -> int:
    """A rough count of syllables: groups of vowels, a silent final e left out."""
    groups, vowel = 0, False
    for character in word:
        here = character in "aeiouy"
        groups += here and not vowel
        vowel = here
    return max(1, groups - (word.endswith("e") and groups > 1))
