"""What a live timeline tells, apart from how it is heard: nothing here needs a network."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from outtray.mastodon.models import Notification, Status

Mode = Literal["connecting", "live", "polling", "offline", "limited"]


class StatusPosted(msgspec.Struct, frozen=True):
    """A status arrived in the timeline."""

    status: Status


class StatusEdited(msgspec.Struct, frozen=True):
    """A status changed."""

    status: Status


class StatusDeleted(msgspec.Struct, frozen=True):
    """A status is gone."""

    status_id: str


class NotificationReceived(msgspec.Struct, frozen=True):
    """Something happened to the acting account."""

    notification: Notification


class UnknownEvent(msgspec.Struct, frozen=True):
    """An event this program has no use for, or could not read; `name` is the server's."""

    name: str


class LiveState(msgspec.Struct, frozen=True):
    """How the timeline is kept up to date.

    `sentence` says why it is not live; `until` is the end of a pause the server asked for ("limited").
    """

    mode: Mode
    sentence: str = ""
    until: datetime | None = None


StreamEvent = StatusPosted | StatusEdited | StatusDeleted | NotificationReceived | UnknownEvent | LiveState


class Pace(msgspec.Struct, frozen=True):
    """How patient a stream is; all in seconds.

    `silence` without a byte means the stream is dead: Mastodon sends one every 15, so that nothing is called
    live that has been frozen for half a minute. A stream that lived
    for `proven` starts again with the shortest pause.
    """

    silence: float = 25.0
    shortest_pause: float = 1.0
    longest_pause: float = 300.0
    proven: float = 60.0
    between_polls: float = 30.0
    before_streaming_again: float = 900.0
