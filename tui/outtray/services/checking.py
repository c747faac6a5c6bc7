"""Starts the acts that are only checked: a follow, a vote, a report, a pin, a featured hashtag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outtray.acts.act import Act, Target
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.models import Account, Status
from outtray.mastodon.truth import target_of
from outtray.services.acting import Author
from outtray_rules.draft import ActKind, Visibility


def follow(author: Author, account: Account, *, notify: bool = False) -> Act:
    """Following an account, which its followers and often anybody can see; ``notify`` asks to hear of all
    it posts."""
    return replace(_about(ActKind.FOLLOW, author, _account_target(account)), notify=notify)


def vote(author: Author, status: Status, choices: Sequence[int]) -> Act:
    """A vote for these options, counted from 0, in the poll of a status; ValueError when it has none."""
    poll = status.shown.poll
    if poll is None:
        raise ValueError("a vote needs a poll")
    # The poll is what is voted in, so its id is the target's; the words are kept for who reads the act.
    target = replace(target_of(status.shown), id=poll.id, digest="")
    return replace(_about(ActKind.VOTE, author, target), choices=tuple(choices))


def report(
    author: Author,
    account: Account,
    comment: str,
    *,
    status_ids: Sequence[str] = (),
    category: str = "",
    rule_ids: Sequence[str] = (),
    forward: bool = False,
) -> Act:
    """A report of an account to who runs the server, who may pass it on.

    ``status_ids`` are posts of the account that show what is meant; ``category`` is ``spam``, ``legal``,
    ``violation`` (of ``rule_ids``, rules of the server) or ``other``; ``forward`` sends it to the account's
    own server, too.
    """
    return replace(
        _about(ActKind.REPORT, author, _account_target(account)),
        comment=comment,
        status_ids=tuple(status_ids),
        category=category,
        rule_ids=tuple(rule_ids),
        forward=forward,
    )


def pin(author: Author, status: Status) -> Act:
    """Pinning an own post to the profile, where it is the first thing anybody reads."""
    return _about(ActKind.PIN, author, target_of(status.shown))


def feature(author: Author, tag: str) -> Act:
    """Showing a hashtag (with or without its #) on the profile."""
    return Act(kind=ActKind.FEATURE, account=author.account, text=f"#{tag.strip().removeprefix('#')}")


def _about(kind: ActKind, author: Author, target: Target) -> Act:
    return Act(kind=kind, account=author.account, visibility=Visibility.PUBLIC, target=target)


def _account_target(account: Account) -> Target:
    bio = plain_text(parse(account.note))
    profile = "\n".join(part for part in (account.name, bio) if part)
    return Target(id=account.id, url=account.url or account.uri, acct=account.acct, profile=profile)
