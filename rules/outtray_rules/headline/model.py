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

    def best_of_each(self) -> tuple[Headline, ...]:
        """The best of every outlet in the lead's language, then the best in the other language."""
        if not self.headlines:
            return ()
        lead = self.headlines[0].lang
        found: dict[str, Headline] = {}
        for headline in self.headlines:
            if headline.lang == lead:
                found.setdefault(headline.outlet, headline)
        other = [headline for headline in self.headlines if headline.lang != lead][:1]
        return (*found.values(), *other)
