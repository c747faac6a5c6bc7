"""The gallery of headlines in the docs: as the generator makes it, forty posts, most acts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from headline_kit import finding
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Profile
from outtray_rules.finding import Severity
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.model import FrontPage

DOCS = Path(__file__).parents[3] / "docs"
POSTS: list[dict[str, Any]] = tomllib.loads((DOCS / "generate" / "gallery.toml").read_text("utf-8"))["post"]
PAGE = (DOCS / "reference" / "headlines.md").read_text("utf-8")


def made(post: dict[str, Any]) -> FrontPage:
    text = post["text"]
    found = (
        [finding(text, post["match"], post["category"], post.get("severity", "warn"))]
        if "match" in post
        else []
    )
    act = ActKind(post.get("act", "post"))
    other = Correspondent("quill@harbour.example", profile=post.get("to", ""))
    context = Context(
        act=act,
        reply_to=other if act is ActKind.REPLY else None,
        boosted=other if act in (ActKind.BOOST, ActKind.FAVOURITE) else None,
        profile=Profile(jurisdiction=post["as"], gender=post.get("gender", "")),
    )
    return front_page(Draft(text), found, context)


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post["text"][:40])
def test_the_page_in_the_docs_says_what_the_generator_says(post: dict[str, Any]) -> None:
    entry = PAGE[PAGE.index(f"> {post['text']}") :].split("\n## ", 1)[0]
    front = made(post)
    if not front.headlines:
        assert "Nothing here makes a headline." in entry
        return
    assert f"**{front.headlines[0].text}**" in entry, "make reference writes the gallery anew"
    assert f"Act: {front.headlines[0].act}." in entry
    other = next(h for h in front.headlines if h.lang != front.headlines[0].lang)
    assert f": {other.text}\n" in entry


def test_there_are_forty_posts_in_both_languages_and_one_of_them_is_clean() -> None:
    assert len(POSTS) == 40
    leads = [made(post).headlines[:1] for post in POSTS]
    assert sum(not lead for lead in leads) == 1
    assert sum(lead[0].lang == "fr" for lead in leads if lead) >= 7
    assert {Severity(post.get("severity", "warn")) for post in POSTS} == {Severity.WARN, Severity.BLOCK}
    assert len({lead[0].act for lead in leads if lead}) >= 24
