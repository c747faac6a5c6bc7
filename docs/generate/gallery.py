"""The gallery of headlines: forty posts of our own and the page each would make, in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Profile
from outtray_rules.finding import Finding, Severity, Source, Span
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.model import FrontPage

POSTS = Path(__file__).with_name("gallery.toml")
_DESCRIBED = frozenset({"pii", "secret", "security-marking"})
_HEAD = """\
# A gallery of headlines

![The tabloid on the desk, and the word it lifts highlighted in the draft](../screenshots/front-page.svg)

Forty invented posts, and the worst fair reading of each: the best headline in the language of the post
with the best of every other kind of press, then the best in the other language. “Quoted” are the words a
headline lifts: the ones to change first. Made by `make reference` from `docs/generate/gallery.toml`; a
change in the generator shows here as a difference.

"""


def posts() -> list[dict[str, Any]]:
    """The posts with what a rule finds in each."""
    found: list[dict[str, Any]] = tomllib.loads(POSTS.read_text("utf-8"))["post"]
    return found


def front_page_of(post: dict[str, Any]) -> FrontPage:
    """The headlines of one post of the gallery."""
    text = str(post["text"])
    act = ActKind(post.get("act", "post"))
    other = Correspondent("quill@harbour.example", profile=str(post.get("to", "")))
    context = Context(
        act=act,
        reply_to=other if act is ActKind.REPLY else None,
        boosted=other if act in (ActKind.BOOST, ActKind.FAVOURITE) else None,
        profile=Profile(jurisdiction=str(post["as"]), gender=str(post.get("gender", ""))),
    )
    return front_page(Draft(text), _findings(post, text), context)


def _findings(post: dict[str, Any], text: str) -> list[Finding]:
    if "match" not in post:
        return []
    start = text.index(post["match"])
    return [
        Finding(
            rule="gallery",
            category=str(post["category"]),
            severity=Severity(post.get("severity", "warn")),
            span=Span(start, start + len(post["match"])),
            match=str(post["match"]),
            title="",
            message="",
            advice="",
            source=Source(""),
            sensitive=post["category"] in _DESCRIBED,
        )
    ]


def page() -> str:
    """The page in Markdown, ended by a newline."""
    return _HEAD + "\n".join(_entry(number, post) for number, post in enumerate(posts(), 1))


def _entry(number: int, post: dict[str, Any]) -> str:
    how = {"boost": ", boosted", "favourite": ", favourited", "profile": ", a bio", "reply": ", a reply"}
    circumstances = f"{post['as']}{how.get(str(post.get('act', '')), '')}"
    lines = [f"## {number}", "", f"> {post['text']}", "", f"*{circumstances}*", ""]
    front = front_page_of(post)
    if not front.headlines:
        return "\n".join([*lines, "Nothing here makes a headline.", ""])
    lead = front.headlines[0]
    for headline in front.best_of_each():
        name = (
            {"fr": "French", "en": "English"}[headline.lang]
            if headline.lang != lead.lang
            else headline.outlet
        )
        lines.append(f"- {name}: {_lead(headline.text, first=headline is lead)}")
    quoted = " · ".join(post["text"][start:end] for start, end in lead.quotes)
    lines += ["", f"Act: {lead.act}. {f'Quoted: “{quoted}”.' if quoted else 'Nothing is quoted.'}", ""]
    return "\n".join(lines)


def _lead(text: str, *, first: bool) -> str:
    return f"**{text}**" if first else text
