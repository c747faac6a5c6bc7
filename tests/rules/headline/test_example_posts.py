"""Every example post of the project's facts, reviewed by the shipped packs: the right story, or none."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Profile, Window
from outtray_rules.headline.generator import front_page
from rules_kit import reviewer_for

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "example_posts.json"

PARTISAN = "backs opposes campaigns urges donates member runs shares likes bio praises"
ACTS = {
    "partisan": frozenset(PARTISAN.split()),
    "government-criticism": frozenset({"criticises", "mocks", "questions", "demands", "complains", "gloats"}),
    "confidential": frozenset({"reveals", "hints"}),
    "security-marking": frozenset({"marked"}),
    "pii": frozenset({"personal", "number"}),
    "secret": frozenset({"password", "secret"}),
    "harassment": frozenset({"insults", "threatens"}),
    "profanity": frozenset({"swears"}),
    "speaking-for-government": frozenset({"speaks"}),
    "election-period": frozenset({"promotes"}),
    "media-contact": frozenset({"offers"}),
}
RISKY = {
    "h001": "Door-knocking",
    "h002": "appuie le Bloc québécois",
    "h004": "Chip in",
    "h007": "backing Liberals",
    "h008": "Labour",
    "h010": "‘reckless’",
    "h011": "Idéologique",
    "h015": "‘brilliant decision’",
    "h016": "TB submission",
    "h017": "mémoire au Cabinet",
    "h021": "marked document",
    "h022": "document coté",
    "h023": "marked document",
    "h028": "personal number",
    "h039": "password",
    "h040": "You're an idiot",
    "h043": "Tabarnak",
    "h045": "Our position is clear",
    "h047": "childcare offer",
    "h050": "off the record",
}
"""What the top headline of each post must hold: the risky words, or the name for them."""


def posts() -> list[dict[str, Any]]:
    if not FACTS.exists():
        return []
    found: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))
    return found


def context_of(post: dict[str, Any]) -> Context:
    given = post.get("context", {})
    jurisdiction = "" if post["jurisdiction"] == "any" else post["jurisdiction"]
    calendar = {
        name: tuple(
            Window(datetime.fromisoformat(start), datetime.combine(datetime.fromisoformat(end), time.max))
            for start, end in windows
        )
        for name, windows in given.get("calendar", {}).items()
    }
    return Context(
        act=ActKind(given.get("act", "post")),
        at=datetime.fromisoformat(given["at"]) if "at" in given else None,
        boosted=Correspondent(**given["boosted"]) if "boosted" in given else None,
        reply_to=Correspondent(**given["reply_to"]) if "reply_to" in given else None,
        calendar=calendar,
        profile=Profile(jurisdiction=jurisdiction),
    )


@pytest.mark.skipif(not FACTS.exists(), reason="the project's facts are not beside this checkout")
@pytest.mark.parametrize("post", posts(), ids=lambda post: str(post["id"]))
def test_an_example_post_draws_the_right_headline_or_none(
    post: dict[str, Any],
) -> None:
    context = context_of(post)
    draft = Draft(post["text"])
    findings = reviewer_for(context.profile.jurisdiction).review(draft, context)
    page = front_page(draft, findings, context)
    if post["expect"] == ["none"]:
        assert page.headlines == ()
        return
    if not {finding.category for finding in findings} & set(post["expect"]):
        pytest.skip(f"no shipped pack finds {post['expect']} for {context.profile.jurisdiction} here")
    first = page.headlines[0]
    assert any(first.act in ACTS[category] for category in post["expect"])
    assert RISKY[post["id"]].casefold() in first.text.casefold()
    assert first.lang == post["lang"]
    assert len(page.headlines) >= 6
