"""The HTML of a post, read into blocks and runs that a widget can draw.

Servers send a small HTML of their own (https://docs.joinmastodon.org/spec/activitypub/#sanitization) and
other software sends more. The reader below walks a flat list of tags and texts with a stack of its own:
its work grows with the length of the post only, whatever the nesting, and it never fails. Text is
sanitised after entities are read, because an entity can spell a character that was removed before.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from outtray.base.sanitise import sanitise

BlockKind = Literal["paragraph", "quote", "code", "item"]
RunKind = Literal["text", "mention", "hashtag", "link", "code", "strong", "emphasis"]

_MOST_CHARACTERS: Final = 200_000
_MOST_BLOCKS: Final = 2_000
_DEEPEST: Final = 8
_LONGEST_LINK: Final = 2_048

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|<[!?][^<>]*>|([^<]+|<)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SPACE = re.compile(r"[ \t\r\n\f]+")

_VOID: Final = frozenset(
    {"br", "hr", "img", "wbr", "input", "meta", "link", "source", "col", "area", "embed"}
)
_SKIPPED: Final = frozenset(
    {"script", "style", "template", "head", "title", "noscript", "iframe", "object", "rp"}
)
_BREAKS: Final = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"}
    | {"table", "tr", "section", "article", "header", "footer", "figure", "figcaption", "details", "summary"}
    | {"hr"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "th"})


class Run(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A stretch of text of one kind; line breaks are "\\n".

    `href` is set for mention, hashtag and link, and is always http or https. `host` is where it leads.
    `disguised` says that the text does not show that host, so whoever draws it must. `full` is the text
    with the parts Mastodon hides in a long address, "" when nothing is hidden.
    """

    text: str
    kind: RunKind = "text"
    href: str = ""
    host: str = ""
    disguised: bool = False
    full: str = ""


class Block(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One paragraph-like part of a post.

    `depth` is how many quotes or lists it stands in (0 for a plain paragraph or code); `marker` is "•" or
    "3." on the first block of a list item and "" on those that follow in it.
    """

    kind: BlockKind = "paragraph"
    depth: int = 0
    marker: str = ""
    runs: tuple[Run, ...] = ()


class Document(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A whole post; no blocks when it has no text."""

    blocks: tuple[Block, ...] = ()

    @property
    def links(self) -> tuple[Run, ...]:
        """Every run that leads somewhere, in reading order."""
        return tuple([run for block in self.blocks for run in block.runs if run.href])


def parse(html: str, *, hide_quote_fallback: bool = False) -> Document:
    """Read the HTML of a post, a profile or a field; broken HTML gives its text.

    `hide_quote_fallback` leaves out the "RE: link" paragraph Mastodon writes for clients that cannot show
    quotes. Cost: about 20 µs for a usual post.
    """
    return _Reader(hide_quote_fallback).read(html[:_MOST_CHARACTERS])


def plain_text(document: Document) -> str:
    """The words of a document: blocks separated by an empty line, addresses in full.

    A link whose words do not show where it leads is followed by its address in brackets, so that a review
    of somebody else's post sees what a reader could follow.
    """
    parts: list[str] = []
    previous: Block | None = None
    for block in document.blocks:
        text = "".join([_plain_run(run) for run in block.runs])
        if block.kind == "quote":
            text = "\n".join("> " * block.depth + line for line in text.split("\n"))
        elif block.kind == "item":
            lead = block.marker + " " if block.marker else "  "
            text = "  " * (block.depth - 1) + lead + text
        tight = previous is not None and previous.kind == block.kind == "item"
        if previous is not None:
            parts.append("\n" if tight else "\n\n")
        parts.append(text)
        previous = block
    return "".join(parts)


def _plain_run(run: Run) -> str:
    text = run.full or run.text
    if run.kind == "link" and run.disguised:
        return f"{text} ({run.href})"
    return text


def safe_link(href: str) -> tuple[str, str] | None:
    """Return (address, host) of a link that may be opened, or None for any other scheme or nonsense.

    The host is the one a browser would go to: what stands before an @ is no host, and a name outside
    ASCII is given in its registered (punycode) form, where look-alike letters show.
    """
    return _link_parts(href) if len(href) <= _LONGEST_LINK else None


@lru_cache(maxsize=2_048)
def _link_parts(href: str) -> tuple[str, str] | None:
    href = sanitise(href.strip(), single_line=True, limit=_LONGEST_LINK)
    if not href[:8].lower().startswith(("http://", "https://")) or any(c in href for c in ' \\"<>'):
        return None
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
        _ = parts.port  # raises when it is no number
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    return (href, host) if host else None


class _Anchor(msgspec.Struct):
    """The link being read, if it may be one: its kind, and whether parts of it are hidden."""

    kind: RunKind
    href: str
    host: str
    text: list[str]
    full: list[str]


class _Reader:
    """The state of one reading: a stack of open elements and the block being filled."""

    def __init__(self, hide_quote_fallback: bool) -> None:
        self._hide_fallback = hide_quote_fallback
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._stack: list[tuple[str, str]] = []
        self._open: dict[str, int] = {}
        self._counters: list[int | None] = []
        self._marker = ""
        self._anchor: _Anchor | None = None

    def read(self, html: str) -> Document:
        for close, name, attributes, text in _TOKEN.findall(html):
            if text:
                self._text(text)
            elif name:
                tag = name.lower()
                if close:
                    self._end(tag)
                else:
                    self._start(tag, attributes)
                if len(self._blocks) >= _MOST_BLOCKS:
                    break
        self._close_anchor()
        self._finish_block()
        return Document(tuple(self._blocks))

    def _count(self, *roles: str) -> int:
        return sum([self._open.get(role, 0) for role in roles])

    # Tags

    def _start(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._add("\n")
            return
        if tag in _BREAKS:
            self._close_anchor()
            self._finish_block()
        if tag == "hr":
            self._add("———")
            self._finish_block()
        elif tag == "img":
            self._add(_attribute(attributes, "alt"))
        if tag in _VOID:
            return
        role = tag
        if tag in _SKIPPED:
            role = "skip"
        elif tag == "a":
            self._close_anchor()
            self._open_anchor(attributes)
        elif tag == "span":
            role = _span_role(attributes)
        elif tag == "p":
            role = (
                "skip" if self._hide_fallback and "quote-inline" in _attribute(attributes, "class") else "p"
            )
        elif tag in {"ul", "ol"}:
            self._counters.append(_first_number(attributes) if tag == "ol" else None)
        elif tag == "li":
            self._marker = self._next_marker()
        elif tag == "rt":
            self._add("(")
        elif tag in {"td", "th"} and self._runs:
            self._add(" ")
        elif tag in _HEADINGS:
            role = "strong"
        self._stack.append((tag, role))
        self._open[tag] = self._open.get(tag, 0) + 1
        if role != tag:
            self._open[role] = self._open.get(role, 0) + 1

    def _end(self, tag: str) -> None:
        if tag in _BREAKS:
            self._close_anchor()
            self._finish_block()
        if not self._open.get(tag):
            return  # never opened: looking through the whole stack for it would cost the square of the length
        while self._stack:
            name, role = self._stack.pop()
            self._open[name] -= 1
            if role != name:
                self._open[role] -= 1
            if name == "a":
                self._close_anchor()
            elif name in {"ul", "ol"} and self._counters:
                self._counters.pop()
            elif name == "rt":
                self._add(")")
            elif name == "li":
                self._marker = ""
            if name == tag:
                return

    def _next_marker(self) -> str:
        if not self._counters or self._counters[-1] is None:
            return "•"
        number = self._counters[-1]
        self._counters[-1] = number + 1
        return f"{number}."

    # Links

    def _open_anchor(self, attributes: str) -> None:
        link = safe_link(unescape(_attribute(attributes, "href")))
        if link is None:
            return
        classes = _attribute(attributes, "class").split()
        kind: RunKind = "link"
        if "hashtag" in classes or _attribute(attributes, "rel") == "tag":
            kind = "hashtag"
        elif "mention" in classes:
            kind = "mention"
        self._anchor = _Anchor(kind, link[0], link[1], [], [])

    def _close_anchor(self) -> None:
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        text, full = "".join(anchor.text), "".join(anchor.full)
        if not text.strip():
            text = full if full.strip() else ""
        if not text:
            return
        kind = anchor.kind
        # A hashtag or a mention is drawn as such only when it looks like one.
        if (kind == "hashtag" and text.lstrip()[:1] not in {"#", "＃"}) or (
            kind == "mention" and text.lstrip()[:1] != "@"
        ):
            kind = "link"
        disguised = kind == "link" and not _shows_host(text, anchor.host)
        self._runs.append(Run(text, kind, anchor.href, anchor.host, disguised, full if full != text else ""))

    # Text

    def _text(self, source: str) -> None:
        if self._open.get("skip"):
            return
        text = unescape(source) if "&" in source else source
        if not self._open.get("pre"):
            text = _SPACE.sub(" ", text)
        self._add(sanitise(text))

    def _add(self, text: str) -> None:
        if not text or self._open.get("skip"):
            return
        anchor = self._anchor
        if anchor is not None:
            anchor.full.append(text)
            if not self._open.get("invisible"):
                anchor.text.append(text)
                if self._open.get("ellipsis"):
                    anchor.text.append("…")
            return
        kind: RunKind = "text"
        if self._open.get("code") and not self._open.get("pre"):
            kind = "code"
        elif self._count("strong", "b"):
            kind = "strong"
        elif self._count("em", "i"):
            kind = "emphasis"
        self._runs.append(Run(text, kind))

    def _finish_block(self) -> None:
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        code = bool(self._open.get("pre"))
        trimmed = _trimmed(_merged(runs), keep_spaces=code)
        if not trimmed:
            return
        lists, quotes = len(self._counters), self._count("blockquote")
        marker, self._marker = self._marker, ""
        kind: BlockKind = "paragraph"
        depth = 0
        if code:
            kind = "code"
        elif lists and self._open.get("li"):
            kind, depth = "item", lists
        elif quotes:
            kind, depth = "quote", quotes
        self._blocks.append(Block(kind, min(depth, _DEEPEST), marker if kind == "item" else "", trimmed))


def _merged(runs: list[Run]) -> list[Run]:
    """Join neighbours of one kind that lead nowhere: a tag between two words is no reason to split them."""
    merged: list[Run] = []
    for (kind, leads), group in groupby(runs, _likeness):
        if leads:
            merged.extend(group)
        else:
            merged.append(Run("".join([run.text for run in group]), kind))
    return merged


def _likeness(run: Run) -> tuple[RunKind, bool]:
    return run.kind, bool(run.href)


def _trimmed(runs: list[Run], *, keep_spaces: bool) -> tuple[Run, ...]:
    """Take line breaks (and, outside code, spaces) off both ends, and spaces around line breaks."""
    blank = "\n" if keep_spaces else " \n"
    while runs and not runs[0].text.strip(blank):
        runs.pop(0)
    while runs and not runs[-1].text.strip(blank):
        runs.pop()
    if not runs:
        return ()
    runs[0] = _with_text(runs[0], runs[0].text.lstrip(blank))
    runs[-1] = _with_text(runs[-1], runs[-1].text.rstrip(blank))
    if not keep_spaces:
        runs = [
            _with_text(run, _AROUND_BREAK.sub("\n", run.text)) if "\n" in run.text else run for run in runs
        ]
    return tuple(runs)


_AROUND_BREAK = re.compile(" *\n *")


def _with_text(run: Run, text: str) -> Run:
    return run if run.text == text else msgspec.structs.replace(run, text=text)


def _attribute(attributes: str, name: str) -> str:
    if name not in attributes:
        return ""
    for key, double, single, bare in _ATTRIBUTE.findall(attributes):
        if key.lower() == name:
            return unescape(double or single or bare)
    return ""


def _first_number(attributes: str) -> int:
    start = _attribute(attributes, "start")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1


def _span_role(attributes: str) -> str:
    if "invisible" in attributes and "invisible" in _attribute(attributes, "class").split():
        return "invisible"
    if "ellipsis" in attributes and "ellipsis" in _attribute(attributes, "class").split():
        return "ellipsis"
    return "span"


def _shows_host(text: str, host: str) -> bool:
    """Say whether the words of a link begin with the host it leads to, as an address does."""
    words = text.strip().lower()
    words = words.removeprefix("https://").removeprefix("http://")
    bare = host.removeprefix("www.")
    words = words.removeprefix("www.")
    return words == bare or words.startswith((bare + "/", bare + "?", bare + "#", bare + ":"))
