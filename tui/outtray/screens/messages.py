"""What background work tells the main screen; only message handlers touch widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from outtray.base.errors import OuttrayError
from outtray.mastodon.models import Account, Relationship, Status
from outtray.mastodon.timelines import Timeline

if TYPE_CHECKING:
    from outtray.acts.act import AccountKey, Act
    from outtray.services.errands import ErrandNews
    from outtray.services.feeds import Conversation, FeedUpdate


@dataclass
class WorkspaceUnusable(Message):
    """The out-tray cannot be opened, so that nothing could be written: for the program to end with."""

    error: OuttrayError


@dataclass
class MainReplaced(Message):
    """Another account acts: its main screen is to take the place of the one at the bottom."""

    screen: Screen[None]


class LoggedOut(Message):
    """The last account was logged out, so that there is nobody to act: for the program to end with."""


class HomeMessage(Message):
    """The base of all of them; every part of the main screen hears them."""


@dataclass
class TrayTouched(HomeMessage):
    """Something was done to the out-tray here, so it is to be looked at at once."""


@dataclass
class ActSent(HomeMessage):
    """A follow, a vote or a report has arrived at the server."""

    act: Act


@dataclass
class AccountRequested(HomeMessage):
    """A draft belongs to another account than the one that acts, and the user goes on with it."""

    account: AccountKey
    item_id: str


@dataclass
class ProfileRequested(HomeMessage):
    """The user asked for a profile; ``account`` is what is known of it."""

    account_id: str
    account: Account | None = None


@dataclass
class RelationshipChanged(HomeMessage):
    """How the acting account stands to another has changed."""

    relationship: Relationship


@dataclass
class TimelineRequested(HomeMessage):
    """The user asked for a timeline that no key of its own leads to."""

    timeline: Timeline


@dataclass
class ThreadRequested(HomeMessage):
    """The user asked for a conversation; ``status`` is what is known of the post it is opened on."""

    status_id: str
    status: Status | None = None


@dataclass
class Connected(HomeMessage):
    """The server has answered and said who we are."""


@dataclass
class ConnectFailed(HomeMessage):
    """The server could not be reached, or did not take the login."""

    error: OuttrayError


@dataclass
class FeedSpoke(HomeMessage):
    """A timeline has something new to show; ``timeline`` is its key."""

    timeline: str
    update: FeedUpdate


@dataclass
class FeedFailed(HomeMessage):
    """A timeline could not be refreshed."""

    timeline: str
    error: OuttrayError


@dataclass
class ThreadLoaded(HomeMessage):
    """A conversation is there to be shown."""

    conversation: Conversation


@dataclass
class ThreadFailed(HomeMessage):
    """A conversation could not be loaded."""

    status_id: str
    error: OuttrayError


@dataclass
class ErrandSpoke(HomeMessage):
    """It has shown what becomes of a private act: done, refused, or kept until the server is back."""

    news: ErrandNews


class SettingsSaved(Message):
    """The settings were saved: the program follows them."""
