"""Values of what an account keeps for itself: lists, conversations, what is done with notifications."""

from __future__ import annotations

from typing import ClassVar

from outtray.mastodon.entity import Entity, Html, Key, Line, Text
from outtray.mastodon.models import (
    Account,
    CustomEmoji,
    Mention,
    Moment,
    Status,
    Tag,
)


class UserList(Entity, frozen=True, omit_defaults=True, gc=False):
    """A list of accounts with a timeline of its own.

    `replies_policy` says whose replies it shows: list (among members), followed or none. Posts of an
    `exclusive` list stay out of the home timeline.
    """

    id: Key = ""
    title: Line = ""
    replies_policy: Line = "list"
    exclusive: bool = False


class ConversationEntry(Entity, frozen=True, omit_defaults=True, gc=False):
    """A direct conversation: who is in it besides the acting account, and what was said last."""

    id: Key = ""
    unread: bool = False
    accounts: tuple[Account, ...] = ()
    last_status: Status | None = None


class PolicySummary(Entity, frozen=True, omit_defaults=True, gc=False):
    """How much was set aside."""

    pending_requests_count: int = 0
    pending_notifications_count: int = 0


class NotificationPolicy(Entity, frozen=True, omit_defaults=True, gc=False):
    """What is done with notifications of whom: accept, filter (set aside) or drop; "" where it has no say."""

    kinds: ClassVar[tuple[str, ...]] = (
        "for_not_following",
        "for_not_followers",
        "for_new_accounts",
        "for_private_mentions",
        "for_limited_accounts",
        "for_bots",
    )

    for_not_following: Line = ""
    for_not_followers: Line = ""
    for_new_accounts: Line = ""
    for_private_mentions: Line = ""
    for_limited_accounts: Line = ""
    for_bots: Line = ""
    summary: PolicySummary = PolicySummary()


class NotificationRequest(Entity, frozen=True, omit_defaults=True, gc=False):
    """Notifications of one account that were set aside until the user says what to do with them."""

    id: Key = ""
    created_at: Moment | None = None
    updated_at: Moment | None = None
    notifications_count: int = 0
    account: Account = Account()
    last_status: Status | None = None


class Reaction(Entity, frozen=True, omit_defaults=True, gc=False):
    """How many have answered an announcement with one emoji: the character, or the name of a server's own."""

    name: Line = ""
    count: int = 0
    me: bool = False


class Announcement(Entity, frozen=True, omit_defaults=True, gc=False):
    """What the people who run the server tell everybody; `content` is HTML.

    Reactions are shown and never given: everybody on the server sees them, and they pass no review.
    """

    id: Key = ""
    content: Html = ""
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    all_day: bool = False
    published_at: Moment | None = None
    updated_at: Moment | None = None
    read: bool = False
    mentions: tuple[Mention, ...] = ()
    tags: tuple[Tag, ...] = ()
    emojis: tuple[CustomEmoji, ...] = ()
    reactions: tuple[Reaction, ...] = ()


class TranslatedOption(Entity, frozen=True, omit_defaults=True, gc=False):
    """One answer of a poll, translated."""

    title: Line = ""


class TranslatedPoll(Entity, frozen=True, omit_defaults=True, gc=False):
    """The answers of a poll, translated, in their order."""

    id: Key = ""
    options: tuple[TranslatedOption, ...] = ()


class TranslatedMedium(Entity, frozen=True, omit_defaults=True, gc=False):
    """The alt text of one medium, translated."""

    id: Key = ""
    description: Text | None = None


class Translation(Entity, frozen=True, omit_defaults=True, gc=False):
    """A status in another language, made by the server's translator; `provider` names it."""

    content: Html = ""
    spoiler_text: Text = ""
    language: Line = ""
    detected_source_language: Line = ""
    provider: Line = ""
    poll: TranslatedPoll | None = None
    media_attachments: tuple[TranslatedMedium, ...] = ()


class FamiliarFollowers(Entity, frozen=True, omit_defaults=True, gc=False):
    """Who among those the acting account follows also follows another account (`id`)."""

    id: Key = ""
    accounts: tuple[Account, ...] = ()


class Report(Entity, frozen=True, omit_defaults=True, gc=False):
    """A report as the server took it."""

    id: Key = ""
    category: Line = ""
    comment: Text = ""
    forwarded: bool = False
    target_account: Account | None = None


class ServerRule(Entity, frozen=True, omit_defaults=True, gc=False):
    """One rule of the server, which a report may name."""

    id: Key = ""
    text: Text = ""
    hint: Text = ""
