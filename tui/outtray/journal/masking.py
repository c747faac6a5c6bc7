"""Keeping personal data and secrets out of what is kept: reasons and journalled words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outtray_rules.finding import Finding

MASK = "•••"
_FEWEST_DIGITS = 4


def masked(text: str, findings: Iterable[Finding]) -> str:
    """A text without any sensitive match, however it is cased or its digits are spaced."""
    for found in findings:
        if found.sensitive and found.match.strip():
            text = _pattern(found.match).sub(MASK, text)
    return text


def _pattern(match: str) -> re.Pattern[str]:
    digits = re.sub(r"\D", "", match)
    literal = re.escape(match.strip())
    if len(digits) < _FEWEST_DIGITS:
        return re.compile(literal, re.IGNORECASE)
    spaced = r"[\s.\-/]*".join(digits)
    return re.compile(f"{literal}|{spaced}", re.IGNORECASE)
