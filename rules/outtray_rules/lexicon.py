"""One index for every term of every pack: exact words after folding, fuzzy names, disguised words.

Terms are sequences of tokens, so a match is a whole word by construction: no place name is ever
found to hold a rude one. Cost grows with the text, not with the vocabulary: each token is one
dictionary look-up, and what was found out about a chunk is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from outtray_rules.text.fold import fold
from outtray_rules.text.tokens import ELISIONS, Joint, Piece, cut
from outtray_rules.text.tricks import mask_pattern, unleet, unrepeat, unseparate

EXACT, POSSESSIVE, DISGUISED, FUZZY = 1, 2, 4, 8
"""How a word was read; a term says which readings it accepts."""

_CONFIDENCE = {EXACT: 1.0, POSSESSIVE: 1.0, DISGUISED: 0.85}
_SHORTEST_FUZZY = 5
_FUZZY_CONFIDENCE = 0.9
_LONGEST_TAG = 60
_CHUNKS_KEPT = 2_048
_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")
# "incompetent" is no misspelling of "competent".
_OPPOSITES = ("in", "un", "im", "il", "ir", "non", "dis", "de", "mis", "anti")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the terms of one vocabulary are compared."""

    case: bool = False
    accents: bool = False
    disguised: bool = True
    fuzzy: int = 0
    except_words: frozenset[str] = frozenset()


class Word(NamedTuple):
    """One reading of a token that some term uses."""

    text: str
    how: int
    confidence: float


class Term(NamedTuple):
    """One entry of the index: the leaf it reports to and the words it is made of."""

    leaf: int
    words: tuple[str, ...]
    allowed: int
    case: str
    accents: str
    fuzzy: int
    except_words: frozenset[str]


class Chunk(NamedTuple):
    """One chunk, read: parallel lists for its tokens, and words that span several of them."""

    pieces: list[Piece]
    words: list[tuple[Word, ...]]
    joints: list[tuple[Joint, tuple[Word, ...]]]


class Found(NamedTuple):
    """A term found: the tokens ``[first, stop)``, its leaf, and how sure the reading is."""

    leaf: int
    first: int
    stop: int
    confidence: float
    term: Term


@lru_cache(maxsize=65_536)
def term_words(text: str) -> tuple[str, ...]:
    """The words a term is made of, as the tokens of a text would be; a lone hashtag or handle stays whole."""
    folded = fold(text.strip())
    bare = folded.text
    if _PLAIN.fullmatch(bare):
        return tuple(bare.split(" "))
    if bare and not re.search(r"\s", bare) and (bare[0] in "#@" or "*" in bare):
        return (bare,)
    words: list[str] = []
    for match in _CHUNK.finditer(bare):
        chunk = match.group()
        found = cut(chunk, chunk)
        domain = next((joint for joint in found.joints if joint.kind in {"domain", "url"}), None)
        words.extend([domain.readings[0]] if domain else [piece.text for piece in found.pieces])
        if chunk.endswith("'") and words and words[-1] in ELISIONS:
            words[-1] += "'"  # “au nom d'” ends where the next word begins
    return tuple(words)


@dataclass(slots=True)
class _Start:
    singles: list[Term] = field(default_factory=list)
    pairs: dict[str, list[Term]] = field(default_factory=dict)


class Lexicon:
    """The compiled index. Build it with ``add`` and ``close``; afterwards it only remembers chunks."""

    def __init__(self) -> None:
        self._starts: dict[str, _Start] = {}
        self._words: set[str] = set()
        self._fuzzy_words: dict[str, int] = {}
        self._deletions: dict[str, list[str]] = {}
        self._by_letter: dict[str, list[str]] = {}
        self._kept: dict[tuple[str, str], Chunk] = {}

    def add(self, leaf: int, texts: Iterable[str], reading: Reading) -> None:
        """Index terms under ``leaf``; a text without a word, number or emoji is left out."""
        allowed = EXACT | POSSESSIVE
        if reading.disguised and not reading.case:
            allowed |= DISGUISED
        if reading.fuzzy:
            allowed |= FUZZY
        case = accents = ""
        for text in texts:
            words = term_words(text)
            if not words:
                continue
            if reading.case:
                case = _capitals(text)
            if reading.accents:
                accents = _accented(text)
            term = Term(leaf, words, allowed, case, accents, reading.fuzzy, reading.except_words)
            self._index(term)
            if reading.fuzzy:
                for word in words:
                    if len(word) >= _SHORTEST_FUZZY and word.isalpha():
                        self._fuzzy_words[word] = min(reading.fuzzy, self._fuzzy_words.get(word, 100))
            if "'" in text or "’" in text:
                bare = tuple(word.replace("n't", "nt") for word in words)
                if bare != words:
                    # People write “dont”.
                    self._index(term._replace(words=bare))

    def _index(self, term: Term) -> None:
        words = term.words
        start = self._starts.get(words[0])
        if start is None:
            start = self._starts[words[0]] = _Start()
        if len(words) == 1:
            start.singles.append(term)
        else:
            start.pairs.setdefault(words[1], []).append(term)
        self._words.update(words)

    def close(self) -> None:
        """Build what is derived from all terms; call once after the last ``add``."""
        for word, score in self._fuzzy_words.items():
            for key in _deletions(word, _edits(len(word), score)):
                self._deletions.setdefault(key, []).append(word)
        for word in self._words:
            if word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)

    def chunk(self, chunk: str, original: str) -> Chunk:
        """Read one folded chunk; ``original`` is the same characters unfolded."""
        key = (chunk, original if "#" in chunk else "")
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _CHUNKS_KEPT:
                self._kept.clear()
            kept = self._kept[key] = self._read(chunk, original)
        return kept

    def _read(self, chunk: str, original: str) -> Chunk:
        found = cut(chunk, original)
        pieces: list[Piece] = found.pieces
        joints: list[tuple[Joint, tuple[Word, ...]]] = []
        for joint in found.joints:
            if joint.kind == "hashtag" and joint.stop - joint.first == 1 and len(pieces) == 1:
                pieces = self._segment(pieces[0]) or pieces
                joint = joint._replace(stop=len(pieces))  # noqa: PLW2901 - the tag was cut into more words
            joints.append(
                (joint, tuple(Word(text, EXACT, 1.0) for text in joint.readings if text in self._words))
            )
        words = [self._word(piece) for piece in pieces]
        for start, end in found.disguised:
            readings = self._disguise(chunk[start:end])
            if readings:
                inside = [
                    index for index, piece in enumerate(pieces) if piece.start < end and piece.end > start
                ]
                if inside:
                    pieces = _widened(pieces, inside[0], inside[-1], start, end)
                    joints.append((Joint("word", inside[0], inside[-1] + 1, ()), readings))
        return Chunk(pieces, words, joints)

    def _word(self, piece: Piece) -> tuple[Word, ...]:
        text = piece.text
        readings: list[Word] = []
        if text in self._words:
            readings.append(Word(text, EXACT, 1.0))
        if piece.kind not in {"word", "tagword"}:
            return tuple(readings)
        if text.endswith("'s") and text[:-2] in self._words:
            readings.append(Word(text[:-2], POSSESSIVE, 1.0))
        if not readings:
            readings.extend(
                Word(reading, DISGUISED, _CONFIDENCE[DISGUISED])
                for reading in dict.fromkeys(unrepeat(text))
                if reading in self._words
            )
        if not readings and self._deletions:
            readings.extend(self._corrections(text.removesuffix("'s")))
        return tuple(readings)

    def _disguise(self, raw: str) -> tuple[Word, ...]:
        if raw in self._words and "*" in raw:
            return (Word(raw, EXACT, 1.0),)
        candidates: dict[str, None] = {}
        for reading in (*unseparate(raw), *unleet(raw)):
            for shorter in (reading, *unrepeat(reading)):
                if shorter in self._words:
                    candidates[shorter] = None
        pattern = mask_pattern(raw)
        if pattern is not None:
            candidates.update(
                (word, None) for word in self._by_letter.get(raw[0], ()) if pattern.fullmatch(word)
            )
        candidates.pop(raw, None)
        return tuple(Word(word, DISGUISED, _CONFIDENCE[DISGUISED]) for word in candidates)

    def _segment(self, piece: Piece) -> list[Piece] | None:
        """Cut an all-lower-case hashtag into known words that cover all of it, fewest first, or None."""
        body = piece.text
        if not 4 <= len(body) <= _LONGEST_TAG or body in self._words:
            return None
        best: list[list[int] | None] = [[0]] + [None] * len(body)
        for end in range(2, len(body) + 1):
            for start in range(max(0, end - 24), end - 1):
                before = best[start]
                if before is not None and body[start:end] in self._words:
                    here = best[end]
                    if here is None or len(before) + 1 < len(here):
                        best[end] = [*before, end]
        cuts = best[len(body)]
        if cuts is None or len(cuts) < 3:
            return None
        return [
            Piece(piece.kind, piece.start + start, piece.start + end, body[start:end])
            for start, end in pairwise(cuts)
        ]

    def joined(self, letters: str) -> tuple[Word, ...]:
        """What s p a c e d letters spell, when some term uses the word."""
        if letters in self._words:
            return (Word(letters, DISGUISED, _CONFIDENCE[DISGUISED]),)
        return ()

    def _corrections(self, text: str) -> Iterator[Word]:
        if len(text) < _SHORTEST_FUZZY or not text.isalpha():
            return
        seen: set[str] = set()
        for key in _deletions(text, 2 if len(text) >= 8 else 1):
            for word in self._deletions.get(key, ()):
                if word in seen or word[0] != text[0] or _opposite(word, text):
                    continue
                seen.add(word)
                score = OSA.normalized_similarity(word, text) * 100
                if score >= self._fuzzy_words[word]:
                    yield Word(word, FUZZY, round(score / 100 * _FUZZY_CONFIDENCE, 3))

    def find(self, text: Scan) -> list[Found]:
        """Every term in a sequence of tokens."""
        found: list[Found] = []
        for first, here in enumerate(text.words):
            if here:
                self._from(first, first + 1, here, text, found)
            for stop, readings in text.joints.get(first, ()):
                self._from(first, stop, readings, text, found)
        return found

    def _from(self, first: int, stop: int, readings: Iterable[Word], text: Scan, found: list[Found]) -> None:
        for word in readings:
            start = self._starts.get(word.text)
            if start is None:
                continue
            for term in start.singles:
                if accepts(term, word) and text.surface.agrees(term, first, stop):
                    found.append(Found(term.leaf, first, stop, word.confidence, term))
            if not start.pairs:
                continue
            for second, after in text.following(stop):
                for term in start.pairs.get(second.text, ()):
                    if not (accepts(term, word) and accepts(term, second)):
                        continue
                    end = _follow(term, 2, after, text)
                    if end is not None and text.surface.agrees(term, first, end):
                        sure = min(word.confidence, second.confidence)
                        found.append(Found(term.leaf, first, end, sure, term))


@dataclass(frozen=True, slots=True)
class Scan:
    """A sequence of tokens to search; ``joints`` maps a token to words that begin there and span more."""

    words: list[tuple[Word, ...]]
    joints: Mapping[int, list[tuple[int, tuple[Word, ...]]]]
    surface: Surface

    def following(self, position: int) -> Iterator[tuple[Word, int]]:
        """Every word that begins at a token, with the token after it."""
        if position < len(self.words):
            for word in self.words[position]:
                yield word, position + 1
            for stop, readings in self.joints.get(position, ()):
                for word in readings:
                    yield word, stop


class Surface:
    """The unfolded words of a sentence, for terms that care about case or accents."""

    def __init__(self, spelling: Iterable[tuple[int, int]], text: str) -> None:
        self._spans = list(spelling)
        self._text = text

    def agrees(self, term: Term, first: int, stop: int) -> bool:
        """Whether the tokens are spelt with the capitals or the accents the term insists on."""
        if not term.case and not term.accents and not term.except_words:
            return True
        written = self._text[self._spans[first][0] : self._spans[stop - 1][1]]
        if term.except_words and fold(written).text in term.except_words:
            return False
        written = written.removesuffix("'s").removesuffix("’s")
        if term.case and _capitals(written) != term.case:
            return False
        return not term.accents or _accented(written) == term.accents


def accepts(term: Term, word: Word) -> bool:
    """Whether a term takes a word read that way; a fuzzy reading must reach the term's own score."""
    if not term.allowed & word.how:
        return False
    return word.how != FUZZY or word.confidence >= term.fuzzy / 100 * _FUZZY_CONFIDENCE - 0.001


def _widened(pieces: list[Piece], first: int, last: int, start: int, end: int) -> list[Piece]:
    """The pieces, with the signs at both ends of a disguised word taken in: ``$hit``, ``f***``."""
    wider = list(pieces)
    wider[first] = wider[first]._replace(start=min(start, wider[first].start))
    wider[last] = wider[last]._replace(end=max(end, wider[last].end))
    return wider


def _follow(term: Term, index: int, position: int, text: Scan) -> int | None:
    if index == len(term.words):
        return position
    for word, after in text.following(position):
        if word.text == term.words[index] and accepts(term, word):
            end = _follow(term, index + 1, after, text)
            if end is not None:
                return end
    return None


def _capitals(text: str) -> str:
    """The letters of a text with their case and nothing else, look-alikes undone."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFKC", text):
        folded = fold(character).text
        if folded and folded[0].isalnum():
            letters.append(folded.upper() if character.isupper() else folded)
    return "".join(letters)


def _accented(text: str) -> str:
    """The letters of a text with their accents and nothing else."""
    return "".join(c for c in unicodedata.normalize("NFC", text.casefold()) if c.isalnum())


def _edits(length: int, score: int) -> int:
    """How many edits a word of this length may have and still reach the score, at most two."""
    return max(0, min(2, int(length * (100 - score) / 100 + 0.0001), 2 if length >= 8 else 1))


def _deletions(word: str, edits: int) -> Iterator[str]:
    yield word
    if edits >= 1:
        for index in range(len(word)):
            yield word[:index] + word[index + 1 :]
    if edits >= 2:
        for first, second in combinations(range(len(word)), 2):
            yield word[:first] + word[first + 1 : second] + word[second + 1 :]


def _opposite(one: str, other: str) -> bool:
    return any(one == prefix + other or other == prefix + one for prefix in _OPPOSITES)
