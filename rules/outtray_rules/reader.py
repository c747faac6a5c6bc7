"""Reading the fields of a draft, and keeping what was read, so that a keystroke costs one sentence."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from outtray_rules.lexicon import Lexicon
from outtray_rules.literals import Literals
from outtray_rules.text.sentences import lines, sentences
from outtray_rules.view import Field, Line, Sentence

# Enough for some minutes of typing. More would make the garbage collector's pauses felt.
_CHARACTERS_KEPT = 40_000
_Value = TypeVar("_Value")


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

    def __init__(self, lexicon: Lexicon, literals: Literals) -> None:
        self._lexicon = lexicon
        self._literals = literals
        self._sentences: _Kept[Sentence] = _Kept()
        self._lines: _Kept[Line] = _Kept()

    def __getstate__(self) -> dict[str, Any]:
        """The index alone: what was read is nobody's to keep on disk."""
        return {**self.__dict__, "_sentences": _Kept(), "_lines": _Kept()}

    @property
    def corrects(self) -> bool:
        """Whether any term may be misspelt."""
        return self._lexicon.corrects

    def weights(self) -> dict[int, float]:
        """About how often each leaf is met in ordinary texts."""
        return self._lexicon.index.weights() | self._literals.weights()

    def warm(self) -> None:
        """Build what is made when first asked."""
        self._literals.warm()

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
            self._sentences.put(text, kept)
        return kept
