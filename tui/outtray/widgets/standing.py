"""What the header shows: who acts, how the server is reached, what waits in the out-tray."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.widgets.icons import Icons


class Reach(Enum):
    """How the server is reached at the moment."""

    CONNECTING = "connecting"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"
    LIMITED = "limited"


class Connection(msgspec.Struct, frozen=True):
    """How the server is reached; ``until`` is when a limit ends, in the user's words ("12:04")."""

    reach: Reach
    until: str = ""

    def sign(self, icons: Icons) -> str:
        """The sign that stands before the word."""
        return {
            Reach.CONNECTING: icons.polling,
            Reach.LIVE: icons.live,
            Reach.POLLING: icons.polling,
            Reach.OFFLINE: icons.offline,
            Reach.LIMITED: icons.limited,
        }[self.reach]

    @property
    def words(self) -> str:
        """The state in words."""
        if self.reach is Reach.LIMITED and self.until:
            return _("limited until {time}").format(time=self.until)
        return {
            Reach.CONNECTING: _("connecting"),
            Reach.LIVE: _("live"),
            Reach.POLLING: _("polling"),
            Reach.OFFLINE: _("offline"),
            Reach.LIMITED: _("limited"),
        }[self.reach]

    @property
    def variable(self) -> str:
        """The style variable of its colour."""
        return {
            Reach.CONNECTING: "$ot-muted",
            Reach.LIVE: "$ot-good",
            Reach.POLLING: "$ot-note",
            Reach.OFFLINE: "$ot-block",
            Reach.LIMITED: "$ot-warn",
        }[self.reach]


class OutTray(msgspec.Struct, frozen=True):
    """What waits: how many acts are held, how many of them are ready, when the next one will be (aware)."""

    held: int = 0
    ready: int = 0
    next_due: datetime | None = None
    trouble: int = 0
    """Acts that are unsure or failed and ask for the user."""

    def words(self, left: str) -> str:
        """The state in words; ``left`` is the time until the next act is ready."""
        if self.trouble:
            return ngettext("{count} needs you", "{count} need you", self.trouble).format(count=self.trouble)
        if self.ready:
            return ngettext("{count} ready", "{count} ready", self.ready).format(count=self.ready)
        if self.held and left:
            return _("next in {time}").format(time=left)
        return ""

    @property
    def variable(self) -> str:
        """The style variable of its colour."""
        if self.trouble:
            return "$ot-block"
        return "$ot-good" if self.ready else "$ot-ink"


class ActingAs(msgspec.Struct, frozen=True):
    """The account that acts: its handle (foreign text) and its place among the accounts, for its colour."""

    handle: str
    index: int = 0
    practice: bool = False
    unread: int = 0
    """Notifications that came since the last look at them."""
    unsaid: int = 0
    """Private acts that wait until the server can be told of them."""
