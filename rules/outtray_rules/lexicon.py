"""What a chunk of text says: its tokens, and for each the words of the index it may be read as.

A token is read exactly, through a possessive, through a disguise (l33t, held letters, separators, masked
letters) or, for names that packs say are misspelt, through a slip of an edit or two. What was found out
about a chunk is kept: chunks repeat while somebody types.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from outtray_rules.misspelling import Misspellings
from outtray_rules.termindex import DISGUISED, EXACT, POSSESSIVE, Reading, TermIndex, Word
from outtray_rules.text.tokens import Joint, Piece, cut
from outtray_rules.text.tricks import mask_pattern, unleet, unrepeat, unseparate

_DISGUISED_CONFIDENCE = 0.85
_LONGEST_TAG = 60
_CHUNKS_KEPT = 2_048


class Chunk(NamedTuple):
    """One chunk, read: parallel lists for its tokens, and words that span several of them."""

    pieces: list[Piece]
    words: list[tuple[Word, ...]]
    joints: list[tuple[Joint, tuple[Word, ...]]]


class Lexicon:
    """The words of all terms. Build it with ``add`` and ``close``; afterwards it only remembers chunks."""

    def __init__(self) -> None:
        self.index = TermIndex()
        self._words = self.index.words
        self._misspellings = Misspellings({})
        self._by_letter: dict[str, list[str]] = {}
        self._kept: dict[tuple[str, str], Chunk] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Everything but what was remembered: the rest is the same whatever was read."""
        return {**self.__dict__, "_kept": {}}

    def add(self, leaf: int, texts: Iterable[str], reading: Reading) -> None:
        """Index terms under ``leaf``."""
        self.index.add(leaf, texts, reading)

    def close(self) -> None:
        """Build what is derived from all terms; call once after the last ``add``."""
        self.index.close()
        self._misspellings = Misspellings(self.index.fuzzy_words)
        for word in sorted(self._words):
            if word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)

    @property
    def corrects(self) -> bool:
        """Whether any word may be misspelt."""
        return bool(self._misspellings)

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
                Word(reading, DISGUISED, _DISGUISED_CONFIDENCE)
                for reading in dict.fromkeys(unrepeat(text))
                if reading in self._words
            )
        if not readings and self._misspellings:
            readings.extend(self._misspellings.of(text.removesuffix("'s")))
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
        return tuple(Word(word, DISGUISED, _DISGUISED_CONFIDENCE) for word in candidates)

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
            return (Word(letters, DISGUISED, _DISGUISED_CONFIDENCE),)
        return ()


def _widened(pieces: list[Piece], first: int, last: int, start: int, end: int) -> list[Piece]:
    """The pieces, with the signs at both ends of a disguised word taken in: ``$hit``, ``f***``."""
    wider = list(pieces)
    wider[first] = wider[first]._replace(start=min(start, wider[first].start))
    wider[last] = wider[last]._replace(end=max(end, wider[last].end))
    return wider
