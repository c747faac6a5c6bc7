"""The learned weights of signs, read when first needed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr")
"""The languages there are weights for."""

CATEGORIES = (
    "government-criticism", "partisan", "confidential", "harassment", "pii", "media-contact", "endorsement",
    "speaking-for-government", "procurement",
)  # fmt: skip
"""What signs are learned for."""


@dataclass(frozen=True, slots=True)
class Weights:
    """For one language: hundredths of weight by sign, one for each category, and the score from which a text
    is told, by category. About one clean post in a hundred reaches it."""

    language: str
    categories: tuple[str, ...]
    thresholds: tuple[float, ...]
    rows: Mapping[str, tuple[int, ...]]


@cache
def weights(language: str) -> Weights:
    """The weights for one of ``LANGUAGES``."""
    data = json.loads(gzip.decompress((Path(__file__).parent / f"{language}.json.gz").read_bytes()))
    rows = {name: tuple(row) for name, row in data["signs"].items()}
    return Weights(language, tuple(data["categories"]), tuple(data["thresholds"]), rows)


def warm() -> None:
    """Read them beforehand."""
    for language in LANGUAGES:
        weights(language)
