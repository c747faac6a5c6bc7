"""Which literal strings a text holds: the gate in front of regular expressions."""

from __future__ import annotations

from functools import cached_property
from typing import Any


class Literals:
    """Answers which patterns are worth running on a text.

    A pattern is gated by literals of which every match holds one, else by the digits it must have, else by
    the least number of characters.
    """

    def __init__(self) -> None:
        self._literals: dict[str, tuple[int, ...]] = {}
        self._digits: list[tuple[int, int]] = []
        self._widths: list[tuple[int, int]] = []

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the automaton, which is made anew when first asked."""
        return {name: value for name, value in self.__dict__.items() if name != "_automaton"}

    def add(self, leaf: int, literals: tuple[str, ...], digits: int, width: int) -> None:
        """Gate one pattern."""
        if literals and max(map(len, literals)) > 0:
            for literal in literals:
                self._literals[literal] = (*self._literals.get(literal, ()), leaf)
        elif digits:
            self._digits.append((digits, leaf))
        else:
            self._widths.append((width, leaf))

    def warm(self) -> None:
        """Build the automaton beforehand."""
        _ = self._automaton

    def weights(self) -> dict[int, float]:
        """About how often each pattern is worth running on ordinary texts, on the scale of terms."""
        weights = {leaf: 1.0 for _, leaf in self._widths} | {leaf: 0.01 for _, leaf in self._digits}
        for literal, leaves in self._literals.items():
            for leaf in leaves:
                weights[leaf] = weights.get(leaf, 0.0) + len(literal) ** -3.0
        return weights

    def present(self, text: str, folded: str) -> set[int]:
        """The leaves of all patterns that may match a text."""
        leaves: set[int] = set()
        lowered = text.lower()
        if self._automaton is not None:
            for _, here in self._automaton.iter(lowered):
                leaves.update(here)
            if folded != lowered:
                for _, here in self._automaton.iter(folded):
                    leaves.update(here)
        if self._digits:
            count = sum(map(str.isdigit, folded))
            leaves.update(leaf for least, leaf in self._digits if count >= least)
        leaves.update(leaf for width, leaf in self._widths if len(text) >= width)
        return leaves

    @cached_property
    def _automaton(self) -> Any:
        """An Aho–Corasick automaton over all literals; None when there are none."""
        from ahocorasick import Automaton

        if not self._literals:
            return None
        automaton = Automaton()
        for literal, leaves in self._literals.items():
            automaton.add_word(literal, leaves)
        automaton.make_automaton()
        return automaton
