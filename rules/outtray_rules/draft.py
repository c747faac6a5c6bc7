"""What a rule may look at: the draft itself and the context it would be published in.

All of it is passed in; nothing in this library fetches, reads a clock or opens a file of the user's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType


class ActKind(StrEnum):
    """What would become public."""

    POST = "post"
    REPLY = "reply"
    THREAD = "thread"
    POLL = "poll"
    QUOTE = "quote"
    DIRECT = "direct"
    EDIT = "edit"
    BOOST = "boost"
    FAVOURITE = "favourite"
    PROFILE = "profile"
    PIN = "pin"
    FEATURE = "feature"
    FOLLOW = "follow"
    VOTE = "vote"
    REPORT = "report"


class Visibility(StrEnum):
    """A status's audience, in the words of the Mastodon API."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    DIRECT = "direct"

    @property
    def width(self) -> int:
        """How wide the audience is: 3 for public down to 0 for direct."""
        return _WIDTHS[self]


_WIDTHS = {Visibility.PUBLIC: 3, Visibility.UNLISTED: 2, Visibility.PRIVATE: 1, Visibility.DIRECT: 0}


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment: its MIME type or Mastodon type, and its alt text (empty when there is none)."""

    type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The words under review. For a boost or favourite, ``text`` is the other person's text.

    ``profile_fields`` holds the changed parts of a profile by name (``display_name``, ``note``,
    ``fields.0.value`` …); for every other act it is empty.
    """

    text: str
    content_warning: str = ""
    language: str = ""
    media: tuple[Media, ...] = ()
    poll_options: tuple[str, ...] = ()
    profile_fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody else in the act: the author answered, boosted or quoted.

    ``profile`` is the plain text of their bio and name, from which a role is read (journalist, minister …).
    ``text`` is what they wrote, ``mutual`` whether both follow each other.
    """

    acct: str
    profile: str = ""
    text: str = ""
    mutual: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A dated stretch such as an election period; both ends are included."""

    start: datetime
    end: datetime
    what: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the user is, as they said once in the settings. Everything is optional."""

    jurisdiction: str = ""
    organisation: str = ""
    organisation_names: tuple[str, ...] = ()
    grade: str = ""
    """``""``, ``junior``, ``officer``, ``manager``, ``executive``, ``deputy-head``, or a pack's own word
    such as ``restricted``."""
    role: str = ""
    """The user's own words for their role, e.g. ``policy analyst``."""
    topics: tuple[str, ...] = ()
    """Own files and duties, as keywords."""
    minister: str = ""
    languages: tuple[str, ...] = ()
    gender: str = ""
    """``""``, ``f`` or ``m``; only for agreement in French headlines."""
    work_hours: tuple[time, time] | None = None
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    official_accounts: tuple[str, ...] = ()
    bio: str = ""
    """The plain text of the acting account's bio, with any disclaimer in it."""


@dataclass(frozen=True, slots=True)
class RecentAct:
    """One of the user's own recent acts, reduced to what a rule may count: when, and what it was about."""

    at: datetime
    categories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Everything around the words. ``at`` is local time with its zone, or None when unknown."""

    act: ActKind = ActKind.POST
    at: datetime | None = None
    visibility: Visibility = Visibility.PUBLIC
    account: str = ""
    audience: int | None = None
    """Followers of the acting account, when known."""
    reply_to: Correspondent | None = None
    boosted: Correspondent | None = None
    quoted: Correspondent | None = None
    calendar: Mapping[str, tuple[Window, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Window name (``election``, ``holiday`` …) to its dated windows."""
    profile: Profile = field(default_factory=Profile)
    writing_time: timedelta | None = None
    """How long the draft was worked on."""
    since_parent: timedelta | None = None
    """Time between the parent post and this answer."""
    recent: tuple[RecentAct, ...] = ()
    """The user's own acts of the last weeks, for rules about repetition."""
