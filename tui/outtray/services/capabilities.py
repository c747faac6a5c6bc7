"""What a server can do, found out by asking it: versions lie, answers do not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from outtray.mastodon import errors
from outtray.mastodon.features import Feature
from outtray.mastodon.instance import software
from outtray.mastodon.scheduler import Priority, priority
from outtray.services.connection import Connection

_QUOTES_SINCE: Final = 7
"""The number of Mastodon's API from which on it knows quotes (4.5)."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is known of a server. ``software`` is its program in lower case, "" when nothing tells.

    ``features`` says yes or no; a feature that is not in it could not be found out.
    """

    software: str = ""
    version: str = ""
    features: Mapping[Feature, bool] = field(default_factory=dict)

    def lacks(self, feature: Feature) -> bool:
        """Whether the server is known not to offer something; what is unknown may be tried."""
        return self.features.get(feature) is False


async def find_out(connection: Connection) -> Capabilities:
    """Ask for one small page of everything, as background work; raises Unauthorised when the login ended."""
    instance = connection.instance
    features = {Feature.TRANSLATION: instance.translation}
    if instance.api_version:
        features[Feature.QUOTES] = instance.api_version >= _QUOTES_SINCE
    with priority(Priority.BACKGROUND):
        name = await _software(connection)
        # One after the other: nobody waits for this, and a server is not to be stormed at each start.
        for feature, ask in _asks(connection).items():
            answer = await _offers(ask)
            if answer is not None:
                features[feature] = answer
    return Capabilities(name, instance.version, features)


def _asks(connection: Connection) -> dict[Feature, Callable[[], Awaitable[object]]]:
    return {
        Feature.LISTS: connection.lists.all,
        Feature.CONVERSATIONS: connection.reader.conversations,
        Feature.TRENDS: lambda: connection.reader.trending_tags(1),
        Feature.FOLLOWED_TAGS: connection.reader.followed_tags,
        Feature.ANNOUNCEMENTS: connection.reader.announcements,
        Feature.FILTERS: connection.filters.kept_by_server,
        Feature.GROUPED_NOTIFICATIONS: connection.notices.grouped_by_server,
        Feature.NOTIFICATION_POLICY: connection.notices.policy,
        Feature.NOTIFICATION_REQUESTS: connection.notices.requests,
        Feature.DOMAIN_BLOCKS: connection.people.blocked_domains,
        Feature.MARKERS: lambda: connection.reader.markers("home"),
    }


async def _offers(ask: Callable[[], Awaitable[object]]) -> bool | None:
    """Whether it is there; None where that could not be found out."""
    try:
        await ask()
    except errors.Unsupported:
        return False
    except errors.Unauthorised as error:
        # 403 alone may mean that the token is too narrow for this one thing.
        if error.status == 401:
            raise
        return None
    except errors.ServerError:
        return None
    return True


async def _software(connection: Connection) -> str:
    told = software(connection.instance)
    if told:
        return told
    try:
        return (await connection.reader.node_software()).name.lower()
    except errors.ServerError:
        return ""
