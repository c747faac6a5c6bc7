"""A folded copy of a text, with the exact way back to the user's own characters.

Folding undoes what hides a word from a plain comparison: compatibility forms, case, diacritics,
zero-width and bidi characters, look-alike letters of other scripts, HTML markup and entities.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_MARKUP = re.compile(
    r"</?([A-Za-z][A-Za-z0-9]{0,10})(?:[\s/][^<>]{0,400})?>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"
)
_BLOCK_TAGS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
)

_CYRILLIC = dict(zip("авекмнорстухіјѕԁԛԝһӏ", "abekmhopctyxijsdqwhl", strict=True))
_GREEK = dict(zip("αβεζηικμνορτυχγω", "abeznikuvoptuxyw", strict=True))
_GREEK_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True))
_LATIN = {
    "ı": "i", "ȷ": "j", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "æ": "ae", "œ": "oe",
    "ɑ": "a", "ɡ": "g", "ɩ": "i", "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʜ": "h", "ɢ": "g",
    "ʙ": "b",
    "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t",
    "ᴜ": "u",
    "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ꜱ": "s", "ꜰ": "f", "օ": "o", "ս": "u", "հ": "h", "ո": "n",
}  # fmt: skip
_MARKS = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'", "–": "-", "—": "-", "‑": "-",
          "‐": "-", "−": "-", "“": '"', "”": '"', "«": '"', "»": '"'}  # fmt: skip
_LOOKALIKES = {**_CYRILLIC, **_GREEK, **_LATIN, **_MARKS}

# Diacritics of the Latin, Greek and Cyrillic scripts. Marks of other scripts carry meaning and stay.
_DIACRITICS = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
# Blank letters, fillers and modifiers that are drawn as nothing or only tint an emoji.
_UNSEEN = ((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
           (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0x1F3FB, 0x1F3FF), (0xE0100, 0xE01EF))  # fmt: skip
# Letters in negative circles and squares, which Unicode does not decompose.
_ENCLOSED = ((0x1F150, 0x1F169), (0x1F170, 0x1F189))


def _within(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _fold_character(character: str) -> str:
    code = ord(character)
    if _within(code, _UNSEEN) or unicodedata.category(character) == "Cf":
        return ""
    for low, high in _ENCLOSED:
        if low <= code <= high:
            return chr(ord("a") + code - low)
    if character in _GREEK_CAPITALS:
        return _GREEK_CAPITALS[character]
    if character in _MARKS:
        return _MARKS[character]
    folded: list[str] = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
        if _within(ord(part), _DIACRITICS):
            continue
        folded.append(_LOOKALIKES.get(part, part))
    return "".join(folded)


class _Table(dict[int, str]):
    """Character folds, computed when first met; ``uneven`` gathers those that are not one for one."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _fold_character(character)
        if len(folded) != 1:
            self.uneven.add(character)
        self[code] = folded
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text and, for each of its characters, the half-open range it came from.

    ``starts`` and ``ends`` are None when the folding is one for one, which it nearly always is.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that the folded range ``[start, end)`` came from."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            here = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return here, here
        return self.starts[start], self.ends[end - 1]

    def aligned(self, original: str) -> str:
        """The original's characters, one for each folded one, so that capitals can be looked up."""
        if self.starts is None:
            return original
        return "".join(original[index] for index in self.starts)


def fold(text: str) -> Folded:
    """Fold ``text``; never raises, whatever the characters, and costs time linear in its length."""
    marked_up = ("<" in text or "&" in text) and _MARKUP.search(text) is not None
    if not marked_up:
        if text.isascii():
            lowered = text.lower()
            return Folded(lowered.replace("`", "'") if "`" in lowered else lowered)
        folded = text.translate(_TABLE)
        if _TABLE.uneven.isdisjoint(text):
            return Folded(folded)
    return _fold_with_map(text)


def _fold_with_map(text: str) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    position = 0
    for markup in _MARKUP.finditer(text):
        _append_plain(text, position, markup.start(), pieces, starts)
        tag = markup.group(1)
        if tag is None:
            _append(html.unescape(markup.group()).translate(_TABLE), markup.start(), pieces, starts)
        elif tag.lower() in _BLOCK_TAGS:
            _append(" ", markup.start(), pieces, starts)
        position = markup.end()
    _append_plain(text, position, len(text), pieces, starts)
    # A character's range runs to the next kept one, so that marks and joiners stay with their letter.
    ends = [*starts[1:], len(text)] if starts else []
    for index in range(len(starts) - 2, -1, -1):
        if starts[index + 1] == starts[index]:
            ends[index] = ends[index + 1]
    return Folded("".join(pieces), starts, ends)


def _append(folded: str, start: int, pieces: list[str], starts: list[int]) -> None:
    if folded:
        pieces.append(folded)
        starts.extend([start] * len(folded))


def _append_plain(text: str, begin: int, end: int, pieces: list[str], starts: list[int]) -> None:
    for index in range(begin, end):
        _append(_TABLE[ord(text[index])], index, pieces, starts)


def plain(text: str) -> str:
    """The folded text alone, for comparing two texts."""
    return fold(text).text
