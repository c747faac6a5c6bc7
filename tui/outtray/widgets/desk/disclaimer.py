"""Finds “views are my own” and its kin in a profile: the words no reader of a clipping will see."""

from __future__ import annotations

import re

from outtray_rules.finding import Span

_SENTENCE = re.compile(r"[^.!?;|•·\n]+[.!?]?")
_DISCLAIMER = re.compile(
    r"\b(?:views?|opinions?|posts?|toots?|tweets?|thoughts?|boosts?|shares?|likes?|retweets?|rts?)\b"
    r".{0,40}\b(?:my own|mine|own|personal|not (?:an? )?endorsements?|≠|do(?:es)? not (?:represent|reflect))"
    r"|\bnot (?:an? )?endorsements?\b|\bspeaking (?:only )?for myself\b|\bpersonal (?:account|capacity)\b"
    r"|\b(?:opinions?|propos|avis|pouets?|tweets?|publications?|partages?)\b"
    r".{0,40}\b(?:personnel(?:le)?s?|miens?|miennes?|que moi|moi seule?)"
    r"|\bn['’]engage(?:nt)? que moi\b|\bcompte personnel\b|\bà titre personnel\b",
    re.IGNORECASE,
)


def disclaimers(bio: str) -> tuple[Span, ...]:
    """Spans of the sentences of a bio that disclaim its words, in English and French."""
    found: list[Span] = []
    for sentence in _SENTENCE.finditer(bio):
        if not _DISCLAIMER.search(sentence.group()):
            continue
        words = sentence.group()
        start = sentence.start() + len(words) - len(words.lstrip())
        found.append(Span(start, start + len(words.strip())))
    return tuple(found)
