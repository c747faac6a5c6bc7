"""What background work tells the main screen; only message handlers touch widgets."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.services.feeds import Conversation, FeedUpdate


@dataclass
class Connected(Message):
    """The server has answered and said who we are."""


@dataclass
class ConnectFailed(Message):
    """The server could not be reached, or did not take the login."""

    error: OuttrayError


@dataclass
class FeedSpoke(Message):
    """A timeline has something new to show; ``timeline`` is its key."""

    timeline: str
    update: FeedUpdate


@dataclass
class FeedFailed(Message):
    """A timeline could not be refreshed."""

    timeline: str
    error: OuttrayError


@dataclass
class ThreadLoaded(Message):
    """A conversation is there to be shown."""

    conversation: Conversation


@dataclass
class ThreadFailed(Message):
    """A conversation could not be loaded."""

    status_id: str
    error: OuttrayError
