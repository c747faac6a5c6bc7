"""The town's translator, a phrasebook: it knows some words of English and French, and leaves the rest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

PROVIDER: Final = "The town's phrasebook"
LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {"en": ("fr",), "fr": ("en",)}
"""From each language, those it translates into."""

_BOOK = Path(__file__).parent / "data" / "phrasebook.toml"
_WORD = re.compile(r"<[^>]*>|&\w+;|[@#:][\w@.:-]+|[^\W\d_]+(?:['’][^\W\d_]+)*")


@cache
def _words(source: str, target: str) -> dict[str, str]:
    listed: dict[str, str] = tomllib.loads(_BOOK.read_text("utf-8"))["en-fr"]
    return listed if (source, target) == ("en", "fr") else {french: word for word, french in listed.items()}


def translate(text: str, source: str, target: str) -> str:
    """Text or HTML word by word; tags, mentions, hashtags and unknown words stay."""
    words = _words(source, target)

    def say(found: re.Match[str]) -> str:
        word = found[0]
        known = words.get(word.lower())
        if known is None or word[0] in "<&@#:":
            return word
        return known.capitalize() if word[0].isupper() else known

    return _WORD.sub(say, text)
