"""Tokens of a folded text: words, numbers, links, mentions, hashtags, emoji; cut from one chunk at a time.

A chunk is what stands between two spaces. Chunks are small and repeat while somebody types, so
whatever is found out about one is worth keeping; see ``outtray_rules.lexicon``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from outtray_rules.text.tricks import MASKS, OBFUSCATED

LONGEST_CHUNK = 2_048
"""Longer chunks are read as plain words only: they are no text anybody wrote."""

_SIMPLE = re.compile(r"([\"'(\[{]*)([a-z]+)[.,;:!?…)\]}\"']*")
_PIECE = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)[^\s<>"]+)
  | (?P<email>(?<!@)(?<!\w)[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)
  | (?P<mention>(?<![\w@])@\w[\w.-]*(?:@\w[\w.-]*)?)
  | (?P<hashtag>(?<![\w&/])\#\w+)
  | (?P<domain>(?<![\w.])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}[a-z]{2,24}\b(?:/[^\s<>"]*)?)
  | (?P<number>\d+(?:[.,:]\d+)*(?![^\W_]))
  | (?P<word>[^\W_]+(?:'[^\W_]+)*)
  | (?P<sign>[^\w\s])
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CAMEL = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-ZÀ-ÖØ-Þ]?[^\WA-ZÀ-ÖØ-Þ\d_]+|[A-ZÀ-ÖØ-Þ]+|\d+")
ELISIONS = frozenset({"l", "d", "j", "n", "s", "t", "m", "c", "qu", "jusqu", "lorsqu", "puisqu"})
_CLOSING = ".,;:!?)]}'\"…"
_SPLIT_SCRIPTS = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]")


class Piece(NamedTuple):
    """One token of a chunk: ``kind`` is word, number, url, mention, email, tagword, emoji or sign."""

    kind: str
    start: int
    end: int
    text: str


class Joint(NamedTuple):
    """Another reading of the pieces ``[first, stop)`` as one word: a whole hashtag, a domain."""

    kind: str
    first: int
    stop: int
    readings: tuple[str, ...]


class Pieces(NamedTuple):
    """One chunk, cut: its pieces, their joint readings, and the ranges that may be a disguised word."""

    pieces: list[Piece]
    joints: list[Joint]
    disguised: list[tuple[int, int]]


def cut(chunk: str, original: str) -> Pieces:
    """Cut a folded chunk; ``original`` is the same chunk unfolded, character for character."""
    simple = _SIMPLE.fullmatch(chunk)
    if simple is not None:
        start, end = simple.span(2)
        return Pieces([Piece("word", start, end, simple.group(2))], [], [])
    found = Pieces([], [], [])
    if len(chunk) > LONGEST_CHUNK:
        for match in _WORD.finditer(chunk):
            _add_word(found.pieces, match.start(), match.group())
        return found
    for match in _PIECE.finditer(chunk):
        _add(found, match, original)
    found.disguised.extend(_disguised(chunk))
    return found


def _add(found: Pieces, match: re.Match[str], original: str) -> None:
    kind, start, text = match.lastgroup or "sign", match.start(), match.group()
    pieces = found.pieces
    if kind == "word":
        _add_word(pieces, start, text)
    elif kind == "number":
        pieces.append(Piece("number", start, match.end(), text))
    elif kind == "url" or (kind == "domain" and "/" in text):
        trimmed = text.rstrip(_CLOSING)
        first = len(pieces)
        pieces.append(Piece("url", start, start + len(trimmed), trimmed))
        found.joints.append(Joint("url", first, first + 1, hosts(trimmed)))
    elif kind == "domain":
        first = len(pieces)
        for word in _WORD.finditer(text):
            _add_word(pieces, start + word.start(), word.group())
        found.joints.append(Joint("domain", first, len(pieces), hosts(text)))
    elif kind == "mention":
        trimmed = text.rstrip(".-")
        first = len(pieces)
        pieces.append(Piece("mention", start, start + len(trimmed), trimmed))
        handle = "@" + trimmed.split("@")[1]
        found.joints.append(Joint("mention", first, first + 1, (trimmed, handle)))
    elif kind == "hashtag":
        first = len(pieces)
        body = text[1:]
        for word in _CAMEL.finditer(original, start + 1, match.end()):
            pieces.append(Piece("tagword", word.start(), word.end(), chunk_of(match, word)))
        if len(pieces) == first:
            pieces.append(Piece("tagword", start + 1, match.end(), body))
        found.joints.append(Joint("hashtag", first, len(pieces), (text, body.replace("_", ""))))
    elif kind == "email":
        pieces.append(Piece("email", start, match.end(), text))
    elif text == "&":
        pieces.append(Piece("sign", start, match.end(), text))
    elif ord(text) > 0x203B and unicodedata.category(text) in {"So", "Sm", "Sk"}:
        pieces.append(Piece("emoji", start, match.end(), text))


def chunk_of(tag: re.Match[str], word: re.Match[str]) -> str:
    """The folded text of one word of a hashtag that was found in the original's characters."""
    return tag.string[word.start() : word.end()]


def _add_word(pieces: list[Piece], start: int, text: str) -> None:
    apostrophe = text.find("'")
    if apostrophe > 0 and text[:apostrophe] in ELISIONS:
        pieces.append(Piece("word", start, start + apostrophe + 1, text[: apostrophe + 1]))
        _add_word(pieces, start + apostrophe + 1, text[apostrophe + 1 :])
        return
    if text.isascii() or not _SPLIT_SCRIPTS.search(text):
        pieces.append(Piece("word", start, start + len(text), text))
        return
    # Scripts without spaces: each character is a token, and a term is a sequence of them.
    for part in re.finditer(rf"{_SPLIT_SCRIPTS.pattern}|(?:(?!{_SPLIT_SCRIPTS.pattern}).)+", text):
        pieces.append(Piece("word", start + part.start(), start + part.end(), part.group()))


def _disguised(chunk: str) -> list[tuple[int, int]]:
    if chunk.isalpha() or "://" in chunk:
        return []
    ranges: list[tuple[int, int]] = []
    for match in OBFUSCATED.finditer(chunk):
        start, end = match.span()
        while start < end and not (chunk[start].isalnum() or chunk[start] in "$@€"):
            start += 1
        opened = start > match.start() and chunk[start - 1] in MASKS
        while end > start and not (chunk[end - 1].isalnum() or (chunk[end - 1] in "*$" and not opened)):
            end -= 1
        if end - start >= 3 and not chunk[start:end].isalpha() and not chunk[start:end].isdigit():
            ranges.append((start, end))
    return ranges


def hosts(url: str) -> tuple[str, ...]:
    """The host of a link and each domain above it: ``a.b.example`` gives itself and ``b.example``."""
    host = re.split(r"[/?#]", url.split("://", 1)[-1], maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    labels = [label for label in host.split(".") if label and label != "www"][-5:]
    return tuple(".".join(labels[index:]) for index in range(max(1, len(labels) - 1)))
