"""Plain text to Mastodon's HTML, and the counting that decides whether it is too long."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from outtray.practice.graphemes import grapheme_length

BASE_MARK = "\ufdd0base\ufdd1"
"""Stands for the server's own address in stored HTML, since the port differs from start to start."""

URL_WEIGHT = 23
_LINK_SHOWN = 30

_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'’”»])"
    r"|(?<![\w@/])@(?P<user>\w+(?:[\w.-]*\w)?)(?:@(?P<domain>[\w-]+(?:\.[\w-]+)*(?::\d+)?))?"
    r"|(?<![\w/&#])#(?P<tag>\w*[^\W\d_]\w*)"
)
_SHORTCODE = re.compile(r"(?<![\w:]):(\w{2,}):(?![\w:])")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """An account as a mention needs it; ``url`` may hold BASE_MARK."""

    id: int
    username: str
    acct: str
    url: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text made into HTML, with what was found in it."""

    content: str
    mentions: tuple[Mentioned, ...]
    tags: tuple[str, ...]
    links: tuple[str, ...]


Resolve = Callable[[str, str | None], Mentioned | None]
"""Finds the account for a username and an optional domain."""


def countable(text: str) -> str:
    """The text as the limit sees it: links weigh 23, remote mentions only their local part."""

    def weigh(found: re.Match[str]) -> str:
        if found["url"]:
            return "x" * URL_WEIGHT
        if found["user"]:
            return f"@{found['user']}"
        return found[0]

    return _TOKEN.sub(weigh, text)


def length(text: str, spoiler_text: str = "") -> int:
    """Characters counted like Mastodon counts them, content warning included."""
    return grapheme_length(countable(text)) + grapheme_length(spoiler_text)


def shortcodes(*texts: str) -> list[str]:
    """The ``:shortcode:`` names in these texts, in order, each once."""
    found = dict.fromkeys(code for text in texts for code in _SHORTCODE.findall(text))
    return list(found)


def link_html(url: str) -> str:
    """A link as Mastodon shortens it: scheme hidden, at most thirty characters shown."""
    scheme, rest = url.split("://", 1)
    prefix = f"{scheme}://" + ("www." if rest.startswith("www.") else "")
    shown = url[len(prefix) : len(prefix) + _LINK_SHOWN]
    hidden = url[len(prefix) + _LINK_SHOWN :]
    middle = "ellipsis" if hidden else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{html.escape(prefix)}</span>'
        f'<span class="{middle}">{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(hidden)}</span></a>'
    )


def mention_html(who: Mentioned) -> str:
    """A mention as Mastodon links it."""
    return (
        f'<span class="h-card" translate="no"><a href="{html.escape(who.url)}" class="u-url mention">'
        f"@<span>{html.escape(who.username)}</span></a></span>"
    )


def tag_html(tag: str) -> str:
    """A hashtag as Mastodon links it."""
    return (
        f'<a href="{BASE_MARK}/tags/{html.escape(tag.lower())}" class="mention hashtag" rel="tag">'
        f"#<span>{html.escape(tag)}</span></a>"
    )


def render(text: str, resolve: Resolve) -> Rendered:
    """Make the HTML of a status: paragraphs, line breaks, links, mentions, hashtags; all else escaped."""
    mentions: dict[int, Mentioned] = {}
    tags: dict[str, None] = {}
    links: list[str] = []

    def piece(found: re.Match[str]) -> str:
        if found["url"]:
            links.append(found["url"])
            return link_html(found["url"])
        if found["tag"]:
            tags[found["tag"].lower()] = None
            return tag_html(found["tag"])
        who = resolve(found["user"], found["domain"])
        if who is None:
            return html.escape(found[0], quote=False)
        mentions[who.id] = who
        return mention_html(who)

    out: list[str] = []
    normal = text.replace("\r\n", "\n").strip()
    for paragraph in re.split(r"\n{2,}", normal) if normal else []:
        parts: list[str] = []
        at = 0
        for found in _TOKEN.finditer(paragraph):
            parts.append(html.escape(paragraph[at : found.start()], quote=False))
            parts.append(piece(found))
            at = found.end()
        parts.append(html.escape(paragraph[at:], quote=False))
        out.append("<p>" + "".join(parts).replace("\n", "<br />") + "</p>")
    return Rendered("".join(out), tuple(mentions.values()), tuple(tags), tuple(links))


def note_html(note: str) -> str:
    """A profile text as HTML; mentions in it stay plain."""
    return render(note, lambda _user, _domain: None).content


def plain(content: str) -> str:
    """The words of a status's HTML, for filters and search."""
    return html.unescape(re.sub(r"<[^>]+>", " ", content))
