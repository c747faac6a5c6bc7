"""Named sets of words and phrases, as packs declare them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One ``[terms.NAME]`` table, files read in and references resolved.

    ``ambiguous`` words count only in company (see ``outtray_rules.kinds.terms``); nothing counts inside an
    ``allow`` phrase. ``cues`` are the words whose company makes an ambiguous word count.
    """

    name: str
    words: tuple[str, ...]
    ambiguous: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    cue_within: int = 6
    fuzzy: int = 0
    except_words: tuple[str, ...] = ()
    case: bool = False
    accents: bool = False
    exact: bool = False
