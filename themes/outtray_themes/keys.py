"""The colours a theme has to give, each with what it is for, and the pairs that meet on screen."""

from __future__ import annotations

from typing import NamedTuple

TEXT_MINIMUM = 4.5
"""WCAG 2.2, 1.4.3 level AA: text."""
PART_MINIMUM = 3.0
"""WCAG 2.2, 1.4.11 level AA: borders, bars and other parts that carry meaning."""

KEYS: dict[str, str] = {
    # Surfaces
    "ground": "the screen behind everything",
    "sheet": "panels, the composer, a list of posts",
    "raised": "header, footer, dialogs, buttons",
    "selection": "background of the chosen row or tab",
    # Text
    "ink": "ordinary text",
    "muted": "secondary text: hints, advice labels, timestamps of panels",
    "accent": "titles and keys",
    # Lines
    "border": "frame of a panel that has no focus",
    "focus": "frame of the panel that has the focus",
    "rule": "decorative dividers; may be faint",
    # Severity and state
    "note": "a finding that asks nothing",
    "warn": "a finding to acknowledge",
    "block": "a finding to change or override; destructive buttons; errors",
    "good": "nothing found, acknowledged, ready",
    "note-wash": "behind words a note underlines",
    "warn-wash": "behind words a warning underlines",
    "block-wash": "behind words a block underlines",
    "lift": "highlighter behind the words a headline lifts",
    "lift-ink": "those words themselves",
    # Reading
    "name": "display name of an author",
    "handle": "@handle of an author",
    "time": "age of a post",
    "link": "links in a post",
    "mention": "mentions in a post",
    "hashtag": "hashtags in a post",
    "warning": "content warning of a post",
    "quote-bar": "bar beside quoted and nested posts",
    "count": "reply, boost and favourite counts",
    "own-boost": "count and mark of a post you boosted",
    "own-favourite": "count and mark of a post you favourited",
    "own-bookmark": "mark of a post you bookmarked",
    # The clipping
    "paper": "the newspaper clipping",
    "paper-ink": "headline and text on it",
    "paper-muted": "date, deck and profile on it",
    "paper-rule": "its rules",
    # Editing
    "cursor": "the text cursor",
    "cursor-ink": "the letter under it",
    "marked": "selected text",
    "marked-ink": "letters in selected text",
}
"""Every key of ``[colours]``; a theme that lacks one, or has one more, is refused."""

SURFACES = ("ground", "sheet", "raised", "selection")
TEXTS = (
    "ink", "muted", "accent", "note", "warn", "block", "good", "name", "handle", "time", "link", "mention",
    "hashtag", "warning", "count", "own-boost", "own-favourite", "own-bookmark",
)  # fmt: skip
PARTS = ("border", "focus", "quote-bar")


class Pair(NamedTuple):
    """Two keys that meet on screen and the least contrast they need."""

    foreground: str
    background: str
    minimum: float


def pairs() -> tuple[Pair, ...]:
    """Every pair of keys the program puts on top of one another."""
    found = [Pair(text, surface, TEXT_MINIMUM) for text in TEXTS for surface in SURFACES]
    found += [Pair(part, surface, PART_MINIMUM) for part in PARTS for surface in SURFACES]
    for severity in ("note", "warn", "block"):
        found.append(Pair(severity, f"{severity}-wash", TEXT_MINIMUM))
        found.append(Pair("ink", f"{severity}-wash", TEXT_MINIMUM))
    found += [Pair(text, "paper", TEXT_MINIMUM) for text in ("paper-ink", "paper-muted")]
    found += [
        Pair("paper-rule", "paper", PART_MINIMUM),
        Pair("lift-ink", "lift", TEXT_MINIMUM),
        Pair("cursor-ink", "cursor", TEXT_MINIMUM),
        Pair("cursor", "sheet", PART_MINIMUM),
        Pair("cursor", "raised", PART_MINIMUM),
        Pair("marked-ink", "marked", TEXT_MINIMUM),
    ]
    return tuple(found)
