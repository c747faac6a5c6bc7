"""The values a headline is made of."""

from __future__ import annotations

from dataclasses import dataclass

from outtray_rules.finding import Span


@dataclass(frozen=True, slots=True)
class Headline:
    """One candidate headline: how this could read in one kind of outlet.

    ``outlet`` is ``wire``, ``broadsheet``, ``tabloid``, ``trade``, ``question`` or ``french``;
    ``quotes`` are the spans of the draft's text that it lifts; ``reasons`` say, one clause each, why
    this fragment, target and act were chosen.
    """

    outlet: str
    lang: str
    text: str
    quotes: tuple[Span, ...] = ()
    act: str = ""
    actor: str = ""
    target: str = ""
    reasons: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FrontPage:
    """All headlines, best first (empty for a clean post), and what a reader will not see."""

    headlines: tuple[Headline, ...]
    lost: tuple[str, ...]
