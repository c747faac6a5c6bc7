"""Terms and the index that finds them: every phrase of every pack as a path of words.

Terms are sequences of tokens, so a match is a whole word by construction: no place name is ever
found to hold a rude one. All leaves that share a term share one entry, and one look-up a word
decides whether any term goes on, so that cost grows with the text and not with the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from outtray_rules.text.fold import fold
from outtray_rules.text.tokens import ELISIONS, cut

EXACT, POSSESSIVE, DISGUISED, FUZZY = 1, 2, 4, 8
"""How a word was read; a leaf says which readings it accepts."""
FUZZY_CONFIDENCE = 0.9
"""What the score of a misspelling is multiplied by: even a perfect score is no certainty."""

_SURE = EXACT | POSSESSIVE
_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")


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


class Style(NamedTuple):
    """What a leaf accepts: readings, the score a misspelling must reach, and words that are none."""

    allowed: int
    fuzzy: int
    except_words: frozenset[str]


class Spelling(NamedTuple):
    """The capitals or accents one leaf insists on for one term."""

    leaf: int
    case: str
    accents: str


class Entry(NamedTuple):
    """What some words are: a term of these leaves, one if spelt so, the beginning of longer terms."""

    leaves: tuple[int, ...]
    spelt: tuple[Spelling, ...]
    longer: bool


class Found(NamedTuple):
    """A term found: the tokens ``[first, stop)``, the leaves it belongs to, how sure the reading is."""

    leaves: tuple[int, ...]
    first: int
    stop: int
    confidence: float


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


class TermIndex:
    """The compiled terms. Fill it with ``add``; ``close`` makes it ready to be asked."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        """Every word some term is made of."""
        self.fuzzy_words: dict[str, int] = {}
        """Words that may be misspelt, with the least score some leaf accepts."""
        self._styles: dict[int, Style] = {}
        self._entries: dict[str, Entry] = {}
        self._gathered: dict[str, list[int]] = {}
        self._spelt: dict[str, list[Spelling]] = {}
        self._longer: set[str] = set()
        self._masks: dict[tuple[int, ...], int] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Everything but what is remembered to save time."""
        return {**self.__dict__, "_masks": {}}

    def add(self, leaf: int, texts: Iterable[str], reading: Reading) -> None:
        """Index terms under ``leaf``; a text without a word, number or emoji is left out."""
        allowed = _SURE
        if reading.disguised and not reading.case:
            allowed |= DISGUISED
        if reading.fuzzy:
            allowed |= FUZZY
        self._styles[leaf] = Style(allowed, reading.fuzzy, reading.except_words)
        for text in texts:
            words = term_words(text)
            if not words:
                continue
            spelling = None
            if reading.case or reading.accents:
                spelling = Spelling(
                    leaf,
                    _capitals(text) if reading.case else "",
                    _accented(text) if reading.accents else "",
                )
            self._index(leaf, words, spelling)
            if reading.fuzzy:
                for word in words:
                    if word.isalpha():
                        self.fuzzy_words[word] = min(reading.fuzzy, self.fuzzy_words.get(word, 100))
            if "'" in text or "’" in text:
                bare = tuple(word.replace("n't", "nt") for word in words)
                if bare != words:
                    # People write “dont”.
                    self._index(leaf, bare, spelling)

    def _index(self, leaf: int, words: tuple[str, ...], spelling: Spelling | None) -> None:
        key = words[0]
        for word in words[1:]:
            self._longer.add(key)
            key = f"{key} {word}"
        if spelling is not None:
            self._spelt.setdefault(key, []).append(spelling)
        else:
            leaves = self._gathered.setdefault(key, [])
            if leaf not in leaves:
                leaves.append(leaf)
        self.words.update(words)

    def close(self) -> None:
        """Share what many terms have in common; call once after the last ``add``."""
        shared: dict[Entry, Entry] = {}
        for key in {**self._gathered, **self._spelt, **dict.fromkeys(self._longer)}:
            entry = Entry(
                tuple(self._gathered.get(key, ())), tuple(self._spelt.get(key, ())), key in self._longer
            )
            self._entries[key] = shared.setdefault(entry, entry)
        self._gathered.clear()
        self._spelt.clear()
        self._longer.clear()

    def weights(self) -> dict[int, float]:
        """About how often each leaf is met in ordinary texts: short words are common, phrases are rare."""
        weights: dict[int, float] = {}
        for key, entry in self._entries.items():
            weight = len(key) ** -3.0
            for leaf in (*entry.leaves, *(one.leaf for one in entry.spelt)):
                weights[leaf] = weights.get(leaf, 0.0) + weight
        return weights

    def mask(self, leaves: tuple[int, ...]) -> int:
        """A bit for each of some leaves that were found together."""
        mask = self._masks.get(leaves)
        if mask is None:
            mask = 0
            for leaf in leaves:
                mask |= 1 << leaf
            self._masks[leaves] = mask
        return mask

    def find(self, text: Scan) -> list[Found]:
        """Every term in a sequence of tokens."""
        walker = _Walker(self, text)
        for first, here in enumerate(text.words):
            for word in here:
                walker.begin(first, first + 1, word)
            for stop, readings in text.joints.get(first, ()):
                for word in readings:
                    walker.begin(first, stop, word)
        return walker.found

    def at(self, key: str) -> Entry | None:
        """The terms that are exactly these words or begin with them."""
        return self._entries.get(key)

    def style(self, leaf: int) -> Style:
        """What a leaf accepts."""
        return self._styles[leaf]


class _Path(NamedTuple):
    """How far a walk has come: the words so far, how they were read, and how surely."""

    key: str
    how: int = 0
    confidence: float = 1.0
    fuzzy: float = 1.0

    def read(self, word: Word) -> _Path:
        """The same path, knowing how its last word was read."""
        if word.how == EXACT:
            return self
        fuzzy = min(self.fuzzy, word.confidence) if word.how == FUZZY else self.fuzzy
        return _Path(self.key, self.how | word.how, min(self.confidence, word.confidence), fuzzy)


class _Walker:
    """Walks along the tokens of one text from each word some term begins with."""

    def __init__(self, index: TermIndex, text: Scan) -> None:
        self._index = index
        self._text = text
        self.found: list[Found] = []

    def begin(self, first: int, stop: int, word: Word) -> None:
        """Walk from a token, read as this word."""
        entry = self._index.at(word.text)
        if entry is not None:
            self._walk(first, stop, entry, _Path(word.text).read(word))

    def _walk(self, first: int, stop: int, entry: Entry, path: _Path) -> None:
        """Note the terms that end here, then go on with each word that follows."""
        leaves = entry.leaves
        if leaves and path.how & ~_SURE:
            leaves = tuple(leaf for leaf in leaves if self._accepts(leaf, path, first, stop))
        if leaves:
            self.found.append(Found(leaves, first, stop, path.confidence))
        if entry.spelt:
            fitting = {
                one.leaf: None
                for one in entry.spelt
                if self._accepts(one.leaf, path, first, stop) and self._text.surface.agrees(one, first, stop)
            }
            if fitting:
                self.found.append(Found(tuple(fitting), first, stop, path.confidence))
        if entry.longer:
            for after, end in self._text.following(stop):
                key = f"{path.key} {after.text}"
                further = self._index.at(key)
                if further is not None:
                    self._walk(first, end, further, path._replace(key=key).read(after))

    def _accepts(self, leaf: int, path: _Path, first: int, stop: int) -> bool:
        style = self._index.style(leaf)
        if path.how & ~style.allowed:
            return False
        if not path.how & FUZZY:
            return True
        if path.fuzzy < style.fuzzy / 100 * FUZZY_CONFIDENCE - 0.001:
            return False
        return not style.except_words or self._text.surface.plain(first, stop) not in style.except_words


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

    def __init__(self, spans: list[tuple[int, int]], text: str) -> None:
        self._spans = spans
        self._text = text

    def plain(self, first: int, stop: int) -> str:
        """The tokens ``[first, stop)``, folded."""
        return fold(self._written(first, stop)).text

    def agrees(self, spelling: Spelling, first: int, stop: int) -> bool:
        """Whether the tokens are spelt with the capitals or the accents the term insists on."""
        written = self._written(first, stop).removesuffix("'s").removesuffix("’s")
        if spelling.case and _capitals(written) != spelling.case:
            return False
        return not spelling.accents or _accented(written) == spelling.accents

    def _written(self, first: int, stop: int) -> str:
        return self._text[self._spans[first][0] : self._spans[stop - 1][1]]


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
