"""One thing that would become public, complete enough to be sent and small enough to be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from outtray_rules.draft import ActKind, Visibility


@dataclass(frozen=True, slots=True)
class AccountKey:
    """Who acts: the server's host (with port when it is not the usual one), the account's id there, and
    its ``acct`` for people to read."""

    host: str
    id: str
    acct: str

    @property
    def handle(self) -> str:
        """The full handle, ``@name@host``."""
        return f"@{self.acct}@{self.host}" if "@" not in self.acct else f"@{self.acct}"


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll to be posted; ``expires_in`` counts seconds."""

    options: tuple[str, ...]
    expires_in: int
    multiple: bool = False
    hide_totals: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """One medium: either a local copy named by the SHA-256 of its bytes, or, in an edit, one the server
    already has (``id``). ``focus`` runs from -1 to 1 on both axes."""

    sha256: str = ""
    mime: str = ""
    name: str = ""
    description: str = ""
    focus: tuple[float, float] | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if self.focus is not None:
            x, y = self.focus
            object.__setattr__(self, "focus", (float(x) + 0.0, float(y) + 0.0))


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody else's status (or the own one being edited) as it was when the act was written.

    ``digest`` is ``outtray.acts.comparing.target_digest`` of its words and media; ``edited_at`` is the
    server's. ``text``, ``content_warning`` and ``profile`` are plain text, kept so that a review of the
    stored act needs no network; so are ``media`` (with the server's ids and kinds), ``poll_options`` and
    ``quoted``, all the words of the post it quotes. For a follow or a report, ``id`` and ``acct`` name an
    account.
    """

    id: str
    url: str = ""
    acct: str = ""
    edited_at: datetime | None = None
    digest: str = ""
    text: str = ""
    content_warning: str = ""
    visibility: Visibility = Visibility.PUBLIC
    profile: str = ""
    media: tuple[Attachment, ...] = ()
    poll_options: tuple[str, ...] = ()
    quoted: str = ""

    def __post_init__(self) -> None:
        if self.edited_at is not None:
            object.__setattr__(self, "edited_at", self.edited_at.astimezone(UTC))

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return self.visibility.width >= Visibility.UNLISTED.width


@dataclass(frozen=True, slots=True)
class Act:
    """One act by one account. Every field is under the digest; two acts with one digest are one act.

    ``reply_to`` is the status answered; ``target`` the status boosted, favourited, quoted, pinned or edited,
    the poll voted in, or the account followed or reported. ``after`` is the local id of the act this one must
    follow in a thread. ``choices`` are the options voted for. ``profile_changes`` are the changed profile
    fields by the server's name for them; in a profile change ``media`` are its new pictures, each named
    ``avatar`` or ``header``. The text of a featured hashtag is that hashtag.

    ``comment`` is the free text of a report, ``status_ids`` what it shows, ``category`` its kind,
    ``rule_ids`` the rules of the server it says were broken, and ``forward`` sends it to the other server
    too. ``notify`` asks for word of all that a followed account posts. ``replaces`` is an own status that is
    deleted once this one is known to be sent.
    ``quote_policy`` is empty for the account's default, else ``public``, ``followers`` or ``nobody``.
    """

    kind: ActKind
    account: AccountKey
    text: str = ""
    content_warning: str = ""
    sensitive: bool = False
    visibility: Visibility = Visibility.PUBLIC
    language: str = ""
    poll: Poll | None = None
    quote_policy: str = ""
    reply_to: Target | None = None
    target: Target | None = None
    media: tuple[Attachment, ...] = ()
    after: str = ""
    choices: tuple[int, ...] = ()
    profile_changes: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    status_ids: tuple[str, ...] = ()
    category: str = ""
    forward: bool = False
    notify: bool = False
    rule_ids: tuple[str, ...] = ()
    replaces: Target | None = None

    @property
    def makes_status(self) -> bool:
        """True when sending this act creates a status of the account's own."""
        return self.kind in STATUS_KINDS

    @property
    def reviewed_text(self) -> str:
        """The words the act says: the account's own, or those of the status it spreads and of what that
        quotes."""
        spread = self.spread
        if spread is not None:
            return "\n\n".join(part for part in (spread.text, spread.quoted) if part)
        return self.text or self.comment

    @property
    def spread(self) -> Target | None:
        """The status whose words, media and poll this act makes the account's own; None for other kinds."""
        return self.target if self.kind in SPREADING_KINDS else None

    @property
    def reviewed_warning(self) -> str:
        """The content warning that readers of this act see first."""
        return self.content_warning if self.spread is None else self.spread.content_warning

    @property
    def reviewed_media(self) -> tuple[Attachment, ...]:
        """The media that readers of this act see."""
        return self.media if self.spread is None else self.spread.media

    @property
    def reviewed_poll_options(self) -> tuple[str, ...]:
        """The poll options that readers of this act see; of a vote those chosen."""
        if self.kind is ActKind.VOTE and self.target is not None:
            options = self.target.poll_options
            return tuple(options[choice] for choice in self.choices if 0 <= choice < len(options))
        if self.spread is not None:
            return self.spread.poll_options
        return self.poll.options if self.poll is not None else ()

    @property
    def public_words(self) -> str:
        """Everything this act lets others read, a part to a line: warning, text, poll options, alt texts,
        profile fields, comment. Nothing of a status that only some may read: spreading it shows it to
        nobody else, and its words are no public record."""
        if self.spread is not None and not self.spread.is_public:
            return ""
        parts = [self.reviewed_warning, self.reviewed_text, *self.reviewed_poll_options]
        parts.extend(attachment.description for attachment in self.reviewed_media)
        parts.extend(value for _name, value in self.profile_changes)
        return "\n".join(part for part in parts if part)

    def on_its_own(self) -> Act:
        """The same act following no other: a reply to nothing but that becomes a post."""
        return _as_what_it_is(replace(self, after=""))

    def answering_nobody(self) -> Act:
        """The same words as no answer to anybody else: a reply becomes a post."""
        return _as_what_it_is(replace(self, reply_to=None))

    def about_nothing(self) -> Act:
        """A quote or an edit as a post of the same words; other kinds are what they are about, and stay."""
        return replace(self, kind=ActKind.POST, target=None) if self.kind in _WORDS_ABOUT else self

    def without_words_of_others(self) -> Act:
        """The same act with what others wrote reduced to where it is and what its digest was."""
        return replace(
            self,
            reply_to=_place(self.reply_to),
            target=_place(self.target),
            replaces=_place(self.replaces),
        )

    def without_words(self) -> Act:
        """The same act with everything the user typed or attached removed, for what is thrown away."""
        return replace(
            self,
            text="",
            content_warning="",
            poll=None,
            media=(),
            profile_changes=(),
            comment="",
            reply_to=_shell(self.reply_to),
            target=_shell(self.target),
            replaces=_shell(self.replaces),
        )


STATUS_KINDS = frozenset(
    {ActKind.POST, ActKind.REPLY, ActKind.THREAD, ActKind.POLL, ActKind.QUOTE, ActKind.DIRECT}
)
"""Kinds that become a status of one's own."""

SPREADING_KINDS = frozenset({ActKind.BOOST, ActKind.FAVOURITE, ActKind.PIN})
"""Kinds whose words are those of their target."""


_WORDS_ABOUT = frozenset({ActKind.QUOTE, ActKind.EDIT})


def _as_what_it_is(act: Act) -> Act:
    """A reply that answers nothing is a post."""
    answers = act.reply_to is not None or act.after
    return act if answers or act.kind is not ActKind.REPLY else replace(act, kind=ActKind.POST)


def _shell(target: Target | None) -> Target | None:
    return None if target is None else Target(id=target.id, url=target.url, acct=target.acct)


def _place(target: Target | None) -> Target | None:
    if target is None:
        return None
    return Target(
        id=target.id,
        url=target.url,
        acct=target.acct,
        edited_at=target.edited_at,
        digest=target.digest,
        visibility=target.visibility,
    )
