"""What a post leads to, for opening it by its number."""

from __future__ import annotations

from typing import NamedTuple

from outtray.mastodon.content import parse, safe_link
from outtray.mastodon.models import Status
from outtray.widgets.timeline.pieces import Target, TargetKind


class Lead(NamedTuple):
    """Where a post leads: what is shown of it first, what it is called, and what opens. Foreign text."""

    shown: str
    label: str
    target: Target


class Link(NamedTuple):
    """One address: what the post calls it, where it leads, and the host that really is. Foreign text."""

    label: str
    url: str
    host: str


def links_of(status: Status) -> tuple[Link, ...]:
    """Every address of a post once, in reading order: its words, its card, the post it quotes, itself.

    Mentions and hashtags are left out; they have screens of their own. Only http and https are given.
    """
    post = status.shown
    found: list[Link] = [
        Link((run.full or run.text).strip(), run.href, run.host)
        for run in parse(post.content, hide_quote_fallback=post.quote is not None).links
        if run.kind == "link"
    ]
    others = [(post.card.title, post.card.url)] if post.card is not None else []
    quoted = None if post.quote is None else post.quote.quoted_status
    others += [(medium.description or medium.type, medium.url or "") for medium in post.media_attachments]
    others += [(each.account.name, each.url or each.uri) for each in (quoted, post) if each is not None]
    for label, address in others:
        link = safe_link(address) if address else None
        if link is not None:
            found.append(Link(label.strip() or link[0], link[0], link[1]))
    unique: dict[str, Link] = {}
    for each_link in found:
        unique.setdefault(each_link.url, each_link)
    return tuple(unique.values())


def leads_of(status: Status) -> tuple[Lead, ...]:
    """The addresses of a post, then what opens here: whom it names, its hashtags, what it quotes."""
    post = status.shown
    found = [Lead(link.host, link.label, Target(TargetKind.LINK, link.url)) for link in links_of(status)]
    found += [
        Lead(f"@{one.acct or one.username}", "", Target(TargetKind.PROFILE, one.id))
        for one in post.mentions
        if one.id
    ]
    found += [Lead(f"#{tag.name}", "", Target(TargetKind.TAG, tag.name)) for tag in post.tags if tag.name]
    quoted = None if post.quote is None else post.quote.quoted_status
    if quoted is not None:
        found.append(Lead(quoted.account.name, "", Target(TargetKind.STATUS, quoted.id)))
    return tuple({lead.target: lead for lead in reversed(found)}.values())[::-1]
