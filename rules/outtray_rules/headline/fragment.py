"""Which of the draft's words a reporter would lift: one to five, consecutive, from one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from outtray_rules.finding import Span

LONGEST = 5
"""Words in the longest quotation."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words to quote: ``text`` is exactly ``draft.text[span.start:span.end]``.

    ``shape`` is ``adjective``, ``noun``, ``verb`` (begins with a modal) or ``other``; ``sentence`` the
    extent of its sentence; ``keys`` its folded content words; ``predicate`` says that a form of *be*
    stands before it.
    """

    text: str
    span: Span
    shape: str
    score: float
    sentence: Span
    keys: frozenset[str]
    predicate: bool = False
    exact: bool = False
    """Whether it is a known turn of phrase of its act, such as “off the record”."""
    ours: bool = False
    """Whether *we* or the name of a body stands right before it, as its subject."""
