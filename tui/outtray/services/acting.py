"""Starts acts: posts, answers, quotes, boosts, favourites, edits, changes of the profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outtray.acts.act import AccountKey, Act, Attachment, Poll
from outtray.acts.canonical import check, check_keeps_poll
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.models import Account, Instance, Status, StatusSource
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


def quote(author: Author, status: Status) -> Act:
    """A post that shows another one below its own words; both are reviewed as the user's own."""
    quoted = status.shown
    return Act(
        kind=ActKind.QUOTE,
        account=author.account,
        sensitive=author.sensitive,
        visibility=narrowest(author.visibility, visibility_of(quoted)),
        language=author.language,
        target=target_of(quoted),
    )


class CannotQuote(OuttrayError):
    """A post cannot be quoted: its server, its author or its audience says so."""


def check_quotable(status: Status, instance: Instance) -> None:
    """Refuse a quote that the server would drop or turn into a plain post; raises ``CannotQuote``."""
    quoted = status.shown
    if instance.api_version < QUOTES_SINCE:
        raise CannotQuote(
            _("This server does not know quotes: it would send your words without the post they are about."),
            _("Answer the post, or boost it."),
        )
    if visibility_of(quoted).width < Visibility.UNLISTED.width:
        raise CannotQuote(
            _("This post is not public: quoting it would show it to others."), _("Answer it instead.")
        )
    if quoted.quote_approval is not None and quoted.quote_approval.current_user == "denied":
        raise CannotQuote(
            _("@{acct} does not let others quote this post.").format(acct=quoted.account.acct),
            _("Answer it, or boost it."),
        )


QUOTES_SINCE = 7
"""The number of Mastodon's API from which on a status can quote another (4.5)."""


def thread_part(author: Author, text: str, *, after: str = "") -> Act:
    """One part of a thread; ``after`` is the local id of the part it follows, empty for the first."""
    return replace(new_post(author), kind=ActKind.THREAD, text=text, after=after)


def thread_of(act: Act, texts: Sequence[str]) -> tuple[Act, ...]:
    """The acts that say this act's text in parts: the first is what the act is and has what it carries.

    They are tied to each other when they are held, as ``OutTray.hold_thread`` does. What they take the place
    of is deleted once the last of them is sent: until then its words stand nowhere else.
    """
    kind = ActKind.THREAD if act.kind is ActKind.POST else act.kind
    first = replace(act, text=texts[0], kind=kind, replaces=act.replaces if len(texts) == 1 else None)
    plain = replace(
        act,
        kind=ActKind.THREAD,
        media=(),
        poll=None,
        reply_to=None,
        target=None,
        replaces=None,
        sensitive=act.sensitive and not act.media,
    )
    rest = [replace(plain, text=text) for text in texts[1:]]
    if rest:
        rest[-1] = replace(rest[-1], replaces=act.replaces)
    return (first, *rest)


def profile_change(
    author: Author,
    me: Account,
    *,
    display_name: str | None = None,
    note: str | None = None,
    fields: Sequence[tuple[str, str]] | None = None,
    avatar: Attachment | None = None,
    header: Attachment | None = None,
) -> Act:
    """A change of the own profile: only what is given, and of words only what differs from ``me``.

    ``note`` is plain text. ``fields`` are all rows as (name, value): a server keeps those it is sent. The
    pictures are local copies, as ``MediaStore.add`` makes them. Raises ``MalformedAct`` when nothing differs.
    """
    changes: list[tuple[str, str]] = []
    if display_name is not None and display_name != me.display_name:
        changes.append(("display_name", display_name))
    if note is not None and (me.source is None or note != me.source.note):
        changes.append(("note", note))
    if fields is not None:
        for number, (name, value) in enumerate(fields):
            changes += [(f"fields.{number}.name", name), (f"fields.{number}.value", value)]
    pictures = [
        replace(picture, name=name)
        for name, picture in (("avatar", avatar), ("header", header))
        if picture is not None
    ]
    act = Act(
        kind=ActKind.PROFILE,
        account=author.account,
        profile_changes=tuple(changes),
        media=tuple(pictures),
    )
    check(act)
    return act


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


def with_poll(act: Act, poll: Poll | None) -> Act:
    """The act with this poll, or without any."""
    return of_its_kind(replace(act, poll=poll))


def of_its_kind(act: Act) -> Act:
    """The act, of the kind that what was chosen for it makes it; what is no post or answer stays as it is."""
    if act.kind not in _CHOSEN:
        return act
    if act.visibility is Visibility.DIRECT:
        kind = ActKind.DIRECT
    elif act.reply_to is not None:
        kind = ActKind.REPLY
    else:
        kind = ActKind.POST if act.poll is None else ActKind.POLL
    return replace(act, kind=kind)


_CHOSEN = frozenset({ActKind.POST, ActKind.REPLY, ActKind.DIRECT, ActKind.POLL})
"""Kinds that change into each other with the audience and the poll."""


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
