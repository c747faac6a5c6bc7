"""Filling in the sentences of a rule."""

from __future__ import annotations

from outtray_rules.draft import Profile

_LONGEST_QUOTE = 80
_HIDDEN = "•••"
_NAMELESS = {
    "organisation": {"en": "your organisation", "fr": "votre organisation"},
    "minister": {"en": "the minister", "fr": "la ou le ministre"},
}


def fill(sentence: str, match: str, profile: Profile, lang: str, sensitive: bool) -> str:
    """Fill ``{match}``, ``{organisation}`` and ``{minister}``; what is sensitive is never repeated."""
    if "{" not in sentence:
        return sentence
    known = {"organisation": profile.organisation, "minister": profile.minister}
    for name, value in known.items():
        nameless = _NAMELESS[name]
        sentence = sentence.replace(f"{{{name}}}", _quote(value) or nameless.get(lang, nameless["en"]))
    return sentence.replace("{match}", _HIDDEN if sensitive else _quote(match))


def unfilled(sentence: str, lang: str = "en") -> str:
    """The sentence as a page about the rule shows it: in general words, before anything is found."""
    sentence = sentence.replace("{match}", "…")
    for name, nameless in _NAMELESS.items():
        sentence = sentence.replace(f"{{{name}}}", nameless.get(lang, nameless["en"]))
    return sentence


def _quote(text: str) -> str:
    """One line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1].rstrip() + "…"
