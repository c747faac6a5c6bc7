"""Comparing what a server shows with what was written: plain words out of HTML, and a digest of a target."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser

from outtray.base.sanitise import sanitise

_BREAKING = frozenset({"p", "br", "li", "ul", "ol", "pre", "blockquote", "div", "h1", "h2", "h3", "h4"})
_UNSEEN = frozenset({"script", "style", "template"})
_MENTION = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def words_of_html(content: str) -> str:
    """The words a reader of this HTML would see, with white space folded. For comparing, not for showing."""
    parser = _Words()
    parser.feed(content)
    parser.close()
    return " ".join("".join(parser.parts).split())


def comparable(text: str) -> str:
    """Plain text reduced to what survives a server: NFC, white space folded, each mention a bare ``@``."""
    return " ".join(_MENTION.sub("@", unicodedata.normalize("NFC", sanitise(text))).split())


def same_source(ours: str, theirs: str) -> bool:
    """Whether a server's source text is the one sent.

    Line ends, outer white space and what sanitising removes do not count.
    """
    return _lines(ours) == _lines(theirs)


def same_warning(ours: str, theirs: str) -> bool:
    """Whether a status shows the warning sent: as it is, or as the words of the HTML it is taken for."""
    return same_source(ours, theirs) or words_of_html(_lines(ours)) == " ".join(_lines(theirs).split())


def _lines(text: str) -> str:
    return unicodedata.normalize("NFC", sanitise(text)).strip()


def target_digest(
    content: str,
    content_warning: str = "",
    media: Iterable[tuple[str, str]] = (),
    *,
    poll_options: Iterable[str] = (),
    quoted: str | None = None,
) -> str:
    """SHA-256 in hex over a status's seen words, its warning, its media as (id, alt text) pairs, its poll
    options and what it quotes.

    ``quoted`` is anything that changes with the quoted post, such as its own digest; None without a quote.

    ``content`` is the server's HTML, before any sanitising, so that both sides of a comparison start
    from the same bytes; markup that shows nothing does not count.
    """
    parts: list[object] = [words_of_html(content), content_warning, [list(pair) for pair in media]]
    options = list(poll_options)
    if options or quoted is not None:
        parts.append({"poll": options, "quoted": quoted})
    return sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()
