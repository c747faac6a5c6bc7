"""Whether a changed draft is nearly the one that was held."""

from __future__ import annotations

from dataclasses import replace

from outtray.acts.act import Act

FEW_CHARACTERS = 3


def is_small_edit(before: Act, after: Act) -> bool:
    """True when nothing but the text differs, by fewer than three characters typed or removed."""
    from rapidfuzz.distance import Levenshtein

    if replace(before, text=after.text) != after:
        return False
    return Levenshtein.distance(before.text, after.text, score_cutoff=FEW_CHARACTERS) < FEW_CHARACTERS
