"""The signs that stand before words in a post, in two alphabets: Unicode and plain ASCII.

A sign never stands alone for a meaning: a word or a number is always beside it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Icons:
    """One alphabet of signs; every sign is one cell wide except where it says so."""

    cursor: str
    focus: str
    bar: str
    reply: str
    boost: str
    favourite: str
    favourited: str
    bookmark: str
    pinned: str
    edited: str
    public: str
    unlisted: str
    private: str
    direct: str
    warning: str
    media: str
    poll_full: str
    poll_half: str
    poll_empty: str
    chosen: str
    option: str
    bullet: str
    card: str
    quote: str
    up: str
    rule: str
    dot: str
    guide_pass: str
    guide_branch: str
    guide_last: str
    corner_top: str
    corner_bottom: str
    edge: str
    ellipsis: str
    live: str
    polling: str
    offline: str
    limited: str
    error: str
    outbox: str


UNICODE = Icons(
    cursor="▌",
    focus="┃",
    bar="▎",
    reply="↩",
    boost="↻",
    favourite="☆",
    favourited="★",
    bookmark="⚑",
    pinned="◆",
    edited="✎",
    public="○",
    unlisted="◔",
    private="◑",
    direct="●",
    warning="▲",
    media="▣",
    poll_full="━",
    poll_half="╸",
    poll_empty="─",
    chosen="✓",
    option="·",
    bullet="•",
    card="▏",
    quote="│",
    up="↑",
    rule="─",
    dot="·",
    guide_pass="│",
    guide_branch="├",
    guide_last="╰",
    corner_top="╭",
    corner_bottom="╰",
    edge="│",
    ellipsis="…",
    live="●",
    polling="◐",
    offline="○",
    limited="◌",
    error="▲",
    outbox="▤",
)

ASCII = Icons(
    cursor="|",
    focus="|",
    bar="|",
    reply="<",
    boost="^",
    favourite="*",
    favourited="*",
    bookmark="#",
    pinned="+",
    edited="~",
    public="o",
    unlisted="o",
    private="o",
    direct="o",
    warning="!",
    media="#",
    poll_full="=",
    poll_half="-",
    poll_empty=".",
    chosen="x",
    option="-",
    bullet="*",
    card="|",
    quote="|",
    up="^",
    rule="-",
    dot="-",
    guide_pass="|",
    guide_branch="+",
    guide_last="`",
    corner_top="+",
    corner_bottom="+",
    edge="|",
    ellipsis="...",
    live="*",
    polling="~",
    offline="x",
    limited="!",
    error="!",
    outbox="=",
)
