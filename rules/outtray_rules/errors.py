"""What is wrong with a pack, told so that the person who wrote it can put it right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PathKey = tuple[str | int, ...]
"""Where something stands in a TOML document: keys and indices, outermost first."""


class RulesError(Exception):
    """A failure of the rules library as a sentence for the user and a next step."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a pack: where it is, the line itself, what was expected, the nearest valid name.

    ``line`` and ``column`` count from 1 and are 0 when the problem is the whole file's. A ``warning``
    does not keep the pack from loading, an ``error`` does.
    """

    file: str
    line: int
    column: int
    source_line: str
    message: str
    nearest: str = ""
    level: str = "error"

    @property
    def is_error(self) -> bool:
        """Whether the pack was refused for it."""
        return self.level == "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        hint = f", did you mean “{self.nearest}”?" if self.nearest else ""
        told = f"{place}: {self.level}: {self.message}{hint}"
        if not self.source_line.strip():
            return told
        caret = " " * max(0, self.column - 1) + "^"
        return f"{told}\n    {self.source_line}\n    {caret}"


def nearest(name: str, valid: Iterable[str]) -> str:
    """The valid name most like ``name``, or an empty string when none is close enough to suggest."""
    # Whoever only needs the shape of a problem, as settings without one do, need not load this.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    choices: Sequence[str] = sorted(valid)
    best = process.extractOne(name.casefold(), choices, scorer=OSA.normalized_similarity, score_cutoff=0.55)
    return best[0] if best else ""
