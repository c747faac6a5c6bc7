"""What can be read as a timeline: where it is asked for, and which stream carries what is new in it."""

from __future__ import annotations

from typing import Final, Generic, Literal, TypeVar
from urllib.parse import quote

import msgspec

ItemT = TypeVar("ItemT")

PAGE: Final = 40
"""Statuses asked for at once: the most Mastodon gives."""

TimelineKind = Literal[
    "home", "local", "public", "remote", "tag", "list", "account", "bookmarks", "favourites", "trending"
]


AccountView = Literal["", "posts", "media", "pinned"]
"""What of an account: everything, its posts without replies, posts with media, or what it pinned."""


class Timeline(msgspec.Struct, frozen=True):
    """One timeline; `argument` names the tag (without #), the list or the account.

    A tag may name several, separated by spaces: posts with any of them. `view` is for accounts.
    """

    kind: TimelineKind
    argument: str = ""
    view: AccountView = ""

    @property
    def key(self) -> str:
        """How the timeline is named where it is stored: "home", "tag:tide", "account:12?media"."""
        named = f"{self.kind}:{self.argument}" if self.argument else self.kind
        return f"{named}?{self.view}" if self.view else named

    @property
    def path(self) -> str:
        """Where its statuses are asked for."""
        return _PATHS[self.kind].format(segment(self.argument.split(" ")[0]))

    @property
    def params(self) -> dict[str, str | list[str]]:
        """What is asked for beside the position."""
        if self.kind == "local":
            return {"local": "true"}
        if self.kind == "remote":
            return {"remote": "true"}
        if self.kind == "account":
            return dict(_VIEWS[self.view])
        others = self.argument.split(" ")[1:] if self.kind == "tag" else []
        return {"any[]": others} if others else {}

    @property
    def stream(self) -> tuple[str, dict[str, str]] | None:
        """Path below the streaming address and its parameters; None where no stream carries it."""
        path = _STREAMS.get(self.kind)
        if path is None or " " in self.argument:
            return None
        names = {"tag": "tag", "list": "list"}
        return path, {names[self.kind]: self.argument} if self.kind in names else {}


class Page(msgspec.Struct, Generic[ItemT], frozen=True):
    """Some of a long list, newest first as the server gave it.

    `older` and `newer` are the server's own links to the neighbours, opaque, for `Reader.follow`; None at
    an end, or where the server gives no links.
    """

    items: tuple[ItemT, ...]
    older: str | None = None
    newer: str | None = None


HOME: Final = Timeline("home")
LOCAL: Final = Timeline("local")
PUBLIC: Final = Timeline("public")


def timeline_of(key: str) -> Timeline:
    """Read back what `Timeline.key` wrote; raises ValueError for anything else."""
    kind, _, argument = key.partition(":")
    view = ""
    if kind == "account":
        argument, _, view = argument.partition("?")
    try:
        return msgspec.convert({"kind": kind, "argument": argument, "view": view}, Timeline)
    except msgspec.ValidationError as error:
        raise ValueError(f"no timeline is called {kind!r}") from error


def segment(text: str) -> str:
    """Spell an opaque identifier as one segment of a path: it can neither add a part nor climb up."""
    return quote(text, safe="").replace(".", "%2E")


_PATHS: Final[dict[TimelineKind, str]] = {
    "home": "/api/v1/timelines/home",
    "local": "/api/v1/timelines/public",
    "public": "/api/v1/timelines/public",
    "remote": "/api/v1/timelines/public",
    "tag": "/api/v1/timelines/tag/{}",
    "list": "/api/v1/timelines/list/{}",
    "account": "/api/v1/accounts/{}/statuses",
    "bookmarks": "/api/v1/bookmarks",
    "favourites": "/api/v1/favourites",
    "trending": "/api/v1/trends/statuses",
}

_VIEWS: Final[dict[AccountView, dict[str, str]]] = {
    "": {},
    "posts": {"exclude_replies": "true"},
    "media": {"only_media": "true"},
    "pinned": {"pinned": "true"},
}

_STREAMS: Final[dict[TimelineKind, str]] = {
    "home": "/api/v1/streaming/user",
    "local": "/api/v1/streaming/public/local",
    "public": "/api/v1/streaming/public",
    "remote": "/api/v1/streaming/public/remote",
    "tag": "/api/v1/streaming/hashtag",
    "list": "/api/v1/streaming/list",
}
