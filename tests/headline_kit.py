"""Making drafts and findings for headline tests by hand."""

from __future__ import annotations

from outtray_rules.draft import Context, Draft, Profile
from outtray_rules.finding import Finding, Severity, Source, Span
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.model import FrontPage

DESCRIBED = frozenset({"pii", "secret", "security-marking", "medical"})


def finding(
    text: str,
    match: str,
    category: str,
    severity: str = "warn",
    *,
    field: str = "text",
    sensitive: bool | None = None,
) -> Finding:
    """A finding of ``category`` on the first place where ``match`` stands in ``text``."""
    start = text.index(match)
    return Finding(
        rule=f"test-{category}",
        category=category,
        severity=Severity(severity),
        span=Span(start, start + len(match)),
        match=match,
        title=category,
        message="",
        advice="",
        source=Source("test"),
        field=field,
        sensitive=category in DESCRIBED if sensitive is None else sensitive,
    )


def page(
    text: str,
    match: str,
    category: str,
    severity: str = "warn",
    *,
    jurisdiction: str = "ca",
    context: Context | None = None,
    lang: str | None = None,
) -> FrontPage:
    """The front page of a text with one finding."""
    around = context if context is not None else Context(profile=Profile(jurisdiction=jurisdiction))
    return front_page(Draft(text), [finding(text, match, category, severity)], around, lang)


def texts(front: FrontPage, outlet: str = "", lang: str = "") -> list[str]:
    """The headlines of a page as text, of one outlet or language when asked."""
    return [
        headline.text
        for headline in front.headlines
        if outlet in ("", headline.outlet) and lang in ("", headline.lang)
    ]
