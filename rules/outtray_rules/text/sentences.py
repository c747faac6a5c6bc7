"""Cutting a text into lines and sentences: the units that rules look at and caches keep."""

from __future__ import annotations

import re

LONGEST_LINE = 2_000
"""Longer lines are cut at a space, so that no pattern ever sees more than this many characters."""
LONGEST_SENTENCE = 600
"""Longer sentences are cut at a space: no near-match reaches further than that anyway."""

_LINE = re.compile(r"[^\n]+\n*|\n+")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]{0,4}(?=\s)|[。！？]+|</(?:p|li|div|blockquote)>|<br\s{0,3}/?>")
_LAST_WORD = re.compile(r"[\w.]{1,12}$")
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "mme", "mlle", "mm", "dr", "prof", "st", "ste", "no", "nos", "art", "al", "vs",
    "cf", "fig",
     "p", "pp", "sec", "para", "approx", "dept", "gov", "gen", "hon", "rt", "sen", "rep", "e.g", "i.e",
     "p.ex",
     "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "janv",
     "févr", "juil",
     "déc", "tel", "tél", "ph", "ext", "ref", "réf", "num", "inc", "ltd", "co", "ave", "av", "boul", "blvd"}
)  # fmt: skip


def lines(text: str) -> list[tuple[int, int]]:
    """Half-open ranges that tile ``text``: lines with the newlines after them, none over LONGEST_LINE."""
    ranges: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        ranges.extend(_cut(text, match.start(), match.end(), LONGEST_LINE))
    return ranges


def sentences(line: str) -> list[tuple[int, int]]:
    """Half-open ranges that tile one line, one a sentence, none longer than LONGEST_SENTENCE."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(line):
        if match.start() >= start and _ends_sentence(line, match):
            end = match.end()
            while end < len(line) and line[end].isspace():
                end += 1
            ranges.extend(_cut(line, start, end, LONGEST_SENTENCE))
            start = end
    if start < len(line):
        ranges.extend(_cut(line, start, len(line), LONGEST_SENTENCE))
    return ranges


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    mark = line[match.start()]
    if mark not in ".…":
        return True
    following = line[match.end() : match.end() + 8].lstrip()
    continues = bool(following) and following[0].islower()
    if mark == "…" or line.startswith("..", match.start()):
        return not continues
    word = _LAST_WORD.search(line, max(0, match.start() - 12), match.start())
    last = word.group().casefold().lstrip(".") if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        # "St." and initials go on; a letter that does close a sentence ("Plan B.") only makes a longer one.
        return False
    return not (continues and "." in last)


def _cut(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    while end - start > longest:
        space = text.rfind(" ", start + 1, start + longest)
        cut = space + 1 if space > start else start + longest
        ranges.append((start, cut))
        start = cut
    ranges.append((start, end))
    return ranges
