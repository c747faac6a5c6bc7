"""How this user's machine reaches servers, from the settings."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from outtray.config.settings import NetworkSettings
from outtray.mastodon.transport import EgressTransport

MakeTransport = Callable[[], httpx.AsyncBaseTransport]


def transports(settings: NetworkSettings) -> MakeTransport:
    """Makes the egress transport of each connection, through the proxy the user named."""
    return lambda: EgressTransport(proxy=settings.proxy)


def as_the_system_does() -> httpx.AsyncBaseTransport:
    """An egress transport for somebody who has no settings yet."""
    return EgressTransport(proxy=NetworkSettings().proxy)
