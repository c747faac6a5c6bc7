"""What counts as a reason to override a block: a few words that others may have to read later."""

from __future__ import annotations

REASON_MINIMUM = 10
"""Fewest characters of a reason."""


def is_reason(text: str) -> bool:
    """Whether a text says anything: long enough, and more than one word."""
    return len(text) >= REASON_MINIMUM and " " in text.strip()
