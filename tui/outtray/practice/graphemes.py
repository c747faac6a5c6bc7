"""Counting what a reader would call characters, because Mastodon's limit counts those.

A shortened form of the Unicode text segmentation rules (UAX 29): combining marks, joiners, variation
selectors, skin tones, flags, Hangul syllables and CR LF stay with what they follow.
"""

from __future__ import annotations

import unicodedata

_ZWJ = "\u200d"
_HANGUL_LEAD = range(0x1100, 0x1160)
_HANGUL_VOWEL = range(0x1160, 0x11A8)
_HANGUL_TAIL = range(0x11A8, 0x1200)
_HANGUL_SYLLABLE = range(0xAC00, 0xD7A4)
_FLAG = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_TAG = range(0xE0020, 0xE0080)


def _extends(char: str) -> bool:
    point = ord(char)
    if point < 0x300:
        return False
    return (
        char in {_ZWJ, "\u200c"}
        or point in _SKIN
        or point in _TAG
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
    )


def _joins_hangul(before: int, point: int) -> bool:
    if before in _HANGUL_LEAD:
        return point in _HANGUL_LEAD or point in _HANGUL_VOWEL or point in _HANGUL_SYLLABLE
    open_syllable = before in _HANGUL_SYLLABLE and (before - 0xAC00) % 28 == 0
    if before in _HANGUL_VOWEL or open_syllable:
        return point in _HANGUL_VOWEL or point in _HANGUL_TAIL
    if before in _HANGUL_TAIL or before in _HANGUL_SYLLABLE:
        return point in _HANGUL_TAIL
    return False


def _pictographic(char: str) -> bool:
    return ord(char) >= 0x2190 and unicodedata.category(char) in {"So", "Sm", "Cn"}


def grapheme_length(text: str) -> int:
    """How many grapheme clusters the text has."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    count = 0
    flags = 0
    before = ""
    for char in text:
        point = ord(char)
        flags = flags + 1 if point in _FLAG else 0
        joined = before != "" and (
            (before == "\r" and char == "\n")
            or _extends(char)
            or (before == _ZWJ and _pictographic(char))
            or (flags > 0 and flags % 2 == 0)
            or _joins_hangul(ord(before), point)
        )
        if not joined:
            count += 1
        before = char
    return count
