"""A theme as a value, and where its colours are too close to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outtray_themes.colour import Colour, contrast
from outtray_themes.keys import SURFACES, TEXT_MINIMUM, pairs


@dataclass(frozen=True, slots=True)
class Theme:
    """One colour theme: ``colours`` holds every key of ``outtray_themes.keys.KEYS``.

    ``accounts`` are the colours that tell accounts apart, in the order accounts were added; they
    repeat when there are more accounts than colours.
    """

    name: str
    title: str
    description: str
    dark: bool
    colours: Mapping[str, Colour]
    accounts: tuple[Colour, ...]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """The description in other languages, by code."""

    def described(self, language: str) -> str:
        """What the theme says of itself, in this language where it can."""
        return self.descriptions.get(language, self.description)

    def account_colour(self, index: int) -> Colour:
        """The colour of the account at this place, counted from 0."""
        return self.accounts[index % len(self.accounts)]


@dataclass(frozen=True, slots=True)
class LowContrast:
    """Two colours of a theme that meet on screen with less contrast than WCAG AA asks."""

    foreground: str
    background: str
    ratio: float
    minimum: float

    def __str__(self) -> str:
        return f"{self.foreground} on {self.background}: {self.ratio:.2f}, needs {self.minimum:g}"


def low_contrasts(theme: Theme) -> tuple[LowContrast, ...]:
    """Every pair in use that falls short of WCAG AA; empty for a theme fit to ship."""
    found = [
        LowContrast(pair.foreground, pair.background, ratio, pair.minimum)
        for pair in pairs()
        if (ratio := contrast(theme.colours[pair.foreground], theme.colours[pair.background])) < pair.minimum
    ]
    found += [
        LowContrast(f"accounts[{index}]", surface, ratio, TEXT_MINIMUM)
        for index, colour in enumerate(theme.accounts)
        for surface in SURFACES
        if (ratio := contrast(colour, theme.colours[surface])) < TEXT_MINIMUM
    ]
    return tuple(found)
