"""The values of the Mastodon API, named as Mastodon names them.

Identifiers are opaque text: some servers use numbers, some letters; they are compared for equality only.
An optional field is None where the server says "none"; a text that is always there is "" when a server
leaves it out. Kinds (`type`, `visibility`, `state`) are plain text because servers invent their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from outtray.mastodon.entity import Entity, Html, Key, Line, Text

Moment = Annotated[datetime, Meta(tz=True)]
"""A time with its zone; one without is read as UTC by the lenient decoder."""


class CustomEmoji(Entity, frozen=True, omit_defaults=True, gc=False):
    """A picture a server shows for `:shortcode:`."""

    shortcode: Line = ""
    url: Key = ""
    static_url: Key = ""
    visible_in_picker: bool = True
    category: Line | None = None


class Field(Entity, frozen=True, omit_defaults=True, gc=False):
    """One row of a profile; `value` is HTML, `verified_at` is set when the link was proven."""

    name: Line = ""
    value: Html = ""
    verified_at: Moment | None = None


class SourceField(Entity, frozen=True, omit_defaults=True, gc=False):
    """One row of the own profile as it was written: no HTML."""

    name: Line = ""
    value: Line = ""


class AccountSource(Entity, frozen=True, omit_defaults=True, gc=False):
    """The user's own account as written, and the defaults for a new status."""

    note: Text = ""
    privacy: Line = ""
    sensitive: bool = False
    language: Line | None = None
    quote_policy: Line = ""
    fields: tuple[SourceField, ...] = ()
    follow_requests_count: int = 0


class Account(Entity, frozen=True, omit_defaults=True, gc=False):
    """A profile; `acct` is `name` on the same server and `name@server` elsewhere, `note` is HTML."""

    id: Key = ""
    username: Line = ""
    acct: Line = ""
    display_name: Line = ""
    note: Html = ""
    url: Key | None = None
    uri: Key = ""
    avatar: Key = ""
    avatar_static: Key = ""
    header: Key = ""
    locked: bool = False
    bot: bool = False
    group: bool = False
    limited: bool = False
    suspended: bool = False
    created_at: Moment | None = None
    last_status_at: Line | None = None
    followers_count: int = 0
    following_count: int = 0
    statuses_count: int = 0
    emojis: tuple[CustomEmoji, ...] = ()
    fields: tuple[Field, ...] = ()
    source: AccountSource | None = None

    @property
    def name(self) -> str:
        """What to call the account: its display name, or its handle when it has none."""
        return self.display_name.strip() or self.username or self.acct


class Application(Entity, frozen=True, omit_defaults=True, gc=False):
    """The program a status was written with."""

    name: Line = ""
    website: Key | None = None


class MediaSize(Entity, frozen=True, omit_defaults=True, gc=False):
    """Pixels of a picture, and seconds of a film or a sound."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None


class Focus(Entity, frozen=True, omit_defaults=True, gc=False):
    """Where to look in a picture, from -1 to 1 on both axes, y upwards."""

    x: float = 0.0
    y: float = 0.0


class MediaMeta(Entity, frozen=True, omit_defaults=True, gc=False):
    """Sizes of a medium and of its small version."""

    original: MediaSize | None = None
    small: MediaSize | None = None
    focus: Focus | None = None


class MediaAttachment(Entity, frozen=True, omit_defaults=True, gc=False):
    """A picture, film or sound; `description` is its alt text, None when nobody wrote one.

    `type` is image, video, gifv, audio or unknown; `url` is None while the server is still working.
    """

    id: Key = ""
    type: Line = "unknown"
    url: Key | None = None
    preview_url: Key | None = None
    remote_url: Key | None = None
    description: Text | None = None
    blurhash: Line | None = None
    meta: MediaMeta | None = None


class Mention(Entity, frozen=True, omit_defaults=True, gc=False):
    """An account named in a status."""

    id: Key = ""
    username: Line = ""
    acct: Line = ""
    url: Key = ""


class DayOfUse(Entity, frozen=True, omit_defaults=True, gc=False):
    """How much a hashtag or a link was used on one day; `day` is its first second since 1970."""

    day: int = 0
    uses: int = 0
    accounts: int = 0


class Tag(Entity, frozen=True, omit_defaults=True, gc=False):
    """A hashtag, without its #; `history` has the newest day first, where the server tells."""

    name: Line = ""
    url: Key = ""
    following: bool | None = None
    history: tuple[DayOfUse, ...] = ()


class PollOption(Entity, frozen=True, omit_defaults=True, gc=False):
    """One answer; `votes_count` is None while results are hidden."""

    title: Line = ""
    votes_count: int | None = None


class Poll(Entity, frozen=True, omit_defaults=True, gc=False):
    """A poll; `own_votes` are positions in `options`, `expires_at` None means it never ends."""

    id: Key = ""
    expires_at: Moment | None = None
    expired: bool = False
    multiple: bool = False
    votes_count: int = 0
    voters_count: int | None = None
    options: tuple[PollOption, ...] = ()
    voted: bool | None = None
    own_votes: tuple[int, ...] | None = None
    emojis: tuple[CustomEmoji, ...] = ()


class PreviewCard(Entity, frozen=True, omit_defaults=True, gc=False):
    """What a server found behind a link of a status; its embedded HTML is never kept."""

    url: Key = ""
    title: Line = ""
    description: Text = ""
    type: Line = "link"
    author_name: Line = ""
    provider_name: Line = ""
    image: Key | None = None
    image_description: Line = ""
    language: Line | None = None
    history: tuple[DayOfUse, ...] = ()


class FilterKeyword(Entity, frozen=True, omit_defaults=True, gc=False):
    """One word or phrase of a filter."""

    id: Key = ""
    keyword: Line = ""
    whole_word: bool = False


class Filter(Entity, frozen=True, omit_defaults=True, gc=False):
    """A filter kept by the server; `filter_action` is warn, hide or blur; `context` says where it acts."""

    id: Key = ""
    title: Line = ""
    context: tuple[Line, ...] = ()
    expires_at: Moment | None = None
    filter_action: Line = "warn"
    keywords: tuple[FilterKeyword, ...] = ()


class FilterResult(Entity, frozen=True, omit_defaults=True, gc=False):
    """Why a status was filtered."""

    filter: Filter = Filter()
    keyword_matches: tuple[Line, ...] | None = None


class QuoteApproval(Entity, frozen=True, omit_defaults=True, gc=False):
    """Who may quote a status; `current_user` is automatic, manual, denied or unknown."""

    automatic: tuple[Line, ...] = ()
    manual: tuple[Line, ...] = ()
    current_user: Line = ""


class Quote(Entity, frozen=True, omit_defaults=True, gc=False):
    """The status quoted by another; `quoted_status` is there only while `state` is accepted.

    Other states: pending, rejected, revoked, deleted, unauthorized and whatever servers add.
    """

    state: Line = ""
    quoted_status: Status | None = None
    quoted_status_id: Key | None = None

    def __post_init__(self) -> None:
        """Refuse a quote without a state, so that the lenient decoder looks at other servers' shapes."""
        if not self.state:
            raise ValueError("a quote without its state")
        Entity.__post_init__(self)


class Status(Entity, frozen=True, omit_defaults=True, gc=False):
    """A post, or a boost when `reblog` is set; `content` is HTML, "" in a boost.

    `visibility` is public, unlisted, private or direct, or "" when the server did not say (treat it as the
    narrowest). `unreadable` marks a placeholder for a status that could not be understood: `id` is then
    made up here and must not be sent to a server. Boosts and quotes are kept one level deep.
    """

    id: Key = ""
    created_at: Moment | None = None
    account: Account = Account()
    content: Html = ""
    spoiler_text: Text = ""
    visibility: Line = ""
    sensitive: bool = False
    language: Line | None = None
    uri: Key = ""
    url: Key | None = None
    in_reply_to_id: Key | None = None
    in_reply_to_account_id: Key | None = None
    edited_at: Moment | None = None
    replies_count: int = 0
    reblogs_count: int = 0
    favourites_count: int = 0
    quotes_count: int = 0
    favourited: bool = False
    reblogged: bool = False
    bookmarked: bool = False
    muted: bool = False
    pinned: bool = False
    text: Text | None = None
    reblog: Status | None = None
    quote: Quote | None = None
    quote_approval: QuoteApproval | None = None
    application: Application | None = None
    media_attachments: tuple[MediaAttachment, ...] = ()
    mentions: tuple[Mention, ...] = ()
    tags: tuple[Tag, ...] = ()
    emojis: tuple[CustomEmoji, ...] = ()
    card: PreviewCard | None = None
    poll: Poll | None = None
    filtered: tuple[FilterResult, ...] = ()
    unreadable: bool = msgspec.field(default=False, name="outtray_unreadable")

    def __post_init__(self) -> None:
        """Clean the texts, and cut chains of boosts and quotes: one level of each is ever shown."""
        Entity.__post_init__(self)
        if self.reblog is not None and self.reblog.reblog is not None:
            msgspec.structs.force_setattr(self, "reblog", msgspec.structs.replace(self.reblog, reblog=None))
        quoted = self.quote.quoted_status if self.quote is not None else None
        if self.quote is not None and quoted is not None:
            inner = quoted.quote
            if inner is not None and inner.quoted_status is not None:
                inner = Quote(inner.state, None, inner.quoted_status.id)
            if inner is not quoted.quote or quoted.reblog is not None:
                quoted = msgspec.structs.replace(quoted, quote=inner, reblog=None)
                quote = msgspec.structs.replace(self.quote, quoted_status=quoted)
                msgspec.structs.force_setattr(self, "quote", quote)

    @property
    def shown(self) -> Status:
        """The status whose words are read: the boosted one in a boost, else this one."""
        return self.reblog if self.reblog is not None else self


class PollVersion(Entity, frozen=True, omit_defaults=True, gc=False):
    """The answers of a poll as they once were."""

    options: tuple[PollOption, ...] = ()


class StatusEdit(Entity, frozen=True, omit_defaults=True, gc=False):
    """One version of a status in its history."""

    content: Html = ""
    spoiler_text: Text = ""
    sensitive: bool = False
    created_at: Moment | None = None
    account: Account = Account()
    media_attachments: tuple[MediaAttachment, ...] = ()
    emojis: tuple[CustomEmoji, ...] = ()
    poll: PollVersion | None = None


class StatusSource(Entity, frozen=True, omit_defaults=True, gc=False):
    """A status as its author typed it; needed to edit."""

    id: Key = ""
    text: Text = ""
    spoiler_text: Text = ""


class ThreadContext(Entity, frozen=True, omit_defaults=True, gc=False):
    """What stands above and below a status in its conversation, oldest first."""

    most_items: ClassVar[int] = 5_000

    ancestors: tuple[Status, ...] = ()
    descendants: tuple[Status, ...] = ()


class Relationship(Entity, frozen=True, omit_defaults=True, gc=False):
    """How the acting account stands to another one."""

    id: Key = ""
    following: bool = False
    followed_by: bool = False
    requested: bool = False
    requested_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False
    muting_notifications: bool = False
    muting_expires_at: Moment | None = None
    domain_blocking: bool = False
    showing_reblogs: bool = True
    notifying: bool = False
    endorsed: bool = False
    note: Text = ""


class Notification(Entity, frozen=True, omit_defaults=True, gc=False):
    """Something that happened to the acting account; an unknown `type` is shown by its name."""

    id: Key = ""
    type: Line = "unknown"
    created_at: Moment | None = None
    group_key: Key = ""
    account: Account | None = None
    status: Status | None = None
    unreadable: bool = msgspec.field(default=False, name="outtray_unreadable")


class Marker(Entity, frozen=True, omit_defaults=True, gc=False):
    """How far a timeline was read, as the server keeps it for every client."""

    last_read_id: Key = ""
    version: int = 0
    updated_at: Moment | None = None


class SearchResults(Entity, frozen=True, omit_defaults=True, gc=False):
    """Accounts, statuses and hashtags that answer a search."""

    accounts: tuple[Account, ...] = ()
    statuses: tuple[Status, ...] = ()
    hashtags: tuple[Tag, ...] = ()


class Preferences(Entity, frozen=True, omit_defaults=True, gc=False):
    """What the user chose on the server, for a new status and for reading."""

    visibility: Line = msgspec.field(default="", name="posting:default:visibility")
    sensitive: bool = msgspec.field(default=False, name="posting:default:sensitive")
    language: Line | None = msgspec.field(default=None, name="posting:default:language")
    quote_policy: Line = msgspec.field(default="", name="posting:default:quote_policy")
    expand_media: Line = msgspec.field(default="default", name="reading:expand:media")
    expand_spoilers: bool = msgspec.field(default=False, name="reading:expand:spoilers")


class Instance(Entity, frozen=True, omit_defaults=True, gc=False):
    """What a server says of itself, whichever version of the question it answers.

    Limits are in characters as the server counts them; `streaming_url` is None where it named none;
    `api_version` is Mastodon's own number (0 on others).
    """

    domain: Line = ""
    title: Line = ""
    version: Line = ""
    source_url: Key = ""
    description: Text = ""
    streaming_url: Key | None = None
    max_characters: int = 500
    characters_per_url: int = 23
    max_media: int = 4
    max_description: int = 1_500
    max_poll_options: int = 4
    max_poll_option_characters: int = 50
    api_version: int = 0
    translation: bool = False
    languages: tuple[Line, ...] = ()
