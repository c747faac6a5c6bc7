"""What a server may or may not be able to do, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from outtray.base.translation import gettext as _
from outtray.mastodon.errors import Unsupported


class Feature(StrEnum):
    """A part of the Mastodon API that not every server has."""

    LISTS = "lists"
    CONVERSATIONS = "conversations"
    TRENDS = "trends"
    FOLLOWED_TAGS = "followed-tags"
    ANNOUNCEMENTS = "announcements"
    FILTERS = "filters"
    GROUPED_NOTIFICATIONS = "grouped-notifications"
    NOTIFICATION_POLICY = "notification-policy"
    NOTIFICATION_REQUESTS = "notification-requests"
    UNREAD_COUNT = "unread-count"
    DOMAIN_BLOCKS = "domain-blocks"
    MARKERS = "markers"
    TRANSLATION = "translation"
    QUOTES = "quotes"
    STREAMING = "streaming"
    PUBLIC_READING = "public-reading"


_SENTENCES: Final[dict[Feature, Callable[[], str]]] = {
    Feature.LISTS: lambda: _("{host} keeps no lists."),
    Feature.CONVERSATIONS: lambda: _("{host} keeps no list of direct conversations."),
    Feature.TRENDS: lambda: _("{host} does not say what is trending."),
    Feature.FOLLOWED_TAGS: lambda: _("On {host} hashtags cannot be followed."),
    Feature.ANNOUNCEMENTS: lambda: _("{host} makes no announcements."),
    Feature.FILTERS: lambda: _("{host} keeps no filters of the present kind."),
    Feature.GROUPED_NOTIFICATIONS: lambda: _("{host} does not group notifications."),
    Feature.NOTIFICATION_POLICY: lambda: _("{host} does not sort notifications by who sent them."),
    Feature.NOTIFICATION_REQUESTS: lambda: _("{host} sets no notifications aside."),
    Feature.UNREAD_COUNT: lambda: _("{host} does not count unread notifications."),
    Feature.DOMAIN_BLOCKS: lambda: _("On {host} whole servers cannot be blocked by an account."),
    Feature.MARKERS: lambda: _("{host} does not keep how far you have read."),
    Feature.TRANSLATION: lambda: _("{host} does not translate posts."),
    Feature.QUOTES: lambda: _("{host} does not know quotes."),
    Feature.STREAMING: lambda: _("{host} offers no live stream."),
    Feature.PUBLIC_READING: lambda: _("{host} shows its timelines to its own accounts only."),
}


def missing(feature: Feature, host: str) -> Unsupported:
    """The error that says in one sentence what this server cannot do."""
    return Unsupported(
        _SENTENCES[feature]().format(host=host),
        _("Everything else goes on working; other servers may offer it."),
        host=host,
        feature=feature.value,
    )
