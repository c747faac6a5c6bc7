"""Counts what a reader calls characters, as Ruby's ``each_grapheme_cluster`` does for Mastodon.

Extended grapheme clusters of Unicode annex 29. Python's ``unicodedata`` has no cluster property, so the
few classes that general categories do not give are listed here; ``tests/unit/mastodon`` checks the rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Emoji and other signs that a joiner glues together (Extended_Pictographic), as inclusive ranges.
_PICTOGRAPHS = (
    (0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139),
    (0x2194, 0x2199), (0x21A9, 0x21AA), (0x231A, 0x231B), (0x2328, 0x2328), (0x2388, 0x2388),
    (0x23CF, 0x23CF), (0x23E9, 0x23F3), (0x23F8, 0x23FA), (0x24C2, 0x24C2), (0x25AA, 0x25AB),
    (0x25B6, 0x25B6), (0x25C0, 0x25C0), (0x25FB, 0x25FE), (0x2600, 0x2605), (0x2607, 0x2612),
    (0x2614, 0x2685), (0x2690, 0x2705), (0x2708, 0x2712), (0x2714, 0x2714), (0x2716, 0x2716),
    (0x271D, 0x271D), (0x2721, 0x2721), (0x2728, 0x2728), (0x2733, 0x2734), (0x2744, 0x2744),
    (0x2747, 0x2747), (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757),
    (0x2763, 0x2767), (0x2795, 0x2797), (0x27A1, 0x27A1), (0x27B0, 0x27B0), (0x27BF, 0x27BF),
    (0x2934, 0x2935), (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
    (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299), (0x1F000, 0x1F0FF),
    (0x1F10D, 0x1F10F), (0x1F12F, 0x1F12F), (0x1F16C, 0x1F171), (0x1F17E, 0x1F17F), (0x1F18E, 0x1F18E),
    (0x1F191, 0x1F19A), (0x1F1AD, 0x1F1E5), (0x1F201, 0x1F20F), (0x1F21A, 0x1F21A), (0x1F22F, 0x1F22F),
    (0x1F232, 0x1F23A), (0x1F23C, 0x1F23F), (0x1F249, 0x1F3FA), (0x1F400, 0x1F53D), (0x1F546, 0x1F64F),
    (0x1F680, 0x1F6FF), (0x1F774, 0x1F77F), (0x1F7D5, 0x1F7FF), (0x1F80C, 0x1F80F), (0x1F848, 0x1F84F),
    (0x1F85A, 0x1F85F), (0x1F888, 0x1F88F), (0x1F8AE, 0x1F8FF), (0x1F90C, 0x1F93A), (0x1F93C, 0x1F945),
    (0x1F947, 0x1FAFF), (0x1FC00, 0x1FFFD),
)  # fmt: skip

# Letters that join to what follows them (Prepend).
_PREPENDED = frozenset(
    {*range(0x600, 0x606), *range(0x11A84, 0x11A8A), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD}
    | {0x110CD, 0x111C2, 0x111C3, 0x1193F, 0x11941, 0x11D46, 0x11F02}
)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
# Spacing marks by category that the annex does not join, and letters that it does.
_NOT_JOINED = frozenset([0x102B, 0x102C, 0x1038, *range(0x1062, 0x1065), *range(0x1067, 0x106E), 0x1083])
_NOT_JOINED |= frozenset([*range(0x1087, 0x108D), 0x108F, *range(0x109A, 0x109D), 0x1A61, 0x1A63, 0x1A64])
_NOT_JOINED |= frozenset([0xAA7B, 0xAA7D, 0x11720, 0x11721])
_ALSO_JOINED = frozenset([0xE33, 0xEB3, 0x200C, 0xFF9E, 0xFF9F])

_CLUSTER = re.compile(
    "rn"  # carriage return and newline are one
    "|P*(?:L*(?:sV*T*|V+T*|ST*)|L+|T+|II|E(?:e*ZE)*|[^crnP])[eZm]*"
    "|P+[eZm]*|."
)
"""Clusters over class letters: c control, r CR, n LF, P prepend, e extend, Z joiner, m spacing mark,
L V T Hangul jamo, s syllable without tail, S with tail, I regional indicator, E pictograph, o other."""


def grapheme_length(text: str) -> int:
    """How many grapheme clusters the text has."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _CLUSTER.finditer("".join(map(_class_of, text))))


def grapheme_ends(text: str) -> list[int]:
    """The index after each grapheme cluster."""
    return [found.end() for found in _CLUSTER.finditer("".join(map(_class_of, text)))]


@lru_cache(maxsize=8192)
def _class_of(character: str) -> str:
    point = ord(character)
    if point < 0x300:
        return _class_of_latin(character, point)
    category = unicodedata.category(character)
    found = "o"
    if point == 0x200D:
        found = "Z"
    elif point in _PREPENDED:
        found = "P"
    elif (
        category in {"Mn", "Me"}
        or point in _ALSO_JOINED
        or 0x1F3FB <= point <= 0x1F3FF
        or 0xE0020 <= point <= 0xE007F
    ):
        found = "e"
    elif category == "Mc":
        found = "o" if point in _NOT_JOINED else "m"
    elif category in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        found = "c"
    elif 0x1F1E6 <= point <= 0x1F1FF:
        found = "I"
    elif any(first <= point <= last for first, last in _PICTOGRAPHS):
        found = "E"
    else:
        found = _class_of_hangul(point)
    return found


def _class_of_latin(character: str, point: int) -> str:
    if character == "\r":
        return "r"
    if character == "\n":
        return "n"
    if point < 0x20 or 0x7F <= point < 0xA0 or point == 0xAD:
        return "c"
    return "E" if point in {0xA9, 0xAE} else "o"


def _class_of_hangul(point: int) -> str:
    if 0x1100 <= point <= 0x115F or 0xA960 <= point <= 0xA97C:
        return "L"
    if 0x1160 <= point <= 0x11A7 or 0xD7B0 <= point <= 0xD7C6:
        return "V"
    if 0x11A8 <= point <= 0x11FF or 0xD7CB <= point <= 0xD7FB:
        return "T"
    if 0xAC00 <= point <= 0xD7A3:
        return "s" if (point - 0xAC00) % 28 == 0 else "S"
    return "o"
