"""Starts acts: a fresh post, an answer, a boost, a favourite, an edit, from what is on screen."""

from __future__ import annotations

from dataclasses import dataclass

from outtray.acts.act import AccountKey, Act, Attachment
from outtray.acts.canonical import check_keeps_poll
from outtray.mastodon.models import Status, StatusSource
from outtray.mastodon.truth import target_of
from outtray_rules.draft import ActKind, Visibility


@dataclass(frozen=True, slots=True)
class Author:
    """The acting account, and what a fresh draft of its starts with."""

    account: AccountKey
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    sensitive: bool = False


def new_post(author: Author) -> Act:
    """An empty post with the account's own defaults."""
    return Act(
        kind=ActKind.POST,
        account=author.account,
        visibility=author.visibility,
        language=author.language,
        sensitive=author.sensitive,
    )


def reply(author: Author, status: Status) -> Act:
    """An answer: never wider than its parent, with its warning and language, mentioning who is in it."""
    parent = status.shown
    visibility = narrowest(author.visibility, visibility_of(parent))
    return Act(
        kind=ActKind.DIRECT if visibility is Visibility.DIRECT else ActKind.REPLY,
        account=author.account,
        text=_mentions(author.account, parent),
        content_warning=parent.spoiler_text,
        sensitive=author.sensitive,
        visibility=visibility,
        language=parent.language or author.language,
        reply_to=target_of(parent),
    )


def boost(author: Author, status: Status) -> Act:
    """Passing a status on; its words are reviewed as the user's own."""
    return _spread(ActKind.BOOST, author, status)


def favourite(author: Author, status: Status) -> Act:
    """A favourite, which readers take for agreement."""
    return _spread(ActKind.FAVOURITE, author, status)


def edit(author: Author, status: Status, source: StatusSource) -> Act:
    """A change to an own status, based on its source as read when the edit began; its media stay.

    Raises ``MalformedAct`` for a status with a poll.
    """
    act = Act(
        kind=ActKind.EDIT,
        account=author.account,
        text=source.text,
        content_warning=source.spoiler_text,
        sensitive=status.sensitive,
        visibility=visibility_of(status),
        language=status.language or "",
        target=target_of(status),
        media=tuple(
            Attachment(id=medium.id, mime=medium.type, description=medium.description or "")
            for medium in status.media_attachments
        ),
    )
    check_keeps_poll(act)
    return act


def visibility_of(status: Status) -> Visibility:
    """The status's audience; an unknown one counts as the narrowest."""
    return visibility_named(status.visibility) or Visibility.DIRECT


def visibility_named(name: str) -> Visibility | None:
    """The audience of this name, or None for a name no server should use."""
    return Visibility(name) if name in set(Visibility) else None


def narrowest(first: Visibility, second: Visibility) -> Visibility:
    """Whichever of two audiences is narrower."""
    return min(first, second, key=lambda visibility: visibility.width)


def _spread(kind: ActKind, author: Author, status: Status) -> Act:
    shown = status.shown
    return Act(
        kind=kind,
        account=author.account,
        visibility=Visibility.PUBLIC,
        language=shown.language or "",
        target=target_of(shown),
    )


def _mentions(account: AccountKey, parent: Status) -> str:
    """The author first, then everybody the parent mentions, the user left out; ends with a space."""
    own = account.acct.casefold()
    names = [parent.account.acct, *(mention.acct for mention in parent.mentions)]
    unique = dict.fromkeys(name for name in names if name and name.casefold() != own)
    return "".join(f"@{name} " for name in unique)
