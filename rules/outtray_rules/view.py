"""What a matcher looks at: a field of the draft as lines of sentences of tokens, read once and kept.

A line is kept by its words, a sentence too, so that a keystroke costs one sentence. Matchers store
what they found in the ``memo`` of the sentence or line they looked at; it lives exactly as long.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, Protocol, TypeVar

from outtray_rules.lexicon import Found, Lexicon, Scan, Surface, Word
from outtray_rules.text.fold import fold
from outtray_rules.text.sentences import lines, sentences

_SHORTEST_SHOUTED = 4
# Enough for some minutes of typing. More would make the garbage collector's pauses felt.
_CHARACTERS_KEPT = 40_000
_CHUNK = re.compile(r"\S+")
_Value = TypeVar("_Value")
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


WHOLE = Hit(0, 0, -1, -1, 1.0)
"""The hit of a condition that is true without pointing at words."""
Hits = tuple[Hit, ...]


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
        self.answers: list[tuple[int, Hits]] | None = None
        """What a reviewer's rules found in this sentence, by the number of the rule; None until asked."""
        self.hits: dict[int, list[Found]] = {}
        self.mask = literals.present(text, self.folded.text)
        for found in lexicon.find(Scan(self.words, self._joints, Surface(self.spans, text))):
            self.hits.setdefault(found.leaf, []).append(found)
            self.mask |= 1 << found.leaf

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

    def hits(self, leaf: int) -> list[tuple[int, Hit]]:
        """Every find of one leaf: the number of its sentence, and the hit."""
        bit = 1 << leaf
        hits: list[tuple[int, Hit]] = []
        if not self.mask & bit:
            return hits
        for number, (sentence, offset) in enumerate(self.parts):
            if sentence.mask & bit:
                base = self.bases[number]
                for found in sentence.hits.get(leaf, ()):
                    start = sentence.spans[found.first][0] + offset
                    end = sentence.spans[found.stop - 1][1] + offset
                    first, stop = base + found.first, base + found.stop
                    hits.append((number, Hit(start, end, first, stop, found.confidence)))
        return hits

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
        self.mask = 0
        for line, _ in placed:
            self.mask |= line.mask

    @cached_property
    def counts(self) -> Counts:
        """What measures add up, for the whole field."""
        counted = [sentence.counts for line, _ in self.lines for sentence, _ in line.parts]
        return Counts(*map(sum, zip(*counted, strict=True))) if counted else Counts()

    @cached_property
    def sentence_count(self) -> int:
        """How many sentences there are."""
        return sum(len(line.parts) for line, _ in self.lines)

    def place(self, position: int) -> tuple[Line, int]:
        """The line that holds a character position of the field, and the offset of that line."""
        offsets = [offset for _, offset in self.lines]
        return self.lines[max(0, bisect_right(offsets, position) - 1)]


class Literals:
    """Which literal strings a text holds: the gate in front of regular expressions.

    Bits are leaf numbers. ``digits`` are pairs of (fewest digits, bit), ``always`` bits that are set for
    any text long enough.
    """

    def __init__(self) -> None:
        self._literals: dict[str, int] = {}
        self._digits: list[tuple[int, int]] = []
        self._widths: list[tuple[int, int]] = []
        self._automaton: _Automaton | None = None

    def add(self, bit: int, literals: tuple[str, ...], digits: int, width: int) -> None:
        """Gate one pattern: any literal if it has some, else its number of digits, else its width."""
        if literals and max(map(len, literals)) > 0:
            for literal in literals:
                self._literals[literal] = self._literals.get(literal, 0) | bit
        elif digits:
            self._digits.append((digits, bit))
        else:
            self._widths.append((width, bit))

    def close(self) -> None:
        """Build the automaton; call once after the last ``add``."""
        if self._literals:
            self._automaton = _Automaton(self._literals)

    def present(self, text: str, folded: str) -> int:
        """The bits of all patterns that may match a text."""
        mask = 0
        lowered = text.lower()
        if self._automaton is not None:
            mask = self._automaton.present(lowered)
            if folded != lowered:
                mask |= self._automaton.present(folded)
        if self._digits:
            count = sum(map(str.isdigit, folded))
            for least, bit in self._digits:
                if count >= least:
                    mask |= bit
        for width, bit in self._widths:
            if len(text) >= width:
                mask |= bit
        return mask


class _Automaton:
    """An Aho–Corasick automaton that answers with the union of its words' bits."""

    def __init__(self, literals: Mapping[str, int]) -> None:
        from ahocorasick import Automaton

        self._automaton = Automaton()
        for literal, bits in literals.items():
            self._automaton.add_word(literal, bits)
        self._automaton.make_automaton()

    def present(self, text: str) -> int:
        mask = 0
        for _, bits in self._automaton.iter(text):
            mask |= bits
        return mask


class Watched(Protocol):
    """A matcher whose presence in a sentence is worth a bit."""

    @property
    def presence(self) -> int:
        """Its bit."""
        ...

    @property
    def needs(self) -> tuple[int, ...]:
        """Bits of which a text must have one of each."""
        ...

    def in_line(self, line: Line) -> Hits:
        """What it finds in a line."""
        ...


class _Kept(Generic[_Value]):
    """Values by the text they were read from; the least used go when the texts together grow too long."""

    def __init__(self) -> None:
        self._values: dict[str, _Value] = {}
        self._characters = 0
        self._most = _CHARACTERS_KEPT

    def expect(self, length: int) -> None:
        """Make room for a text of this length and its next version, whatever it takes."""
        self._most = max(_CHARACTERS_KEPT, 2 * length)

    def get(self, text: str) -> _Value | None:
        """The value kept for a text, which thereby counts as used."""
        value = self._values.pop(text, None)
        if value is not None:
            self._values[text] = value
        return value

    def put(self, text: str, value: _Value) -> None:
        """Keep a value that is not kept yet."""
        self._values[text] = value
        self._characters += len(text)
        while self._characters > self._most and len(self._values) > 1:
            oldest = next(iter(self._values))
            del self._values[oldest]
            self._characters -= len(oldest)

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self._characters = 0


class Reader:
    """Reads fields into lines and sentences and keeps what it read. Not for several threads at once."""

    def __init__(self, lexicon: Lexicon, literals: Literals, watched: Sequence[Watched] = ()) -> None:
        self._lexicon = lexicon
        self._literals = literals
        self._watched = [(one, one.needs, one.presence) for one in watched]
        self._sentences: _Kept[Sentence] = _Kept()
        self._lines: _Kept[Line] = _Kept()

    def expect(self, length: int) -> None:
        """Make room for a draft of this many characters and its next version."""
        self._lines.expect(length)
        self._sentences.expect(length)

    def forget(self) -> None:
        """Drop what matchers remember: the profile they looked at has changed."""
        self._lines.clear()
        self._sentences.clear()

    def field(self, name: str, text: str) -> Field:
        """Read one field."""
        return Field(name, text, [(self._line(text[start:end]), start) for start, end in lines(text)])

    def _line(self, text: str) -> Line:
        kept = self._lines.get(text)
        if kept is None:
            parts = [(self._sentence(text[start:end]), start) for start, end in sentences(text)]
            kept = Line(text, parts)
            self._lines.put(text, kept)
        return kept

    def _sentence(self, text: str) -> Sentence:
        kept = self._sentences.get(text)
        if kept is None:
            kept = Sentence(text, self._lexicon, self._literals)
            alone = kept.alone
            for one, needs, bit in self._watched:
                for need in needs:
                    if not kept.mask & need:
                        break
                else:
                    if one.in_line(alone):
                        kept.mask |= bit
            alone.mask = kept.mask
            self._sentences.put(text, kept)
        return kept


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
