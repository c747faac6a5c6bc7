"""The character counter, as a Mastodon server counts before it says “too long”.

Follows the server's own length check: a web address weighs 23, a remote mention weighs its local part,
the rest is counted in grapheme clusters, and the content warning is counted with the text.
"""

from __future__ import annotations

import re

from outtray.base.graphemes import grapheme_length

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS = re.compile(
    # An address never starts inside a word, a mention, a cashtag or a hashtag.
    rf"(?<![A-Za-z0-9@＠$#＃])https?://({_LABEL}(?:\.{_LABEL})*\.({_LABEL}))(?::\d+)?(?![\w-])",
    re.IGNORECASE,
)
# Names that are no top-level domain: the server leaves such an address as it is, and counts all of it.
_NO_TOP_LEVEL = frozenset(
    {"example", "test", "invalid", "localhost", "local", "internal", "lan", "home", "corp", "onion"}
)
_MENTION = re.compile(
    r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[\w-]+(?:[.-]+\w+)*)?", re.IGNORECASE | re.UNICODE
)
_AFTER_MENTION = re.compile(r"[@＠À-ÖØ-öø-ÿ]|://")

_PATH_RUN = re.compile(r"[^\s<>()?]*")
_PATH_END = re.compile(r"[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]")
_QUERY_RUN = re.compile(r"[^\s\"<>\\`{}]*")
_QUERY_END = re.compile(r"[^\W]|[&=#/-]")


def counted_length(text: str, warning: str = "", url_weight: int = 23) -> int:
    """What the server would count for this text with this content warning, in characters.

    ``url_weight`` is the instance's ``characters_reserved_per_url``. Surrounding blanks are not counted,
    because the server strips them. An address with a top-level domain the server has never heard of is
    counted in full by it and by its weight here, except for the names reserved for private use.
    """
    text = text.strip()
    return grapheme_length(_shortened(text, url_weight) + warning.strip())


def entities(text: str) -> list[tuple[int, int]]:
    """Where web addresses and mentions stand, as ``[start, end)``: what is never cut in two."""
    found: list[tuple[int, int]] = []
    position = 0
    while (entity := _next_entity(text, position)) is not None:
        start, position, _written = entity
        found.append((start, position))
    return found


def mentions(text: str) -> tuple[str, ...]:
    """Whom the text names, in order, each once: ``name`` or ``name@server`` without the sign in front."""
    found = (
        text[start + 1 : end]
        for start, end in entities(text)
        if "@" in text and text[start : start + 1] == "@"
    )
    return tuple(dict.fromkeys(found))


def _shortened(text: str, url_weight: int) -> str:
    if "@" not in text and "://" not in text:
        return text
    parts: list[str] = []
    position = 0
    while (found := _next_entity(text, position)) is not None:
        start, end, written = found
        parts += [text[position:start], written if written else "x" * url_weight]
        position = end
    return "".join(parts) + text[position:]


def _next_entity(text: str, position: int) -> tuple[int, int, str] | None:
    """The next address (written as "") or mention (written short) at or after this index."""
    address = _next_address(text, position)
    mention = _next_mention(text, position)
    if address is not None and (mention is None or address[0] <= mention[0]):
        return (*address, "")
    return mention


def _next_address(text: str, position: int) -> tuple[int, int] | None:
    for found in _ADDRESS.finditer(text, position):
        top_level = found[2].casefold()
        if top_level not in _NO_TOP_LEVEL and not top_level.isdigit():
            return found.start(), _end_of_address(text, found.end())
    return None


def _next_mention(text: str, position: int) -> tuple[int, int, str] | None:
    for found in _MENTION.finditer(text, position):
        if not _AFTER_MENTION.match(text, found.end()):
            return found.start(), found.end(), f"@{found[1]}"
    return None


def _end_of_address(text: str, end: int) -> int:
    if text[end : end + 1] == "/":
        end = _end_of_path(text, end + 1)
    if text[end : end + 1] == "?":
        run = _QUERY_RUN.match(text, end + 1)
        last = run.end() if run else end + 1
        while last > end + 1 and not _QUERY_END.match(text, last - 1):
            last -= 1
        end = last if last > end + 1 else end
    return end


def _end_of_path(text: str, start: int) -> int:
    """The end of the longest path from here that ends neither in punctuation nor in an open bracket."""
    end = position = start
    while True:
        run = _PATH_RUN.match(text, position)
        stop = run.end() if run else position
        for index in range(stop, position, -1):
            if _PATH_END.match(text, index - 1):
                end = index
                break
        closed = _end_of_brackets(text, stop)
        if closed == stop:
            return end
        end = position = closed


def _end_of_brackets(text: str, start: int) -> int:
    """Where balanced round brackets that open here end (one level may be nested), or ``start``."""
    if text[start : start + 1] != "(":
        return start
    depth = 0
    for index in range(start, len(text)):
        character = text[index]
        if character == "(":
            depth += 1
            if depth > 2:
                return start
        elif character == ")":
            depth -= 1
            if depth == 0:
                return index + 1 if index > start + 1 else start
        elif character.isspace() or character in "<>?":
            return start
    return start
